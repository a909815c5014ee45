using System.Globalization;
using Baton.Web.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Baton.Web.Features.Export;

/// <summary>
/// A Word document on A4, written as it goes: headings that its table of contents lists, paragraphs, tables whose first row
/// repeats on every page. Text stands as it is; nothing in it is a field, a link or a picture.
/// </summary>
public sealed class WordFile : IDisposable
{
    // Twentieths of a point: A4 with margins of 2 cm.
    private const int PageWidth = 11906;
    private const int PageHeight = 16838;
    private const int Margin = 1134;

    /// <summary>What lies between the margins.</summary>
    public const int Width = PageWidth - (2 * Margin);

    private readonly MemoryStream stream = new();
    private readonly WordprocessingDocument document;
    private readonly OpenXmlWriter writer;
    private readonly string footerId;
    private int bookmarks;

    /// <param name="title">Stands in the file's properties and at the foot of each page.</param>
    public WordFile(string title)
    {
        document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document);
        document.PackageProperties.Title = Clean(title);
        var main = document.AddMainDocumentPart();
        main.AddNewPart<StyleDefinitionsPart>().Styles = Styles();
        var footer = main.AddNewPart<FooterPart>();
        footer.Footer = new Footer(new Paragraph(
            new ParagraphProperties(new Justification { Val = JustificationValues.Center }),
            Run(title + "  "), new SimpleField(new Run(new DocumentFormat.OpenXml.Wordprocessing.Text("1"))) { Instruction = "PAGE" }));
        footerId = main.GetIdOfPart(footer);
        writer = OpenXmlWriter.Create(main);
        writer.WriteStartElement(new Document());
        writer.WriteStartElement(new Body());
    }

    public void Title(string text) => writer.WriteElement(Styled("Title", Run(text)));

    /// <param name="level">1 or 2.</param>
    /// <param name="text">As <see cref="Contents"/> was given it, where it is listed there.</param>
    public void Heading(int level, string text)
    {
        var id = (++bookmarks).ToString(CultureInfo.InvariantCulture);
        writer.WriteElement(Styled(
            $"Heading{level}", new BookmarkStart { Id = id, Name = $"_Toc{bookmarks:00000000}" }, Run(text), new BookmarkEnd { Id = id }));
    }

    public void Paragraph(string text, bool isBold = false, bool isSmall = false) => writer.WriteElement(new Paragraph(Run(text, isBold, isSmall)));

    public void PageBreak() => writer.WriteElement(new Paragraph(new Run(new Break { Type = BreakValues.Page })));

    /// <summary>
    /// The table of contents: its entries stand there for readers that compute nothing; Word puts the page numbers in on
    /// opening.
    /// </summary>
    /// <param name="headings">Of level 1, in the order in which they will be written; no other heading comes before.</param>
    public void Contents(string title, IReadOnlyList<string> headings)
    {
        writer.WriteElement(Styled("ContentsTitle", Run(title)));
        for (var at = 0; at < headings.Count; at++)
        {
            var entry = Styled("TOC1");
            if (at == 0)
            {
                entry.Append(
                    new Run(new FieldChar { FieldCharType = FieldCharValues.Begin, Dirty = true }),
                    new Run(new FieldCode(" TOC \\o \"1-1\" \\h \\z ") { Space = SpaceProcessingModeValues.Preserve }),
                    new Run(new FieldChar { FieldCharType = FieldCharValues.Separate }));
            }

            entry.Append(Run(headings[at]));
            if (at == headings.Count - 1)
            {
                entry.Append(new Run(new FieldChar { FieldCharType = FieldCharValues.End }));
            }

            writer.WriteElement(entry);
        }
    }

    /// <param name="widths">Of the columns, in twentieths of a point.</param>
    /// <param name="header">Null for a table without.</param>
    /// <param name="rows">A row with a single cell goes across the table.</param>
    public void Table(IReadOnlyList<int> widths, IReadOnlyList<string>? header, IEnumerable<IReadOnlyList<string>> rows)
    {
        writer.WriteStartElement(new Table());
        writer.WriteElement(new TableProperties(
            new TableWidth { Type = TableWidthUnitValues.Dxa, Width = widths.Sum().ToString(CultureInfo.InvariantCulture) },
            new TableBorders(
                Border(new TopBorder()), Border(new LeftBorder()), Border(new BottomBorder()), Border(new RightBorder()),
                Border(new InsideHorizontalBorder()), Border(new InsideVerticalBorder())),
            new TableLayout { Type = TableLayoutValues.Fixed }));
        writer.WriteElement(new TableGrid(widths.Select(w => new GridColumn { Width = w.ToString(CultureInfo.InvariantCulture) })));
        if (header is not null)
        {
            writer.WriteElement(Row(widths, header, isHeader: true));
        }

        foreach (var row in rows)
        {
            writer.WriteElement(Row(widths, row, isHeader: false));
        }

        writer.WriteEndElement();
        // Two tables in a row would become one.
        writer.WriteElement(new Paragraph());
    }

    /// <summary>The finished file. Nothing can be added after.</summary>
    public byte[] ToArray()
    {
        writer.WriteElement(new SectionProperties(
            new FooterReference { Type = HeaderFooterValues.Default, Id = footerId },
            new PageSize { Width = PageWidth, Height = PageHeight },
            new PageMargin { Top = Margin, Bottom = Margin, Left = (uint)Margin, Right = (uint)Margin, Header = 600, Footer = 600, Gutter = 0 }));
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Dispose();
        document.Dispose();
        return stream.ToArray();
    }

    public void Dispose()
    {
        writer.Dispose();
        document.Dispose();
        stream.Dispose();
    }

    private static TableRow Row(IReadOnlyList<int> widths, IReadOnlyList<string> cells, bool isHeader)
    {
        var row = new TableRow(new TableRowProperties(new CantSplit()));
        if (isHeader)
        {
            row.TableRowProperties!.Append(new TableHeader());
        }

        for (var at = 0; at < cells.Count; at++)
        {
            var isWhole = cells.Count == 1 && widths.Count > 1;
            var properties = new TableCellProperties(new TableCellWidth
            {
                Type = TableWidthUnitValues.Dxa, Width = (isWhole ? widths.Sum() : widths[at]).ToString(CultureInfo.InvariantCulture),
            });
            if (isWhole)
            {
                properties.Append(new GridSpan { Val = widths.Count });
            }

            if (isHeader)
            {
                properties.Append(new Shading { Val = ShadingPatternValues.Clear, Fill = "EEF1F5" });
            }

            row.Append(new TableCell(properties, new Paragraph(Run(cells[at], isHeader, isSmall: true))));
        }

        return row;
    }

    private static Paragraph Styled(string style, params OpenXmlElement[] content)
    {
        var paragraph = new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = style }));
        paragraph.Append(content);
        return paragraph;
    }

    private static Run Run(string text, bool isBold = false, bool isSmall = false)
    {
        var run = new Run();
        if (isBold || isSmall)
        {
            run.Append(new RunProperties(isBold ? [new Bold(), .. Small(isSmall)] : Small(isSmall)));
        }

        foreach (var (at, line) in Clean(text).Split('\n').Index())
        {
            if (at > 0)
            {
                run.Append(new Break());
            }

            run.Append(new DocumentFormat.OpenXml.Wordprocessing.Text(line) { Space = SpaceProcessingModeValues.Preserve });
        }

        return run;
    }

    private static OpenXmlElement[] Small(bool isSmall) => isSmall ? [new FontSize { Val = "20" }] : [];

    private static string Clean(string text) => OutgoingText.ForExport(text);

    private static T Border<T>(T border) where T : BorderType
    {
        (border.Val, border.Size, border.Color) = (BorderValues.Single, 4, "9AA5B1");
        return border;
    }

    private static Styles Styles()
    {
        static Style Of(string id, string name, string size, bool isBold, JustificationValues? justification = null, int before = 0, int after = 0, int? outline = null)
        {
            var paragraph = new StyleParagraphProperties(
                new KeepNext { Val = outline is not null },
                new SpacingBetweenLines { Before = before.ToString(CultureInfo.InvariantCulture), After = after.ToString(CultureInfo.InvariantCulture) });
            if (justification is { } side)
            {
                paragraph.Append(new Justification { Val = side });
            }

            if (outline is { } level)
            {
                paragraph.Append(new OutlineLevel { Val = level });
            }

            var run = new StyleRunProperties();
            if (isBold)
            {
                run.Append(new Bold());
            }

            run.Append(new FontSize { Val = size });
            return new Style(new StyleName { Val = name }, new BasedOn { Val = "Normal" }, paragraph, run) { Type = StyleValues.Paragraph, StyleId = id };
        }

        return new Styles(
            new DocDefaults(new RunPropertiesDefault(new RunPropertiesBaseStyle(
                new RunFonts { Ascii = "Calibri", HighAnsi = "Calibri", EastAsia = "宋体", ComplexScript = "Calibri" },
                new FontSize { Val = "22" }, new Languages { Val = "en-US", EastAsia = "zh-CN" }))),
            new Style(new StyleName { Val = "Normal" }) { Type = StyleValues.Paragraph, StyleId = "Normal", Default = true },
            Of("Title", "Title", "44", true, JustificationValues.Center, before: 2400, after: 600),
            Of("ContentsTitle", "TOC Heading", "32", true, JustificationValues.Center, after: 240),
            Of("Heading1", "heading 1", "30", true, before: 360, after: 160, outline: 0),
            Of("Heading2", "heading 2", "26", true, before: 240, after: 120, outline: 1),
            Of("TOC1", "toc 1", "22", false, after: 60));
    }
}
