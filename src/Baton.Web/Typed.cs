using System.Globalization;
using Baton.Web.Features.Shared;
using Baton.Web.Text;

namespace Baton.Web;

/// <summary>Turns what was typed into values, or refusals on its field. Used by every form, so that the same input meets the same answer.</summary>
public static class Typed
{
    public static readonly Refusal Required = new("shared.required");
    private static readonly Refusal NotADate = new("shared.not-a-date");
    private static readonly Refusal NotATime = new("shared.not-a-time");
    private static readonly Refusal NotANumber = new("shared.not-a-number");

    /// <summary>One line; at most <paramref name="max"/> UTF-16 units; empty is null.</summary>
    public static string? Text(string? raw, int max, string field, List<Refusal> refusals) => Clean(raw, max, false, field, refusals);

    /// <summary>Several lines, LF between them.</summary>
    public static string? Lines(string? raw, int max, string field, List<Refusal> refusals) => Clean(raw, max, true, field, refusals);

    public static string? RequiredText(string? raw, int max, string field, List<Refusal> refusals) => Demand(Text(raw, max, field, refusals), field, refusals);

    public static string? RequiredLines(string? raw, int max, string field, List<Refusal> refusals) => Demand(Lines(raw, max, field, refusals), field, refusals);

    /// <summary>2026-12-15, as date inputs send it.</summary>
    public static DateOnly? Day(string? raw, string field, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return null;
        }

        if (DateOnly.TryParseExact(raw.Trim(), ["yyyy-MM-dd", "yyyy/M/d", "yyyy年M月d日"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1900 and <= 2200)
        {
            return day;
        }

        refusals.Add(NotADate.On(field));
        return null;
    }

    public static DateOnly? RequiredDay(string? raw, string field, List<Refusal> refusals)
    {
        var before = refusals.Count;
        var day = Day(raw, field, refusals);
        if (day is null && refusals.Count == before)
        {
            refusals.Add(Required.On(field));
        }

        return day;
    }

    /// <summary>2026-12-15T18:00 in a zone, as datetime-local inputs send it; or with its offset, as RFC 3339 writes instants.</summary>
    public static DateTimeOffset? Instant(string? raw, TimeZoneInfo zone, string field, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return null;
        }

        if ((Clock.Parse(raw, zone) ?? WithOffset(raw)) is { Year: >= 1900 and <= 2200 } instant)
        {
            return instant;
        }

        refusals.Add(NotATime.On(field));
        return null;
    }

    /// <summary>An exact amount; separators of thousands are accepted.</summary>
    public static decimal? Amount(string? raw, string field, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return null;
        }

        if (decimal.TryParse(raw.Trim().Replace(",", "", StringComparison.Ordinal).Replace("，", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return amount;
        }

        refusals.Add(NotANumber.On(field));
        return null;
    }

    private static DateTimeOffset? WithOffset(string raw) =>
        DateTimeOffset.TryParseExact(
            raw.Trim(), ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;

    private static string? Clean(string? raw, int max, bool multiline, string field, List<Refusal> refusals)
    {
        var cleaned = IncomingText.Clean(raw, max, multiline);
        if (cleaned.Refusal is { } refusal)
        {
            refusals.Add(TextRefusals.All.First(r => r.Code == refusal.Code).On(field).With(refusal.Limit, refusal.Length));
        }

        return cleaned.Value;
    }

    private static string? Demand(string? value, string field, List<Refusal> refusals)
    {
        if (value is null && !refusals.Any(r => r.Field == field))
        {
            refusals.Add(Required.On(field));
        }

        return value;
    }
}

/// <summary>What text may be refused for, wherever it comes in.</summary>
public static class TextRefusals
{
    public static readonly Refusal Nul = new(IncomingText.Nul);
    public static readonly Refusal Surrogate = new(IncomingText.Surrogate);
    public static readonly Refusal TooLong = new(IncomingText.TooLong);
    public static readonly IReadOnlyList<Refusal> All = [Nul, Surrogate, TooLong];
}
