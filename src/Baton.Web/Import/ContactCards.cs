using System.Globalization;

namespace Baton.Web.Import;

/// <summary>
/// A file of vCards (2.1, 3.0, 4.0) as one table: a row for each card, a column for each property, «TEL 2» for a second
/// telephone. Pictures, sounds and keys are no text and left out.
/// </summary>
internal static class ContactCards
{
    public const string Name = "FN";
    public const string Organisation = "ORG";
    public const string Identity = "UID";

    private const int MostOfOne = 8;
    private static readonly string[] InOrder = [Name, Organisation, "TITLE", "ROLE", "TEL", "EMAIL", "X-WECHAT", "ADR", "URL", "BDAY", "NOTE"];
    private static readonly string[] LeftOut = ["BEGIN", "END", "VERSION", "PHOTO", "LOGO", "SOUND", "KEY", "REV", "PRODID", "N", "X-ABLABEL", "X-ABADR", "AGENT"];

    public static Outcome<ImportSource> Read(byte[] file, TableLimits limits)
    {
        var cards = new List<Dictionary<string, List<string>>>();
        var depth = 0;
        foreach (var line in ContentLines.Read(file))
        {
            if (line.Name == "BEGIN")
            {
                // An agent's card within a card is not one of the file's.
                if (++depth == 1)
                {
                    cards.Add([]);
                }
            }
            else if (line.Name == "END")
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (depth == 1)
            {
                Add(cards[^1], line);
            }

            if (cards.Count > limits.Rows)
            {
                return ImportRefusals.TooManyRows.With(limits.Rows);
            }
        }

        foreach (var card in cards.Where(card => !card.ContainsKey(Name)))
        {
            // Old cards have the parts of a name only; a firm's has none.
            if (card.GetValueOrDefault("N.") is [var name, ..])
            {
                card[Name] = [name];
            }
        }

        var columns = cards.SelectMany(card => card).Where(property => property.Key != "N.")
            .GroupBy(property => property.Key, property => property.Value.Count)
            .OrderBy(property => Place(property.Key)).ThenBy(property => property.Key, StringComparer.Ordinal)
            .SelectMany(property => Enumerable.Range(0, property.Max()).Select(index => (property.Key, Index: index))).ToList();
        if (columns.Count == 0)
        {
            return ImportRefusals.NothingInFile;
        }

        var rows = cards.Select(card => (IReadOnlyList<string>)
            [.. columns.Select(column => card.GetValueOrDefault(column.Key) is { } values && column.Index < values.Count ? values[column.Index] : "")]);
        return ImportSource.Of(ImportKind.Contacts, limits, (SheetPurpose.Cards, "", rows.Prepend([.. columns.Select(Header)])));
    }

    private static string Header((string Key, int Index) column) =>
        column.Index == 0 ? column.Key : string.Create(CultureInfo.InvariantCulture, $"{column.Key} {column.Index + 1}");

    private static int Place(string property) =>
        property == Identity ? int.MaxValue : Array.IndexOf(InOrder, property) is var at and >= 0 ? at : InOrder.Length;

    private static void Add(Dictionary<string, List<string>> card, ContentLine line)
    {
        var (name, value) = line.Name switch
        {
            // Family and given name: together in Chinese, apart in other scripts.
            "N" => ("N.", FullName([.. line.Parts(';')])),
            "ORG" => (line.Name, string.Join(' ', line.Parts(';').Where(part => part.Length > 0))),
            "ADR" => (line.Name, string.Join(' ', line.Parts(';').Where(part => part.Length > 0).Reverse())),
            "TEL" => (line.Name, line.Text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? line.Text[4..] : line.Text),
            "X-WECHAT" or "X-WEIXIN" => ("X-WECHAT", line.Text),
            _ => (line.Name, line.Text),
        };
        value = value.Trim();
        if (value.Length == 0 || (LeftOut.Contains(line.Name) && line.Name != "N") || line.Has("ENCODING", "B") || line.Has("ENCODING", "BASE64") || line.Has("TYPE", "BASE64"))
        {
            return;
        }

        if (!card.TryGetValue(name, out var values))
        {
            card[name] = values = [];
        }

        if (values.Contains(value))
        {
            return;
        }

        if (values.Count < MostOfOne && name != Name && name != Identity)
        {
            values.Add(value);
        }
        else if (values.Count == 0)
        {
            values.Add(value);
        }
        else
        {
            values[^1] += "\n" + value;
        }
    }

    private static string FullName(List<string> parts)
    {
        var (family, given) = (parts.ElementAtOrDefault(0) ?? "", parts.ElementAtOrDefault(1) ?? "");
        return family.Concat(given).All(c => c > 0x2E80) ? family + given
            : string.Join(' ', new[] { given, parts.ElementAtOrDefault(2) ?? "", family }.Where(part => part.Length > 0));
    }
}
