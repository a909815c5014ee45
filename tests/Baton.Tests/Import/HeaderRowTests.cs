using Baton.Web.Import;

namespace Baton.Tests.Import;

public class HeaderRowTests
{
    private static TextTable Table(string text) => PastedTable.Read(text, TableLimits.OfAList).Value;

    [Fact]
    public void The_accounting_list_has_two_header_rows_below_title_and_parties_and_groups_in_its_first_column()
    {
        var table = Table(RealLists.AsClipboard(RealLists.Accounting()));
        var guess = HeaderRow.Guess(table);
        Assert.Equal(4, guess.Row);
        Assert.Equal(["类别", "名称", "数量 账面", "数量 实点", "单位", "备注", "接管人签章"], guess.Headers);
        Assert.Equal(6, guess.FirstDataRow);
        Assert.Equal("记账凭证", table.Cell(guess.FirstDataRow, 1));
        Assert.Equal([0], guess.FillDown);
        Assert.Equal(30, guess.EndRow);
        Assert.StartsWith("本清册一式三份", table.Cell(30, 0), StringComparison.Ordinal);
        Assert.Equal("会计凭证", guess.Cell(table, 7, 0));
        Assert.Equal("会计账簿", guess.Cell(table, 11, 0));
        Assert.Equal("未了事项", guess.Cell(table, 29, 0));
        Assert.Equal("", guess.Cell(table, 15, 5));
    }

    [Fact]
    public void The_content_list_has_its_header_on_top_and_nothing_to_fill()
    {
        var guess = HeaderRow.Guess(Table(RealLists.AsClipboard(RealLists.Content())));
        Assert.Equal(0, guess.Row);
        Assert.Equal(["序号", "类别", "交接事项", "负责人", "截止日期", "备注"], guess.Headers);
        Assert.Equal((1, 45), (guess.FirstDataRow, guess.EndRow));
        Assert.Empty(guess.FillDown);
    }

    [Fact]
    public void The_process_list_has_its_header_on_top()
    {
        var guess = HeaderRow.Guess(Table(RealLists.ProcessText()));
        Assert.Equal(0, guess.Row);
        Assert.Equal(["阶段", "事项", "说明"], guess.Headers);
        Assert.Equal((1, 14), (guess.FirstDataRow, guess.EndRow));
        Assert.Empty(guess.FillDown);
    }

    [Theory]
    [InlineData("电脑\tThinkPad\n钥匙\t三把")]
    [InlineData("张三\t13800000000\n李四\t13900000000")]
    [InlineData("保险柜钥匙")]
    public void Rows_without_a_header_are_all_data(string text)
    {
        var table = Table(text);
        var guess = HeaderRow.Guess(table);
        Assert.Null(guess.Row);
        Assert.Equal((0, table.Rows.Count), (guess.FirstDataRow, guess.EndRow));
        Assert.All(guess.Headers, header => Assert.Equal("", header));
        Assert.Equal(table.Columns, guess.Headers.Count);
    }

    [Fact]
    public void Parties_with_their_names_are_no_header()
    {
        var guess = HeaderRow.Guess(Table(
            "工作交接清单\n移交人\t林悦\t接收人\t马力\t监交人\t何静\n移交人：林悦\t\t日期：2026-12-15\n序号\t事项\t*负责人\t截止日期（必填）\t备注\t附件\n1\t月报\t马力\t\t\t"));
        Assert.Equal(3, guess.Row);
        Assert.Equal(["序号", "事项", "*负责人", "截止日期（必填）", "备注", "附件"], guess.Headers);
    }

    [Fact]
    public void A_header_cell_on_two_lines_becomes_one() =>
        Assert.Equal(["接管人 签章", "名称"], HeaderRow.Guess(Table("\"接管人\n签章\"\t名称\n马力\t总账")).Headers);

    [Fact]
    public void English_headers_are_known()
    {
        var guess = HeaderRow.Guess(Table("Handover list\n\nItem\tOwner\tDue date\nMonthly report\tMa Li\t2026-12-15"));
        Assert.Equal(2, guess.Row);
        Assert.Equal(3, guess.FirstDataRow);
    }

    [Fact]
    public void English_headers_of_several_words_are_known() =>
        Assert.Equal(0, HeaderRow.Guess(Table("Employee number\tFull name\tNext step\n007\tZhao Lei\tCall")).Row);

    [Fact]
    public void A_group_stands_beside_each_of_its_rows_however_many()
    {
        var table = Table("部门\t工号\t备注\n采购部\t员工1\t\n" + string.Concat(Enumerable.Range(2, 4_000).Select(i => $"\t员工{i}\t\n")));
        var guess = HeaderRow.Guess(table);
        Assert.All(Enumerable.Range(1, 4_001), row => Assert.Equal("采购部", guess.Cell(table, row, 0)));
        Assert.Equal("部门", guess.Cell(table, 0, 0));
    }

    [Fact]
    public void A_single_column_may_have_a_header() => Assert.Equal(0, HeaderRow.Guess(Table("交接事项\n月报\n钥匙")).Row);

    [Fact]
    public void Two_levels_of_groups_beside_numbers_fill_down()
    {
        var table = Table("序号\t大类\t小类\t名称\t备注\n1\t系统\t财务\t用友\t\n2\t\t\t网银\tU 盾\n3\t\t办公\t邮箱\t\n4\t资产\t\t电脑\t");
        var guess = HeaderRow.Guess(table);
        Assert.Equal([1, 2], guess.FillDown);
        Assert.Equal("系统", guess.Cell(table, 3, 1));
        Assert.Equal("资产", guess.Cell(table, 4, 1));
    }

    [Fact]
    public void A_first_column_that_repeats_its_text_is_typed_not_merged() =>
        Assert.Empty(HeaderRow.Guess(Table("负责人\t事项\n马力\t月报\n马力\t周报\n\t年报")).FillDown);

    [Fact]
    public void A_line_to_sign_at_is_left_out()
    {
        var table = Table("类别\t名称\t数量\n证照\t营业执照\t1\n印章\t公章\t1\n移交人：\t接收人：\t日期：\n");
        Assert.Equal(3, HeaderRow.Guess(table).EndRow);
    }

    [Fact]
    public void A_list_filled_in_its_first_column_only_keeps_every_row()
    {
        var table = Table("交接事项\t负责人\t备注\n每月五日前完成部门费用报表并抄送财务\t\t\n每周一上午主持项目例会并发出会议纪要\t\t\n");
        Assert.Equal(3, HeaderRow.Guess(table).EndRow);
    }
}
