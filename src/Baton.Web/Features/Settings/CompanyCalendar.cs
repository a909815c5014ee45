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
}
