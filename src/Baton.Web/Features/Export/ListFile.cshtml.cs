using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Imports;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Export;

/// <summary>
/// The list as an Excel file: what the reader may see of it, and beside it each pasted table as it came. A hidden column names
/// the items, so that the file comes back as changes.
/// </summary>
public sealed class ListFileModel(
    BatonDbContext db, IStringLocalizer<ExportText> texts, IStringLocalizer<ItemText> itemTexts,
    IStringLocalizer<HandoverText> handoverTexts, IStringLocalizer<CategoryText> categoryTexts) : ListExport(db, texts, itemTexts, categoryTexts)
{
    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => WriteAsync(null, cancellationToken);

    /// <summary>Only what was ticked.</summary>
    public Task<IActionResult> OnPostAsync(List<Guid> ids, CancellationToken cancellationToken) => WriteAsync([.. ids], cancellationToken);

    /// <param name="only">Ids of items; null for all.</param>
    private async Task<IActionResult> WriteAsync(HashSet<Guid>? only, CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var items = (await AllAsync(cancellationToken)).Where(i => only?.Contains(i.Id) != false).ToList();
        var listed = Listed(items);
        var sources = await Db.SourceRows.AsNoTracking()
            .Where(r => r.HandoverId == Handover.Id)
            .ToListAsync(cancellationToken);
        var rows = List(listed).ToList();
        return File(
            TextWorkbook.Write([new(Texts["list"], rows) { IsForm = true, HasFilter = true, HiddenColumn = rows[0].Count - 1 }, .. Sources(items, sources)]),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Texts["file-name", Handover.Number]);
    }

    private IEnumerable<IReadOnlyList<string>> List(IReadOnlyList<Item> items)
    {
        // Categories share columns of the same label; a field that nobody needs nor fills has none.
        var seen = items.Where(Access.SeesContentOf).ToList();
        var columns = CategoryCatalog.All
            .SelectMany(d => seen.Where(i => i.Category == d.Category).ToList() is { Count: > 0 } own
                ? d.Fields.Where(f => f.Bold || f.IsColumn || own.Exists(i => f.Get(i.Fields) is not null))
                : [])
            .ToLookup(f => CategoryTexts[f.LabelKey].Value);
        yield return
        [
            ItemTexts["list.no"], Texts["category"], ItemTexts["list.name"], .. columns.Select(c => c.Key), ItemTexts["description"],
            handoverTexts["role.receiver"], Texts["importance"], ItemTexts["attention"], Texts["state"], SheetPlan.OwnIdentity,
        ];
        foreach (var item in items)
        {
            var sees = Access.SeesContentOf(item);
            string Content(string? text) => sees ? text ?? "" : Texts["restricted"];
            yield return
            [
                item.Label, CategoryTexts[CategoryCatalog.Of(item.Category).NameKey], item.Title,
                .. columns.Select(c => Content(c.FirstOrDefault(f => f.Category == item.Category) is { } field ? Value(item, field) : "")),
                Content(item.Description), Receiver(item), CategoryTexts.Word("importance", item.Importance),
                Content(item.SpecialAttention), ItemTexts.Word("state", item.State), sees ? SheetPlan.OwnIdentityOf(item) : "",
            ];
        }
    }

    private IEnumerable<TextSheet> Sources(IReadOnlyList<Item> items, IReadOnlyList<SourceRow> rows)
    {
        var itemOf = items.Where(i => i.SourceRowId is not null).ToDictionary(i => i.SourceRowId!.Value);
        // Ids grow with time: the first paste comes first.
        var batches = rows.GroupBy(r => (r.BatchId, r.Sheet)).Where(b => b.Any(r => itemOf.TryGetValue(r.Id, out var item) && Access.SeesTitleOf(item))).OrderBy(b => b.Key.BatchId);
        return batches.Select((batch, index) => new TextSheet(Texts["source", index + 1], Source([.. batch.OrderBy(r => r.Row)], itemOf)));
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
            ? r.Cells.Select((cell, at) => at < headers.Count && PasswordLook.IsHeading(headers[at]) ? Texts["restricted"] : cell).ToList()
            : [$"{itemOf[r.Id].Label} {Texts["restricted"]}"]).Prepend(headers);
    }
}
