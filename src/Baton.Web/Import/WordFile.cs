using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Baton.Web.Text;

namespace Baton.Web.Import;

/// <summary>
/// A Word document (ECMA-376, also its strict form): headings, lists and paragraphs as one table, and each of its tables as
/// one more. Text as it was shown last: what is deleted is not there, what is inserted is, fields are not computed. Headers,
/// footers, footnotes and comments are not part of the body.
/// </summary>
internal sealed partial class WordFile
{
    private const int MostText = 16 * 1024 * 1024;
    private const int DeepestTable = 20;

    private static readonly string[] Namespaces =
        ["http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"];

    private readonly TableLimits limits;
    private readonly Dictionary<string, int> headingOfStyle = [];
    private readonly HashSet<string> listStyles = [];
    private readonly Outline outline = new();
    private readonly List<(SheetPurpose Purpose, string Name, TableBuilder Table)> tables = [];
    private long text;

    private WordFile(TableLimits limits) => this.limits = limits;

    /// <summary>Whether the package says that it is a document of Word, or of a template.</summary>
    public static bool IsOne(ZipPackage package)
    {
        using var document = MainPart(package) is { } main ? package.Read(main) : null;
        return document is not null && IsDocument(document);
    }

    public static Outcome<ImportSource> Read(ZipPackage package, TableLimits limits)
    {
        var main = MainPart(package)!;
        var word = new WordFile(limits);
        using (var styles = package.Relations(main).FirstOrDefault(r => r.Kind == "styles") is { Part: { } part } ? package.Read(part) : null)
        {
            word.ReadStyles(styles);
        }

        using var document = package.Read(main)!;
        IsDocument(document);
        return word.ReadBody(document) is { } refusal ? refusal : ImportSource.Of(
            ImportKind.Document, limits,
            word.tables.Select(t => (t.Purpose, t.Name, (IEnumerable<IReadOnlyList<string>>)t.Table.Rows)).Prepend((SheetPurpose.Outline, "", word.outline.Rows())));
    }

    private static string? MainPart(ZipPackage package) => package.Relations("").Where(r => r.Kind == "officeDocument").Select(r => r.Part).FirstOrDefault();

    private static bool IsDocument(XmlReader document) =>
        document.MoveToContent() == XmlNodeType.Element && document.LocalName == "document" && Namespaces.Contains(document.NamespaceURI);

    private void ReadStyles(XmlReader? styles)
    {
        var id = "";
        while (styles?.Read() == true)
        {
            if (styles.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (styles.LocalName)
            {
                case "style":
                    id = Attribute(styles, "styleId") ?? "";
                    break;
                case "name" when HeadingName().Match(Attribute(styles, "val") ?? "") is { Success: true } heading:
                    headingOfStyle.TryAdd(id, heading.Groups[1].Value.Length == 0 ? 1 : heading.Groups[1].Value[0] - '0');
                    break;
                case "outlineLvl" when Number(Attribute(styles, "val")) is { } level and < 9:
                    headingOfStyle.TryAdd(id, level + 1);
                    break;
                case "numId" when Attribute(styles, "val") != "0":
                    listStyles.Add(id);
                    break;
            }
        }
    }

    private Refusal? ReadBody(XmlReader document)
    {
        while (document.Read())
        {
            while (document is { NodeType: XmlNodeType.Element, LocalName: "p" or "tbl" })
            {
                if (document.LocalName == "p")
                {
                    Tell(ReadParagraph(document));
                }
                else
                {
                    outline.Interrupt();
                    var table = new TableBuilder(limits);
                    ReadTable(document, table, 0);
                    tables.Add((SheetPurpose.Table, outline.Subject, table));
                    if (table.Refusal is { } refusal)
                    {
                        return refusal;
                    }
                }

                if (text > MostText)
                {
                    return ImportRefusals.UnpacksTooBig;
                }

                // The reader stands at the end of what was read.
                if (!document.Read())
                {
                    return null;
                }
            }
        }

        return null;
    }

    private void Tell(Paragraph paragraph)
    {
        if (paragraph.Heading is { } level)
        {
            outline.AddHeading(level, OneLine(paragraph.Text));
        }
        else if (paragraph.List is { } depth)
        {
            outline.AddPoint(depth, paragraph.Text);
        }
        else
        {
            outline.AddParagraph(paragraph.Text);
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <param name="document">At the start of the paragraph; left at its end.</param>
    private Paragraph ReadParagraph(XmlReader document)
    {
        if (document.IsEmptyElement)
        {
            return new("", null, null);
        }

        var words = new StringBuilder();
        int? heading = null, list = null;
        var isList = false;
        for (var depth = document.Depth; document.Read() && document.Depth > depth;)
        {
            if (document.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (document.LocalName)
            {
                case "pStyle" when Attribute(document, "val") is { } style:
                    heading = headingOfStyle.TryGetValue(style, out var level) ? level : heading;
                    isList |= listStyles.Contains(style);
                    break;
                case "outlineLvl" when Number(Attribute(document, "val")) is { } direct and < 9:
                    heading = direct + 1;
                    break;
                case "ilvl":
                    list = Math.Clamp(Number(Attribute(document, "val")) ?? 0, 0, 8);
                    break;
                case "numId":
                    isList = Attribute(document, "val") != "0";
                    break;
                case "t":
                    words.Append(Content(document));
                    break;
                case "tab" when words.Length > 0:
                    words.Append('\t');
                    break;
                case "br" or "cr":
                    words.Append('\n');
                    break;
                case "noBreakHyphen":
                    words.Append('-');
                    break;
                case "p" when words.Length > 0:
                    // A text box within the paragraph.
                    words.Append('\n');
                    break;
                case "Fallback" or "delText" or "instrText" or "rPrChange" or "pPrChange" or "del" or "moveFrom":
                    Pass(document);
                    break;
            }
        }

        var shown = IncomingText.ToLf(words.ToString()).Trim();
        text += shown.Length;
        return new(shown, heading, isList && heading is null ? list ?? 0 : null);
    }

    /// <param name="document">At the start of the table; left at its end.</param>
    private void ReadTable(XmlReader document, TableBuilder table, int depthOfTables)
    {
        if (document.IsEmptyElement)
        {
            return;
        }

        if (depthOfTables > DeepestTable)
        {
            throw new InvalidDataException("Tables within tables beyond what any program writes.");
        }

        for (var depth = document.Depth; document.Read() && document.Depth > depth && table.Refusal is null && text <= MostText;)
        {
            if (document.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (document.LocalName == "tr")
            {
                table.AddRow();
            }
            else if (document.LocalName == "tc")
            {
                ReadCell(document, table, depthOfTables);
            }
            else if (document.LocalName is "Fallback" or "del")
            {
                Pass(document);
            }
        }
    }

    private void ReadCell(XmlReader document, TableBuilder table, int depthOfTables)
    {
        var parts = new List<string>();
        var (span, continues) = (1, false);
        if (!document.IsEmptyElement)
        {
            var depth = document.Depth;
            document.Read();
            while (document.Depth > depth)
            {
                if (document is { NodeType: XmlNodeType.Element, LocalName: "p" })
                {
                    parts.Add(ReadParagraph(document).Text);
                }
                else if (document is { NodeType: XmlNodeType.Element, LocalName: "tbl" })
                {
                    var inner = new TableBuilder(limits);
                    ReadTable(document, inner, depthOfTables + 1);
                    parts.AddRange(inner.Rows.Select(row => string.Join('\t', row)));
                    table.Refusal ??= inner.Refusal;
                }
                else if (document is { NodeType: XmlNodeType.Element, LocalName: "gridSpan" })
                {
                    span = Math.Clamp(Number(Attribute(document, "val")) ?? 1, 1, limits.Columns);
                }
                else if (document is { NodeType: XmlNodeType.Element, LocalName: "vMerge" })
                {
                    continues = Attribute(document, "val") != "restart";
                }

                if (!document.Read())
                {
                    break;
                }
            }
        }

        table.AddCell(string.Join('\n', parts.Where(part => part.Length > 0)), span, continues);
    }

    private static string Content(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var content = new StringBuilder();
        for (var depth = reader.Depth; reader.Read() && reader.Depth > depth;)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                content.Append(reader.Value);
            }
        }

        return content.ToString();
    }

    /// <summary>Past an element that is not shown; left at its end.</summary>
    private static void Pass(XmlReader reader)
    {
        if (!reader.IsEmptyElement)
        {
            for (var depth = reader.Depth; reader.Read() && reader.Depth > depth;)
            {
            }
        }
    }

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;

    private static string? Attribute(XmlReader reader, string name)
    {
        string? value = null;
        for (var more = reader.MoveToFirstAttribute(); more && value is null; more = reader.MoveToNextAttribute())
        {
            value = reader.LocalName == name ? reader.Value : null;
        }

        reader.MoveToElement();
        return value;
    }

    // As Word names them in Chinese and in English.
    [GeneratedRegex("^(?:heading|标题|title) ?([1-9]?)$", RegexOptions.IgnoreCase)]
    private static partial Regex HeadingName();

    private sealed record Paragraph(string Text, int? Heading, int? List);

    private sealed class TableBuilder(TableLimits limits)
    {
        private readonly List<List<string>> rows = [];

        public Refusal? Refusal { get; set; }
        public IEnumerable<IReadOnlyList<string>> Rows => rows;

        public void AddRow()
        {
            if (rows.Count >= limits.Rows)
            {
                Refusal = ImportRefusals.TooManyRows.With(limits.Rows);
            }

            rows.Add([]);
        }

        /// <summary>A cell over several columns leaves those beside it empty; one over several rows those below it.</summary>
        public void AddCell(string text, int span, bool continues)
        {
            if (rows.Count == 0)
            {
                return;
            }

            rows[^1].Add(continues ? "" : text);
            rows[^1].AddRange(Enumerable.Repeat("", span - 1));
            if (rows[^1].Count > limits.Columns)
            {
                Refusal = ImportRefusals.TooManyColumns.With(limits.Columns, rows.Count);
            }
        }
    }
}
