using System.Text;

namespace Baton.Web.Text;

/// <summary>Text that leaves in a file (Excel, Word, PDF, CSV), whose format cannot carry every character.</summary>
public static class OutgoingText
{
    private const char Picture = '\u2400';
    private const char DeletePicture = '\u2421';
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The same text with control characters made visible: U+0000–U+001F as U+2400–U+241F and DEL as U+2421, so that
    /// a reader sees that something stood there. LF and TAB stay. What XML cannot carry at all (lone surrogates,
    /// U+FFFE, U+FFFF) becomes U+FFFD. One UTF-16 unit always stays one.
    /// </summary>
    public static string ForExport(string text)
    {
        StringBuilder? changed = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
            {
                i++;
                continue;
            }

            var shown = Shown(c);
            if (shown != c)
            {
                changed ??= new StringBuilder(text);
                changed[i] = shown;
            }
        }

        return changed?.ToString() ?? text;
    }

    private static char Shown(char c) => c switch
    {
        '\n' or '\t' => c,
        < ' ' => (char)(Picture + c),
        '\u007F' => DeletePicture,
        '\uFFFE' or '\uFFFF' => Replacement,
        _ when char.IsSurrogate(c) => Replacement,
        _ => c,
    };
}
