using Baton.Web.Data;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Meetings;
using Baton.Web.Features.Questions;
using Baton.Web.Features.SignOff;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Export;

/// <summary>Everything of a handover that somebody may see, in the words of the API; Baton's own form to carry it elsewhere.</summary>
/// <param name="Baton">The version of this form.</param>
/// <param name="Brief">Null, as are times, meetings, checks, supplements and waivers, for whoever only collects.</param>
public sealed record HandoverFile(
    int Baton, DateTimeOffset ExportedAt, HandoverJson Handover, BriefJson? Brief, IReadOnlyList<TimeProposalJson>? Times, IReadOnlyList<ItemJson> Items,
    IReadOnlyList<QuestionJson> Questions, IReadOnlyList<MeetingJson>? Meetings, IReadOnlyList<MatterJson> Matters, IReadOnlyList<CheckJson>? Checks,
    IReadOnlyList<SupplementJson>? Supplements, IReadOnlyList<WaiverJson>? Waivers, IReadOnlyList<RevisionRowJson> Revisions)
{
    public const int Version = 1;

    public static async Task<HandoverFile> ReadAsync(
        BatonDbContext db, SeenHandover seen, HandoverJsonReader heads, ItemJsonReader items, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (handover, access) = seen;
        var seesFrame = !access.IsOnlyCollector;
        return new HandoverFile(
            Version, now, await heads.HeadAsync(seen, cancellationToken), seesFrame ? BriefJson.Of(handover) : null,
            seesFrame
                ? (await db.TimeProposals.AsNoTracking().Include(p => p.By).Include(p => p.Confirmations).AsSplitQuery()
                    .Where(p => p.HandoverId == handover.Id).OrderByDescending(p => p.Id).ToListAsync(cancellationToken)).ConvertAll(TimeProposalJson.Of)
                : null,
            await items.ReadAsync(seen, null, cancellationToken),
            (await QuestionList.LoadAsync(db, handover, access, cancellationToken)).ConvertAll(QuestionJson.Of),
            seesFrame ? await MeetingApi.ReadAsync(db, seen, cancellationToken) : null,
            await FollowUpJson.MattersAsync(db, seen, cancellationToken),
            seesFrame ? await FollowUpJson.ChecksAsync(db, seen, cancellationToken) : null,
            seesFrame ? await FollowUpJson.SupplementsAsync(db, seen, cancellationToken) : null,
            seesFrame ? await FollowUpJson.WaiversAsync(db, seen, cancellationToken) : null,
            await SignOffApi.RowsAsync(db, handover.Id, cancellationToken));
    }
}
