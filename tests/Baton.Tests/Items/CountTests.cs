using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Items;

/// <summary>点收单: many things counted at once, each its own event.</summary>
public sealed class CountTests
{
    [Theory, Databases]
    public async Task All_of_one_receiver_are_counted_in_one_form(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);
        var receiver = await story.SeeAsync(story.Receiver, $"count?receiver={story.Receiver.Id}");
        Assert.Equal(["7.1", "7.2", "7.3"], receiver.Page.QuerySelectorAll("td.no").Select(c => c.TextContent));

        await receiver.SubmitAsync("form[data-form=count]", new()
        {
            ["Rows[0].Actual"] = "1", ["Rows[0].Condition"] = "良好", ["Rows[1].Actual"] = "2", ["Rows[1].Note"] = "一张已补办",
        });

        HandoverStory.Accepted(receiver);
        Assert.Equal("已清点 2 项。", receiver.Page.QuerySelector(".flash")!.TextContent.Trim());
        var rows = receiver.Page.QuerySelectorAll("tbody tr").Select(r => string.Join('|', r.QuerySelectorAll("td").Skip(2).Select(c => c.TextContent.Trim()))).ToList();
        Assert.Equal(["1|1|0|良好|", "3|2|−1||一张已补办"], rows.Take(2));
        Assert.Single(receiver.Page.QuerySelectorAll("input[name='Rows[0].Actual']"));
        var ids = new[] { await story.ItemAsync("笔记本电脑"), await story.ItemAsync("门禁卡"), await story.ItemAsync("钥匙") };
        Assert.Equal(
            ids[..2].Order(),
            (await app.ReadAsync(db => db.Events.Where(e => e.Kind == "step.done" && ids.Contains(e.SubjectId)).Select(e => e.SubjectId).ToListAsync())).Order());
        Assert.Contains("库存账簿", (await story.SeeAsync(story.Giver, "count")).Text, StringComparison.Ordinal);

        // A difference that nobody has explained yet leads whoever may to where it is done.
        await receiver.GetAsync($"/handovers/{story.Number}/count");
        await receiver.SubmitAsync("form[data-form=count]", new() { ["Rows[0].Actual"] = "99" });
        Assert.Equal([$"/handovers/{story.Number}/walk/{ids[2]}"], receiver.Page.QuerySelectorAll("td a:not(.title)").Select(link => link.GetAttribute("href")));
        Assert.Empty((await story.SeeAsync(story.Second, "count")).Page.QuerySelectorAll("td a:not(.title)"));
    }

    [Theory, Databases]
    public async Task What_is_wrong_is_named_in_its_row_and_nothing_is_counted(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);
        var before = await story.VersionAsync();
        var receiver = await story.SeeAsync(story.Receiver, $"count?receiver={story.Receiver.Id}");
        await receiver.SubmitAsync("form[data-form=count]", new() { ["Rows[0].Actual"] = "1", ["Rows[1].Actual"] = "两张", ["Rows[2].Note"] = "没找到" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, receiver.Status);
        Assert.Equal(["Rows[1].Actual", "Rows[2].Actual"], receiver.Page.QuerySelectorAll("[aria-invalid=true]").Select(e => e.GetAttribute("name")));
        Assert.Equal("1", receiver.Page.QuerySelector("[name='Rows[0].Actual']")!.GetAttribute("value"));
        Assert.Equal(before, await story.VersionAsync());
        await receiver.SubmitAsync("form[data-form=count]", new() { ["Rows[0].Actual"] = "", ["Rows[1].Actual"] = "", ["Rows[2].Note"] = "" });
        Assert.Contains("请先填写实有数量", HandoverStory.Refusal(receiver), StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task A_program_counts_by_the_same_rules_and_others_do_not(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);
        var item = await story.ItemAsync("门禁卡");
        using var other = await app.CallerAsync(story.Second);
        (await other.PostAsync($"/handovers/{story.Number}/items/count", JsonNode.Parse($$"""{"rows": [{"id": "{{item}}", "actual": "3"}]}"""))).Expect(HttpStatusCode.Forbidden);
        using var program = await app.CallerAsync(story.Receiver);
        var refused = (await program.PostAsync($"/handovers/{story.Number}/items/count", JsonNode.Parse($$"""{"rows": [{"id": "{{item}}"}, {"id": "{{item}}", "actual": "x"}]}"""))).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["shared.not-a-number"], refused.On("rows[1].actual"));
        var counted = (await program.PostAsync($"/handovers/{story.Number}/items/count", JsonNode.Parse($$"""{"rows": [{"id": "{{item}}", "actual": "3"}]}"""))).Expect(HttpStatusCode.OK);
        Assert.Equal(1, (int)counted.Json!["count"]!);
    }

    private static async Task<HandoverStory> StoryAsync(TestApp app)
    {
        var story = await HandoverStory.OpenAsync(app);
        Listed Thing(string title, string kind, string quantity) => new(Category.Assets, title, story.Receiver, Importance.Normal, ("kind", kind), ("quantity", quantity), ("location", "前台"));
        await story.GoToAsync(Stage.HandingOver, Thing("笔记本电脑", "equipment", "1"), Thing("门禁卡", "card", "3"), Thing("钥匙", "key", "2"));
        await story.ListAsync(new Listed(Category.Finance, "库存账簿", story.Second, Importance.Normal, ("kind", "statements"), ("book", "4"), ("asAt", "2026-11-20")));
        return story;
    }
}
