using System.Net;
using AngleSharp.Html.Dom;
using Baton.Tests.Host;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Accounts;

public sealed class InvitationTests
{
    [Theory, Databases]
    public async Task An_invited_person_sets_a_password_once_and_is_signed_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var userName = $"zhao{Guid.CreateVersion7():N}";
        var link = await InviteAsync(visitor, "赵磊", userName);
        await visitor.GetAsync(visitor.Path);
        Assert.Null(visitor.Page.QuerySelector("#link"));

        using var invited = app.Stranger();
        await invited.GetAsync(link);
        await invited.SubmitAsync("main form", new() { ["Password"] = "赵磊 2026", ["Repeated"] = "赵磊 2026" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invited.Status);
        await invited.SubmitAsync("main form", new() { ["Password"] = TestApp.Password, ["Repeated"] = TestApp.Password });

        Assert.Equal("/", invited.Path);
        Assert.Contains("赵磊", invited.Text, StringComparison.Ordinal);
        Assert.Equal(SystemRoles.None, await app.ReadAsync(db => db.Users.Where(a => a.UserName == userName).Select(a => a.Roles).SingleAsync()));
        using var second = app.Stranger();
        await second.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, second.Status);
        Assert.Null(second.Page.QuerySelector("main form"));
    }

    [Theory, Databases]
    public async Task Of_two_who_use_a_link_at_once_one_gets_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var userName = $"zhao{Guid.CreateVersion7():N}";
        var link = await InviteAsync(visitor, "赵磊", userName);
        using var first = app.Stranger();
        using var second = app.Stranger();
        await first.GetAsync(link);
        await second.GetAsync(link);

        Dictionary<string, string> passwords = new() { ["Password"] = TestApp.Password, ["Repeated"] = TestApp.Password };
        await Task.WhenAll(first.SubmitAsync("main form", passwords), second.SubmitAsync("main form", passwords));

        Assert.Single(new[] { first, second }, v => v.Status == HttpStatusCode.Gone);
        Assert.Equal(1, await app.ReadAsync(db => db.Users.CountAsync(a => a.UserName == userName)));
    }

    [Theory, Databases]
    public async Task A_link_ends_with_the_next_one_with_its_week_and_when_withdrawn(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var first = await InviteAsync(visitor, "赵磊", "zhaolei");
        await visitor.SubmitAsync("form[data-form=invite]", new() { ["UserName"] = "zhaolei" });
        var second = Link(visitor);
        using var invited = app.Stranger();

        await invited.GetAsync(first);
        Assert.Equal(HttpStatusCode.Gone, invited.Status);
        await invited.GetAsync(second);
        Assert.Equal(HttpStatusCode.OK, invited.Status);
        await visitor.SubmitAsync("form[data-form=revoke]");
        await invited.SubmitAsync("main form", new() { ["Password"] = TestApp.Password, ["Repeated"] = TestApp.Password });
        Assert.Equal(HttpStatusCode.Gone, invited.Status);

        await visitor.SubmitAsync("form[data-form=invite]", new() { ["UserName"] = "zhaolei" });
        var third = Link(visitor);
        app.Time.Move(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await invited.GetAsync(third);
        Assert.Equal(HttpStatusCode.OK, invited.Status);
        app.Time.Move(TimeSpan.FromMinutes(2));
        await invited.GetAsync(third);
        Assert.Equal(HttpStatusCode.Gone, invited.Status);
        Assert.Equal(1, await app.ReadAsync(db => db.Users.CountAsync()));
    }

    [Theory, Databases]
    public async Task A_forgotten_password_is_replaced_and_other_devices_end(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("赵磊");
        using var theirs = await app.SignInAsync(person);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        await visitor.GetAsync($"/people/{person.Id}");
        await visitor.SubmitAsync("form[data-form=invite]");
        using var invited = app.Stranger();
        await invited.GetAsync(Link(visitor));
        await invited.SubmitAsync("main form", new() { ["Password"] = "另一片 更蓝的湖水", ["Repeated"] = "另一片 更蓝的湖水" });
        Assert.True(invited.Status == HttpStatusCode.UnprocessableEntity, "nine characters");
        await invited.SubmitAsync("main form", new() { ["Password"] = "另一片 更蓝、更大的湖水", ["Repeated"] = "另一片 更蓝、更大的湖水" });

        Assert.Equal("/", invited.Path);
        await theirs.GetAsync("/");
        Assert.StartsWith("/sign-in", theirs.Path, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task A_user_name_is_promised_once_and_roles_are_granted_by_administrators_only(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var userName = $"zhao{Guid.CreateVersion7():N}";
        await InviteAsync(visitor, "赵磊", userName);
        await visitor.GetAsync("/people/new");
        await visitor.SubmitAsync("form[data-form=person]", new() { ["Name"] = "赵蕾" });
        Assert.Empty(visitor.Page.QuerySelectorAll("[name=Roles]"));

        await visitor.SubmitAsync("form[data-form=invite]", new() { ["UserName"] = userName.ToUpperInvariant() });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("已经有人用了", visitor.Page.QuerySelector("#invite-UserName-error")!.TextContent, StringComparison.Ordinal);
        await visitor.SubmitAsync("form[data-form=invite]", new() { ["UserName"] = $"{userName}2", ["Roles"] = "Administrator" });
        var id = Guid.Parse(visitor.Path.Split('/')[^1]);
        Assert.Equal(SystemRoles.None, await app.ReadAsync(db => db.Invitations.Where(i => i.PersonId == id).Select(i => i.Roles).SingleAsync()));
    }

    private static async Task<string> InviteAsync(Visitor visitor, string name, string userName)
    {
        await visitor.GetAsync("/people/new");
        await visitor.SubmitAsync("form[data-form=person]", new() { ["Name"] = name });
        await visitor.SubmitAsync("form[data-form=invite]", new() { ["UserName"] = userName });
        return Link(visitor);
    }

    private static string Link(Visitor visitor) => ((IHtmlInputElement)visitor.Page.QuerySelector("#link")!).Value;
}
