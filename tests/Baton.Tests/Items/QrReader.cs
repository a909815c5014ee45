using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace Baton.Tests.Items;

/// <summary>Reads a code from the picture in a page, as a camera would.</summary>
public static partial class QrReader
{
    private const int Scale = 4;

    public static string Read(IElement svg)
    {
        var side = int.Parse(svg.GetAttribute("viewBox")!.Split(' ')[2], CultureInfo.InvariantCulture);
        var pixels = Enumerable.Repeat(byte.MaxValue, side * side * Scale * Scale).ToArray();
        foreach (var run in Run().Matches(svg.QuerySelector("path")!.GetAttribute("d")!).Select(m => m.Groups.Values.Skip(1).Select(g => int.Parse(g.Value, CultureInfo.InvariantCulture)).ToArray()))
        {
            for (var y = run[1] * Scale; y < (run[1] + 1) * Scale; y++)
            {
                Array.Fill(pixels, (byte)0, (y * side * Scale) + (run[0] * Scale), run[2] * Scale);
            }
        }

        var source = new RGBLuminanceSource(pixels, side * Scale, side * Scale, RGBLuminanceSource.BitmapFormat.Gray8);
        return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source)))?.Text ?? throw new InvalidOperationException("No code can be read.");
    }

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\d+z")]
    private static partial Regex Run();
}
