using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Baton.Web.Text;

/// <summary>Why a text cannot be kept. The code is also the key of its sentence and the ProblemDetails type.</summary>
/// <param name="Code">One of the constants of <see cref="IncomingText"/>.</param>
/// <param name="Position">For <c>text.nul</c> and <c>text.surrogate</c>: zero-based index of the offending UTF-16 unit in the raw text; else 0.</param>
/// <param name="Limit">For <c>text.too-long</c>: the most UTF-16 units allowed; else 0.</param>
/// <param name="Length">For <c>text.too-long</c>: the UTF-16 units of the cleaned text; else 0.</param>
public sealed record TextRefusal(string Code, int Position = 0, int Limit = 0, int Length = 0);

/// <summary>A text ready to be kept, or the reason why it is refused; never both.</summary>
/// <param name="Value">The cleaned text; null when nothing was written or when it is refused.</param>
/// <param name="Refusal">Null when the text may be kept.</param>
public readonly record struct CleanedText(string? Value, TextRefusal? Refusal)
{
    public bool IsRefused => Refusal is not null;
}

/// <summary>
/// The one gate for text that people, pages, the API and imports bring in. Newlines become LF; NUL and lone surrogates
/// are refused here, because PostgreSQL would throw on them later. Nothing else inside the text is touched.
/// </summary>
public static class IncomingText
{
    public const string Nul = "text.nul";
    public const string Surrogate = "text.surrogate";
    public const string TooLong = "text.too-long";

    /// <summary>Cleans one field.</summary>
    /// <param name="raw">What came in; null is as good as empty.</param>
    /// <param name="maxLength">
    /// Most characters allowed, counted as UTF-16 units as browsers count <c>maxlength</c>: an emoji or a rare Chinese
    /// character outside the basic plane counts 2. Counted after cleaning, so a newline is always 1.
    /// </param>
    /// <param name="multiline">
    /// True keeps lines, with LF between them, and every space. False is for names and titles: a line break becomes one
    /// space, so that a cell copied from a sheet is never refused for its shape, and both ends are trimmed.
    /// </param>
    /// <returns>The text, or null for an empty or blank one; or a refusal with <see cref="Nul"/>,
    /// <see cref="Surrogate"/> or <see cref="TooLong"/>.</returns>
    public static CleanedText Clean(string? raw, int maxLength, bool multiline)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        if (string.IsNullOrEmpty(raw))
        {
            return default;
        }

        if (FindUnstorable(raw) is { } refusal)
        {
            return new(null, refusal);
        }

        var text = ToLf(raw);
        if (!multiline)
        {
            text = OneLine(text).Trim();
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return default;
        }

        return text.Length > maxLength
            ? new(null, new TextRefusal(TooLong, Limit: maxLength, Length: text.Length))
            : new(text, null);
    }

    /// <summary>CRLF and CR become LF; everything else stays.</summary>
    public static string ToLf(string text) =>
        text.Contains('\r') ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;

    /// <summary>
    /// The form to compare by (NFKC): full-width and half-width letters and digits are one. The platform throws on U+FFFE,
    /// which databases store and people may paste; such a text is compared as it stands.
    /// </summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place that catches what it throws.")]
    public static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    /// <summary>The text where it is at most <paramref name="max"/> UTF-16 units long; else its beginning and 「…」.</summary>
    public static string Cut(string text, int max) =>
        text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 2]) ? max - 2 : max - 1)] + "…";

    private static TextRefusal? FindUnstorable(string raw)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\0')
            {
                return new(Nul, Position: i);
            }

            if (!char.IsSurrogate(raw[i]))
            {
                continue;
            }

            if (i + 1 < raw.Length && char.IsSurrogatePair(raw[i], raw[i + 1]))
            {
                i++;
            }
            else
            {
                return new(Surrogate, Position: i);
            }
        }

        return null;
    }

    // Beside LF these also break a line where the text is shown: VT, FF, NEL, LINE and PARAGRAPH SEPARATOR.
    private static string OneLine(string text) =>
        text.AsSpan().IndexOfAny("\n\u000B\u000C\u0085\u2028\u2029") < 0
            ? text
            : string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = source[i] is '\n' or '\u000B' or '\u000C' or '\u0085' or '\u2028' or '\u2029' ? ' ' : source[i];
                }
            });
}
