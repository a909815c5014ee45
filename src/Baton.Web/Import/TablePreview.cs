using System.Text;
using System.Text.RegularExpressions;
using Baton.Web.Text;

namespace Baton.Web.Import;

/// <summary>
/// What an import's page sends: pasted rows or a file, and what the person chose in the preview. The server keeps nothing
/// between the preview and the end, so the file goes along.
/// </summary>
public class TableForm
{
    public string? Rows { get; set; }
    public IFormFile? File { get; set; }

    /// <summary>The file that was chosen before, in Base64.</summary>
    public string? Content { get; set; }

    public string? FileName { get; set; }

    /// <summary>From 0; null where nobody has chosen yet.</summary>
    public int? Sheet { get; set; }

    /// <summary>From 1; 0 where the rows carry no header; null where nobody has chosen yet.</summary>
    public int? Header { get; set; }

    /// <summary>One target a column.</summary>
    public List<string?> Columns { get; set; } = [];

    /// <summary>What the preview was made from: choices for another sheet or header are not taken over.</summary>
    public int? SeenSheet { get; set; }
    public int? SeenHeader { get; set; }

    public bool IsFile => Content is { Length: > 0 };
}

/// <summary>A column that an import knows, and the headers it goes by elsewhere, the surest first.</summary>
public sealed record KnownColumn(string Target, params string[] Headers);

/// <summary>A table with what its columns are taken for.</summary>
public sealed partial class TablePreview
{
    /// <summary>A column that is not used.</summary>
    public const string Ignore = "";

    private readonly string[] targets;

    private TablePreview(TableFile source, HeaderGuess header, string[] targets)
    {
        Source = source;
        Header = header;
        this.targets = targets;
    }

    public TableFile Source { get; }
    public TextTable Table => Source.Table;
    public HeaderGuess Header { get; }

    /// <summary>A target for each column of the table, or <see cref="Ignore"/>.</summary>
    public IReadOnlyList<string> Columns => targets;

    public bool HasTargetTwice => Columns.Where(c => c != Ignore).GroupBy(c => c).Any(g => g.Count() > 1);

    /// <summary>The rows of data, from 0, without blank ones.</summary>
    public IEnumerable<int> DataRows => Enumerable.Range(Header.FirstDataRow, Header.EndRow - Header.FirstDataRow)
        .Where(row => Table.Rows[row].Any(cell => !string.IsNullOrWhiteSpace(cell)));

    /// <summary>Reads what was sent; a file just chosen goes into the form's <see cref="TableForm.Content"/>.</summary>
    public static async Task<Outcome<TablePreview>> ReadAsync(
        TableForm form, IReadOnlyList<KnownColumn> known, TableLimits limits, CancellationToken cancellationToken)
    {
        if (form.File is { Length: > 0 } file)
        {
            if (file.Length > limits.Bytes)
            {
                return ImportRefusals.TooBig.With(limits.Megabytes).On("Input.File");
            }

            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, cancellationToken);
            form.Content = Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);
            form.FileName = IncomingText.Clean(file.FileName, 200, multiline: false).Value;
            form.Rows = null;
        }

        var source = Read(form, limits);
        if (source.IsRefused)
        {
            return source.Refusals.Select(r => r.On(form.IsFile ? "Input.File" : "Input.Rows")).ToList();
        }

        var table = source.Value.Table;
        var header = form.Header is { } chosen && form.SeenSheet == source.Value.Sheet
            ? HeaderRow.At(table, chosen > 0 && chosen <= table.Rows.Count ? chosen - 1 : null)
            : HeaderRow.Guess(table);
        var isAsSeen = form.SeenSheet == source.Value.Sheet && form.SeenHeader == form.Header && form.Columns.Count == table.Columns;
        return new TablePreview(
            source.Value, header,
            isAsSeen ? [.. form.Columns.Select(c => known.FirstOrDefault(k => k.Target == c)?.Target ?? Ignore)] : Guess(header.Headers, known));
    }

    /// <summary>What stands in the row under this target; null where the column is not there or the cell is empty.</summary>
    /// <param name="isGroup">Whether one merged cell may stand for several rows.</param>
    public string? Cell(int row, string target, bool isGroup)
    {
        var column = Array.IndexOf(targets, target);
        var text = column < 0 ? "" : isGroup ? Header.Cell(Table, row, column) : Table.Cell(row, column);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static Outcome<TableFile> Read(TableForm form, TableLimits limits)
    {
        if (form.IsFile)
        {
            var bytes = new byte[form.Content!.Length];
            return Convert.TryFromBase64String(form.Content, bytes, out var length)
                ? TableFile.Read(bytes[..length], form.Sheet, limits)
                : ImportRefusals.Damaged;
        }

        var text = form.Rows ?? "";
        if (string.IsNullOrWhiteSpace(text))
        {
            return ImportRefusals.NothingPasted;
        }

        // From a sheet the clipboard has tabs; without them it is a text file's content.
        var table = text.Contains('\t', StringComparison.Ordinal) ? PastedTable.Read(text, limits)
            : Encoding.UTF8.GetByteCount(text) > limits.Bytes ? ImportRefusals.TooBig.With(limits.Megabytes)
            : DelimitedText.Read(text, limits);
        return table.IsRefused ? table.Refusals.ToList() : new TableFile([new("", false)], 0, table.Value);
    }

    /// <summary>No target twice: of two headers for one, the surer.</summary>
    private static string[] Guess(IReadOnlyList<string> headers, IReadOnlyList<KnownColumn> known)
    {
        var words = headers.Select(header => Decoration().Replace(header, "").ToLowerInvariant()).ToList();
        var targets = Enumerable.Repeat(Ignore, headers.Count).ToArray();
        foreach (var column in known)
        {
            var at = column.Headers.Select(header => words.IndexOf(header)).FirstOrDefault(found => found >= 0 && targets[found] == Ignore, -1);
            if (at >= 0)
            {
                targets[at] = column.Target;
            }
        }

        return targets;
    }

    [GeneratedRegex(@"[\s*＊:：._-]|[(（].*[)）]")]
    private static partial Regex Decoration();
}
