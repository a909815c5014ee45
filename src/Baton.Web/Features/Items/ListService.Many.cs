using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

// Several items in one act: added, pasted, changed.
public sealed partial class ListService
{
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
}
