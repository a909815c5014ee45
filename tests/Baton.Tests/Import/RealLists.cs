using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Baton.Tests.Import;

/// <summary>The three real lists as rows of cells, and as the clipboard would carry them.</summary>
public static class RealLists
{
    public static IReadOnlyList<IReadOnlyList<string>> Accounting()
    {
        using var document = SpreadsheetDocument.Open(RealFiles.Path("real-lists/会计工作移交清册.xlsx"), isEditable: false);
        var sheet = document.WorkbookPart!.WorksheetParts.Single().Worksheet!;
        var cells = sheet.Descendants<Cell>().ToDictionary(cell => cell.CellReference!.Value!, cell => cell.InnerText);
        return [.. Enumerable.Range(1, 31).Select(row =>
            (IReadOnlyList<string>)[.. "ABCDEFG".Select(column => cells.GetValueOrDefault($"{column}{row}", ""))])];
    }

    public static IReadOnlyList<IReadOnlyList<string>> Content()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = File.ReadAllText(RealFiles.Path("real-lists/交接内容.gb18030.csv"), Encoding.GetEncoding("gb18030"));
        Assert.DoesNotContain("\"", text, StringComparison.Ordinal);
        return Split(text, ',');
    }

    public static string ProcessText() => File.ReadAllText(RealFiles.Path("real-lists/交接流程.tsv"), Encoding.Unicode);

    public static IReadOnlyList<IReadOnlyList<string>> Process() => Split(ProcessText(), '\t');

    /// <summary>What Excel and WPS put on the clipboard for these cells, with the given end of row.</summary>
    public static string AsClipboard(IEnumerable<IReadOnlyList<string>> rows, string newLine = "\r\n") =>
        string.Concat(rows.Select(row => string.Join('\t', row.Select(Quote)) + newLine));

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny('\t', '\r', '\n') < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<IReadOnlyList<string>> Split(string text, char separator) =>
        [.. text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.Split(separator))];
}
