namespace Baton.Web.Features.Api;

public sealed record ReasonBody(string? Reason);

public sealed record NoteBody(string? Note);

/// <summary>The id of what was made.</summary>
public sealed record MadeJson(Guid Id);

/// <summary>For how many it was done.</summary>
public sealed record CountJson(int Count);

/// <summary>One page of a list.</summary>
/// <param name="Next">Send it as cursor to get the next page; null on the last.</param>
public sealed record PageJson<T>(IReadOnlyList<T> Results, string? Next = null);
