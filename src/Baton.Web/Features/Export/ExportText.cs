namespace Baton.Web.Features.Export;

/// <summary>Names the texts beside it.</summary>
public sealed class ExportText;
