namespace Baton.Web.Features.Questions;

/// <summary>Names the texts beside it.</summary>
public sealed class QuestionText;
