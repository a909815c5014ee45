using Baton.Web.Import;
using CsCheck;

namespace Baton.Tests.Import;

public class DelimitedTextTests
{
    private static readonly TableLimits Limits = new(1024 * 1024, 1_000, 20);

    private static void AssertRows(string text, params string[][] expected) => Assert.Equal(expected, DelimitedText.Read(text, Limits).Value.Rows);

    [Theory]
    [InlineData(",")]
    [InlineData("\t")]
    [InlineData(";")]
    [InlineData("|")]
    public void The_separator_is_found(string separator) =>
        AssertRows($"工号{separator}姓名{separator}备注\r\n1{separator}赵磊{separator}\n2{separator}钱进{separator}x\r", ["工号", "姓名", "备注"], ["1", "赵磊", ""], ["2", "钱进", "x"]);

    [Fact]
    public void The_separator_that_divides_evenly_wins() =>
        AssertRows("姓名;说明\n赵磊;甲, 乙\n钱进;丙, 丁, 戊\n", ["姓名", "说明"], ["赵磊", "甲, 乙"], ["钱进", "丙, 丁, 戊"]);

    [Fact]
    public void A_comma_in_a_sentence_now_and_then_separates_nothing() => AssertRows("事项\n月报\n甲, 乙\n周报\n", ["事项"], ["月报"], ["甲, 乙"], ["周报"]);

    [Fact]
    public void The_separator_that_the_first_line_names_counts() => AssertRows("sep=;\r\na,b;c\r\nd,e;f", ["a,b", "c"], ["d,e", "f"]);

    [Fact]
    public void Quoted_cells_hold_separators_quotes_and_line_breaks() =>
        AssertRows("a,\"b, c\"\r\n\"说\"\"好\"\"\",\"一\r\n二\"\r\n", ["a", "b, c"], ["说\"好\"", "一\n二"]);

    [Fact]
    public void A_quote_inside_a_cell_or_never_closed_is_its_own()
    {
        AssertRows("24\" 屏,1\n甲,2", ["24\" 屏", "1"], ["甲", "2"]);
        AssertRows("\"甲\" 类,1\n乙,2", ["甲 类", "1"], ["乙", "2"]);
        AssertRows("\"没有收尾,1\n\"甲,2", ["没有收尾,1\n甲", "2"]);
        AssertRows("\"没有收尾,1\n甲,2", ["\"没有收尾", "1"], ["甲", "2"]);
    }

    [Fact]
    public void Blank_rows_stay_but_for_those_at_the_end() => AssertRows("a,b\n,\n\nc,d\n,,\n\n", ["a", "b"], ["", ""], [""], ["c", "d"]);

    [Fact]
    public void Limits_are_kept_and_named()
    {
        Assert.Equal(1_000, DelimitedText.Read(string.Concat(Enumerable.Repeat("a,b\n", 1_000)) + new string('\n', 5_000), Limits).Value.Rows.Count);
        var rows = DelimitedText.Read(string.Concat(Enumerable.Repeat("a,b\n", 1_001)), Limits).Refusals[0];
        Assert.Equal(("import.too-many-rows", 1_000), (rows.Code, rows.Arguments[0]));
        var columns = DelimitedText.Read("a,b\n" + new string(',', 20) + "c", Limits).Refusals[0];
        Assert.Equal("import.too-many-columns", columns.Code);
        Assert.Equal([20, 2], columns.Arguments);
        Assert.Equal("import.nothing-in-file", DelimitedText.Read("\r\n,,\n", Limits).Refusals[0].Code);
    }

    [Fact]
    public void What_is_written_by_the_rules_comes_back_equal() =>
        Gen.OneOf([.. new[] { "总账", " ", "\n", "\t", ",", "\"", "😀", ";", "|", "'" }.Select(text => Gen.Const(text))]).Array[0, 5]
            .Select(string.Concat).Array[2, 5].Array[1, 6].Sample(rows =>
            {
                var kept = rows.Select(row => row.Append("尾").ToArray()).ToArray();
                var text = string.Concat(kept.Select(row => string.Join(',', row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
                return DelimitedText.Read("sep=,\n" + text, Limits).Value.Rows.Select(row => row.ToArray()).Zip(kept).All(pair => pair.First.SequenceEqual(pair.Second));
            });
}
