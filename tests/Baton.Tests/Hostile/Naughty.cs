using System.Text.Json;
using Baton.Web.Text;

namespace Baton.Tests.Hostile;

/// <summary>Text that breaks things: the Big List of Naughty Strings, and what it lacks. All of it may be kept.</summary>
public static class Naughty
{
    /// <summary>Ours: breaking out of attributes, areas, comments and scripts; formulas; control characters, the C1 ones too; marks that turn the direction.</summary>
    private static readonly string[] Ours =
    [
        "\"><script>alert(1)</script>", "'\"--></textarea></title></style></script><img src=x onerror=alert(1)>", "]]><svg/onload=alert(1)>", "<!--", "&lt;b&gt; &amp; &#60; &#x80; &nbsp;",
        "javascript:alert(1)", "[跳](javascript:alert(1))", "<https://evil.example/>", "![](https://evil.example/x.png)", "{{7*7}} ${7*7} @(7*7) {0} %s %n",
        "=1+1", "+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"https://evil.example\",\"点我\")", "=cmd|' /C calc'!A0", "\t=1+1", "_x000D_", "\"带引号\",逗号",
        "\u0001\u0008\u001B[31m\u007F", "\u0080\u0085\u0096\u009F €", "\u202E反着\u202C\u200B\uFEFF", "第一\u2028第二\u2029第三", "𠮷㛃👩‍👩‍👧", "\uFFFE\uFFFF", "C:\\a\\..\\..\\b %2e%2e%2f", "'; DROP TABLE \"Handovers\"; --",
    ];

    private static readonly Lazy<IReadOnlyList<string>> Lazily = new(() =>
        [.. Ours, .. JsonSerializer.Deserialize<string[]>(File.ReadAllText(RealFiles.Path("naughty/blns.json")))!.Where(s => !string.IsNullOrWhiteSpace(s))]);

    public static IReadOnlyList<string> All => Lazily.Value;

    /// <summary>One of those that a field of one line takes, by turns.</summary>
    public static string One(int turn, int most)
    {
        var fitting = All.Where(s => s.Length <= most).ToList();
        return fitting[turn % fitting.Count];
    }

    /// <summary>As many as there is room for, each on a line, beginning where the turn before ended.</summary>
    public static string Many(ref int at, int most)
    {
        var lines = new List<string>();
        for (var left = most; All[at % All.Count].Length is var length && length < left; at++)
        {
            lines.Add(All[at % All.Count]);
            left -= length + 1;
        }

        return string.Join('\n', lines);
    }

    /// <summary>As it must come back: LF for every line break; in a field of one line no line break, and no space around it.</summary>
    public static string Kept(string typed, bool lines) => IncomingText.Clean(typed, int.MaxValue, lines).Value ?? "";
}
