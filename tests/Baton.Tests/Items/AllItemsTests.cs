using AngleSharp.Dom;
using Baton.Tests.Export;
using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Items;

/// <summary>/handovers/{number}/items: all categories at once, found, ticked, changed and exported.</summary>
public sealed class AllItemsTests
{
    [Theory, Databases]
    public async Task What_is_found_is_ticked_and_changed_and_the_filter_stays(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        await story.ListAsync(
            new(Category.Duties, "月度经营分析", story.Receiver, Fields: [("goal", "五号前出报告")]), new(Category.Duties, "渠道周会"),
            new(Category.Customers, "华东渠道客户", Fields: [("contact", "王先生")]), new(Category.Systems, "渠道系统", story.Second));

        Assert.Equal(["1.1", "1.2", "4.1", "6.1"], Labels(await story.SeeAsync(story.Giver, "items")));
        Assert.Equal(["1.2", "4.1", "6.1"], Labels(await story.SeeAsync(story.Giver, "items?q=渠道")));
        Assert.Equal(["1.1"], Labels(await story.SeeAsync(story.Giver, "items?q=五号前")));
        Assert.Equal(["1.2", "4.1"], Labels(await story.SeeAsync(story.Giver, "items?q=渠道&of=none")));
        // Of what is restricted to others one finds the name, and nothing by its content.
        Assert.Equal(["6.1"], Labels(await story.SeeAsync(story.Receiver, "items?category=Systems")));

        var giver = await story.SelectAsync(story.Giver, "items?q=渠道&of=none", await story.ItemAsync("渠道周会"), await story.ItemAsync("华东渠道客户"));
        giver.Fill("#bulk select[name=receiver]", $"p:{story.Receiver.Id}");
        await giver.SubmitAsync("#bulk", button: "button[value=assign]");
        HandoverStory.Accepted(giver);

        Assert.StartsWith($"/handovers/{story.Number}/items?q=", giver.Path, StringComparison.Ordinal);
        Assert.Contains("已处理 2 项", giver.Page.QuerySelector("#flash")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(Labels(giver));
        Assert.Equal(["1.1", "1.2", "4.1"], Labels(await story.SeeAsync(story.Giver, $"items?of=p:{story.Receiver.Id}")));
    }

    [Theory, Databases]
    public async Task What_somebody_withdrew_meanwhile_is_not_said_to_be_done(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        await story.ListAsync(new(Category.Duties, "月度经营分析", story.Receiver), new(Category.Duties, "渠道周会", story.Receiver));
        var ids = new[] { await story.ItemAsync("月度经营分析"), await story.ItemAsync("渠道周会") };
        var here = await story.SelectAsync(story.Giver, "items", ids);

        using var elsewhere = await story.App.SignInAsync(story.Giver);
        await elsewhere.GetAsync($"/handovers/{story.Number}/list?item={ids[0]}");
        await elsewhere.SubmitAsync("form[action*=Withdraw]");
        await here.SubmitAsync("#bulk", button: "button[value=key]");

        Assert.Equal("已处理 1 项；1 项没有动：已撤销、已签字，或不由你更改。", here.Page.QuerySelector("#flash")!.TextContent.Trim());
    }

    [Theory, Databases]
    public async Task The_selection_alone_is_exported_and_of_others_items_no_more_than_one_sees(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        await story.ListAsync(new(Category.Duties, "月度经营分析", story.Receiver), new(Category.Duties, "渠道周会", story.Second), new(Category.Systems, "渠道系统", story.Second, Fields: [("account", "SECRET-ACCOUNT")]));

        var reader = await story.SelectAsync(story.Receiver, "items", await story.ItemAsync("月度经营分析"), await story.ItemAsync("渠道系统"));
        var file = await reader.DownloadAsync("#bulk", "button[formaction$='list.xlsx']");

        var rows = Sheets.Read(file)["清单"];
        Assert.Equal(["1.1", "6.1"], rows.Skip(1).Select(r => r[0]));
        Assert.DoesNotContain(rows.SelectMany(r => r), cell => cell.Contains("SECRET", StringComparison.Ordinal));
    }

    [Theory, Databases]
    public async Task Two_thousand_items_are_shown_in_pages_and_changed_at_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var handover = await SmallHandover.OpenAsync(app);
        await handover.DoAsync<ListService, int>((list, stop) => list.PasteAsync(
            handover.Number, SmallHandover.ActorOf(handover.Giver),
            new PastedRows(Guid.CreateVersion7(), ["事项"], [.. Enumerable.Range(1, 2000).Select(i => (IReadOnlyList<string>)[$"第 {i} 项"])],
                [.. Enumerable.Range(1, 2000).Select(i => new PastedItem(i, Category.Duties, $"第 {i} 项", null, null, null, CategoryCatalog.Of(Category.Duties).Empty))]), stop));
        using var giver = await app.SignInAsync(handover.Giver);

        await giver.GetAsync($"/handovers/{handover.Number}/items?page-number=10");
        Assert.Equal(200, Labels(giver).Count);
        Assert.Equal("1.2000", Labels(giver)[^1]);
        var ids = await app.ReadAsync(db => db.Items.Where(i => i.HandoverId == handover.Id).Select(i => i.Id).ToListAsync());
        await handover.DoAsync<ListService, int>((list, stop) => list.BulkAsync(handover.Number, SmallHandover.ActorOf(handover.Giver), ids, new BulkAct.SetImportance(Importance.Key), stop));

        await giver.GetAsync($"/handovers/{handover.Number}/items?importance=Key");
        Assert.Contains("2000 项", giver.Page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Completeness_says_what_it_is_made_of(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        await story.ListAsync(new(Category.Duties, "月度经营分析", story.Receiver, Fields: [("goal", "五号前出报告")]), new(Category.Duties, "渠道周会"));

        var card = (await story.SeeAsync(story.Giver, "list")).Page.QuerySelectorAll("aside .card").Single(c => c.TextContent.Contains("完整度", StringComparison.Ordinal));

        Assert.Contains("接收人已定 1/2", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("没列也没声明「无」的类别有 11 个", card.TextContent, StringComparison.Ordinal);
        Assert.Equal(12, card.QuerySelectorAll("dt").Length);
        await story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        card = (await story.SeeAsync(story.Giver, "list")).Page.QuerySelectorAll("aside .card").Single(c => c.TextContent.Contains("完整度", StringComparison.Ordinal));
        Assert.Contains("没列也没声明「无」的类别有 0 个", card.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("未列，也未声明「无」", card.TextContent, StringComparison.Ordinal);
    }

    private static List<string> Labels(Visitor visitor) => [.. visitor.Page.QuerySelectorAll("[data-row] td.no").Select(c => c.TextContent.Trim())];
}
