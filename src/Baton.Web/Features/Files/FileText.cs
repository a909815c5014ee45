namespace Baton.Web.Features.Files;

/// <summary>Names the texts beside it.</summary>
public sealed class FileText;
