using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Files;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Positions;

/// <summary>The position's memory: a new handover begins with what was signed last.</summary>
public class LastListTests
{
    private const string Restricted = "报税系统";

    [Theory, Databases]
    public async Task The_last_signed_list_of_the_position_is_offered_with_what_was_learned_since(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var position = await app.AddPositionAsync("门店店长");
        using var last = await SignedAsync(app, position);
        using var next = await HandoverStory.OpenAsync(app, giverPosition: position);

        var list = await next.SeeAsync(next.Giver, "list");
        Assert.Contains($"本岗位有上次签字的清单（{last.Number}，3 项）", list.Text, StringComparison.Ordinal);
        var page = await next.SeeAsync(next.Giver, "last-list");
        Assert.Contains("受限事项，只带名称", page.Text, StringComparison.Ordinal);
        using var elsewhere = await app.SignInAsync(next.Giver);
        await elsewhere.GetAsync($"/handovers/{next.Number}/last-list");
        await HandoverStory.SendAsync(page, "");
        HandoverStory.Accepted(page);

        var items = await ItemsAsync(next);
        Assert.Equal(["门店排班", "夜间盘点表", Restricted], items.Select(i => i.Title));
        Assert.Equal("排得开", ((DutiesFields)items[0].Fields).Goal);
        Assert.Contains("问：节假日怎么排？ 答：提前两周排好。", items[0].Description, StringComparison.Ordinal);
        // It was shown to others: only that there is such a system goes along.
        Assert.True(items[2].Restricted);
        Assert.Null(((SystemsFields)items[2].Fields).Address);
        Assert.Equal([1, 0, 0], items.Select(i => i.Files));
        var file = Assert.Single(await next.FilesAsync(items[0].Id));
        Assert.Equal(("门店排班.txt", 1), (file.Name, file.Version));
        Assert.Equal(HttpStatusCode.OK, (await next.GetFileAsync(next.Giver, $"files/{file.Id}/download")).StatusCode);
        Assert.Empty(await next.FilesAsync(items[2].Id));
        Assert.All(items, item => Assert.False(item.IsSettled));
        Assert.Contains("每月五号前出经营分析", await app.ReadAsync(db => db.Handovers.Where(h => h.Number == next.Number).Select(h => h.Overview).SingleAsync()), StringComparison.Ordinal);

        // What is there is not added again.
        page = await next.SeeAsync(next.Giver, "last-list");
        Assert.Equal(3, page.Page.QuerySelectorAll("input[name=items][disabled]").Length);
        await HandoverStory.SendAsync(elsewhere, "");
        Assert.Equal("没有加进新的事项。", elsewhere.Page.QuerySelector("#flash")!.TextContent.Trim());
        Assert.Contains("取来了事项", (await next.SeeAsync(next.Giver, "history")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Who_took_it_over_takes_it_whole_and_of_several_only_the_own_part_is_ticked(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var position = await app.AddPositionAsync("区域经理");
        using var last = await SignedAsync(app, position);
        await app.ReadAsync(db => db.People.Where(p => p.Id == last.Second.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.PositionId, position)));
        using var opened = await HandoverStory.OpenAsync(app, new() { ["Input.GiverId"] = last.Second.Id.ToString() });
        using var program = await app.CallerAsync(last.Second);

        var offered = (await program.GetAsync($"/handovers/{opened.Number}/last-list")).Json!;
        Assert.Equal(last.Number, (string)offered["handover"]!);
        Assert.Equal([("门店排班", false, true), ("夜间盘点表", true, true), (Restricted, true, true)], offered["items"]!.AsArray()
            .Select(i => ((string)i!["title"]!, (bool)i["offered"]!, (bool)i["whole"]!)));
        var ids = offered["items"]!.AsArray().Select(i => (string)i!["id"]!).ToList();
        var taken = await program.SendAsync(HttpMethod.Post, $"/handovers/{opened.Number}/last-list", new JsonObject { ["items"] = new JsonArray(ids[2]) });

        Assert.Equal(1, (int)taken.Json!["count"]!);
        var item = Assert.Single(await ItemsAsync(opened));
        Assert.Equal("https://tax.example", ((SystemsFields)item.Fields).Address);
        var unknown = await program.SendAsync(HttpMethod.Post, $"/handovers/{opened.Number}/last-list", new JsonObject { ["items"] = new JsonArray(Guid.Empty) });
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
    }

    [Theory, Databases]
    public async Task Without_a_signed_list_of_the_position_there_is_nothing_to_begin_with(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var next = await HandoverStory.OpenAsync(app, giverPosition: await app.AddPositionAsync("新岗位"));

        Assert.DoesNotContain("从岗位上次的清单开始", (await next.SeeAsync(next.Giver, "list")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await next.SeeAsync(next.Giver, "last-list")).Status);
    }

    /// <summary>A duty of the receiver's that was asked about, and two items of the other's, one of them restricted.</summary>
    private static async Task<HandoverStory> SignedAsync(TestApp app, Guid position)
    {
        var story = await HandoverStory.OpenAsync(app, giverPosition: position);
        await story.GoToAsync(
            Stage.HandingOver,
            new(Category.Duties, "门店排班", story.Receiver, Fields: [("goal", "排得开")]), new(Category.Documents, "夜间盘点表", story.Second, Fields: [("kind", "manual"), ("place", "档案柜")]),
            new(Category.Systems, Restricted, story.Second, Fields: [("address", "https://tax.example")]));
        await story.DoAsync(story.Receiver, await story.WalkPageAsync("门店排班"), "Ask", new() { ["text"] = "节假日怎么排？" });
        await story.DoAsync(story.Giver, await story.WalkPageAsync("门店排班"), "Answer", new() { ["text"] = "提前两周排好。" });
        await story.DoAsync(story.Receiver, "questions", "Resolve");
        foreach (var title in new[] { "门店排班", Restricted })
        {
            await story.AttachAsync(story.Giver, await story.WalkPageAsync(title), await story.ItemAsync(title), $"{title}.txt", title);
        }

        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        await story.SignAllAsync();
        Assert.Equal(Stage.FollowUp, await story.StageAsync());
        return story;
    }

    private static async Task<List<Item>> ItemsAsync(HandoverStory story) => [.. (await story.App.ReadAsync(db => db.Items.AsNoTracking()
        .Where(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == story.Number)).ToListAsync())).OrderBy(i => i.Category).ThenBy(i => i.Place)];
}
