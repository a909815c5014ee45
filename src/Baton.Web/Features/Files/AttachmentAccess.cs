using Baton.Web.Data;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Questions;
using Baton.Web.Features.SignOff;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Files;

/// <summary>What a file is to be attached to, and whether the actor may do so now.</summary>
/// <param name="ItemId">The item that it belongs to.</param>
/// <param name="Item">Where the subject is the item itself: with steps and teach-backs.</param>
public sealed record FileTarget(FileSubject Subject, Guid Id, Guid? ItemId, Item? Item);

/// <summary>Files follow what they are attached to: who sees that sees them, who may work on it may attach.</summary>
public static class AttachmentAccess
{
    /// <summary>The files of a handover that somebody sees; newest versions, not taken off.</summary>
    public static async Task<List<Attachment>> CurrentAsync(BatonDbContext db, Handover handover, HandoverAccess access, CancellationToken cancellationToken)
    {
        var mine = await OwnMattersAsync(db, handover, access, cancellationToken);
        var files = await db.Attachments.AsNoTracking().Include(f => f.Item).Include(f => f.AddedBy)
            .Where(f => f.HandoverId == handover.Id && f.ReplacedById == null && f.WithdrawnAt == null).ToListAsync(cancellationToken);
        return [.. files.Where(f => Sees(access, f, mine)).OrderBy(f => f.Item?.Category).ThenBy(f => f.Item?.Place).ThenBy(f => f.SubjectId).ThenBy(f => f.Id)];
    }

    /// <summary>Newest versions, not taken off, by what they are attached to: of subjects that the reader is known to see.</summary>
    public static async Task<ILookup<Guid, Attachment>> OfAsync(IQueryable<Attachment> files, CancellationToken cancellationToken) =>
        (await files.AsNoTracking().Where(f => f.ReplacedById == null && f.WithdrawnAt == null).OrderBy(f => f.Id).ToListAsync(cancellationToken))
            .ToLookup(f => f.SubjectId);

    /// <summary>Of these items themselves; not of their questions and matters.</summary>
    public static Task<ILookup<Guid, Attachment>> OfItemsAsync(BatonDbContext db, IReadOnlyCollection<Guid> items, CancellationToken cancellationToken) =>
        OfAsync(db.Attachments.Where(f => f.Subject == FileSubject.Item && items.Contains(f.SubjectId)), cancellationToken);

    public static ILookup<Guid, Attachment> None { get; } = Array.Empty<Attachment>().ToLookup(f => f.SubjectId);

    public static async Task<bool> SeesAsync(BatonDbContext db, Handover handover, HandoverAccess access, Attachment file, CancellationToken cancellationToken) =>
        Sees(access, file, file.Subject == FileSubject.Matter ? await OwnMattersAsync(db, handover, access, cancellationToken) : []);

    /// <param name="file">With its item.</param>
    /// <param name="ownMatters">Whose owner sees their files whatever their item.</param>
    private static bool Sees(HandoverAccess access, Attachment file, IReadOnlyCollection<Guid> ownMatters) =>
        ownMatters.Contains(file.SubjectId) || (file.Item is null ? access.CanSee && !access.IsOnlyCollector : access.SeesContentOf(file.Item));

    private static Task<List<Guid>> OwnMattersAsync(BatonDbContext db, Handover handover, HandoverAccess access, CancellationToken cancellationToken) =>
        db.Matters.Where(m => m.HandoverId == handover.Id && m.OwnerId == access.Actor.PersonId).Select(m => m.Id).ToListAsync(cancellationToken);

    /// <summary>Asked under the lock. What one may not see answers like what does not exist.</summary>
    public static async Task<Outcome<FileTarget>> TargetAsync(HandoverChange change, FileSubject subject, Guid id)
    {
        if (await FindAsync(change, subject, id) is not { } target)
        {
            return Refusal.NotFound;
        }

        return await RefusalAsync(change, target) is { } refusal ? refusal : target;
    }

    private static async Task<FileTarget?> FindAsync(HandoverChange change, FileSubject subject, Guid id)
    {
        var (db, access, handoverId, cancellationToken) = (change.Db, change.Access, change.Handover.Id, change.CancellationToken);
        switch (subject)
        {
            case FileSubject.Item:
                var item = await db.Items.Include(i => i.Steps).Include(i => i.TeachBacks).AsSplitQuery()
                    .SingleOrDefaultAsync(i => i.Id == id && i.HandoverId == handoverId, cancellationToken);
                return item is not null && access.SeesContentOf(item) ? new(subject, id, id, item) : null;
            case FileSubject.Question:
                var question = await db.Questions.AsNoTracking().Include(q => q.Item).SingleOrDefaultAsync(q => q.Id == id && q.HandoverId == handoverId, cancellationToken);
                return question is not null && (question.Item is { } about ? access.SeesContentOf(about) : !access.IsOnlyCollector)
                    ? new(subject, id, question.ItemId, null) : null;
            case FileSubject.Matter:
                var matter = await db.Matters.AsNoTracking().Include(m => m.Item).SingleOrDefaultAsync(m => m.Id == id && m.HandoverId == handoverId, cancellationToken);
                return matter?.IsSeenBy(access) == true ? new(subject, id, matter.ItemId, null) : null;
            case FileSubject.Meeting:
                return !access.IsOnlyCollector && await db.Meetings.AnyAsync(m => m.Id == id && m.HandoverId == handoverId, cancellationToken)
                    ? new(subject, id, null, null) : null;
            case FileSubject.Waiver:
                return await WaiverAsync(change, id);
            default:
                throw new InvalidOperationException($"No files on {subject}.");
        }
    }

    /// <summary>What is asked about an item, question or matter is seen by whoever sees that.</summary>
    private static async Task<FileTarget?> WaiverAsync(HandoverChange change, Guid id)
    {
        var waiver = await change.Db.Waivers.Where(w => w.Id == id && w.HandoverId == change.Handover.Id).Select(w => new
        {
            ItemId = change.Db.Items.Where(i => i.Id == w.SubjectId).Select(i => (Guid?)i.Id).FirstOrDefault()
                ?? change.Db.Matters.Where(m => m.Id == w.SubjectId).Select(m => m.ItemId).FirstOrDefault()
                ?? change.Db.Questions.Where(q => q.Id == w.SubjectId).Select(q => q.ItemId).FirstOrDefault(),
        }).SingleOrDefaultAsync(change.CancellationToken);
        if (waiver is null || change.Access.IsOnlyCollector)
        {
            return null;
        }

        return waiver.ItemId is not { } itemId
            || (await change.Db.Items.AsNoTracking().SingleAsync(i => i.Id == itemId, change.CancellationToken) is var item && change.Access.SeesContentOf(item))
            ? new(FileSubject.Waiver, id, waiver.ItemId, null) : null;
    }

    /// <summary>
    /// To an item whoever may change it, and its receiver while it is walked: a photo of what was counted. To the rest
    /// whoever may talk, until the end.
    /// </summary>
    private static async Task<Refusal?> RefusalAsync(HandoverChange change, FileTarget target)
    {
        if (await SignService.IsEndingAsync(change))
        {
            return FileRefusals.Closed;
        }

        if (target.Item is not { } item)
        {
            return !change.Handover.IsOpen ? FileRefusals.Closed : QuestionService.MayTalk(change.Access) ? null : FileRefusals.NotYours;
        }

        return item.ReceiverId == change.Actor.PersonId && await WalkService.IsWalkableAsync(change, item) ? null
            : await ListService.ClosedAsync(change, item);
    }
}
