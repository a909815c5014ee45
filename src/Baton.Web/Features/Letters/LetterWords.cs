using System.Text.RegularExpressions;

namespace Baton.Web.Features.Letters;

/// <summary>
/// The text of a letter with places to fill, 「{接收人}」 or «{receiver}»; its first line is the subject. Both languages know
/// both sets of words.
/// </summary>
public static partial class LetterWords
{
    public const int Length = 5000;

    /// <summary>Stands where something is not known, so that nobody sends a letter without noticing.</summary>
    public const string Blank = "＿＿＿＿";

    private static readonly Dictionary<string, LetterPlace> Places = new(StringComparer.OrdinalIgnoreCase)
    {
        ["单位"] = LetterPlace.Name, ["联系人"] = LetterPlace.Contact, ["公司"] = LetterPlace.Company, ["移交人"] = LetterPlace.Giver,
        ["移交人电话"] = LetterPlace.GiverPhone, ["移交人邮箱"] = LetterPlace.GiverEmail, ["接收人"] = LetterPlace.Receiver,
        ["接收人电话"] = LetterPlace.ReceiverPhone, ["接收人邮箱"] = LetterPlace.ReceiverEmail, ["生效日期"] = LetterPlace.From, ["今天"] = LetterPlace.Today,
        ["name"] = LetterPlace.Name, ["contact"] = LetterPlace.Contact, ["company"] = LetterPlace.Company, ["giver"] = LetterPlace.Giver,
        ["giver phone"] = LetterPlace.GiverPhone, ["giver e-mail"] = LetterPlace.GiverEmail, ["receiver"] = LetterPlace.Receiver,
        ["receiver phone"] = LetterPlace.ReceiverPhone, ["receiver e-mail"] = LetterPlace.ReceiverEmail, ["from"] = LetterPlace.From, ["today"] = LetterPlace.Today,
    };

    /// <summary>The first place that is none, with its braces; null where all are.</summary>
    public static string? Unknown(string text) => Place().Matches(text).Select(m => m.Value).FirstOrDefault(m => !Places.ContainsKey(m[1..^1]));

    /// <summary>A line with nothing but unknown in its places is left out; elsewhere a blank stands for it.</summary>
    public static (string Subject, string Body) Fill(string text, Func<LetterPlace, string?> value)
    {
        var lines = text.Split('\n').Select(line => Line(line, value)).OfType<string>().ToList();
        return lines.Count == 0 ? ("", "") : (lines[0], string.Join('\n', lines.Skip(1)).Trim('\n'));
    }

    private static string? Line(string line, Func<LetterPlace, string?> value)
    {
        var values = Place().Matches(line).Where(m => Places.ContainsKey(m.Value[1..^1])).Select(m => value(Places[m.Value[1..^1]])).ToList();
        return values.Count > 0 && values.TrueForAll(v => v is null) ? null
            : Place().Replace(line, m => Places.TryGetValue(m.Value[1..^1], out var place) ? value(place) ?? Blank : m.Value);
    }

    [GeneratedRegex(@"\{[\p{L} -]{1,30}\}")]
    private static partial Regex Place();
}

/// <summary>What a letter says of one customer or supplier, and of who is there for them from when.</summary>
public enum LetterPlace
{
    Name,
    Contact,
    Company,
    Giver,
    GiverPhone,
    GiverEmail,
    Receiver,
    ReceiverPhone,
    ReceiverEmail,
    /// <summary>The day on which responsibility passes.</summary>
    From,
    Today,
}
