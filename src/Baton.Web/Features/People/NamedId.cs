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

    /// <summary>Active people, and whoever stands there already.</summary>
    public static IQueryable<NamedId> Names(this IQueryable<Person> people, Guid? besides = null) =>
        people.Where(p => p.Active || p.Id == besides).OrderBy(p => p.Name).ThenBy(p => p.Id)
            .Select(p => new NamedId(p.Id, p.EmployeeNumber == null ? p.Name : p.Name + " · " + p.EmployeeNumber));
}
