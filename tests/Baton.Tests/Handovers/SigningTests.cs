using System.Net;
using AngleSharp.Html.Dom;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Baton.Web.Features.SignOff;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Handovers;

/// <summary>移交签字: who signs, when, for what; and the stated way on where somebody does not.</summary>
public sealed class SigningTests
{
    [Theory, Databases]
    public async Task Nobody_signs_twice_out_of_turn_or_for_another(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.Signing);
        await RefusesToSignAsync(story, story.Receiver, HttpStatusCode.Conflict, "还没轮到");
        await RefusesToSignAsync(story, story.Witness, HttpStatusCode.Conflict, "还没轮到");
        var root = Root(await story.SeeAsync(story.Giver, "sign"));
        await story.SignAsync(story.Giver);
        await RefusesToSignAsync(story, story.Giver, HttpStatusCode.Conflict, "已经签过了");
        await RefusesToSignAsync(story, story.Witness, HttpStatusCode.Conflict, "还没轮到");

        // Who is asked for no signature; and what another was to sign.
        await RefusesToSignAsync(story, story.Hr, HttpStatusCode.Forbidden, "这一步由别人来做");
        await RefusesToSignAsync(story, story.Caretaker, HttpStatusCode.Forbidden, "这一步由别人来做");
        await RefusesToSignAsync(story, story.Receiver, HttpStatusCode.Conflict, "内容刚刚重新生成过", root);
        await story.ForgeAsync(story.Receiver, "sign", "StandIn", new()
        {
            ["role"] = nameof(PartyRole.Receiver), ["person"] = story.Second.Id.ToString(), ["method"] = nameof(SignatureMethod.Paper), ["words"] = "他签了",
        });
        Assert.Contains("这一步由别人来做", HandoverStory.Refusal(await story.AsAsync(story.Receiver)), StringComparison.Ordinal);

        Assert.Equal([story.Giver.Id], await SignersAsync(story));
    }

    [Theory, Databases]
    public async Task Pressed_twice_at_once_it_is_one_signature(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.Signing);
        var visitor = await story.SeeAsync(story.Giver, "sign");
        var form = (IHtmlFormElement)visitor.Page.QuerySelector("form[data-form=sign]")!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var request = visitor.FormRequest(form, HandoverStory.SignWith());
            using var response = await visitor.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }));

        Assert.Equal([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.Conflict, 5)], answers.Order());
        Assert.Equal([story.Giver.Id], await SignersAsync(story));
    }

    [Theory, Databases]
    public async Task Reopening_voids_the_witness_and_whose_statement_changed_and_no_others(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.Signing);
        foreach (var person in new[] { story.Giver, story.Receiver, story.Second })
        {
            await story.SignAsync(person);
        }

        await story.RefusedAsync(story.Second, "sign", "Reopen", "请填写这一项", new() { ["reason"] = " " });
        await story.DoAsync(story.Second, "sign", "Reopen", new() { ["reason"] = "周会改到周二了" });
        Assert.Equal(Stage.HandingOver, await story.StageAsync());
        // Passed by both signatures, and 责任转移时间 had come: what has passed does not come back by reopening.
        var item = await story.ItemAsync("渠道周会");
        Assert.False(HandoverStory.Offers(await story.SeeAsync(story.Giver, $"list?category=Duties&item={item}"), "Save"));
    }

    [Theory, Databases]
    public async Task What_has_not_passed_is_changed_and_signed_again_by_those_whom_it_concerns(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        await story.AgreeTimesAsync($"{HandoverStory.Text(story.Today.AddDays(10))}T18:00");
        await story.ListAsync(new(Category.Duties, "月度经营分析", story.Receiver), new(Category.Duties, "渠道周会", story.Second));
        await story.ConfirmListAsync();
        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        foreach (var person in new[] { story.Giver, story.Receiver, story.Second })
        {
            await story.SignAsync(person);
        }

        await story.DoAsync(story.Second, "sign", "Reopen", new() { ["reason"] = "周会改到周二了" });
        var item = await story.ItemAsync("渠道周会");
        await story.DoAsync(story.Giver, $"list?category=Duties&item={item}", "Save", new() { ["Input.Fields[frequency]"] = "每周二" });
        await story.DoAsync(story.Second, $"walk/{item}", "Accept");
        await story.DoAsync(story.Witness, "sign", "Start");

        Assert.Equal([story.Receiver.Id], await SignersAsync(story));
        var page = await story.SeeAsync(story.Giver, "sign");
        Assert.Contains("渠道周会", page.Page.QuerySelectorAll("section").Single(s => s.QuerySelector("h2")?.TextContent == "作废的签字").TextContent, StringComparison.Ordinal);
        // The earlier revision is still there to look at, with the signatures that stood under it.
        Assert.Contains("周会改到周二了", (await story.SeeAsync(story.Giver, "sign?revision=1")).Text, StringComparison.Ordinal);
        await RefusesToSignAsync(story, story.Receiver, HttpStatusCode.Conflict, "已经签过了");
        foreach (var person in new[] { story.Giver, story.Second, story.Witness })
        {
            await story.SignAsync(person);
        }

        Assert.Equal(Stage.FollowUp, await story.StageAsync());
    }

    [Theory, Databases]
    public async Task A_refused_signature_leaves_signing_open_until_the_witness_closes_it(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.Signing);
        await story.SignAsync(story.Giver);
        await story.RefusedAsync(story.Witness, "sign", "StandIn", "对方没有拒签", RefusalOf(story.Receiver));
        await story.DoAsync(story.Receiver, "sign", "Refuse", new() { ["reason"] = "账号还没给我" });
        Assert.Contains("账号还没给我", (await story.SeeAsync(story.Hr, "sign")).Text, StringComparison.Ordinal);
        Assert.Equal(Stage.Signing, await story.StageAsync());

        await story.RefusedAsync(story.Witness, "sign", "StandIn", "密码", new(RefusalOf(story.Receiver)) { ["password"] = "not my password 1" });
        await story.DoAsync(story.Witness, "sign", "StandIn", RefusalOf(story.Receiver));
        await story.RefusedAsync(story.Witness, "sign", "StandIn", "请填写这一项", new() { ["person"] = story.Second.Id.ToString(), ["method"] = nameof(SignatureMethod.Paper), ["words"] = "" });
        await story.DoAsync(story.Witness, "sign", "StandIn", new()
        {
            ["person"] = story.Second.Id.ToString(), ["method"] = nameof(SignatureMethod.Paper), ["words"] = "已在打印件上签名", ["password"] = TestApp.Password,
        });
        await story.SignAsync(story.Witness);

        var sheet = await story.SeeAsync(story.Hr, "sign");
        Assert.Contains("拒签说明", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("纸质签署", sheet.Text, StringComparison.Ordinal);
        Assert.Equal(Stage.FollowUp, await story.StageAsync());
    }

    [Theory, Databases]
    public async Task As_it_stands_settled_items_pass_and_the_rest_goes_to_the_caretaker(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.LastWorkingDay"] = HandoverStory.Text(Day(app).AddDays(1)) });
        await story.GoToAsync(Stage.HandingOver);
        await story.WalkAsync("月度经营分析", story.Receiver, ProofKind.Explained);
        await story.ForgeAsync(story.Witness, "sign", "AsItStands", new() { ["reason"] = "来不及了" });
        Assert.Contains("现状交接从最后工作日", HandoverStory.Refusal(await story.AsAsync(story.Witness)), StringComparison.Ordinal);

        await story.DoAsync(story.Hr, "parties", "Days", new() { ["lastWorkingDay"] = HandoverStory.Text(story.Today), ["reason"] = "提前离开" });
        await story.DoAsync(story.Witness, "sign", "AsItStands", new() { ["reason"] = "人今天就走" });

        // The giver has gone: attempts to reach them first, then 未到场说明.
        await story.RefusedAsync(story.Witness, "sign", "StandIn", "请先记录联系过对方几次", AbsenceOf(story.Giver));
        await story.DoAsync(story.Witness, "parties", "Attempt", new() { ["personId"] = story.Giver.Id.ToString(), ["how"] = "电话", ["result"] = "关机" });
        await story.DoAsync(story.Witness, "sign", "StandIn", AbsenceOf(story.Giver));
        await story.SignAsync(story.Receiver);
        await story.SignAsync(story.Caretaker);
        await story.SignAsync(story.Witness);

        Assert.Equal(Stage.FollowUp, await story.StageAsync());
        var items = await app.ReadAsync(db => db.Items.Where(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == story.Number))
            .Select(i => new { i.Title, i.State, i.ReceiverId }).ToDictionaryAsync(i => i.Title));
        Assert.Equal((ItemState.Accepted, story.Receiver.Id), (items["月度经营分析"].State, items["月度经营分析"].ReceiverId!.Value));
        Assert.Equal((ItemState.NotReceived, story.Caretaker.Id), (items["渠道周会"].State, items["渠道周会"].ReceiverId!.Value));
        Assert.Contains("未接收", (await story.SeeAsync(story.Caretaker, "sign")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task An_accounting_handover_closed_as_it_stands_shows_article_25(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var accountant = await app.AddPositionAsync("会计", AccountingRank.Accountant);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.LastWorkingDay"] = HandoverStory.Text(Day(app)) }, giverPosition: accountant);
        await story.ListAsync(new Listed(Category.Duties, "出报表", story.Receiver));

        await story.DoAsync(story.Witness, "sign", "AsItStands", new() { ["reason"] = "突然离开" });

        Assert.Contains("第二十五条", (await story.SeeAsync(story.Hr, "sign")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task A_proxy_acts_and_signs_for_the_giver_and_the_sheet_says_so(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var accountant = await app.AddPositionAsync("会计", AccountingRank.Accountant);
        var head = await app.AddPositionAsync("财务经理", AccountingRank.AccountingHead);
        var proxy = await app.AddPersonAsync("何静");
        using var story = await HandoverStory.OpenAsync(app, giverPosition: accountant, witnessPosition: head);
        await story.AgreeTimesAsync();

        // 委托书; for accounting staff the approval of the 单位负责人, too.
        var asked = new Dictionary<string, string> { ["role"] = nameof(PartyRole.Proxy), ["personId"] = proxy.Id.ToString(), ["reason"] = "委托书 2026-11-20" };
        await story.RefusedAsync(story.Hr, "parties", "Add", "要有单位负责人批准", asked);
        await story.DoAsync(story.Hr, "parties", "Add", new(asked) { ["approval"] = "总经理 2026-11-21 批准" });
        await story.AddItemAsync(new(Category.Duties, "出报表", story.Receiver), by: proxy);
        await story.DoAsync(proxy, "list", "DeclareEmpty", new() { ["all"] = "true" });
        var overview = await story.SeeAsync(proxy, "overview");
        foreach (var box in overview.Page.QuerySelectorAll("input[name='Input.Declared']"))
        {
            overview.Tick($"input[value={box.GetAttribute("value")}]");
        }

        await HandoverStory.SendAsync(overview, "", new() { ["Input.Support"] = nameof(SupportChoice.NotOffered) });
        await story.DoAsync(proxy, "list", "Submit");
        await story.DoAsync(story.Witness, "list", "Confirm");
        var walk = await story.SeeAsync(proxy, await story.WalkPageAsync("出报表"));
        await walk.SubmitAsync("form[data-form=step]", button: "button[value=Explained]");
        await story.DoAsync(story.Receiver, await story.WalkPageAsync("出报表"), "Accept");
        await story.MeetAsync();
        await story.DoAsync(proxy, "sign", "Start");
        await story.SignAsync(proxy);

        await RefusesToSignAsync(story, story.Giver, HttpStatusCode.Conflict, "已经签过了");
        Assert.Contains("何静（代张伟）", (await story.SeeAsync(story.Receiver, "sign")).Text, StringComparison.Ordinal);
        var giver = await app.ReadAsync(db => db.Signatures.SingleAsync(s => s.MadeById == proxy.Id));
        Assert.Equal((PartyRole.Giver, story.Giver.Id), (giver.Role, giver.PersonId));
        var onBehalf = await app.ReadAsync(db => db.Events.Where(e => e.ActorId == proxy.Id).Select(e => e.OnBehalfOfId).Distinct().ToListAsync());
        Assert.Contains(story.Giver.Id, onBehalf.OfType<Guid>());
    }

    [Theory, Databases]
    public async Task For_an_absent_giver_the_witness_records_from_what_source_and_the_statement_stands_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.GiverAbsent"] = "true" }, twoReceivers: false);
        await story.DoAsync(story.Hr, "times", "Fix", story.Times(), "button[formaction]");
        await story.AddItemAsync(new(Category.Duties, "月度经营分析", story.Receiver), by: story.Hr);
        await story.DoAsync(story.Hr, "list", "DeclareEmpty", new() { ["all"] = "true" });
        await story.DoAsync(story.Hr, "list", "Submit");
        await story.DoAsync(story.Witness, "list", "Confirm");
        var page = await story.WalkPageAsync("月度经营分析");
        var walk = await story.SeeAsync(story.Witness, page);
        await walk.SubmitAsync("form[data-form=step]", button: "button[value=Explained]");
        Assert.Contains("请写明内容从哪里得知", HandoverStory.Refusal(walk), StringComparison.Ordinal);
        await walk.SubmitAsync("form[data-form=step]", new() { ["Step.Note"] = "来自去年的工作总结" }, "button[value=Explained]");
        await story.DoAsync(story.Receiver, page, "Accept");
        await story.MeetAsync();
        await story.DoAsync(story.Hr, "overview", "", new() { ["Input.Support"] = nameof(SupportChoice.NotOffered) });
        await story.DoAsync(story.Hr, "sign", "Start");
        await story.DoAsync(story.Witness, "parties", "Attempt", new() { ["personId"] = story.Giver.Id.ToString(), ["how"] = "上门", ["result"] = "无人" });
        await story.DoAsync(story.Witness, "sign", "StandIn", AbsenceOf(story.Giver));
        await story.SignAsync(story.Receiver);
        await story.SignAsync(story.Witness);

        Assert.Equal(Stage.FollowUp, await story.StageAsync());
        var explained = await app.ReadAsync(db => db.Items.Where(i => i.Title == "月度经营分析" && i.ReceiverId == story.Receiver.Id)
            .SelectMany(i => i.Steps).SingleAsync(s => s.Kind == ProofKind.Explained));
        Assert.Equal((story.Witness.Id, story.Giver.Id, "来自去年的工作总结"), (explained.DoneById!.Value, explained.OnBehalfOfId!.Value, explained.Note));
    }

    private static DateOnly Day(TestApp app) => DateOnly.FromDateTime(app.Time.GetUtcNow().AddHours(8).UtcDateTime);

    private static string Root(Visitor visitor) => ((IHtmlInputElement)visitor.Page.QuerySelector("[name='Input.Root']")!).Value;

    private static async Task RefusesToSignAsync(HandoverStory story, TestPerson person, HttpStatusCode status, string words, string root = "00")
    {
        var visitor = await story.ForgeAsync(person, "sign", "Sign", new(HandoverStory.SignWith()) { ["Input.Root"] = root });
        Assert.Equal(status, visitor.Status);
        Assert.Contains(words, HandoverStory.Refusal(visitor), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> RefusalOf(TestPerson person) =>
        new() { ["person"] = person.Id.ToString(), ["method"] = nameof(SignatureMethod.RefusalStatement), ["words"] = "当面拒签，理由见上", ["password"] = TestApp.Password };

    private static Dictionary<string, string> AbsenceOf(TestPerson person) =>
        new() { ["person"] = person.Id.ToString(), ["method"] = nameof(SignatureMethod.AbsenceStatement), ["words"] = "多次联系未到场", ["password"] = TestApp.Password };

    private static Task<List<Guid>> SignersAsync(HandoverStory story) => story.App.ReadAsync(db =>
        db.Signatures.Where(s => s.VoidedAt == null && db.Handovers.Any(h => h.Id == s.HandoverId && h.Number == story.Number))
            .Select(s => s.PersonId).ToListAsync());
}
