using System.Globalization;

namespace Baton.Evidence;

/// <summary>Amounts inside hashed bytes: the shortest plain decimal text, "1284300", "0.5", "-12.03"; zero is "0".</summary>
/// <remarks>No exponent, no plus sign, no grouping, no trailing zero, no leading zero but the one before the point, no "-0".</remarks>
public static class MinimalDecimal
{
    /// <summary>The one text of this amount: 1.50 and 1.5 give the same.</summary>
    public static string Format(decimal amount)
    {
        // decimal's own text never has an exponent, but keeps the scale it was computed with.
        var text = amount.ToString(CultureInfo.InvariantCulture);
        if (text.Contains('.'))
        {
            text = text.TrimEnd('0').TrimEnd('.');
        }
        return text == "-0" ? "0" : text;
    }

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not the minimal form of an amount that a decimal holds exactly.</exception>
    public static decimal Parse(string text)
    {
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var amount) || Format(amount) != text)
        {
            throw new FormatException("The amount is not a minimal decimal such as 1284300 or 0.5.");
        }
        return amount;
    }
}
