using System.Globalization;

namespace Baton.Web.Import;

/// <summary>Cells of one column that are merged into one, from the first row to the last, both from 0.</summary>
internal readonly record struct MergedRows(int First, int Last);

/// <summary>An area that is one cell for people (A1:B3), all from 0.</summary>
internal readonly record struct MergedCells(int Column, MergedRows Rows)
{
    /// <returns>Null where it is no area of several rows. Columns beside the first stay empty: a title across the table is
    /// no value of each of them.</returns>
    public static MergedCells? From(string? area)
    {
        var corners = (area ?? "").Split(':');
        return corners.Length == 2
            && CellReference.Column(corners[0]) is { } column
            && CellReference.Row(corners[0]) is { } first && CellReference.Row(corners[1]) is { } last && last > first
            ? new(column, new(first, last))
            : null;
    }

    /// <summary>For each column its areas by their first row.</summary>
    public static IReadOnlyList<IReadOnlyList<MergedRows>> ByColumn(IEnumerable<MergedCells> areas, int columns)
    {
        var byColumn = areas.ToLookup(area => area.Column, area => area.Rows);
        return [.. Enumerable.Range(0, columns).Select(column => byColumn[column].OrderBy(rows => rows.First).ToList())];
    }
}

/// <summary>The parts of a cell's name, such as AB12, from 0; null where it has none.</summary>
internal static class CellReference
{
    private const int MostLetters = 3;

    public static int? Column(string? name)
    {
        var (column, letters) = (0, 0);
        foreach (var letter in name ?? "")
        {
            if (!char.IsAsciiLetter(letter))
            {
                break;
            }

            if (++letters > MostLetters)
            {
                return null;
            }

            column = (column * 26) + char.ToUpperInvariant(letter) - 'A' + 1;
        }

        return letters == 0 ? null : column - 1;
    }

    /// <summary>The letters over a column: 27 is AB.</summary>
    public static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters((column / 26) - 1) + (char)('A' + (column % 26));

    public static int? Row(string name) =>
        int.TryParse(name.AsSpan(name.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1), CultureInfo.InvariantCulture, out var row) && row > 0 ? row - 1 : null;
}
