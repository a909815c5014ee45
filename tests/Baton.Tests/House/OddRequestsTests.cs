using System.Net;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;

namespace Baton.Tests.House;

/// <summary>What no page of ours sends gets an answer, and never a mistake of ours.</summary>
public sealed class OddRequestsTests
{
    [Theory, Databases]
    public async Task An_act_that_a_page_does_not_know_is_answered_like_a_page_that_is_not_there(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var visitor = await story.AsAsync(story.Hr);
        foreach (var page in new[] { "", "list", "walk", "sign", "follow-up", "history", "print" })
        {
            await visitor.GetAsync("/account");
            await visitor.ForgeAsync(story.Address(page) + "?handler=Nothing", []);
            Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        }
    }

    [Theory, Databases]
    public async Task What_no_database_stores_is_no_address(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var visitor = await story.AsAsync(story.Hr);
        foreach (var address in new[] { "/handovers?q=%00", "/people?find=%00", "/drafts?key=%00" })
        {
            using var answer = await visitor.Client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Theory, Databases]
    public async Task Text_nested_beyond_measure_is_shown_as_it_was_typed(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var deep = new string('>', 300) + "到底了";
        await story.DoAsync(story.Giver, "overview", "", new() { ["Input.Overview"] = deep });

        var page = await story.SeeAsync(story.Receiver, "overview");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(deep, page.Text, StringComparison.Ordinal);
    }
}
