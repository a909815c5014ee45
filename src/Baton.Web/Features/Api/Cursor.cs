using System.Buffers.Text;

namespace Baton.Web.Features.Api;

/// <summary>Where a page of a list ends: opaque to the caller, who sends it back to get the next one.</summary>
internal static class Cursor
{
    public const int UsualLimit = 50;
    public const int MostLimit = 200;

    public static string Of(Guid last) => Base64Url.EncodeToString(last.ToByteArray());

    public static string Of(long last) => Base64Url.EncodeToString(BitConverter.GetBytes(last));

    /// <param name="last">After which the page begins; null for the first.</param>
    /// <returns>Why limit or cursor can't be meant; null where they can.</returns>
    public static Refusal? Read(string? cursor, int? limit, out Guid? last)
    {
        last = Bytes(cursor) is { Length: 16 } bytes ? new Guid(bytes) : null;
        return Check(cursor, last is not null, limit);
    }

    public static Refusal? Read(string? cursor, int? limit, out long? last)
    {
        last = Bytes(cursor) is { Length: 8 } bytes ? BitConverter.ToInt64(bytes) : null;
        return Check(cursor, last is not null, limit);
    }

    /// <summary>The first <paramref name="limit"/> of rows that were asked for with one more, to know whether there is one.</summary>
    public static PageJson<TJson> Page<T, TJson>(List<T> rows, int? limit, Func<T, TJson> json, Func<T, string> cursor)
    {
        var most = limit ?? UsualLimit;
        var shown = rows.Take(most).ToList();
        return new([.. shown.Select(json)], rows.Count > most ? cursor(shown[^1]) : null);
    }

    private static Refusal? Check(string? cursor, bool isRead, int? limit) =>
        cursor is not null && !isRead ? ApiRefusals.CursorUnknown.On("cursor")
        : limit is < 1 or > MostLimit ? ApiRefusals.LimitOutside.On("limit").With(MostLimit)
        : null;

    private static byte[]? Bytes(string? cursor) =>
        cursor is not null && Base64Url.IsValid(cursor) ? Base64Url.DecodeFromChars(cursor) : null;
}
