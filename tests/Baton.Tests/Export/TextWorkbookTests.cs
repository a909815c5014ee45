using Baton.Web.Features.Export;
using CsCheck;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;

namespace Baton.Tests.Export;

public sealed class TextWorkbookTests
{
    [Theory]
    [InlineData("=1+1", "=1+1")]
    [InlineData("a\tb\nc", "a\tb\nc")]
    [InlineData("\u0001", "_x0001_")]
    [InlineData("a\rb", "a_x000D_b")]
    [InlineData("\uFFFE", "_xFFFE_")]
    [InlineData("_x000D_", "_x005F_x000D_")]
    [InlineData("_x00zz_ _x12_", "_x00zz_ _x12_")]
    [InlineData("𠮷\u001F", "𠮷_x001F_")]
    public void What_xml_cannot_carry_is_written_as_excel_writes_it(string text, string written) =>
        Assert.Equal(written, TextWorkbook.Escape(text));

    [Fact]
    public void Any_text_comes_back() =>
        Gen.OneOf(Gen.Char["_x05Fd \r\n\t\u0001\uFFFE=<&𠮷接"].Array[0, 12].Select(c => new string(c)), Gen.String)
            .Where(text => !HasLoneSurrogate(text))
            .Array[1, 4].Array[1, 4]
            .Sample(rows => Assert.Equal(rows, Sheets.Read(TextWorkbook.Write([new("原表", rows)]))["原表"]), iter: 300);

    [Fact]
    public void A_text_longer_than_a_cell_goes_on_in_the_row_below()
    {
        var text = new string('长', TextWorkbook.MostInCell - 1) + "𠮷" + new string('文', TextWorkbook.MostInCell);

        var rows = Sheets.Read(TextWorkbook.Write([new("原表", [["头", "尾"], [text, "短"]])]))["原表"];

        Assert.All(rows, row => Assert.All(row, cell => Assert.True(cell.Length <= TextWorkbook.MostInCell)));
        Assert.Equal(text, string.Concat(rows.Skip(1).Select(row => row[0])));
        Assert.Equal("短", string.Concat(rows.Skip(1).Select(row => row[1])));
        Assert.DoesNotContain(rows, row => char.IsLowSurrogate(row[0][0]));
    }

    [Fact]
    public void It_is_a_valid_workbook()
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(TextWorkbook.Write([new("清单", [["一", "二"], ["=1", " "]]), new("原表 1", [["a"]])])), false);

        Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath}: {e.Description}"));
    }

    private static bool HasLoneSurrogate(string text) =>
        text.Where((c, i) => char.IsHighSurrogate(c) ? i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])
            : char.IsLowSurrogate(c) && (i == 0 || !char.IsHighSurrogate(text[i - 1]))).Any();
}
