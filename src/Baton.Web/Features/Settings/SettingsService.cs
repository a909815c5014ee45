using Baton.Web.Events;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Settings;

/// <summary>The company as typed.</summary>
public sealed record CompanyForm(string? CompanyName, string? TimeZone);

/// <summary>A day of the company's own as typed.</summary>
public sealed record CompanyDayForm(string? Day, string? Name, bool IsWorkingDay);

/// <summary>The company's name, zone and own days; for administrators.</summary>
public sealed class SettingsService(InstallationWrite write)
{
    public Task<Outcome<Done>> SaveCompanyAsync(CompanyForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var name = Typed.RequiredText(form.CompanyName, 100, nameof(form.CompanyName), refusals);
        var zone = Typed.RequiredText(form.TimeZone, 100, nameof(form.TimeZone), refusals);
        return write.RunAsync<Done>(actor, SystemRoles.Administrator, async change =>
        {
            var company = await change.Db.Companies.SingleAsync(change.CancellationToken);
            if (zone is not null && zone != company.TimeZone && !TimeZones.IsKnown(zone))
            {
                refusals.Add(SettingsRefusals.UnknownZone.On(nameof(form.TimeZone)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            await change.RecordChangesAsync(
                "company.changed", Streams.Installation, ("name", company.Name, name), ("timeZone", company.TimeZone, zone));
            company.Name = name!;
            company.TimeZone = zone!;
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>Says of one day whether people work; overrides the calendar that comes with Baton.</summary>
    public Task<Outcome<DateOnly>> SetDayAsync(CompanyDayForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var day = Typed.RequiredDay(form.Day, nameof(form.Day), refusals);
        var name = Typed.RequiredText(form.Name, 100, nameof(form.Name), refusals);
        return write.RunAsync<DateOnly>(actor, SystemRoles.Administrator, async change =>
        {
            if (refusals.Count > 0)
            {
                return refusals;
            }

            var known = await change.Db.CompanyDays.SingleOrDefaultAsync(d => d.Day == day, change.CancellationToken);
            if (known is null)
            {
                change.Db.CompanyDays.Add(new CompanyDay { Day = day!.Value, IsWorkingDay = form.IsWorkingDay, Name = name! });
                await change.RecordAsync("calendar.day-set", Streams.Installation, ("day", day), ("isWorkingDay", form.IsWorkingDay), ("name", name));
            }
            else if (known.IsWorkingDay != form.IsWorkingDay || known.Name != name)
            {
                await change.RecordAsync(
                    "calendar.day-set", Streams.Installation, ("day", day),
                    ("isWorkingDay", new Change(known.IsWorkingDay, form.IsWorkingDay)), ("name", new Change(known.Name, name)));
                known.IsWorkingDay = form.IsWorkingDay;
                known.Name = name!;
            }

            return day!.Value;
        }, cancellationToken);
    }

    /// <summary>The published calendar, or the plain week, holds again for that day.</summary>
    public Task<Outcome<Done>> RemoveDayAsync(DateOnly day, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor, SystemRoles.Administrator, async change =>
        {
            if (await change.Db.CompanyDays.SingleOrDefaultAsync(d => d.Day == day, change.CancellationToken) is { } own)
            {
                change.Db.CompanyDays.Remove(own);
                await change.RecordAsync(
                    "calendar.day-removed", Streams.Installation, ("day", day), ("isWorkingDay", own.IsWorkingDay), ("name", own.Name));
            }

            return Done.It;
        }, cancellationToken);
}
