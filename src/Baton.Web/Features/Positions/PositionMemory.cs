using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Questions;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Positions;

/// <summary>The last handover of a position that has all its signatures.</summary>
public sealed record LastHandover(Guid Id, string Number, DateOnly SignedOn, int Items);

/// <summary>An item of the position's last signed list.</summary>
/// <param name="IsWhole">False where only its title goes along.</param>
/// <param name="Learned">What was asked, met and settled since it was listed; Markdown, empty for nothing.</param>
/// <param name="IsListed">The new list has one of that name in its category.</param>
/// <param name="IsOffered">Ticked unless somebody decides otherwise.</param>
public sealed record LastItem(Item Item, bool IsWhole, string Learned, bool IsListed, bool IsOffered);

/// <summary>What a position remembers for its next handover.</summary>
/// <param name="Overview">岗位概述 and what changed after the signatures; null for nothing, or where the new handover has one.</param>
public sealed record LastList(LastHandover From, IReadOnlyList<LastItem> Items, string? Overview);

/// <summary>
/// 岗位: the job itself, whose knowledge outlives the people in it. Its last signed list is where its next handover can begin,
/// with what was learned since.
/// </summary>
public sealed class PositionMemory(BatonDbContext db, HandoverWrite write, SinceSigned since, IStringLocalizer<PositionText> texts)
{
    /// <summary>What a person tells of no other: counted anew at each handover.</summary>
    private static CategoryFields Carried(CategoryFields fields) =>
        fields is FinanceFields finance ? finance with { Book = null, Actual = null, AsAt = null } : fields;

    /// <summary>Whom it is offered to: whoever brings the list together, while it is prepared.</summary>
    public static bool IsFor(Handover handover, HandoverAccess access) =>
        access.ActsAsGiver && handover is { Stage: Stage.Preparing, ListSubmittedAt: null, PositionId: not null };

    /// <summary>
    /// The last handover of the same position; of several people in one position, the last in which the giver received. Null
    /// where there is none, or where the new handover continues it already.
    /// </summary>
    public async Task<LastHandover?> FindAsync(Handover handover, CancellationToken cancellationToken)
    {
        var giver = handover.Giver?.PersonId;
        var last = await db.Handovers.AsNoTracking()
            .Where(h => h.PositionId == handover.PositionId && (h.Stage == Stage.FollowUp || h.Stage == Stage.Completed) && h.SignedOffAt != null)
            .OrderByDescending(h => h.Parties.Any(p => p.Role == PartyRole.Receiver && p.PersonId == giver)).ThenByDescending(h => h.SignedOffAt)
            .Select(h => new { h.Id, h.Number, h.SignedOffAt, h.TimeZone, h.Numbers.Items }).FirstOrDefaultAsync(cancellationToken);
        return last is null || last.Id == handover.ContinuesId ? null
            : new(last.Id, last.Number, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(last.SignedOffAt!.Value, TimeZoneInfo.FindSystemTimeZoneById(last.TimeZone)).DateTime), last.Items);
    }

    /// <summary>What may go along, each item with what was learned of it.</summary>
    public async Task<LastList?> ReadAsync(Handover handover, HandoverAccess access, CancellationToken cancellationToken)
    {
        if (!IsFor(handover, access) || await FindAsync(handover, cancellationToken) is not { } from)
        {
            return null;
        }

        var last = await db.Handovers.AsNoTracking().Include(h => h.Parties).SingleAsync(h => h.Id == from.Id, cancellationToken);
        // The category is stored as its word; people number it.
        var items = (await db.Items.AsNoTracking().Include(i => i.Links).Where(i => i.HandoverId == last.Id && i.State != ItemState.Withdrawn).ToListAsync(cancellationToken))
            .OrderBy(i => i.Category).ThenBy(i => i.Place).ToList();
        var listed = (await db.Items.Where(i => i.HandoverId == handover.Id && i.State != ItemState.Withdrawn).Select(i => new { i.Category, i.Title }).ToListAsync(cancellationToken))
            .Select(i => (i.Category, i.Title)).ToHashSet();
        var questions = (await db.Questions.Where(q => q.HandoverId == last.Id && q.ItemId != null).OrderBy(q => q.Id).WithAnswersAsync(cancellationToken)).ToLookup(q => q.ItemId);
        var matters = (await db.Matters.AsNoTracking().Where(m => m.HandoverId == last.Id && m.ItemId != null).OrderBy(m => m.RaisedAt).ToListAsync(cancellationToken)).ToLookup(m => m.ItemId);
        var giver = handover.Giver?.PersonId;
        var received = items.Exists(i => i.ReceiverId == giver);

        // What was restricted stays with those who were shown it: it goes whole only to the giver in person who took it over.
        bool IsWhole(Item item) => !item.Restricted || (access.IsGiver && (item.ReceiverId == giver || last.Parties.Exists(p => p.Role == PartyRole.Giver && p.PersonId == giver)));
        return new(
            from,
            [
                .. items.Select(item =>
                {
                    var (isWhole, isListed) = (IsWhole(item), listed.Contains((item.Category, item.Title)));
                    return new LastItem(
                        item, isWhole, isWhole ? Learned(questions[item.Id], matters[item.Id]) : "", isListed,
                        // Of several receivers each has a part of the job; what was pending then is hardly so now.
                        !isListed && item.Category != Category.Pending && (!received || item.ReceiverId == giver));
                }),
            ],
            handover.Overview is { Length: > 0 } ? null : await OverviewAsync(last, [.. items.Where(IsWhole)], cancellationToken));
    }

    /// <summary>Puts items of the position's last list into the new one, to be walked and accepted anew.</summary>
    /// <param name="withOverview">The last 岗位概述, too, with what changed after the signatures.</param>
    /// <returns>How many were added; what stands in the list by that name already is not added again.</returns>
    public Task<Outcome<int>> TakeAsync(string number, Actor actor, IReadOnlyList<Guid> itemIds, bool withOverview, CancellationToken cancellationToken) =>
        write.RunAsync<int>(number, actor, async change =>
        {
            if (!IsFor(change.Handover, change.Access))
            {
                return change.Access.ActsAsGiver ? ItemRefusals.WrongStage : ItemRefusals.NotYours;
            }

            if (await ReadAsync(change.Handover, change.Access, cancellationToken) is not { } last)
            {
                return Refusal.NotFound;
            }

            var ids = itemIds.ToHashSet();
            var chosen = last.Items.Where(i => ids.Contains(i.Item.Id)).ToList();
            if (chosen.Count < ids.Count || (ids.Count == 0 && !withOverview))
            {
                return ids.Count == 0 ? ItemRefusals.NothingSelected : Refusal.NotFound;
            }

            chosen.RemoveAll(i => i.IsListed);
            var copies = new Dictionary<Guid, Item>();
            var files = await AttachmentAccess.OfItemsAsync(change.Db, [.. chosen.Where(i => i.IsWhole).Select(i => i.Item.Id)], cancellationToken);
            foreach (var one in chosen)
            {
                copies[one.Item.Id] = await CopyAsync(change, one, [.. files[one.Item.Id]]);
            }

            foreach (var one in chosen.Where(i => i.IsWhole))
            {
                copies[one.Item.Id].Links.AddRange(one.Item.Links.Where(l => copies.ContainsKey(l.ToId))
                    .Select(l => new ItemLink { FromId = copies[one.Item.Id].Id, ToId = copies[l.ToId].Id }));
            }

            if (withOverview && last.Overview is { } overview)
            {
                var before = change.Handover.Overview;
                change.Handover.Overview = overview;
                await change.RecordForAsync(change.Access.OnBehalfOfGiver, "brief.changed", change.Handover.Id, ("overview", new Change(before, overview)));
            }

            await change.RecordForAsync(change.Access.OnBehalfOfGiver, "list.continued", change.Handover.Id, ("handover", last.From.Number), ("added", chosen.Count));
            return chosen.Count;
        }, cancellationToken);

    private static async Task<Item> CopyAsync(HandoverChange change, LastItem last, List<Attachment> files)
    {
        var old = last.Item;
        var item = await ListService.NewAsync(change, old.Category, old.Title, last.IsWhole ? Carried(old.Fields) : null, expectedKey: old.ExpectedKey);
        item.Importance = old.Importance;
        item.Restricted = old.Restricted;
        if (last.IsWhole)
        {
            item.SpecialAttention = old.SpecialAttention;
            var description = string.Join("\n\n", new[] { old.Description, last.Learned }.Where(text => !string.IsNullOrEmpty(text)));
            item.Description = description.Length == 0 ? null : Text.IncomingText.Cut(description, ItemInput.DescriptionLength);
        }

        item.Files = files.Count;
        item.Settle(change.Handover, change.NewId);
        await change.RecordForAsync(
            change.Access.OnBehalfOfGiver, "item.added", item.Id, ("category", item.Category), ("title", item.Title), ("continues", old.Id));
        await FileService.CarryAsync(change, item, files);
        return item;
    }

    private async Task<string?> OverviewAsync(Handover last, List<Item> items, CancellationToken cancellationToken)
    {
        var text = string.Join("\n\n", new[] { last.Overview, await since.OfAsync(last, items, cancellationToken) }.Where(part => !string.IsNullOrEmpty(part)));
        return text.Length == 0 ? null : Text.IncomingText.Cut(text, BriefForm.OverviewLength);
    }

    private string Learned(IEnumerable<Question> questions, IEnumerable<FollowUp.Matter> matters)
    {
        static string Line(string? text) => (text ?? "").ReplaceLineEndings(" ");
        List<string> lines =
        [
            .. questions.Where(q => q.Answers.Count > 0 || q.ResolvedNote is not null).Select(q => texts[
                "learned.question", Line(q.Text), Line(string.Join(' ', q.Answers.OrderBy(a => a.At).Select(a => a.Text).Append(q.ResolvedNote).OfType<string>()))].Value),
            .. matters.Select(m => texts["learned.matter", Line(m.Title), Line(m.Outcome)].Value),
        ];
        return string.Join('\n', lines.Select(line => $"- {line.Trim()}"));
    }
}
