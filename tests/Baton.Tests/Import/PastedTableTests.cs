using System.Text.Json;
using Baton.Web;
using Baton.Web.Import;
using CsCheck;

namespace Baton.Tests.Import;

public class PastedTableTests
{
    private static IReadOnlyList<IReadOnlyList<string>> Rows(string text) => Read(text).Value.Rows;

    private static Outcome<TextTable> Read(string? text) => PastedTable.Read(text, TableLimits.OfAList);

    private static void AssertRefused(string code, object[] arguments, string? text)
    {
        var refusal = Assert.Single(Read(text).Refusals);
        Assert.Equal(code, refusal.Code);
        Assert.Equal(arguments, refusal.Arguments);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.OneOf([.. texts.Select(text => Gen.Const(text))]);

    private static void AssertRows(string text, params string[][] expected) => Assert.Equal(expected, Rows(text));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public void Rows_end_with_any_newline_and_the_last_one_adds_no_row(string newLine)
    {
        AssertRows($"a\tb{newLine}c\td{newLine}", ["a", "b"], ["c", "d"]);
        AssertRows($"a\tb{newLine}c\td", ["a", "b"], ["c", "d"]);
        AssertRows($"a{newLine}{newLine}c", ["a"], [""], ["c"]);
    }

    [Fact]
    public void Empty_cells_and_ragged_rows_stay_as_they_are()
    {
        AssertRows("a\t\t\r\n\tb\r\nc\r\n", ["a", "", ""], ["", "b"], ["c"]);
        var table = Read("a\tb\tc\nd").Value;
        Assert.Equal(3, table.Columns);
        Assert.Equal("", table.Cell(1, 2));
        Assert.Equal("c", table.Cell(0, 2));
    }

    [Fact]
    public void Blank_rows_stay_but_for_those_at_the_end() => AssertRows("a\tb\n\t\nc\td\n\t\n\t\n", ["a", "b"], ["", ""], ["c", "d"]);

    [Fact]
    public void Quoted_cells_hold_line_breaks_tabs_and_quotes()
    {
        AssertRows("\"一\n二\"\t三\r\n", ["一\n二", "三"]);
        AssertRows("\"一\r\n二\r三\"\n", ["一\n二\n三"]);
        AssertRows("\"a\tb\"\tc", ["a\tb", "c"]);
        AssertRows("\"他说 \"\"好\"\"\n走了\"\tb", ["他说 \"好\"\n走了", "b"]);
        AssertRows("a\t\"\n起头空行\"\r\n", ["a", "\n起头空行"]);
        AssertRows("\"\"\"引\"\"\"\tb", ["\"引\"", "b"]);
    }

    [Theory]
    [InlineData("24\" 显示器")]
    [InlineData("显示器 24\"")]
    [InlineData("说\"好\"的")]
    [InlineData("\"A\" 类")]
    [InlineData("\"空白\"")]
    [InlineData("\"没有收尾")]
    [InlineData("\"")]
    [InlineData("\"\"")]
    public void A_quote_of_the_cells_own_stays(string cell)
    {
        AssertRows($"{cell}\t册\r\n下一行\t本\r\n", [cell, "册"], ["下一行", "本"]);
        AssertRows($"册\t{cell}\r\n下一行\t本\r\n", ["册", cell], ["下一行", "本"]);
    }

    [Fact]
    public void Ditto_marks_do_not_swallow_the_table()
    {
        AssertRows("总账\t册\t2026\r\n明细账\t\"\t\"\r\n日记账\t\"\t\"\r\n", ["总账", "册", "2026"], ["明细账", "\"", "\""], ["日记账", "\"", "\""]);
        AssertRows("总账\t册\n明细账\t\"\n日记账\t\"\n", ["总账", "册"], ["明细账", "\""], ["日记账", "\""]);
    }

    [Fact]
    public void Commas_separate_nothing() => AssertRows("1,总账,册\n2,\"明细,账\",本", ["1,总账,册"], ["2,\"明细,账\",本"]);

    [Fact]
    public void A_byte_order_mark_is_no_text() => AssertRows("\uFEFF类别\t名称", ["类别", "名称"]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\r\n\t\t\r\n")]
    public void Nothing_is_refused_import_nothing_pasted(string? text) => AssertRefused("import.nothing-pasted", [], text);

    [Fact]
    public void Too_many_rows_are_refused_import_too_many_rows()
    {
        Assert.Equal(5_000, Rows(string.Concat(Enumerable.Repeat("a\n", 5_000)) + "\n\n").Count);
        AssertRefused("import.too-many-rows", [5_000], string.Concat(Enumerable.Repeat("a\n", 5_001)));
    }

    [Fact]
    public void Too_many_columns_are_refused_import_too_many_columns()
    {
        Assert.Equal(100, Rows(new string('\t', 99) + "a")[0].Count);
        AssertRefused("import.too-many-columns", [100, 2], "a\n" + new string('\t', 100));
    }

    [Fact]
    public void Too_much_is_refused_import_too_big_counted_in_bytes()
    {
        Assert.False(Read(new string('字', TableLimits.ListBytes / 3)).IsRefused);
        AssertRefused("import.too-big", [2], new string('字', (TableLimits.ListBytes / 3) + 1));
    }

    [Fact]
    public void What_cannot_be_stored_is_refused_import_unstorable_with_its_cell()
    {
        AssertRefused("import.unstorable", [2, 3], "a\nb\tc\td\0");
        AssertRefused("import.unstorable", [1, 1], (char)0xD800 + "a");
    }

    public static TheoryData<string> Lists => ["会计工作移交清册", "交接内容", "交接流程"];

    [Theory]
    [MemberData(nameof(Lists))]
    public void Each_pasted_real_list_keeps_every_cell(string name)
    {
        var source = name switch
        {
            "会计工作移交清册" => RealLists.Accounting(),
            "交接内容" => RealLists.Content(),
            _ => RealLists.Process(),
        };
        Assert.All(["\r\n", "\n", "\r"], newLine => Assert.Equal(source, Rows(RealLists.AsClipboard(source, newLine))));
    }

    [Fact]
    public void The_process_pasted_as_its_file_stands_keeps_every_cell() =>
        Assert.Equal(RealLists.Process(), Rows(RealLists.ProcessText()));

    [Fact]
    public void Naughty_strings_come_back_equal()
    {
        var strings = JsonSerializer.Deserialize<string[]>(File.ReadAllText(RealFiles.Path("naughty/blns.json")))!
            .Where(text => !text.Contains('\0', StringComparison.Ordinal) && !text.Contains('\r', StringComparison.Ordinal));
        var source = strings.Select((text, i) => (IReadOnlyList<string>)[$"{i}", text, "尾"]).ToList();
        Assert.Equal(source, Rows(RealLists.AsClipboard(source)));
    }

    [Fact]
    public void Cells_of_words_tabs_and_breaks_come_back_equal() =>
        OneOf("总账", " ", "\n", "\t", "a,b", "😀", "”", "'", "=1+1").Array[0, 5].Select(parts => string.Concat(parts) + "字")
            .Array[2, 4].Array[1, 6].Sample(cells =>
            {
                var source = cells.Select(row => row.Append("尾").ToArray()).ToArray();
                return Rows(RealLists.AsClipboard(source)).Select(row => row.ToArray())
                    .Zip(source).All(pair => pair.First.SequenceEqual(pair.Second));
            });

    [Fact]
    public void Any_text_gives_a_table_or_a_refusal() =>
        OneOf("\"", "\t", "\r", "\n", "a", "\"\"").Array[0, 40].Select(string.Concat).Sample(text => Read(text).IsRefused == string.IsNullOrWhiteSpace(text));
}
