using System.Net;
using Baton.Tests.Host;

namespace Baton.Tests.Accounts;

public sealed class SignInTests
{
    [Theory, Databases]
    public async Task Right_password_leads_to_my_handovers(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("李娜");

        using var visitor = await app.SignInAsync(person);

        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        Assert.Contains("李娜", visitor.Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Wrong_password_and_unknown_name_get_the_same_answer(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("李娜");
        using var visitor = app.Stranger();
        var answers = new List<string>();
        foreach (var name in new[] { person.UserName, "nobody-of-that-name" })
        {
            await visitor.GetAsync("/sign-in");
            await visitor.SubmitAsync("main form", new() { ["UserName"] = name, ["Password"] = "not the password" });
            answers.Add($"{(int)visitor.Status} {visitor.Page.QuerySelector("[role=alert]")!.TextContent.Trim()}");
        }

        Assert.Equal("422 账号或密码不对。", answers[0]);
        Assert.Equal(answers[0], answers[1]);
    }

    [Theory, Databases]
    public async Task Pages_ask_a_stranger_to_sign_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = app.Stranger();

        await visitor.GetAsync("/handovers/JJ-2026-0001");

        Assert.StartsWith("/sign-in?then=", visitor.Path, StringComparison.Ordinal);
    }
}
