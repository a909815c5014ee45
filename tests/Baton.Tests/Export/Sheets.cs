using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Baton.Tests.Export;

/// <summary>A workbook's sheets as Excel shows them.</summary>
internal static partial class Sheets
{
    /// <summary>The rows of each sheet by its name. Every cell must be text.</summary>
    public static Dictionary<string, string[][]> Read(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        var book = document.WorkbookPart!;
        return book.Workbook!.Descendants<Sheet>().ToDictionary(
            sheet => sheet.Name!.Value!,
            sheet => ((WorksheetPart)book.GetPartById(sheet.Id!.Value!)).Worksheet!.Descendants<Row>()
                .Select(row => row.Elements<Cell>().Select(Shown).ToArray()).ToArray());
    }

    private static string Shown(Cell cell)
    {
        Assert.Equal(CellValues.InlineString, cell.DataType!.Value);
        Assert.Null(cell.CellFormula);
        return Escaped().Replace(cell.InlineString!.Text!.Text, m => ((char)int.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
    }

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Escaped();
}
