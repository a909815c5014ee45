using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Imports;

/// <summary>How often something comes again (RFC 5545, RRULE), in words.</summary>
internal static class RecurrenceWords
{
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <returns>The rule itself where it says more than the words could.</returns>
    public static string Of(string rule, IStringLocalizer<ListImportText> texts)
    {
        var parts = rule.Trim().Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .GroupBy(part => part[0].Trim().ToUpperInvariant()).ToDictionary(part => part.Key, part => part.First()[1].Trim().ToUpperInvariant());
        if (parts.GetValueOrDefault("FREQ") is not ("DAILY" or "WEEKLY" or "MONTHLY" or "YEARLY") || parts.Keys.Except(["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "WKST", "COUNT", "UNTIL"]).Any())
        {
            return rule.Trim();
        }

        var every = parts.GetValueOrDefault("INTERVAL", "1");
        var frequency = parts["FREQ"].ToLowerInvariant();
        var words = every == "1" ? texts[$"rule.{frequency}"].Value : texts[$"rule.every.{frequency}", every].Value;
        if (parts.GetValueOrDefault("BYDAY") is { } days)
        {
            var named = days.Split(',');
            if (named.Any(day => !Days.Contains(day)))
            {
                return rule.Trim();
            }

            words = texts["rule.on", words, string.Join(texts["rule.comma"], named.Select(day => CultureInfo.CurrentUICulture.DateTimeFormat.GetDayName((DayOfWeek)((Array.IndexOf(Days, day) + 1) % 7))))];
        }

        return parts.GetValueOrDefault("BYMONTHDAY") is { } monthDays ? texts["rule.on-day", words, monthDays.Replace(",", texts["rule.comma"], StringComparison.Ordinal)] : words;
    }
}
