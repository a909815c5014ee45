using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Baton.Web.Data;

/// <summary>
/// An instant is stored as Unix milliseconds (UTC) in a 64-bit integer on both databases:
/// PostgreSQL would round .NET's ticks, SQLite would compare texts.
/// </summary>
public sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(
    instant => instant.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

/// <summary>The one way to ask for the time: cut to the millisecond that the database will keep.</summary>
public static class TimeProviderExtensions
{
    /// <summary>The current instant, UTC, whole milliseconds.</summary>
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A new id that sorts by creation (UUIDv7).</summary>
    public static Guid NewId(this TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
