using System.Net;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Items;

/// <summary>起止号码: ranges that are read, counted and compared; what can't be is refused on the field, what may be is explained.</summary>
public sealed class NumberRangesTests
{
    [Theory]
    [InlineData("00001-00050", 50, "")]
    [InlineData("00001-00050, 00061", 51, "00051–00060")]
    [InlineData("1-42\n43–60", 60, "")]
    [InlineData("００１～０１０；012", 11, "011")]
    [InlineData("A001至A010、B001到B003", 13, "")]
    [InlineData("记-001-记-050、记-052", 51, "记-051")]
    [InlineData("2026-001-050", 50, "")]
    [InlineData("00001-00050，00023（作废）", 49, "")]
    [InlineData("00001-00050，00051-00060（缺号，已登报），00061", 51, "")]
    [InlineData("999999999999999999", 1, "")]
    [InlineData("30-31, 10-12, 20", 6, "13–19, 21–29")]
    public void Ranges_are_counted_and_their_gaps_named(string text, long count, string gaps)
    {
        var ranges = NumberRanges.Parse(text).Value;

        Assert.Equal(count, ranges.Count);
        Assert.Equal(gaps, string.Join(", ", ranges.Gaps));
    }

    [Theory]
    [InlineData("见登记簿", "error.numbers")]
    [InlineData("A001-B050", "error.numbers")]
    [InlineData("1234567890123456789", "error.numbers")]
    [InlineData("（作废）", "error.numbers")]
    [InlineData("050-001", "error.numbers-reversed")]
    [InlineData("001-050，050", "error.numbers-overlap")]
    [InlineData("001-050，010-020，060", "error.numbers-overlap")]
    [InlineData("001-050，049-052（作废）", "error.numbers-overlap")]
    [InlineData("001-050，010（作废），010（缺）", "error.numbers-overlap")]
    [InlineData("a01-a05, A05", "error.numbers-overlap")]
    public void What_can_not_be_is_refused(string text, string code) => Assert.Equal(code, Assert.Single(NumberRanges.Parse(text).Refusals).Code);

    [Theory, Databases]
    public async Task A_gap_is_explained_before_it_is_counted_and_stays_with_the_figures(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.AtAsync(app, Stage.HandingOver);
        await story.ListAsync(new Listed(
            Category.Finance, "收据", story.Receiver, Importance.Normal, ("kind", "receipts"), ("unit", "张"), ("book", "51"), ("asAt", "2026-11-20")));
        var edit = $"list?item={await story.ItemAsync("收据")}";
        await story.RefusedAsync(story.Giver, edit, "Save", "「00050-00001」的止号在起号之前。", new() { ["Input.Fields[numbers]"] = "00050-00001" });
        await story.RefusedAsync(story.Giver, edit, "Save", "有重复的号码", new() { ["Input.Fields[numbers]"] = "00001-00050\n00050-00060" });
        await story.RefusedAsync(story.Giver, edit, "Save", "看不出是号码", new() { ["Input.Fields[numbers]"] = "见登记簿" });
        await story.DoAsync(story.Giver, edit, "Save", new() { ["Input.Fields[numbers]"] = "00001-00050，00061" });

        var walk = await story.WalkPageAsync("收据");
        Assert.Contains("共 51 个号码，缺 00051–00060", (await story.SeeAsync(story.Receiver, walk)).Text, StringComparison.Ordinal);
        await story.RefusedAsync(story.Receiver, walk, "Step", "号码不连续，缺 00051–00060", new() { ["Step.Actual"] = "51" });
        var receiver = await story.DoAsync(story.Receiver, walk, "Step", new() { ["Step.Actual"] = "51", ["Step.Note"] = "十张已作废销毁" });

        Assert.Contains("怎么算出来的", receiver.Text, StringComparison.Ordinal);
        var step = await StepAsync(story, "收据");
        var count = Assert.IsType<NumberCount>(step.Reconciliation);
        Assert.Equal(("00001-00050，00061", 51, "00051–00060"), (count.Numbers, count.Count, Assert.Single(count.Gaps)));

        // Counted against other numbers, it is counted again.
        await story.DoAsync(story.Giver, edit, "Save", new() { ["Input.Fields[numbers]"] = "00001-00051" });
        Assert.False((await StepAsync(story, "收据")).IsDone);
    }

    [Theory, Databases]
    public async Task As_many_are_found_as_there_are_numbers_or_a_note_says_why_not(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.AtAsync(app, Stage.HandingOver);
        await story.ListAsync(
            new(Category.Finance, "支票", story.Receiver, Importance.Normal, ("kind", "cheques"), ("unit", "张"), ("book", "25"), ("asAt", "2026-11-20"), ("numbers", "0012301-0012325")),
            new(Category.Finance, "凭证", story.Receiver, Importance.Normal, ("kind", "vouchers"), ("unit", "册"), ("book", "2"), ("asAt", "2026-11-20"), ("numbers", "1-420")));

        await story.RefusedAsync(story.Receiver, await story.WalkPageAsync("支票"), "Step", "号码共 25 个，实点 24", new() { ["Step.Actual"] = "24" });
        await story.StepAsync("支票", ProofKind.Counted, story.Receiver, new() { ["Step.Actual"] = "25" });
        await story.StepAsync("凭证", ProofKind.Counted, story.Receiver, new() { ["Step.Actual"] = "2" });

        Assert.Equal(25, Assert.IsType<NumberCount>((await StepAsync(story, "支票")).Reconciliation).Count);
    }

    [Theory, Databases]
    public async Task Two_pasted_columns_become_one_range(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        var giver = await story.SeeAsync(story.Giver, "paste?category=Finance");
        await giver.SubmitAsync("form[data-form=paste]", new() { ["Input.Rows"] = "名称\t起号\t止号\t数量\t备注\n转账支票\t0012301\t0012325\t25\t\n现金支票\t900\t800\t1\t" });
        Assert.Equal(HttpStatusCode.OK, giver.Status);
        await giver.SubmitAsync("form[data-form=paste]");

        async Task<Item> ItemAsync(string title)
        {
            var id = await story.ItemAsync(title);
            return await app.ReadAsync(db => db.Items.AsNoTracking().SingleAsync(i => i.Id == id));
        }

        Assert.Equal("0012301-0012325", ((FinanceFields)(await ItemAsync("转账支票")).Fields).Numbers);
        var odd = await ItemAsync("现金支票");
        Assert.Equal("900", ((FinanceFields)odd.Fields).Numbers);
        Assert.Equal("止号：800", odd.Description);
    }

    private static async Task<ProofStep> StepAsync(HandoverStory story, string title)
    {
        var id = await story.ItemAsync(title);
        return await story.App.ReadAsync(db => db.ProofSteps.AsNoTracking().SingleAsync(s => s.ItemId == id && s.Kind == ProofKind.Counted));
    }
}
