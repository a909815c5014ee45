using Baton.Web.Calendar;
using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Settings;

/// <summary>Working days as published, corrected by the company's own days.</summary>
public sealed class CompanyCalendar(BatonDbContext db)
{
    public async Task<WorkCalendar> LoadAsync(CancellationToken cancellationToken)
    {
        var own = await db.CompanyDays.AsNoTracking().ToListAsync(cancellationToken);
        return new WorkCalendar(ChinaDays.Published.Concat(own.Select(d => new CalendarDay(d.Day, d.IsWorkingDay, d.Name))));
    }

    /// <summary>One year's days that are not as their weekday says, in order; the company's own in place of published ones.</summary>
    public static async Task<List<ShownDay>> YearAsync(BatonDbContext db, int year, CancellationToken cancellationToken)
    {
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var own = await db.CompanyDays.AsNoTracking().Where(d => d.Day >= from && d.Day <= to).ToListAsync(cancellationToken);
        return [.. ChinaDays.Published.Where(d => d.Day.Year == year && own.All(o => o.Day != d.Day))
            .Select(d => new ShownDay(d.Day, d.IsWorkingDay, d.Name, IsOwn: false))
            .Concat(own.Select(d => new ShownDay(d.Day, d.IsWorkingDay, d.Name, IsOwn: true)))
            .OrderBy(row => row.Day)];
    }
}

public sealed record ShownDay(DateOnly Day, bool IsWorkingDay, string Name, bool IsOwn);
