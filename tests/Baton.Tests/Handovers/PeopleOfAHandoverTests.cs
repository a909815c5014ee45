using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Files;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Handovers;

/// <summary>Nobody is ever stuck: who comes instead, who holds what has no receiver yet, who only collects, who shares it out.</summary>
public sealed class PeopleOfAHandoverTests
{
    [Theory, Databases]
    public async Task Giver_receiver_and_witness_are_replaced_with_a_reason_while_it_runs(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.AtAsync(app, Stage.Signing);
        await story.SignAsync(story.Giver);
        await story.SignAsync(story.Second);
        var (giver, receiver, witness) = (await app.AddPersonAsync("新移交人"), await app.AddPersonAsync("新接收人"), await app.AddPersonAsync("新监交人"));

        // What has not passed goes to the new receiver, and is accepted anew; what is frozen is opened for it.
        await ReplaceAsync(story, story.Receiver, PartyRole.Receiver, receiver);
        Assert.Equal(Stage.HandingOver, await story.StageAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await story.SeeAsync(story.Receiver, "")).Status);
        // What was explained to the one before is explained anew.
        await story.WalkAsync("月度经营分析", receiver, ProofKind.Explained);

        await ReplaceAsync(story, story.Giver, PartyRole.Giver, giver);
        await story.RefusedAsync(story.Hr, "parties", "Replace", "监交人不能同时是移交人", await ReplacementAsync(story, story.Witness, PartyRole.Witness, receiver));
        await story.RefusedAsync(story.Hr, "parties", "Replace", "请填写这一项", new(await ReplacementAsync(story, story.Witness, PartyRole.Witness, witness)) { ["reason"] = "" });
        await ReplaceAsync(story, story.Witness, PartyRole.Witness, witness);
        await story.DoAsync(giver, "sign", "Start");
        foreach (var person in new[] { giver, receiver, story.Second, witness })
        {
            await story.SignAsync(person);
        }

        Assert.Equal(Stage.FollowUp, await story.StageAsync());
        Assert.Contains("调岗了", (await story.SeeAsync(story.Hr, "parties")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task What_is_missing_is_said_at_once_and_one_wrong_person_at_their_own_field(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (giver, receiver) = (await app.AddPersonAsync("移交人"), await app.AddPersonAsync("接收人"));
        using var hr = await app.SignInAsync(await app.AddPersonAsync("人事", SystemRoles.HumanResources));
        List<string> Refused() => [.. hr.Page.QuerySelectorAll("form[data-form=new] .err").Select(error => error.Id!)];

        await hr.GetAsync("/handovers/new");
        await hr.SubmitAsync("form[data-form=new]");
        Assert.Equal(["Input-GiverId-error", "Input-Reason-error", "Input-LastWorkingDay-error"], Refused());

        // The giver, chosen as the third of the receivers; the second is left empty.
        await hr.GetAsync("/handovers/new");
        hr.Page.QuerySelectorAll("select[name='Input.ReceiverIds']")[2].SetAttribute("data-at", "2");
        hr.Fill("select[data-at='2']", giver.Id.ToString());
        hr.Page.QuerySelectorAll("select[name='Input.ReceiverIds']")[0].SetAttribute("data-at", "0");
        hr.Fill("select[data-at='0']", receiver.Id.ToString());
        await hr.SubmitAsync("form[data-form=new]", new()
        {
            ["Input.GiverId"] = giver.Id.ToString(), ["Input.WitnessId"] = (await app.AddPersonAsync("监交人")).Id.ToString(),
            ["Input.Reason"] = nameof(Reason.Transfer), ["Input.LastWorkingDay"] = HandoverStory.Text(DateOnly.FromDateTime(app.Time.GetUtcNow().UtcDateTime).AddDays(30)),
        });
        Assert.Equal(["more2-Input-ReceiverIds-error"], Refused());
    }

    [Theory, Databases]
    public async Task The_head_of_the_department_is_caretaker_where_nobody_is_named(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var head = await app.AddPersonAsync("部门负责人");
        var giver = await app.AddPersonAsync("移交人", departmentId: await app.AddDepartmentAsync("渠道部", head.Id));
        var (receiver, witness) = (await app.AddPersonAsync("接收人"), await app.AddPersonAsync("监交人"));
        using var hr = await app.SignInAsync(await app.AddPersonAsync("人事", SystemRoles.HumanResources));

        await hr.GetAsync("/handovers/new");
        await hr.SubmitAsync("form[data-form=new]", new()
        {
            ["Input.GiverId"] = giver.Id.ToString(), ["Input.ReceiverIds"] = receiver.Id.ToString(), ["Input.WitnessId"] = witness.Id.ToString(),
            ["Input.Reason"] = nameof(Reason.Transfer), ["Input.LastWorkingDay"] = HandoverStory.Text(DateOnly.FromDateTime(app.Time.GetUtcNow().UtcDateTime).AddDays(30)),
        });

        var caretaker = await app.ReadAsync(db => db.Parties.Where(p => p.Role == PartyRole.Caretaker && p.Handover!.Parties.Any(g => g.PersonId == giver.Id)).Select(p => p.PersonId).SingleAsync());
        Assert.Equal(head.Id, caretaker);
    }

    [Theory, Databases]
    public async Task With_no_successor_yet_the_caretaker_receives_and_hands_on_in_one_act(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.ReceiverIds"] = "" }, twoReceivers: false);
        await story.DoAsync(story.Giver, "times", "Propose", story.Times());
        await story.ListAsync(new(Category.Duties, "渠道周会", story.Caretaker), new(Category.Systems, "网上银行", story.Caretaker, Importance.Key, ("address", "bank")));
        var meeting = await story.ItemAsync("渠道周会");
        var minutes = await story.AttachAsync(story.Giver, $"list?category=Duties&item={meeting}", meeting, "周会纪要.txt", "一二三");
        await story.ConfirmListAsync();
        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        foreach (var person in new[] { story.Giver, story.Caretaker, story.Witness })
        {
            await story.SignAsync(person);
        }

        var successor = await app.AddPersonAsync("继任者");
        var on = new Dictionary<string, string> { ["toId"] = successor.Id.ToString(), ["lastWorkingDay"] = HandoverStory.Text(story.Today.AddDays(20)) };
        var next = await story.DoAsync(story.Caretaker, "parties", "Continue", on);
        var number = next.Path.Split('/')[^1];
        await story.RefusedAsync(story.Caretaker, "parties", "Continue", "已经转交过了", on);

        Assert.NotEqual(story.Number, number);
        var opened = await app.ReadAsync(db => db.Handovers.Include(h => h.Parties).SingleAsync(h => h.Number == number));
        Assert.Equal((story.Caretaker.Id, successor.Id), (opened.Giver!.PersonId!.Value, opened.Receivers.Single().PersonId!.Value));
        var items = await app.ReadAsync(db => db.Items.Where(i => i.HandoverId == opened.Id).ToListAsync());
        Assert.Equal(["渠道周会", "网上银行"], items.OrderBy(i => i.Category).Select(i => i.Title));
        Assert.All(items, i => Assert.Equal((successor.Id, ItemState.Open), (i.ReceiverId!.Value, i.State)));
        var carried = await app.ReadAsync(db => db.Attachments.SingleAsync(f => f.HandoverId == opened.Id));
        Assert.Equal((minutes.Name, minutes.Hash, items.Single(i => i.Files == 1).Id), (carried.Name, carried.Hash, carried.SubjectId));
        Assert.Equal(1, await app.ReadAsync(db => db.Events.CountAsync(e => e.StreamId == opened.Id && e.Kind == "file.added")));
        Assert.Contains(number, (await story.SeeAsync(story.Hr, "parties")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task After_temporary_cover_the_work_is_handed_back_with_its_list(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await CoverAsync(app);

        // The giver who comes back is preset.
        var back = await story.DoAsync(story.Receiver, "parties", "Continue");

        var number = back.Path.Split('/')[^1];
        var opened = await app.ReadAsync(db => db.Handovers.Include(h => h.Parties).SingleAsync(h => h.Number == number));
        Assert.Equal(
            (story.Receiver.Id, story.Giver.Id, story.Witness.Id),
            (opened.Giver!.PersonId!.Value, opened.Receivers.Single().PersonId!.Value, opened.Witness!.PersonId!.Value));
        Assert.Equal("渠道周会", await app.ReadAsync(db => db.Items.Where(i => i.HandoverId == opened.Id).Select(i => i.Title).SingleAsync()));
    }

    [Theory, Databases]
    public async Task As_a_cover_ends_whoever_covers_is_reminded_of_the_hand_back_until_it_is_open(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await CoverAsync(app);

        const string Reminder = "代岗快结束了";
        async Task<bool> IsRemindedAsync()
        {
            var visitor = await story.AsAsync(story.Receiver);
            await visitor.GetAsync("/");
            return visitor.Text.Contains(Reminder, StringComparison.Ordinal);
        }

        Assert.False(await IsRemindedAsync());
        story.Wait(TimeSpan.FromDays(56));
        Assert.True(await IsRemindedAsync());
        await story.DoAsync(story.Receiver, "parties", "Continue");
        Assert.False(await IsRemindedAsync());
    }

    [Theory, Databases]
    public async Task A_collector_sees_counts_and_signs_their_items_and_has_no_follow_up(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var collector = await app.AddPersonAsync("行政");
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.CollectorIds"] = collector.Id.ToString() }, twoReceivers: false);
        await story.GoToAsync(Stage.HandingOver,
            new(Category.Assets, "门禁卡", collector, Importance.Normal, ("kind", "card"), ("quantity", "1"), ("location", "前台")),
            new(Category.Duties, "渠道周会", story.Receiver));
        var list = await story.SeeAsync(collector, "list?category=Duties");
        Assert.DoesNotContain("渠道周会", list.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        foreach (var page in new[] { "times", "overview", "meetings", await story.WalkPageAsync("渠道周会") })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await story.SeeAsync(collector, page)).Status);
        }

        await story.WalkAsync("门禁卡", collector, ProofKind.Counted);
        await story.WalkAsync("渠道周会", story.Receiver, ProofKind.Explained);
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        await story.SignAsync(story.Giver);
        Assert.DoesNotContain("渠道周会", (await story.SignAsync(collector)).Text, StringComparison.Ordinal);
        await story.SignAsync(story.Receiver);
        await story.SignAsync(story.Witness);

        Assert.Equal(HttpStatusCode.NotFound, (await story.SeeAsync(collector, "follow-up")).Status);
        Assert.Equal([story.Receiver.Id], await app.ReadAsync(db => db.FollowUpChecks
            .Where(c => db.Handovers.Any(h => h.Id == c.HandoverId && h.Number == story.Number)).Select(c => c.ReceiverId).Distinct().ToListAsync()));
    }

    [Theory, Databases]
    public async Task A_collector_is_asked_to_take_back_and_not_to_learn(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var collector = await app.AddPersonAsync("信息部");
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.CollectorIds"] = collector.Id.ToString() }, twoReceivers: false);
        var account = await story.AddItemAsync(new(Category.Systems, "公司邮箱", collector, Importance.Key, ("address", "mail.example.com")));
        var book = await story.AddItemAsync(new(Category.Documents, "合同档案", collector, Importance.Normal, ("kind", "contract"), ("place", "三号柜")));
        var advance = await story.AddItemAsync(new(Category.Duties, "借款交代", collector));

        Assert.Equal([ProofKind.AccessWithdrawn], await StepsAsync(account));
        Assert.Equal([ProofKind.Checked], await StepsAsync(book));
        Assert.Equal([ProofKind.Explained], await StepsAsync(advance));
        using var giver = await app.CallerAsync(story.Giver);
        foreach (var (receiver, steps) in new (TestPerson, ProofKind[])[]
        {
            (story.Receiver, [ProofKind.Demonstrated, ProofKind.SignedIn, ProofKind.TaughtBack, ProofKind.PasswordChanged, ProofKind.AccessWithdrawn]), (collector, [ProofKind.AccessWithdrawn]),
        })
        {
            (await giver.PostAsync($"/handovers/{story.Number}/items/bulk", new JsonObject { ["items"] = new JsonArray(account), ["act"] = "assign", ["receiverId"] = receiver.Id })).Expect(HttpStatusCode.OK);
            Assert.Equal(steps, await StepsAsync(account));
        }

        async Task<IEnumerable<ProofKind>> StepsAsync(Guid item) =>
            (await app.ReadAsync(db => db.Items.Where(i => i.Id == item).SelectMany(i => i.Steps).Select(s => s.Kind).ToListAsync())).Order();
    }

    [Theory, Databases]
    public async Task A_team_receives_first_and_its_lead_names_the_person(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (lead, member, outsider) = (await app.AddPersonAsync("组长"), await app.AddPersonAsync("组员"), await app.AddPersonAsync("外人"));
        var team = await FindingsTests.AddTeamAsync(app, lead, member);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.TeamIds"] = team.ToString() }, twoReceivers: false);
        await story.AgreeTimesAsync();
        var item = await story.AddItemAsync(new(Category.Duties, "值班"));
        await story.DoAsync(story.Giver, $"list?item={item}", "Save", new() { ["Input.Receiver"] = $"t:{team}" });
        await story.ConfirmListAsync();

        var assign = new Dictionary<string, string> { ["ids"] = item.ToString(), ["personId"] = member.Id.ToString() };
        Assert.Equal(HttpStatusCode.Forbidden, (await story.ForgeAsync(story.Giver, "parties", "Assign", assign)).Status);
        await story.RefusedAsync(lead, "parties", "Assign", "请从团队成员里选", new(assign) { ["personId"] = outsider.Id.ToString() });
        await story.DoAsync(lead, "parties", "Assign", assign);

        await story.WalkAsync("值班", member, ProofKind.Explained);
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        foreach (var person in new[] { story.Giver, member, story.Witness })
        {
            await story.SignAsync(person);
        }

        Assert.Equal(Stage.FollowUp, await story.StageAsync());
    }

    private static async Task ReplaceAsync(HandoverStory story, TestPerson old, PartyRole role, TestPerson next) =>
        await story.DoAsync(story.Hr, "parties", "Replace", await ReplacementAsync(story, old, role, next));

    private static async Task<Dictionary<string, string>> ReplacementAsync(HandoverStory story, TestPerson old, PartyRole role, TestPerson next) => new()
    {
        ["party"] = (await story.App.ReadAsync(db => db.Parties.Where(p => p.PersonId == old.Id && p.Role == role).Select(p => p.Id).SingleAsync())).ToString(),
        ["personId"] = next.Id.ToString(), ["reason"] = "调岗了",
    };

    /// <summary>A temporary cover for 60 days, signed.</summary>
    private static async Task<HandoverStory> CoverAsync(TestApp app)
    {
        var story = await HandoverStory.OpenAsync(app, new()
        {
            ["Input.Reason"] = nameof(Reason.TemporaryCover), ["Input.ReturnsOn"] = HandoverStory.Text(DateOnly.FromDateTime(app.Time.GetUtcNow().UtcDateTime).AddDays(60)),
        }, twoReceivers: false);
        await story.GoToAsync(Stage.HandingOver, new Listed(Category.Duties, "渠道周会", story.Receiver));
        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        foreach (var person in new[] { story.Giver, story.Receiver, story.Witness })
        {
            await story.SignAsync(person);
        }

        return story;
    }
}
