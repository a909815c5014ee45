using System.Text;
using Baton.Web.Text;

namespace Baton.Web.Import;

/// <summary>Why pasted text cannot be taken as rows. The code is also the key of its sentence.</summary>
/// <param name="Code">One of the constants of <see cref="PastedTable"/>, or <c>text.nul</c> or <c>text.surrogate</c>.</param>
/// <param name="Limit">For a limit: the most allowed (bytes, rows or columns); else 0.</param>
/// <param name="Row">One-based row of the offending cell where there is one; else 0.</param>
/// <param name="Column">One-based column of the offending cell where there is one; else 0.</param>
public sealed record PasteRefusal(string Code, int Limit = 0, int Row = 0, int Column = 0);

/// <summary>The rows, or the reason why there are none; never both.</summary>
public readonly record struct PasteResult(PastedTable? Table, PasteRefusal? Refusal);

/// <summary>
/// Rows as the clipboard carries them in text/plain from Excel, WPS, LibreOffice and Google Sheets: cells separated by
/// tabs, rows by CR, LF or CRLF, a cell in quotes where it holds a line break or a tab. Commas separate nothing: text
/// without tabs is one column.
/// </summary>
public sealed class PastedTable
{
    public const int MostBytes = 2 * 1024 * 1024;
    public const int MostRows = 5_000;
    public const int MostColumns = 100;

    public const string Empty = "paste.empty";
    public const string TooBig = "paste.too-big";
    public const string TooManyRows = "paste.too-many-rows";
    public const string TooManyColumns = "paste.too-many-columns";

    private PastedTable(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        Rows = rows;
        Columns = rows.Max(row => row.Count);
    }

    /// <summary>
    /// The rows as they came: each cell's text exactly as in the source, but for line breaks within it, which are LF.
    /// Rows may differ in length; empty cells at their end stay. Blank rows stay, but for those at the end.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>The number of cells in the longest row.</summary>
    public int Columns { get; }

    /// <summary>The cell's text; empty where a row is shorter.</summary>
    public string Cell(int row, int column) => column < Rows[row].Count ? Rows[row][column] : "";

    /// <summary>Reads pasted text.</summary>
    /// <returns>
    /// The table, or a refusal: <see cref="Empty"/>, <see cref="TooBig"/> (more than 2 MB as UTF-8),
    /// <see cref="TooManyRows"/> (5,000), <see cref="TooManyColumns"/> (100), or a cell with NUL or a lone surrogate.
    /// </returns>
    public static PasteResult Read(string? text)
    {
        // The byte order mark is there when a file's text was pasted whole.
        text = text?.TrimStart('\uFEFF') ?? "";
        if (text.Length > MostBytes || Encoding.UTF8.GetByteCount(text) > MostBytes)
        {
            return Refuse(TooBig, MostBytes);
        }

        var rows = new List<IReadOnlyList<string>>();
        for (var at = 0; at < text.Length;)
        {
            var row = ReadRow(text, ref at);
            if (row.Count > MostColumns)
            {
                return Refuse(TooManyColumns, MostColumns, rows.Count + 1);
            }

            rows.Add(row);
        }

        while (rows.Count > 0 && rows[^1].All(cell => cell.Length == 0))
        {
            rows.RemoveAt(rows.Count - 1);
        }

        return rows.Count switch
        {
            0 => Refuse(Empty),
            > MostRows => Refuse(TooManyRows, MostRows),
            _ => FindUnstorable(rows) is { } refusal ? new(null, refusal) : new(new PastedTable(rows), null),
        };
    }

    private static PasteResult Refuse(string code, int limit = 0, int row = 0) => new(null, new(code, limit, row));

    private static PasteRefusal? FindUnstorable(List<IReadOnlyList<string>> rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows[row].Count; column++)
            {
                if (IncomingText.Clean(rows[row][column], int.MaxValue, multiline: true).Refusal is { } refusal)
                {
                    return new(refusal.Code, Row: row + 1, Column: column + 1);
                }
            }
        }

        return null;
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
