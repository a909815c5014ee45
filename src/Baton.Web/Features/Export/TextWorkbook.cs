using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using CellReference = Baton.Web.Import.CellReference;
using SheetText = DocumentFormat.OpenXml.Spreadsheet.Text;

namespace Baton.Web.Features.Export;

/// <summary>One sheet: its name (at most 31 characters, unique), and rows of text of which the first is the header.</summary>
public sealed record TextSheet(string Name, IEnumerable<IReadOnlyList<string>> Rows)
{
    public bool IsHidden { get; init; }

    /// <summary>A column, from 0, that is for the program and not for people.</summary>
    public int? HiddenColumn { get; init; }

    /// <summary>To work in: the header stays in sight and looks like one, and columns are as wide as they need.</summary>
    public bool IsForm { get; init; }

    /// <summary>Each column can be filtered by its values; with <see cref="IsForm"/>.</summary>
    public bool HasFilter { get; init; }

    /// <summary>Columns, from 0, whose cells offer a list to choose from; other text can still be typed.</summary>
    public IReadOnlyList<DropDown> DropDowns { get; init; } = [];
}

/// <param name="Range">Where the choices stand, for example <c>Lists!$A$1:$A$3</c>.</param>
public sealed record DropDown(int Column, string Range);

/// <summary>
/// An Excel workbook in which every cell is text as it was given: nothing is read as a number, a date or a formula, now
/// or when somebody edits the cell later.
/// </summary>
public static class TextWorkbook
{
    /// <summary>The most characters that Excel takes in a cell; the rest of a longer text stands in the row below.</summary>
    public const int MostInCell = 32_767;

    // Of Excel.
    private const int LastRow = 1_048_576;

    private const uint BodyStyle = 1;
    private const uint HeaderStyle = 2;
    private const uint FormBodyStyle = 3;
    private const uint FormHeaderStyle = 4;

    // In widths of a digit, of which a Chinese character takes two.
    private const int Narrowest = 8;
    private const int Widest = 48;
    private const int RowsMeasured = 200;

    public static byte[] Write(IEnumerable<TextSheet> sheets)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var list = new Sheets();
            foreach (var sheet in sheets)
            {
                var part = book.AddNewPart<WorksheetPart>();
                Write(part, sheet);
                list.Append(new Sheet
                {
                    Id = book.GetIdOfPart(part), SheetId = (uint)list.ChildElements.Count + 1, Name = sheet.Name,
                    State = sheet.IsHidden ? SheetStateValues.Hidden : null,
                });
            }

            book.Workbook = new Workbook(list);
        }

        return stream.ToArray();
    }

    /// <summary>
    /// What XML cannot carry, or would change, as _xHHHH_, the way Excel itself writes it (ECMA-376 part 1, 22.9.2.19);
    /// text that already looks so has its underscore escaped.
    /// </summary>
    public static string Escape(string text)
    {
        StringBuilder? escaped = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                escaped?.Append(text, i, 2);
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]) || text[i] == '\r' || LooksEscaped(text.AsSpan(i)))
            {
                escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
                escaped.Append(CultureInfo.InvariantCulture, $"_x{(int)text[i]:X4}_");
            }
            else
            {
                escaped?.Append(text[i]);
            }
        }

        return escaped?.ToString() ?? text;
    }

    private static bool LooksEscaped(ReadOnlySpan<char> text) =>
        text is ['_', 'x', var a, var b, var c, var d, '_', ..]
        && char.IsAsciiHexDigit(a) && char.IsAsciiHexDigit(b) && char.IsAsciiHexDigit(c) && char.IsAsciiHexDigit(d);

    private static void Write(WorksheetPart part, TextSheet sheet)
    {
        // Written as it goes: a paste may have half a million cells.
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        if (sheet.IsForm)
        {
            writer.WriteElement(new SheetProperties(new PageSetupProperties { FitToPage = true }));
            writer.WriteElement(new SheetViews(new SheetView(
                new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen })
            { WorkbookViewId = 0 }));
        }

        if (sheet.IsForm && sheet.Rows.Take(RowsMeasured).ToList() is [var header, ..] measured)
        {
            writer.WriteElement(new Columns(header.Select((_, at) => new Column
            {
                Min = (uint)at + 1, Max = (uint)at + 1, Width = Width(measured, at), CustomWidth = true, Style = FormBodyStyle,
                Hidden = sheet.HiddenColumn == at ? true : null,
            })));
        }

        var (rowCount, columnCount) = (0, 0);
        writer.WriteStartElement(new SheetData());
        foreach (var row in sheet.Rows)
        {
            Write(writer, row, (sheet.IsForm, rowCount) switch { (true, 0) => FormHeaderStyle, (true, _) => FormBodyStyle, (_, 0) => HeaderStyle, _ => BodyStyle });
            (rowCount, columnCount) = (rowCount + 1, Math.Max(columnCount, row.Count));
        }

        writer.WriteEndElement();
        if (sheet.HasFilter && columnCount > 0)
        {
            writer.WriteElement(new AutoFilter { Reference = $"A1:{CellReference.Letters(columnCount - 1)}{rowCount}" });
        }

        if (sheet.DropDowns.Count > 0)
        {
            writer.WriteElement(new DataValidations(sheet.DropDowns.Select(choice => new DataValidation(new Formula1(choice.Range))
            {
                Type = DataValidationValues.List, AllowBlank = true,
                SequenceOfReferences = new() { InnerText = $"{CellReference.Letters(choice.Column)}2:{CellReference.Letters(choice.Column)}{LastRow}" },
            }))
            { Count = (uint)sheet.DropDowns.Count });
        }

        if (sheet.IsForm)
        {
            // On paper all columns side by side, and as many pages as it needs.
            writer.WriteElement(new PageSetup { PaperSize = 9, Orientation = OrientationValues.Landscape, FitToWidth = 1, FitToHeight = 0 });
        }

        writer.WriteEndElement();
    }

    private static void Write(OpenXmlWriter writer, IReadOnlyList<string> row, uint style)
    {
        writer.WriteStartElement(new Row());
        foreach (var text in row)
        {
            writer.WriteElement(new Cell(new InlineString(new SheetText(Escape(First(text))) { Space = SpaceProcessingModeValues.Preserve }))
            {
                DataType = CellValues.InlineString,
                StyleIndex = style,
            });
        }

        writer.WriteEndElement();
        if (row.Any(text => text.Length > MostInCell))
        {
            Write(writer, [.. row.Select(text => text[First(text).Length..])], style);
        }
    }

    /// <summary>Of the longest line in the column, within limits: what is longer is wrapped.</summary>
    private static double Width(List<IReadOnlyList<string>> rows, int column) => Math.Clamp(
        3 + rows.Where(row => column < row.Count).Max(row => row[column].Split('\n').Max(line => line.Sum(c => c < '\u2E80' ? 1 : 2))), Narrowest, Widest);

    /// <summary>As much as one cell takes, never half of a character.</summary>
    private static string First(string text) => text.Length <= MostInCell ? text
        : text[..(char.IsHighSurrogate(text[MostInCell - 1]) ? MostInCell - 1 : MostInCell)];

    private static Stylesheet Styles()
    {
        // 49 is the number format «Text».
        static CellFormat Format(uint font, uint fill = 0, uint border = 0) => new(new Alignment { Vertical = VerticalAlignmentValues.Top, WrapText = true })
        {
            NumberFormatId = 49, FontId = font, FillId = fill, BorderId = border, FormatId = 0,
            ApplyNumberFormat = true, ApplyFont = true, ApplyAlignment = true, ApplyFill = true, ApplyBorder = true,
        };
        static T Line<T>(T side) where T : BorderPropertiesType
        {
            side.Style = BorderStyleValues.Thin;
            side.Append(new Color { Rgb = "FFD9DFDD" });
            return side;
        }

        return new Stylesheet(
            new Fonts(new Font(), new Font(new Bold())),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
                new Fill(new PatternFill(new ForegroundColor { Rgb = "FFE6EFEC" }) { PatternType = PatternValues.Solid })),
            new Borders(new Border(), new Border(Line(new LeftBorder()), Line(new RightBorder()), Line(new TopBorder()), Line(new BottomBorder()))),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(new CellFormat(), Format(0), Format(1), Format(0, border: 1), Format(1, fill: 2, border: 1)));
    }
}
