using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>
/// One person (or team, until its lead has named persons) in one role of one handover, from when until when.
/// Rows, never columns: replacements and history come free.
/// </summary>
public sealed class Party
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Handover? Handover { get; init; }
    public PartyRole Role { get; init; }
    public Guid? PersonId { get; init; }
    public Person? Person { get; init; }
    public Guid? TeamId { get; init; }
    public Team? Team { get; init; }
    public DateTimeOffset FromAt { get; init; }
    public DateTimeOffset? UntilAt { get; private set; }
    public Guid? ReplacedById { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>A proxy's 委托书 and, for accounting staff, the approval of the head of the unit, in words (art. 33).</summary>
    public string? Grounds { get; init; }

    public bool IsCurrent => UntilAt is null;

    /// <summary>Ends this role; the row stays as history.</summary>
    public void End(DateTimeOffset at, string? reason, Guid? replacedById = null)
    {
        UntilAt = at;
        Reason = reason;
        ReplacedById = replacedById;
    }
}

public static class PartyQueries
{
    /// <summary>
    /// With the handover, which thereby gets its parties, and with persons, positions and teams. Read from this side, all are joins
    /// to one row found by its key; read as a collection of the handover in one query, SQLite would put together the
    /// parties of every handover there is.
    /// </summary>
    public static IQueryable<Party> WithHandover(this IQueryable<Party> parties) =>
        parties.Include(p => p.Handover).Include(p => p.Person!.Position).Include(p => p.Team);
}
