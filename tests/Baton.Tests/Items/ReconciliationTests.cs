using System.Net;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Items;

/// <summary>账实核对: cash by denomination, and the 银行存款余额调节表 that computes and must balance.</summary>
public sealed class ReconciliationTests
{
    [Theory, Databases]
    public async Task Cash_is_counted_by_denomination_and_the_total_follows(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await AtAsync(app, ("cash", "1250.5"));
        var receiver = await story.SeeAsync(story.Receiver, await story.WalkPageAsync("库存现金"));
        var pieces = new Dictionary<string, string> { ["Step.Pieces[100]"] = "12", ["Step.Pieces[50]"] = "1", ["Step.Pieces[0.5]"] = "一" };
        await receiver.SubmitAsync("form[data-form=step-Reconciled]", pieces);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, receiver.Status);
        Assert.Equal(["请填整数张数。"], receiver.Page.QuerySelectorAll("form[data-form=step-Reconciled] .err").Select(error => error.TextContent));
        Assert.Equal("12", receiver.Page.QuerySelector("[name='Step.Pieces[100]']")!.GetAttribute("value"));

        pieces["Step.Pieces[0.5]"] = "1";
        pieces["Step.Actual"] = "1300";
        await receiver.SubmitAsync("form[data-form=step-Reconciled]", pieces);
        Assert.Contains("和按面额清点的合计 1250.5 不一致", receiver.Text, StringComparison.Ordinal);
        pieces["Step.Actual"] = "";
        await receiver.SubmitAsync("form[data-form=step-Reconciled]", pieces);

        HandoverStory.Accepted(receiver);
        var step = await StepAsync(story, "库存现金");
        Assert.Equal((1250.5m, 1250.5m), (step.Expected, step.Actual));
        Assert.Equal(12, ((CashCount)step.Reconciliation!).Pieces["100"]);
        Assert.Contains("怎么算出来的", receiver.Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task The_bank_account_balances_once_both_sides_have_what_the_other_has(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await AtAsync(app, ("bankAccount", "98000"));
        var receiver = await story.SeeAsync(story.Receiver, await story.WalkPageAsync("基本户"));
        var form = new Dictionary<string, string>
        {
            ["Step.Actual"] = "100000", ["Step.Lines[PaidNotAtBank]"] = "支票 0012 货款 2,500.00\n电费", ["Step.Lines[PaidNotInBooks]"] = "手续费：500",
        };
        await receiver.SubmitAsync("form[data-form=step-Reconciled]", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, receiver.Status);
        Assert.Contains("第 2 行末尾要写金额", receiver.Text, StringComparison.Ordinal);

        form["Step.Lines[PaidNotAtBank]"] = "支票 0012 货款 2,500.00";
        await receiver.SubmitAsync("form[data-form=step-Reconciled]", form);

        HandoverStory.Accepted(receiver);
        var step = await StepAsync(story, "基本户");
        Assert.Equal((97500m, 97500m), (step.Expected, step.Actual));
        var bank = (BankReconciliation)step.Reconciliation!;
        Assert.Equal((100000m, 98000m), (bank.Statement, bank.Book));
        Assert.Contains(new BankLine(BankSide.PaidNotAtBank, "支票 0012 货款", 2500m), bank.Lines);
    }

    [Theory, Databases]
    public async Task A_bank_account_that_does_not_balance_is_a_finding_and_what_was_typed_is_signed(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await AtAsync(app, ("bankAccount", "98000"));
        var receiver = await story.SeeAsync(story.Receiver, await story.WalkPageAsync("基本户"));
        await receiver.SubmitAsync("form[data-form=step-Reconciled]", new() { ["Step.Actual"] = "100000", ["Step.Lines[PaidNotAtBank]"] = "支票 0012 1500" });

        var sign = await story.SeeAsync(story.Giver, "sign");
        Assert.Contains("98,500", sign.Text, StringComparison.Ordinal);
        var step = await StepAsync(story, "基本户");
        Assert.Equal((98000m, 98500m), (step.Expected, step.Actual));
    }

    private static async Task<HandoverStory> AtAsync(TestApp app, (string Kind, string Book) money)
    {
        var story = await HandoverStory.AtAsync(app, Stage.HandingOver);
        await story.ListAsync(new Listed(
            Category.Finance, money.Kind == "cash" ? "库存现金" : "基本户", story.Receiver, Importance.Normal,
            ("kind", money.Kind), ("book", money.Book), ("asAt", "2026-11-20")));
        return story;
    }

    private static async Task<ProofStep> StepAsync(HandoverStory story, string title)
    {
        var id = await story.ItemAsync(title);
        return await story.App.ReadAsync(db => db.ProofSteps.AsNoTracking().SingleAsync(s => s.ItemId == id && s.Kind == ProofKind.Reconciled));
    }
}
