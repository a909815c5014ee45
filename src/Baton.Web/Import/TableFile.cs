using System.Text;

namespace Baton.Web.Import;

/// <summary>A sheet of a workbook; a text file is one sheet without a name.</summary>
public sealed record SheetName(string Name, bool IsHidden);

/// <summary>One sheet of a file, as people see it, and which sheets there are.</summary>
/// <param name="Sheet">Which of the sheets it is, from 0.</param>
public sealed record TableFile(IReadOnlyList<SheetName> Sheets, int Sheet, TextTable Table)
{
    private static readonly byte[] CompoundMark = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>
    /// Reads a workbook (.xlsx, .xlsm) or a text file (.csv, .tsv, .txt) by its bytes, whatever it is called. Nothing in it
    /// is executed, computed or fetched: of a formula, the text that was last shown is read.
    /// </summary>
    /// <param name="sheet">From 0; null for the first one that people see and that has text.</param>
    public static Outcome<TableFile> Read(byte[] file, int? sheet, TableLimits limits)
    {
        if (file.Length > limits.Bytes)
        {
            return ImportRefusals.TooBig.With(limits.Megabytes);
        }

        if (file is [(byte)'P', (byte)'K', < 9, < 9, ..])
        {
            return Workbook.Read(file, sheet, limits);
        }

        if (file.AsSpan().StartsWith(CompoundMark))
        {
            return CompoundRefusal(file);
        }

        if (TextFile.Read(file) is not { } text)
        {
            return ImportRefusals.UnknownEncoding;
        }

        if (LooksLikeSomethingElse(text))
        {
            return ImportRefusals.NotATable;
        }

        var table = DelimitedText.Read(text, limits);
        return table.IsRefused ? table.Refusals.ToList() : new TableFile([new("", false)], 0, table.Value);
    }

    /// <summary>Pages and pictures in XML, which some programs call .xls, PDF and PostScript, and whatever has bytes that no text has.</summary>
    private static bool LooksLikeSomethingElse(string text) =>
        text.TrimStart() is ['<', ..] or ['%', 'P' or '!', ..] || text.Contains('\0', StringComparison.Ordinal);

    /// <summary>The old binary file of Office holds workbooks of Excel 97, and in its streams what is encrypted.</summary>
    private static Refusal CompoundRefusal(ReadOnlySpan<byte> file)
    {
        bool Names(ReadOnlySpan<byte> bytes, string stream) => bytes.IndexOf(Encoding.Unicode.GetBytes(stream)) >= 0;
        return Names(file, "EncryptedPackage") ? ImportRefusals.Encrypted
            : Names(file, "Workbook") || Names(file, "Book") ? ImportRefusals.OldWorkbook
            : ImportRefusals.NotATable;
    }
}
