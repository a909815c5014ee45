using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Templates;

/// <summary>What a template does for the giver of a handover that began with it.</summary>
public sealed class ExpectedTests
{
    [Theory, Databases]
    public async Task What_is_expected_is_added_or_marked_as_not_applicable(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.Template"] = "cashier" });
        var giver = await story.SeeAsync(story.Giver, "list?category=Finance");
        Assert.Contains("清单里还没有", giver.Text, StringComparison.Ordinal);
        var expected = giver.Page.QuerySelectorAll("#expected input[name=keys]").Select(i => i.GetAttribute("value")!).ToList();
        Assert.True(expected.Count > 5);

        await SendAsync(giver, expected[..1], "none");
        Assert.Contains("标了「不适用」的 1 项", giver.Text, StringComparison.Ordinal);
        await SendAsync(giver, expected[1..3], "add");

        var items = await ItemsAsync(story);
        Assert.Equal(expected[1..3].Order(StringComparer.Ordinal), items.Select(i => i.ExpectedKey).Order(StringComparer.Ordinal));
        Assert.All(items, item => Assert.NotNull(((FinanceFields)item.Fields).Kind));
        Assert.Equal(expected.Skip(3), giver.Page.QuerySelectorAll("#expected input[name=keys]").Select(i => i.GetAttribute("value")!));

        await giver.SubmitAsync("details form:has(button[value=again])", button: "button[value=again]");
        Assert.Contains(expected[0], giver.Page.QuerySelectorAll("#expected input[name=keys]").Select(i => i.GetAttribute("value")));
        await giver.SubmitAsync("#expected", button: "button[value=all]");
        Assert.Null(giver.Page.QuerySelector("#expected"));
        Assert.True((await ItemsAsync(story)).Count > 30);
        // Pressed again, nothing is added twice.
        var count = (await ItemsAsync(story)).Count;
        Assert.Equal(count, (await ItemsAsync(story)).Select(i => i.ExpectedKey).Distinct().Count());
    }

    [Theory, Databases]
    public async Task An_accounting_template_makes_it_an_accounting_handover_and_sets_its_days(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.Template"] = "accountant" });

        var giver = await story.SeeAsync(story.Giver, "list");

        Assert.Contains("会计机构负责人", giver.Text, StringComparison.Ordinal);
        using var plain = await HandoverStory.OpenAsync(app);
        Assert.DoesNotContain("会计机构负责人", (await plain.SeeAsync(plain.Giver, "list")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task The_handover_keeps_the_template_as_it_was(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var administrator = await app.SignInAsync(await app.AddPersonAsync("管理员", Web.Identity.SystemRoles.Administrator));
        await administrator.GetAsync("/settings/templates/general");
        await administrator.SubmitAsync("form[data-form=copy]", new() { ["name"] = "门店" });
        var key = administrator.Path.Split('/')[^1];
        await administrator.SubmitAsync("form[data-form=add-item]", new() { ["Title"] = "开店流程" });
        await administrator.SubmitAsync("form[data-form=head]", new() { ["FollowUpDays"] = "2, 5" });
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.Template"] = key });
        await administrator.GetAsync($"/settings/templates/{key}");
        await administrator.SubmitAsync("form[data-form=head]", new() { ["FollowUpDays"] = "9" });
        var opened = administrator.Page.QuerySelectorAll("#items a.title").Single(a => a.TextContent == "开店流程").GetAttribute("href")!;
        await administrator.GetAsync(opened.Split('#')[0]);
        await administrator.SubmitAsync("form[data-form=remove]");

        Assert.Contains("开店流程", (await story.SeeAsync(story.Giver, "list?category=Duties")).Text, StringComparison.Ordinal);
        await story.GoToAsync(Stage.FollowUp);
        Assert.Equal([2, 5], await app.ReadAsync(db => db.FollowUpChecks.Where(c => c.ReceiverId == story.Receiver.Id).OrderBy(c => c.DayNumber).Select(c => c.DayNumber).ToListAsync()));
    }

    [Theory, Databases]
    public async Task The_interview_makes_items_of_answers_and_comes_back_to_what_was_put_off(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.Template"] = "general" });
        var giver = await story.SeeAsync(story.Giver, "interview");
        var first = giver.Page.QuerySelector("section h2")!.TextContent;
        await giver.SubmitAsync("form[data-form=answer]", new() { ["answer"] = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, giver.Status);

        await giver.SubmitAsync("form[data-form=answer]", button: "button[value=true]");
        var second = giver.Page.QuerySelector("section h2")!.TextContent;
        Assert.NotEqual(first, second);
        await giver.SubmitAsync("form[data-form=answer]", new() { ["answer"] = "月度经营分析\n\n  固定资产盘点  " });
        Assert.Contains("记下了 2 项", giver.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["固定资产盘点", "月度经营分析"], (await ItemsAsync(story)).Select(i => i.Title).Order(StringComparer.Ordinal));

        for (var step = 0; giver.Page.QuerySelector("section h2")!.TextContent != first; step++)
        {
            Assert.True(step < 100, "The interview does not end.");
            if (giver.Page.QuerySelector("form[data-form=expected]") is not null)
            {
                await giver.SubmitAsync("form[data-form=expected]");
            }
            else
            {
                await giver.SubmitAsync("form[data-form=answer]", button: "button[value=false]");
            }
        }

        await giver.SubmitAsync("form[data-form=answer]", button: "button[value=false]");
        Assert.Contains("都问完了", giver.Text, StringComparison.Ordinal);
        var receiver = await story.SeeAsync(story.Receiver, "interview");
        Assert.Equal(HttpStatusCode.NotFound, receiver.Status);
    }

    [Theory, Databases]
    public async Task A_program_does_the_same_and_is_refused_the_same(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app, new() { ["template"] = "accountant" });
        var template = (await story.ReadAsync(story.Giver, "template")).Json!;
        Assert.Equal("会计", (string?)template["name"]);
        var key = (string)template["items"]![0]!["key"]!;

        Assert.Equal(1, (int)(await story.DoAsync(story.Giver, "template/add", new JsonObject { ["keys"] = new JsonArray(key) })).Json!["count"]!);
        Assert.Equal(0, (int)(await story.DoAsync(story.Giver, "template/add", new JsonObject { ["keys"] = new JsonArray(key) })).Json!["count"]!);
        (await story.TryAsync(story.Giver, "template/not-applicable", new JsonObject { ["keys"] = new JsonArray("nothing-like-it") })).Refused("template.line-unknown");
        (await story.TryAsync(story.Receiver, "template/add", new JsonObject())).Refused("item.not-yours");
        var question = (string)template["questions"]![0]!["key"]!;
        await story.DoAsync(story.Giver, $"template/questions/{question}/skip", new JsonObject { ["later"] = true });
        Assert.Equal(2, (int)(await story.DoAsync(story.Giver, $"template/questions/{question}/answer", new JsonObject { ["answer"] = "月结\n报税" })).Json!["count"]!);
        template = (await story.ReadAsync(story.Giver, "template")).Json!;
        Assert.True((bool)template["items"]![0]!["isListed"]!);
        Assert.Equal((true, false), ((bool)template["questions"]![0]!["isAnswered"]!, (bool)template["questions"]![0]!["isPutOff"]!));
        Assert.Contains((await story.ReadAsync(story.Giver, "findings")).Json!.AsArray(), f => (string?)f!["id"] == "HINT-09");
        (await (await story.AsAsync(story.Hr)).PostAsync("/templates", new JsonObject { ["name"] = "门店" })).Expect(HttpStatusCode.NotFound);
    }

    [Theory, Databases]
    public async Task A_password_in_an_answer_is_questioned(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.Template"] = "general" });
        var giver = await story.SeeAsync(story.Giver, "interview");
        var step = giver.Page.QuerySelectorAll("ol a").Select(a => a.GetAttribute("href")!).First(a => a.Contains("step=systems", StringComparison.Ordinal));
        await giver.GetAsync(step);

        await giver.SubmitAsync("form[data-form=answer]", new() { ["answer"] = "报销系统 密码：hunter22" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, giver.Status);
        Assert.Empty(await ItemsAsync(story));
        await giver.SubmitAsync("form[data-form=answer]", new() { ["answer"] = "报销系统 密码：见密码柜说明", ["notAPassword"] = "true" });
        Assert.Single(await ItemsAsync(story));
    }

    private static Task SendAsync(Visitor giver, IReadOnlyList<string> keys, string act)
    {
        foreach (var box in giver.Page.QuerySelectorAll("#expected input[name=keys]"))
        {
            if (keys.Contains(box.GetAttribute("value")))
            {
                box.SetAttribute("checked", "checked");
            }
            else
            {
                box.RemoveAttribute("checked");
            }
        }

        return giver.SubmitAsync("#expected", button: $"button[value={act}]");
    }

    private static Task<List<Item>> ItemsAsync(HandoverStory story) => story.App.ReadAsync(db => db.Items.AsNoTracking()
        .Where(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == story.Number)).ToListAsync());
}
