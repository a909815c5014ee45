using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Export;

/// <summary>The list as an Excel file: what the reader may see of it, and beside it each pasted table as it came.</summary>
public sealed class ListFileModel(
    BatonDbContext db, IStringLocalizer<ExportText> texts, IStringLocalizer<ItemText> itemTexts,
    IStringLocalizer<HandoverText> handoverTexts, IStringLocalizer<CategoryText> categoryTexts) : HandoverPage(db)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var items = await Db.Items.AsNoTracking().Include(i => i.Receiver)
            .Where(i => i.HandoverId == Handover.Id)
            .ToListAsync(cancellationToken);
        var listed = items.Where(i => i.State != ItemState.Withdrawn && Access.SeesTitleOf(i)).OrderBy(i => i.Category).ThenBy(i => i.Place).ToList();
        var sources = await Db.SourceRows.AsNoTracking()
            .Where(r => r.HandoverId == Handover.Id)
            .ToListAsync(cancellationToken);
        return File(
            TextWorkbook.Write([new(texts["list"], List(listed)), .. Sources(items, sources)]),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            texts["file-name", Handover.Number]);
    }

    private IEnumerable<IReadOnlyList<string>> List(IReadOnlyList<Item> items)
    {
        // Categories share columns of the same label; a field that nobody needs nor fills has none.
        var seen = items.Where(Access.SeesContentOf).ToList();
        var columns = CategoryCatalog.All
            .SelectMany(d => seen.Where(i => i.Category == d.Category).ToList() is { Count: > 0 } own
                ? d.Fields.Where(f => f.Bold || f.IsColumn || own.Exists(i => f.Get(i.Fields) is not null))
                : [])
            .ToLookup(f => categoryTexts[f.LabelKey].Value);
        yield return
        [
            itemTexts["list.no"], texts["category"], itemTexts["list.name"], .. columns.Select(c => c.Key), itemTexts["description"],
            handoverTexts["role.receiver"], texts["importance"], itemTexts["attention"], texts["state"],
        ];
        foreach (var item in items)
        {
            var sees = Access.SeesContentOf(item);
            string Content(string? text) => sees ? text ?? "" : texts["restricted"];
            yield return
            [
                item.Label, categoryTexts[CategoryCatalog.Of(item.Category).NameKey], item.Title,
                .. columns.Select(c => Content(c.FirstOrDefault(f => f.Category == item.Category) is { } field ? Value(item, field) : "")),
                Content(item.Description), Receiver(item), categoryTexts.Word("importance", item.Importance),
                Content(item.SpecialAttention), itemTexts.Word("state", item.State),
            ];
        }
    }

    private IEnumerable<TextSheet> Sources(IReadOnlyList<Item> items, IReadOnlyList<SourceRow> rows)
    {
        var itemOf = items.Where(i => i.SourceRowId is not null).ToDictionary(i => i.SourceRowId!.Value);
        // Ids grow with time: the first paste comes first.
        var batches = rows.GroupBy(r => r.BatchId).Where(b => b.Any(r => itemOf.TryGetValue(r.Id, out var item) && Access.SeesTitleOf(item))).OrderBy(b => b.Key);
        return batches.Select((batch, index) => new TextSheet(texts["source", index + 1], Source([.. batch.OrderBy(r => r.Row)], itemOf)));
    }

    /// <summary>
    /// The whole table to whoever gives; to others its columns' names and the rows of what they see. What stands in a column
    /// called 「密码」 is nobody else's.
    /// </summary>
    private IEnumerable<IReadOnlyList<string>> Source(List<SourceRow> table, Dictionary<Guid, Item> itemOf)
    {
        if (Access.ActsAsGiver)
        {
            return table.Select(r => r.Cells);
        }

        var headers = table[0].Headers;
        return table.Where(r => itemOf.TryGetValue(r.Id, out var item) && Access.SeesTitleOf(item)).Select(r => Access.SeesContentOf(itemOf[r.Id])
            ? r.Cells.Select((cell, at) => at < headers.Count && PasswordLook.IsHeading(headers[at]) ? texts["restricted"] : cell).ToList()
            : [$"{itemOf[r.Id].Label} {texts["restricted"]}"]).Prepend(headers);
    }

    private string Value(Item item, FieldDefinition field) =>
        field.Get(item.Fields) is not { } value ? "" : field.Choices.Count > 0 ? categoryTexts[field.ChoiceKey(value)] : value;

    private string Receiver(Item item) => item.Receiver?.Name
        ?? (item.TeamId is { } team ? itemTexts["list.team", Handover.Parties.Find(p => p.TeamId == team)?.Team?.Name ?? "?"] : "");
}
