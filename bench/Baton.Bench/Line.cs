using System.Globalization;

namespace Baton.Bench;

/// <summary>One line of the table of bars in quality.md, as measured.</summary>
/// <param name="Floor">What it is measured against, in the same run; empty where nothing is.</param>
/// <param name="Ratio">Figure over floor; empty where the bar is for the figure itself.</param>
public sealed record Line(string What, string Figure, string Floor, string Ratio, string Bar, bool IsMet)
{
    public static Line AtLeast(string what, string figure, string floor, double ratio, double bar) =>
        new(what, figure, floor, Text(ratio), $"≥ {Number(bar)}", ratio >= bar);

    public static Line AtMost(string what, string figure, string floor, double ratio, double bar) =>
        new(what, figure, floor, Text(ratio), $"≤ {Number(bar)}", ratio <= bar);

    public static string PerSecond(double rate) => rate.ToString("#,##0", CultureInfo.InvariantCulture) + " /s";

    public static string Milliseconds(double time) => time.ToString("#,##0.0", CultureInfo.InvariantCulture) + " ms";

    private static string Text(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Number(double bar) => bar.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>As Markdown, so that it can be copied into docs/benchmarks.md as printed.</summary>
    public static string Table(IReadOnlyList<Line> lines)
    {
        string[][] rows =
        [
            ["what", "figure", "floor", "ratio", "bar", "met"],
            ["---", "---:", "---:", "---:", "---:", "---"],
            .. lines.Select(l => new[] { l.What, l.Figure, l.Floor, l.Ratio, l.Bar, l.IsMet ? "met" : "missed" }),
        ];
        return string.Join('\n', rows.Select(r => $"| {string.Join(" | ", r)} |"));
    }
}
