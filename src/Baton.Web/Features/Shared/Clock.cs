using System.Globalization;
using Baton.Web.Data;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Baton.Web.Features.Shared;

/// <summary>Instants and days as people read them, in the current language.</summary>
public sealed class Clock(TimeProvider time)
{
    public DateTimeOffset Now => time.Now();

    private static bool Chinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    /// <summary>2026年12月15日, 15 Dec 2026</summary>
    public static string Day(DateOnly day) =>
        day.ToString(Chinese ? "yyyy年M月d日" : "d MMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>Without the year where it is this one: 12月15日, 15 Dec.</summary>
    public string ShortDay(DateOnly day, TimeZoneInfo zone) =>
        day.Year == Today(zone).Year ? day.ToString(Chinese ? "M月d日" : "d MMM", CultureInfo.CurrentCulture) : Day(day);

    /// <summary>2026年12月15日 18:00, 15 Dec 2026 18:00</summary>
    public static string Moment(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString(Chinese ? "yyyy年M月d日 HH:mm" : "d MMM yyyy HH:mm", CultureInfo.CurrentCulture);

    /// <summary>Without the year where it is this one: 12月15日 18:00, 15 Dec 18:00.</summary>
    public string ShortMoment(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        return $"{ShortDay(DateOnly.FromDateTime(local), zone)} {local.ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }

    public DateOnly Today(TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);

    /// <summary>Whole days from today; negative once past.</summary>
    public int DaysUntil(DateOnly day, TimeZoneInfo zone) => day.DayNumber - Today(zone).DayNumber;

    /// <summary>
    /// A time element that the browser turns into 「10 分钟前」; without script it reads as the moment.
    /// </summary>
    public IHtmlContent Ago(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var tag = new TagBuilder("time");
        tag.Attributes["datetime"] = instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        tag.Attributes["data-relative"] = "";
        tag.Attributes["title"] = Moment(instant, zone);
        tag.InnerHtml.Append(ShortMoment(instant, zone));
        return tag;
    }

    /// <summary>For datetime-local inputs.</summary>
    public static string Input(DateTimeOffset? instant, TimeZoneInfo zone) => instant is { } at
        ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)
        : "";

    public static string Input(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>What a datetime-local input sends, as an instant in a zone; null where it isn't one.</summary>
    public static DateTimeOffset? Parse(string? text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParseExact(
            text?.Trim().Replace(' ', 'T'), ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return null;
        }

        // A moment that a change of clocks skipped is taken an hour later, as wall clocks do.
        var wall = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
    }
}
