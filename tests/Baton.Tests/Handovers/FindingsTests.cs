using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Baton.Tests.Handovers;

/// <summary>
/// 检查提示 (product.md section 4): each is shown in the state that causes it, with its own sentence, and gone once solved.
/// HINT-02 and LIST-07 by a file: FileFindingsTests; HINT-06 needs the search.
/// </summary>
public sealed class FindingsTests
{
    [Theory, Databases]
    public async Task Before_the_list_is_confirmed(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        var shown = new Shown(story, story.Giver, "list");
        await story.ListAsync(new Listed(Category.Duties, "渠道周会", story.Receiver, Importance.Normal, ("goal", "按时开")));

        await shown.UntilAsync("LIST-01", () => story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" }));

        await story.ListAsync(new Listed(Category.Duties, "月度经营分析", story.Receiver, Importance.Key));
        await shown.UntilAsync("LIST-02", () => SaveAsync(story, "月度经营分析", ("goal", "五号前")));

        await story.ListAsync(new Listed(Category.Duties, "接待", null, Importance.Normal, ("goal", "周到")));
        await shown.UntilAsync("LIST-03", async () =>
        {
            var page = await story.SelectAsync(story.Giver, "list?category=Duties", await story.ItemAsync("接待"));
            await page.SubmitAsync("form[data-form=bulk]", new() { ["receiver"] = $"p:{story.Second.Id}" }, "button[value=assign]");
        });

        await story.ListAsync(new Listed(Category.Pending, "年审", story.Receiver));
        await shown.UntilAsync("LIST-06", () => SaveAsync(story, "年审", ("lookAgain", "2030-01-31")));

        await story.ListAsync(new Listed(Category.Documents, "手册", story.Receiver, Importance.Normal, ("kind", "manual")));
        await shown.UntilAsync("LIST-07", () => SaveAsync(story, "手册", ("place", "共享盘")));

        // The pages let no handover be without its witness; a database that says so is found out.
        await WitnessEndsAsync(story, ended: true);
        await shown.UntilAsync("LIST-04", () => WitnessEndsAsync(story, ended: false));

        await story.ListAsync(new Listed(
            Category.Finance, "备用金", story.Receiver, Importance.Normal, ("kind", "cash"), ("book", "500"), ("asAt", "2026-11-01")));
        await shown.UntilAsync("LIST-08", async () =>
        {
            var overview = await story.SeeAsync(story.Giver, "overview");
            foreach (var box in overview.Page.QuerySelectorAll("input[name='Input.Declared']"))
            {
                overview.Tick($"input[value={box.GetAttribute("value")}]");
            }

            await HandoverStory.SendAsync(overview, "");
        });
        await shown.UntilAsync("LIST-05", async () => await ReplaceWitnessAsync(
            story, await app.AddPersonAsync("财务经理", positionId: await app.AddPositionAsync("财务经理", AccountingRank.AccountingHead))));

        Assert.Empty((await story.SeeAsync(story.Giver, "list")).Page.QuerySelectorAll(".find .dot.d"));
    }

    [Theory, Databases]
    public async Task A_head_of_accounting_hands_over_before_the_head_of_the_unit(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var head = await app.AddPositionAsync("财务经理", AccountingRank.AccountingHead);
        using var story = await HandoverStory.OpenAsync(app, giverPosition: head, witnessPosition: head);

        await new Shown(story, story.Giver, "list").UntilAsync("LIST-05.head", async () => await ReplaceWitnessAsync(
            story, await app.AddPersonAsync("总经理", positionId: await app.AddPositionAsync("总经理", AccountingRank.UnitHead))));
    }

    [Theory, Databases]
    public async Task Before_signing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (lead, member) = (await app.AddPersonAsync("组长"), await app.AddPersonAsync("组员"));
        var team = await AddTeamAsync(app, lead, member);
        using var story = await HandoverStory.OpenAsync(app);
        await story.AgreeTimesAsync($"{HandoverStory.Text(story.Today.AddDays(10))}T18:00");
        await story.ListAsync(new(Category.Duties, "渠道周会", story.Second), new(Category.Duties, "接待", story.Receiver));
        await story.ConfirmListAsync();
        var shown = new Shown(story, story.Witness, "sign");

        await story.WalkAsync("接待", story.Receiver, ProofKind.Explained);
        await shown.UntilAsync("SIGN-01", () => story.WalkAsync("渠道周会", story.Second, ProofKind.Explained));
        await shown.UntilAsync("SIGN-08", () => story.DoAsync(story.Giver, "overview", "", new() { ["Input.Support"] = nameof(SupportChoice.NotOffered) }));
        await shown.UntilAsync("SIGN-03", () => WaiveAsync(story, "SIGN-03"));

        var walk = await story.WalkPageAsync("接待");
        await story.DoAsync(story.Receiver, walk, "Ask", new() { ["text"] = "接谁？" });
        await shown.UntilAsync("SIGN-04", () => story.DoAsync(story.Receiver, walk, "Resolve"));

        await story.DoAsync(story.Hr, "parties", "Add", new() { ["role"] = nameof(PartyRole.Receiver), ["teamId"] = team.ToString(), ["reason"] = "归小组" });
        var shared = await story.AddItemAsync(new(Category.Duties, "值班"));
        await story.DoAsync(story.Giver, $"list?item={shared}", "Save", new() { ["Input.Receiver"] = $"t:{team}" });
        await shown.UntilAsync("SIGN-02", () => story.DoAsync(lead, "parties", "Assign", new() { ["personId"] = member.Id.ToString() }));
        await story.WalkAsync("值班", member, ProofKind.Explained);

        // 补充: what is asked before the list is confirmed is asked of them, too.
        await story.ListAsync(new Listed(Category.Duties, "月度经营分析", story.Receiver, Importance.Key));
        await shown.UntilAsync("LIST-02", () => SaveAsync(story, "月度经营分析", ("goal", "五号前")));
        await story.ListAsync(new Listed(Category.Pending, "年审"));
        await shown.UntilAsync("LIST-06", () => SaveAsync(story, "年审", ("due", HandoverStory.Text(story.Today.AddDays(2)))));
        await shown.UntilAsync("LIST-03", () => SaveAsync(story, "年审", ("receiver", $"p:{story.Receiver.Id}")));
        await shown.UntilAsync("SIGN-07", () => SaveAsync(story, "年审", ("finisher", "张伟走前办完")));
        await story.ListAsync(new Listed(Category.Documents, "手册", story.Receiver, Importance.Normal, ("kind", "manual")));
        await shown.UntilAsync("LIST-07", () => SaveAsync(story, "手册", ("place", "共享盘")));

        // What is counted and differs.
        await story.ListAsync(
            new(Category.Finance, "证券", story.Receiver, Importance.Normal, ("kind", "securities"), ("book", "500"), ("asAt", "2026-11-01")),
            new(Category.Finance, "凭证", story.Receiver, Importance.Normal, ("kind", "vouchers"), ("book", "12"), ("asAt", "2026-11-01")),
            new(Category.Assets, "门禁卡", story.Receiver, Importance.Normal, ("kind", "card"), ("quantity", "3"), ("location", "前台")));
        await story.StepAsync("证券", ProofKind.Reconciled, story.Receiver, new() { ["Step.Actual"] = "499" });
        await shown.UntilAsync("SIGN-05", async () => await story.DoAsync(story.Receiver, await story.WalkPageAsync("证券"), "Matter", new()
        {
            ["Matter.Title"] = "查清差额", ["Matter.Owner"] = story.Giver.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today.AddDays(5)),
        }));
        await story.StepAsync("凭证", ProofKind.Counted, story.Receiver, new() { ["Step.Actual"] = "11" });
        await shown.UntilAsync("SIGN-05.vouchers", () => CountAgainAsync(story, "凭证", new() { ["Step.Actual"] = "11", ["Step.Note"] = "三号凭证在税务局" }));
        await story.StepAsync("门禁卡", ProofKind.Counted, story.Receiver, new() { ["Step.Actual"] = "2" });
        await shown.UntilAsync("SIGN-06", () => CountAgainAsync(story, "门禁卡", new() { ["Step.Actual"] = "2", ["Step.Note"] = "一张已补办" }));

        await story.WalkAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
    }

    [Theory, Databases]
    public async Task Before_completion_and_each_can_be_waived_by_the_witness_where_another_asks(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await HandoverStory.OpenAsync(app, twoReceivers: false);
        await story.GoToAsync(Stage.HandingOver,
            new(Category.Duties, "月度经营分析", story.Receiver, Importance.Key, ("goal", "五号前")),
            new(Category.Duties, "付款", story.Receiver, Importance.Critical, ("goal", "不出错")),
            new(Category.Systems, "网上银行", story.Receiver), new(Category.Systems, "邮箱", story.Receiver));
        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        await story.SignAsync(story.Giver);
        await story.SignAsync(story.Receiver);
        await story.SignAsync(story.Witness);
        var shown = new Shown(story, story.Receiver, "follow-up");
        var (analysis, payment) = (await story.ItemAsync("月度经营分析"), await story.ItemAsync("付款"));

        await story.DoAsync(story.Receiver, "follow-up", "Rate", new() { ["item"] = payment.ToString(), ["mastery"] = nameof(Mastery.Independent) });
        await story.DoAsync(story.Receiver, "follow-up", "Rate", new() { ["item"] = analysis.ToString(), ["mastery"] = nameof(Mastery.NotYet) });
        await shown.UntilAsync("DONE-01", () => story.DoAsync(
            story.Receiver, "follow-up", "Rate", new() { ["item"] = analysis.ToString(), ["mastery"] = nameof(Mastery.WithHelp) }));
        await shown.UntilAsync("DONE-01.performed", () => story.StepAsync("付款", ProofKind.Performed, story.Receiver));

        // 网上银行 by doing it, 邮箱 by waiver; nobody approves their own.
        await shown.UntilAsync("DONE-02", async () =>
        {
            await story.StepAsync("网上银行", ProofKind.PasswordChanged, story.Receiver);
            await story.StepAsync("网上银行", ProofKind.AccessWithdrawn, story.Receiver);
            await WaiveAsync(story, "DONE-02", await story.ItemAsync("邮箱"));
        });
        Assert.Contains("邮箱今天停用", (await story.SeeAsync(story.Hr, "waivers")).Text, StringComparison.Ordinal);

        await story.DoAsync(story.Receiver, "follow-up", "Matter", new()
        {
            ["Matter.Title"] = "补合同", ["Matter.Owner"] = story.Receiver.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today),
        });
        await shown.UntilAsync("DONE-03", () => story.DoAsync(story.Receiver, "follow-up", "CloseMatter", new() { ["outcome"] = "补好了" }));

        await story.DoAsync(story.Receiver, "follow-up", "Ask", new() { ["text"] = "找谁报销？" });
        await shown.UntilAsync("DONE-05", () => story.DoAsync(story.Receiver, "follow-up", "Resolve"));

        await shown.NotAsync("DONE-04");
        story.Wait(TimeSpan.FromDays(2));
        await shown.UntilAsync("DONE-04", () => story.DoAsync(story.Receiver, "follow-up", "Fill", new()
        {
            ["Input.Rating"] = nameof(Rating.Well),
            [$"Input.Mastery[{analysis}]"] = nameof(Mastery.WithHelp), [$"Input.Mastery[{payment}]"] = nameof(Mastery.Independent),
        }));
        Assert.Empty((await story.SeeAsync(story.Receiver, "follow-up")).Page.QuerySelectorAll(".find"));
    }

    [Theory, Databases]
    public async Task Suggestions_stop_nobody(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, twoReceivers: false);
        var shown = new Shown(story, story.Giver, "list");

        await shown.UntilAsync("HINT-11", () => story.DoAsync(story.Giver, "overview", "", new() { ["Input.Overview"] = "先看日历" }));
        await story.ListAsync(new Listed(Category.Duties, "渠道周会"));
        await shown.UntilAsync("HINT-10", () => SaveAsync(story, "渠道周会", ("goal", "按时")));
        await story.ListAsync(new Listed(Category.Processes, "付款", null, Importance.Normal, ("kind", "daily"), ("steps", "收单\n提交")));
        await shown.UntilAsync("HINT-03", () => SaveAsync(story, "付款", ("steps", "收单\n核对\n提交")));
        await story.ListAsync(new Listed(Category.Contacts, "物业"));
        await shown.UntilAsync("HINT-08", () => SaveAsync(story, "物业", ("phone", "021-5555 0101")));
        await story.DoAsync(story.Hr, "parties", "Days", new() { ["lastWorkingDay"] = HandoverStory.Text(story.Today.AddDays(1)), ["reason"] = "提前" });
        await shown.UntilAsync("HINT-07", () => story.DoAsync(
            story.Hr, "parties", "Days", new() { ["lastWorkingDay"] = HandoverStory.Text(story.Today.AddDays(30)), ["reason"] = "改回" }));

        await PasteAsync(story, 1);
        await shown.UntilAsync("HINT-05", () => SaveAsync(story, "贴入 1", ("title", "贴入并看过")));
        await PasteAsync(story, 80);
        await shown.UntilAsync("HINT-04", async () =>
        {
            var page = await story.SelectAsync(story.Giver, "list?category=History", await ItemsAsync(story, "贴入 ", 5));
            await page.SubmitAsync("form[data-form=bulk]", button: "button[value=withdraw]");
        });
        await shown.UntilAsync("HINT-01", () => SaveAsync(story, "渠道周会", ("importance", nameof(Importance.Key))));

        await story.ListAsync(
            new(Category.Finance, "甲本收据", null, Importance.Normal, ("kind", "receipts"), ("book", "90"), ("asAt", "2026-11-01"), ("numbers", "001-050，061-100")),
            new(Category.Finance, "乙本收据", null, Importance.Normal, ("kind", "receipts"), ("numbers", "100-150"), ("book", "50"), ("asAt", "2026-11-01")));
        await shown.UntilAsync("HINT-12", () => SaveAsync(story, "甲本收据", ("numbers", "001-050，051-060（作废），061-100")));
        await shown.UntilAsync("HINT-12.both", () => SaveAsync(story, "乙本收据", ("numbers", "105-155")));
        await shown.UntilAsync("HINT-12.between", () => SaveAsync(story, "乙本收据", ("numbers", "101-151")));
        await shown.UntilAsync("HINT-12.count", () => SaveAsync(story, "乙本收据", ("numbers", "101-150")));

        await story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        await story.AgreeTimesAsync();
        await story.DoAsync(story.Giver, "list", "Submit");
    }

    private static async Task SaveAsync(HandoverStory story, string title, params (string Field, string Value)[] fields)
    {
        var item = await story.ItemAsync(title);
        await story.DoAsync(story.Giver, $"list?item={item}", "Save", fields.ToDictionary(
            f => f.Field is "title" or "receiver" or "importance" ? $"Input.{char.ToUpperInvariant(f.Field[0])}{f.Field[1..]}" : $"Input.Fields[{f.Field}]", f => f.Value));
    }

    private static async Task CountAgainAsync(HandoverStory story, string title, Dictionary<string, string> values)
    {
        await story.DoAsync(story.Receiver, await story.WalkPageAsync(title), "Undo", new() { ["kind"] = nameof(ProofKind.Counted) });
        await story.StepAsync(title, ProofKind.Counted, story.Receiver, values);
    }

    private static async Task WaiveAsync(HandoverStory story, string finding, Guid? subject = null)
    {
        var asked = new Dictionary<string, string> { ["finding"] = finding, ["reason"] = "邮箱今天停用" };
        if (subject is { } known)
        {
            asked["subject"] = known.ToString();
        }

        Assert.False(HandoverStory.Offers(await story.SeeAsync(story.Witness, "waivers"), "Ask"));
        await story.DoAsync(story.Receiver, "waivers", "Ask", asked);
        await story.DoAsync(story.Witness, "waivers", "Decide", new() { ["note"] = "同意" }, "button[value=true]");
    }

    private static async Task ReplaceWitnessAsync(HandoverStory story, TestPerson next)
    {
        var party = await story.App.ReadAsync(db => db.Parties.Where(p => p.PersonId == story.Witness.Id && p.Role == PartyRole.Witness).Select(p => p.Id).SingleAsync());
        await story.DoAsync(story.Hr, "parties", "Replace", new() { ["party"] = party.ToString(), ["personId"] = next.Id.ToString(), ["reason"] = "职级" });
    }

    private static Task<int> WitnessEndsAsync(HandoverStory story, bool ended) => story.App.ReadAsync(db =>
        db.Parties.Where(p => p.PersonId == story.Witness.Id && p.Role == PartyRole.Witness).ExecuteUpdateAsync(
            p => p.SetProperty(x => x.UntilAt, ended ? story.App.Time.GetUtcNow() : (DateTimeOffset?)null), TestContext.Current.CancellationToken));

    public static async Task<Guid> AddTeamAsync(TestApp app, TestPerson lead, params TestPerson[] members)
    {
        var team = new Team { Id = Guid.CreateVersion7(), Name = $"小组 {Guid.CreateVersion7():N}", LeadId = lead.Id };
        await app.ReadAsync(async db =>
        {
            db.Teams.Add(team);
            db.TeamMembers.AddRange(members.Append(lead).Select(m => new TeamMember { TeamId = team.Id, PersonId = m.Id }));
            return await db.SaveChangesAsync();
        });
        return team.Id;
    }

    private static async Task PasteAsync(HandoverStory story, int rows)
    {
        await using var scope = story.App.Services.CreateAsyncScope();
        var pasted = await scope.ServiceProvider.GetRequiredService<ListService>().PasteAsync(
            story.Number, House.SmallHandover.ActorOf(story.Giver),
            new PastedRows(
                Guid.CreateVersion7(), ["名称"], [["名称"], .. Enumerable.Range(1, rows).Select(row => new[] { $"贴入 {row}" })],
                [.. Enumerable.Range(1, rows).Select(row => new PastedItem(
                    row + 1, Category.History, $"贴入 {row}", null, null, null, new HistoryFields { Decision = "定了", Why = "好" }))]),
            TestContext.Current.CancellationToken);
        Assert.Equal(rows, pasted.Value);
    }

    private static Task<Guid[]> ItemsAsync(HandoverStory story, string begin, int count) => story.App.ReadAsync(db =>
        db.Items.Where(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == story.Number) && i.Title.StartsWith(begin)).Take(count).Select(i => i.Id).ToArrayAsync());

    /// <summary>The findings that one person reads on one page.</summary>
    private sealed class Shown(HandoverStory story, TestPerson person, string page)
    {
        /// <summary>It stands; it is solved; it is gone.</summary>
        public async Task UntilAsync(string finding, Func<Task> solve)
        {
            Assert.True(await StandsAsync(finding), $"{finding} is not shown: {(await story.AsAsync(person)).Text}");
            await solve();
            await NotAsync(finding);
        }

        public async Task NotAsync(string finding) =>
            Assert.False(await StandsAsync(finding), $"{finding} is shown: {(await story.AsAsync(person)).Text}");

        private async Task<bool> StandsAsync(string finding)
        {
            var key = $"finding.{finding}";
            var sentence = story.App.Services.GetRequiredService<IStringLocalizer<HandoverText>>().GetAllStrings(includeParentCultures: true).Single(t => t.Name == key);
            var pattern = new Regex(string.Concat("^", Regex.Replace(Regex.Escape(sentence.Value), @"\\\{\d}", ".+"), "$"));
            var visitor = await story.SeeAsync(person, page);
            return visitor.Page.QuerySelectorAll(".find .grow").Any(f => pattern.IsMatch(f.FirstChild!.TextContent.Trim()) || pattern.IsMatch(f.TextContent.Trim()));
        }
    }
}
