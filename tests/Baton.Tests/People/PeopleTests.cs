using System.Net;
using AngleSharp.Html.Dom;
using Baton.Tests.Host;
using Baton.Web.Events;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.People;

public sealed class PeopleTests
{
    [Theory, Databases]
    public async Task Whoever_keeps_no_people_gets_the_answer_of_a_page_that_does_not_exist(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var colleague = await app.AddPersonAsync("同事");
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("李娜", SystemRoles.Auditor));
        await visitor.GetAsync("/no-such-page");
        var strangers = (visitor.Status, visitor.Text);
        foreach (var path in new[] { "/people", "/people/new", "/people/import", "/people/import/people.csv", "/departments/import", $"/people/{colleague.Id}", "/departments", "/positions", "/teams", "/settings", "/settings/calendar" })
        {
            await visitor.GetAsync(path);
            Assert.Equal(strangers, (visitor.Status, visitor.Text));
        }
    }

    [Theory, Databases]
    public async Task Human_resources_add_find_and_change_a_person(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var department = await app.AddDepartmentAsync("采购部");
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var number = $"N{Guid.CreateVersion7():N}";
        await visitor.GetAsync("/people/new");
        await visitor.SubmitAsync("form[data-form=person]", new() { ["Name"] = "赵磊", ["EmployeeNumber"] = number, ["DepartmentId"] = department.ToString() });
        Assert.Contains("已添加赵磊", visitor.Page.QuerySelector(".flash")!.TextContent, StringComparison.Ordinal);
        var id = Guid.Parse(visitor.Path.Split('/')[^1]);

        await visitor.GetAsync($"/people?find={number.ToUpperInvariant()}&department={department}");
        Assert.Equal("赵磊", visitor.Page.QuerySelector("tbody .title")!.TextContent);
        await visitor.GetAsync($"/people/{id}");
        await visitor.SubmitAsync("form[data-form=person]", new() { ["Email"] = "zhaolei@example.cn" });
        await visitor.SubmitAsync("form[data-form=person]");

        Assert.Equal(
            ["person.added", "person.changed"],
            await app.ReadAsync(db => db.Events.Where(e => e.SubjectId == id).OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync()));
        var fields = await app.ReadAsync(db => db.EventBodies
            .Where(b => db.Events.Any(e => e.StreamId == b.StreamId && e.Sequence == b.Sequence && e.SubjectId == id && e.Kind == "person.changed"))
            .Select(b => b.Fields).SingleAsync());
        Assert.Contains("email", fields, StringComparison.Ordinal);
        Assert.DoesNotContain("employeeNumber", fields, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Numbers_are_unique_and_managers_make_no_circle(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var boss = await app.AddPersonAsync("总经理");
        var middle = await app.AddPersonAsync("经理", managerId: boss.Id);
        var low = await app.AddPersonAsync("专员", managerId: middle.Id);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var number = $"N{Guid.CreateVersion7():N}";
        await visitor.GetAsync($"/people/{middle.Id}");
        await visitor.SubmitAsync("form[data-form=person]", new() { ["EmployeeNumber"] = number });

        await visitor.GetAsync($"/people/{boss.Id}");
        await visitor.SubmitAsync("form[data-form=person]", new() { ["EmployeeNumber"] = number, ["ManagerId"] = low.Id.ToString(), ["Email"] = "不是邮箱" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Equal(
            ["EmployeeNumber-error", "Email-error", "ManagerId-error"],
            visitor.Page.QuerySelectorAll("form[data-form=person] .err").Select(e => e.Id));
        Assert.Equal("不是邮箱", ((IHtmlInputElement)visitor.Page.QuerySelector("#Email")!).Value);
    }

    [Theory, Databases]
    public async Task A_deactivated_person_is_signed_out_at_once_and_stays_out_after_coming_back(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("赵磊");
        using var theirs = await app.SignInAsync(person);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        await visitor.GetAsync($"/people/{person.Id}");
        await visitor.SubmitAsync("form[data-form=deactivate]");
        Assert.Equal(HttpStatusCode.OK, visitor.Status);

        await theirs.GetAsync("/");
        Assert.StartsWith("/sign-in", theirs.Path, StringComparison.Ordinal);
        await theirs.SubmitAsync("main form", new() { ["UserName"] = person.UserName, ["Password"] = TestApp.Password });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, theirs.Status);

        await visitor.SubmitAsync("form[data-form=reactivate]");
        await theirs.GetAsync("/");
        Assert.StartsWith("/sign-in", theirs.Path, StringComparison.Ordinal);
        using var again = await app.SignInAsync(person);
    }

    [Theory, Databases]
    public async Task The_last_administrator_stays_and_nobody_grants_themself_roles(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var first = await app.AddPersonAsync("管理员", SystemRoles.Administrator);
        var second = await app.AddPersonAsync("第二位", SystemRoles.Administrator);
        using var visitor = await app.SignInAsync(first);
        await visitor.GetAsync($"/people/{second.Id}");
        // The forms of another's page, sent for oneself.
        foreach (var (form, values, code) in new (string, Dictionary<string, string>, string)[]
        {
            ("roles", new() { ["Roles"] = "Auditor" }, "不能修改自己的系统角色"),
            ("deactivate", [], "不能对自己这样做"),
        })
        {
            using var request = visitor.FormRequest((IHtmlFormElement)visitor.Page.QuerySelector($"form[data-form={form}]")!, values);
            request.RequestUri = new Uri(request.RequestUri!.ToString().Replace(second.Id.ToString(), first.Id.ToString(), StringComparison.Ordinal));
            using var response = await visitor.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Equal(SystemRoles.Administrator, await app.ReadAsync(db => db.Users.Where(a => a.PersonId == first.Id).Select(a => a.Roles).SingleAsync()));
        await visitor.SubmitAsync("form[data-form=roles]", new() { ["Roles"] = "HumanResources" });
        Assert.Equal(SystemRoles.HumanResources, await app.ReadAsync(db => db.Users.Where(a => a.PersonId == second.Id).Select(a => a.Roles).SingleAsync()));

        using var humanResources = await app.SignInAsync(second);
        await humanResources.GetAsync($"/people/{first.Id}");
        Assert.Null(humanResources.Page.QuerySelector("form[data-form=roles]"));
        Assert.Null(humanResources.Page.QuerySelector("form[data-form=deactivate]"));
        Assert.Null(humanResources.Page.QuerySelector("form[data-form=invite]"));
        await visitor.GetAsync($"/people/{second.Id}");
        foreach (var handler in new[] { "Deactivate", "Invite", "Roles" })
        {
            using var client = humanResources.FormRequest((IHtmlFormElement)humanResources.Page.QuerySelector("form[data-form=person]")!, []);
            client.RequestUri = new Uri(app.Address, $"/people/{first.Id}?handler={handler}");
            using var response = await humanResources.Client.SendAsync(client, TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode is 403 or 404 or 409, $"{handler}: {response.StatusCode}");
        }

        Assert.Equal(1, await app.ReadAsync(db => db.Users.CountAsync(a => a.PersonId == first.Id && a.DeactivatedAt == null)));
        Assert.Equal(0, await app.ReadAsync(db => db.Invitations.CountAsync()));
        Assert.Equal(0, await LogVerification.RunAsync(app.Services, TextWriter.Null));
    }

    [Theory, Databases]
    public async Task Two_administrators_who_demote_each_other_leave_one(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var a = await app.AddPersonAsync("甲", SystemRoles.Administrator);
        var b = await app.AddPersonAsync("乙", SystemRoles.Administrator);
        using var visitorA = await app.SignInAsync(a);
        using var visitorB = await app.SignInAsync(b);
        await visitorA.GetAsync($"/people/{b.Id}");
        await visitorB.GetAsync($"/people/{a.Id}");

        await Task.WhenAll(
            visitorA.SubmitAsync("form[data-form=deactivate]"), visitorB.SubmitAsync("form[data-form=deactivate]"));

        Assert.Equal(1, await app.ReadAsync(db => db.Users.CountAsync(x => x.DeactivatedAt == null)));
    }
}
