using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.SignOff;

/// <summary>A signature that the frozen content of a handover asks for, and since when it is there.</summary>
/// <param name="SignerIds">Who could make it.</param>
/// <param name="Turn">As in <see cref="Statement.Turn"/>.</param>
/// <param name="Items">How many items it covers.</param>
/// <param name="SignedAt">Null where it does not stand; see <see cref="SignService.Standing"/>.</param>
public sealed record OpenSlot(
    Guid HandoverId, PartyRole Role, Guid PersonId, IReadOnlyList<Guid> SignerIds, int Turn, int Items, DateTimeOffset FrozenAt, DateTimeOffset? SignedAt)
{
    /// <summary>Those of the revisions that are being signed now, in one query, without the statements' content.</summary>
    public static async Task<IReadOnlyList<OpenSlot>> LoadAsync(BatonDbContext db, IReadOnlyList<Handover> handovers, CancellationToken cancellationToken)
    {
        var ids = handovers.Where(h => h.Stage is Stage.Signing or Stage.FollowUp).Select(h => h.Id).ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        var statements = await db.Revisions.Where(r => ids.Contains(r.HandoverId) && r.ReopenedAt == null && r.ClosedAt == null)
            .SelectMany(r => r.Statements, (r, s) => new
            {
                r.HandoverId,
                r.FrozenAt,
                s.Role,
                s.PersonId,
                s.SignerId,
                s.Turn,
                s.Items,
                SignedAt = db.Signatures.Where(g => g.HandoverId == r.HandoverId && g.VoidedAt == null
                        && g.Role == s.Role && g.PersonId == s.PersonId && g.ContentRoot == s.Root)
                    .Max(g => (DateTimeOffset?)g.SignedAt),
            }).ToListAsync(cancellationToken);
        return [.. statements.GroupBy(s => (s.HandoverId, s.Role, s.PersonId)).Select(g => new OpenSlot(
            g.Key.HandoverId, g.Key.Role, g.Key.PersonId, [.. g.Select(s => s.SignerId)], g.First().Turn, g.First().Items, g.First().FrozenAt, g.Max(s => s.SignedAt)))];
    }
}
