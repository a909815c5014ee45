using System.Text;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Text;

namespace Baton.Web.Features.Items;

/// <summary>
/// Items that look alike (HINT-06): of one category, with the same title but for spaces and punctuation, with titles that
/// share nearly all pairs of neighbouring characters, or with the same number, address or phone.
/// </summary>
public static class LookAlikes
{
    /// <summary>Of all pairs of characters in either title, how many are in both. 北京办公室钥匙 and 南京办公室钥匙 share 5 of 7.</summary>
    private const double Alike = 0.75;

    /// <summary>Shorter titles say too little to be compared in parts.</summary>
    private const int ShortestInParts = 5;

    /// <returns>The later item of each pair in the order of the list, and the first that it looks like.</returns>
    public static IEnumerable<(Item Item, Item Other)> Of(IReadOnlyList<Item> items)
    {
        foreach (var category in items.GroupBy(i => i.Category))
        {
            var seen = new Dictionary<string, Item>();
            var titles = new List<(Item Item, HashSet<string> Pairs)>();
            var byPair = new Dictionary<string, List<int>>();
            foreach (var item in category)
            {
                var keys = Keys(item).ToList();
                var pairs = Pairs(Plain(item.Title));
                var other = keys.Select(k => seen.GetValueOrDefault(k)).FirstOrDefault(i => i is not null) ?? Similar(pairs, titles, byPair);
                if (other is not null)
                {
                    yield return (item, other);
                }

                keys.ForEach(k => seen.TryAdd(k, item));
                foreach (var pair in pairs)
                {
                    (byPair.TryGetValue(pair, out var list) ? list : byPair[pair] = []).Add(titles.Count);
                }

                titles.Add((item, pairs));
            }
        }
    }

    /// <summary>
    /// Two sets that share three quarters of their pairs share one of any quarter of them and one more: only titles found
    /// by the rarest of these are compared, so that a list of thousands stays quick.
    /// </summary>
    private static Item? Similar(HashSet<string> pairs, List<(Item Item, HashSet<string> Pairs)> titles, Dictionary<string, List<int>> byPair)
    {
        if (pairs.Count < ShortestInParts - 1)
        {
            return null;
        }

        var asked = pairs.OrderBy(p => byPair.TryGetValue(p, out var list) ? list.Count : 0).Take(pairs.Count - (int)Math.Ceiling(pairs.Count * Alike) + 1);
        return asked.SelectMany(p => byPair.GetValueOrDefault(p) ?? []).Distinct().Order()
            .Where(at => titles[at].Pairs.Count >= ShortestInParts - 1 && IsAlike(pairs, titles[at].Pairs)).Select(at => titles[at].Item).FirstOrDefault();
    }

    private static bool IsAlike(HashSet<string> one, HashSet<string> other)
    {
        var shared = one.Count(other.Contains);
        return shared >= Alike * (one.Count + other.Count - shared);
    }

    /// <summary>What no two of a kind should have in common.</summary>
    private static IEnumerable<string> Keys(Item item)
    {
        string?[] keys = item.Fields switch
        {
            AssetsFields asset => [asset.AssetNumber, asset.SerialNumber],
            ContactsFields contact => [contact.Phone, contact.Email, contact.WeChat],
            SystemsFields system => [system.Address is { } address && system.Account is { } account ? $"{address} {account}" : null],
            _ => [],
        };
        return keys.Index().Where(k => k.Item is not null).Select(k => (Kind: k.Index, Text: Plain(k.Item!)))
            .Append((Kind: -1, Text: item.Fields is ContactsFields ? "" : Plain(item.Title)))
            .Where(k => k.Text.Length > 0).Select(k => $"{k.Kind} {k.Text}");
    }

    /// <summary>Letters and digits only, of one width and case.</summary>
    private static string Plain(string text) =>
        // Only what is a letter or a digit can be normalised whatever else stands in the text.
        IncomingText.Compatible(string.Concat(text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(r => r.ToString()))).ToLowerInvariant();

    private static HashSet<string> Pairs(string plain) =>
        [.. Enumerable.Range(0, Math.Max(plain.Length - 1, 0)).Select(at => plain.Substring(at, 2))];
}
