using Baton.Web.Text;

namespace Baton.Web.Import;

/// <summary>
/// Rows of a text file, as RFC 4180 has them: cells in quotes hold separators, line breaks and doubled quotes. The
/// separator is the one of comma, tab, semicolon and bar that divides the first rows most evenly, or the one that a first
/// line <c>sep=;</c> names, as Excel reads it. A quote that does not open a cell, or is never closed, is the cell's own.
/// </summary>
public static class DelimitedText
{
    private const int RowsLookedAt = 50;
    private static readonly char[] Separators = ['\t', ',', ';', '|'];

    /// <param name="text">At most <see cref="TableLimits.Bytes"/> long.</param>
    public static Outcome<TextTable> Read(string text, TableLimits limits)
    {
        var start = 0;
        if (NamedSeparator(text) is not { } separator)
        {
            separator = Separators.MaxBy(candidate => Evenness(text, candidate, limits.Columns));
        }
        else
        {
            start = text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? AfterLineBreak(text, end) : text.Length;
        }

        return TextTable.Of(Rows(text, separator, start, limits.Columns), limits, ImportRefusals.NothingInFile);
    }

    private static char? NamedSeparator(string text) =>
        text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && (text.Length == 5 || text[5] is '\r' or '\n') ? text[4] : null;

    /// <summary>How many rows share the commonest number of cells, times that number; 0 where the separator divides few rows.</summary>
    private static int Evenness(string text, char separator, int mostColumns)
    {
        var counts = Rows(text, separator, 0, mostColumns).Where(row => row.Count > 1 || row[0].Length > 0).Take(RowsLookedAt).Select(row => row.Count).ToList();
        var divided = counts.Where(count => count > 1).ToList();
        return divided.Count * 2 < counts.Count ? 0 : divided.GroupBy(count => count).Select(group => group.Count() * group.Key).DefaultIfEmpty().Max();
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(string text, char separator, int start, int mostColumns)
    {
        var reader = new RowReader(text, separator, start, mostColumns);
        while (reader.Next() is { } row)
        {
            yield return row;
        }
    }

    private static int AfterLineBreak(string text, int at) => text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? at + 2 : at + 1;

    private sealed class RowReader(string text, char separator, int start, int mostColumns)
    {
        private int at = start;

        // Once a quote was not closed no later one is, or each would look through the rest of the text in vain.
        private bool quotesAreText;

        /// <summary>The next row, or of one that is too wide its beginning.</summary>
        public List<string>? Next()
        {
            if (at >= text.Length)
            {
                return null;
            }

            var row = new List<string>();
            while (true)
            {
                row.Add(Quoted() ?? Plain());
                if (at == text.Length || row.Count > mostColumns)
                {
                    return row;
                }

                if (text[at] != separator)
                {
                    at = AfterLineBreak(text, at);
                    return row;
                }

                at++;
            }
        }

        private string Plain()
        {
            var length = text.AsSpan(at).IndexOfAny(separator, '\r', '\n');
            var cell = length < 0 ? text[at..] : text.Substring(at, length);
            at += cell.Length;
            return cell;
        }

        private string? Quoted()
        {
            if (quotesAreText || at == text.Length || text[at] != '"')
            {
                return null;
            }

            for (var close = at + 1; (close = text.IndexOf('"', close)) >= 0; close += 2)
            {
                if (close + 1 < text.Length && text[close + 1] == '"')
                {
                    continue;
                }

                var cell = IncomingText.ToLf(text[(at + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal));
                at = close + 1;
                // What stands between the closing quote and the separator belongs to the cell, too.
                return cell + Plain();
            }

            quotesAreText = true;
            return null;
        }
    }
}
