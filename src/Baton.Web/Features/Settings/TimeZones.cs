using System.Globalization;
using Baton.Web.Features.Shared;

namespace Baton.Web.Features.Settings;

/// <summary>Time zones to choose from, by their IANA names.</summary>
public static class TimeZones
{
    public const string Preset = "Asia/Shanghai";

    private static readonly Lazy<IReadOnlyList<Choice>> All = new(() => [.. TimeZoneInfo.GetSystemTimeZones()
        .Select(zone => (Id: IanaId(zone), zone.BaseUtcOffset))
        .Where(zone => zone.Id is not null && zone.Id.Contains('/', StringComparison.Ordinal))
        .DistinctBy(zone => zone.Id)
        .OrderBy(zone => zone.BaseUtcOffset).ThenBy(zone => zone.Id, StringComparer.Ordinal)
        .Select(zone => new Choice(zone.Id!, $"UTC{Offset(zone.BaseUtcOffset)} {zone.Id}"))]);

    public static IReadOnlyList<Choice> Choices => All.Value;

    public static bool IsKnown(string id) => Choices.Any(choice => choice.Value == id);

    private static string? IanaId(TimeZoneInfo zone) =>
        zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var id) ? id : null;

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "−" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
}
