using System.Net;
using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.History;

/// <summary>/handovers/{number}/history, and what the overview shows of it.</summary>
public sealed class HistoryTests
{
    [Theory, Databases]
    public async Task It_says_who_did_what_and_what_changed_from_what_to_what(Database database)
    {
        var handover = await SmallHandover.OpenAsync(await TestApp.SharedAsync(database));
        var item = await AddAsync(handover, Category.Systems, "网银");
        await SaveAsync(handover, item, new ItemForm
        {
            Title = "网上银行", Importance = Importance.Critical, Receiver = $"p:{handover.Receiver.Id}", Description = "每天九点前对账",
            Restricted = true, Fields = new() { ["address"] = "https://bank.example" },
        });

        using var giver = await handover.App.SignInAsync(handover.Giver);
        await giver.GetAsync($"/handovers/{handover.Number}/history");

        var newest = Text(giver, ".tl");
        Assert.Contains("张伟 修改了「6.1 网上银行」", newest, StringComparison.Ordinal);
        Assert.Contains("名称网银 → 网上银行", newest, StringComparison.Ordinal);
        Assert.Contains("重要程度一般 → 关键", newest, StringComparison.Ordinal);
        Assert.Contains("接收人空 → 李娜", newest, StringComparison.Ordinal);
        Assert.Contains("说明空 → 每天九点前对账", newest, StringComparison.Ordinal);
        Assert.Contains("空 → https://bank.example", newest, StringComparison.Ordinal);
        Assert.Contains("发起了交接", giver.Text, StringComparison.Ordinal);
        Assert.Contains("原因离职", giver.Text, StringComparison.Ordinal);
        Assert.Contains("接收人 王芳", giver.Text, StringComparison.Ordinal);

        await giver.GetAsync($"/handovers/{handover.Number}");
        Assert.Contains("张伟 修改了「6.1 网上银行」", giver.Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task What_is_restricted_now_is_told_without_its_values(Database database)
    {
        var handover = await SmallHandover.OpenAsync(await TestApp.SharedAsync(database));
        var item = await AddAsync(handover, Category.Systems, "网银");
        await SaveAsync(handover, item, new ItemForm
        {
            Title = "网银", Description = "SECRET-PLACE", Restricted = true, Receiver = $"p:{handover.Receiver.Id}",
        });

        foreach (var (person, sees) in new[] { (handover.Receiver, true), (handover.Witness, true), (handover.SecondReceiver, false), (handover.Hr, false) })
        {
            using var visitor = await handover.App.SignInAsync(person);
            await visitor.GetAsync($"/handovers/{handover.Number}/history?item={item.Id}");
            Assert.Contains("修改了「6.1 网银」", visitor.Text, StringComparison.Ordinal);
            Assert.Equal(sees, visitor.Page.DocumentElement.OuterHtml.Contains("SECRET-PLACE", StringComparison.Ordinal));
        }
    }

    [Theory, Databases]
    public async Task A_collector_is_told_of_their_items_only_and_a_stranger_of_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var collector = await app.AddPersonAsync("钱进");
        var handover = await SmallHandover.OpenAsync(app, collector: collector);
        var item = await AddAsync(handover, Category.Duties, "月末结账");

        using var counts = await app.SignInAsync(collector);
        await counts.GetAsync($"/handovers/{handover.Number}/history");
        Assert.Equal(HttpStatusCode.OK, counts.Status);
        Assert.DoesNotContain("月末结账", counts.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        await counts.GetAsync($"/handovers/{handover.Number}/history?item={item.Id}");
        Assert.Equal(HttpStatusCode.NotFound, counts.Status);

        using var stranger = await app.SignInAsync(await app.AddPersonAsync("钱进"));
        await stranger.GetAsync($"/handovers/{handover.Number}/history");
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
    }

    [Theory, Databases]
    public async Task It_is_filtered_by_person_and_item_and_paged_by_fifty(Database database)
    {
        var handover = await SmallHandover.OpenAsync(await TestApp.SharedAsync(database));
        for (var i = 1; i <= 60; i++)
        {
            await AddAsync(handover, Category.Duties, $"事项{i}。");
        }

        using var giver = await handover.App.SignInAsync(handover.Giver);
        await giver.GetAsync($"/handovers/{handover.Number}/history");
        Assert.Equal(50, giver.Page.QuerySelectorAll(".tl").Length);
        Assert.Contains("事项60。", Text(giver, ".tl"), StringComparison.Ordinal);

        await giver.GetAsync(giver.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal(11, giver.Page.QuerySelectorAll(".tl").Length);
        Assert.Contains("事项10。", Text(giver, ".tl"), StringComparison.Ordinal);
        Assert.Null(giver.Page.QuerySelector("a[rel=next]"));

        await giver.GetAsync($"/handovers/{handover.Number}/history?person={handover.Hr.Id}");
        Assert.Contains("发起了交接", Text(giver, ".tl"), StringComparison.Ordinal);
        Assert.Single(giver.Page.QuerySelectorAll(".tl"));
        await giver.GetAsync($"/handovers/{handover.Number}/history?person={handover.Witness.Id}");
        Assert.Contains("还没有记录", giver.Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task A_look_by_an_outsider_is_recorded_once_a_sign_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var handover = await SmallHandover.OpenAsync(app);
        var auditor = await app.AddPersonAsync("吴审", SystemRoles.Auditor);
        var hr = await app.AddPersonAsync("郑人", SystemRoles.HumanResources);
        var version = await app.ReadAsync(db => db.Handovers.Where(h => h.Id == handover.Id).Select(h => h.Version).SingleAsync());

        using var reader = await app.SignInAsync(auditor);
        await reader.GetAsync($"/handovers/{handover.Number}");
        await reader.GetAsync($"/handovers/{handover.Number}/list");
        await reader.GetAsync($"/handovers/{handover.Number}/list.xlsx");
        Assert.Equal([auditor.Id], await LooksAsync(handover));

        using var again = await app.SignInAsync(auditor);
        await again.GetAsync($"/handovers/{handover.Number}/list");
        Assert.Equal([auditor.Id, auditor.Id], await LooksAsync(handover));

        using var looks = await app.SignInAsync(hr);
        await looks.GetAsync($"/handovers/{handover.Number}");
        await looks.GetAsync($"/handovers/{handover.Number}/parties");
        Assert.Equal(2, (await LooksAsync(handover)).Count);
        await looks.GetAsync($"/handovers/{handover.Number}/overview");
        await looks.GetAsync($"/handovers/{handover.Number}/list");
        Assert.Equal([auditor.Id, auditor.Id, hr.Id], await LooksAsync(handover));

        foreach (var party in new[] { handover.Giver, handover.Hr })
        {
            using var own = await app.SignInAsync(party);
            await own.GetAsync($"/handovers/{handover.Number}/list");
            await own.GetAsync($"/handovers/{handover.Number}/history");
            Assert.Equal(party == handover.Giver, own.Text.Contains("吴审 查看了交接内容", StringComparison.Ordinal));
        }

        Assert.Equal(3, (await LooksAsync(handover)).Count);
        Assert.Equal(version, await app.ReadAsync(db => db.Handovers.Where(h => h.Id == handover.Id).Select(h => h.Version).SingleAsync()));
    }

    private static Task<List<Guid?>> LooksAsync(SmallHandover handover) => handover.App.ReadAsync(db => db.Events
        .Where(e => e.StreamId == handover.Id && e.Kind == "record.viewed").OrderBy(e => e.Sequence).Select(e => e.ActorId).ToListAsync());

    private static Task<Item> AddAsync(SmallHandover handover, Category category, string title) =>
        handover.DoAsync<ListService, Item>((list, stop) => list.AddAsync(handover.Number, SmallHandover.ActorOf(handover.Giver), category, title, stop));

    private static Task<Item> SaveAsync(SmallHandover handover, Item item, ItemForm form)
    {
        form.Seen = item.Version;
        return handover.DoAsync<ListService, Item>((list, stop) => list.SaveAsync(handover.Number, SmallHandover.ActorOf(handover.Giver), item.Id, form, stop));
    }

    private static string Text(Visitor visitor, string selector) =>
        string.Join(' ', visitor.Page.QuerySelector(selector)!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))[1..].TrimStart();
}
