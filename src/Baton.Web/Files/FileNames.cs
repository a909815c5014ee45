using System.Globalization;
using System.Text;
using Baton.Web.Text;

namespace Baton.Web.Files;

/// <summary>Names of files as people gave them, made harmless for pages, headers, archives and disks.</summary>
public static class FileNames
{
    public const int MaxLength = 200;

    /// <summary>What was called nothing that can be shown.</summary>
    public const string Nameless = "file";

    private const int LongestExtension = 16;

    /// <summary>
    /// The last part of a path, without line breaks, control characters and the marks that turn the reading direction, with
    /// which «exe.gpj» shows as «jpg.exe»; cut to <see cref="MaxLength"/> before its extension.
    /// </summary>
    public static string Clean(string? raw)
    {
        raw ??= "";
        var text = new StringBuilder();
        // Half a character becomes U+FFFD.
        foreach (var rune in raw[(raw.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            {
                text.Append(rune);
            }
        }

        var name = text.ToString().TrimStart().TrimEnd(' ', '.', '\u3000', '\u00a0');
        if (name.Length > MaxLength)
        {
            var extension = Path.GetExtension(name) is { Length: > 1 and <= LongestExtension } ending ? ending : "";
            name = IncomingText.Cut(name[..^extension.Length], MaxLength - extension.Length) + extension;
        }

        return name.Length == 0 ? Nameless : name;
    }

    /// <summary>A cleaned name that every disk takes, Windows' too.</summary>
    public static string OnDisk(string name)
    {
        var text = string.Concat(Clean(name).Select(c => c is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? '_' : c));
        var stem = text.Split('.')[0].TrimEnd().ToUpperInvariant();
        var isDevice = stem is "CON" or "PRN" or "AUX" or "NUL" || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && char.IsAsciiDigit(stem[3]));
        return isDevice ? "_" + text : text;
    }

    /// <summary>The name, or with a number before its extension where another bears it already.</summary>
    /// <param name="taken">Gets the name that is given out.</param>
    public static string Unique(string name, ISet<string> taken)
    {
        var extension = Path.GetExtension(name);
        for (var number = 1; ; number++)
        {
            var candidate = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name[..^extension.Length]} ({number}){extension}");
            if (taken.Add(candidate))
            {
                return candidate;
            }
        }
    }
}
