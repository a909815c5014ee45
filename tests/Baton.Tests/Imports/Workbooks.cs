using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Baton.Tests.Imports;

/// <summary>Changes a workbook as a person would in Excel.</summary>
public static class Workbooks
{
    public static byte[] Edit(byte[] workbook, string sheet, Action<SheetData> edit)
    {
        using var stream = new MemoryStream();
        stream.Write(workbook);
        using (var document = SpreadsheetDocument.Open(stream, isEditable: true))
        {
            var id = document.WorkbookPart!.Workbook!.Descendants<Sheet>().Single(s => s.Name!.Value!.StartsWith(sheet, StringComparison.Ordinal)).Id!.Value!;
            edit(((WorksheetPart)document.WorkbookPart.GetPartById(id)).Worksheet!.GetFirstChild<SheetData>()!);
        }

        return stream.ToArray();
    }

    /// <param name="row">From 1.</param>
    public static void Set(SheetData sheet, int row, string header, string text)
    {
        var cell = sheet.Elements<Row>().ElementAt(row - 1).Elements<Cell>().ElementAt(Column(sheet, header));
        cell.RemoveAllChildren();
        cell.DataType = CellValues.InlineString;
        cell.AppendChild(new InlineString(new DocumentFormat.OpenXml.Spreadsheet.Text(text)));
    }

    public static void Append(SheetData sheet, string header, string text)
    {
        var row = new Row(Enumerable.Range(0, Column(sheet, header) + 1).Select(_ => new Cell()));
        sheet.AppendChild(row);
        Set(sheet, sheet.Elements<Row>().Count(), header, text);
    }

    private static int Column(SheetData sheet, string header) => sheet.Elements<Row>().First().Elements<Cell>().ToList().FindIndex(c => c.InnerText == header);
}
