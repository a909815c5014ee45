using System.Globalization;
using System.Text.RegularExpressions;
using Baton.Web.Text;

namespace Baton.Web.Import;

/// <summary>A day as tables write it.</summary>
/// <param name="HasMore">A time of day or other words stand beside it.</param>
public readonly partial record struct LooseDay(DateOnly Day, bool HasMore)
{
    // Between these, a bare number in a column of days is Excel's serial number: 1954 to 2119.
    private const int FirstSerial = 20_000;
    private const int LastSerial = 80_000;

    private static readonly string[] YearFirst = ["yyyy-M-d", "yyyyMMdd"];
    private static readonly string[] WithMonthName = ["d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy", "d-MMM-yyyy", "d-MMM-yy"];

    /// <returns>
    /// Null where it is none, or could be two: 03/04/2026 is a day in March or in April. 13/04/2026 is only one.
    /// </returns>
    public static LooseDay? Read(string text)
    {
        var plain = IncomingText.Compatible(text).Trim();
        if (double.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var serial) && serial is >= FirstSerial and < LastSerial)
        {
            var moment = DateTime.FromOADate(serial);
            return new(DateOnly.FromDateTime(moment), moment.TimeOfDay >= TimeSpan.FromSeconds(1));
        }

        var match = DayThenMore().Match(plain);
        var day = Chinese().Replace(match.Success ? match.Groups[1].Value : plain, "$1-$2-$3").Replace('/', '-').Replace('.', '-');
        var more = match.Success && match.Groups[2].Value.Trim() is { Length: > 0 } rest && !Midnight().IsMatch(rest);
        return Exact(day, YearFirst) is { } named ? new(named, more)
            : Numeric().Match(day) is { Success: true } parts ? Of(parts) is { } either ? new(either, more) : null
            : Exact(plain.Replace(",", "", StringComparison.Ordinal), WithMonthName) is { } words ? new(words, false)
            : null;
    }

    /// <summary>Day and month before the year: only where one of them can be no month, or both are the same.</summary>
    private static DateOnly? Of(Match parts)
    {
        int Part(int at) => int.Parse(parts.Groups[at].Value, CultureInfo.InvariantCulture);
        var (first, second, year) = (Part(1), Part(2), Part(3));
        var (day, month) = first > 12 || first == second ? (first, second) : second > 12 ? (second, first) : (0, 0);
        return day == 0 ? null : Exact($"{year:0000}-{month}-{day}", YearFirst);
    }

    private static DateOnly? Exact(string text, string[] formats) =>
        DateOnly.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and <= 2200 ? day : null;

    [GeneratedRegex(@"^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:[T\s日(,，]+(.*))?$", RegexOptions.Singleline)]
    private static partial Regex DayThenMore();

    [GeneratedRegex(@"^(\d{4})年(\d{1,2})月(\d{1,2})日?$")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"^(\d{1,2})-(\d{1,2})-(\d{4})$")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"^0?0:00(:00)?(\.0+)?Z?$|^12:00(:00)? AM$", RegexOptions.IgnoreCase)]
    private static partial Regex Midnight();
}
