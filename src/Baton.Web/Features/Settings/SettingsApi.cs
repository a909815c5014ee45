using Baton.Web.Data;
using Baton.Web.Features.Api;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Settings;

public sealed record CompanyJson(string Name, string TimeZone);

/// <summary>A day that is not as its weekday says.</summary>
/// <param name="IsOwn">Set by the company; else published by the State Council.</param>
public sealed record DayJson(DateOnly Day, bool IsWorkingDay, string Name, bool IsOwn);

public sealed record DayBody(string? Name, bool IsWorkingDay);

/// <summary>The company and its calendar; for administrators.</summary>
internal static class SettingsApi
{
    public static void MapSettings(this RouteGroupBuilder api)
    {
        var settings = api.MapGroup("").WithTags("Settings");
        settings.MapGet("/company", async (Call call, BatonDbContext db) => !call.Actor.IsAdministrator ? Answers.NotFound
                : Answers.Ok(await db.Companies.Select(c => new CompanyJson(c.Name, c.TimeZone)).SingleAsync(call.Aborted)))
            .Says("readCompany", "The company's name and time zone.").Gives<CompanyJson>();
        settings.MapPut("/company", (CompanyForm body, Call call, SettingsService service) => service.SaveCompanyAsync(body, call.Actor, call.Aborted).DoneAsync())
            .Says("saveCompany", "Changes the company's name and time zone.", typeof(SettingsRefusals)).Does()
            .Example("""{"companyName": "华东贸易有限公司", "timeZone": "Asia/Shanghai"}""");
        settings.MapGet("/calendar/{year:int}", async (int year, Call call, BatonDbContext db) => !call.Actor.IsAdministrator || year is < 1900 or > 2200 ? Answers.NotFound
                : Answers.Ok((await CompanyCalendar.YearAsync(db, year, call.Aborted)).Select(d => new DayJson(d.Day, d.IsWorkingDay, d.Name, d.IsOwn)).ToList()))
            .Says("listCalendar", "One year's holidays and make-up days: the published ones and the company's own.").Gives<IReadOnlyList<DayJson>>();
        settings.MapPut("/calendar/{day:datetime}", (DateOnly day, DayBody body, Call call, SettingsService service) =>
                service.SetDayAsync(new CompanyDayForm(Shared.Clock.Input(day), body.Name, body.IsWorkingDay), call.Actor, call.Aborted).DoneAsync())
            .Says("setDay", "Says of one day whether people work.", typeof(SettingsRefusals)).Does().Example("""{"name": "厂庆", "isWorkingDay": false}""");
        settings.MapDelete("/calendar/{day:datetime}", (DateOnly day, Call call, SettingsService service) =>
                service.RemoveDayAsync(day, call.Actor, call.Aborted).DoneAsync())
            .Says("removeDay", "The published calendar, or the plain week, holds again for that day.", typeof(SettingsRefusals)).Does();
    }
}
