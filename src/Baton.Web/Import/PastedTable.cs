using System.Text;
using Baton.Web.Text;

namespace Baton.Web.Import;

/// <summary>
/// Rows as the clipboard carries them in text/plain from Excel, WPS, LibreOffice and Google Sheets: cells separated by
/// tabs, rows by CR, LF or CRLF, a cell in quotes where it holds a line break or a tab. Commas separate nothing: text
/// without tabs is one column. Empty cells at the end of a row stay.
/// </summary>
public static class PastedTable
{
    public static Outcome<TextTable> Read(string? text, TableLimits limits)
    {
        // The byte order mark is there when a file's text was pasted whole.
        text = text?.TrimStart('\uFEFF') ?? "";
        if (text.Length > limits.Bytes || Encoding.UTF8.GetByteCount(text) > limits.Bytes)
        {
            return ImportRefusals.TooBig.With(limits.Megabytes);
        }

        return TextTable.Of(Rows(text), limits, ImportRefusals.NothingPasted);
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            yield return ReadRow(text, ref at);
        }
    }

    private static List<string> ReadRow(string text, ref int at)
    {
        var row = new List<string>();
        while (true)
        {
            row.Add(ReadQuoted(text, ref at) ?? ReadPlain(text, ref at));
            if (at == text.Length)
            {
                return row;
            }

            var end = text[at++];
            if (end == '\t')
            {
                continue;
            }

            if (end == '\r' && at < text.Length && text[at] == '\n')
            {
                at++;
            }

            return row;
        }
    }

    private static string ReadPlain(string text, ref int at)
    {
        var length = text.AsSpan(at).IndexOfAny('\t', '\r', '\n');
        var cell = length < 0 ? text[at..] : text.Substring(at, length);
        at += cell.Length;
        return cell;
    }

    /// <summary>
    /// A cell in quotes, or null when the quote is the cell's own. Spreadsheets put quotes around a cell only where it
    /// holds a line break, a tab or a quote, and then double every quote inside; Excel leaves 「"A" 类」 and 「"空白"」
    /// as they are. So quotes count only when they close right before a separator and were needed. A lone 「"」 is how
    /// people write 「as above」: two of them, each a cell of its own, are no quotes around what lies between.
    /// </summary>
    private static string? ReadQuoted(string text, ref int at)
    {
        if (at == text.Length || text[at] != '"')
        {
            return null;
        }

        var maybeDitto = at + 1 < text.Length && IsSeparator(text[at + 1]);
        var needed = false;
        for (var i = at + 1; i < text.Length; i++)
        {
            if (IsSeparator(text[i]))
            {
                needed = true;
            }
            else if (text[i] == '"')
            {
                if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    needed = true;
                    i++;
                    continue;
                }

                var closes = i + 1 == text.Length || IsSeparator(text[i + 1]);
                var ditto = maybeDitto && IsSeparator(text[i - 1]);
                if (!closes || !needed || ditto)
                {
                    return null;
                }

                var cell = text[(at + 1)..i].Replace("\"\"", "\"", StringComparison.Ordinal);
                at = i + 1;
                return IncomingText.ToLf(cell);
            }
        }

        return null;
    }

    private static bool IsSeparator(char c) => c is '\t' or '\r' or '\n';
}
