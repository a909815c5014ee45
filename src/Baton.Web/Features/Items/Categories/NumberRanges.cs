using System.Globalization;
using System.Text.RegularExpressions;
using Baton.Web.Text;

namespace Baton.Web.Features.Items.Categories;

/// <summary>Numbers in a row, for example A00001–A00050; both ends belong to it.</summary>
/// <param name="Prefix">What stands before the digits.</param>
/// <param name="Digits">How many digits its first number is written with.</param>
/// <param name="Remark">Why these are not handed over (作废, 缺号); null where they are.</param>
public sealed record NumberRange(string Prefix, int Digits, long From, long To, string? Remark = null)
{
    public long Count => To - From + 1;

    public override string ToString() => From == To ? Text(From) : $"{Text(From)}–{Text(To)}";

    private string Text(long number) => Prefix + number.ToString("D" + Digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>
/// 起止号码: one or several ranges, «00001-00050, 00061», also one a line. What stands in brackets behind one says why its
/// numbers are not handed over: «00023（作废）». No number is named twice.
/// </summary>
public sealed partial class NumberRanges
{
    private const int PieceLength = 100;
    private const int MostShown = 5;

    private readonly ILookup<string, NumberRange> byPrefix;

    private NumberRanges(IEnumerable<NumberRange> ranges)
    {
        byPrefix = ranges.OrderBy(r => r.From).ToLookup(r => r.Prefix, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Those that are handed over, in order.</summary>
    public IEnumerable<NumberRange> Listed => byPrefix.SelectMany(s => s).Where(r => r.Remark is null);

    /// <summary>How many numbers are handed over.</summary>
    public long Count => byPrefix.Sum(s => Listing(s).Sum(r => r.Count) - Remarked(s).Where(r => Listing(s).Any(l => Overlap(l, r))).Sum(r => r.Count));

    /// <summary>Numbers that are missing between others, and nobody says why.</summary>
    public IReadOnlyList<NumberRange> Gaps => [.. byPrefix.SelectMany(GapsIn)];

    /// <param name="text">Cleaned.</param>
    public static Outcome<NumberRanges> Parse(string text)
    {
        var ranges = new List<NumberRange>();
        foreach (Match piece in Piece().Matches(IncomingText.Compatible(text)))
        {
            var written = piece.Value.Trim();
            var numbers = written.Length > PieceLength ? Match.Empty : Range().Match(piece.Groups["numbers"].Value.Trim());
            if (!numbers.Success || (!numbers.Groups["to"].Success && TwoPrefixes().IsMatch(numbers.Groups["prefix"].Value)))
            {
                return FieldRefusals.Numbers.With(IncomingText.Cut(written, 40));
            }

            var from = numbers.Groups["from"].Value;
            var range = new NumberRange(
                numbers.Groups["prefix"].Value.Trim(), from.Length, Number(from), Number(numbers.Groups["to"] is { Success: true } to ? to.Value : from),
                piece.Groups["remark"].Value.Trim() is { Length: > 0 } remark ? remark : null);
            if (range.To < range.From)
            {
                return FieldRefusals.NumbersReversed.With(written);
            }

            ranges.Add(range);
        }

        var found = new NumberRanges(ranges);
        return ranges.Count == 0 ? FieldRefusals.Numbers.With(IncomingText.Cut(text, 40))
            : found.NamedTwice() is var (one, other) ? FieldRefusals.NumbersOverlap.With(one.ToString(), other.ToString())
            : found;
    }

    /// <summary>As a sentence names them: the first few, and that there are more.</summary>
    public static string Shown(IReadOnlyCollection<NumberRange> ranges) =>
        string.Join(", ", ranges.Take(MostShown)) + (ranges.Count > MostShown ? " …" : "");

    /// <summary>What two of them have in common; null where that is nothing.</summary>
    public static NumberRange? Common(NumberRange one, NumberRange other) => Overlap(one, other)
        ? one with { From = Math.Max(one.From, other.From), To = Math.Min(one.To, other.To) } : null;

    /// <summary>A range left out inside another is no contradiction; every other overlap is.</summary>
    private (NumberRange, NumberRange)? NamedTwice() => byPrefix
        .SelectMany(s => Neighbours(Listing(s)).Concat(Neighbours(Remarked(s)))
            .Concat(Remarked(s).SelectMany(r => Listing(s).Where(l => l.From > r.From || l.To < r.To).Select(l => (l, r)))))
        .Where(pair => Overlap(pair.Item1, pair.Item2)).Select(pair => ((NumberRange, NumberRange)?)pair).FirstOrDefault();

    private static IEnumerable<NumberRange> GapsIn(IEnumerable<NumberRange> series)
    {
        NumberRange? last = null;
        foreach (var range in series)
        {
            if (last is not null && range.From > last.To + 1)
            {
                yield return last with { From = last.To + 1, To = range.From - 1, Remark = null };
            }

            last = last is null || range.To > last.To ? range : last;
        }
    }

    private static IEnumerable<NumberRange> Listing(IEnumerable<NumberRange> series) => series.Where(r => r.Remark is null);

    private static IEnumerable<NumberRange> Remarked(IEnumerable<NumberRange> series) => series.Where(r => r.Remark is not null);

    private static IEnumerable<(NumberRange, NumberRange)> Neighbours(IEnumerable<NumberRange> sorted) => sorted.Zip(sorted.Skip(1));

    private static bool Overlap(NumberRange one, NumberRange other) =>
        one.From <= other.To && other.From <= one.To && one.Prefix.Equals(other.Prefix, StringComparison.OrdinalIgnoreCase);

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<numbers>[^,、;\n()]+)(?:\((?<remark>[^()\n]*)\))?")]
    private static partial Regex Piece();

    /// <summary>«A001-B»: between numbers of two series there is no range.</summary>
    [GeneratedRegex(@"[0-9]\s*[-~–—至到]\s*[^-0-9]+$")]
    private static partial Regex TwoPrefixes();

    // A hyphen may belong to the number itself, 「记-001」: what stands before the second number is nothing, or the same again.
    [GeneratedRegex(@"^(?<prefix>.*?)(?<!\d)(?<from>[0-9]{1,18})(?:\s*(?:[-~–—]+|至|到)\s*(?:\k<prefix>)?(?<to>[0-9]{1,18}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Range();
}
