using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Text;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Handovers;

/// <summary>Whatever comes in: a clear refusal, nothing half done, and what was typed still on the page.</summary>
public sealed class BadInputTests
{
    [Theory, Databases]
    public async Task What_cannot_be_read_is_named_on_its_field_and_stays_as_typed(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var customer = await story.AddItemAsync(new(Category.Customers, "华东百货", story.Receiver));
        var pending = await story.AddItemAsync(new(Category.Pending, "年审", story.Receiver));
        var cash = await story.AddItemAsync(new(Category.Finance, "备用金", story.Receiver));
        var tooLong = new string('长', 201);
        foreach (var (item, field, typed, words) in new[]
        {
            (customer, "Input.Title", "", "请填写这一项"),
            (customer, "Input.Title", tooLong, "200"),
            (customer, "Input.Fields[email]", "不是邮箱", "邮箱"),
            (customer, "Input.Fields[phone]", "打给他", "电话"),
            (customer, "Input.TransferAt", "下周", "时间请写成"),
            (pending, "Input.Fields[due]", "下周五", "日期"),
            (cash, "Input.Fields[book]", "五百块", "数"),
        })
        {
            var page = await story.RefusedAsync(story.Giver, $"list?item={item}", "Save", words, new() { [field] = typed, ["Input.SpecialAttention"] = "这句还在" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
            Assert.Equal(typed, Control(page, field));
            Assert.Equal("这句还在", Control(page, "Input.SpecialAttention"));
        }
    }

    [Theory, Databases]
    public async Task A_choice_that_no_form_offers_is_refused_not_read_as_the_first(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var version = await story.VersionAsync();
        var walk = await story.WalkPageAsync("月度经营分析");
        foreach (var (person, page, act, values) in new (TestPerson, string, string, Dictionary<string, string>)[]
        {
            (story.Giver, walk, "Step", new() { ["kind"] = "Magic" }),
            (story.Giver, walk, "Step", new() { ["kind"] = "99" }),
            (story.Giver, "list?category=Nowhere", "Add", new() { ["title"] = "x" }),
            (story.Giver, "overview", "", new() { ["Input.Support"] = "Perhaps" }),
            (story.Hr, "parties", "Add", new() { ["role"] = "King", ["personId"] = story.Caretaker.Id.ToString(), ["reason"] = "x" }),
            (story.Witness, "questions", "Resolve", new() { ["question"] = "not-an-id" }),
        })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await story.ForgeAsync(person, page, act, values)).Status);
        }

        Assert.Equal(version, await story.VersionAsync());
    }

    [Theory, Databases]
    public async Task Opening_asks_for_what_is_missing_and_keeps_what_is_there(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        var visitor = await story.AsAsync(story.Hr);
        var opened = await app.ReadAsync(db => db.Handovers.CountAsync(h => h.Parties.Any(p => p.PersonId == story.Giver.Id)));
        foreach (var (field, value, words) in new[]
        {
            ("Input.GiverId", "", "请填写这一项"), ("Input.Reason", "", "请填写这一项"), ("Input.LastWorkingDay", "", "请填写这一项"),
            ("Input.LastWorkingDay", "2026-02-30", "日期请写成"), ("Input.WitnessId", story.Giver.Id.ToString(), "监交人不能同时是移交人"),
            ("Input.WitnessId", story.Receiver.Id.ToString(), "监交人不能同时是移交人"), ("Input.ReceiverIds", story.Giver.Id.ToString(), "移交人不能接收自己的工作"),
            ("Input.CaretakerId", story.Witness.Id.ToString(), "监交人不能同时做暂管人"), ("Input.Reason", nameof(Reason.TemporaryCover), "临时代岗要写交回日期"),
        })
        {
            await visitor.GetAsync("/handovers/new");
            var values = new Dictionary<string, string>
            {
                ["Input.GiverId"] = story.Giver.Id.ToString(), ["Input.ReceiverIds"] = story.Receiver.Id.ToString(), ["Input.WitnessId"] = story.Witness.Id.ToString(),
                ["Input.CaretakerId"] = story.Caretaker.Id.ToString(), ["Input.Reason"] = nameof(Reason.Resignation),
                ["Input.LastWorkingDay"] = "2030-01-31", ["Input.Title"] = "标题还在",
            };
            values[field] = value;
            await visitor.SubmitAsync("form[data-form=new]", values);
            Assert.Contains(words, HandoverStory.Refusal(visitor), StringComparison.Ordinal);
            Assert.Equal("标题还在", Control(visitor, "Input.Title"));
        }

        Assert.Equal(opened, await app.ReadAsync(db => db.Handovers.CountAsync(h => h.Parties.Any(p => p.PersonId == story.Giver.Id))));
    }

    [Theory, Databases]
    public async Task Who_saves_over_anothers_change_is_shown_it_first(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Duties, "渠道周会", story.Receiver));
        var page = $"list?category=Duties&item={item}";
        var here = await story.SeeAsync(story.Giver, page);
        using var elsewhere = await story.App.SignInAsync(story.Giver);
        await elsewhere.GetAsync(story.Address(page));
        await HandoverStory.SendAsync(elsewhere, "Save", new() { ["Input.Fields[frequency]"] = "每周三" });

        await HandoverStory.SendAsync(here, "Save", new() { ["Input.Fields[frequency]"] = "每周四" });
        Assert.Equal(HttpStatusCode.Conflict, here.Status);
        Assert.Contains("这一项有人改过", HandoverStory.Refusal(here), StringComparison.Ordinal);
        Assert.Contains("每周三", here.Page.QuerySelector("form[data-form=item] .note")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("每周四", Control(here, "Input.Fields[frequency]"));
        await HandoverStory.SendAsync(here, "Save");
        HandoverStory.Accepted(here);

        // The overview is stale only where the overview changed.
        var brief = await story.SeeAsync(story.Giver, "overview");
        await elsewhere.GetAsync(story.Address("overview"));
        await elsewhere.SubmitAsync("form[data-form=brief]", new() { ["Input.Overview"] = "先写的" });
        await HandoverStory.SendAsync(brief, "", new() { ["Input.Overview"] = "后写的" });
        Assert.Equal(HttpStatusCode.Conflict, brief.Status);
        Assert.Equal("后写的", Control(brief, "Input.Overview"));
    }

    [Theory, Databases]
    public async Task The_same_form_sent_twice_is_done_once(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var walk = await story.WalkPageAsync("月度经营分析");
        await story.StepAsync("月度经营分析", ProofKind.Explained, story.Receiver);
        var visitor = await story.SeeAsync(story.Receiver, walk);
        var form = visitor.Page.QuerySelectorAll("main form").OfType<IHtmlFormElement>().Single(f => f.GetAttribute("action")!.EndsWith("handler=Accept", StringComparison.Ordinal));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var request = visitor.FormRequest(form, []);
            using var response = await visitor.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return (response.StatusCode, Text: await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        Assert.All(answers.Where(a => a.StatusCode == HttpStatusCode.Conflict), a => Assert.Contains("这一项已经接收", a.Text, StringComparison.Ordinal));
        Assert.Equal(1, await story.App.ReadAsync(db => db.Events.CountAsync(e =>
            e.Kind == "item.accepted" && db.Handovers.Any(h => h.Id == e.StreamId && h.Number == story.Number))));
    }

    [Theory, Databases]
    public async Task Of_two_people_at_once_one_wins_and_the_other_is_told(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var deputy = await story.App.AddPersonAsync("吴刚");
        await story.DoAsync(story.Hr, "parties", "Add", new() { ["role"] = nameof(PartyRole.WitnessDeputy), ["personId"] = deputy.Id.ToString(), ["reason"] = "出差" });
        await story.AgreeTimesAsync();
        await story.ListAsync(new Listed(Category.Duties, "渠道周会", story.Receiver));
        await story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        await story.DoAsync(story.Giver, "list", "Submit");

        // One confirms, the other sends back with remarks.
        var confirms = await story.SeeAsync(story.Witness, "list");
        var sendsBack = await story.SeeAsync(deputy, "list");
        await Task.WhenAll(
            HandoverStory.SendAsync(confirms, "Confirm"), HandoverStory.SendAsync(sendsBack, "SendBack", new() { ["remarks"] = "少了客户，请补" }));

        var stage = await story.StageAsync();
        var (winner, loser) = stage == Stage.HandingOver ? (confirms, sendsBack) : (sendsBack, confirms);
        HandoverStory.Accepted(winner);
        Assert.Equal(HttpStatusCode.Conflict, loser.Status);
        Assert.Contains("交接已经不在这一步了", HandoverStory.Refusal(loser), StringComparison.Ordinal);
        if (loser == sendsBack)
        {
            Assert.Contains("少了客户，请补", loser.Text, StringComparison.Ordinal);
        }
    }

    [Theory, Databases]
    public async Task A_stage_that_moved_on_meanwhile_says_so_and_gives_the_words_back(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        var adds = await story.SeeAsync(story.Giver, "list?category=Duties");
        using var elsewhere = await story.App.SignInAsync(story.Giver);
        await elsewhere.GetAsync(story.Address("overview"));
        await story.DoAsync(story.Witness, "sign", "Start");

        // The forms have gone from the pages; what was refused and what was typed are at the top.
        await HandoverStory.SendAsync(adds, "Add", new() { ["title"] = "还有一件事" });
        Assert.Equal(HttpStatusCode.Conflict, adds.Status);
        Assert.Contains("交接已经进入下一阶段", HandoverStory.Refusal(adds), StringComparison.Ordinal);
        Assert.Contains("还有一件事", HandoverStory.Refusal(adds), StringComparison.Ordinal);
        await elsewhere.SubmitAsync("form[data-form=brief]", new() { ["Input.Overview"] = "写了半天的概述" });
        Assert.Equal(HttpStatusCode.Conflict, elsewhere.Status);
        Assert.Contains("写了半天的概述", HandoverStory.Refusal(elsewhere), StringComparison.Ordinal);

        // Never a password.
        var signs = await story.SeeAsync(story.Giver, "sign");
        await story.DoAsync(story.Hr, "", "Cancel", new() { ["reason"] = "不走了" });
        await HandoverStory.SendAsync(signs, "Sign", HandoverStory.SignWith());
        Assert.Equal(HttpStatusCode.Conflict, signs.Status);
        Assert.Contains("现在没有等待签字的内容", HandoverStory.Refusal(signs), StringComparison.Ordinal);
        Assert.DoesNotContain(TestApp.Password, signs.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task A_sign_in_that_ended_mid_form_leads_back_and_nothing_is_done(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var visitor = await story.SeeAsync(story.Giver, "list?category=Duties");
        using (var elsewhere = await story.App.SignInAsync(story.Giver))
        {
            await elsewhere.GetAsync("/account");
            await elsewhere.SubmitAsync("form[data-form=everywhere]");
        }

        var version = await story.VersionAsync();
        await HandoverStory.SendAsync(visitor, "Add", new() { ["title"] = "渠道周会" });

        Assert.StartsWith("/sign-in", visitor.Path, StringComparison.Ordinal);
        Assert.Equal(version, await story.VersionAsync());
        await visitor.SubmitAsync("main form", new() { ["UserName"] = story.Giver.UserName, ["Password"] = TestApp.Password });
        Assert.StartsWith($"/handovers/{story.Number}/list", visitor.Path, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        await HandoverStory.SendAsync(visitor, "Add", new() { ["title"] = "渠道周会" });
        HandoverStory.Accepted(visitor);
    }

    [Theory, Databases]
    public async Task Naughty_strings_come_back_as_they_were_typed_and_do_nothing(Database database)
    {
        var strings = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(RealFiles.Path("naughty/blns.json"), TestContext.Current.CancellationToken))!
            .Where(s => !IncomingText.Clean(s, 10_000, multiline: true).IsRefused).ToList();
        Assert.True(strings.Count > 500, "The list was not read.");
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var page = await story.SeeAsync(story.Giver, "overview");

        // As notes: all of them, on the page of who writes and of who reads.
        var chunks = strings.Chunk(strings.Count / 4 + 1).Select(c => string.Join('\n', c)).ToList();
        Assert.All(chunks, c => Assert.InRange(c.Length, 1, 20_000));
        foreach (var chunk in chunks)
        {
            await story.DoAsync(story.Giver, "overview", "", new() { ["Input.Overview"] = chunk });
            page = await story.SeeAsync(story.Giver, "overview");
            Assert.Equal(IncomingText.ToLf(chunk), Control(page, "Input.Overview"));
            Harmless(await story.SeeAsync(story.Receiver, "overview"));
        }

        var some = string.Join('\n', strings.Take(60));
        await story.DoAsync(story.Giver, "overview", "", new() { ["Input.BoundaryBefore"] = some });
        Assert.Contains(some, (await story.SeeAsync(story.Receiver, "overview")).Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Harmless(await story.SeeAsync(story.Receiver, ""));

        // As titles: every ninth, each an item of its own.
        var titles = strings.Where((s, i) => i % 9 == 0).Select(s => IncomingText.Clean(s, 200, multiline: false).Value).OfType<string>().ToList();
        var list = await story.SeeAsync(story.Giver, "list?category=History");
        foreach (var title in titles)
        {
            await HandoverStory.SendAsync(list, "Add", new() { ["title"] = title });
            HandoverStory.Accepted(list);
        }

        Assert.Equal(titles, list.Page.QuerySelectorAll("tr[data-row] a.title").Select(a => a.TextContent));
        Harmless(list);
        Harmless(await story.SeeAsync(story.Giver, ""));
    }

    /// <summary>No element, attribute or address of the page is made of text.</summary>
    private static void Harmless(Visitor visitor)
    {
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        Assert.Empty(visitor.Page.QuerySelectorAll("main script, main iframe, main object, main embed, main style, main base, main meta, main link"));
        Assert.All(visitor.Page.All, e => Assert.All(e.Attributes, a =>
        {
            Assert.False(a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), $"{e.LocalName} {a.Name}");
            Assert.False(a.Name is "href" or "src" or "action" or "formaction"
                && a.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase), $"{e.LocalName} {a.Value}");
        }));
    }

    private static string Control(Visitor visitor, string name) => visitor.Page.QuerySelector($"main [name='{name}']") switch
    {
        IHtmlTextAreaElement area => area.Value,
        IHtmlInputElement input => input.Value,
        _ => throw new InvalidOperationException($"No control {name} on {visitor.Path}: {visitor.Text}"),
    };
}
