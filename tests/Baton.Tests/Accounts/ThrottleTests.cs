using System.Net;
using Baton.Tests.Host;
using Baton.Web.Identity;

namespace Baton.Tests.Accounts;

public sealed class ThrottleTests
{
    [Theory, Databases]
    public async Task Guessing_one_name_ends_for_that_address_and_locks_nobody_else_out(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var victim = await app.AddPersonAsync("李娜");
        var colleague = await app.AddPersonAsync("张伟");
        using var guesser = app.StrangerFrom("127.0.0.3");
        await guesser.GetAsync("/sign-in");
        for (var i = 0; i < 10; i++)
        {
            await guesser.SubmitAsync("main form", new() { ["UserName"] = victim.UserName, ["Password"] = "guess" });
            Assert.Contains("账号或密码不对", guesser.Text, StringComparison.Ordinal);
        }

        await guesser.SubmitAsync("main form", new() { ["UserName"] = victim.UserName, ["Password"] = TestApp.Password });

        Assert.StartsWith("/sign-in", guesser.Path, StringComparison.Ordinal);
        Assert.Contains("尝试得太频繁了", guesser.Text, StringComparison.Ordinal);
        Assert.NotNull(guesser.Page.QuerySelector("main form"));
        using var victims = app.StrangerFrom("127.0.0.4");
        await victims.GetAsync("/sign-in");
        await victims.SubmitAsync("main form", new() { ["UserName"] = victim.UserName, ["Password"] = TestApp.Password });
        Assert.Equal("/", victims.Path);
        await guesser.SubmitAsync("main form", new() { ["UserName"] = colleague.UserName, ["Password"] = TestApp.Password });
        Assert.Equal("/", guesser.Path);
    }

    [Theory, Databases]
    public async Task Beyond_the_limit_of_an_address_a_page_says_when_to_try_again(Database database)
    {
        await using var app = await TestApp.StartAsync(database, formsPerMinute: 2);
        using var visitor = app.StrangerFrom("127.0.0.3");
        await visitor.GetAsync("/sign-in");
        for (var i = 0; i < 4; i++)
        {
            await visitor.SubmitAsync("main form", new() { ["UserName"] = $"somebody{i}", ["Password"] = "guess" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        }

        await visitor.SubmitAsync("main form", new() { ["UserName"] = "somebody", ["Password"] = "guess" });
        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Status);
        Assert.Contains("请稍等一会儿", visitor.Text, StringComparison.Ordinal);

        await visitor.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        using var other = app.StrangerFrom("127.0.0.4");
        await other.GetAsync("/sign-in");
        await other.SubmitAsync("main form", new() { ["UserName"] = "somebody", ["Password"] = "guess" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
    }

    [Theory, Databases]
    public async Task Who_has_signed_in_here_before_is_not_locked_out_by_somebody_at_the_same_address(Database database)
    {
        await using var app = await TestApp.StartAsync(database, formsPerMinute: 2);
        var person = await app.AddPersonAsync("李娜");
        using var known = await app.SignInAsync(person);
        await known.SubmitAsync("form[action='/sign-out']", new());
        using var guesser = app.Stranger();
        await guesser.GetAsync("/sign-in");
        for (var i = 0; i < 12; i++)
        {
            await guesser.SubmitAsync("main form", new() { ["UserName"] = person.UserName, ["Password"] = "guess" });
            if (guesser.Status == HttpStatusCode.TooManyRequests)
            {
                await guesser.GetAsync("/sign-in");
            }
        }

        await known.GetAsync("/sign-in");
        await known.SubmitAsync("main form", new() { ["UserName"] = person.UserName, ["Password"] = TestApp.Password });
        Assert.Equal("/", known.Path);
    }

    [Fact]
    public void One_network_of_64_bits_is_one_source()
    {
        Assert.Equal(FormThrottle.Source(IPAddress.Parse("2001:db8::1")), FormThrottle.Source(IPAddress.Parse("2001:db8::ffff:2")));
        Assert.NotEqual(FormThrottle.Source(IPAddress.Parse("2001:db8::1")), FormThrottle.Source(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.Equal("10.0.0.7", FormThrottle.Source(IPAddress.Parse("::ffff:10.0.0.7")));
    }
}
