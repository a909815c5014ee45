using System.Net;
using AngleSharp.Html.Dom;
using Baton.Tests.Host;
using Baton.Web.Features.People;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.People;

public sealed class OrganisationTests
{
    [Theory, Databases]
    public async Task Departments_have_a_head_and_go_only_while_unused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var head = await app.AddPersonAsync("采购总监");
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var name = $"采购部 {Guid.CreateVersion7():N}";
        await visitor.GetAsync("/departments/new");
        await visitor.SubmitAsync("form[data-form=department]", new() { ["Name"] = name, ["HeadId"] = head.Id.ToString() });
        Assert.Equal("/departments", visitor.Path);
        var id = await app.ReadAsync(db => db.Departments.Where(d => d.Name == name).Select(d => d.Id).SingleAsync());
        await visitor.GetAsync("/departments/new");
        await visitor.SubmitAsync("form[data-form=department]", new() { ["Name"] = name });
        Assert.Equal(HttpStatusCode.Conflict, visitor.Status);

        await visitor.GetAsync($"/people/{head.Id}");
        await visitor.SubmitAsync("form[data-form=person]", new() { ["DepartmentId"] = id.ToString() });
        await visitor.GetAsync($"/departments/{id}");
        Assert.Equal(head.Id.ToString(), ((IHtmlSelectElement)visitor.Page.QuerySelector("#HeadId")!).Value);
        await visitor.SubmitAsync("form[data-form=remove]");
        Assert.Equal(HttpStatusCode.Conflict, visitor.Status);
        Assert.Contains("还有人或交接在用它", visitor.Text, StringComparison.Ordinal);
        await visitor.GetAsync($"/people/{head.Id}");
        await visitor.SubmitAsync("form[data-form=person]", new() { ["DepartmentId"] = "" });
        await visitor.GetAsync($"/departments/{id}");
        await visitor.SubmitAsync("form[data-form=remove]");

        Assert.Equal("/departments", visitor.Path);
        Assert.Equal(
            ["department.added", "department.removed"],
            await app.ReadAsync(db => db.Events.Where(e => e.SubjectId == id).OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync()));
    }

    [Theory, Databases]
    public async Task Positions_carry_the_accounting_rank(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var name = $"出纳 {Guid.CreateVersion7():N}";
        await visitor.GetAsync("/positions/new");
        await visitor.SubmitAsync("form[data-form=position]", new() { ["Name"] = name, ["AccountingRank"] = "Accountant" });
        Assert.Contains(visitor.Page.QuerySelectorAll("tbody tr"), row => row.TextContent.Contains(name, StringComparison.Ordinal) && row.TextContent.Contains("会计人员", StringComparison.Ordinal));

        var id = await app.ReadAsync(db => db.Positions.Where(p => p.Name == name).Select(p => p.Id).SingleAsync());
        await visitor.GetAsync($"/positions/{id}");
        await visitor.SubmitAsync("form[data-form=position]", new() { ["AccountingRank"] = "AccountingHead" });
        await visitor.GetAsync($"/positions/{id}");
        await visitor.SubmitAsync("form[data-form=position]");

        Assert.Equal(AccountingRank.AccountingHead, await app.ReadAsync(db => db.Positions.Where(p => p.Id == id).Select(p => p.AccountingRank).SingleAsync()));
        Assert.Equal(2, await app.ReadAsync(db => db.Events.CountAsync(e => e.SubjectId == id)));
    }

    [Theory, Databases]
    public async Task Teams_gain_and_lose_members(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var lead = await app.AddPersonAsync("组长");
        var member = await app.AddPersonAsync("组员甲");
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        await visitor.GetAsync("/teams/new");
        await visitor.SubmitAsync("form[data-form=team]", new() { ["Name"] = "无组长的班组" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        await visitor.SubmitAsync("form[data-form=team]", new() { ["Name"] = $"夜班 {Guid.CreateVersion7():N}", ["LeadId"] = lead.Id.ToString() });
        var id = Guid.Parse(visitor.Path.Split('/')[^1]);

        await visitor.SubmitAsync("form[data-form=add]", new() { ["PersonId"] = member.Id.ToString() });
        Assert.Contains("组员甲", visitor.Text, StringComparison.Ordinal);
        await visitor.SubmitAsync($"form[data-form=drop-{member.Id}]");
        await visitor.SubmitAsync("form[data-form=remove]");

        Assert.Equal("/teams", visitor.Path);
        Assert.Equal(
            ["team.added", "team.member-added", "team.member-removed", "team.removed"],
            await app.ReadAsync(db => db.Events.Where(e => e.SubjectId == id).OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync()));
    }

    [Theory, Databases]
    public async Task An_administrator_does_not_make_themself_head_of_what_they_could_not_see(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var administrator = await app.AddPersonAsync("管理员", SystemRoles.Administrator);
        await app.AddPersonAsync("另一位", SystemRoles.HumanResources);
        var department = await app.AddDepartmentAsync("销售部");
        using var visitor = await app.SignInAsync(administrator);
        await visitor.GetAsync($"/departments/{department}");

        await visitor.SubmitAsync("form[data-form=department]", new() { ["HeadId"] = administrator.Id.ToString() });

        Assert.Equal(HttpStatusCode.Forbidden, visitor.Status);
        Assert.Contains("不能由本人给自己设置", visitor.Text, StringComparison.Ordinal);
        Assert.Null(await app.ReadAsync(db => db.Departments.Where(d => d.Id == department).Select(d => d.HeadId).SingleAsync()));
    }
}
