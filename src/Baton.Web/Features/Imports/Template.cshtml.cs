using Baton.Web.Data;
using Baton.Web.Features.Export;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Baton.Web.Import;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Imports;

/// <summary>
/// The list as a workbook to fill in: a sheet for each category, lists to choose from, and what is there already, each item
/// with its id in a hidden column, so that the workbook comes back as changes and not as doubles.
/// </summary>
public sealed class TemplateModel(
    BatonDbContext db, IStringLocalizer<ListImportText> texts, IStringLocalizer<ItemText> itemTexts, IStringLocalizer<CategoryText> categoryTexts) : HandoverPage(db)
{
    private const string Lists = "Baton";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || !ListImportService.MayImport(Handover, Access))
        {
            return NotFound();
        }

        var items = await Db.Items.AsNoTracking().Include(i => i.Receiver)
            .Where(i => i.HandoverId == Handover.Id && i.State != ItemState.Withdrawn).OrderBy(i => i.Place).ToListAsync(cancellationToken);
        var lists = new ChoiceLists();
        List<TextSheet> sheets = [.. CategoryCatalog.All.Select(d => Sheet(d, [.. items.Where(i => i.Category == d.Category && Access.SeesContentOf(i))], lists))];
        return File(
            TextWorkbook.Write([.. sheets, new(Lists, lists.Rows()) { IsHidden = true }]),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", texts["template.file", Number]);
    }

    private TextSheet Sheet(CategoryDefinition category, List<Item> items, ChoiceLists lists)
    {
        string[] before = [SheetPlan.OwnIdentity, itemTexts["list.name"]];
        string[] after = [itemTexts["description"], itemTexts["paste.target.receiver"], itemTexts["paste.target.importance"], itemTexts["attention"]];
        var fields = category.Fields;
        IReadOnlyList<string> header = [.. before, .. fields.Select(f => categoryTexts[f.LabelKey].Value), .. after];
        var rows = items.Select(item => (IReadOnlyList<string>)
        [
            SheetPlan.OwnIdentityOf(item), item.Title, .. fields.Select(f => f.Get(item.Fields) is { } value ? Shown(f, value) : ""),
            item.Description ?? "", Receivers.NameOf(item, Handover), categoryTexts.Word("importance", item.Importance), item.SpecialAttention ?? "",
        ]);
        var receivers = Receivers.ByName(Handover).Keys.ToList();
        var choices = fields.Select((field, at) => (Column: before.Length + at, Choices: field.Choices.Select(c => categoryTexts[field.ChoiceKey(c)].Value).ToList()))
            .Append((Column: before.Length + fields.Count + 1, Choices: receivers))
            .Append((Column: before.Length + fields.Count + 2, Choices: Enum.GetValues<Importance>().Select(i => categoryTexts.Word("importance", i)).ToList()))
            .Where(c => c.Choices.Count > 0);
        return new(categoryTexts[category.NameKey], rows.Prepend(header))
        {
            IsForm = true, HiddenColumn = 0, DropDowns = [.. choices.Select(c => new DropDown(c.Column, lists.Add(c.Choices)))],
        };
    }

    private string Shown(FieldDefinition field, string value) => field.Input == FieldInput.Choice ? categoryTexts[field.ChoiceKey(value)] : value;

    /// <summary>The lists to choose from, each a column of one hidden sheet: within the formula they may have 255 characters.</summary>
    private sealed class ChoiceLists
    {
        private readonly List<IReadOnlyList<string>> columns = [];

        public string Add(IReadOnlyList<string> choices)
        {
            var at = columns.FindIndex(column => column.SequenceEqual(choices));
            if (at < 0)
            {
                at = columns.Count;
                columns.Add(choices);
            }

            var letters = CellReference.Letters(at);
            return $"{Lists}!${letters}$1:${letters}${choices.Count}";
        }

        public IEnumerable<IReadOnlyList<string>> Rows() => Enumerable.Range(0, columns.Select(c => c.Count).DefaultIfEmpty().Max())
            .Select(row => (IReadOnlyList<string>)[.. columns.Select(column => row < column.Count ? column[row] : "")]);
    }
}
