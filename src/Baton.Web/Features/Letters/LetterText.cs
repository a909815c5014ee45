namespace Baton.Web.Features.Letters;

/// <summary>Names the texts of introduction letters.</summary>
public sealed class LetterText;
