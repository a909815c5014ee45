namespace Baton.Web.Features.Templates;

/// <summary>Names the texts beside it.</summary>
public sealed class TemplateText;
