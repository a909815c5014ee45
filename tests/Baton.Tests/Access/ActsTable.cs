using System.Text.RegularExpressions;
using Baton.Tests.Host;

namespace Baton.Tests.Access;

/// <summary>One address with its method, and for a page its handler: what is sent, and what each may expect of it, when.</summary>
/// <param name="Pattern">As the app maps it, but that its parameters have the names of what they stand for.</param>
/// <param name="Fields">What is sent with it; a needed one left out, it is refused on that field.</param>
/// <param name="Json">What is sent instead below /api; the name of a field that is needed ends with «!».</param>
/// <param name="Codes">What the letters of the row mean: the code of a refusal each.</param>
/// <param name="Cells">The letters by moment, one for each <see cref="Relation"/>.</param>
public sealed partial record Act(
    string Method, string Pattern, string? Handler, IReadOnlyList<(string Name, string Value, bool IsNeeded)> Fields, string? Json,
    IReadOnlyDictionary<char, string> Codes, IReadOnlyDictionary<Moment, string> Cells)
{
    public const char May = '+';
    public const char MayNotLikeThis = '~';
    public const char NotThere = '.';
    public const char SignIn = '>';

    /// <summary>Headers that are sent with it: what tus asks for.</summary>
    public IReadOnlyList<(string Name, string Value, bool IsNeeded)> Headers { get; init; } = [];

    /// <summary>A part of a file that is sent instead of a form.</summary>
    public string? Part { get; init; }

    /// <summary>Its cells are those of another act, but for the moments that it says itself.</summary>
    public bool IsLikeAnother { get; init; }

    public string Title => Handler is null ? $"{Method} {Pattern}" : $"{Method} {Pattern} {Handler}";

    /// <summary>Title and what is sent, since one address may do several things.</summary>
    public string Key => $"{Title} {string.Join(' ', Fields)} {Json}";

    public bool IsOfHandover => Pattern.Contains("{number}", StringComparison.Ordinal);

    /// <summary>Called by a program with a token, and not by a person with a sign-in.</summary>
    public bool IsOfApi => Pattern.StartsWith("/api/", StringComparison.Ordinal);

    public bool NeedsSomething => Fields.Any(f => f.IsNeeded) || (Json is not null && Needed().IsMatch(Json));

    public char Expected(Moment moment, Relation relation) => Cells[moment][(int)relation];

    /// <summary>Whether the row says anything of that moment: the stages always, what lies between them where it matters.</summary>
    public bool IsAbout(Moment moment) => Cells.ContainsKey(moment);

    /// <summary>The same without what is needed: whoever may is told so (422), and nothing is written.</summary>
    public Act Bare() => this with { Fields = [.. Fields.Where(f => !f.IsNeeded)], Json = Json is null ? null : Needed().Replace(Json, "$1\": null") };

    /// <summary>Address and what is sent, with what each name stands for.</summary>
    public (string Path, IReadOnlyList<(string Name, string Value)> Fields, string? Json, (string Name, string Value)[] Headers) Request(Func<string, string> name)
    {
        string Fill(string text) => Name().Replace(text, m => name(m.Groups[1].Value));
        return (
            Fill(Pattern) + (Handler is null ? "" : $"?handler={Handler}"), [.. Fields.Select(f => (Fill(f.Name), Fill(f.Value)))],
            Json is null ? null : Fill(Needed().Replace(Json, "$1$2")), [.. Headers.Select(h => (h.Name, Fill(h.Value)))]);
    }

    /// <summary>What it names.</summary>
    public IEnumerable<string> Names => Name().Matches(string.Join(' ', Fields.SelectMany(f => new[] { f.Name, f.Value }).Append(Json).Prepend(Pattern)))
        .Select(m => m.Groups[1].Value).Distinct();

    public IEnumerable<Relation> With(Moment moment, char sign) => Enum.GetValues<Relation>().Where(r => Expected(moment, r) == sign);

    [GeneratedRegex(@"\{([A-Za-z0-9-]+)\}")]
    private static partial Regex Name();

    /// <summary>"reason!": "不再需要"</summary>
    [GeneratedRegex(@"(""\w+)!("": *(?:""[^""]*""|\w+))")]
    private static partial Regex Needed();
}

/// <summary>
/// acts.txt and api-acts.txt, read. Written by hand from product.md section 7: nothing in them comes from the code, and a row
/// is missing until somebody has thought about who may.
/// </summary>
public static partial class ActsTable
{
    public static readonly IReadOnlyList<string> Columns = "gi re r2 co ca tl pr wi de w2 in hr mg mr au ad fo st no".Split(' ');

    private static readonly Moment[] Stages =
        [Moment.Preparing, Moment.HandingOver, Moment.Signing, Moment.FollowUp, Moment.Completed, Moment.Cancelled];

    public static List<Act> Acts { get; } = Read(Read([], "acts.txt"), "api-acts.txt");

    /// <summary>An act's key among the app's endpoints: its parameters' names don't matter.</summary>
    public static string Key(string method, string pattern, string? handler) => $"{method} /{Parameter().Replace(pattern.Trim('/'), "{}")} {handler}".TrimEnd();

    /// <summary>The acts so far and those of one more file.</summary>
    private static List<Act> Read(List<Act> acts, string file)
    {
        using var text = new StreamReader(typeof(ActsTable).Assembly.GetManifestResourceStream(file)!);
        // Acts that stand together without an empty line between them share the moments below them.
        var together = acts.Count;
        foreach (var (at, line) in text.ReadToEnd().Split('\n').Index())
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                together = acts.Count;
            }
            else if (line.StartsWith('#'))
            {
                continue;
            }
            else if (!line.StartsWith(' '))
            {
                acts.Add(Header(acts, words, file));
            }
            else if (words[0] == "with")
            {
                acts[^1] = acts[^1] with { Fields = [.. acts[^1].Fields, .. words.Skip(1).Select(Field)] };
            }
            else if (words[0] == "headers")
            {
                acts[^1] = acts[^1] with { Headers = [.. words.Skip(1).Select(Field)] };
            }
            else if (words[0] == "part")
            {
                acts[^1] = acts[^1] with { Part = words[1] };
            }
            else if (words[0] == "json")
            {
                acts[^1] = acts[^1] with { Json = line[(line.IndexOf("json", StringComparison.Ordinal) + 4)..].Trim() };
            }
            else
            {
                for (var i = together; i < acts.Count; i++)
                {
                    acts[i] = acts[i] with { Cells = Cells(acts[i], words, $"{file} {at + 1}") };
                }
            }
        }

        foreach (var act in acts)
        {
            Assert.True(Stages.All(act.IsAbout), $"{file}: {act.Title} lacks {string.Join(", ", Stages.Where(s => !act.IsAbout(s)))}");
        }

        return acts;
    }

    private static Act Header(List<Act> before, string[] words, string file)
    {
        var colon = Array.IndexOf(words, ":") is var c and >= 0 ? c : words.Length;
        var codes = new Dictionary<char, string>();
        foreach (var word in words.Skip(colon + 1))
        {
            if (word.Contains('=', StringComparison.Ordinal))
            {
                codes[word[0]] = word[2..];
            }
            else
            {
                codes['n'] = $"{word}.not-yours";
                codes['s'] = $"{word}.wrong-stage";
            }
        }

        // «as» another act: what that one says, but for the moments that have a line here.
        var like = Array.IndexOf(words, "as") is var a and >= 0 ? a : colon;
        var same = like < colon ? string.Join(' ', words[(like + 1)..colon]) : null;
        var other = same is null ? null
            : before.Find(act => act.Title == same) ?? throw new InvalidOperationException($"{file}: {words[1]} is as {same}, which stands nowhere before it");
        foreach (var (letter, code) in other?.Codes ?? new Dictionary<char, string>())
        {
            codes.TryAdd(letter, code);
        }

        return new Act(words[0], words[1], like > 2 ? words[2] : null, [], null, codes, other?.Cells ?? new Dictionary<Moment, string>())
        {
            IsLikeAnother = other is not null,
        };
    }

    private static (string, string, bool) Field(string word)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        return (word[..at].TrimEnd('!'), word[(at + 1)..].Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal), word[at - 1] == '!');
    }

    private static Dictionary<Moment, string> Cells(Act act, string[] words, string where)
    {
        var row = string.Concat(words.Where(w => w.Length == 1));
        Assert.True(row.Length == Columns.Count, $"{where}: {row.Length} cells for {Columns.Count} columns");
        Assert.True(
            row.All(sign => sign is Act.May or Act.MayNotLikeThis or Act.NotThere or Act.SignIn || act.Codes.ContainsKey(sign)), $"{where}: a letter that the row does not explain");
        var cells = new Dictionary<Moment, string>(act.Cells);
        foreach (var moment in words.Where(w => w.Length > 1).SelectMany(w => w == "always" ? Stages : [Enum.Parse<Moment>(w)]))
        {
            Assert.True(act.IsLikeAnother || !cells.ContainsKey(moment), $"{where}: {moment} a second time");
            cells[moment] = row;
        }

        return cells;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
