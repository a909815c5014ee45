using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Items.Credentials;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>Listing: what the giver (or who acts for them) does to the list.</summary>
public sealed class ListService(HandoverWrite write)
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

    /// <summary>Adds items with their content, all or none.</summary>
    public Task<Outcome<List<Item>>> AddManyAsync(
        string number, Actor actor, IReadOnlyList<(Category Category, ItemForm Form)> items, CancellationToken cancellationToken) =>
        write.RunAsync<List<Item>>(number, actor, async change =>
        {
            if (await ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (items.Count is 0 or > MostAtOnce)
            {
                return items.Count == 0 ? ItemRefusals.NothingSelected : ItemRefusals.TooMany.With(MostAtOnce);
            }

            var parsed = items.Select(i => (i.Category, Input: ItemInput.Parse(i.Category, i.Form, change.Handover.Zone))).ToList();
            var refusals = parsed.SelectMany((item, at) => item.Input.Refusals.Select(r => r.On($"Items[{at}].{r.Field}"))).ToList();
            for (var at = 0; at < items.Count; at++)
            {
                if (!parsed[at].Input.IsRefused && !MayReceive(change.Handover, parsed[at].Input.Value.ReceiverId, parsed[at].Input.Value.TeamId))
                {
                    refusals.Add(ItemRefusals.NotAReceiver.On($"Items[{at}].{nameof(ItemForm.Receiver)}"));
                }
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            var added = new List<Item>();
            foreach (var (category, outcome) in parsed)
            {
                var input = outcome.Value;
                var item = await NewAsync(change, category, input.Title, null);
                await change.RecordAsync("item.added", item.Id, ("category", category), ("title", item.Title));
                // The preset receiver stays where nobody else is named.
                var content = input is { ReceiverId: null, TeamId: null } ? input with { ReceiverId = item.ReceiverId } : input;
                if (await ApplyAsync(change, item, content) is { Count: > 0 } changes)
                {
                    await TouchAsync(change, item, changes);
                }

                added.Add(item);
            }

            return added;
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

    /// <summary>One act on many items.</summary>
    /// <returns>How many could be changed.</returns>
    public Task<Outcome<int>> BulkAsync(
        string number, Actor actor, IReadOnlyList<Guid> itemIds, BulkAct act, CancellationToken cancellationToken) =>
        write.RunAsync<int>(number, actor, async change =>
        {
            if (await ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (itemIds.Count == 0)
            {
                return ItemRefusals.NothingSelected;
            }

            if (act is BulkAct.Assign assign && !MayReceive(change.Handover, assign.PersonId, assign.TeamId))
            {
                return ItemRefusals.NotAReceiver.On("receiver");
            }

            var items = (await ItemsOf(change).Where(i => itemIds.Contains(i.Id)).ToListAsync(change.CancellationToken))
                .FindAll(i => change.Access.SeesContentOf(i) && i.State != ItemState.Withdrawn && !i.HasPassed(change.Handover, change.Now)
                    && (change.Handover.Stage != Stage.FollowUp || i.SupplementId is not null && i.BothSignedAt is null));
            foreach (var item in items)
            {
                await ApplyAsync(change, item, act);
            }

            return items.Count;
        }, cancellationToken);

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

    /// <summary>Adds pasted rows as items; each keeps its source row. The same batch sent again adds nothing more.</summary>
    public Task<Outcome<int>> PasteAsync(
        string number, Actor actor, PastedRows rows, CancellationToken cancellationToken) =>
        write.RunAsync<int>(number, actor, async change =>
        {
            if (await ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (rows.Items.Count > MostAtOnce)
            {
                return ItemRefusals.TooMany.With(MostAtOnce);
            }

            if (await change.Db.SourceRows.AnyAsync(s => s.HandoverId == change.Handover.Id && s.BatchId == rows.Batch, change.CancellationToken))
            {
                return rows.Items.Count;
            }

            var receivers = Receivers.ByName(change.Handover);
            var sources = rows.Rows.Select((cells, at) => new SourceRow
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, BatchId = rows.Batch, Row = at + 1,
                Headers = [.. rows.Headers], Cells = [.. cells],
            }).ToList();
            change.Db.SourceRows.AddRange(sources);
            // Looking for changes at every item would take the square of their number; saving looks once.
            change.Db.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var row in rows.Items)
            {
                var item = await NewAsync(change, row.Category, row.Title, row.Fields, sources[row.Row - 1].Id);
                item.Description = row.Description;
                item.SpecialAttention = row.Attention;
                item.Importance = row.Importance;
                // A name that says nobody stays open.
                if (row.Receiver is { } name)
                {
                    (item.ReceiverId, item.TeamId) = Receivers.Parse(receivers.GetValueOrDefault(Receivers.PlainName(name)), []);
                }

                item.Settle(change.Handover, change.NewId);
                await change.RecordAsync("item.added", item.Id, ("category", item.Category), ("title", item.Title), ("pasted", rows.Batch));
            }

            change.Db.ChangeTracker.AutoDetectChangesEnabled = true;
            return rows.Items.Count;
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

    internal static async Task<Item> NewAsync(
        HandoverChange change, Category category, string title, CategoryFields? fields, Guid? sourceRowId = null, string? expectedKey = null)
    {
        var local = change.Db.Items.Local.Where(i => i.Category == category).Select(i => i.Place).DefaultIfEmpty().Max();
        var stored = local > 0 && change.HasRecorded
            ? local
            : await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id && i.Category == category)
                .MaxAsync(i => (int?)i.Place, change.CancellationToken) ?? 0;
        var supplement = change.Handover.Stage == Stage.FollowUp ? await FollowUpService.OpenSupplementIdAsync(change) : null;
        var item = Make(change, category, Math.Max(local, stored) + 1, title, fields, supplement, sourceRowId, expectedKey);
        item.Settle(change.Handover, change.NewId);
        change.Db.Items.Add(item);
        await UndeclareAsync(change, category);
        return item;
    }

    /// <summary>An item with what is preset for it; its caller settles and adds it.</summary>
    internal static Item Make(
        HandoverChange change, Category category, int place, string title, CategoryFields? fields, Guid? supplementId, Guid? sourceRowId = null, string? expectedKey = null, Guid? id = null)
    {
        var definition = CategoryCatalog.Of(category);
        return new Item
        {
            Id = id ?? change.NewId(),
            HandoverId = change.Handover.Id,
            Category = category,
            Place = place,
            Title = title,
            Fields = fields ?? definition.Empty,
            Restricted = definition.RestrictedByDefault,
            ReceiverId = OnlyReceiver(change.Handover),
            Added = change.Handover.Stage != Stage.Preparing,
            SupplementId = supplementId,
            CreatedAt = change.Now,
            ChangedAt = change.Now,
            Version = 1,
            SourceRowId = sourceRowId,
            ExpectedKey = expectedKey,
        };
    }

    internal static Guid? OnlyReceiver(Handover handover) =>
        handover.Receivers.Take(2).ToList() is [{ PersonId: { } only }] ? only : null;

    /// <summary>Nobody yet, or one of <see cref="Parties.Takers"/>; whom a team's lead named keeps the team beside them.</summary>
    internal static bool MayReceive(Handover handover, Guid? personId, Guid? teamId) =>
        (personId is null && teamId is null)
        || Parties.Takers(handover).Any(p => teamId is null ? p.PersonId == personId : p.TeamId == teamId);

    internal static async Task<List<(string, object?)>> ApplyAsync(HandoverChange change, Item item, ItemInput input)
    {
        var changes = new List<(string, object?)>();
        void Set<T>(string name, T before, T after, Action<T> set)
        {
            if (!Equals(before, after))
            {
                changes.Add((name, new Events.Change(before, after)));
                set(after);
            }
        }

        Set("title", item.Title, input.Title, v => item.Title = v);
        Set("description", item.Description, input.Description, v => item.Description = v);
        Set("importance", item.Importance, input.Importance, v => item.Importance = v);
        Set("specialAttention", item.SpecialAttention, input.SpecialAttention, v => item.SpecialAttention = v);
        Set("restricted", item.Restricted, input.Restricted, v => item.Restricted = v);
        // The form names a person or a team: where the person stays, so does the team whose lead named them.
        changes.AddRange(Give(item, input.ReceiverId, input.ReceiverId is { } same && same == item.ReceiverId ? item.TeamId : input.TeamId));
        Set("transferAt", item.TransferAt, input.TransferAt, v => item.TransferAt = v);
        foreach (var (field, from, to) in FieldsForm.Difference(item.Fields, input.Fields))
        {
            changes.Add(($"field.{field}", new Events.Change(from, to)));
        }

        item.Change(input.Fields);
        if (input.Links.Count == 0 && item.Links.Count == 0)
        {
            return changes;
        }

        var wanted = await change.Db.Items
            .Where(i => i.HandoverId == item.HandoverId && input.Links.Contains(i.Id) && i.Id != item.Id)
            .Select(i => i.Id).ToListAsync(change.CancellationToken);
        var linked = item.Links.Select(l => l.ToId).ToList();
        if (!wanted.ToHashSet().SetEquals(linked))
        {
            item.Links.RemoveAll(l => !wanted.Contains(l.ToId));
            item.Links.AddRange(wanted.Except(linked).Select(id => new ItemLink { FromId = item.Id, ToId = id }));
            changes.Add(("links", wanted));
        }

        return changes;
    }

    /// <summary>Names who takes it; what that changes.</summary>
    private static List<(string, object?)> Give(Item item, Guid? receiverId, Guid? teamId)
    {
        var changes = new List<(string, object?)>();
        if (item.ReceiverId != receiverId)
        {
            changes.Add(("receiver", new Events.Change(item.ReceiverId, receiverId)));
        }

        if (item.TeamId != teamId)
        {
            changes.Add(("team", new Events.Change(item.TeamId, teamId)));
        }

        if (changes.Count > 0 && item.GiveTo(receiverId, teamId))
        {
            changes.Add(("unsettled", true));
        }

        return changes;
    }

    private static async Task ApplyAsync(HandoverChange change, Item item, BulkAct act)
    {
        switch (act)
        {
            case BulkAct.Assign assign when Give(item, assign.PersonId, assign.TeamId) is { Count: > 0 } given:
                await TouchAsync(change, item, given);
                break;
            case BulkAct.SetImportance set when item.Importance != set.Importance:
                var importance = item.Importance;
                item.Importance = set.Importance;
                await TouchAsync(change, item, [("importance", new Events.Change(importance, set.Importance))]);
                break;
            case BulkAct.Restrict restrict when item.Restricted != restrict.Restricted:
                item.Restricted = restrict.Restricted;
                await TouchAsync(change, item, [("restricted", new Events.Change(!restrict.Restricted, restrict.Restricted))]);
                break;
            case BulkAct.Move move when item.Category != move.Category:
                var category = item.Category;
                await MoveToCategoryAsync(change, item, move.Category, move.Label);
                await TouchAsync(change, item, [("category", new Events.Change(category, move.Category))]);
                break;
            case BulkAct.Withdraw:
                await WithdrawAsync(change, item);
                break;
        }
    }

    private static async Task MoveToCategoryAsync(HandoverChange change, Item item, Category category, Func<FieldDefinition, string> label)
    {
        var before = FieldsForm.Definition(item.Fields).Fields;
        var values = FieldsForm.ToInput(item.Fields);
        var (fields, _) = FieldsForm.Parse(category, values);
        var kept = FieldsForm.ToInput(fields);
        var lost = before.Where(f => values[f.Name] is not null && kept.GetValueOrDefault(f.Name) is null)
            .Select(f => $"{label(f)}：{values[f.Name]}");
        item.Description = string.Join('\n', new[] { item.Description }.OfType<string>().Concat(lost)) is { Length: > 0 } text
            ? text[..Math.Min(text.Length, ItemInput.DescriptionLength)] : null;
        item.Category = category;
        item.Change(fields);
        item.Place = 1 + (await change.Db.Items.Where(i => i.HandoverId == item.HandoverId && i.Category == category)
            .MaxAsync(i => (int?)i.Place, change.CancellationToken) ?? 0);
        await UndeclareAsync(change, category);
    }

    internal static async Task WithdrawAsync(HandoverChange change, Item item)
    {
        await SealedCredential.DestroyAsync(change, item.Id);
        item.State = ItemState.Withdrawn;
        item.HasGap = false;
        item.Version++;
        item.ChangedAt = change.Now;
        await change.RecordForAsync(change.Access.OnBehalfOfGiver, "item.withdrawn", item.Id, ("title", item.Title));
    }

    internal static async Task UndeclareAsync(HandoverChange change, Category category)
    {
        if (change.Handover.DeclaredEmpty.Remove(category))
        {
            await change.RecordAsync("category.declared-empty-undone", change.Handover.Id, ("category", category));
        }
    }

    internal static async Task TouchAsync(HandoverChange change, Item item, List<(string, object?)> changes)
    {
        item.Version++;
        item.ChangedAt = change.Now;
        if (item.Unsettle("changed"))
        {
            changes.Add(("unsettled", true));
        }

        item.Settle(change.Handover, change.NewId);
        await change.RecordForAsync(change.Access.OnBehalfOfGiver, "item.changed", item.Id, [.. changes]);
    }
}

/// <summary>What can be done to many items at once.</summary>
public abstract record BulkAct
{
    public sealed record Assign(Guid? PersonId, Guid? TeamId) : BulkAct;
    public sealed record SetImportance(Importance Importance) : BulkAct;
    public sealed record Restrict(bool Restricted) : BulkAct;
    public sealed record Move(Category Category, Func<FieldDefinition, string> Label) : BulkAct;
    public sealed record Withdraw : BulkAct;
}

/// <summary>Rows as previewed and confirmed by the person who pasted them.</summary>
/// <param name="Batch">Made with the preview, so that a confirmation sent twice is one.</param>
/// <param name="Rows">Every pasted row exactly as it came, the header's and skipped ones too: all are kept.</param>
public sealed record PastedRows(
    Guid Batch, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<PastedItem> Items);

/// <param name="Row">The source row it is made from, from 1.</param>
public sealed record PastedItem(
    int Row, Category Category, string Title, string? Description, string? Attention, string? Receiver, CategoryFields Fields,
    Importance Importance = Importance.Normal);
