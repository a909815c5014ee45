using Ganss.Xss;
using Markdig;
using Microsoft.AspNetCore.Html;

namespace Baton.Web.Features.Shared;

/// <summary>People's Markdown as HTML that can do no harm: no HTML of theirs, no images from elsewhere, links without referrer.</summary>
public static class Markdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UsePipeTables().UseAutoLinks().UseSoftlineBreakAsHardlineBreak().Build();

    private static readonly HtmlSanitizer Sanitizer = MakeSanitizer();

    public static IHtmlContent Render(string? text)
    {
        if (text is null)
        {
            return HtmlString.Empty;
        }

        try
        {
            return new HtmlString(Sanitizer.Sanitize(Markdig.Markdown.ToHtml(text, Pipeline)));
        }
        catch (ArgumentException)
        {
            // Markdig gives up on what is nested too deeply: then it is shown as it was typed.
            return new HtmlContentBuilder().AppendHtml("<p class=\"pre\">").Append(text).AppendHtml("</p>");
        }
    }

    private static HtmlSanitizer MakeSanitizer()
    {
        var sanitizer = new HtmlSanitizer();
        sanitizer.AllowedTags.IntersectWith(
            ["p", "br", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "hr"]);
        sanitizer.AllowedAttributes.IntersectWith(["href", "start"]);
        sanitizer.AllowedSchemes.IntersectWith(["http", "https", "mailto"]);
        sanitizer.AllowedCssProperties.Clear();
        sanitizer.PostProcessNode += (_, e) =>
        {
            if (e.Node is AngleSharp.Html.Dom.IHtmlAnchorElement anchor)
            {
                anchor.SetAttribute("rel", "noopener noreferrer nofollow");
            }
        };
        return sanitizer;
    }
}
