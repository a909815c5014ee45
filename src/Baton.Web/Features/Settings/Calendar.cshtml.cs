using Baton.Web.Calendar;
using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Settings;

/// <summary>One year's holidays and make-up days: the published ones and the company's own.</summary>
public sealed class CalendarModel(
    BatonDbContext db, SettingsService settings, CompanyCalendar calendar, Clock clock, IStringLocalizer<SettingsText> texts) : SettingsPage
{
    [BindProperty(SupportsGet = true)]
    public int? Year { get; set; }

    public int ShownYear { get; private set; }
    public bool IsKnown { get; private set; }

    /// <summary>The notice that the published days come from; null where none came with Baton.</summary>
    public string? Source => ChinaDays.Sources.GetValueOrDefault(ShownYear);

    public IReadOnlyList<ShownDay> Rows { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] CompanyDayForm typed, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await settings.SetDayAsync(typed, Actor, cancellationToken),
            day => To(day, "calendar.set"),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostRemoveAsync(DateOnly remove, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await settings.RemoveDayAsync(remove, Actor, cancellationToken),
            _ => To(remove, "calendar.removed"),
            () => ShowAsync(cancellationToken));

    private LocalRedirectResult To(DateOnly day, string said)
    {
        Flash = texts[said, Clock.Day(day)];
        return LocalRedirect($"/settings/calendar?year={day.Year}");
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var zone = await db.Companies.Select(c => c.TimeZone).SingleAsync(cancellationToken);
        ShownYear = Year is >= 1900 and <= 2200 ? Year.Value : clock.Today(TimeZoneInfo.FindSystemTimeZoneById(zone)).Year;
        IsKnown = (await calendar.LoadAsync(cancellationToken)).IsKnown(ShownYear);
        Rows = await CompanyCalendar.YearAsync(db, ShownYear, cancellationToken);
        return Page();
    }
}
