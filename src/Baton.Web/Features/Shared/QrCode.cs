using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using QRCoder;

namespace Baton.Web.Features.Shared;

/// <summary>A QR code as a picture in the page: one path, no style, so that the strict Content-Security-Policy lets it be.</summary>
public static class QrCode
{
    /// <param name="text">What a camera reads.</param>
    /// <param name="name">What a screen reader says.</param>
    public static IHtmlContent Svg(string text, string name)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < modules.Count; y++)
        {
            for (var x = 0; x < modules[y].Count; x++)
            {
                var width = 0;
                while (x + width < modules[y].Count && modules[y][x + width])
                {
                    width++;
                }

                if (width > 0)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{width}v1h-{width}z");
                    x += width;
                }
            }
        }

        var dark = new TagBuilder("path");
        dark.Attributes["d"] = path.ToString();
        var svg = new TagBuilder("svg");
        svg.Attributes["class"] = "qr";
        svg.Attributes["viewBox"] = string.Create(CultureInfo.InvariantCulture, $"0 0 {modules.Count} {modules.Count}");
        svg.Attributes["shape-rendering"] = "crispEdges";
        svg.Attributes["role"] = "img";
        svg.Attributes["aria-label"] = name;
        svg.InnerHtml.AppendHtml(dark);
        return svg;
    }
}
