using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Import;

namespace Baton.Web.Features.Imports;

/// <summary>What a person chose for one sheet, and what the choices were made from: those for another header or category are not taken over.</summary>
public sealed class SheetChoice
{
    public bool Take { get; set; }
    public Category? Category { get; set; }

    /// <summary>From 1; 0 where the rows carry no header; null where nobody has chosen yet.</summary>
    public int? Header { get; set; }

    /// <summary>One target a column, see <see cref="ColumnGuess"/>.</summary>
    public List<string?> Columns { get; set; } = [];

    /// <summary>One category for each distinct text of the category column, in the order of the preview.</summary>
    public List<Category?> Groups { get; set; } = [];

    public Category? SeenCategory { get; set; }
    public int? SeenHeader { get; set; }
    public int? SeenGroupColumn { get; set; }
}

/// <summary>A sheet with what its columns and groups are taken for: guessed, and then as somebody chose.</summary>
public sealed class SheetPlan
{
    /// <summary>More groups than anybody corrects one by one.</summary>
    public const int MostGroups = 200;

    /// <summary>The header of the hidden column in Baton's own workbook.</summary>
    public const string OwnIdentity = "Baton ID";

    private readonly Dictionary<Category, IReadOnlyList<string>> ownColumns = [];

    private readonly string name;

    private SheetPlan(SourceSheet source, int index, string fileName)
    {
        Source = source;
        Index = index;
        name = source.Name.Length > 0 ? source.Name : fileName;
    }

    public SourceSheet Source { get; }

    /// <summary>Among the file's sheets, from 0.</summary>
    public int Index { get; }

    public bool IsTaken { get; private set; }
    public Category Category { get; private set; }
    public HeaderGuess Header { get; private set; } = new(null, [], 0, 0, []);
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>The column that names categories, or -1.</summary>
    public int GroupColumn { get; private set; } = -1;

    /// <summary>The texts of the category column, each once, and the category each means.</summary>
    public IReadOnlyList<(string Text, Category Category)> Groups { get; private set; } = [];

    /// <summary>Baton's own workbook: its cells are taken as they stand.</summary>
    public bool IsOwn { get; private set; }

    /// <summary>Null where it can be taken.</summary>
    public Refusal? Refusal => !IsTaken ? null
        : Source.Refusal is { } unread ? unread
        : !Columns.Contains(ColumnGuess.Title) ? ListImportRefusals.WithoutTitle.With(name)
        : Columns.Where(c => c is not (ColumnGuess.Ignore or ColumnGuess.Description or ColumnGuess.Numbers)).GroupBy(c => c).Any(g => g.Count() > 1) ? ListImportRefusals.TargetTwice.With(name)
        : null;

    public TextTable Table => Source.Table!;

    /// <param name="choice">Null where nobody has chosen yet.</param>
    /// <param name="isTaken">Whether it is taken as long as nobody says otherwise.</param>
    public static SheetPlan Build(SourceSheet source, int index, string fileName, Category? wanted, bool isTaken, SheetChoice? choice)
    {
        var sheet = new SheetPlan(source, index, fileName) { IsTaken = choice?.Take ?? isTaken };
        sheet.Category = choice?.Category ?? sheet.GuessCategory(fileName, wanted);
        if (source.Table is { } table)
        {
            sheet.IsOwn = table.Rows[0].Contains(OwnIdentity);
            sheet.Header = choice?.Header is { } chosen ? HeaderRow.At(table, chosen > 0 && chosen <= table.Rows.Count ? chosen - 1 : null)
                : source.Purpose != SheetPurpose.Table || sheet.IsOwn ? HeaderRow.At(table, 0)
                : HeaderRow.Guess(table);
            if (source.Purpose != SheetPurpose.Table || sheet.IsOwn)
            {
                // Rows of a program's making have no second header, no closing line, and no merged groups.
                sheet.Header = sheet.Header with
                {
                    FirstDataRow = sheet.Header.Row + 1 ?? 0,
                    EndRow = table.Rows.Count,
                    FillDown = [],
                    Sources = new Dictionary<int, int[]>(),
                    Headers = sheet.Header.Row is { } row ? [.. Enumerable.Range(0, table.Columns).Select(c => table.Cell(row, c))] : sheet.Header.Headers,
                };
            }

            var isAsSeen = choice is not null && choice.Header == choice.SeenHeader && choice.Category == choice.SeenCategory && choice.Columns.Count == table.Columns;
            sheet.Columns = isAsSeen ? [.. choice!.Columns.Select(c => c ?? ColumnGuess.Ignore)] : sheet.GuessColumns();
            sheet.GroupColumn = sheet.Columns.ToList().IndexOf(ColumnGuess.CategoryColumn);
            sheet.Groups = sheet.GuessGroups(isAsSeen ? choice : null);
        }

        return sheet;
    }

    public IEnumerable<int> DataRows => Enumerable.Range(Header.FirstDataRow, Header.EndRow - Header.FirstDataRow)
        .Where(r => Table.Rows[r].Any(cell => !string.IsNullOrWhiteSpace(cell)));

    /// <summary>The text that people see in a row's column.</summary>
    public string Cell(int row, int column) =>
        IsOwn || Columns.ElementAtOrDefault(column) == ColumnGuess.Identity ? Table.Cell(row, column) : Header.Cell(Table, row, column);

    public string Group(int row) => GroupColumn < 0 ? "" : Cell(row, GroupColumn);

    /// <summary>What the row's columns are for. In Baton's own list, one label stands for the field of that name in each category.</summary>
    public IReadOnlyList<string> ColumnsOf(Category category)
    {
        if (!IsOwn || GroupColumn < 0)
        {
            return Columns;
        }

        if (!ownColumns.TryGetValue(category, out var columns))
        {
            ownColumns[category] = columns = [.. Columns.Select((target, at) =>
                ColumnGuess.IsOfEachItem(target) ? target : FieldLabels.FieldOf(category, Header.Headers[at]) ?? ColumnGuess.Ignore)];
        }

        return columns;
    }

    /// <summary>Which item a row of Baton's own workbook is, and at which version it was written.</summary>
    public static string OwnIdentityOf(Item item) => $"{item.Id:D}.{item.Version}";

    /// <summary>As people find it: 采购!C7, or in what is no sheet the property and the row.</summary>
    public string CellName(int row, int column) =>
        Source.Purpose != SheetPurpose.Table ? $"{Header.Headers[column]} {row + 1}"
        : $"{(Source.Name.Length > 0 ? $"{Source.Name}!" : "")}{CellReference.Letters(column)}{row + 1}";

    private Category GuessCategory(string fileName, Category? wanted) => Source.Purpose switch
    {
        SheetPurpose.Cards => wanted is Category.Customers or Category.Suppliers ? wanted.Value : Category.Contacts,
        SheetPurpose.Dates => Category.Pending,
        SheetPurpose.Recurring => Category.Duties,
        SheetPurpose.Files => wanted ?? Category.Documents,
        _ => FieldLabels.CategoryOf(Source.Name) ?? CategoryGuess.From(Source.Name) ?? CategoryGuess.From(Source.Subject) ?? CategoryGuess.From(fileName) ?? wanted ?? Category.Duties,
    };

    private IReadOnlyList<string> GuessColumns() => Source.Purpose switch
    {
        SheetPurpose.Cards => Fixed(CardColumn),
        SheetPurpose.Dates or SheetPurpose.Recurring => Fixed(CalendarColumn),
        SheetPurpose.Outline => Fixed(header => header switch
        {
            Outline.Heading => ColumnGuess.CategoryColumn,
            Outline.Title => ColumnGuess.Title,
            Outline.Text => ColumnGuess.Description,
            _ => ColumnGuess.Ignore,
        }),
        SheetPurpose.Files => Fixed(header => header switch
        {
            FileArchive.Folder => ColumnGuess.CategoryColumn,
            FileArchive.Title => ColumnGuess.Title,
            // Files of one name in two folders stay apart.
            FileArchive.File when Category == Category.Documents => "place",
            _ => ColumnGuess.Ignore,
        }),
        SheetPurpose.Items => Fixed(header => header switch
        {
            "id" => ColumnGuess.Identity,
            "specialAttention" => ColumnGuess.Attention,
            BatonJson.Links => ColumnGuess.Ignore,
            _ => header,
        }),
        _ => GuessTable(),
    };

    private string[] GuessTable()
    {
        var columns = ColumnGuess.From(Header.Headers, Category).ToArray();
        var groups = Array.IndexOf(columns, ColumnGuess.CategoryColumn);
        if (groups >= 0)
        {
            // The fields of the category that most rows are in.
            var most = DataRows.Select(r => Of(Header.Cell(Table, r, groups))).GroupBy(c => c).MaxBy(g => g.Count())?.Key ?? Category;
            columns = [.. ColumnGuess.From(Header.Headers, most)];
        }

        if (Header.Headers.ToList().IndexOf(OwnIdentity) is var own and >= 0)
        {
            columns[own] = ColumnGuess.Identity;
        }

        if (!columns.Contains(ColumnGuess.Title))
        {
            PastePreview.FindTitle(columns, Table, [.. DataRows]);
        }

        return columns;
    }

    private string[] Fixed(Func<string, string> target) => [.. Header.Headers.Select(target)];

    private string CardColumn(string header)
    {
        var isFirm = Category is Category.Customers or Category.Suppliers;
        var isContact = Category == Category.Contacts;
        return header switch
        {
            ContactCards.Identity => ColumnGuess.Identity,
            ContactCards.Name => isFirm && Header.Headers.Contains(ContactCards.Organisation) ? "contact" : ColumnGuess.Title,
            ContactCards.Organisation => isFirm ? ColumnGuess.Title : isContact ? "organisation" : ColumnGuess.Description,
            "TITLE" when isContact => "role",
            "TEL" when isFirm || isContact => "phone",
            "EMAIL" when isFirm || isContact => "email",
            "X-WECHAT" when isContact => "weChat",
            "TITLE" or "NOTE" or "X-WECHAT" => ColumnGuess.Description,
            _ when header.StartsWith("TEL", StringComparison.Ordinal) || header.StartsWith("EMAIL", StringComparison.Ordinal) => ColumnGuess.Description,
            // Addresses, birthdays and the like are nobody's need (个人信息保护法 art. 6), until somebody says so.
            _ => ColumnGuess.Ignore,
        };
    }

    private string CalendarColumn(string header) => header switch
    {
        "SUMMARY" => ColumnGuess.Title,
        "UID" => ColumnGuess.Identity,
        CalendarFile.Due when Category == Category.Pending => "due",
        "STATUS" when Category == Category.Pending => "progress",
        CalendarFile.Rule when Category is Category.Duties or Category.Processes => "frequency",
        "DESCRIPTION" or "LOCATION" or "COMMENT" or "URL" or CalendarFile.Rule or CalendarFile.Due => ColumnGuess.Description,
        _ => ColumnGuess.Ignore,
    };

    private List<(string, Category)> GuessGroups(SheetChoice? choice)
    {
        if (GroupColumn < 0)
        {
            return [];
        }

        var texts = DataRows.Select(Group).Where(t => t.Length > 0).Distinct().ToList();
        var corrected = choice is not null && choice.SeenGroupColumn == GroupColumn && choice.Groups.Count == texts.Count;
        return [.. texts.Select((text, at) => (text, (corrected ? choice!.Groups[at] : null) ?? Of(text)))];
    }

    /// <summary>Of headings within headings, the nearest that says a category.</summary>
    private Category Of(string group) => Source.Purpose == SheetPurpose.Files ? Category
        : FieldLabels.CategoryOf(group) ?? (Source.Purpose == SheetPurpose.Outline
            ? group.Split(" / ").Reverse().Select(heading => FieldLabels.CategoryOf(heading) ?? CategoryGuess.From(heading)).FirstOrDefault(c => c is not null) ?? Category
            : PastePreview.GuessGroup(group, Category));
}
