using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Baton.Web.Text;

namespace Baton.Web.Import;

/// <summary>
/// One sheet of an Excel workbook (ECMA-376, also its strict form), read from start to end without building its tree.
/// </summary>
internal sealed partial class Workbook
{
    // In all sheets together: one shared text may stand in every cell.
    private const int MostText = 16 * 1024 * 1024;

    // Excel takes 32,767 characters.
    private const int MostInCell = 1024 * 1024;

    private static readonly string[] Namespaces =
        ["http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"];

    private readonly ZipPackage package;
    private readonly TableLimits limits;
    private readonly CellFormats formats;
    private readonly List<string> sharedTexts = [];
    private readonly StringBuilder content = new();
    private readonly char[] chunk = new char[1024];
    private long text;

    private Workbook(ZipPackage package, TableLimits limits, IReadOnlyList<(string Id, string Kind, string Part)> relations, bool is1904)
    {
        this.package = package;
        this.limits = limits;
        XmlReader? Part(string kind) => relations.FirstOrDefault(r => r.Kind == kind) is { Part: { } part } ? package.Read(part) : null;
        using var styles = Part("styles");
        formats = CellFormats.Read(styles, is1904);
        using var texts = Part("sharedStrings");
        while (texts?.Read() == true)
        {
            if (IsStart(texts, "si"))
            {
                sharedTexts.Add(RichText(texts));
            }
        }
    }

    public static Outcome<TableFile> Read(byte[] file, int? sheet, TableLimits limits) => ZipPackage.Use(file, package => Read(package, sheet, limits));

    /// <summary>Every sheet, each with its table or why it has none.</summary>
    public static Outcome<ImportSource> ReadAll(ZipPackage package, TableLimits limits)
    {
        if (Open(package, limits) is not var (workbook, sheets))
        {
            return ImportRefusals.NotATable;
        }

        var all = sheets.Select(sheet =>
        {
            var table = workbook.Table(sheet.Part);
            return new SourceSheet(
                sheet.Name.Name, sheet.Name.IsHidden, SheetPurpose.Table, table.IsRefused ? null : table.Value, table.Refusals.FirstOrDefault());
        }).ToList();
        // Blank sheets are no news, unless there is nothing else.
        var told = all.Where(sheet => sheet.Refusal != ImportRefusals.NothingInSheet).ToList();
        return told.Count == 0 ? ImportRefusals.NothingInFile
            : told.TrueForAll(sheet => sheet.Table is null) ? told[0].Refusal!
            : new ImportSource(ImportKind.Workbook, told);
    }

    /// <returns>Null where it is no workbook.</returns>
    private static (Workbook Workbook, List<(SheetName Name, string Part)> Sheets)? Open(ZipPackage package, TableLimits limits)
    {
        if (package.Relations("").FirstOrDefault(r => r.Kind == "officeDocument") is not { Part: { } main })
        {
            return null;
        }

        using var book = package.Read(main);
        if (book is null || book.MoveToContent() != XmlNodeType.Element || book.LocalName != "workbook" || !Namespaces.Contains(book.NamespaceURI))
        {
            return null;
        }

        var relations = package.Relations(main);
        var (sheets, is1904) = Sheets(book, relations);
        return (new Workbook(package, limits, relations, is1904), sheets);
    }

    private static Outcome<TableFile> Read(ZipPackage package, int? wanted, TableLimits limits)
    {
        if (Open(package, limits) is not var (workbook, sheets))
        {
            return ImportRefusals.NotATable;
        }

        if (wanted is { } index && (index < 0 || index >= sheets.Count))
        {
            return ImportRefusals.NoSuchSheet;
        }

        var names = sheets.ConvertAll(s => s.Name);
        int[] inTurn = wanted is { } chosen ? [chosen] : [.. Enumerable.Range(0, sheets.Count).OrderBy(at => names[at].IsHidden)];
        foreach (var at in inTurn)
        {
            var table = workbook.Table(sheets[at].Part);
            if (!table.IsRefused)
            {
                return new TableFile(names, at, table.Value);
            }

            if (wanted is not null || table.Refusals[0] != ImportRefusals.NothingInSheet)
            {
                return table.Refusals.ToList();
            }
        }

        return ImportRefusals.NothingInFile;
    }

    /// <summary>The sheets of cells in the order of their tabs. Charts have tabs, too, and no cells.</summary>
    private static (List<(SheetName Name, string Part)> Sheets, bool Is1904) Sheets(
        XmlReader book, IReadOnlyList<(string Id, string Kind, string Part)> relations)
    {
        var sheets = new List<(SheetName, string)>();
        var is1904 = false;
        // Each part is one sheet, or a file could have the same one read a thousand times.
        var parts = relations.Where(r => r.Kind == "worksheet").DistinctBy(r => r.Part).DistinctBy(r => r.Id).ToDictionary(r => r.Id, r => r.Part);
        while (book.Read())
        {
            if (IsStart(book, "workbookPr"))
            {
                is1904 = book.GetAttribute("date1904") is "1" or "true";
            }
            else if (IsStart(book, "sheet") && RelationId(book) is { } id && parts.Remove(id, out var part))
            {
                sheets.Add((new(book.GetAttribute("name") ?? "", book.GetAttribute("state") is "hidden" or "veryHidden"), part));
            }
        }

        return (sheets, is1904);
    }

    /// <summary>r:id, whose namespace is another in the strict form.</summary>
    private static string? RelationId(XmlReader reader)
    {
        string? id = null;
        for (var more = reader.MoveToFirstAttribute(); more && id is null; more = reader.MoveToNextAttribute())
        {
            id = reader.LocalName == "id" ? reader.Value : null;
        }

        reader.MoveToElement();
        return id;
    }

    private Outcome<TextTable> Table(string part)
    {
        using var sheet = package.Read(part) ?? throw new InvalidDataException($"There is no {part}.");
        var rows = new List<IReadOnlyList<string>>();
        var merged = new List<MergedCells>();
        var (row, column) = (-1, -1);
        while (sheet.Read())
        {
            if (IsStart(sheet, "row"))
            {
                row = Position(sheet.GetAttribute("r"), row);
                column = -1;
            }
            else if (IsStart(sheet, "c"))
            {
                column = CellReference.Column(sheet.GetAttribute("r")) ?? column + 1;
                if (Cell(sheet) is not { Length: > 0 } shown)
                {
                    continue;
                }

                // Before room is made for what no table may hold.
                if (row >= limits.Rows)
                {
                    return ImportRefusals.TooManyRows.With(limits.Rows);
                }

                if (column >= limits.Columns)
                {
                    return ImportRefusals.TooManyColumns.With(limits.Columns, row + 1);
                }

                if ((text += shown.Length) > MostText)
                {
                    return ImportRefusals.UnpacksTooBig;
                }

                Put(rows, row, column, shown);
            }
            else if (IsStart(sheet, "mergeCell") && MergedCells.From(sheet.GetAttribute("ref")) is { } area)
            {
                merged.Add(area);
            }
        }

        return TextTable.Of(rows, limits, ImportRefusals.NothingInSheet, MergedCells.ByColumn(merged, limits.Columns));
    }

    /// <summary>From 0; the one after the last where the file does not say.</summary>
    private static int Position(string? number, int last) =>
        int.TryParse(number, CultureInfo.InvariantCulture, out var named) && named > 0 ? named - 1 : last + 1;

    private static void Put(List<IReadOnlyList<string>> rows, int row, int column, string text)
    {
        while (rows.Count <= row)
        {
            rows.Add(new List<string>());
        }

        var cells = (List<string>)rows[row];
        while (cells.Count <= column)
        {
            cells.Add("");
        }

        cells[column] = text;
    }

    /// <summary>What a cell shows.</summary>
    /// <param name="sheet">At the start of the cell; left at its end.</param>
    private string Cell(XmlReader sheet)
    {
        if (sheet.IsEmptyElement)
        {
            return "";
        }

        var kind = sheet.GetAttribute("t");
        var style = int.TryParse(sheet.GetAttribute("s"), CultureInfo.InvariantCulture, out var number) ? number : 0;
        var (value, inline) = ("", (string?)null);
        for (var depth = sheet.Depth; sheet.Read() && sheet.Depth > depth;)
        {
            if (IsStart(sheet, "v"))
            {
                value = Content(sheet);
            }
            else if (IsStart(sheet, "is"))
            {
                inline = RichText(sheet);
            }
        }

        return IncomingText.ToLf(kind switch
        {
            "s" => value.Length == 0 ? "" : formats.Text(Shared(value), style),
            "str" => formats.Text(Unescape(value), style),
            "inlineStr" => formats.Text(inline ?? "", style),
            "b" => value switch { "" => "", "1" or "true" => "TRUE", _ => "FALSE" },
            "e" => value,
            "d" => formats.Day(value, style),
            _ => formats.Number(value, style),
        });
    }

    private string Shared(string index) =>
        int.TryParse(index, CultureInfo.InvariantCulture, out var at) && at >= 0 && at < sharedTexts.Count
            ? sharedTexts[at]
            : throw new InvalidDataException($"There is no text {index}.");

    /// <summary>The runs of a text put together; how it is spoken (pinyin, furigana) is no part of it.</summary>
    /// <param name="reader">At the start of the element; left at its end.</param>
    private string RichText(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var runs = new List<string>(1);
        for (var depth = reader.Depth; reader.Read() && reader.Depth > depth;)
        {
            if (IsStart(reader, "t"))
            {
                runs.Add(Content(reader));
            }
            else if (IsStart(reader, "rPh"))
            {
                Content(reader);
            }
        }

        return Unescape(runs.Count == 1 ? runs[0] : string.Concat(runs));
    }

    /// <summary>The text within an element.</summary>
    /// <param name="reader">At the start of the element; left at its end.</param>
    private string Content(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        content.Clear();
        for (var depth = reader.Depth; reader.Read() && reader.Depth > depth;)
        {
            if (reader.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace))
            {
                continue;
            }

            // By chunks, since a value that fills the file would be held several times over.
            for (int read; (read = reader.ReadValueChunk(chunk, 0, chunk.Length)) > 0;)
            {
                if (content.Append(chunk, 0, read).Length > MostInCell)
                {
                    throw new InvalidDataException("A cell holds more than any program writes.");
                }
            }
        }

        return content.ToString();
    }

    private static bool IsStart(XmlReader reader, string name) => reader.NodeType == XmlNodeType.Element && reader.LocalName == name;

    /// <summary>_xHHHH_ stands for a character that XML cannot carry (ECMA-376 part 1, 22.9.2.19).</summary>
    private static string Unescape(string text) =>
        text.Contains("_x", StringComparison.Ordinal)
            ? Escaped().Replace(text, m => ((char)int.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())
            : text;

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Escaped();
}
