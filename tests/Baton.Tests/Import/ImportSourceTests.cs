using System.Text;
using Baton.Web.Import;

namespace Baton.Tests.Import;

/// <summary>Cards, calendars, documents and Baton's own JSON as tables of text.</summary>
public class ImportSourceTests
{
    private static readonly Encoding Gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    [Fact]
    public void Cards_of_every_version_have_a_row_each()
    {
        var table = Table("c.vcf", Encoding.UTF8.GetBytes(
            """
            BEGIN:VCARD
            VERSION:2.1
            N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=9F;;;
            ORG;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=BB=AA=B6=AB=
            =C3=B3=D2=D7
            TEL;CELL:13800000001
            TEL;WORK;VOICE:021-5555
            PHOTO;ENCODING=BASE64;JPEG:
             R0lGODdh
            END:VCARD
            BEGIN:VCARD
            VERSION:3.0
            UID:7
            FN:Ana Sil
             va
            N:Silva;Ana;;;
            item1.EMAIL;TYPE=INTERNET:ana@example.com
            NOTE:one\, two\nthree
            END:VCARD
            BEGIN:VCARD
            VERSION:4.0
            FN:王芳
            TEL;VALUE=uri;TYPE="voice,home":tel:+86-10-1
            END:VCARD
            """));

        Assert.Equal(["FN", "ORG", "TEL", "TEL 2", "EMAIL", "NOTE", "UID"], table.Rows[0]);
        Assert.Equal(["张伟", "华东贸易", "13800000001", "021-5555", "", "", ""], table.Rows[1]);
        Assert.Equal(["Ana Silva", "", "", "", "ana@example.com", "one, two\nthree", "7"], table.Rows[2]);
        Assert.Equal(["王芳", "", "+86-10-1", "", "", "", ""], table.Rows[3]);
    }

    [Fact]
    public void Cards_in_gb18030_are_read() =>
        Assert.Equal("张伟", Table("c.vcf", Gb.GetBytes("BEGIN:VCARD\r\nVERSION:2.1\r\nFN:张伟\r\nEND:VCARD\r\n")).Rows[1][0]);

    [Fact]
    public void What_comes_once_and_what_comes_again_are_two_tables()
    {
        var source = Read("c.ics", Encoding.UTF8.GetBytes(
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:a
            SUMMARY:续签合同
            DTSTART:20261215T010000Z
            BEGIN:VALARM
            SUMMARY:no
            END:VALARM
            END:VEVENT
            BEGIN:VTODO
            UID:b
            SUMMARY:报税
            DUE;VALUE=DATE:20261220
            END:VTODO
            BEGIN:VEVENT
            UID:c
            SUMMARY:周会
            DTSTART;TZID=Asia/Shanghai:20261201T090000
            RRULE:FREQ=WEEKLY;BYDAY=MO
            END:VEVENT
            END:VCALENDAR
            """));

        Assert.Equal([SheetPurpose.Dates, SheetPurpose.Recurring], source.Sheets.Select(s => s.Purpose));
        Assert.Equal(["SUMMARY", "DUE", "DTSTART", "UID"], source.Sheets[0].Table!.Rows[0]);
        Assert.Equal(["续签合同", "2026-12-15 09:00", "2026-12-15 09:00", "a"], source.Sheets[0].Table!.Rows[1]);
        Assert.Equal(["报税", "2026-12-20", "", "b"], source.Sheets[0].Table!.Rows[2]);
        Assert.Equal(["周会", "2026-12-01 09:00", "2026-12-01 09:00", "FREQ=WEEKLY;BYDAY=MO", "c"], source.Sheets[1].Table!.Rows[1]);
    }

    [Fact]
    public void Headings_points_and_tables_of_Markdown_are_rows()
    {
        var source = Read("清单.md", Encoding.UTF8.GetBytes(
            """
            # 交接

            ## 工作职责

            - [ ] **月报**：五号前
              - 先对账
            - 周报

              每周五

            ## 流程

            先审批，再付款。

            ## 资产

            | 名称 | 数量 |
            |---|---|
            | 电脑 | 2 |
            """));

        Assert.Equal(
            ["HEADING|TITLE|TEXT", "交接 / 工作职责|月报：五号前|- 先对账", "交接 / 工作职责|周报|每周五", "交接 / 流程|流程|先审批，再付款。"],
            source.Sheets[0].Table!.Rows.Select(r => string.Join('|', r)));
        Assert.Equal("资产", source.Sheets[1].Name);
        Assert.Equal(["名称|数量", "电脑|2"], source.Sheets[1].Table!.Rows.Select(r => string.Join('|', r)));
    }

    [Fact]
    public void Batons_own_items_are_rows_by_the_names_of_their_members()
    {
        var table = Table("list.json", Encoding.UTF8.GetBytes(
            """
            {"baton":1,"items":[
              {"id":"01980000-0000-7000-8000-00000000000a","category":"assets","title":"电脑","importance":"key","restricted":true,"version":3,"state":"open",
               "receiver":{"id":"01980000-0000-7000-8000-000000000002","name":"李娜"},"content":{"description":"旧","links":[{"id":"b"},{"id":"c"}],"fields":{"kind":"equipment","quantity":"2"}}},
              {"category":"duties","title":"不再做","state":"withdrawn"}]}
            """));

        Assert.Equal(["id", "category", "title", "importance", "restricted", "receiver", "description", "specialAttention", "links", "kind", "quantity"], table.Rows[0]);
        Assert.Equal(["01980000-0000-7000-8000-00000000000a.3", "assets", "电脑", "key", "true", "李娜", "旧", "", "b c", "equipment", "2"], Assert.Single(table.Rows.Skip(1)));
    }

    [Theory]
    [InlineData("2026-12-15", "2026-12-15", false)]
    [InlineData("2026/12/5", "2026-12-05", false)]
    [InlineData("2026年12月5日", "2026-12-05", false)]
    [InlineData("2026.12.05 14:30", "2026-12-05", true)]
    [InlineData("2026-12-15 00:00:00", "2026-12-15", false)]
    [InlineData("2026-12-15T08:00:00Z", "2026-12-15", true)]
    [InlineData("２０２６－１２－１５", "2026-12-15", false)]
    [InlineData("20261215", "2026-12-15", false)]
    [InlineData("46371", "2026-12-15", false)]
    [InlineData("46371.5", "2026-12-15", true)]
    [InlineData("15/12/2026", "2026-12-15", false)]
    [InlineData("12/15/2026", "2026-12-15", false)]
    [InlineData("15 Dec 2026", "2026-12-15", false)]
    [InlineData("December 15, 2026", "2026-12-15", false)]
    [InlineData("03/04/2026", null, false)]
    [InlineData("2026-02-30", null, false)]
    [InlineData("12月15日", null, false)]
    [InlineData("下周三", null, false)]
    [InlineData("13800000001", null, false)]
    public void Days_are_read_as_tables_write_them(string text, string? day, bool hasMore)
    {
        var read = LooseDay.Read(text);
        Assert.Equal(day, read?.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(hasMore, read?.HasMore ?? false);
    }

    private static ImportSource Read(string name, byte[] file)
    {
        var source = ImportSource.Read(file, name, TableLimits.OfAFile, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        Assert.False(source.IsRefused, string.Join(' ', source.Refusals.Select(r => r.Code)));
        return source.Value;
    }

    private static TextTable Table(string name, byte[] file) => Assert.Single(Read(name, file).Sheets).Table!;
}
