using System.Net;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Items;

/// <summary>The steps of a process are ticked while it is shown; what was left out is said.</summary>
public sealed class ProcessTicksTests
{
    [Theory, Databases]
    public async Task Giver_and_receiver_tick_and_it_is_demonstrated_when_all_were_shown(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app, Importance.Key);
        var page = await story.WalkPageAsync("付款");
        var giver = await story.SeeAsync(story.Giver, page);
        Assert.Equal(["收单", "核对", "付款"], giver.Page.QuerySelectorAll("ol.process li").Select(l => l.TextContent.Trim()));

        giver = await story.DoAsync(story.Giver, page, "Tick", new() { ["at"] = "0" });
        Assert.Equal("true", giver.Page.QuerySelector("ol.process button")!.GetAttribute("aria-pressed"));
        Assert.Contains("已演示 1 / 3 步", giver.Text, StringComparison.Ordinal);
        await story.DoAsync(story.Receiver, page, "Tick", new() { ["at"] = "2" });
        await story.RefusedAsync(story.Giver, page, "Step", "还有 1 步没有演示", new() { ["kind"] = "Demonstrated" }, "button[value=Demonstrated]");
        await story.DoAsync(story.Giver, page, "Tick", new() { ["at"] = "1" });
        giver = await story.DoAsync(story.Giver, page, "Step", button: "button[value=Demonstrated]");

        Assert.Contains("已演示 3 / 3 步", giver.Page.QuerySelector("#steps")!.TextContent, StringComparison.Ordinal);
        Assert.False(HandoverStory.Offers(giver, "Tick"));
        Assert.Equal([0, 1, 2], (await StepAsync(story)).Shown);
        var history = await story.SeeAsync(story.Witness, $"history?item={await story.ItemAsync("付款")}");
        Assert.Contains("中的一步", history.Text, StringComparison.Ordinal);
        var forged = await story.ForgeAsync(story.Receiver, page, "Tick", new() { ["at"] = "0", ["words"] = "收单", ["shown"] = "false" });
        Assert.Equal(HttpStatusCode.Conflict, forged.Status);
    }

    [Theory, Databases]
    public async Task What_was_left_out_is_said_in_the_note(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app, Importance.Normal);
        var page = await story.WalkPageAsync("付款");
        await story.DoAsync(story.Giver, page, "Tick", new() { ["at"] = "0" });
        await story.RefusedAsync(story.Giver, page, "Step", "还有 2 步没有演示", button: "button[value=Demonstrated]");

        // Taken back, nothing is ticked: a normal process may be shown in one go.
        await story.DoAsync(story.Giver, page, "Tick", new() { ["at"] = "0" });
        Assert.Empty((await StepAsync(story)).Shown);
        await story.DoAsync(story.Receiver, page, "Tick", new() { ["at"] = "1" });
        await story.DoAsync(story.Giver, page, "Step", new() { ["Step.Note"] = "付款由银行端演示" }, "button[value=Demonstrated]");

        var step = await StepAsync(story);
        Assert.Equal((true, "付款由银行端演示", 1), (step.IsDone, step.Note, Assert.Single(step.Shown)));
    }

    [Theory, Databases]
    public async Task Other_steps_are_shown_again_and_only_what_stands_there_is_ticked(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app, Importance.Key);
        var page = await story.WalkPageAsync("付款");
        await story.DoAsync(story.Giver, page, "Tick", new() { ["at"] = "0" });
        var old = await story.SeeAsync(story.Receiver, page);

        await story.DoAsync(story.Giver, $"list?item={await story.ItemAsync("付款")}", "Save", new() { ["Input.Fields[steps]"] = "1. 核对\n2）付款" });
        Assert.Empty((await StepAsync(story)).Shown);
        await HandoverStory.SendAsync(old, "Tick", new() { ["at"] = "1" });
        Assert.Equal(HttpStatusCode.Conflict, old.Status);
        Assert.Equal(["核对", "付款"], old.Page.QuerySelectorAll("ol.process li").Select(l => l.TextContent.Trim()));
        Assert.Empty((await StepAsync(story)).Shown);
    }

    private static async Task<HandoverStory> StoryAsync(TestApp app, Importance importance)
    {
        var story = await HandoverStory.OpenAsync(app);
        await story.GoToAsync(Stage.HandingOver, new Listed(Category.Processes, "付款", story.Receiver, importance, ("kind", "daily"), ("steps", "收单\n核对\n付款")));
        return story;
    }

    private static async Task<ProofStep> StepAsync(HandoverStory story)
    {
        var id = await story.ItemAsync("付款");
        return await story.App.ReadAsync(db => db.ProofSteps.AsNoTracking().SingleAsync(s => s.ItemId == id && s.Kind == ProofKind.Demonstrated));
    }
}
