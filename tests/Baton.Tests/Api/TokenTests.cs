using System.Net;
using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web;
using Baton.Web.Features.Accounts;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Api;

/// <summary>Tokens for programs: made and revoked on the account page or the command line, and what they reach.</summary>
public sealed class TokenTests
{
    [Theory, Databases]
    public async Task A_token_is_shown_once_and_works_until_it_is_revoked(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("李娜");
        using var visitor = await app.SignInAsync(person);

        var token = await MakeAsync(visitor, "人事系统同步");
        using var program = new ApiCaller(app, token);
        var me = (await program.GetAsync("/me")).Expect(HttpStatusCode.OK);

        Assert.Equal("李娜", me.Text("name"));
        Assert.Equal("人事系统同步", me.Text("token.name"));
        Assert.Equal("read", me.Text("token.scope"));
        await visitor.GetAsync("/account");
        Assert.Contains("人事系统同步", visitor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, visitor.Page.Source.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("还没用过", visitor.Text, StringComparison.Ordinal);
        var kept = await app.ReadAsync(db => db.ApiTokens.SingleAsync(t => t.Account!.PersonId == person.Id));
        Assert.Equal(ApiToken.HashOf(token), kept.Hash);

        await visitor.SubmitAsync($"form[data-form=revoke-{kept.Id}]");
        (await program.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized).Refused("api.token-invalid");
        Assert.Contains("令牌已撤销", visitor.Page.QuerySelector("#flash")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["token.made", "token.revoked"],
            await app.ReadAsync(db => db.Events.Where(e => e.SubjectId == person.Id).OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync()));
    }

    [Theory, Databases]
    public async Task Making_one_needs_the_password_a_name_and_a_handover_that_one_sees(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var foreign = await SmallHandover.OpenAsync(app);
        var person = await app.AddPersonAsync("李娜");
        using var visitor = await app.SignInAsync(person);
        await visitor.GetAsync("/account");

        await visitor.SubmitAsync("form[data-form=token]", new() { ["Token.Name"] = "x", ["Token.Password"] = "不是这个密码" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("密码不对", visitor.Page.QuerySelector("#Token-Password-error")!.TextContent, StringComparison.Ordinal);
        foreach (var number in new[] { foreign.Number, "JJ-1999-0001" })
        {
            await visitor.SubmitAsync(
                "form[data-form=token]", new() { ["Token.Name"] = "", ["Token.Handover"] = number, ["Token.Password"] = TestApp.Password });
            Assert.Contains("请填写", visitor.Page.QuerySelector("#Token-Name-error")!.TextContent, StringComparison.Ordinal);
            Assert.Contains("没有这份交接", visitor.Page.QuerySelector("#Token-Handover-error")!.TextContent, StringComparison.Ordinal);
        }

        Assert.False(await app.ReadAsync(db => db.ApiTokens.AnyAsync(t => t.Account!.PersonId == person.Id)));
    }

    [Theory, Databases]
    public async Task Nobody_revokes_the_token_of_another(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var owner = await app.AddPersonAsync("李娜");
        using var program = await app.CallerAsync(owner);
        var id = await app.ReadAsync(db => db.ApiTokens.Where(t => t.Account!.PersonId == owner.Id).Select(t => t.Id).SingleAsync());
        using var other = await app.SignInAsync(await app.AddPersonAsync("别人", SystemRoles.Administrator));
        await other.GetAsync("/account");

        await other.ForgeAsync("/account?handler=RevokeToken", new() { ["token"] = id.ToString() });

        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        (await program.GetAsync("/me")).Expect(HttpStatusCode.OK);
    }

    [Theory, Databases]
    public async Task A_token_ends_with_its_day_with_the_password_and_with_the_account(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var hr = await app.AddPersonAsync("周静", SystemRoles.HumanResources);
        var person = await app.AddPersonAsync("李娜");
        using var visitor = await app.SignInAsync(person);
        using var first = await app.CallerAsync(person);
        await visitor.GetAsync("/account");
        const string Next = "窗外有一棵 老槐树开满了花";

        await visitor.SubmitAsync("form[data-form=password]", new() { ["Current"] = TestApp.Password, ["Password"] = Next, ["Repeated"] = Next });
        (await first.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized);

        using var second = await app.CallerAsync(person);
        (await second.GetAsync("/me")).Expect(HttpStatusCode.OK);
        using var keeper = await app.SignInAsync(hr);
        await keeper.GetAsync($"/people/{person.Id}");
        await keeper.SubmitAsync("form[action*='handler=Deactivate']");
        (await second.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized);
        await keeper.SubmitAsync("form[action*='handler=Reactivate']");
        (await second.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized);

        using var third = new ApiCaller(app, await app.TokenAsync(person, days: 30));
        (await third.GetAsync("/me")).Expect(HttpStatusCode.OK);
        app.Time.Move(TimeSpan.FromDays(31));
        (await third.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory, Databases]
    public async Task On_pages_a_token_counts_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var program = await app.CallerAsync(await app.AddPersonAsync("李娜"));

        using var page = await program.Client.GetAsync("/account", TestContext.Current.CancellationToken);

        Assert.Equal("/sign-in", page.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory, Databases]
    public async Task Without_a_token_or_with_a_wrong_one_the_answer_says_so_in_the_readers_language(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var nobody = new ApiCaller(app, null);
        using var wrong = new ApiCaller(app, "baton_wrong", language: "en");

        var needed = (await nobody.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized).Refused("api.token-needed");
        var invalid = (await wrong.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized).Refused("api.token-invalid");

        Assert.Contains("请在 Authorization 请求头里带上令牌", needed.Text("title")!, StringComparison.Ordinal);
        Assert.Contains("This token does not work", invalid.Text("title")!, StringComparison.Ordinal);
        Assert.Equal("Bearer realm=\"Baton\"", needed.Headers.WwwAuthenticate.ToString());
        Assert.Equal("Bearer realm=\"Baton\", error=\"invalid_token\"", invalid.Headers.WwwAuthenticate.ToString());
        (await nobody.GetAsync("/no-such-thing")).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory, Databases]
    public async Task Guessing_ends_for_that_address_and_for_no_other(Database database)
    {
        await using var app = await TestApp.StartAsync(database, formsPerMinute: 2);
        var token = await app.TokenAsync(await app.AddPersonAsync("李娜"));
        using var guesser = new ApiCaller(app, "baton_guess", source: "127.0.0.3");
        for (var i = 0; i < 4; i++)
        {
            (await guesser.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized);
        }

        var refused = (await guesser.GetAsync("/me")).Expect(HttpStatusCode.TooManyRequests).Refused("api.too-many-tries");

        Assert.Equal("60", refused.Headers.RetryAfter!.ToString());
        using var right = new ApiCaller(app, token, source: "127.0.0.4");
        for (var i = 0; i < 10; i++)
        {
            (await right.GetAsync("/me")).Expect(HttpStatusCode.OK);
        }
    }

    [Theory, Databases]
    public async Task The_command_line_prints_a_token_and_nothing_else(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("李娜");
        using var output = new StringWriter();
        using var error = new StringWriter();
        var options = BatonOptions.Parse(["token", "create", "--user", person.UserName.ToUpperInvariant(), "--name", "同步", "--scope", "write", "--days", "7"]);
        Assert.Equal(BatonOptions.CreateToken, options.Command);

        var code = await TokenCommand.RunAsync(app.Services, options.Token, output, error);

        Assert.Equal((0, ""), (code, error.ToString()));
        using var program = new ApiCaller(app, output.ToString().Trim());
        var me = (await program.GetAsync("/me")).Expect(HttpStatusCode.OK);
        Assert.Equal(("李娜", "同步", "write"), (me.Text("name"), me.Text("token.name"), me.Text("token.scope")));
        var made = await app.ReadAsync(db => db.Events.SingleAsync(e => e.SubjectId == person.Id));
        Assert.Equal(("token.made", "cli", person.Id), (made.Kind, made.Channel, made.ActorId));
        Assert.Equal(1, await TokenCommand.RunAsync(app.Services, new TokenOptions("nobody"), output, error));
        Assert.Contains("--user: 没有账号 nobody", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await TokenCommand.RunAsync(app.Services, new TokenOptions(person.UserName, Days: "366"), output, error));
        Assert.Equal(1, await TokenCommand.RunAsync(app.Services, new TokenOptions(person.UserName, Handover: "JJ-1999-0001"), output, error));
    }

    [Theory]
    [InlineData("token", "create")]
    [InlineData("token", "create", "--user")]
    [InlineData("token", "list")]
    [InlineData("token", "create", "--user", "x", "--scope", "all")]
    public void A_command_that_can_not_be_meant_is_refused(params string[] args) =>
        Assert.Throws<ArgumentException>(() => BatonOptions.Parse(args));

    private static async Task<string> MakeAsync(Visitor visitor, string name)
    {
        await visitor.GetAsync("/account");
        await visitor.SubmitAsync("form[data-form=token]", new() { ["Token.Name"] = name, ["Token.Password"] = TestApp.Password });
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        return visitor.Page.QuerySelector("#made-token")!.GetAttribute("value")!;
    }
}
