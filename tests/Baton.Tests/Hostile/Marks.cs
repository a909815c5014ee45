using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Baton.Tests.Host;

namespace Baton.Tests.Hostile;

/// <summary>
/// What was typed where. Each text ends in a mark of its own, 「⟦17⟧」: wherever a mark comes back, the whole text must stand
/// before it, in one text or one attribute. Had anything in it become an element, an attribute or another character, it
/// would not.
/// </summary>
public sealed partial class Marks
{
    private readonly List<(string Field, string Kept, string Typed)> put = [];
    private readonly HashSet<int> seen = [];
    private readonly SortedSet<string> wrong = new(StringComparer.Ordinal);

    public IEnumerable<string> Wrong => wrong;

    /// <summary>Fields whose text came back nowhere.</summary>
    public IEnumerable<string> Unseen => put.Index().Where(p => !seen.Contains(p.Index)).Select(p => p.Item.Field).Distinct().Order(StringComparer.Ordinal);

    /// <summary>What to type into a field.</summary>
    public string Put(string field, string hostile, bool lines)
    {
        var typed = $"{hostile}⟦{put.Count}⟧";
        put.Add((field, Naughty.Kept(typed, lines), typed));
        return typed;
    }

    public void LookAt(Visitor visitor)
    {
        if (visitor.Status is not (HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict))
        {
            wrong.Add($"{visitor.Path} answered {(int)visitor.Status}");
        }

        LookAt(visitor.Page, visitor.Path);
    }

    public void LookAt(string page, string place) => LookAt(new HtmlParser().ParseDocument(page), place);

    public void LookAt(JsonNode? json, string place)
    {
        switch (json)
        {
            case JsonObject all:
                foreach (var (name, value) in all)
                {
                    LookAt(value, $"{place} {name}");
                }

                break;
            case JsonArray all:
                foreach (var value in all)
                {
                    LookAt(value, place);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                Compare(text, place);
                break;
        }
    }

    /// <summary>A text that stands alone, such as a cell.</summary>
    /// <param name="shown">What the file shows for a text, where it can't hold every character.</param>
    public void Compare(string text, string place, Func<string, string>? shown = null)
    {
        foreach (Match mark in Mark().Matches(text))
        {
            var number = int.Parse(mark.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            var (field, kept, typed) = put[number];
            kept = shown?.Invoke(kept) ?? kept;
            seen.Add(number);
            var before = text[..(mark.Index + mark.Length)];
            // A pasted row is kept as it came, too.
            if (!before.EndsWith(kept, StringComparison.Ordinal) && !before.EndsWith(typed, StringComparison.Ordinal))
            {
                wrong.Add($"{field} on {place}: {Show(kept)} came back as {Show(before)}");
            }
        }
    }

    private void LookAt(IDocument page, string place) => LookAt(page.DocumentElement, place, isInMain: false, isInMarkdown: false);

    private void LookAt(IElement element, string place, bool isInMain, bool isInMarkdown)
    {
        isInMain |= element.LocalName == "main";
        if (isInMarkdown ? !IsMarkdownsOwn(element) : isInMain && element.LocalName is "script" or "iframe" or "object" or "embed" or "style" or "base" or "meta" or "link")
        {
            wrong.Add($"{element.LocalName} on {place}");
        }

        foreach (var attribute in element.Attributes)
        {
            if (attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name is "style" or "srcdoc"
                || (IsAddress(attribute.Name) && !LeadsToUs().IsMatch(attribute.Value) && !(isInMarkdown && attribute.Name == "href" && LeadsOut().IsMatch(attribute.Value))))
            {
                wrong.Add($"{element.LocalName} {attribute.Name}={Show(attribute.Value)} on {place}");
            }

            Compare(attribute.Value, place);
        }

        isInMarkdown |= element.ClassList.Contains("md");
        foreach (var node in element.ChildNodes)
        {
            if (node is IElement child)
            {
                LookAt(child, place, isInMain, isInMarkdown);
            }
            else if (node is IText text && isInMarkdown)
            {
                seen.UnionWith(Mark().Matches(text.Data).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
            }
            else if (node is IText plain)
            {
                Compare(plain.Data, place);
            }
        }
    }

    /// <summary>What Markdown may make of text (Features/Shared/Markdown.cs).</summary>
    private static bool IsMarkdownsOwn(IElement element) =>
        element.LocalName is "p" or "br" or "strong" or "em" or "del" or "code" or "pre" or "blockquote" or "ul" or "ol" or "li" or "a" or "table" or "thead" or "tbody" or "tr" or "th" or "td" or "hr" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6"
        && (element.Attributes.All(a => a.Name is "href" or "rel" or "start") || element is { LocalName: "p", ClassName: "pre" });

    private static bool IsAddress(string attribute) => attribute is "href" or "src" or "action" or "formaction" or "data" or "poster" or "xlink:href" or "background" or "cite" or "ping" or "manifest";

    private static string Show(string text) => System.Text.Json.JsonSerializer.Serialize(text.Length > 300 ? text[..100] + " … " + text[^200..] : text);

    [GeneratedRegex(@"⟦(\d+)⟧")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^(|[/?#](?!/).*|mailto:.*|tel:.*)$", RegexOptions.Singleline)]
    private static partial Regex LeadsToUs();

    /// <summary>In Markdown: to a page on the web, to an address for mail, or to where there is no scheme, which is one of ours.</summary>
    [GeneratedRegex(@"^(https?://|mailto:|(?!\s*[a-z][a-z0-9+.-]*:))", RegexOptions.IgnoreCase)]
    private static partial Regex LeadsOut();
}
