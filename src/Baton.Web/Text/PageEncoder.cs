using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Baton.Web.Text;

/// <summary>
/// How text gets into a page: Chinese as itself and not as entities, and U+0080–U+009F as themselves, too. The platform
/// writes these control characters as references (&amp;#x80;), which every browser reads as characters of Windows-1252
/// (HTML 13.2.5.80): 「€」 would come back with the form in which somebody only corrected another word.
/// </summary>
public sealed class PageEncoder : HtmlEncoder
{
    private const char First = '\u0080';
    private const char Last = '\u009F';

    private static readonly HtmlEncoder Inner = Create(UnicodeRanges.All);

    public override int MaxOutputCharactersPerInputCharacter => Inner.MaxOutputCharactersPerInputCharacter;

    public override string Encode(string value)
    {
        if (!HasOurs(value))
        {
            return Inner.Encode(value);
        }

        using var output = new StringWriter();
        Write(output, value);
        return output.ToString();
    }

    public override void Encode(TextWriter output, string value, int startIndex, int characterCount)
    {
        if (HasOurs(value.AsSpan(startIndex, characterCount)))
        {
            Write(output, value.AsSpan(startIndex, characterCount));
        }
        else
        {
            Inner.Encode(output, value, startIndex, characterCount);
        }
    }

    public override void Encode(TextWriter output, char[] value, int startIndex, int characterCount)
    {
        if (HasOurs(value.AsSpan(startIndex, characterCount)))
        {
            Write(output, value.AsSpan(startIndex, characterCount));
        }
        else
        {
            Inner.Encode(output, value, startIndex, characterCount);
        }
    }

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is not (>= First and <= Last) && Inner.WillEncode(unicodeScalar);

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        Inner.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var at = 0; at < textLength; at++)
        {
            var found = Inner.FindFirstCharacterToEncode(text + at, textLength - at);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (text[at] is < First or > Last)
            {
                return at;
            }
        }

        return -1;
    }

    private static bool HasOurs(ReadOnlySpan<char> text) => text.ContainsAnyInRange(First, Last);

    private static void Write(TextWriter output, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var at = text.IndexOfAnyInRange(First, Last);
            output.Write(Inner.Encode((at < 0 ? text : text[..at]).ToString()));
            if (at < 0)
            {
                return;
            }

            output.Write(text[at]);
            text = text[(at + 1)..];
        }
    }
}
