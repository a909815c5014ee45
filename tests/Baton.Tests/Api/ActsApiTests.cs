using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;

namespace Baton.Tests.Api;

/// <summary>What people do beside the straight way, done by programs.</summary>
public sealed class ActsApiTests
{
    [Theory, Databases]
    public async Task A_giver_asks_human_resources_confirm_and_change_people_and_days(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var giver = await story.AsAsync(story.Giver);
        var asked = story.Opening();
        asked.Remove("witnessId");
        asked.Remove("title");
        asked["form"] = "simple";
        var opened = (await giver.PostAsync("/handovers", asked)).Expect(HttpStatusCode.Created);
        var path = $"/handovers/{opened.Text("number")}";
        Assert.Equal(("true", "张伟交接"), (opened.Text("isRequest"), opened.Text("title")));
        var hr = await story.AsAsync(story.Hr);
        Assert.Contains((await hr.GetAsync("/me/next-steps")).Json!.AsArray(), s => (string)s!["what"]! == "request" && path.EndsWith((string)s["number"]!, StringComparison.Ordinal));

        Assert.Equal(["handover.witness-takes-part"], (await hr.PostAsync($"{path}/confirm-request", new JsonObject { ["witnessId"] = story.Receiver.Id })).On("witnessId"));
        (await hr.PostAsync($"{path}/confirm-request", new JsonObject { ["witnessId"] = story.Witness.Id })).Expect(HttpStatusCode.NoContent);
        (await hr.PostAsync($"{path}/make-full")).Expect(HttpStatusCode.NoContent);
        var deputy = await app.AddPersonAsync("陈静");
        (await hr.PostAsync($"{path}/parties", new JsonObject { ["role"] = "witnessDeputy", ["personId"] = deputy.Id, ["reason"] = "出差时代理" })).Expect(HttpStatusCode.NoContent);
        var party = (await hr.GetAsync($"{path}/parties")).Json!.AsArray().Single(p => (string)p!["role"]! == "witnessDeputy")!["id"];
        (await hr.PostAsync($"{path}/parties/{party}/remove", new JsonObject { ["reason"] = "不出差了" })).Expect(HttpStatusCode.NoContent);
        var day = HandoverStory.Text(story.Today.AddDays(45));
        Assert.Equal(["shared.required"], (await hr.PostAsync($"{path}/days", new JsonObject { ["lastWorkingDay"] = day })).On("reason"));
        (await hr.PostAsync($"{path}/days", new JsonObject { ["lastWorkingDay"] = day, ["reason"] = "推迟" })).Expect(HttpStatusCode.NoContent);
        (await hr.PostAsync($"{path}/contact-attempts", new JsonObject { ["personId"] = story.Giver.Id, ["how"] = "电话", ["result"] = "无人接听" })).Expect(HttpStatusCode.NoContent);
        (await hr.PostAsync($"{path}/giver-absence", new JsonObject { ["absent"] = true, ["reason"] = "失联" })).Expect(HttpStatusCode.NoContent);
        Assert.Equal("无人接听", (await hr.GetAsync($"{path}/contact-attempts")).Text("[0].result"));
        // They stand in the history that the giver reads, too.
        Assert.Equal("无人接听", (await giver.GetAsync($"{path}/contact-attempts")).Text("[0].result"));
        (await hr.PostAsync($"{path}/times/fix", story.Times)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("fixed", (await giver.GetAsync($"{path}/times")).Text("[0].state"));

        var read = await giver.GetAsync(path);
        Assert.Equal(("full", day, "true", "false"), (read.Text("form"), read.Text("lastWorkingDay"), read.Text("giverAbsent"), read.Text("isRequest")));
        (await giver.PostAsync($"{path}/cancel", new JsonObject { ["reason"] = "不走了" })).Expect(HttpStatusCode.Forbidden).Refused("handover.not-yours");
        (await hr.PostAsync($"{path}/cancel", new JsonObject { ["reason"] = "不走了" })).Expect(HttpStatusCode.NoContent);
        (await hr.PostAsync($"{path}/cancel", new JsonObject { ["reason"] = "不走了" })).Expect(HttpStatusCode.Conflict).Refused("handover.wrong-stage");
    }

    [Theory, Databases]
    public async Task The_list_is_put_in_order(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var first = await story.AddAsync("月度经营分析");
        var second = await story.AddAsync("渠道周会", fields: new() { ["scope"] = "华东" });

        Assert.Equal("1.1", (await story.DoAsync(story.Giver, $"items/{second}/move", new JsonObject { ["up"] = true })).Text("label"));
        var copy = Guid.Parse((await story.DoAsync(story.Giver, $"items/{second}/duplicate")).Text("id")!);
        var moved = await story.DoAsync(story.Giver, $"items/{copy}/category", new JsonObject { ["category"] = "documents" });
        Assert.Equal(("documents", "工作范围：华东"), (moved.Text("category"), moved.Text("content.description")));
        var ids = new JsonArray(first, second);
        async Task<string?> BulkAsync(JsonObject act)
        {
            act["items"] = ids.DeepClone();
            return (await story.DoAsync(story.Giver, "items/bulk", act)).Text("count");
        }

        Assert.Equal("2", await BulkAsync(new() { ["act"] = "setImportance", ["importance"] = "critical" }));
        Assert.Equal("2", await BulkAsync(new() { ["act"] = "restrict" }));
        Assert.Equal("2", await BulkAsync(new() { ["act"] = "assign", ["receiverId"] = story.Caretaker.Id }));
        var one = await story.ReadAsync(story.Giver, $"items/{first}");
        Assert.Equal(("critical", "true", "孙丽"), (one.Text("importance"), one.Text("restricted"), one.Text("receiver.name")));
        Assert.Equal("2", await BulkAsync(new() { ["act"] = "unrestrict" }));
        Assert.Equal("2", await BulkAsync(new() { ["act"] = "move", ["category"] = "history" }));
        Assert.Equal("2", await BulkAsync(new() { ["act"] = "withdraw" }));
        (await story.TryAsync(story.Giver, "items/bulk", new JsonObject { ["act"] = "withdraw", ["items"] = new JsonArray() })).Refused("item.nothing-selected");
        Assert.Equal("withdrawn", (await story.DoAsync(story.Giver, $"items/{copy}/withdraw")).Text("state"));
        Assert.Empty((await story.ReadAsync(story.Giver, "items")).Json!["results"]!.AsArray());

        (await story.PutAsync(story.Giver, "empty-categories/finance", new JsonObject())).Expect(HttpStatusCode.NoContent);
        (await story.PutAsync(story.Giver, "empty-categories/nonsense", new JsonObject())).Expect(HttpStatusCode.BadRequest);
        Assert.Equal("[\"finance\"]", (await story.ReadAsync(story.Giver)).Json!["declaredEmpty"]!.ToJsonString());
        (await (await story.AsAsync(story.Giver)).DeleteAsync($"{story.Path}/empty-categories/finance")).Expect(HttpStatusCode.NoContent);
        Assert.Empty((await story.ReadAsync(story.Giver)).Json!["declaredEmpty"]!.AsArray());
        await story.AddAsync("渠道周会");
        (await story.PutAsync(story.Giver, "empty-categories/duties", new JsonObject())).Expect(HttpStatusCode.Conflict).Refused("item.category-not-empty");
    }

    [Theory, Databases]
    public async Task The_walkthrough_goes_its_side_ways(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var plain = await story.AddAsync("渠道周会");
        var other = await story.AddAsync("供应商例会");
        var folder = await story.AddAsync("渠道政策", Category.Documents, fields: new() { ["kind"] = "policy", ["place"] = "共享盘" });
        var laptop = await story.AddAsync("笔记本电脑", Category.Assets, fields: new() { ["kind"] = "equipment", ["quantity"] = "2", ["location"] = "三楼" });
        await story.DoAsync(story.Witness, "matters", new JsonObject { ["itemId"] = plain, ["title"] = "先记一笔", ["owner"] = story.Giver.Id, ["due"] = HandoverStory.Text(story.Today.AddDays(9)) });
        var item = await story.WalkableAsync();
        string Of(Guid id, string act) => $"items/{id}/{act}";

        // Steps beyond the default, left out, done by mistake, by samples, with figures.
        await story.DoAsync(story.Witness, Of(plain, "steps"), new JsonObject { ["kind"] = "demonstrated" });
        await story.DoAsync(story.Giver, Of(plain, "steps/demonstrated/leave-out"), new JsonObject { ["reason"] = "没有可演示的" });
        (await story.TryAsync(story.Giver, Of(plain, "steps/demonstrated/leave-out/decide"), new JsonObject { ["approve"] = true })).Refused("item.not-yours");
        await story.DoAsync(story.Witness, Of(plain, "steps/demonstrated/leave-out/decide"), new JsonObject { ["approve"] = true });
        await story.DoAsync(story.Giver, Of(plain, "steps/explained"), new JsonObject { ["note"] = "讲过" });
        await story.DoAsync(story.Giver, Of(plain, "steps/explained/undo"));
        (await story.TryAsync(story.Giver, Of(plain, "steps/explained/undo"))).Refused("item.step-not-done");
        (await story.TryAsync(story.Giver, Of(plain, "steps/counted"), new JsonObject())).Expect(HttpStatusCode.Conflict).Refused("item.step-unknown");
        await story.DoAsync(story.Witness, Of(folder, "allow-sample"));
        var many = await story.DoAsync(story.Giver, "items/steps/explained", new JsonObject { ["items"] = new JsonArray(plain, other, folder, item) });
        Assert.Equal("3", many.Text("count"));
        await story.DoAsync(story.Receiver, Of(folder, "steps/checked"), new JsonObject());
        Assert.Equal(["shared.not-a-number"], (await story.TryAsync(story.Receiver, Of(laptop, "steps/counted"), new JsonObject { ["actual"] = "两台" })).On("actual"));
        var counted = await story.DoAsync(story.Receiver, Of(laptop, "steps/counted"), new JsonObject { ["actual"] = "1.50", ["condition"] = "完好" });
        Assert.Equal(("2", "1.5"), (counted.Text("content.steps[0].expected"), counted.Text("content.steps[0].actual")));

        // Returned, amended; disputed, decided; reserved; many accepted.
        await story.DoAsync(story.Receiver, Of(plain, "return"), new JsonObject { ["reason"] = "缺纪要" });
        await story.DoAsync(story.Giver, Of(plain, "amend"), new JsonObject { ["note"] = "已补" });
        await story.DoAsync(story.Receiver, Of(plain, "not-mine"), new JsonObject { ["reason"] = "归暂管人" });
        (await story.TryAsync(story.Receiver, Of(plain, "accept"))).Refused("item.awaits-witness");
        Assert.Equal(["item.not-a-receiver"], (await story.TryAsync(story.Witness, Of(plain, "decide"), new JsonObject { ["decision"] = "reassign", ["note"] = "x", ["receiverId"] = story.Hr.Id })).On("receiverId"));
        var decided = await story.DoAsync(story.Witness, Of(plain, "decide"), new JsonObject { ["decision"] = "reassign", ["note"] = "归暂管人", ["receiverId"] = story.Caretaker.Id });
        Assert.Equal("孙丽", decided.Text("receiver.name"));
        var reserved = await story.DoAsync(story.Receiver, Of(other, "reserve"), new JsonObject
        {
            ["text"] = "名单还缺两家", ["due"] = HandoverStory.Text(story.Today.AddDays(5)), ["owner"] = story.Giver.Id,
        });
        Assert.Equal(("reserved", "名单还缺两家"), (reserved.Text("state"), reserved.Text("content.reservation.text")));
        Assert.Equal("2", (await story.DoAsync(story.Receiver, "items/accept", new JsonObject { ["items"] = new JsonArray(folder, laptop, item) })).Text("count"));
        await story.DoAsync(story.Receiver, Of(item, "teach-backs"), new JsonObject { ["text"] = "每月十号发。", ["spoken"] = true });
        var corrected = await story.DoAsync(story.Giver, Of(item, "teach-backs/answer"), new JsonObject { ["isRight"] = false, ["correction"] = "是五号。" });
        Assert.Equal("corrected", corrected.Text("content.teachBacks[0].state"));
    }

    [Theory, Databases]
    public async Task Meetings_and_questions_take_their_course(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var people = new JsonArray(story.Giver.Id, story.Receiver.Id);

        Assert.Equal(["meeting.two-must-meet"], (await story.TryAsync(story.Giver, "meetings", new JsonObject { ["title"] = "面谈" })).On("attendees"));
        Assert.Equal(["meeting.not-minutes"], (await story.TryAsync(story.Giver, "meetings", new JsonObject { ["title"] = "面谈", ["minutes"] = 0, ["attendees"] = people.DeepClone() })).On("minutes"));
        var meeting = (await story.DoAsync(story.Giver, "meetings", new JsonObject { ["title"] = "面谈", ["form"] = "video", ["attendees"] = people.DeepClone() })).Text("id");
        var time = (await story.DoAsync(story.Receiver, $"meetings/{meeting}/times", new JsonObject { ["startsAt"] = "2026-11-02T10:00:00+08:00" })).Text("id");
        await story.DoAsync(story.Giver, $"meetings/{meeting}/times/{time}/suits", new JsonObject { ["suits"] = true });
        await story.DoAsync(story.Giver, $"meetings/{meeting}/times/{time}/choose");
        await story.DoAsync(story.Giver, $"meetings/{meeting}/hold", new JsonObject { ["record"] = "谈妥", ["came"] = people.DeepClone() });
        var second = (await story.DoAsync(story.Giver, "meetings", new JsonObject { ["title"] = "再谈", ["attendees"] = people.DeepClone() })).Text("id");
        await story.DoAsync(story.Giver, $"meetings/{second}/cancel");
        var meetings = (await story.ReadAsync(story.Witness, "meetings")).Json!.AsArray();
        Assert.Equal(["cancelled", "held"], meetings.Select(m => (string)m!["state"]!));
        Assert.Equal(("2026-11-02T02:00:00.000Z", 2), ((string)meetings[1]!["startsAt"]!, meetings[1]!["times"]![0]!["suits"]!.AsArray().Count));

        var question = (await story.DoAsync(story.Receiver, "questions", new JsonObject { ["text"] = "年底奖金谁发？" })).Text("id");
        (await story.TryAsync(story.Giver, $"questions/{question}/resolve", new JsonObject())).Expect(HttpStatusCode.Forbidden).Refused("question.asker-resolves");
        await story.DoAsync(story.Giver, $"questions/{question}/carry-over", new JsonObject { ["owner"] = story.Giver.Id, ["due"] = HandoverStory.Text(story.Today.AddDays(9)) });
        (await story.TryAsync(story.Giver, $"questions/{question}/carry-over", new JsonObject { ["owner"] = story.Giver.Id, ["due"] = HandoverStory.Text(story.Today.AddDays(9)) }))
            .Refused("question.closed");
        Assert.Equal("年底奖金谁发？", (await story.ReadAsync(story.Receiver, "matters")).Text("[0].title"));
        (await story.TryAsync(story.Giver, "list/submit")).Expect(HttpStatusCode.Conflict).Refused("handover.list-empty");
        (await story.TryAsync(story.Witness, "list/send-back", new JsonObject { ["remarks"] = "x" })).Expect(HttpStatusCode.Conflict).Refused("handover.wrong-stage");
    }

    [Theory, Databases]
    public async Task After_the_signatures_supplements_waivers_more_time_and_the_next_handover(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await HandoverStory.AtAsync(app, Stage.FollowUp);
        using var giver = await app.CallerAsync(story.Giver);
        using var receiver = await app.CallerAsync(story.Receiver);
        using var witness = await app.CallerAsync(story.Witness);
        using var hr = await app.CallerAsync(story.Hr);
        var path = $"/handovers/{story.Number}";

        var supplement = (await receiver.PostAsync($"{path}/supplements", new JsonObject { ["reason"] = "漏了合同" })).Expect(HttpStatusCode.Created).Text("id");
        (await receiver.PostAsync($"{path}/supplements", new JsonObject { ["reason"] = "又漏了" })).Refused("follow-up.supplement-open");
        (await giver.PostAsync($"{path}/supplements/{supplement}/start-signing")).Expect(HttpStatusCode.Conflict).Refused("follow-up.not-settled");
        var added = await receiver.PostAsync($"{path}/items", new JsonObject { ["items"] = new JsonArray(new JsonObject { ["title"] = "补：框架合同", ["receiverId"] = story.Receiver.Id }) });
        var item = added.Expect(HttpStatusCode.Created).Text("results[0].id");
        Assert.Equal(supplement, added.Text("results[0].supplementId"));
        (await giver.PostAsync($"{path}/items/{item}/steps/explained", new JsonObject())).Expect(HttpStatusCode.OK);
        (await receiver.PostAsync($"{path}/items/{item}/accept")).Expect(HttpStatusCode.OK);
        (await receiver.PostAsync($"{path}/items/{item}/mastery", new JsonObject { ["mastery"] = "withHelp" })).Expect(HttpStatusCode.NoContent);
        var frozen = (await giver.PostAsync($"{path}/supplements/{supplement}/start-signing")).Expect(HttpStatusCode.OK).Text("number");
        Assert.Equal("supplement", (await witness.GetAsync($"{path}/revisions/{frozen}")).Text("purpose"));
        Assert.NotNull((await giver.GetAsync($"{path}/supplements")).Text("[0].frozenAt"));
        Assert.Equal(2, (await giver.GetAsync($"{path}/revisions")).Json!.AsArray().Count);

        app.Time.Move(TimeSpan.FromDays(3));
        var late = (await giver.GetAsync($"{path}/findings")).Json!.AsArray().First(f => (string)f!["id"]! == "DONE-04")!;
        (await receiver.PostAsync($"{path}/waivers", new JsonObject { ["findingId"] = "DONE-99", ["subjectId"] = (string)late["subjectId"]!, ["reason"] = "x" })).Refused("follow-up.not-waivable");
        (await receiver.PostAsync($"{path}/waivers", new JsonObject { ["findingId"] = "DONE-04", ["subjectId"] = (string)late["subjectId"]!, ["reason"] = "在出差" })).Expect(HttpStatusCode.Created);
        Assert.Equal("asked", (await witness.GetAsync($"{path}/waivers")).Text("[0].state"));
        var until = (await witness.GetAsync(path)).Text("followUpEndsOn")!;
        Assert.Equal(["follow-up.not-later"], (await witness.PostAsync($"{path}/follow-up/extend", new JsonObject { ["until"] = until, ["reason"] = "x" })).On("until"));
        (await witness.PostAsync($"{path}/follow-up/extend", new JsonObject { ["until"] = HandoverStory.Text(story.Today.AddDays(60)), ["reason"] = "还没学会" })).Expect(HttpStatusCode.NoContent);
        (await witness.PostAsync($"{path}/follow-up/start-completion")).Expect(HttpStatusCode.Conflict).Refused("follow-up.supplement-open");
        (await witness.PostAsync($"{path}/follow-up/close-simple")).Expect(HttpStatusCode.Forbidden).Refused("follow-up.not-yours");

        var successor = await app.AddPersonAsync("何晓");
        var onward = new JsonObject { ["fromId"] = story.Receiver.Id, ["toId"] = successor.Id, ["lastWorkingDay"] = HandoverStory.Text(story.Today.AddDays(90)) };
        using var limited = await app.CallerAsync(story.Hr, handover: story.Number);
        (await limited.PostAsync($"{path}/continue", onward)).Expect(HttpStatusCode.Forbidden).Refused("api.one-handover-token");
        var next = (await hr.PostAsync($"{path}/continue", onward)).Expect(HttpStatusCode.Created);
        Assert.Equal($"/api/v1/handovers/{next.Text("number")}", next.Location);
        Assert.NotEqual("0", next.Text("numbers.items"));
        (await hr.PostAsync($"{path}/continue", onward)).Expect(HttpStatusCode.Conflict).Refused("handover.already-continued");
    }

    [Theory, Databases]
    public async Task The_lead_of_a_team_names_who_takes_an_item(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var lead = await app.AddPersonAsync("组长");
        var member = await app.AddPersonAsync("组员");
        using var admin = await app.CallerAsync(await app.AddPersonAsync("周静", SystemRoles.HumanResources));
        var team = (await admin.PostAsync("/teams", new JsonObject { ["name"] = $"运维组 {lead.Id}", ["leadId"] = lead.Id })).Text("id");
        await admin.PostAsync($"/teams/{team}/members", new JsonObject { ["personId"] = member.Id });
        using var story = await ApiStory.OpenAsync(app, new() { ["teamIds"] = new JsonArray(team), ["receiverIds"] = new JsonArray() });
        var added = await story.DoAsync(story.Giver, "items", new JsonObject { ["items"] = new JsonArray(new JsonObject { ["title"] = "值班", ["teamId"] = team }) });
        var item = added.Text("results[0].id");

        (await story.TryAsync(story.Giver, "assign", new JsonObject { ["items"] = new JsonArray(item), ["personId"] = member.Id })).Refused("handover.not-yours");
        Assert.Equal(["handover.not-in-team"], (await story.TryAsync(lead, "assign", new JsonObject { ["items"] = new JsonArray(item), ["personId"] = story.Hr.Id })).On("personId"));
        Assert.Equal("1", (await story.DoAsync(lead, "assign", new JsonObject { ["items"] = new JsonArray(item), ["personId"] = member.Id })).Text("count"));
        Assert.Equal("组员", (await story.ReadAsync(member, $"items/{item}")).Text("receiver.name"));
    }
}
