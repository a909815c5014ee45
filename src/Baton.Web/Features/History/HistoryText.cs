namespace Baton.Web.Features.History;

/// <summary>Names the texts beside it.</summary>
public sealed class HistoryText;
