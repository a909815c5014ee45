using System.Globalization;
using Baton.Web.Calendar;
using CsCheck;

namespace Baton.Tests.Calendar;

public class WorkCalendarTests
{
    private static readonly WorkCalendar China = new(ChinaDays.Published);

    private static DateOnly On(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("2026-01-02", false)] // a Friday, 元旦
    [InlineData("2026-01-04", true)] // a Sunday, made up
    [InlineData("2026-02-14", true)] // a Saturday, made up
    [InlineData("2026-02-16", false)] // 春节
    [InlineData("2026-02-24", true)]
    [InlineData("2026-10-07", false)]
    [InlineData("2026-10-08", true)]
    [InlineData("2026-10-10", true)] // a Saturday, made up
    [InlineData("2026-10-11", false)]
    [InlineData("2025-05-31", false)]
    [InlineData("2025-09-28", true)] // a Sunday, made up
    [InlineData("2025-10-08", false)]
    public void Holidays_and_make_up_days_hold_as_published(string day, bool working) =>
        Assert.Equal(working, China.IsWorkingDay(On(day)));

    [Theory]
    [InlineData(2025, 28, 5)] // 1 + 8 + 3 + 5 + 3 + 8
    [InlineData(2026, 33, 6)] // 3 + 9 + 3 + 5 + 3 + 3 + 7
    public void A_year_has_the_days_its_notice_names(int year, int off, int madeUp)
    {
        var days = ChinaDays.Published.Where(day => day.Day.Year == year).ToList();
        Assert.Equal(off, days.Count(day => !day.IsWorkingDay));
        Assert.Equal(madeUp, days.Count(day => day.IsWorkingDay));
        Assert.Equal(days.Count, days.DistinctBy(day => day.Day).Count());
        Assert.Contains("国务院办公厅", ChinaDays.Sources[year], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_weekends_are_made_up_and_at_least_one_weekday_is_off_in_every_holiday()
    {
        Assert.All(ChinaDays.Published.Where(day => day.IsWorkingDay), day =>
            Assert.True(day.Day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday));
        Assert.All(ChinaDays.Published.Where(day => !day.IsWorkingDay).GroupBy(day => (day.Day.Year, day.Name)), holiday =>
            Assert.Contains(holiday, day => day.Day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)));
    }

    [Theory]
    [InlineData("2026-09-30", 1, "2026-10-08")]
    [InlineData("2026-09-30", 3, "2026-10-10")]
    [InlineData("2026-09-30", 4, "2026-10-12")]
    [InlineData("2026-10-03", 1, "2026-10-08")]
    [InlineData("2026-10-08", -1, "2026-09-30")]
    [InlineData("2026-10-03", 0, "2026-10-03")]
    public void Working_days_are_added_over_holidays(string from, int count, string expected) =>
        Assert.Equal(On(expected), China.AddWorkingDays(On(from), count));

    [Theory]
    [InlineData("2026-09-30", "2026-10-12", 4)]
    [InlineData("2026-10-01", "2026-10-07", 0)]
    [InlineData("2026-10-12", "2026-10-12", 0)]
    [InlineData("2026-10-08", "2026-09-30", -1)]
    public void Working_days_between_leave_out_the_first_day(string a, string b, int expected) =>
        Assert.Equal(expected, China.WorkingDaysBetween(On(a), On(b)));

    [Fact]
    public void Counting_reverses_adding() =>
        Gen.Select(Gen.Int[0, 1500], Gen.Int[-60, 60]).Sample((offset, count) =>
        {
            var from = On("2024-12-01").AddDays(offset);
            return China.WorkingDaysBetween(from, China.AddWorkingDays(from, count)) == count;
        });

    [Fact]
    public void A_year_without_its_holidays_falls_back_to_weekends_and_says_so()
    {
        Assert.True(China.IsKnown(2025));
        Assert.True(China.IsKnown(2026));
        Assert.False(China.IsKnown(2031));
        Assert.True(China.IsKnown(On("2025-03-01"), On("2026-03-01")));
        Assert.False(China.IsKnown(On("2031-01-01"), On("2026-12-31")));
        Assert.True(China.IsWorkingDay(On("2031-10-01")));
        Assert.False(China.IsWorkingDay(On("2031-10-04")));
    }

    [Fact]
    public void The_company_overrides_a_day_and_a_day_of_its_own_does_not_make_a_year_known()
    {
        var company = new WorkCalendar([.. ChinaDays.Published,
            new(On("2026-02-14"), IsWorkingDay: false, "年会后休息"), new(On("2031-03-08"), IsWorkingDay: true, "盘点")]);
        Assert.False(company.IsWorkingDay(On("2026-02-14")));
        Assert.Equal("年会后休息", company.NameOf(On("2026-02-14")));
        Assert.Null(company.NameOf(On("2026-02-13")));
        Assert.True(company.IsWorkingDay(On("2031-03-08")));
        Assert.False(company.IsKnown(2031));
    }

    [Fact]
    public void A_year_entered_by_the_company_is_known()
    {
        var company = new WorkCalendar(Enumerable.Range(1, 13).Select(day =>
            new CalendarDay(new DateOnly(2031, 10, day), IsWorkingDay: false, "国庆节")));
        Assert.True(company.IsKnown(2031));
    }
}
