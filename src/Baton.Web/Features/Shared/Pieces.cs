using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Baton.Web.Features.Shared;

/// <summary>Small pieces of markup that many pages show. Widths are SVG attributes: the CSP allows no style attributes.</summary>
public static class Pieces
{
    /// <summary>An icon of icons.svg; decoration, so the words beside it say the meaning.</summary>
    public static IHtmlContent Icon(string name) =>
        new HtmlString($"""<svg class="icon" aria-hidden="true"><use href="/icons.svg#{name}"></use></svg>""");

    /// <summary>A thin bar.</summary>
    public static IHtmlContent Meter(int part, int whole) => new HtmlString(string.Create(
        CultureInfo.InvariantCulture,
        $"""<svg class="meter" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true"><rect class="meter-ground" width="100" height="5"/><rect class="meter-fill" width="{Percent(part, whole)}" height="5"/></svg>"""));

    /// <summary>The baton: how much of the responsibility has changed hands.</summary>
    public static IHtmlContent Track(int percent, string label)
    {
        var mark = Math.Clamp(percent, 3, 97);
        return new HtmlContentBuilder()
            .AppendHtml("""<div class="track"><svg role="img" aria-label=""" + "\"").Append(label).AppendHtml("\">")
            .AppendHtml(string.Create(
                CultureInfo.InvariantCulture,
                $"""<rect class="track-ground" x="0" y="6" width="100%" height="12" rx="6"/><rect class="track-fill" x="0" y="6" width="{percent}%" height="12" rx="6"/><svg x="{mark}%" overflow="visible"><rect class="track-mark" x="-22" y="1" width="44" height="22" rx="11"/><text class="track-text" x="0" y="16">{percent}%</text></svg></svg></div>"""));
    }

    /// <summary>The first letter of a name in the colour of a role: g giver, r receiver, w witness, n nobody's.</summary>
    public static IHtmlContent Avatar(string name, string role, bool small = false)
    {
        var tag = new TagBuilder("span");
        tag.AddCssClass($"av {role}{(small ? " s" : "")}");
        tag.Attributes["aria-hidden"] = "true";
        tag.InnerHtml.Append(StringInfo.GetNextTextElement(name));
        return tag;
    }

    /// <summary>Whole percent, 100 only when all is done.</summary>
    public static int Percent(int part, int whole) => whole <= 0 ? 0 : part >= whole ? 100 : Math.Min(99, part * 100 / whole);

    /// <summary>The colour of a role, for <see cref="Avatar"/>.</summary>
    public static string Colour(Handovers.PartyRole role) => role switch
    {
        Handovers.PartyRole.Giver or Handovers.PartyRole.Proxy => "g",
        Handovers.PartyRole.Receiver or Handovers.PartyRole.Collector or Handovers.PartyRole.Caretaker => "r",
        Handovers.PartyRole.Witness or Handovers.PartyRole.WitnessDeputy or Handovers.PartyRole.SecondWitness => "w",
        _ => "n",
    };
}
