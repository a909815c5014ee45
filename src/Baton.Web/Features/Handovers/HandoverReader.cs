using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>A handover that somebody may see, and their rights in it.</summary>
public sealed record SeenHandover(Handover Handover, HandoverAccess Access);

/// <summary>Reads one handover with its parties; that an outsider looked is put on record.</summary>
public sealed class HandoverReader(BatonDbContext db, HandoverWrite write, WriteTerms terms)
{
    /// <param name="showsContent">False for what everybody who runs handovers sees of them: people, dates, progress.</param>
    /// <returns>Null where it does not exist, or not for this actor.</returns>
    public async Task<SeenHandover?> LoadAsync(string number, Actor actor, bool showsContent, CancellationToken cancellationToken)
    {
        var handover = await db.Handovers.AsNoTracking()
            .Include(h => h.Parties).ThenInclude(p => p.Person!.Position)
            .Include(h => h.Parties).ThenInclude(p => p.Team)
            .Include(h => h.DeclaredEmpty)
            .Include(h => h.Department)
            .Include(h => h.Position)
            .AsSplitQuery()
            .SingleOrDefaultAsync(h => h.Number == number, cancellationToken);
        if (handover is null || new HandoverAccess(handover, actor) is not { CanSee: true } access)
        {
            return null;
        }

        if (access.IsOutsider && (showsContent || access.IsAuditor))
        {
            await write.RecordLookAsync(handover.Id, actor, cancellationToken);
        }

        terms.Version = handover.Version;
        return new(handover, access);
    }
}
