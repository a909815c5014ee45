using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Api;

/// <summary>Handovers through the API: by the same rules as on the pages.</summary>
public sealed class HandoverApiTests
{
    [Theory, Databases]
    public async Task A_handover_is_prepared_walked_and_followed_up_by_programs_and_signed_by_people(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var item = await story.WalkableAsync();
        (await story.TryAsync(story.Receiver, $"items/{item}/accept")).Expect(HttpStatusCode.Conflict).Refused("item.steps-missing");
        await story.DoAsync(story.Giver, $"items/{item}/steps/explained", new JsonObject());
        await story.DoAsync(story.Receiver, $"items/{item}/teach-backs", new JsonObject { ["text"] = "先对账，五号前发出。" });
        await story.DoAsync(story.Giver, $"items/{item}/teach-backs/answer", new JsonObject { ["isRight"] = true });
        await story.DoAsync(story.Receiver, "questions", new JsonObject { ["itemId"] = item, ["text"] = "数据从哪里来？" });
        var question = (await story.ReadAsync(story.Giver, "questions")).Text("[0].id");
        (await story.DoAsync(story.Giver, $"questions/{question}/answers", new JsonObject { ["text"] = "财务系统。" })).Expect(HttpStatusCode.Created);
        await story.DoAsync(story.Receiver, $"questions/{question}/resolve", new JsonObject());
        var accepted = await story.DoAsync(story.Receiver, $"items/{item}/accept");
        Assert.Equal("accepted", accepted.Text("state"));
        await story.DoAsync(story.Witness, "meetings/walkthroughs", new JsonObject
        {
            ["title"] = "逐项走过", ["record"] = "一起走了一遍。", ["minutes"] = 45, ["attendees"] = new JsonArray(story.Giver.Id, story.Receiver.Id),
        });
        (await story.PutAsync(story.Giver, "brief", new JsonObject
        {
            ["overview"] = "每月五号前出经营分析。", ["support"] = "offered", ["supportUntil"] = HandoverStory.Text(story.Today.AddDays(60)),
        })).Expect(HttpStatusCode.NoContent);
        Assert.DoesNotContain((await story.ReadAsync(story.Giver, "findings")).Json!.AsArray(), f => (bool)f!["mustBeSolved"]!);

        var frozen = await story.DoAsync(story.Giver, "signing/start");
        var revision = await story.ReadAsync(story.Receiver, $"revisions/{frozen.Text("number")}");
        Assert.Equal(["giver", "receiver", "witness"], revision.Json!["boxes"]!.AsArray().Select(b => (string)b!["role"]!));
        Assert.Equal("月度经营分析", revision.Text("rows[0].title"));
        foreach (var person in new[] { story.Giver, story.Receiver, story.Witness })
        {
            using var visitor = await app.SignInAsync(person);
            await visitor.GetAsync($"/handovers/{story.Number}/sign");
            await HandoverStory.SendAsync(visitor, "Sign", HandoverStory.SignWith());
            HandoverStory.Accepted(visitor);
        }

        Assert.Equal("followUp", (await story.ReadAsync(story.Hr)).Text("stage"));
        revision = await story.ReadAsync(story.Receiver, $"revisions/{frozen.Text("number")}");
        Assert.Equal("password", revision.Text("boxes[0].signature.method"));
        var checks = (await story.ReadAsync(story.Receiver, "checks")).Json!.AsArray();
        Assert.Equal([1, 7, 30], checks.Select(c => (int)c!["dayNumber"]!));
        var check = (string)checks[0]!["id"]!;
        (await story.TryAsync(story.Receiver, $"checks/{check}/fill", new JsonObject { ["rating"] = "well" })).Refused("follow-up.not-due-yet");
        app.Time.Move(TimeSpan.FromDays(2));
        var missing = (await story.TryAsync(story.Receiver, $"checks/{check}/fill", new JsonObject())).Refused("shared.required");
        Assert.Equal(["shared.required"], missing.On("rating"));
        Assert.Equal(["shared.required"], missing.On($"mastery.{item}"));
        await story.DoAsync(story.Receiver, $"checks/{check}/fill", new JsonObject { ["rating"] = "well", ["mastery"] = new JsonObject { [item.ToString()] = "independent" } });
        await story.DoAsync(story.Witness, $"checks/{check}/confirm", new JsonObject { ["note"] = "属实" });
        await story.DoAsync(story.Receiver, "matters", new JsonObject
        {
            ["title"] = "补办门禁卡", ["owner"] = story.Receiver.Id, ["due"] = HandoverStory.Text(story.Today.AddDays(9)),
        });
        var matter = (await story.ReadAsync(story.Witness, "matters")).Text("[0].id");
        await story.DoAsync(story.Receiver, $"matters/{matter}/close", new JsonObject { ["outcome"] = "办好了" });

        var history = (await story.ReadAsync(story.Giver, "history?limit=200")).Json!["results"]!.AsArray();
        Assert.Contains(history, e => (string)e!["kind"]! == "item.accepted" && (string)e["actor"]! == "王强");
        var channels = await app.ReadAsync(db => db.Events.Where(e => db.Handovers.Any(h => h.Id == e.StreamId && h.Number == story.Number))
            .GroupBy(e => e.Channel).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count));
        Assert.Equal(["api", "web"], channels.Keys.Order());
    }

    [Theory, Databases]
    public async Task What_one_may_not_see_answers_exactly_like_what_does_not_exist(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        using var stranger = await app.CallerAsync(await app.AddPersonAsync("别人", SystemRoles.Administrator));
        string[] below = ["", "/brief", "/times", "/parties", "/items", "/questions", "/meetings", "/matters", "/checks", "/waivers", "/findings", "/history", "/revisions"];
        foreach (var path in below)
        {
            var hidden = (await stranger.GetAsync($"/handovers/{story.Number}{path}")).Expect(HttpStatusCode.NotFound);
            var absent = (await stranger.GetAsync($"/handovers/JJ-1999-0001{path}")).Expect(HttpStatusCode.NotFound);
            Assert.Equal(absent.Json!.ToJsonString(), hidden.Json!.ToJsonString());
            Assert.Null(hidden.Tag);
        }

        var refused = await stranger.PostAsync($"/handovers/{story.Number}/cancel", new JsonObject { ["reason"] = "x" });
        refused.Expect(HttpStatusCode.NotFound).Refused("shared.not-found");
    }

    [Theory, Databases]
    public async Task An_item_whose_content_one_may_not_see_has_none(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var system = await story.AddAsync("报表平台", Category.Systems, fields: new() { ["address"] = "https://reports.example" });
        var duty = await story.AddAsync("渠道周会");

        var forHr = (await story.ReadAsync(story.Hr, "items")).Json!["results"]!.AsArray();
        var restricted = forHr.Single(i => (Guid)i!["id"]! == system)!;
        Assert.Equal("报表平台", (string)restricted["title"]!);
        Assert.True((bool)restricted["restricted"]!);
        Assert.Null(restricted["content"]);
        Assert.NotNull(forHr.Single(i => (Guid)i!["id"]! == duty)!["content"]);
        Assert.DoesNotContain("reports.example", (await story.ReadAsync(story.Hr, $"items/{system}")).Json!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("https://reports.example", (await story.ReadAsync(story.Receiver, $"items/{system}")).Text("content.fields.address"));
    }

    [Theory, Databases]
    public async Task Items_come_all_or_none_and_each_refusal_names_its_field(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        JsonObject Item(string category, string? title, JsonObject? fields = null, Guid? receiver = null) =>
            new() { ["category"] = category, ["title"] = title, ["fields"] = fields, ["receiverId"] = receiver };

        var refused = await story.TryAsync(story.Giver, "items", new JsonObject
        {
            ["items"] = new JsonArray(
                Item("duties", "月度经营分析"),
                Item("contacts", "", new() { ["phone"] = "无" }),
                Item("assets", "电脑", new() { ["quantity"] = "一台", ["colour"] = "黑" }),
                Item("duties", "渠道周会", receiver: story.Hr.Id)),
        });

        Assert.Equal(["item.field-unknown"], refused.Expect(HttpStatusCode.UnprocessableEntity).On("items[2].fields.colour"));
        refused = await story.TryAsync(story.Giver, "items", new JsonObject
        {
            ["items"] = new JsonArray(
                Item("duties", "月度经营分析"),
                Item("contacts", "", new() { ["phone"] = "无" }),
                Item("assets", "电脑", new() { ["quantity"] = "一台" }),
                Item("duties", "渠道周会", receiver: story.Hr.Id)),
        });
        Assert.Equal(["shared.required"], refused.On("items[1].title"));
        Assert.Equal(["error.phone"], refused.On("items[1].fields.phone"));
        Assert.Equal(["error.amount"], refused.On("items[2].fields.quantity"));
        Assert.Equal(["item.not-a-receiver"], refused.On("items[3].receiverId"));
        Assert.Empty((await story.ReadAsync(story.Giver, "items")).Json!["results"]!.AsArray());

        var item = await story.AddAsync("渠道周会", fields: new() { ["goal"] = "对齐渠道目标" });
        var one = await story.ReadAsync(story.Giver, $"items/{item}");
        Assert.Equal(("1.1", "王强", "对齐渠道目标"), (one.Text("label"), one.Text("receiver.name"), one.Text("content.fields.goal")));
        var saved = await story.PutAsync(story.Giver, $"items/{item}", new JsonObject
        {
            ["title"] = "渠道周会（线上）", ["receiverId"] = story.Receiver.Id, ["transferAt"] = "2027-01-01T09:00:00.5+08:00", ["version"] = (int)one.Json!["version"]!,
        });
        Assert.Equal(("渠道周会（线上）", "2027-01-01T01:00:00.500Z"), (saved.Text("title"), saved.Text("content.transferAt")));
        Assert.Null(saved.Json!["content"]!["fields"]!["goal"]);
        (await story.PutAsync(story.Giver, $"items/{item}", new JsonObject { ["title"] = "渠道周会", ["version"] = (int)one.Json["version"]! }))
            .Expect(HttpStatusCode.Conflict).Refused("item.stale");
        (await story.TryAsync(story.Receiver, "items", new JsonObject { ["items"] = new JsonArray(Item("duties", "加一项")) }))
            .Expect(HttpStatusCode.Forbidden).Refused("item.not-yours");
    }

    [Theory, Databases]
    public async Task Lists_are_filtered_and_paged_by_cursor(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var first = await ApiStory.OpenAsync(app, new() { ["title"] = "会计 Alpha" });
        var numbers = new List<string> { first.Number };
        var hr = await first.AsAsync(first.Hr);
        for (var i = 0; i < 4; i++)
        {
            var opening = first.Opening();
            opening["title"] = $"会计 alpha {i}";
            numbers.Add((await hr.PostAsync("/handovers", opening)).Expect(HttpStatusCode.Created).Text("number")!);
        }

        using var giver = await app.CallerAsync(first.Giver, TokenScope.Read);
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await giver.GetAsync($"/handovers?limit=2&text=ALPHA{(cursor.Length > 0 ? "&cursor=" + cursor : "")}");
            seen.AddRange(page.Expect(HttpStatusCode.OK).Json!["results"]!.AsArray().Select(h => (string)h!["number"]!));
            cursor = page.Text("next");
        }

        Assert.Equal(numbers.AsEnumerable().Reverse(), seen);
        Assert.Equal(5, (await giver.GetAsync("/handovers?role=giver&stage=preparing")).Json!["results"]!.AsArray().Count);
        Assert.Empty((await giver.GetAsync("/handovers?role=witness")).Json!["results"]!.AsArray());
        Assert.Empty((await giver.GetAsync("/handovers?stage=completed")).Json!["results"]!.AsArray());
        Assert.Empty((await giver.GetAsync("/handovers?text=%00nothing")).Json!["results"]!.AsArray());
        Assert.Equal(["api.cursor-unknown"], (await giver.GetAsync("/handovers?cursor=x")).Expect(HttpStatusCode.UnprocessableEntity).On("cursor"));
        Assert.Equal(["api.limit-outside"], (await giver.GetAsync("/handovers?limit=0")).On("limit"));
        (await giver.GetAsync("/handovers?stage=sometime")).Expect(HttpStatusCode.BadRequest).Refused("api.unreadable");

        await first.DoAsync(first.Giver, "items", new JsonObject { ["items"] = new JsonArray([.. Enumerable.Range(0, 5).Select(i => new JsonObject { ["title"] = $"第 {i} 项" })]) });
        var page1 = await first.ReadAsync(first.Giver, "items?limit=3");
        var page2 = await first.ReadAsync(first.Giver, $"items?limit=3&cursor={page1.Text("next")}");
        Assert.Equal(["1.1", "1.2", "1.3", "1.4", "1.5"], page1.Json!["results"]!.AsArray().Concat(page2.Json!["results"]!.AsArray()).Select(i => (string)i!["label"]!));
        Assert.Null(page2.Text("next"));
        var history = await first.ReadAsync(first.Giver, "history?limit=4");
        var older = await first.ReadAsync(first.Giver, $"history?limit=4&cursor={history.Text("next")}");
        Assert.Equal([6, 5, 4, 3, 2, 1], history.Json!["results"]!.AsArray().Concat(older.Json!["results"]!.AsArray()).Select(e => (int)e!["sequence"]!));
    }

    [Theory, Databases]
    public async Task If_match_writes_only_on_what_was_seen(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var giver = await story.AsAsync(story.Giver);
        var read = await giver.GetAsync(story.Path);
        Assert.Equal("\"1\"", read.Tag);
        var body = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["title"] = "渠道周会" }) };

        var added = (await giver.PostAsync($"{story.Path}/items", body, ("If-Match", read.Tag!))).Expect(HttpStatusCode.Created);
        Assert.Equal("\"2\"", added.Tag);
        var stale = (await giver.PostAsync($"{story.Path}/items", body, ("If-Match", read.Tag!))).Expect(HttpStatusCode.PreconditionFailed).Refused("handover.outdated");
        Assert.Equal("\"2\"", stale.Tag);
        Assert.Contains("重新读取", stale.Text("title")!, StringComparison.Ordinal);
        (await giver.PostAsync($"{story.Path}/items", body, ("If-Match", "W/\"2\""))).Refused("handover.outdated");
        (await giver.PostAsync($"{story.Path}/items", body, ("If-Match", "2"))).Expect(HttpStatusCode.BadRequest).Refused("api.unreadable");
        (await giver.PostAsync($"{story.Path}/items", body, ("If-Match", "*"))).Expect(HttpStatusCode.Created);
        (await giver.PostAsync($"{story.Path}/items", body)).Expect(HttpStatusCode.Created);
        Assert.Equal(3, await app.ReadAsync(db => db.Items.CountAsync(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == story.Number))));
    }

    [Theory, Databases]
    public async Task A_request_sent_again_with_its_key_is_done_once(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var hr = await story.AsAsync(story.Hr);
        var opening = story.Opening();
        var key = ("Idempotency-Key", "offboarding-4711");

        var opened = (await hr.PostAsync("/handovers", opening, key)).Expect(HttpStatusCode.Created);
        var again = (await hr.PostAsync("/handovers", opening, key)).Expect(HttpStatusCode.Created);
        Assert.Equal(
            (opened.Json!.ToJsonString(), opened.Location, opened.Tag, opened.ContentType), (again.Json!.ToJsonString(), again.Location, again.Tag, again.ContentType));
        var other = story.Opening();
        other["title"] = "另一份";
        Assert.Equal(["api.key-of-another"], (await hr.PostAsync("/handovers", other, key)).Expect(HttpStatusCode.UnprocessableEntity).On("idempotency-Key"));
        (await hr.PostAsync($"{story.Path}/cancel", new JsonObject { ["reason"] = "x" }, key)).Refused("api.key-of-another");
        (await hr.PostAsync("/handovers", opening, ("Idempotency-Key", new string('x', 256)))).Expect(HttpStatusCode.BadRequest).Refused("api.unreadable");
        Assert.Equal(2, await CountAsync(app));
        using var someone = await app.CallerAsync(await app.AddPersonAsync("周静", SystemRoles.HumanResources));
        (await someone.PostAsync("/handovers", opening, key)).Expect(HttpStatusCode.Created);
        Assert.Equal(3, await CountAsync(app));

        // What was refused is done anew once it can be.
        var wrong = story.Opening();
        wrong["witnessId"] = null;
        var second = ("Idempotency-Key", "offboarding-4712");
        Assert.Equal(["shared.required"], (await hr.PostAsync("/handovers", wrong, second)).On("witnessId"));
        (await hr.PostAsync("/handovers", opening, second)).Expect(HttpStatusCode.Created);
        Assert.Equal(4, await CountAsync(app));

        app.Time.Move(TimeSpan.FromHours(25));
        (await hr.PostAsync("/handovers", opening, key)).Expect(HttpStatusCode.Created);
        Assert.Equal(5, await CountAsync(app));
    }

    [Theory, Databases]
    public async Task Many_at_once_with_one_key_have_one_effect(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var hr = await story.AsAsync(story.Hr);
        var opening = story.Opening();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => hr.PostAsync("/handovers", opening.DeepClone(), ("Idempotency-Key", "once"))));

        Assert.Equal(2, await CountAsync(app));
        Assert.Contains(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Single(answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Text("number")).Distinct());
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Expect(HttpStatusCode.Conflict).Refused("api.key-taken"));
        (await hr.PostAsync("/handovers", opening, ("Idempotency-Key", "once"))).Expect(HttpStatusCode.Created);
        Assert.Equal(2, await CountAsync(app));
    }

    [Theory, Databases]
    public async Task What_can_not_be_read_is_a_problem_too(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var hr = await story.AsAsync(story.Hr);

        Assert.Equal(["api.unreadable"], (await hr.PostAsync("/handovers", new JsonObject { ["giver"] = 1 })).Expect(HttpStatusCode.BadRequest).On("giver"));
        Assert.Equal(["api.unreadable"], (await hr.PostAsync("/handovers", new JsonObject { ["reason"] = "holiday" })).On("reason"));
        Assert.Equal(["api.unreadable"], (await hr.PostAsync("/handovers", new JsonObject { ["reason"] = 0 })).On("reason"));
        (await hr.PostAsync("/handovers")).Expect(HttpStatusCode.BadRequest).Refused("api.unreadable");
        (await hr.DeleteAsync("/handovers")).Expect(HttpStatusCode.MethodNotAllowed).Refused("api.method-not-allowed");
        (await hr.GetAsync("/no-such-thing")).Expect(HttpStatusCode.NotFound).Refused("shared.not-found");
        (await hr.GetAsync($"{story.Path}/items/not-an-id")).Expect(HttpStatusCode.NotFound).Refused("shared.not-found");
        using var form = await hr.Client.PostAsync("/api/v1/handovers", new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.Contains("api.not-json", await form.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var typed = await hr.PostAsync("/handovers", new JsonObject { ["lastWorkingDay"] = "soon", ["title"] = "\0" });
        Assert.Equal(["shared.not-a-date"], typed.On("lastWorkingDay"));
        Assert.Equal(["text.nul"], typed.On("title"));
        var unknown = story.Opening();
        unknown["teamIds"] = new JsonArray(Guid.CreateVersion7());
        Assert.Equal(["shared.not-a-choice"], (await hr.PostAsync("/handovers", unknown)).On("teamIds"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_sent()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        // The server says no while the client still asks whether to send.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/handovers") { Content = new ByteArrayContent(new byte[40_000_000]) };
        request.Headers.ExpectContinue = true;
        request.Headers.Authorization = new("Bearer", await app.TokenAsync(await app.AddPersonAsync("李娜")));

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("/problems/api.too-large", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Our_own_mistake_is_a_problem_that_tells_nothing(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var program = await app.CallerAsync(await app.AddPersonAsync("李娜"));
        await app.ReadAsync(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Handovers" RENAME TO "HandoversAway" """));

        var broken = (await program.GetAsync("/handovers")).Expect(HttpStatusCode.InternalServerError).Refused("api.broken");

        Assert.DoesNotContain("HandoversAway", broken.Json!.ToJsonString(), StringComparison.Ordinal);
    }

    private static Task<int> CountAsync(TestApp app) => app.ReadAsync(db => db.Handovers.CountAsync());
}
