using Baton.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

/// <summary>An id with the name people know it by.</summary>
public sealed record NamedId(Guid Id, string Name);

public static class NamedIds
{
    /// <summary>
    /// Options of a select. Ids become text here and not in the query: SQLite would write them in capitals, and none
    /// would match.
    /// </summary>
    public static async Task<IReadOnlyList<Choice>> ToChoicesAsync(this IQueryable<NamedId> query, CancellationToken cancellationToken) =>
        [.. (await query.ToListAsync(cancellationToken)).Select(named => new Choice(named.Id.ToString("D"), named.Name))];
}
