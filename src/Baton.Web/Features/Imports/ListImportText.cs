namespace Baton.Web.Features.Imports;

/// <summary>Names the texts beside it.</summary>
public sealed class ListImportText;
