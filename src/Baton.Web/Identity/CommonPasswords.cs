using System.Collections.Frozen;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Baton.Web.Text;

namespace Baton.Web.Identity;

/// <summary>
/// An offline check against passwords that are guessed first (OWASP ASVS 5.0, 6.2.4 and 6.2.11): 20,000 common ones,
/// Chinese habits, and words of the company and the person. It looks through case, full-width letters and a few digits
/// or signs put around a word, since that is how people make 「Password」 pass other rules.
/// </summary>
public static partial class CommonPasswords
{
    // A common word with at most this many digits and signs around it is still that word: a year and an exclamation
    // mark. More than that is the person's own.
    private const int MostAround = 5;

    // Beside context words, at least this many characters must be the person's own.
    private const int LeastOwn = 6;

    // Shorter words (a surname such as 「li」) would refuse half of all good passwords.
    private const int ShortestContextWord = 3;

    private static readonly string[] ProductWords = ["baton", "jieli", "接力", "jiaojie", "handover"];

    private static readonly Lazy<FrozenSet<string>> Known = new(Load);

    /// <summary>How many entries are known.</summary>
    public static int Count => Known.Value.Count;

    /// <summary>Whether the password is common, or made of little more than words of its context.</summary>
    /// <param name="password">As typed; it is compared lower-cased and in compatibility form (NFKC).</param>
    /// <param name="context">
    /// Company name, person's name, e-mail address or its local part; in any case. Each counts whole and, cut at
    /// everything that is no letter and no digit, in parts of at least 3 characters (2 for Chinese).
    /// </param>
    public static bool Contains(string password, IEnumerable<string> context)
    {
        var text = Fold(password);
        return Known.Value.Contains(text)
            || IsCommonWithin(text)
            || IsRepeatOrRun(text)
            || BirthdayOrMobile().IsMatch(text)
            || IsMostlyContext(text, context);
    }

    private static bool IsCommonWithin(string text)
    {
        var core = text.AsSpan().Trim("0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~·。，！￥");
        return core.Length >= 2
            && text.Length - core.Length <= MostAround
            && Known.Value.GetAlternateLookup<ReadOnlySpan<char>>().Contains(core);
    }

    /// <summary>「aaaaaaaa」, 「abcabcabc」, 「23456789」, 「hgfedcba」: one short piece repeated, or one step throughout.</summary>
    private static bool IsRepeatOrRun(string text)
    {
        for (var piece = 1; piece <= 4 && piece * 2 <= text.Length; piece++)
        {
            var repeats = true;
            for (var i = piece; i < text.Length && repeats; i++)
            {
                repeats = text[i] == text[i - piece];
            }

            if (repeats)
            {
                return true;
            }
        }

        var step = text.Length > 1 ? text[1] - text[0] : 0;
        return step is 1 or -1 && Enumerable.Range(1, text.Length - 1).All(i => text[i] - text[i - 1] == step);
    }

    private static bool IsMostlyContext(string text, IEnumerable<string> context)
    {
        var words = context.Select(Fold)
            .SelectMany(phrase => NotWord().Split(phrase).Append(phrase).Append(NotWord().Replace(phrase, ""))
                .Append(CompanyForm().Replace(phrase, "")))
            .Concat(ProductWords)
            .Where(word => word.Length >= (word.Any(c => c > '\u2E7F') ? ShortestContextWord - 1 : ShortestContextWord))
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(word => word.Length);
        var rest = text;
        foreach (var word in words)
        {
            rest = rest.Replace(word, "", StringComparison.Ordinal);
        }

        return rest.Length < text.Length && rest.Length < LeastOwn;
    }

    private static string Fold(string text) => IncomingText.Compatible(text).ToLower(CultureInfo.InvariantCulture);

    private static FrozenSet<string> Load()
    {
        using var list = Lines("common-passwords.txt.br", compressed: true);
        using var habits = Lines("chinese-habits.txt", compressed: false);
        return Words(list).Concat(Words(habits)).ToFrozenSet(StringComparer.Ordinal);

        static StreamReader Lines(string name, bool compressed)
        {
            var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("Baton.Web.Identity." + name)!;
            return new(compressed ? new BrotliStream(stream, CompressionMode.Decompress) : stream, Encoding.UTF8);
        }

        static IEnumerable<string> Words(StreamReader reader)
        {
            while (reader.ReadLine() is { } line)
            {
                if (line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal))
                {
                    yield return line;
                }
            }
        }
    }

    /// <summary>A birthday (19900101) or a mobile number, with up to three initials before or after, as many people do.</summary>
    [GeneratedRegex(@"^[a-z]{0,3}((19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|1[3-9]\d{9})[a-z]{0,3}$")]
    private static partial Regex BirthdayOrMobile();

    [GeneratedRegex("(集团)?(股份)?有限(责任)?公司$")]
    private static partial Regex CompanyForm();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NotWord();
}
