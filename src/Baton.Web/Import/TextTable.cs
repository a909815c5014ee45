using Baton.Web.Text;

namespace Baton.Web.Import;

/// <summary>The most that one import takes.</summary>
/// <param name="Bytes">Of pasted text as UTF-8, or of a file as it is sent.</param>
public sealed record TableLimits(int Bytes, int Rows, int Columns)
{
    public const int ListBytes = 2 * 1024 * 1024;

    /// <summary>For a list that somebody pastes into a handover.</summary>
    public static readonly TableLimits OfAList = new(ListBytes, 5_000, 100);

    /// <summary>For each table of a file that is imported into a list; titles and headers stand above the rows.</summary>
    public static readonly TableLimits OfAFile = new(5 * 1024 * 1024, 10_050, 100);

    /// <summary>Bytes in whole megabytes, for people.</summary>
    public int Megabytes => Bytes / 1024 / 1024;
}

/// <summary>Rows of text as they came from the clipboard, a text file or a sheet.</summary>
public sealed class TextTable
{
    private readonly IReadOnlyList<IReadOnlyList<MergedRows>> merged;

    /// <param name="merged">For each column the cells that are merged downwards, by their first row; none where the source
    /// does not know.</param>
    internal TextTable(IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<IReadOnlyList<MergedRows>>? merged = null)
    {
        Rows = rows;
        Columns = rows.Max(row => row.Count);
        this.merged = merged ?? [];
    }

    /// <summary>
    /// Each cell's text exactly as in the source, but for line breaks within it, which are LF. Rows may differ in length.
    /// Blank rows stay, so that a row has the number that people see; those at the end are left out.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>The number of cells in the longest row.</summary>
    public int Columns { get; }

    /// <summary>The cell's own text; empty where a row is shorter.</summary>
    public string Cell(int row, int column) => column < Rows[row].Count ? Rows[row][column] : "";

    /// <summary>The text that people see beside the row: of a cell merged downwards, that of its first row.</summary>
    public string Shown(int row, int column)
    {
        if (Cell(row, column) is { Length: > 0 } own || column >= merged.Count)
        {
            return Cell(row, column);
        }

        var (from, to) = (0, merged[column].Count - 1);
        while (from <= to)
        {
            var middle = (from + to) / 2;
            var area = merged[column][middle];
            if (row < area.First)
            {
                to = middle - 1;
            }
            else if (row > area.Last)
            {
                from = middle + 1;
            }
            else
            {
                return Cell(area.First, column);
            }
        }

        return "";
    }

    /// <summary>
    /// The rows as a table, or why they can't be one: no text in them, too many or too wide, or a character that no database
    /// keeps. Rows are taken one by one, and no more of them than the limits allow.
    /// </summary>
    internal static Outcome<TextTable> Of(
        IEnumerable<IReadOnlyList<string>> source, TableLimits limits, Refusal empty, IReadOnlyList<IReadOnlyList<MergedRows>>? merged = null)
    {
        var rows = new List<IReadOnlyList<string>>();
        var blank = new List<IReadOnlyList<string>>();
        foreach (var row in source)
        {
            var number = rows.Count + blank.Count + 1;
            if (row.Count > limits.Columns)
            {
                return ImportRefusals.TooManyColumns.With(limits.Columns, number);
            }

            if (row.All(cell => cell.Length == 0))
            {
                if (number <= limits.Rows)
                {
                    blank.Add(row);
                }

                continue;
            }

            if (number > limits.Rows)
            {
                return ImportRefusals.TooManyRows.With(limits.Rows);
            }

            if (Unstorable(row) is { } column)
            {
                return ImportRefusals.Unstorable.With(number, column + 1);
            }

            rows.AddRange(blank);
            blank.Clear();
            rows.Add(row);
        }

        return rows.Count == 0 ? empty : new TextTable(rows, merged);
    }

    private static int? Unstorable(IReadOnlyList<string> row)
    {
        for (var column = 0; column < row.Count; column++)
        {
            if (IncomingText.Clean(row[column], int.MaxValue, multiline: true).IsRefused)
            {
                return column;
            }
        }

        return null;
    }
}
