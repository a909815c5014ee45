using Baton.Tests.Host;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Items;

/// <summary>What has a date: pending items beside the moment responsibility passes, accounts on the last working day, differences to be cleared.</summary>
public sealed class DutiesOfTimeTests
{
    [Theory, Databases]
    public async Task A_pending_item_says_what_comes_next_and_who_is_there_when_it_is_due(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        await story.AgreeTimesAsync($"{HandoverStory.Text(story.Today.AddDays(10))}T18:00");
        await story.ListAsync(
            Pending("年审", ("due", HandoverStory.Text(story.Today.AddDays(9)))), Pending("续约", ("due", HandoverStory.Text(story.Today.AddDays(10)))),
            Pending("档案", ("lookAgain", HandoverStory.Text(story.Today.AddDays(90)))));

        Assert.Contains("下一步：报材料", await LineAsync("list?category=Pending", "年审"), StringComparison.Ordinal);
        Assert.EndsWith("在责任转移之前，还没有约定由谁办完", await LineAsync("list?category=Pending", "年审"), StringComparison.Ordinal);
        Assert.EndsWith("在责任转移之后；负责人：王强", await LineAsync("list?category=Pending", "续约"), StringComparison.Ordinal);
        Assert.EndsWith("再看", await LineAsync("list?category=Pending", "档案"), StringComparison.Ordinal);

        await story.DoAsync(story.Giver, $"list?item={await story.ItemAsync("年审")}", "Save", new() { ["Input.Fields[finisher]"] = "张伟" });
        await story.ConfirmListAsync();
        Assert.Contains("在责任转移之前；完成人：张伟", (await story.SeeAsync(story.Receiver, await story.WalkPageAsync("年审"))).Text, StringComparison.Ordinal);
        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        var sheet = (await story.SeeAsync(story.Receiver, "sign")).Page.QuerySelector(".paper")!.TextContent;
        Assert.Contains("在责任转移之前；完成人：张伟", sheet, StringComparison.Ordinal);
        Assert.Contains("在责任转移之后；负责人：王强", sheet, StringComparison.Ordinal);

        Listed Pending(string title, (string, string) date) => new(Category.Pending, title, story.Receiver, Importance.Normal, ("kind", "deadline"), ("nextStep", "报材料"), date);

        async Task<string> LineAsync(string page, string title)
        {
            var row = (await story.SeeAsync(story.Giver, page)).Page.QuerySelector($"#i-{await story.ItemAsync(title):N} .due-line")!;
            return string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Theory, Databases]
    public async Task Passwords_and_access_stand_in_red_from_the_last_working_day_on(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await HandoverStory.OpenAsync(app, twoReceivers: false);
        await story.GoToAsync(Stage.HandingOver, new Listed(Category.Systems, "税务系统", story.Receiver, Importance.Normal, ("address", "etax")));
        await story.WalkAsync();
        var page = await story.WalkPageAsync("税务系统");
        Assert.False(await IsRedAsync());
        story.Wait(TimeSpan.FromDays(29));
        Assert.False(await IsRedAsync());
        story.Wait(TimeSpan.FromDays(1));
        Assert.True(await IsRedAsync());
        Assert.Contains("今天完成", (await story.SeeAsync(story.Receiver, page)).Text, StringComparison.Ordinal);

        story.Wait(TimeSpan.FromDays(1));
        Assert.Contains("已过最后工作日", (await story.SeeAsync(story.Receiver, page)).Text, StringComparison.Ordinal);
        var witness = await story.AsAsync(story.Witness);
        await witness.GetAsync("/");
        Assert.Contains(witness.Page.QuerySelectorAll(".todo"), t => t.QuerySelector(".chip.d") is not null && t.TextContent.Contains("改密或收回权限已超过最后工作日", StringComparison.Ordinal));

        await story.StepAsync("税务系统", ProofKind.PasswordChanged, story.Receiver);
        await story.StepAsync("税务系统", ProofKind.AccessWithdrawn, story.Receiver);
        Assert.False(await IsRedAsync());

        // On the item, the handover's page and the receiver's home alike.
        async Task<bool> IsRedAsync()
        {
            var receiver = await story.SeeAsync(story.Receiver, page);
            var onItem = receiver.Page.QuerySelectorAll("#steps .chip.d").Length > 0;
            var onHandover = (await story.SeeAsync(story.Receiver, "")).Page.QuerySelectorAll(".find").Any(f => f.QuerySelector(".dot.d") is not null && f.TextContent.Contains("密码还没有改", StringComparison.Ordinal));
            await receiver.GetAsync("/");
            var onHome = receiver.Page.QuerySelectorAll(".todo").Any(t => t.QuerySelector(".chip.d") is not null && t.TextContent.Contains("改密并收回权限", StringComparison.Ordinal));
            Assert.Equal((onItem, onItem), (onHandover, onHome));
            return onItem;
        }
    }

    [Theory, Databases]
    public async Task Cash_that_differs_becomes_a_matter_of_the_givers_with_one_press(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        await story.GoToAsync(Stage.HandingOver, new Listed(Category.Duties, "周会", story.Second));
        await story.ListAsync(new Listed(Category.Finance, "库存现金", story.Receiver, Importance.Normal, ("kind", "cash"), ("book", "3200.50"), ("asAt", "2026-11-20")));
        await story.StepAsync("库存现金", ProofKind.Reconciled, story.Receiver, new() { ["Step.Actual"] = "3100" });

        var receiver = await story.SeeAsync(story.Receiver, await story.WalkPageAsync("库存现金"));
        await receiver.SubmitAsync("form[data-form=clear]");
        HandoverStory.Accepted(receiver);

        Assert.Null(receiver.Page.QuerySelector("form[data-form=clear]"));
        var item = await story.ItemAsync("库存现金");
        var matter = await app.ReadAsync(db => db.Matters.AsNoTracking().SingleAsync(m => m.ItemId == item));
        Assert.Equal((story.Giver.Id, story.Today.AddDays(30)), (matter.OwnerId, matter.DueOn));
        Assert.Equal("库存现金账实不符，限期查清：账面 3,200.5，实点 3,100，相差 -100.5", matter.Title);
        Assert.DoesNotContain((await story.SeeAsync(story.Giver, "sign")).Page.QuerySelectorAll(".find"), f => f.TextContent.Contains("限期查清", StringComparison.Ordinal));
    }
}
