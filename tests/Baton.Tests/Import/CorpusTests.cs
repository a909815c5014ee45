using System.Diagnostics.CodeAnalysis;
using Baton.Web;
using Baton.Web.Import;

namespace Baton.Tests.Import;

/// <summary>Files that nobody on the project wrote: each is read, or refused with one of the reasons that people are told.</summary>
public class CorpusTests
{
    private static readonly string Folder = Path.GetDirectoryName(Path.GetDirectoryName(RealFiles.Path("real-lists/交接流程.tsv")))!;

    /// <summary>Well-formed files of the corpora that can't be read, and why, by hand.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["docx/poi-bug53475-password-is-pass.docx"] = "import.encrypted",
    };

    public static TheoryData<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, folder)).Select(f => $"{folder}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files), "hostile")]
    public void What_is_hostile_is_refused_or_harmless(string file) => Read(file);

    [Theory]
    [MemberData(nameof(Files), "docx")]
    public void Every_word_of_a_document_is_in_a_cell(string file)
    {
        var source = Read(file);
        if (source.IsRefused)
        {
            return;
        }

        var cells = Cells(source.Value);
        Assert.All(WordWords.Of(Path.Combine(Folder, file)), words => Assert.Contains(Plain(words), cells, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files), "vcard")]
    public void Every_card_is_a_row_with_a_name_and_its_numbers(string file)
    {
        var source = Read(file);
        Assert.False(source.IsRefused);
        var table = Assert.Single(source.Value.Sheets).Table!;
        var text = File.ReadAllText(Path.Combine(Folder, file));
        Assert.Equal(text.Split('\n').Count(line => line.TrimEnd('\r').Equals("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase)), table.Rows.Count - 1);
        Assert.All(table.Rows.Skip(1), row => Assert.Contains(row, cell => cell.Length > 0));
    }

    [Theory]
    [MemberData(nameof(Files), "ics")]
    public void Every_event_with_a_summary_is_a_row(string file)
    {
        var source = Read(file);
        var text = File.ReadAllText(Path.Combine(Folder, file)).Replace("\r\n ", "", StringComparison.Ordinal);
        var cells = source.IsRefused ? "" : Cells(source.Value);
        foreach (var summary in text.ReplaceLineEndings("\n").Split("BEGIN:V").Where(part => part.StartsWith("EVENT", StringComparison.Ordinal) || part.StartsWith("TODO", StringComparison.Ordinal))
            .SelectMany(part => part.Split('\n').Where(line => line.StartsWith("SUMMARY:", StringComparison.Ordinal)).Take(1)))
        {
            Assert.Contains(Plain(summary["SUMMARY:".Length..].Replace("\\n", " ", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal)), cells, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Files), "xlsx")]
    [MemberData(nameof(Files), "real-lists")]
    public void Every_table_is_read(string file) => Read(file);

    [Theory]
    [InlineData("hostile/poi-poc-xmlbomb-empty.xlsx", "import.has-dtd")]
    [InlineData("hostile/zip-slip.zip", "import.outside-archive")]
    [InlineData("hostile/payloads-xss.html", "import.not-a-table")]
    [InlineData("hostile/payloads-etc_passwd.zip", "import.nothing-in-file")]
    public void Attacks_are_named(string file, string code) => Assert.Equal(code, Read(file).Refusals[0].Code);

    /// <summary>Within the memory that an import may take; what it allocates in all is four times that at most.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Nothing to dispose.")]
    private static Outcome<ImportSource> Read(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var source = ImportSource.Read(bytes, Path.GetFileName(file), TableLimits.OfAFile, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024L * 1024 * 1024);
        Assert.All(source.Refusals, refusal => Assert.StartsWith("import.", refusal.Code, StringComparison.Ordinal));
        if (Refused.TryGetValue(file, out var code))
        {
            Assert.Equal(code, source.Refusals[0].Code);
        }

        return source;
    }

    private static string Cells(ImportSource source) =>
        Plain(string.Join(' ', source.Sheets.Where(s => s.Table is not null).SelectMany(s => s.Table!.Rows.SelectMany(r => r).Prepend(s.Name))));

    private static string Plain(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
