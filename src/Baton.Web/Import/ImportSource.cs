using System.Text.RegularExpressions;

namespace Baton.Web.Import;

/// <summary>What a file is, whatever it is called.</summary>
public enum ImportKind
{
    /// <summary>CSV, TSV and other text in rows.</summary>
    Rows,
    Workbook,
    /// <summary>vCard</summary>
    Contacts,
    /// <summary>iCalendar</summary>
    Calendar,
    /// <summary>Word</summary>
    Document,
    Markdown,
    /// <summary>Baton's own JSON.</summary>
    Baton,
    /// <summary>A zip or a folder of files.</summary>
    Files,
}

/// <summary>What the rows of a sheet are, where the file itself says so.</summary>
public enum SheetPurpose
{
    /// <summary>A table that somebody made: its columns are guessed from their headers.</summary>
    Table,
    Cards,
    /// <summary>Events and tasks that come once.</summary>
    Dates,
    /// <summary>Events and tasks that come again.</summary>
    Recurring,
    /// <summary>Headings, lists and paragraphs.</summary>
    Outline,
    Items,
    /// <summary>The files of an archive, each with its folder.</summary>
    Files,
}

/// <summary>One table of a file.</summary>
/// <param name="Name">As the file calls it; empty where it has no name.</param>
/// <param name="Table">Null where it can't be read, and <paramref name="Refusal"/> says why.</param>
/// <param name="Subject">The heading above it, which may say the category.</param>
public sealed record SourceSheet(string Name, bool IsHidden, SheetPurpose Purpose, TextTable? Table, Refusal? Refusal, string Subject = "");

/// <summary>A file as tables of text: all that an import knows of it.</summary>
public sealed partial record ImportSource(ImportKind Kind, IReadOnlyList<SourceSheet> Sheets)
{
    /// <summary>Of an archive, in the order of the rows below the header.</summary>
    public IReadOnlyList<ArchivedFile> Files { get; init; } = [];

    /// <summary>How many files of an archive have nothing in them, and are no rows.</summary>
    public int EmptyFiles { get; init; }

    /// <summary>
    /// Reads a file by its bytes; its name tells only Markdown from other text. Nothing in it is executed, computed or
    /// fetched.
    /// </summary>
    /// <param name="zone">In which moments of a calendar are told.</param>
    public static Outcome<ImportSource> Read(byte[] file, string fileName, TableLimits limits, TimeZoneInfo zone)
    {
        if (file.Length > limits.Bytes)
        {
            return ImportRefusals.TooBig.With(limits.Megabytes);
        }

        if (file is [(byte)'P', (byte)'K', < 9, < 9, ..])
        {
            var archive = new MemoryStream(file, writable: false);
            return FileArchive.IsOne(archive) ? FileArchive.Read(archive)
                : ZipPackage.Use(file, package => WordFile.IsOne(package) ? WordFile.Read(package, limits) : Workbook.ReadAll(package, limits));
        }

        var start = file.AsSpan(0, Math.Min(file.Length, 1024));
        if (Begins(start, "BEGIN:VCARD"))
        {
            return ContactCards.Read(file, limits);
        }

        if (Begins(start, "BEGIN:V"))
        {
            return CalendarFile.Read(file, limits, zone);
        }

        if (TextFile.Read(file) is { } text)
        {
            if (text.AsSpan().TrimStart() is ['{', ..])
            {
                return BatonJson.Read(text, limits);
            }

            if (MarkdownName().IsMatch(fileName))
            {
                return MarkdownFile.Read(text, limits);
            }
        }

        var table = TableFile.Read(file, null, limits);
        return table.IsRefused
            ? table.Refusals.ToList()
            : new ImportSource(ImportKind.Rows, [new("", false, SheetPurpose.Table, table.Value.Table, null)]);
    }

    /// <summary>What a list of rows is as the only sheet of a file, or why it is none.</summary>
    internal static Outcome<ImportSource> Of(ImportKind kind, TableLimits limits, params IEnumerable<(SheetPurpose Purpose, string Name, IEnumerable<IReadOnlyList<string>> Rows)> sheets)
    {
        var read = sheets.Select(sheet => (sheet, Table: TextTable.Of(sheet.Rows, limits, ImportRefusals.NothingInFile)))
            .Where(sheet => !sheet.Table.IsRefused || sheet.Table.Refusals[0] != ImportRefusals.NothingInFile).ToList();
        return read.Count == 0 ? ImportRefusals.NothingInFile
            : read.Find(sheet => sheet.Table.IsRefused) is { Table: { } refused } ? refused.Refusals.ToList()
            : new ImportSource(kind, [.. read.Select(r => new SourceSheet(r.sheet.Name, false, r.sheet.Purpose, r.Table.Value, null))]);
    }

    /// <summary>Whether it begins so in ASCII or UTF-16, after a byte order mark and blanks, in any case.</summary>
    private static bool Begins(ReadOnlySpan<byte> bytes, string word)
    {
        var at = 0;
        foreach (var one in bytes)
        {
            if (one is 0 or 0xEF or 0xBB or 0xBF or 0xFE or 0xFF || (at == 0 && one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                continue;
            }

            if (char.ToUpperInvariant((char)one) != word[at])
            {
                return false;
            }

            if (++at == word.Length)
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\.(md|markdown|mdown|mkd)$", RegexOptions.IgnoreCase)]
    private static partial Regex MarkdownName();
}
