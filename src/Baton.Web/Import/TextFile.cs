using System.Text;

namespace Baton.Web.Import;

/// <summary>
/// The text of a file whose encoding nobody names: by its byte order mark, as UTF-16 by its line breaks, as UTF-8 where
/// every byte fits, else as GB18030, in which Excel and WPS save CSV on a Chinese Windows.
/// </summary>
public static class TextFile
{
    private static readonly Encoding[] ByMark =
    [
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding(
        "GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <returns>The text without its byte order mark; null where the bytes are text in none of these encodings.</returns>
    public static string? Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var encoding in ByMark)
        {
            if (bytes.StartsWith(encoding.Preamble))
            {
                return Decode(encoding, bytes[encoding.Preamble.Length..]);
            }
        }

        return Utf16(bytes) ?? Decode(ByMark[0], bytes) ?? Decode(Gb18030, bytes);
    }

    /// <summary>Without a mark: half of a line break is a zero byte, which stands in no other text.</summary>
    private static string? Utf16(ReadOnlySpan<byte> bytes) =>
        bytes.Contains((byte)0)
            ? new[] { Decode(ByMark[1], bytes), Decode(ByMark[2], bytes) }.FirstOrDefault(text => text?.AsSpan().IndexOfAny('\n', '\r') >= 0 && !text.Contains('\0', StringComparison.Ordinal))
            : null;

    private static string? Decode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            // Half a character at the end of UTF-16.
            return null;
        }
    }
}
