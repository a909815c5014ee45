using System.Text.RegularExpressions;

namespace Baton.Web.Features.Items.Categories;

/// <summary>The steps of a process, one a line; numbers and dots that people put before them are the list's.</summary>
public static partial class ProcessSteps
{
    public static IReadOnlyList<string> Of(CategoryFields fields) => fields is ProcessesFields { Steps: { } text } ? Of(text) : [];

    public static IReadOnlyList<string> Of(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => Mark().Replace(line, "")).Where(line => line.Length > 0)];

    [GeneratedRegex(@"^(?:[-*+•]\s+|[0-9]{1,3}\s*[.、)）]\s*)")]
    private static partial Regex Mark();
}
