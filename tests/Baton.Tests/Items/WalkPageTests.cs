using Baton.Tests.Host;
using Baton.Web.Features.Handovers;

namespace Baton.Tests.Items;

/// <summary>What the walkthrough shows of one item: each step once, each answer once.</summary>
public sealed class WalkPageTests
{
    [Theory, Databases]
    public async Task Each_step_and_each_answer_stands_there_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.AtAsync(app, Stage.HandingOver);
        var page = await story.WalkPageAsync("月度经营分析");
        await story.DoAsync(story.Receiver, page, "Ask", new() { ["text"] = "数据从哪里来？" });
        await story.DoAsync(story.Giver, page, "Answer", new() { ["text"] = "财务系统。" });
        await story.DoAsync(story.Giver, page, "Answer", new() { ["text"] = "每月三号导出。" });

        var receiver = await story.SeeAsync(story.Receiver, page);

        // Explained, and accepting itself.
        Assert.Equal(2, receiver.Page.QuerySelectorAll("#steps > li").Length);
        Assert.Equal(2, receiver.Page.QuerySelectorAll("#questions .answer").Length);
        Assert.Equal(2, (await story.SeeAsync(story.Receiver, "questions")).Page.QuerySelectorAll(".answer").Length);
    }
}
