using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Baton.Web.Files;

namespace Baton.Web.Import;

/// <summary>One file of an archive.</summary>
/// <param name="Entry">Which of the archive's entries it is, from 0.</param>
/// <param name="Folder">The folders that it lies in, 投标/2026; empty where it lies in none.</param>
/// <param name="Crc32">Its check sum in the archive's directory: whether it is another than last time, before anything is unpacked.</param>
public sealed record ArchivedFile(int Entry, string Folder, string Name, long Size, uint Crc32)
{
    /// <summary>投标/2026/报价单.xlsx</summary>
    public string Path => Folder.Length > 0 ? $"{Folder}/{Name}" : Name;
}

/// <summary>
/// A zip of people's files, or a folder as one: a row for each file, with the folder that it lies in. Nothing in it is
/// opened; names are only text and never become a path.
/// </summary>
internal static partial class FileArchive
{
    public const string Folder = "FOLDER";
    public const string Title = "TITLE";
    public const string File = "FILE";
    public const string Size = "SIZE";

    public static readonly IReadOnlyList<string> Headers = [Folder, Title, File, Size];

    private const int ShortestZip = 22;

    private static readonly ZipLimits Limits = new(2_000, 500L * 1024 * 1024);

    /// <summary>Whether it is a zip, and none of a program's own: those of Office and of OpenDocument say so in their first part.</summary>
    public static bool IsOne(Stream file)
    {
        // In less than its directory's end .NET's reader looks before the beginning.
        if (file.Length < ShortestZip)
        {
            return false;
        }

        try
        {
            using var zip = Open(file);
            return zip.GetEntry("[Content_Types].xml") is null && zip.Entries is not [{ FullName: "mimetype" }, ..];
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    public static Outcome<ImportSource> Read(Stream file)
    {
        try
        {
            using var zip = Open(file);
            if (zip.Entries.Any(entry => entry.IsEncrypted))
            {
                return ImportRefusals.Encrypted;
            }

            return zip.Entries.Count > Limits.Entries ? ImportRefusals.TooManyFiles.With(Limits.Entries)
                : Limits.Refusal(zip) is { } refusal ? refusal
                : Read(zip);
        }
        catch (InvalidDataException)
        {
            return ImportRefusals.Damaged;
        }
    }

    /// <summary>To be read from; the stream stays open.</summary>
    public static ZipArchive Open(Stream file) => new(file, ZipArchiveMode.Read, leaveOpen: true, new Names());

    private static Outcome<ImportSource> Read(ZipArchive zip)
    {
        var found = new List<(int Entry, string[] Path, long Size, uint Crc32)>();
        var empty = 0;
        foreach (var (at, entry) in zip.Entries.Index())
        {
            var path = entry.FullName.Split('/', '\\');
            if (path[0].Length == 0 || path[0].EndsWith(':') || path.Contains(".."))
            {
                return ImportRefusals.OutsideArchive;
            }

            path = [.. path.Where(step => step is not ("" or "."))];
            // Of folders, of nothing, of links to elsewhere, and of what a system keeps for itself, nobody makes an item.
            if (IsLink(entry) || entry.FullName.EndsWith('/') || path.Any(OfSystem().IsMatch))
            {
                continue;
            }

            if (entry.Length > 0)
            {
                found.Add((at, path, entry.Length, entry.Crc32));
            }
            else
            {
                empty++;
            }
        }

        // One folder around all of it is the archive once more.
        var around = found.Count > 0 && found.TrueForAll(f => f.Path.Length > 1 && f.Path[0] == found[0].Path[0]) ? 1 : 0;
        List<ArchivedFile> files =
        [
            .. found.Select(f => new ArchivedFile(f.Entry, string.Join('/', f.Path[around..^1].Select(FileNames.Clean)), FileNames.Clean(f.Path[^1]), f.Size, f.Crc32))
                .OrderBy(f => f.Folder, StringComparer.Ordinal).ThenBy(f => f.Name, StringComparer.Ordinal),
        ];
        if (files.Count == 0)
        {
            return ImportRefusals.NothingInFile;
        }

        var alike = files.ToLookup(f => (f.Folder, Path.GetFileNameWithoutExtension(f.Name)));
        var rows = files.Select(f => (IReadOnlyList<string>)
            [f.Folder, Path.GetFileNameWithoutExtension(f.Name) is { Length: > 0 } stem && alike[(f.Folder, stem)].Count() == 1 ? stem : f.Name, f.Path, FileSize.Of(f.Size)]);
        var source = ImportSource.Of(ImportKind.Files, TableLimits.OfAFile, (SheetPurpose.Files, "", rows.Prepend(Headers)));
        return source.IsRefused ? source : source.Value with { Files = files, EmptyFiles = empty };
    }

    /// <summary>A symbolic link of Unix, whose mode stands in the upper half of the attributes.</summary>
    private static bool IsLink(ZipArchiveEntry entry) => ((entry.ExternalAttributes >> 16) & 0xF000) == 0xA000;

    [GeneratedRegex(@"^(__MACOSX|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|~\$.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex OfSystem();

    /// <summary>Of names that don't say what they are written in: UTF-8 where every byte fits, else GB18030, as a Chinese Windows packs them.</summary>
    private sealed class Names : Encoding
    {
        public override int GetByteCount(char[] chars, int index, int count) => UTF8.GetByteCount(chars, index, count);

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => UTF8.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetCharCount(byte[] bytes, int index, int count) => Text(bytes.AsSpan(index, count)).Length;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            var text = Text(bytes.AsSpan(byteIndex, byteCount));
            text.CopyTo(0, chars, charIndex, text.Length);
            return text.Length;
        }

        public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount);

        public override int GetMaxCharCount(int byteCount) => byteCount;

        private static string Text(ReadOnlySpan<byte> bytes) => TextFile.Read(bytes) ?? Latin1.GetString(bytes);
    }
}
