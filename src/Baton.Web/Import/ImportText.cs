namespace Baton.Web.Import;

/// <summary>Names the texts beside it.</summary>
public sealed class ImportText;
