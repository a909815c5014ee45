using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Baton.Tests.House;

namespace Baton.Tests.Hostile;

/// <summary>A field for free text: of which feature, in the form of which act, by which name.</summary>
/// <param name="Act">The page's handler; empty where it has only one, a star where the source computes it.</param>
/// <param name="Name">A star where the source computes it.</param>
public sealed record TextField(string Feature, string Act, string Name)
{
    public bool IsThe(TextField other) => Feature == other.Feature && (Act == other.Act || Act == "*") && (Name == other.Name || Name == "*");

    public override string ToString() => $"{Feature} {Act} {Name}";
}

/// <summary>All of them, found in the pages' source; and those of a form that stands on a page.</summary>
public static partial class TextFields
{
    /// <summary>Every field for text in every form that is sent;</summary>
    public static IReadOnlySet<TextField> InSource { get; } = Read().Where(f => f.IsSent).Select(f => f.Field).ToHashSet();

    /// <summary>The forms that only ask: what is searched for stands in the address.</summary>
    public static IReadOnlySet<TextField> Searches { get; } = Read().Where(f => !f.IsSent).Select(f => f.Field).ToHashSet();

    /// <summary>Names of a form's fields for text, and whether they take several lines.</summary>
    public static IEnumerable<(string Name, bool Lines)> Of(IHtmlFormElement form) => form.Elements.SelectMany(element => element switch
    {
        IHtmlTextAreaElement { Name: { Length: > 0 } name } => new[] { (name, true) },
        IHtmlInputElement { Name: { Length: > 0 } name, Type: "text" or "search" or "email" or "tel" } input when !input.HasAttribute("inputmode") => [(name, false)],
        _ => [],
    });

    private static IEnumerable<(TextField Field, bool IsSent)> Read()
    {
        foreach (var file in Source.Files(".cshtml"))
        {
            var feature = Path.GetFileName(Path.GetDirectoryName(file)!);
            var form = "";
            foreach (Match tag in Tag().Matches(File.ReadAllText(file)))
            {
                if (tag.Groups[1].Value == "form")
                {
                    form = tag.Value;
                    continue;
                }

                if (Attribute(tag.Value, "name") is { } name && IsForText(tag.Groups[1].Value, Attribute(tag.Value, tag.Groups[1].Value == "baton-field" ? "kind" : "type")))
                {
                    yield return (new(feature, Literal(Attribute(form, "asp-page-handler") ?? ""), Literal(name)), Attribute(form, "method") == "post");
                }
            }
        }
    }

    private static string Literal(string written) => written.StartsWith('@') ? "*" : written;

    private static bool IsForText(string tag, string? kind) => tag switch
    {
        "textarea" => true,
        "input" => kind is null or "text" or "search" or "email" or "tel",
        _ => kind is null or "text" or "lines" or "search" or "email" or "tel" || kind.StartsWith('@'),
    };

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"""\s{name}="([^"]*)""") is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("""<(form|baton-field|input|textarea)\b(?:[^>"']|"[^"]*"|'[^']*')*>""")]
    private static partial Regex Tag();
}
