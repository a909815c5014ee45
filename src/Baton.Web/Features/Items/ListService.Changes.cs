using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Items.Credentials;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

// What a change makes of an item, whether a form, an act on many or an import brings it.
public sealed partial class ListService
{
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
