using System.Text.RegularExpressions;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Import;
using Baton.Web.Text;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>What the paste page sends: the text, and what the person chose or corrected in the preview.</summary>
public sealed class PasteForm
{
    public string? Rows { get; set; }

    /// <summary>For rows that name no category of their own.</summary>
    public Category Category { get; set; } = Category.Duties;

    /// <summary>From 1; 0 where the rows carry no header; null where nobody has chosen yet.</summary>
    public int? Header { get; set; }

    /// <summary>One target a column, see <see cref="ColumnGuess"/>.</summary>
    public List<string?> Columns { get; set; } = [];

    /// <summary>One category for each distinct text of the category column, in the order of the preview.</summary>
    public List<Category?> Groups { get; set; } = [];

    /// <summary>Rows, from 1, that become no item.</summary>
    public List<int> Skip { get; set; } = [];

    /// <summary>What the preview was made from: choices for other columns or another header are not taken over.</summary>
    public int? SeenHeader { get; set; }
    public int? SeenGroupColumn { get; set; }

    public Guid Batch { get; set; }
    public bool NotAPassword { get; set; }
}

/// <summary>A row of the preview.</summary>
/// <param name="Number">From 1, in the order of the paste.</param>
/// <param name="Item">What it becomes; null where it has no name.</param>
/// <param name="Unread">Columns whose text does not fit its field and stands in the description instead.</param>
public sealed record PreviewRow(int Number, IReadOnlyList<string> Cells, PastedItem? Item, IReadOnlySet<int> Unread);

/// <summary>Pasted rows with what each column and each row is taken for.</summary>
public sealed partial class PastePreview
{
    private PastePreview(TextTable table, HeaderGuess guess)
    {
        Table = table;
        Guess = guess;
    }

    public TextTable Table { get; }
    public HeaderGuess Guess { get; }
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>The column that names categories, or -1.</summary>
    public int GroupColumn { get; private set; } = -1;

    /// <summary>The texts of the category column, each once, and the category each means.</summary>
    public IReadOnlyList<(string Text, Category Category)> Groups { get; private set; } = [];

    public IReadOnlyList<PreviewRow> Rows { get; private set; } = [];
    public bool HasTitle => Columns.Contains(ColumnGuess.Title);
    public bool HasTargetTwice => Columns.Where(c => c.Length > 0 && c != ColumnGuess.Numbers).GroupBy(c => c).Any(g => g.Count() > 1);

    public static PastePreview Build(TextTable table, PasteForm form, IStringLocalizer<CategoryText> texts)
    {
        var guess = form.Header is { } chosen
            ? HeaderRow.At(table, chosen > 0 && chosen <= table.Rows.Count ? chosen - 1 : null)
            : HeaderRow.Guess(table);
        var preview = new PastePreview(table, guess);
        var sameHeader = form.Header == form.SeenHeader && form.Columns.Count == table.Columns;
        preview.Columns = sameHeader ? [.. form.Columns.Select(c => c ?? ColumnGuess.Ignore)] : preview.GuessColumns(form.Category);
        preview.GroupColumn = preview.Columns.ToList().IndexOf(ColumnGuess.CategoryColumn);
        preview.Groups = preview.GuessGroups(form, sameHeader);
        preview.Rows = [.. Enumerable.Range(0, table.Rows.Count).Select(row => preview.ReadRow(row, form.Category, texts))];
        return preview;
    }

    /// <summary>The rows that become items, and all of them as they came.</summary>
    public PastedRows ToRows(PasteForm form) => new(
        form.Batch, Guess.Headers, Table.Rows,
        [.. Rows.Where(r => r.Item is not null && !form.Skip.Contains(r.Number)).Select(r => r.Item!)]);

    private IReadOnlyList<string> GuessColumns(Category category)
    {
        var columns = ColumnGuess.From(Guess.Headers, category).ToArray();
        var groups = Array.IndexOf(columns, ColumnGuess.CategoryColumn);
        if (groups >= 0)
        {
            // The fields of the category that most rows are in.
            var most = Data().Select(r => GuessGroup(Guess.Cell(Table, r, groups), category)).GroupBy(c => c).MaxBy(g => g.Count())?.Key ?? category;
            columns = [.. ColumnGuess.From(Guess.Headers, most)];
        }

        if (!columns.Contains(ColumnGuess.Title))
        {
            FindTitle(columns, Table, [.. Data()]);
        }

        return columns;
    }

    private List<(string, Category)> GuessGroups(PasteForm form, bool sameHeader)
    {
        if (GroupColumn < 0)
        {
            return [];
        }

        var texts = Data().Select(r => Guess.Cell(Table, r, GroupColumn)).Where(t => t.Length > 0).Distinct().ToList();
        var corrected = sameHeader && form.SeenGroupColumn == GroupColumn && form.Groups.Count == texts.Count;
        return [.. texts.Select((text, at) => (text, (corrected ? form.Groups[at] : null) ?? GuessGroup(text, form.Category)))];
    }

    /// <summary>Where no header says what the name is: the first free column in which every row says something.</summary>
    internal static void FindTitle(string[] columns, TextTable table, IReadOnlyList<int> rows)
    {
        var full = Enumerable.Range(0, columns.Length)
            .Where(c => columns[c].Length == 0 && rows.All(r => table.Cell(r, c).Length > 0 && !Number().IsMatch(table.Cell(r, c)))).ToList();
        var free = full.Count > 0 ? full[0] : Array.IndexOf(columns, ColumnGuess.Ignore);
        if (free >= 0)
        {
            columns[free] = ColumnGuess.Title;
        }
    }

    internal static Category GuessGroup(string text, Category otherwise) =>
        CategoryGuess.From(text) ?? (CategoryGuess.FinanceKindFrom(text) is null ? otherwise : Category.Finance);

    private IEnumerable<int> Data() => Enumerable.Range(Guess.FirstDataRow, Guess.EndRow - Guess.FirstDataRow)
        .Where(r => Table.Rows[r].Any(cell => !string.IsNullOrWhiteSpace(cell)));

    private PreviewRow ReadRow(int row, Category otherwise, IStringLocalizer<CategoryText> texts)
    {
        var cells = Table.Rows[row];
        var unread = new HashSet<int>();
        if (row < Guess.FirstDataRow || row >= Guess.EndRow)
        {
            return new(row + 1, cells, null, unread);
        }

        var group = GroupColumn < 0 ? "" : Guess.Cell(Table, row, GroupColumn);
        var category = group.Length > 0 ? Groups.First(g => g.Text == group).Category : otherwise;
        var content = RowContent.Read(column => Guess.Cell(Table, row, column), Columns, Guess.Headers, category, group, texts);
        unread.UnionWith(content.Unread.Select(cell => cell.Column));
        return content.Title is not { } title || (cells.Count(c => c.Length > 0) == 1 && RowContent.IsMarkdownHeading(title))
            ? new(row + 1, cells, null, unread)
            : new(row + 1, cells, new PastedItem(
                row + 1, category, title, content.Description, content.Attention, content.Receiver, FieldsForm.Parse(category, content.Fields).Fields,
                content.Importance ?? Importance.Normal), unread);
    }

    [GeneratedRegex(@"^\s*[\d.]+\s*$")]
    private static partial Regex Number();
}
