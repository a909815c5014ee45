using System.Net;
using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Tests.Import;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Export;

/// <summary>/handovers/{number}/list.xlsx</summary>
public sealed class ListFileTests
{
    [Theory, Databases]
    public async Task Pasted_tables_come_back_cell_for_cell(Database database)
    {
        var handover = await SmallHandover.OpenAsync(await TestApp.SharedAsync(database));
        IReadOnlyList<IReadOnlyList<string>>[] tables =
        [
            RealLists.Accounting(), RealLists.Content(), RealLists.Process(),
            [["  名称 ", "", "名称", "=SUM(A1)"], ["=HYPERLINK(\"http://x\")", "\u0007_x0007_", " 两边空格 ", "第一行\n第二行\r"], ["+1", "@a", "", "007"]],
        ];
        foreach (var table in tables)
        {
            await PasteAsync(handover, handover.Giver, Category.Duties, table);
        }

        var sheets = await DownloadAsync(handover, handover.Giver);

        Assert.Equal(["清单", "原表 1", "原表 2", "原表 3", "原表 4"], sheets.Keys);
        Assert.Equal(1 + tables.Sum(t => t.Count - 1), sheets["清单"].Length);
        foreach (var (index, table) in tables.Index())
        {
            Assert.Equal(table, sheets[$"原表 {index + 1}"]);
        }
    }

    [Theory, Databases]
    public async Task The_list_says_of_each_item_what_the_reader_may_see(Database database)
    {
        var handover = await SmallHandover.OpenAsync(await TestApp.SharedAsync(database));
        await PasteAsync(handover, handover.Giver, Category.Systems, [["系统", "账号"], ["网银", "SECRET-ACCOUNT"]]);
        await handover.DoAsync<ListService, Item>((list, stop) =>
            list.AddAsync(handover.Number, SmallHandover.ActorOf(handover.Giver), Category.Duties, "月末结账", stop));

        var givers = await DownloadAsync(handover, handover.Giver);
        var receivers = await DownloadAsync(handover, handover.SecondReceiver);

        Assert.Contains(givers["原表 1"], row => row.Contains("SECRET-ACCOUNT"));
        var named = givers["清单"].Skip(1).Select(row => (row[0], row[1], row[2], row[^2]));
        Assert.Equal([("1.1", "工作职责", "月末结账", "待接收"), ("6.1", "系统与工具", "网银", "待接收")], named);
        Assert.DoesNotContain(receivers.Values.SelectMany(rows => rows).SelectMany(row => row), cell => cell.Contains("SECRET", StringComparison.Ordinal));
        Assert.Equal([["系统", "账号"], ["6.1 受限"]], receivers["原表 1"]);
        Assert.Contains("受限", receivers["清单"].Single(row => row[0] == "6.1"));
        Assert.DoesNotContain("受限", receivers["清单"].Single(row => row[0] == "1.1"));
    }

    [Theory, Databases]
    public async Task A_collector_gets_nothing_but_their_items(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var collector = await app.AddPersonAsync("钱进");
        var handover = await SmallHandover.OpenAsync(app, collector: collector);
        await PasteAsync(handover, handover.Giver, Category.Systems, [["系统", "账号"], ["网银", "SECRET-ACCOUNT"], ["OA", "OTHER-ACCOUNT"]]);

        var none = await DownloadAsync(handover, collector);

        Assert.Equal(["清单"], none.Keys);
        Assert.Single(none["清单"]);

        var oa = await app.ReadAsync(db => db.Items.SingleAsync(i => i.HandoverId == handover.Id && i.Title == "OA", TestContext.Current.CancellationToken));
        await handover.DoAsync<ListService, int>((list, stop) => list.BulkAsync(
            handover.Number, SmallHandover.ActorOf(handover.Giver), [oa.Id], new BulkAct.Assign(collector.Id, null), stop));

        var one = await DownloadAsync(handover, collector);

        Assert.Equal([["系统", "账号"], ["OA", "OTHER-ACCOUNT"]], one["原表 1"]);
        Assert.Equal(2, one["清单"].Length);
    }

    [Theory, Databases]
    public async Task A_stranger_finds_nothing_there(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var handover = await SmallHandover.OpenAsync(app);
        using var stranger = await app.SignInAsync(await app.AddPersonAsync("钱进"));

        await stranger.GetAsync($"/handovers/{handover.Number}/list.xlsx");

        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
    }

    private static Task<int> PasteAsync(SmallHandover handover, TestPerson by, Category category, IReadOnlyList<IReadOnlyList<string>> table) =>
        handover.DoAsync<ListService, int>((list, stop) => list.PasteAsync(
            handover.Number, SmallHandover.ActorOf(by),
            new PastedRows(Guid.CreateVersion7(), table[0], table, [.. table.Skip(1).Select((cells, index) => new PastedItem(
                index + 2, category, cells[0] is { Length: > 0 } title ? title : $"第 {index + 1} 行", null, null, null, CategoryCatalog.Of(category).Empty))]),
            stop));

    private static async Task<Dictionary<string, string[][]>> DownloadAsync(SmallHandover handover, TestPerson reader)
    {
        using var visitor = await handover.App.SignInAsync(reader);
        using var answer = await visitor.Client.GetAsync($"/handovers/{handover.Number}/list.xlsx", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"{handover.Number} 交接清单.xlsx", answer.Content.Headers.ContentDisposition!.FileNameStar);
        return Sheets.Read(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
