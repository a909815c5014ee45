using System.Net;
using Baton.Tests.Host;
using Baton.Web.Events;
using Baton.Web.Features.Settings;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Settings;

public sealed class SettingsTests
{
    [Theory, Databases]
    public async Task The_company_is_renamed_and_only_the_change_is_recorded(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("管理员", SystemRoles.Administrator));
        await visitor.GetAsync("/settings");
        await visitor.SubmitAsync("form[data-form=company]", new() { ["CompanyName"] = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);

        await visitor.SubmitAsync("form[data-form=company]", new() { ["CompanyName"] = "华东贸易集团" });
        await visitor.SubmitAsync("form[data-form=company]");

        Assert.Equal("华东贸易集团", await app.ReadAsync(db => db.Companies.Select(c => c.Name).SingleAsync()));
        var fields = await app.ReadAsync(db => db.EventBodies.Where(b => b.StreamId == Streams.Installation).Select(b => b.Fields).SingleAsync());
        Assert.DoesNotContain("timeZone", fields, StringComparison.Ordinal);
        Assert.Equal(0, await LogVerification.RunAsync(app.Services, TextWriter.Null));
    }

    [Theory, Databases]
    public async Task A_day_of_the_companys_own_overrides_the_published_one_until_it_is_removed(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("管理员", SystemRoles.Administrator));
        var day = new DateOnly(2026, 10, 1);
        await visitor.GetAsync("/settings/calendar?year=2026");
        Assert.Contains("国庆", visitor.Text, StringComparison.Ordinal);
        Assert.False(await IsWorkingDayAsync(app, day));

        await visitor.SubmitAsync("form[data-form=day]", new() { ["Day"] = "2026-10-01", ["IsWorkingDay"] = "true", ["Name"] = "盘点" });
        await visitor.SubmitAsync("form[data-form=day]", new() { ["Day"] = "2026-10-01", ["IsWorkingDay"] = "true", ["Name"] = "盘点" });

        Assert.Equal("/settings/calendar?year=2026", visitor.Path);
        Assert.Contains("盘点", visitor.Text, StringComparison.Ordinal);
        Assert.True(await IsWorkingDayAsync(app, day));
        await visitor.SubmitAsync("form[data-form=remove-20261001]");
        Assert.False(await IsWorkingDayAsync(app, day));
        Assert.Equal(
            ["calendar.day-set", "calendar.day-removed"],
            await app.ReadAsync(db => db.Events.OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync()));
    }

    [Theory, Databases]
    public async Task A_year_that_is_not_entered_says_so(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("管理员", SystemRoles.Administrator));

        await visitor.GetAsync("/settings/calendar?year=2190");

        Assert.Contains("2190 年的放假安排还没有录入", visitor.Text, StringComparison.Ordinal);
        await visitor.SubmitAsync("form[data-form=day]", new() { ["Day"] = "昨天", ["Name"] = "" });
        Assert.Equal(2, visitor.Page.QuerySelectorAll(".err").Length);
    }

    [Theory, Databases]
    public async Task Human_resources_have_no_settings(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));

        await visitor.GetAsync("/settings");

        Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        Assert.DoesNotContain(visitor.Page.QuerySelectorAll("nav a"), link => link.GetAttribute("href") == "/settings");
    }

    private static async Task<bool> IsWorkingDayAsync(TestApp app, DateOnly day)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<CompanyCalendar>().LoadAsync(TestContext.Current.CancellationToken)).IsWorkingDay(day);
    }
}
