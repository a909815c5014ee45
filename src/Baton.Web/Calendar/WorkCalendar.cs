namespace Baton.Web.Calendar;

/// <summary>A day that differs from the plain week, or is said to follow it: a holiday, or a make-up day (调休).</summary>
/// <param name="Name">What people call it, for example 春节 or 国庆节调休.</param>
public sealed record CalendarDay(DateOnly Day, bool IsWorkingDay, string Name);

/// <summary>
/// Working days: Monday to Friday, but for the days it was given. Built from <see cref="ChinaDays.Published"/> followed
/// by the company's own days; of two entries for one day the later one holds.
/// </summary>
public sealed class WorkCalendar
{
    // 全国年节及纪念日放假办法 (2024) art. 2: thirteen days are off for everybody. A year with fewer days off than that
    // has not been entered yet, however many days of its own the company has put in.
    private const int DaysOffInAYear = 13;

    private readonly Dictionary<DateOnly, CalendarDay> days = [];
    private readonly HashSet<int> knownYears;

    public WorkCalendar(IEnumerable<CalendarDay> days)
    {
        foreach (var day in days)
        {
            this.days[day.Day] = day;
        }

        knownYears = [.. this.days.Values.Where(day => !day.IsWorkingDay)
            .GroupBy(day => day.Day.Year)
            .Where(year => year.Count() >= DaysOffInAYear)
            .Select(year => year.Key)];
    }

    /// <summary>
    /// Whether the year's holidays are entered. For other years weekends alone count, and whoever shows a date that
    /// rests on them says so.
    /// </summary>
    public bool IsKnown(int year) => knownYears.Contains(year);

    /// <summary>Whether the holidays of every year from the one day to the other are entered, in either order.</summary>
    public bool IsKnown(DateOnly a, DateOnly b) =>
        Enumerable.Range(Math.Min(a.Year, b.Year), Math.Abs(b.Year - a.Year) + 1).All(IsKnown);

    /// <summary>The holiday's or make-up day's name; null for a day like any other.</summary>
    public string? NameOf(DateOnly day) => days.TryGetValue(day, out var entry) ? entry.Name : null;

    public bool IsWorkingDay(DateOnly day) =>
        days.TryGetValue(day, out var entry)
            ? entry.IsWorkingDay
            : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>
    /// The <paramref name="count"/>th working day after <paramref name="from"/>, or before it when negative;
    /// <paramref name="from"/> itself, working day or not, when 0.
    /// </summary>
    public DateOnly AddWorkingDays(DateOnly from, int count)
    {
        var step = Math.Sign(count);
        var day = from;
        for (var left = Math.Abs(count); left > 0;)
        {
            day = day.AddDays(step);
            if (IsWorkingDay(day))
            {
                left--;
            }
        }

        return day;
    }

    /// <summary>
    /// Working days that pass on the way from <paramref name="a"/> to <paramref name="b"/>: the first day is not
    /// counted, the last is; negative when <paramref name="b"/> lies before. The reverse of <see cref="AddWorkingDays"/>.
    /// </summary>
    public int WorkingDaysBetween(DateOnly a, DateOnly b)
    {
        var step = Math.Sign(b.DayNumber - a.DayNumber);
        var count = 0;
        for (var day = a; day != b;)
        {
            day = day.AddDays(step);
            if (IsWorkingDay(day))
            {
                count += step;
            }
        }

        return count;
    }
}
