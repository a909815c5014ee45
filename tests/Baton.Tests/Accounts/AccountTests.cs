using System.Net;
using Baton.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Accounts;

public sealed class AccountTests
{
    [Theory, Databases]
    public async Task Changing_the_password_needs_the_current_one_and_ends_other_devices(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("李娜");
        using var laptop = await app.SignInAsync(person);
        using var phone = await app.SignInAsync(person);
        await laptop.GetAsync("/account");
        const string Next = "窗外有一棵 老槐树开满了花";
        await laptop.SubmitAsync("form[data-form=password]", new() { ["Current"] = "不是这个密码", ["Password"] = Next, ["Repeated"] = Next });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, laptop.Status);
        Assert.NotNull(laptop.Page.QuerySelector("#Current-error"));
        await laptop.SubmitAsync("form[data-form=password]", new() { ["Current"] = TestApp.Password, ["Password"] = "1234567890", ["Repeated"] = "1234567890" });
        Assert.NotNull(laptop.Page.QuerySelector("#Password-error"));

        await laptop.SubmitAsync("form[data-form=password]", new() { ["Current"] = TestApp.Password, ["Password"] = Next, ["Repeated"] = Next });

        Assert.Equal("/account", laptop.Path);
        Assert.Equal(HttpStatusCode.OK, laptop.Status);
        await phone.GetAsync("/account");
        Assert.StartsWith("/sign-in", phone.Path, StringComparison.Ordinal);
        await phone.SubmitAsync("main form", new() { ["UserName"] = person.UserName, ["Password"] = TestApp.Password });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, phone.Status);
        await phone.SubmitAsync("main form", new() { ["UserName"] = person.UserName, ["Password"] = Next });
        Assert.Equal("/account", phone.Path);
        Assert.Equal(["account.password-changed"], await app.ReadAsync(db => db.Events.Where(e => e.SubjectId == person.Id).Select(e => e.Kind).ToListAsync()));
    }

    [Theory, Databases]
    public async Task Devices_are_listed_and_end_one_by_one_or_all_together(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("李娜");
        using var laptop = await app.SignInAsync(person);
        using var phone = await app.SignInAsync(person);
        using var tablet = await app.SignInAsync(person);
        using var other = await app.SignInAsync(await app.AddPersonAsync("别人"));
        await laptop.GetAsync("/account");
        Assert.Equal(3, laptop.Page.QuerySelectorAll(".todo").Length);
        Assert.Single(laptop.Page.QuerySelectorAll(".todo .chip"));

        var ids = await app.ReadAsync(db => db.SignIns.Where(s => s.Account!.PersonId == person.Id).OrderBy(s => s.Id).Select(s => s.Id).ToListAsync());
        await laptop.SubmitAsync($"form[data-form=end-{ids[1]}]");
        await phone.GetAsync("/account");
        Assert.StartsWith("/sign-in", phone.Path, StringComparison.Ordinal);
        await tablet.GetAsync("/account");
        Assert.Equal("/account", tablet.Path);

        await other.GetAsync("/account");
        await other.SubmitAsync("form[data-form=everywhere]");
        await tablet.GetAsync("/account");
        Assert.Equal("/account", tablet.Path);
        await laptop.SubmitAsync("form[data-form=everywhere]");
        Assert.Equal("/sign-in", laptop.Path);
        await tablet.GetAsync("/account");
        Assert.StartsWith("/sign-in", tablet.Path, StringComparison.Ordinal);
    }
}
