using Baton.Tests.Host;
using Baton.Web.Events;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Handovers;

/// <summary>One handover from its opening to 跟进已结束, with all that product.md section 2 lets happen on the way.</summary>
public sealed class FullHandoverTests
{
    [Theory, Databases]
    public async Task A_whole_handover_from_opening_to_the_end_of_its_follow_up(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var head = await app.AddPositionAsync("财务经理", AccountingRank.AccountingHead);
        using var story = await HandoverStory.OpenAsync(app, witnessPosition: head);

        await TheTimesAreProposedCounteredAndConfirmed(story);
        await TheGiverTellsWhatTheJobIsAndListsItsItems(story);
        await TheWitnessSendsTheListBackThenConfirmsIt(story);
        await TheItemsAreWalked(story);
        await QuestionsAreAskedAnsweredAndCarriedOver(story);
        await AllSignInTurn(story);
        await ResponsibilityPasses(story);
        await TheFollowUpIsDone(story);
        await TheEndIsSigned(story);
        await NothingCanBeChangedAnyMore(story);

        Assert.Equal(0, await LogVerification.RunAsync(app.Services, TextWriter.Null));
    }

    private static async Task TheTimesAreProposedCounteredAndConfirmed(HandoverStory story)
    {
        await story.DoAsync(story.Giver, "times", "Propose", story.Times());
        var countered = story.Times($"{HandoverStory.Text(story.Today.AddDays(3))}T18:00");
        countered["Input.Note"] = "周五前我在外地";
        await story.DoAsync(story.Receiver, "times", "Propose", countered);

        var page = await story.SeeAsync(story.Giver, "times");
        Assert.Contains("周五前我在外地", page.Text, StringComparison.Ordinal);
        Assert.Contains("已改期", page.Text, StringComparison.Ordinal);
        Assert.False(HandoverStory.Offers(await story.SeeAsync(story.Receiver, "times"), "Confirm"));
        await story.DoAsync(story.Giver, "times", "Confirm");
        Assert.Null(await TransferAtAsync(story));
        await story.DoAsync(story.Second, "times", "Confirm");

        Assert.Equal(new DateTimeOffset(story.Today.AddDays(3), new TimeOnly(10, 0), TimeSpan.Zero), await TransferAtAsync(story));
    }

    private static Task<DateTimeOffset?> TransferAtAsync(HandoverStory story) =>
        story.App.ReadAsync(db => db.Handovers.Where(h => h.Number == story.Number).Select(h => h.TransferAt).SingleAsync());

    private static async Task TheGiverTellsWhatTheJobIsAndListsItsItems(HandoverStory story)
    {
        await story.DoAsync(story.Giver, "overview", "", new()
        {
            ["Input.Overview"] = "## 节奏\n每月五号前出经营分析。", ["Input.BoundaryBefore"] = "九月以前的报销归移交人",
            ["Input.BoundaryAcross"] = "年审跨越两边，由接收人牵头",
            ["Input.Support"] = nameof(SupportChoice.Offered), ["Input.SupportUntil"] = HandoverStory.Text(story.Today.AddDays(60)),
            ["Input.SupportTerms"] = "微信，当天回复",
        });
        Assert.Equal("节奏", (await story.SeeAsync(story.Receiver, "overview")).Page.QuerySelector(".md h2")!.TextContent);

        var (r, s) = (story.Receiver, story.Second);
        await story.ListAsync(
            new(Category.Duties, "月度经营分析", r, Importance.Key, ("goal", "五号前发出"), ("frequency", "每月")),
            new(Category.Processes, "付款审批", r, Importance.Critical, ("kind", "daily"), ("steps", "收单\n核对\n提交")),
            new(Category.Documents, "经营手册", s, Importance.Normal, ("kind", "manual"), ("place", "共享盘/经营")),
            new(Category.Customers, "华东百货", s, Importance.Normal, ("contact", "刘经理"), ("phone", "021-5555 0101"), ("promises", "年底前返点")),
            new(Category.Suppliers, "顺达物流", s, Importance.Normal, ("contact", "吴先生"), ("supplies", "干线运输")),
            new(Category.Systems, "网上银行", r, Importance.Normal, ("address", "https://bank.example.cn"), ("account", "zhangwei"), ("registeredHolder", "张伟")),
            new(Category.Assets, "笔记本电脑", r, Importance.Normal, ("kind", "equipment"), ("quantity", "2"), ("location", "三楼")),
            new(Category.Pending, "年审资料", s, Importance.Normal, ("kind", "deadline"), ("due", HandoverStory.Text(story.Today.AddDays(25))), ("nextStep", "催会计所")),
            new(Category.Experience, "月底对账", s, Importance.Normal, ("situation", "差一分钱"), ("whatToDo", "先查汇率")),
            new(Category.Finance, "备用金", r, Importance.Normal, ("kind", "cash"), ("book", "5,000.00"), ("currency", "CNY"), ("asAt", HandoverStory.Text(story.Today))));
    }

    private static async Task TheWitnessSendsTheListBackThenConfirmsIt(HandoverStory story)
    {
        // 会计交接: what an accountant declares first.
        await story.RefusedAsync(story.Giver, "list", "Submit", "还有 3 处必须解决");
        await story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        await story.RefusedAsync(story.Giver, "list", "Submit", "还有 1 处必须解决");
        var overview = await story.SeeAsync(story.Giver, "overview");
        foreach (var declaration in Enum.GetValues<AccountingDeclarations>().Where(d => d is not (AccountingDeclarations.None or AccountingDeclarations.All)))
        {
            overview.Tick($"input[value={declaration}]");
        }

        await HandoverStory.SendAsync(overview, "");
        HandoverStory.Accepted(overview);

        await story.DoAsync(story.Giver, "list", "Submit");
        await story.DoAsync(story.Witness, "list", "SendBack", new() { ["remarks"] = "联系人和历史背景不会没有，请补上" });
        Assert.Contains("联系人和历史背景不会没有，请补上", (await story.SeeAsync(story.Giver, "list")).Text, StringComparison.Ordinal);
        await story.ListAsync(
            new(Category.Contacts, "楼宇物业", story.Second, Importance.Normal, ("phone", "021-5555 0202"), ("forWhat", "空调报修")),
            new(Category.History, "为什么换物流", story.Receiver, Importance.Normal, ("decision", "换成顺达"), ("why", "破损率高")));
        await story.DoAsync(story.Giver, "list", "Submit");
        await story.DoAsync(story.Witness, "list", "Confirm");

        Assert.Equal(Stage.HandingOver, await story.StageAsync());
        Assert.Equal(12, await story.App.ReadAsync(db => db.Items.Select(i => i.Category).Distinct().CountAsync()));
    }

    private static async Task TheItemsAreWalked(HandoverStory story)
    {
        var (r, s) = (story.Receiver, story.Second);

        // Nothing is accepted before its steps, and a step is said to be done only by whose step it is.
        var payments = await story.WalkPageAsync("付款审批");
        await story.ForgeAsync(r, payments, "Accept");
        Assert.Contains("还有 3 个步骤没有完成", HandoverStory.Refusal(await story.AsAsync(r)), StringComparison.Ordinal);
        await story.ForgeAsync(r, payments, "Step", new() { ["kind"] = nameof(ProofKind.Explained) });
        Assert.Contains("这一步由别人来做", HandoverStory.Refusal(await story.AsAsync(r)), StringComparison.Ordinal);

        // 复述: corrected, said again, confirmed; typed, because the item is critical.
        await story.StepAsync("付款审批", ProofKind.Explained, r);
        await story.StepAsync("付款审批", ProofKind.Demonstrated, r);
        await story.DoAsync(r, payments, "TeachBack", new() { ["text"] = "先提交再核对" });
        await story.RefusedAsync(story.Giver, payments, "AnswerTeachBack", "请填写这一项", button: "button[value=false]");
        await story.DoAsync(story.Giver, payments, "AnswerTeachBack", new() { ["correction"] = "先核对再提交" }, "button[value=false]");
        Assert.Contains("先核对再提交", (await story.SeeAsync(r, payments)).Text, StringComparison.Ordinal);
        await story.ForgeAsync(r, payments, "TeachBack", new() { ["text"] = "口头说过", ["spoken"] = "true" });
        Assert.Contains("关键事项的复述要写下来", HandoverStory.Refusal(await story.AsAsync(r)), StringComparison.Ordinal);
        await story.DoAsync(r, payments, "TeachBack", new() { ["text"] = "先核对，再提交" });
        await story.DoAsync(story.Giver, payments, "AnswerTeachBack", button: "button[value=true]");
        await story.DoAsync(r, payments, "Accept");

        // 实操 waits for the follow-up; password and access for the last day, and hold nothing up.
        await story.WalkAsync("月度经营分析", r, ProofKind.Explained, ProofKind.TaughtBack);
        await story.WalkAsync("网上银行", r, ProofKind.Demonstrated, ProofKind.SignedIn, ProofKind.HolderChanged);

        // 清点 and 账实核对: a difference is recorded, with its remark, and cash is cleared by a date.
        await story.StepAsync("笔记本电脑", ProofKind.Counted, r, new() { ["Step.Actual"] = "1", ["Step.Condition"] = "一台送修" });
        await story.DoAsync(r, await story.WalkPageAsync("笔记本电脑"), "Accept");
        // A difference that was accepted without a remark still gets one.
        await story.DoAsync(r, await story.WalkPageAsync("笔记本电脑"), "Remark", new() { ["remark"] = "一台在维修点，单号 8842" });
        await story.StepAsync("备用金", ProofKind.Reconciled, r, new() { ["Step.Actual"] = "4,900.50" });
        var cash = await story.DoAsync(r, await story.WalkPageAsync("备用金"), "Accept");
        Assert.Contains("账面 5,000，实点 4,900.5", cash.Text, StringComparison.Ordinal);
        await story.DoAsync(story.Giver, await story.WalkPageAsync("备用金"), "Matter", new()
        {
            ["Matter.Title"] = "查清备用金差额", ["Matter.Owner"] = story.Giver.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today.AddDays(5)),
        });

        // 抽查 where the witness allows; 补加一步; a step left out with the witness's approval.
        var manual = await story.WalkPageAsync("经营手册");
        await story.DoAsync(story.Witness, manual, "AllowSample");
        await story.DoAsync(story.Giver, manual, "AddStep", new() { ["kind"] = nameof(ProofKind.Demonstrated) });
        await story.StepAsync("经营手册", ProofKind.Explained, s);
        await story.StepAsync("经营手册", ProofKind.Checked, s);
        await story.DoAsync(story.Giver, manual, "AskLeaveOut", new() { ["kind"] = nameof(ProofKind.Demonstrated), ["reason"] = "手册本身很清楚" });
        await story.DoAsync(story.Witness, manual, "DecideLeaveOut", button: "button[value=true]");
        Assert.Contains("手册本身很清楚", (await story.DoAsync(s, manual, "Accept")).Text, StringComparison.Ordinal);

        // Returned once: the giver amends. 不属于我: the witness decides. With reservation: what remains, by when, who.
        var customer = await story.WalkPageAsync("华东百货");
        await story.DoAsync(s, customer, "Return", new() { ["reason"] = "返点没有写清" });
        await story.DoAsync(story.Giver, customer, "Amend", new() { ["note"] = "返点是百分之二" });
        await story.StepAsync("华东百货", ProofKind.Explained, s);
        await story.StepAsync("华东百货", ProofKind.Introduced, s);
        await story.DoAsync(s, customer, "Return", new() { ["reason"] = "合同还没看到" });
        await story.RefusedAsync(s, customer, "Ask", "", new() { ["text"] = "" });
        await story.ForgeAsync(story.Giver, customer, "Amend", new() { ["note"] = "看到了" });
        Assert.Contains("这一项在等监交人决定", HandoverStory.Refusal(await story.AsAsync(story.Giver)), StringComparison.Ordinal);
        await story.DoAsync(story.Witness, customer, "Decide", new()
        {
            ["Verdict.Decision"] = nameof(Decision.Reserve), ["Verdict.Note"] = "合同一周内补交",
            ["Verdict.Due"] = HandoverStory.Text(story.Today.AddDays(7)), ["Verdict.Owner"] = story.Giver.Id.ToString(),
        });
        var history = await story.WalkPageAsync("为什么换物流");
        await story.DoAsync(r, history, "NotMine", new() { ["reason"] = "物流归陈静" });
        await story.DoAsync(story.Witness, history, "Decide", new()
        {
            ["Verdict.Decision"] = nameof(Decision.Reassign), ["Verdict.Note"] = "归陈静", ["Verdict.Receiver"] = $"p:{s.Id}",
        });
        await story.WalkAsync("为什么换物流", s, ProofKind.Explained);
        await story.StepAsync("年审资料", ProofKind.Explained, s);
        await story.StepAsync("年审资料", ProofKind.NextStepAgreed, s);
        await story.DoAsync(s, await story.WalkPageAsync("年审资料"), "Reserve", new()
        {
            ["Reservation.Text"] = "还缺银行函证", ["Reservation.Due"] = HandoverStory.Text(story.Today.AddDays(9)), ["Reservation.Owner"] = s.Id.ToString(),
        });

        // Normal items together; 复述 face to face with a line of note.
        var supplier = await story.ItemAsync("顺达物流");
        var contact = await story.ItemAsync("楼宇物业");
        await (await story.SelectAsync(story.Giver, "many", supplier, contact)).SubmitAsync("form[data-form=many]", button: "button[value=Introduced]");
        await (await story.SelectAsync(story.Giver, "many", supplier)).SubmitAsync("form[data-form=many]", button: "button[value=Explained]");
        var many = await story.SelectAsync(s, "many", supplier, contact);
        await many.SubmitAsync("form[data-form=many]", button: "button[value=accept]");
        HandoverStory.Accepted(many);
        await story.StepAsync("月底对账", ProofKind.Explained, s);
        var closing = await story.WalkPageAsync("月底对账");
        await story.DoAsync(s, closing, "TeachBack", new() { ["text"] = "先查汇率", ["spoken"] = "true" });
        Assert.Contains("当面复述", (await story.DoAsync(story.Giver, closing, "AnswerTeachBack", button: "button[value=true]")).Text, StringComparison.Ordinal);
        await story.DoAsync(s, closing, "Accept");

        // A change to an accepted item puts it back and says why.
        var manualId = await story.ItemAsync("经营手册");
        await story.DoAsync(story.Giver, $"list?category=Documents&item={manualId}", "Save", new() { ["Input.Fields[version]"] = "第三版" });
        Assert.Contains("内容改过，需要重新接收", (await story.SeeAsync(s, manual)).Text, StringComparison.Ordinal);
        await story.DoAsync(s, manual, "Accept");

        // 补充: found while walking.
        await story.ListAsync(new Listed(Category.Duties, "接待审计", r));
        Assert.Contains("补充", (await story.SeeAsync(r, await story.WalkPageAsync("接待审计"))).Text, StringComparison.Ordinal);
        await story.WalkAsync("接待审计", r, ProofKind.Explained);

        Assert.Equal(13, await story.App.ReadAsync(db => db.Items.CountAsync(i => i.State == ItemState.Accepted || i.State == ItemState.Reserved)));
    }

    private static async Task QuestionsAreAskedAnsweredAndCarriedOver(HandoverStory story)
    {
        var analysis = await story.WalkPageAsync("月度经营分析");
        await story.DoAsync(story.Receiver, analysis, "Ask", new() { ["text"] = "数据从哪里来？" });
        await story.DoAsync(story.Giver, analysis, "Answer", new() { ["text"] = "从数据仓库导出" });
        await story.DoAsync(story.Receiver, analysis, "Ask", new() { ["text"] = "模板在哪里？" });
        await story.DoAsync(story.Second, "questions", "Ask", new() { ["text"] = "谁批预算？" });
        await story.DoAsync(story.Giver, "questions", "Answer", new() { ["text"] = "总经理" });

        // Whoever asked resolves; an open question on an accepted item holds signing up until it is carried over.
        await story.MeetAsync();
        Assert.Contains("还有提问没有解决", (await story.SeeAsync(story.Giver, "sign")).Text, StringComparison.Ordinal);
        await story.DoAsync(story.Receiver, analysis, "Resolve", new() { ["question"] = (await QuestionAsync(story, "数据从哪里来？")).ToString() });
        await story.DoAsync(story.Receiver, analysis, "CarryOver", new()
        {
            ["question"] = (await QuestionAsync(story, "模板在哪里？")).ToString(),
            ["Matter.Owner"] = story.Giver.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today.AddDays(6)),
        });
        await story.DoAsync(story.Second, "questions", "Resolve");
    }

    private static Task<Guid> QuestionAsync(HandoverStory story, string text) =>
        story.App.ReadAsync(db => db.Questions.Where(q => q.Text == text).Select(q => q.Id).SingleAsync());

    private static async Task AllSignInTurn(HandoverStory story)
    {
        await story.DoAsync(story.Giver, "sign", "Start");
        var sheet = await story.SeeAsync(story.Witness, "sign");
        foreach (var title in new[] { "月度经营分析", "付款审批", "备用金", "接待审计", "查清备用金差额" })
        {
            Assert.Contains(title, sheet.Page.QuerySelector(".paper")!.TextContent, StringComparison.Ordinal);
        }

        await story.RefusedAsync(story.Giver, "sign", "Sign", "密码", HandoverStory.SignWith("not my password 1"));
        await story.RefusedAsync(story.Giver, "sign", "Sign", "请先阅读并同意电子签署约定", new() { ["Input.Password"] = TestApp.Password });
        await story.SignAsync(story.Giver);
        await story.SignAsync(story.Second);
        Assert.False(HandoverStory.Offers(await story.SeeAsync(story.Witness, "sign"), "Sign"));
        await story.SignAsync(story.Receiver);
        Assert.Equal(Stage.Signing, await story.StageAsync());
        await story.SignAsync(story.Witness);

        Assert.Equal(Stage.FollowUp, await story.StageAsync());
        Assert.Contains("交接已办结", (await story.SeeAsync(story.Hr, "")).Text, StringComparison.Ordinal);
        Assert.Equal(4, await story.App.ReadAsync(db => db.Signatures.CountAsync(x => x.VoidedAt == null)));
    }

    private static async Task ResponsibilityPasses(HandoverStory story)
    {
        var before = await story.SeeAsync(story.Receiver, "follow-up");
        Assert.Contains("13 项的责任还没有转移", before.Text, StringComparison.Ordinal);
        story.Wait(TimeSpan.FromDays(4));
        Assert.Contains("全部事项的责任都已转给接收人", (await story.SeeAsync(story.Receiver, "follow-up")).Text, StringComparison.Ordinal);
    }

    private static async Task TheFollowUpIsDone(HandoverStory story)
    {
        var (r, s, w) = (story.Receiver, story.Second, story.Witness);
        var open = (await story.SeeAsync(r, "follow-up")).Text;
        Assert.Contains("月度经营分析：接收人还没有掌握", open, StringComparison.Ordinal);
        Assert.Contains("网上银行：密码还没有改", open, StringComparison.Ordinal);
        Assert.Contains("遗留事项「查清备用金差额」还没有了结", open, StringComparison.Ordinal);
        Assert.Contains("提问「模板在哪里？」还没有解决", open, StringComparison.Ordinal);
        await story.RefusedAsync(w, "follow-up", "Complete", "处必须解决");

        // DONE-04: two days after responsibility has passed, both first checks are overdue.
        story.Wait(TimeSpan.FromDays(1));
        Assert.Contains("王强的第 1 天跟进检查已过期", (await story.SeeAsync(w, "follow-up")).Text, StringComparison.Ordinal);

        // No check before its day; then all three.
        var analysis = await story.ItemAsync("月度经营分析");
        var payments = await story.ItemAsync("付款审批");
        await story.RefusedAsync(s, "follow-up", "Fill", "到期", new() { ["check"] = (await ChecksAsync(story, s))[^1].ToString(), ["Input.Rating"] = nameof(Rating.Well) });
        story.Wait(TimeSpan.FromDays(30));
        foreach (var check in await ChecksAsync(story, r))
        {
            await story.DoAsync(r, "follow-up", "Fill", new()
            {
                ["check"] = check.ToString(), ["Input.Rating"] = nameof(Rating.Managing),
                [$"Input.Mastery[{analysis}]"] = nameof(Mastery.WithHelp), [$"Input.Mastery[{payments}]"] = nameof(Mastery.NotYet), ["Input.WhatHelps"] = "再看一次付款",
            });
            await story.DoAsync(w, "follow-up", "Confirm", new() { ["check"] = check.ToString(), ["note"] = "已同张伟约好" });
        }

        foreach (var check in await ChecksAsync(story, s))
        {
            await story.DoAsync(s, "follow-up", "Fill", new() { ["check"] = check.ToString(), ["Input.Rating"] = nameof(Rating.Well) });
            await story.DoAsync(w, "follow-up", "Confirm", new() { ["check"] = check.ToString() });
        }

        // 模拟演练 with a dated 首次独立执行; then mastered.
        var page = $"walk/{payments}";
        var performed = await story.SeeAsync(r, page);
        await performed.SubmitAsync("form[data-form=step-Performed]", new() { ["Step.Simulated"] = "true" });
        Assert.Contains("请填写这一项", HandoverStory.Refusal(performed), StringComparison.Ordinal);
        await story.StepAsync("付款审批", ProofKind.Performed, r, new() { ["Step.Simulated"] = "true", ["Step.FirstRunOn"] = HandoverStory.Text(story.Today.AddDays(40)) });
        await story.DoAsync(r, "follow-up", "Rate", new() { ["item"] = payments.ToString(), ["mastery"] = nameof(Mastery.Independent) });

        // 已改密 and 权限已收回.
        var bank = await story.SeeAsync(r, await story.WalkPageAsync("网上银行"));
        await bank.SubmitAsync("form[data-form=step]", button: $"button[value={ProofKind.PasswordChanged}]");
        await story.StepAsync("网上银行", ProofKind.AccessWithdrawn, r);

        // Questions and problems are answered; matters closed by their owners.
        await story.DoAsync(r, "follow-up", "Ask", new() { ["text"] = "数据仓库打不开" }, "button[name=problem]");
        await story.DoAsync(story.Giver, "follow-up", "Answer", new() { ["question"] = (await QuestionAsync(story, "数据仓库打不开")).ToString(), ["text"] = "要申请权限" });
        foreach (var question in new[] { "数据仓库打不开", "模板在哪里？" })
        {
            await story.DoAsync(r, "follow-up", "Resolve", new() { ["question"] = (await QuestionAsync(story, question)).ToString() });
        }

        // What was accepted with reservation is a matter of its owner's by now.
        var matters = await story.App.ReadAsync(db => db.Matters.Select(m => new { m.Id, m.OwnerId, m.Title }).ToListAsync());
        Assert.Contains(matters, m => m.Title == "还缺银行函证");
        foreach (var matter in matters)
        {
            var owner = new[] { story.Giver, r, s }.Single(p => p.Id == matter.OwnerId);
            await story.DoAsync(owner, "follow-up", "CloseMatter", new() { ["matter"] = matter.Id.ToString(), ["outcome"] = "已查清" });
        }

        // 补充清单: walked and signed on its own, without reopening.
        await story.DoAsync(r, "follow-up", "Supplement", new() { ["reason"] = "漏了门禁卡" });
        await story.AddItemAsync(new Listed(Category.Assets, "门禁卡", r, Importance.Normal, ("kind", "card"), ("quantity", "1"), ("location", "前台")));
        await story.WalkAsync("门禁卡", r, ProofKind.Counted);
        await story.DoAsync(story.Giver, "follow-up", "SignSupplement");
        await story.SignAsync(story.Giver);
        await story.SignAsync(r);
        await story.SignAsync(w);
        Assert.Equal(Stage.FollowUp, await story.StageAsync());
    }

    private static Task<List<Guid>> ChecksAsync(HandoverStory story, TestPerson receiver) => story.App.ReadAsync(db =>
        db.FollowUpChecks.Where(c => c.ReceiverId == receiver.Id).OrderBy(c => c.DayNumber).Select(c => c.Id).ToListAsync());

    private static async Task TheEndIsSigned(HandoverStory story)
    {
        await story.DoAsync(story.Witness, "follow-up", "Complete");
        Assert.False(HandoverStory.Offers(await story.SeeAsync(story.Giver, "sign"), "Sign"));
        await story.SignAsync(story.Receiver);
        await story.SignAsync(story.Second);
        await story.SignAsync(story.Witness);

        Assert.Equal(Stage.Completed, await story.StageAsync());
        Assert.Contains("跟进已结束", (await story.SeeAsync(story.Hr, "")).Text, StringComparison.Ordinal);
    }

    private static async Task NothingCanBeChangedAnyMore(HandoverStory story)
    {
        var item = await story.ItemAsync("月度经营分析");
        var version = await story.VersionAsync();
        foreach (var (who, page, act, values) in new (TestPerson, string, string, Dictionary<string, string>)[]
        {
            (story.Hr, "", "Cancel", new() { ["reason"] = "不要了" }),
            (story.Giver, "overview", "", new() { ["Input.Overview"] = "改" }),
            (story.Giver, "list?category=Duties", "Add", new() { ["title"] = "再加一项" }),
            (story.Giver, "list?category=Duties", "Save", new() { ["id"] = item.ToString(), ["Input.Title"] = "改", ["Input.Seen"] = "3" }),
            (story.Giver, "times", "Propose", story.Times()),
            (story.Receiver, $"walk/{item}", "Return", new() { ["reason"] = "不要" }),
            (story.Receiver, $"walk/{item}", "Ask", new() { ["text"] = "还有？" }),
            (story.Receiver, "questions", "Ask", new() { ["text"] = "还有？" }),
            (story.Receiver, "follow-up", "Supplement", new() { ["reason"] = "还有" }),
            (story.Receiver, "follow-up", "Rate", new() { ["item"] = item.ToString(), ["mastery"] = nameof(Mastery.NotYet) }),
            (story.Witness, "follow-up", "Extend", new() { ["until"] = HandoverStory.Text(story.Today.AddDays(90)), ["reason"] = "再看看" }),
            (story.Witness, "follow-up", "Matter", new() { ["Matter.Title"] = "x", ["Matter.Owner"] = story.Witness.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today) }),
            (story.Witness, "sign", "Reopen", new() { ["reason"] = "再改" }),
            (story.Witness, "sign", "Sign", HandoverStory.SignWith()),
            (story.Witness, "meetings", "Plan", new() { ["Input.Title"] = "再谈", ["Input.Attendees"] = story.Giver.Id.ToString() }),
            (story.Hr, "parties", "Absent", new() { ["absent"] = "true", ["reason"] = "走了" }),
            (story.Hr, "parties", "Days", new() { ["lastWorkingDay"] = HandoverStory.Text(story.Today), ["reason"] = "改" }),
        })
        {
            var answer = await story.ForgeAsync(who, page, act, values);
            Assert.True((int)answer.Status is 403 or 404 or 409, $"{page} {act}: {answer.Status} {answer.Text}");
        }

        Assert.Equal(version, await story.VersionAsync());
    }
}
