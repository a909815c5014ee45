using System.Net;
using Baton.Tests.Host;
using Baton.Web.Events;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Templates;

/// <summary>What an administrator does with templates.</summary>
public sealed class TemplateTests
{
    [Theory, Databases]
    public async Task A_template_is_copied_changed_line_by_line_and_retired(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("管理员", SystemRoles.Administrator));
        await visitor.GetAsync("/settings/templates/warehouse");
        Assert.Null(visitor.Page.QuerySelector("form[data-form=head]"));
        await visitor.SubmitAsync("form[data-form=copy]", new() { ["name"] = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);

        await visitor.SubmitAsync("form[data-form=copy]", new() { ["name"] = "冷库" });
        var address = visitor.Path;
        await visitor.SubmitAsync("form[data-form=head]", new() { ["Name"] = "冷库保管", ["FollowUpDays"] = "30，3, 3", ["RetentionYears"] = "10", ["IsAccounting"] = "true" });
        await visitor.SubmitAsync("form[data-form=add-item]", new() { ["Category"] = "Assets", ["Title"] = "温度记录仪" });
        var key = visitor.Page.QuerySelectorAll("#items a.title").Single(a => a.TextContent == "温度记录仪").GetAttribute("href")!.Split("item=")[1].Split('#')[0];
        await visitor.GetAsync($"{address}?item={key}");
        visitor.Page.QuerySelector("input[name=Steps][value=Demonstrated]")!.SetAttribute("checked", "checked");
        await visitor.SubmitAsync("form[data-form=item]", new() { ["Prompt"] = "校准到哪天？", ["Importance"] = "Key", ["Desk"] = "Facilities", ["Fields[kind]"] = "equipment" });
        await visitor.SubmitAsync("form[data-form=add-question]", new() { ["Category"] = "Duties", ["Text"] = "停电时先做什么？" });

        var content = await app.ReadAsync(async db => (await db.Templates.AsNoTracking().SingleAsync()).Content);
        Assert.Equal(("冷库保管", 10, true), (content.Name, content.RetentionYears, content.IsAccounting));
        Assert.Equal([3, 30], content.FollowUpDays);
        var item = content.Item(key)!;
        Assert.Equal(("校准到哪天？", "equipment", "Demonstrated"), (item.Prompt, item.Fields["kind"], string.Join(',', item.Steps)));
        Assert.Contains(content.Questions, q => q.Text == "停电时先做什么？");

        await visitor.GetAsync($"{address}?item={key}");
        await visitor.SubmitAsync("form[data-form=remove]");
        Assert.DoesNotContain("温度记录仪", visitor.Text, StringComparison.Ordinal);
        await visitor.SubmitAsync("form[data-form=retire]");
        await visitor.GetAsync("/settings/templates/warehouse");
        await visitor.SubmitAsync("form[data-form=retire]");

        await visitor.GetAsync("/handovers/new");
        var offered = visitor.Page.QuerySelectorAll("#Input-Template option").Select(o => o.GetAttribute("value")).ToList();
        Assert.Contains("accountant", offered);
        Assert.DoesNotContain("warehouse", offered);
        Assert.DoesNotContain(address.Split('/')[^1], offered);
        Assert.Equal(
            ["template.added", "template.changed", "template.changed", "template.changed", "template.changed", "template.changed", "template.retired", "template.retired"],
            await app.ReadAsync(db => db.Events.Where(e => e.StreamId == Streams.Installation).OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync()));
        Assert.Equal(0, await LogVerification.RunAsync(app.Services, TextWriter.Null));
    }

    [Theory, Databases]
    public async Task What_cannot_be_is_refused_on_its_field_and_what_somebody_else_changed_is_kept(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("管理员", SystemRoles.Administrator));
        await visitor.GetAsync("/settings/templates/sales");
        await visitor.SubmitAsync("form[data-form=copy]", new() { ["name"] = $"销售 {Guid.CreateVersion7():N}" });
        var address = visitor.Path;
        var name = visitor.Page.QuerySelector("#Name")!.GetAttribute("value")!;

        await visitor.SubmitAsync("form[data-form=head]", new() { ["Name"] = "", ["FollowUpDays"] = "1, 十", ["RetentionYears"] = "1000" });
        Assert.Equal(["Name-error", "FollowUpDays-error", "RetentionYears-error"], visitor.Page.QuerySelectorAll("form[data-form=head] .err").Select(e => e.Id));
        await visitor.GetAsync("/settings/templates/sales");
        await visitor.SubmitAsync("form[data-form=copy]", new() { ["name"] = name });
        Assert.Contains("已经有同名的模板", visitor.Text, StringComparison.Ordinal);

        using var other = await app.SignInAsync(await app.AddPersonAsync("另一位管理员", SystemRoles.Administrator));
        await other.GetAsync(address);
        await visitor.GetAsync(address);
        await other.SubmitAsync("form[data-form=head]", new() { ["Description"] = "华东区" });
        await visitor.SubmitAsync("form[data-form=add-item]", new() { ["Title"] = "样品" });
        Assert.Equal(HttpStatusCode.Conflict, visitor.Status);
        Assert.Contains("华东区", visitor.Page.QuerySelector("#Description")!.GetAttribute("value"), StringComparison.Ordinal);
        Assert.Equal("样品", visitor.Page.QuerySelector("#new-Title")!.GetAttribute("value"));
    }

    [Theory, Databases]
    public async Task Only_administrators_keep_templates_and_say_who_takes_things_back(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("李娜", SystemRoles.HumanResources));
        foreach (var address in new[] { "/settings/templates", "/settings/templates/general" })
        {
            await visitor.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        }
    }

    [Theory, Databases]
    public async Task Who_takes_things_back_is_preset_when_a_handover_is_opened(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var (technician, caretaker) = (await app.AddPersonAsync("陈工"), await app.AddPersonAsync("林姐"));
        using var administrator = await app.SignInAsync(await app.AddPersonAsync("管理员", SystemRoles.Administrator));
        await administrator.GetAsync("/settings/templates");
        await administrator.SubmitAsync("form[data-form=desks]", new() { ["Desks[It]"] = technician.Id.ToString(), ["Desks[Facilities]"] = caretaker.Id.ToString() });
        Assert.Contains("点收人已保存", administrator.Page.Body!.TextContent, StringComparison.Ordinal);

        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.Template"] = "general" });
        Assert.Equal(
            [technician.Id, caretaker.Id],
            await app.ReadAsync(db => db.Parties.Where(p => p.Role == Web.Features.Handovers.PartyRole.Collector).OrderBy(p => p.Person!.Name == "林姐").Select(p => p.PersonId!.Value).ToListAsync()));
        await administrator.GetAsync("/settings/templates");
        await administrator.SubmitAsync("form[data-form=desks]", new() { ["Desks[It]"] = "" });
        Assert.Equal([caretaker.Id], await app.ReadAsync(db => db.Desks.Select(d => d.PersonId).ToListAsync()));
    }
}
