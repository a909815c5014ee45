using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>A handover that somebody may see, and their rights in it.</summary>
public sealed record SeenHandover(Handover Handover, HandoverAccess Access)
{
    /// <summary>Content is frozen and not all have signed it.</summary>
    public bool IsBeingSigned { get; init; }
}

/// <summary>Reads one handover with its parties; that an outsider looked is put on record.</summary>
public sealed class HandoverReader(BatonDbContext db, HandoverWrite write, WriteTerms terms)
{
    /// <param name="showsContent">False for what everybody who runs handovers sees of them: people, dates, progress.</param>
    /// <returns>Null where it does not exist, or not for this actor.</returns>
    public async Task<SeenHandover?> LoadAsync(string number, Actor actor, bool showsContent, CancellationToken cancellationToken)
    {
        var looks = HandoverWrite.Looks(db, actor);
        var read = await db.Parties.AsNoTrackingWithIdentityResolution().WithHandover()
            .Include(p => p.Handover!.Department).Include(p => p.Handover!.Position).Include(p => p.Team!.Lead).Include(p => p.Person!.Manager)
            .Where(p => p.Handover!.Number == number)
            .Select(p => new
            {
                Party = p,
                IsBeingSigned = db.Revisions.Any(r => r.HandoverId == p.HandoverId && r.ReopenedAt == null && r.ClosedAt == null),
                HasLooked = looks.Any(e => e.StreamId == p.HandoverId && e.SubjectId == p.HandoverId),
            })
            .ToListAsync(cancellationToken);
        if (read is not [var first, ..] || new HandoverAccess(first.Party.Handover!, actor) is not { CanSee: true } access)
        {
            return null;
        }

        var handover = first.Party.Handover!;
        if (access.IsOutsider && (showsContent || access.IsAuditor) && !first.HasLooked)
        {
            await write.RecordLookAsync(handover.Id, actor, cancellationToken);
        }

        terms.Version = handover.Version;
        return new(handover, access) { IsBeingSigned = first.IsBeingSigned };
    }
}
