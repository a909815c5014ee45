using System.Net;
using AngleSharp.Html.Dom;
using Baton.Tests.Host;
using Baton.Web.Events;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Settings;

public sealed class SetupTests
{
    [Theory, Databases]
    public async Task A_new_installation_is_set_up_once_and_its_administrator_is_signed_in(Database database)
    {
        await using var app = await TestApp.StartAsync(database, setUp: false);
        using var visitor = app.Stranger();
        await visitor.GetAsync("/");
        Assert.Equal("/setup", visitor.Path);

        await visitor.SubmitAsync("main form", Form("华东贸易有限公司"));

        Assert.Equal("/people", visitor.Path);
        await visitor.GetAsync("/setup");
        Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        Assert.Equal(
            SystemRoles.Administrator | SystemRoles.HumanResources,
            await app.ReadAsync(db => db.Users.Select(a => a.Roles).SingleAsync()));
        Assert.Equal(
            ["company.added", "person.added", "account.opened"],
            await app.ReadAsync(db => db.Events.Where(e => e.StreamId == Streams.Installation).OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync()));
        Assert.Equal(0, await LogVerification.RunAsync(app.Services, TextWriter.Null));
    }

    [Theory, Databases]
    public async Task Of_two_who_set_up_at_once_one_wins(Database database)
    {
        await using var app = await TestApp.StartAsync(database, setUp: false);
        using var first = app.Stranger();
        using var second = app.Stranger();
        await first.GetAsync("/setup");
        await second.GetAsync("/setup");

        var answers = await Task.WhenAll(
            first.SubmitAsync("main form", Form("甲公司")), second.SubmitAsync("main form", Form("乙公司")));

        Assert.NotNull(answers);
        Assert.Equal(1, await app.ReadAsync(db => db.Companies.CountAsync()));
        Assert.Equal(1, await app.ReadAsync(db => db.Users.CountAsync()));
        Assert.Equal(1, await app.ReadAsync(db => db.People.CountAsync()));
        Assert.Single(new[] { first, second }, v => v.Path == "/people");
    }

    [Theory, Databases]
    public async Task Passwords_that_are_short_common_or_typed_differently_are_refused_on_their_field(Database database)
    {
        await using var app = await TestApp.StartAsync(database, setUp: false);
        using var visitor = app.Stranger();
        foreach (var (password, repeated, field, words) in new[]
        {
            ("短密码", "短密码", "Password", "密码至少要有 12 个字。"),
            ("Password2026!", "Password2026!", "Password", "这个密码太容易被猜到"),
            ("华东贸易有限公司2026", "华东贸易有限公司2026", "Password", "这个密码太容易被猜到"),
            ("清晨的第一班地铁", "清晨的第一班地铁", "Password", "密码至少要有 12 个字。"),
            ("清晨的第一班地铁出城很空", "清晨的第一班地铁出城很挤", "Repeated", "两次输入的密码不一样"),
        })
        {
            await visitor.GetAsync("/setup");
            await visitor.SubmitAsync("main form", Form("华东贸易有限公司", password, repeated));

            Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
            Assert.Contains(words, visitor.Page.QuerySelector($"#{field}-error")!.TextContent, StringComparison.Ordinal);
            Assert.Equal("华东贸易有限公司", ((IHtmlInputElement)visitor.Page.QuerySelector("#CompanyName")!).Value);
        }

        Assert.Equal(0, await app.ReadAsync(db => db.Companies.CountAsync()));
    }

    [Theory, Databases]
    public async Task An_empty_form_names_every_field_that_needs_a_look(Database database)
    {
        await using var app = await TestApp.StartAsync(database, setUp: false);
        using var visitor = app.Stranger();
        await visitor.GetAsync("/setup");

        await visitor.SubmitAsync("main form", new() { ["TimeZone"] = "Mars/Olympus" });

        Assert.Equal(5, visitor.Page.QuerySelectorAll("main .err").Length);
    }

    internal static Dictionary<string, string> Form(string company, string password = TestApp.Password, string? repeated = null) => new()
    {
        ["CompanyName"] = company,
        ["Name"] = "王芳",
        ["UserName"] = "wangfang",
        ["Password"] = password,
        ["Repeated"] = repeated ?? password,
    };
}
