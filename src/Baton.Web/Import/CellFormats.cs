using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using ExcelNumberFormat;

namespace Baton.Web.Import;

/// <summary>
/// Shows the values of cells as Excel does in China. «General» shows every digit that the file holds, where Excel would
/// round to the column's width; Chinese numerals ([DBNum1]) stay figures.
/// </summary>
internal sealed partial class CellFormats
{
    private const int General = 0;
    private const int LongestCode = 255;

    // ECMA-376 part 1, 18.8.30, with the dates of zh-cn.
    private static readonly FrozenDictionary<int, string> BuiltIn = new Dictionary<int, string>
    {
        [1] = "0", [2] = "0.00", [3] = "#,##0", [4] = "#,##0.00", [5] = "\"¥\"#,##0;\"¥\"-#,##0", [6] = "\"¥\"#,##0;\"¥\"-#,##0",
        [7] = "\"¥\"#,##0.00;\"¥\"-#,##0.00", [8] = "\"¥\"#,##0.00;\"¥\"-#,##0.00", [9] = "0%", [10] = "0.00%", [11] = "0.00E+00",
        [12] = "# ?/?", [13] = "# ??/??", [14] = "yyyy/m/d", [15] = "d-mmm-yy", [16] = "d-mmm", [17] = "mmm-yy",
        [18] = "h:mm AM/PM", [19] = "h:mm:ss AM/PM", [20] = "h:mm", [21] = "h:mm:ss", [22] = "yyyy/m/d h:mm",
        [27] = "yyyy\"年\"m\"月\"", [28] = "m\"月\"d\"日\"", [29] = "m\"月\"d\"日\"", [30] = "m-d-yy", [31] = "yyyy\"年\"m\"月\"d\"日\"",
        [32] = "h\"时\"mm\"分\"", [33] = "h\"时\"mm\"分\"ss\"秒\"", [34] = "上午/下午h\"时\"mm\"分\"", [35] = "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        [36] = "yyyy\"年\"m\"月\"", [37] = "#,##0;-#,##0", [38] = "#,##0;-#,##0", [39] = "#,##0.00;-#,##0.00", [40] = "#,##0.00;-#,##0.00",
        [41] = "#,##0;-#,##0;\"-\"", [42] = "\"¥\"#,##0;\"¥\"-#,##0;\"¥-\"", [43] = "#,##0.00;-#,##0.00;\"-\"", [44] = "\"¥\"#,##0.00;\"¥\"-#,##0.00;\"¥-\"",
        [45] = "mm:ss", [46] = "[h]:mm:ss", [47] = "mm:ss.0", [48] = "##0.0E+0", [49] = "@",
        [50] = "yyyy\"年\"m\"月\"", [51] = "m\"月\"d\"日\"", [52] = "yyyy\"年\"m\"月\"", [53] = "m\"月\"d\"日\"", [54] = "m\"月\"d\"日\"",
        [55] = "上午/下午h\"时\"mm\"分\"", [56] = "上午/下午h\"时\"mm\"分\"ss\"秒\"", [57] = "yyyy\"年\"m\"月\"", [58] = "m\"月\"d\"日\"",
    }.ToFrozenDictionary();

    private readonly bool is1904;
    private readonly List<int> idOfStyle = [];
    private readonly Dictionary<int, string> codes = [];
    private readonly Dictionary<int, Shape?> shapes = [];

    private CellFormats(bool is1904) => this.is1904 = is1904;

    /// <param name="styles">The styles' part; null where there is none.</param>
    /// <param name="is1904">Whether days count from 1904 instead of 1900.</param>
    public static CellFormats Read(XmlReader? styles, bool is1904)
    {
        var formats = new CellFormats(is1904);
        var areOfCells = false;
        while (styles?.Read() == true)
        {
            if (styles.LocalName == "cellXfs")
            {
                areOfCells = styles.NodeType == XmlNodeType.Element && !styles.IsEmptyElement;
            }
            else if (styles.NodeType != XmlNodeType.Element)
            {
                continue;
            }
            else if (styles.LocalName == "numFmt" && styles.GetAttribute("formatCode") is { } code)
            {
                formats.codes[Number(styles.GetAttribute("numFmtId"))] = code;
            }
            else if (styles.LocalName == "xf" && areOfCells)
            {
                formats.idOfStyle.Add(Number(styles.GetAttribute("numFmtId")));
            }
        }

        return formats;
    }

    /// <summary>A number, date or time as it is shown; the raw text where it is none.</summary>
    public string Number(string raw, int style)
    {
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return raw;
        }

        return Of(style) is { } shape ? Show(shape, value).Trim() : EveryDigit(value);
    }

    /// <summary>A day or instant that the file writes in words (ISO 8601).</summary>
    public string Day(string raw, int style)
    {
        if (!DateTime.TryParse(raw, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var day))
        {
            return raw;
        }

        return Show(Of(style) is { IsOfTime: true } shape ? shape : Shape.Of(day.TimeOfDay == default ? BuiltIn[14] : BuiltIn[22])!, day);
    }

    public string Text(string text, int style) => Of(style) is { IsOfTime: false } shape ? Show(shape, text) : text;

    private static string EveryDigit(double value) => Math.Abs(value) is 0 or (>= 1e-9 and < 1e21)
        ? ((decimal)value).ToString("0.##############################", CultureInfo.InvariantCulture)
        : value.ToString("0.##############E+00", CultureInfo.InvariantCulture);

    private static int Number(string? attribute) => int.TryParse(attribute, CultureInfo.InvariantCulture, out var number) ? number : General;

    private string Show(Shape shape, object value)
    {
        try
        {
            var shown = shape.Format.Format(value, shape.Culture, is1904);
            return shape.HasChineseHalves ? shown.Replace("AM", "上午", StringComparison.Ordinal).Replace("PM", "下午", StringComparison.Ordinal) : shown;
        }
        catch (Exception impossible) when (impossible is ArithmeticException or ArgumentException or FormatException)
        {
            // A number that is no day.
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
    }

    private Shape? Of(int style)
    {
        var id = style >= 0 && style < idOfStyle.Count ? idOfStyle[style] : General;
        if (!shapes.TryGetValue(id, out var shape))
        {
            var code = codes.GetValueOrDefault(id) ?? BuiltIn.GetValueOrDefault(id);
            shape = code is null || code.Length > LongestCode || code.Equals("General", StringComparison.OrdinalIgnoreCase) ? null : Shape.Of(code);
            shapes[id] = shape;
        }

        return shape;
    }

    /// <summary>A format code, read.</summary>
    private sealed partial record Shape(NumberFormat Format, CultureInfo Culture, bool HasChineseHalves)
    {
        private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");

        public bool IsOfTime => Format.IsDateTimeFormat || Format.IsTimeSpanFormat;

        /// <returns>Null for a code that can't be read, which Excel shows as General.</returns>
        public static Shape? Of(string code)
        {
            // The system's own long date and time.
            code = code.Contains("[$-F800]", StringComparison.OrdinalIgnoreCase) ? BuiltIn[31]
                : code.Contains("[$-F400]", StringComparison.OrdinalIgnoreCase) ? BuiltIn[21] : code;
            var isChinese = ChineseLocale().IsMatch(code) || Weekday().IsMatch(code);
            var hasHalves = code.Contains("上午/下午", StringComparison.Ordinal);
            var format = new NumberFormat(Weekday().Replace(code, day => new string('d', day.Length)).Replace("上午/下午", "AM/PM", StringComparison.Ordinal));
            return format.IsValid ? new(format, isChinese ? Chinese : CultureInfo.InvariantCulture, hasHalves) : null;
        }

        [GeneratedRegex(@"\[\$[^\]]*-(0*804|zh-CN)", RegexOptions.IgnoreCase)]
        private static partial Regex ChineseLocale();

        // 星期三, as only East Asian versions of Excel have it.
        [GeneratedRegex(@"(?<![a-z""\\])a{3,4}(?![a-z""/])", RegexOptions.IgnoreCase)]
        private static partial Regex Weekday();
    }
}
