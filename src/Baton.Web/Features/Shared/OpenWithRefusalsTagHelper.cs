using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Baton.Web.Features.Shared;

/// <summary>A fold in which something was refused comes back open: nobody searches for why nothing happened.</summary>
[HtmlTargetElement("details", Attributes = "class")]
public sealed class OpenWithRefusalsTagHelper : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = (await output.GetChildContentAsync()).GetContent();
        if (content.Contains("class=\"errors\"", StringComparison.Ordinal) || content.Contains("aria-invalid=\"true\"", StringComparison.Ordinal))
        {
            output.Attributes.SetAttribute("open", "open");
        }
    }
}
