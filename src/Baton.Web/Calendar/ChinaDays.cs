using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Web.Calendar;

/// <summary>
/// China's holidays and make-up days as the State Council's office published them, one notice a year (in November, for
/// the next). Kept in china-days.json with the notice that each year rests on; a new year is a change to that file, or
/// entered by the company.
/// </summary>
public static class ChinaDays
{
    /// <summary>Every published day, in order.</summary>
    public static IReadOnlyList<CalendarDay> Published { get; }

    /// <summary>Year → the notice that its days come from, for people to look up.</summary>
    public static IReadOnlyDictionary<int, string> Sources { get; }

    static ChinaDays()
    {
        using var stream = typeof(ChinaDays).Assembly.GetManifestResourceStream("Baton.Web.Calendar.china-days.json")!;
        var years = JsonSerializer.Deserialize<Year[]>(stream, JsonSerializerOptions.Web)!;
        Sources = years.ToDictionary(year => year.Number, year => year.Source);
        Published = [.. years.SelectMany(year => year.Off.SelectMany(Days).Concat(year.Work.Select(
            made => new CalendarDay(made.Day, IsWorkingDay: true, made.Name)))).OrderBy(day => day.Day)];
    }

    private static IEnumerable<CalendarDay> Days(Holiday holiday)
    {
        for (var day = holiday.From; day <= holiday.To; day = day.AddDays(1))
        {
            yield return new(day, IsWorkingDay: false, holiday.Name);
        }
    }

    private sealed record Year(
        [property: JsonPropertyName("year")] int Number, string Source, Holiday[] Off, MadeUp[] Work);

    private sealed record Holiday(string Name, DateOnly From, DateOnly To);

    private sealed record MadeUp(string Name, DateOnly Day);
}
