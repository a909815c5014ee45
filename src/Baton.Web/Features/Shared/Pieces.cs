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

    /// <summary>The product's mark, a baton half handed over; decoration, so the name or a title stands beside it.</summary>
    public static IHtmlContent Mark { get; } = new HtmlString(
        """<svg class="baton-mark" viewBox="0 0 32 32" aria-hidden="true"><rect x="1" y="10" width="30" height="12" rx="6" fill="#0f766e"/><path d="M1 16a6 6 0 0 1 6-6h7v12H7a6 6 0 0 1-6-6z" fill="#b45309"/></svg>""");

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
                $"""<rect class="track-fill" x="0" y="5" width="{percent}%" height="14" rx="7"/><svg class="track-knob" x="{mark}%" overflow="visible"><rect class="track-mark" x="-22" y="1" width="44" height="22" rx="11"/><text class="track-text" x="0" y="16">{percent}%</text></svg></svg></div>"""));
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
