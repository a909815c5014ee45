using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
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
                if (!parsed[at].Input.IsRefused && !await MayReceiveAsync(change, parsed[at].Input.Value.ReceiverId, parsed[at].Input.Value.TeamId))
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
            if (!await MayReceiveAsync(change, input.ReceiverId, input.TeamId))
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
            var others = change.Db.Items.Where(i =>
                i.HandoverId == item.HandoverId && i.Category == item.Category && i.State != ItemState.Withdrawn);
            var other = up
                ? await others.Where(i => i.Place < item.Place).OrderByDescending(i => i.Place).FirstOrDefaultAsync(change.CancellationToken)
                : await others.Where(i => i.Place > item.Place).OrderBy(i => i.Place).FirstOrDefaultAsync(change.CancellationToken);
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
            copy.Settle(change.NewId);
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

    /// <summary>One act on many items.</summary>
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

            if (act is BulkAct.Assign assign && !await MayReceiveAsync(change, assign.PersonId, assign.TeamId))
            {
                return ItemRefusals.NotAReceiver.On("receiver");
            }

            var items = await ItemsOf(change).Where(i => itemIds.Contains(i.Id)).ToListAsync(change.CancellationToken);
            foreach (var item in items.Where(i => change.Access.SeesContentOf(i) && i.State != ItemState.Withdrawn && !i.HasPassed(change.Handover, change.Now)
                && (change.Handover.Stage != Stage.FollowUp || i.SupplementId is not null && i.BothSignedAt is null)))
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

            var used = await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id && i.State != ItemState.Withdrawn)
                .Select(i => i.Category).Distinct().ToListAsync(change.CancellationToken);
            if (category is { } one && used.Contains(one))
            {
                return ItemRefusals.CategoryNotEmpty;
            }

            var declared = change.Handover.DeclaredEmpty.Select(d => d.Category).ToList();
            foreach (var empty in (category is { } only ? [only] : Enum.GetValues<Category>()).Except(used).Except(declared))
            {
                change.Handover.DeclaredEmpty.Add(new DeclaredEmpty
                {
                    HandoverId = change.Handover.Id, Category = empty, ById = actor.PersonId, At = change.Now,
                });
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

            var receivers = change.Handover.Receivers.Where(p => p.Person is not null).ToLookup(p => p.Person!.Name, p => p.PersonId!.Value);
            var sources = rows.Rows.Select((cells, at) => new SourceRow
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, BatchId = rows.Batch, Row = at + 1,
                Headers = [.. rows.Headers], Cells = [.. cells],
            }).ToList();
            change.Db.SourceRows.AddRange(sources);
            foreach (var row in rows.Items)
            {
                var item = await NewAsync(change, row.Category, row.Title, row.Fields, sources[row.Row - 1].Id);
                item.Description = row.Description;
                item.SpecialAttention = row.Attention;
                // Only a name that one receiver bears says who is meant.
                if (row.Receiver is { } name && receivers[name].Take(2).ToList() is [var only])
                {
                    item.ReceiverId = only;
                }

                item.Settle(change.NewId);
                await change.RecordAsync("item.added", item.Id, ("category", item.Category), ("title", item.Title), ("pasted", rows.Batch));
            }

            return rows.Items.Count;
        }, cancellationToken);

    /// <summary>
    /// Whoever acts as giver lists while preparing and handing over; in the follow-up only into an open 补充清单, and
    /// there the one who receives may list, too, what they found.
    /// </summary>
    private static async Task<Refusal?> ClosedAsync(HandoverChange change)
    {
        if (change.Handover.Stage == Stage.FollowUp && await OpenSupplementAsync(change) is not null)
        {
            return change.Access.ActsAsGiver || change.Access.IsReceiver || change.Access.IsWitness ? null : ItemRefusals.NotYours;
        }

        return !change.Access.ActsAsGiver ? ItemRefusals.NotYours
            : change.Handover.Stage is Stage.Preparing or Stage.HandingOver ? null
            : ItemRefusals.WrongStage;
    }

    private static Task<Guid?> OpenSupplementAsync(HandoverChange change) => change.Db.Supplements
        .Where(s => s.HandoverId == change.Handover.Id && s.FrozenAt == null && s.SignedOffAt == null)
        .Select(s => (Guid?)s.Id).FirstOrDefaultAsync(change.CancellationToken);

    private Task<Outcome<T>> WithItemAsync<T>(
        string number, Actor actor, Guid itemId, Func<HandoverChange, Item, Task<Outcome<T>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<T>(number, actor, async change =>
        {
            var item = await ItemsOf(change).SingleOrDefaultAsync(i => i.Id == itemId, change.CancellationToken);
            if (item is null || !change.Access.SeesContentOf(item))
            {
                return Refusal.NotFound;
            }

            if (await ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            return item.State == ItemState.Withdrawn ? ItemRefusals.Withdrawn
                : item.HasPassed(change.Handover, change.Now) ? ItemRefusals.WrongStage
                : change.Handover.Stage == Stage.FollowUp && item.SupplementId != await OpenSupplementAsync(change) ? ItemRefusals.WrongStage
                : await act(change, item);
        }, cancellationToken);

    private static IQueryable<Item> ItemsOf(HandoverChange change) => change.Db.Items
        .Include(i => i.Steps).Include(i => i.TeachBacks).Include(i => i.Links)
        .Where(i => i.HandoverId == change.Handover.Id).AsSplitQuery();

    private static async Task<Item> NewAsync(
        HandoverChange change, Category category, string title, CategoryFields? fields, Guid? sourceRowId = null)
    {
        var definition = CategoryCatalog.Of(category);
        var local = change.Db.Items.Local.Where(i => i.Category == category).Select(i => i.Place).DefaultIfEmpty().Max();
        var stored = local > 0 && change.HasRecorded
            ? local
            : await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id && i.Category == category)
                .MaxAsync(i => (int?)i.Place, change.CancellationToken) ?? 0;
        var item = new Item
        {
            Id = change.NewId(),
            HandoverId = change.Handover.Id,
            Category = category,
            Place = Math.Max(local, stored) + 1,
            Title = title,
            Fields = fields ?? definition.Empty,
            Restricted = definition.RestrictedByDefault,
            ReceiverId = OnlyReceiver(change.Handover),
            Added = change.Handover.Stage != Stage.Preparing,
            SupplementId = change.Handover.Stage == Stage.FollowUp ? await OpenSupplementAsync(change) : null,
            CreatedAt = change.Now,
            ChangedAt = change.Now,
            Version = 1,
            SourceRowId = sourceRowId,
        };
        item.Settle(change.NewId);
        change.Db.Items.Add(item);
        await UndeclareAsync(change, category);
        return item;
    }

    private static Guid? OnlyReceiver(Handover handover) =>
        handover.Receivers.Take(2).ToList() is [{ PersonId: { } only }] ? only : null;

    /// <summary>Receivers, collectors and the caretaker of this handover, its teams, and their members.</summary>
    internal static async Task<bool> MayReceiveAsync(HandoverChange change, Guid? personId, Guid? teamId)
    {
        var takers = change.Handover.Parties.Where(p =>
            p.IsCurrent && p.Role is PartyRole.Receiver or PartyRole.Collector or PartyRole.Caretaker).ToList();
        if (teamId is not null)
        {
            return takers.Any(p => p.TeamId == teamId);
        }

        if (personId is null || takers.Any(p => p.PersonId == personId))
        {
            return true;
        }

        var teams = takers.Select(p => p.TeamId).OfType<Guid>().ToList();
        return await change.Db.TeamMembers.AnyAsync(m => m.PersonId == personId && teams.Contains(m.TeamId), change.CancellationToken);
    }

    private static async Task<List<(string, object?)>> ApplyAsync(HandoverChange change, Item item, ItemInput input)
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
        Set("receiver", item.ReceiverId, input.ReceiverId, v => item.ReceiverId = v);
        Set("team", item.TeamId, input.TeamId, v => item.TeamId = v);
        Set("transferAt", item.TransferAt, input.TransferAt, v => item.TransferAt = v);
        foreach (var (field, from, to) in FieldsForm.Difference(item.Fields, input.Fields))
        {
            changes.Add(($"field.{field}", new Events.Change(from, to)));
        }

        item.Fields = input.Fields;
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

    private static async Task ApplyAsync(HandoverChange change, Item item, BulkAct act)
    {
        switch (act)
        {
            case BulkAct.Assign assign when item.ReceiverId != assign.PersonId || item.TeamId != assign.TeamId:
                var before = (item.ReceiverId, item.TeamId);
                (item.ReceiverId, item.TeamId) = (assign.PersonId, assign.TeamId);
                await TouchAsync(change, item, [("receiver", new Events.Change(before.ReceiverId, assign.PersonId)), ("team", new Events.Change(before.TeamId, assign.TeamId))]);
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
        item.Fields = fields;
        item.Place = 1 + (await change.Db.Items.Where(i => i.HandoverId == item.HandoverId && i.Category == category)
            .MaxAsync(i => (int?)i.Place, change.CancellationToken) ?? 0);
        await UndeclareAsync(change, category);
    }

    private static async Task WithdrawAsync(HandoverChange change, Item item)
    {
        item.State = ItemState.Withdrawn;
        item.HasGap = false;
        item.Version++;
        item.ChangedAt = change.Now;
        await change.RecordForAsync(change.Access.OnBehalfOfGiver, "item.withdrawn", item.Id, ("title", item.Title));
    }

    private static async Task UndeclareAsync(HandoverChange change, Category category)
    {
        if (change.Handover.DeclaredEmpty.Find(d => d.Category == category) is { } declared)
        {
            change.Handover.DeclaredEmpty.Remove(declared);
            change.Db.Remove(declared);
            await change.RecordAsync("category.declared-empty-undone", change.Handover.Id, ("category", category));
        }
    }

    private static async Task TouchAsync(HandoverChange change, Item item, List<(string, object?)> changes)
    {
        item.Version++;
        item.ChangedAt = change.Now;
        if (item.Unsettle("changed"))
        {
            changes.Add(("unsettled", true));
        }

        item.Settle(change.NewId);
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
    int Row, Category Category, string Title, string? Description, string? Attention, string? Receiver, CategoryFields Fields);
