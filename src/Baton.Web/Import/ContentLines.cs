using System.Text;

namespace Baton.Web.Import;

/// <summary>A line of a vCard or iCalendar: <c>group.NAME;PARAM=value:value</c>.</summary>
/// <param name="Name">In capitals, without its group.</param>
/// <param name="Parameters">Each <c>NAME=value</c>; vCard 2.1 has values without a name, which stand under «TYPE».</param>
/// <param name="Value">As it stands in the file, unfolded, and decoded where it is quoted-printable.</param>
internal sealed record ContentLine(string Name, IReadOnlyList<(string Name, string Value)> Parameters, string Value)
{
    public string? Parameter(string name) => Parameters.Where(p => p.Name == name).Select(p => p.Value).FirstOrDefault();

    public bool Has(string name, string value) =>
        Parameters.Any(p => p.Name == name && p.Value.Split(',').Contains(value, StringComparer.OrdinalIgnoreCase));

    /// <summary>The value with its escapes (\n, \, \; \\) read.</summary>
    public string Text => Unescape(Value);

    /// <summary>The parts between semicolons (or commas) that are not escaped, each read.</summary>
    public IEnumerable<string> Parts(char separator)
    {
        var start = 0;
        for (var at = 0; at <= Value.Length; at++)
        {
            if (at == Value.Length || Value[at] == separator)
            {
                yield return Unescape(Value[start..at]).Trim();
                start = at + 1;
            }
            else if (Value[at] == '\\')
            {
                at++;
            }
        }
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var read = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var escaped = text[at] == '\\' && at + 1 < text.Length ? text[at + 1] : '\0';
            if (escaped is 'n' or 'N' or ',' or ';' or ':' or '\\' or '"')
            {
                read.Append(escaped is 'n' or 'N' ? '\n' : escaped);
                at++;
            }
            else
            {
                read.Append(text[at]);
            }
        }

        return read.ToString();
    }
}

/// <summary>
/// The lines of vCard (2.1, RFC 2426, RFC 6350) and iCalendar (RFC 5545), as programs really write them: folded or not,
/// with quoted-printable over several lines, in UTF-8, UTF-16 or GB18030. What is no such line is passed over, since one
/// bad line is no reason to lose a person's address book.
/// </summary>
internal static class ContentLines
{
    private static readonly Encoding Strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    public static IEnumerable<ContentLine> Read(byte[] file)
    {
        // Text in another encoding shows as such; its ASCII is right in any case.
        var text = TextFile.Read(file) ?? Encoding.Latin1.GetString(file);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var line = Unfolded(lines, ref at);
            if (Parse(line) is not { } read)
            {
                continue;
            }

            if (read.Parameter("ENCODING") is { } encoding && encoding.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase)
                || read.Has("TYPE", "QUOTED-PRINTABLE"))
            {
                // A «=» at the end goes on in the next line (RFC 2045).
                while (read.Value.EndsWith('=') && at + 1 < lines.Length)
                {
                    read = read with { Value = read.Value[..^1] + lines[++at] };
                }

                read = read with { Value = QuotedPrintable(read.Value, read.Parameter("CHARSET")) };
            }

            yield return read;
        }
    }

    /// <summary>The line with those after it that begin with a blank, which belong to it.</summary>
    private static string Unfolded(string[] lines, ref int at)
    {
        if (at + 1 >= lines.Length || lines[at + 1] is not [' ' or '\t', ..] || lines[at].Length == 0)
        {
            return lines[at];
        }

        var whole = new StringBuilder(lines[at]);
        while (at + 1 < lines.Length && lines[at + 1] is [' ' or '\t', ..])
        {
            whole.Append(lines[++at].AsSpan(1));
        }

        return whole.ToString();
    }

    private static ContentLine? Parse(string line)
    {
        var (parts, start, quoted) = (new List<string>(), 0, false);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && (line[at] is ';' or ':'))
            {
                parts.Add(line[start..at]);
                start = at + 1;
                if (line[at] == ':')
                {
                    return Line(parts, line[start..]);
                }
            }
        }

        // A quote that nobody closed.
        return quoted && line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? Line([.. line[..colon].Split(';')], line[(colon + 1)..]) : null;
    }

    private static ContentLine? Line(List<string> parts, string value)
    {
        var name = parts[0][(parts[0].LastIndexOf('.') + 1)..].Trim().ToUpperInvariant();
        return name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) ? null : new(
            name,
            [.. parts.Skip(1).Select(part => part.Split('=', 2) is [var key, var said] ? (key.Trim().ToUpperInvariant(), said.Trim().Trim('"')) : ("TYPE", part.Trim()))],
            value);
    }

    private static string QuotedPrintable(string text, string? charset)
    {
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '=' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                bytes.AddRange(Strict.GetBytes(char.IsSurrogate(text[at]) ? "\uFFFD" : text[at].ToString()));
            }
        }

        var plain = bytes.ToArray();
        if (charset?.StartsWith("GB", StringComparison.OrdinalIgnoreCase) == true)
        {
            return Gb18030.GetString(plain);
        }

        try
        {
            return Strict.GetString(plain);
        }
        catch (DecoderFallbackException)
        {
            return Gb18030.GetString(plain);
        }
    }
}
