using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>Listing: what the giver (or who acts for them) does to the list.</summary>
public sealed partial class ListService(HandoverWrite write)
{
    /// <summary>A paste or fast entry at once; more come in parts.</summary>
    public const int MostAtOnce = 2000;

    /// <summary>Adds an item that so far has a title; the receiver is preset where there is only one.</summary>
    public Task<Outcome<Item>> AddAsync(
        string number, Actor actor, Category category, string? title, CancellationToken cancellationToken) =>
        write.RunAsync<Item>(number, actor, async change =>
        {
            if (await ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            var refusals = new List<Refusal>();
            var clean = Typed.RequiredText(title, ItemInput.TitleLength, nameof(title), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            var item = await NewAsync(change, category, clean!, null);
            await change.RecordAsync("item.added", item.Id, ("category", category), ("title", item.Title));
            return item;
        }, cancellationToken);

    /// <summary>Saves the item form. Stale where somebody else changed the item after the form was loaded.</summary>
    public Task<Outcome<Item>> SaveAsync(
        string number, Actor actor, Guid itemId, ItemForm form, CancellationToken cancellationToken) =>
        WithItemAsync<Item>(number, actor, itemId, async (change, item) =>
        {
            if (form.Seen is { } seen && item.Version != seen)
            {
                return ItemRefusals.Stale;
            }

            var parsed = ItemInput.Parse(item.Category, form, change.Handover.Zone);
            if (parsed.IsRefused)
            {
                return parsed.Refusals.ToList();
            }

            var input = parsed.Value;
            if (!MayReceive(change.Handover, input.ReceiverId, input.TeamId))
            {
                return ItemRefusals.NotAReceiver.On(nameof(form.Receiver));
            }

            var changes = await ApplyAsync(change, item, input);
            if (changes.Count > 0)
            {
                await TouchAsync(change, item, changes);
            }

            return item;
        }, cancellationToken);

    public Task<Outcome<Item>> MoveAsync(
        string number, Actor actor, Guid itemId, bool up, CancellationToken cancellationToken) =>
        WithItemAsync<Item>(number, actor, itemId, async (change, item) =>
        {
            // Its number is part of what was signed: an item that has passed keeps its place.
            var others = (await change.Db.Items.Where(i => i.HandoverId == item.HandoverId && i.Category == item.Category
                && i.SupplementId == item.SupplementId && i.State != ItemState.Withdrawn).ToListAsync(change.CancellationToken))
                .Where(i => !i.HasPassed(change.Handover, change.Now)).ToList();
            var other = up
                ? others.Where(i => i.Place < item.Place).MaxBy(i => i.Place)
                : others.Where(i => i.Place > item.Place).MinBy(i => i.Place);
            if (other is not null)
            {
                var before = item.Place;
                (item.Place, other.Place) = (other.Place, item.Place);
                await change.RecordAsync("item.moved", item.Id, ("place", new Events.Change(before, item.Place)));
            }

            return item;
        }, cancellationToken);

    public Task<Outcome<Item>> DuplicateAsync(string number, Actor actor, Guid itemId, CancellationToken cancellationToken) =>
        WithItemAsync<Item>(number, actor, itemId, async (change, item) =>
        {
            var copy = await NewAsync(change, item.Category, item.Title, item.Fields);
            copy.Description = item.Description;
            copy.Importance = item.Importance;
            copy.SpecialAttention = item.SpecialAttention;
            copy.Restricted = item.Restricted;
            copy.ReceiverId = item.ReceiverId;
            copy.TeamId = item.TeamId;
            copy.TransferAt = item.TransferAt;
            copy.Settle(change.Handover, change.NewId);
            await change.RecordAsync("item.added", copy.Id, ("category", copy.Category), ("title", copy.Title), ("copyOf", item.Id));
            return copy;
        }, cancellationToken);

    /// <summary>Moves it to another category. Its old fields stay readable: what the new category lacks goes into the description.</summary>
    public Task<Outcome<Item>> ChangeCategoryAsync(
        string number, Actor actor, Guid itemId, Category category, Func<FieldDefinition, string> label, CancellationToken cancellationToken) =>
        WithItemAsync<Item>(number, actor, itemId, async (change, item) =>
        {
            if (item.Category == category)
            {
                return item;
            }

            var before = item.Category;
            await MoveToCategoryAsync(change, item, category, label);
            await TouchAsync(change, item, [("category", new Events.Change(before, category))]);
            return item;
        }, cancellationToken);

    /// <summary>Withdrawn, not deleted: the record keeps it.</summary>
    public Task<Outcome<Item>> WithdrawAsync(string number, Actor actor, Guid itemId, CancellationToken cancellationToken) =>
        WithItemAsync<Item>(number, actor, itemId, async (change, item) =>
        {
            await WithdrawAsync(change, item);
            return item;
        }, cancellationToken);

    /// <summary>Withdrawn by mistake: back in the list, to be walked and accepted.</summary>
    public Task<Outcome<Item>> RestoreAsync(string number, Actor actor, Guid itemId, CancellationToken cancellationToken) =>
        WithItemAsync<Item>(number, actor, itemId, async (change, item) =>
        {
            item.Reopen();
            item.Version++;
            item.ChangedAt = change.Now;
            item.Unsettle("changed");
            var receiver = item.ReceiverId;
            if (!MayReceive(change.Handover, item.ReceiverId, item.TeamId))
            {
                // Whoever was to take it was replaced meanwhile.
                item.GiveTo(OnlyReceiver(change.Handover), null);
            }

            item.Settle(change.Handover, change.NewId);
            await UndeclareAsync(change, item.Category);
            await change.RecordForAsync(
                change.Access.OnBehalfOfGiver, "item.restored", item.Id, ("title", item.Title),
                ("receiver", receiver == item.ReceiverId ? null : new Events.Change(receiver, item.ReceiverId)));
            return item;
        }, cancellationToken, ItemState.Withdrawn);

    /// <summary>「无」 for one category, or for all that are still empty.</summary>
    public Task<Outcome<Done>> DeclareEmptyAsync(string number, Actor actor, Category? category, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (await ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (change.Handover.Stage == Stage.FollowUp)
            {
                return ItemRefusals.WrongStage;
            }

            var used = await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id && i.State != ItemState.Withdrawn)
                .Select(i => i.Category).Distinct().ToListAsync(change.CancellationToken);
            if (category is { } one && used.Contains(one))
            {
                return ItemRefusals.CategoryNotEmpty;
            }

            foreach (var empty in (category is { } only ? [only] : Enum.GetValues<Category>()).Except(used).Except([.. change.Handover.DeclaredEmpty]))
            {
                change.Handover.DeclaredEmpty.Add(empty);
                await change.RecordForAsync(change.Access.OnBehalfOfGiver, "category.declared-empty", change.Handover.Id, ("category", empty));
            }

            return Done.It;
        }, cancellationToken);

    /// <summary>Takes 「无」 back.</summary>
    public Task<Outcome<Done>> UndeclareEmptyAsync(string number, Actor actor, Category category, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (await ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (change.Handover.Stage == Stage.FollowUp)
            {
                return ItemRefusals.WrongStage;
            }

            await UndeclareAsync(change, category);
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// Whoever acts as giver lists while preparing and handing over; in the follow-up only into an open 补充清单, and
    /// there the one who receives may list, too, what they found.
    /// </summary>
    internal static async Task<Refusal?> ClosedAsync(HandoverChange change)
    {
        if (change.Handover.Stage == Stage.FollowUp && await FollowUpService.OpenSupplementIdAsync(change) is not null)
        {
            return change.Access.ActsAsGiver || change.Access.IsReceiver || change.Access.IsWitness ? null : ItemRefusals.NotYours;
        }

        return !change.Access.ActsAsGiver ? ItemRefusals.NotYours
            : change.Handover.Stage is Stage.Preparing or Stage.HandingOver ? null
            : ItemRefusals.WrongStage;
    }

    /// <summary>Why the actor may not change this item now; null where they may.</summary>
    internal static async Task<Refusal?> ClosedAsync(HandoverChange change, Item item, ItemState? wanted = null) =>
        await ClosedAsync(change) is { } refusal ? refusal
        : item.State == ItemState.Withdrawn != (wanted == ItemState.Withdrawn) ? ItemRefusals.Withdrawn
        : item.HasPassed(change.Handover, change.Now) ? ItemRefusals.WrongStage
        : change.Handover.Stage == Stage.FollowUp && item.SupplementId != await FollowUpService.OpenSupplementIdAsync(change) ? ItemRefusals.WrongStage
        : null;

    private Task<Outcome<T>> WithItemAsync<T>(
        string number, Actor actor, Guid itemId, Func<HandoverChange, Item, Task<Outcome<T>>> act, CancellationToken cancellationToken,
        ItemState? wanted = null) =>
        write.RunAsync<T>(number, actor, async change =>
        {
            var item = await ItemsOf(change).SingleOrDefaultAsync(i => i.Id == itemId, change.CancellationToken);
            if (item is null || !change.Access.SeesContentOf(item))
            {
                return Refusal.NotFound;
            }

            return await ClosedAsync(change, item, wanted) is { } refusal ? refusal : await act(change, item);
        }, cancellationToken);

    internal static IQueryable<Item> ItemsOf(HandoverChange change) => change.Db.Items
        .Include(i => i.Steps).Include(i => i.TeachBacks).Include(i => i.Links)
        .Where(i => i.HandoverId == change.Handover.Id).AsSplitQuery();
}
