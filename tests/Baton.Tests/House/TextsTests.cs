using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Baton.Web;
using Baton.Web.Features.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Baton.Tests.House;

/// <summary>Every sentence exists in both languages, and every sentence that is asked for exists.</summary>
public sealed partial class TextsTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, Texts>> All = new(() => Source.Files(".resx")
        .Where(f => !f.EndsWith(".en.resx", StringComparison.Ordinal))
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => new Texts(f)));

    [Fact]
    public void Both_languages_have_the_same_keys_with_the_same_places_to_fill()
    {
        var wrong = All.Value.Values.SelectMany(texts =>
            texts.Chinese.Keys.Union(texts.English.Keys).Where(key =>
                    !texts.Chinese.TryGetValue(key, out var chinese)
                    || !texts.English.TryGetValue(key, out var english)
                    || !Places(chinese).SetEquals(Places(english)))
                .Select(key => $"{texts.Name}: {key}")).ToList();

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Every_text_that_is_asked_for_exists()
    {
        var wrong = new List<string>();
        foreach (var file in Source.Files(".cs", ".cshtml"))
        {
            var source = File.ReadAllText(file);
            foreach (var (localizer, texts) in LocalizersOf(file, source))
            {
                var asked = Regex.Matches(source, $@"(?<![\w.]){localizer}\[([^\]]*)\]").SelectMany(use => AskedFor(FirstArgument(use.Groups[1].Value)))
                    .Concat(Regex.Matches(source, $@"(?<![\w.]){localizer}\.(?:Word|Choices<\w+>)\(""([^""]+)""").Select(use => use.Groups[1].Value + ".*"));
                wrong.AddRange(asked.Distinct().Where(pattern => !texts.Has(pattern)).Select(pattern => $"{Source.Short(file)}: {texts.Name} has no «{pattern}»"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Every_refusal_has_its_sentence_in_both_languages()
    {
        var declared = typeof(Refusal).Assembly.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(Refusal))
            .Select(f => ((Refusal)f.GetValue(null)!).Code);
        var inPlace = Source.Files(".cs").Select(File.ReadAllText)
            .SelectMany(text => InPlaceRefusal().Matches(text)).Select(m => m.Groups[1].Value);
        var codes = declared.Concat(inPlace).Distinct().ToList();

        Assert.True(codes.Count > 40, "The refusals were not found.");
        var silent = codes.Where(code =>
            !RefusalTexts.Features.TryGetValue(code.Split('.')[0], out var feature)
            || !All.Value[feature.Name].Chinese.ContainsKey(code)).ToList();
        Assert.True(silent.Count == 0, string.Join("\n", silent));
    }

    [Fact]
    public void Each_text_class_stands_where_its_texts_are_found()
    {
        var localizers = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizerFactory>();

        foreach (var texts in All.Value.Values)
        {
            var type = typeof(Refusal).Assembly.GetTypes().Single(t => t.Name == texts.Name);
            foreach (var key in texts.Chinese.Keys.Take(1))
            {
                Assert.False(localizers.Create(type)[key].ResourceNotFound, $"{texts.Name}: {key}");
            }
        }
    }

    [Fact]
    public void Chinese_has_full_width_punctuation_and_no_text_shouts()
    {
        var wrong = All.Value.Values.SelectMany(texts =>
            texts.Chinese.Where(t => HalfWidthInChinese().IsMatch(t.Value) || Shouting().IsMatch(t.Value))
                .Concat(texts.English.Where(t => Shouting().IsMatch(t.Value)))
                .Select(t => $"{texts.Name}: {t.Key}: {t.Value}")).ToList();

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static IEnumerable<(string Localizer, Texts Texts)> LocalizersOf(string file, string source)
    {
        var found = LocalizerName().Matches(source).Select(m => (Name: m.Groups[2].Value, Type: m.Groups[1].Value)).Distinct();
        if (file.EndsWith(".cshtml", StringComparison.Ordinal))
        {
            found = found.Append(("Shared", nameof(SharedText)));
        }

        return found.Select(l => (l.Name, All.Value[l.Type]));
    }

    /// <summary>Keys as they stand in an expression; a part that is put together at run time is *.</summary>
    private static IEnumerable<string> AskedFor(string expression)
    {
        foreach (Match literal in Literal().Matches(expression))
        {
            var before = expression[..literal.Index].TrimEnd();
            var after = expression[(literal.Index + literal.Length)..].TrimStart();
            if (before.EndsWith("==", StringComparison.Ordinal) || before.EndsWith(" is", StringComparison.Ordinal) || before.EndsWith('$'))
            {
                continue;
            }

            yield return (before.EndsWith('+') ? "*" : "") + literal.Groups[1].Value
                + (before.EndsWith("Key(", StringComparison.Ordinal) ? ".*" : after.StartsWith('+') ? "*" : "");
        }
    }

    private static string FirstArgument(string arguments)
    {
        var isQuoted = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (arguments[i] == ',' && !isQuoted)
            {
                return arguments[..i];
            }
        }

        return arguments;
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Groups[1].Value)];

    private sealed class Texts(string file)
    {
        public string Name { get; } = Path.GetFileNameWithoutExtension(file);
        public IReadOnlyDictionary<string, string> Chinese { get; } = Read(file);
        public IReadOnlyDictionary<string, string> English { get; } = Read(Path.ChangeExtension(file, ".en.resx"));

        public bool Has(string pattern) => pattern.Contains('*', StringComparison.Ordinal)
            ? Chinese.Keys.Any(key => key.StartsWith(pattern.Split('*')[0], StringComparison.Ordinal) && key.EndsWith(pattern.Split('*')[^1], StringComparison.Ordinal))
            : Chinese.ContainsKey(pattern);

        private static Dictionary<string, string> Read(string path) => XDocument.Load(path).Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);
    }

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"IStringLocalizer<(?:\w+\.)*(\w+)>\s+(\w+)")]
    private static partial Regex LocalizerName();

    [GeneratedRegex(@"""([^""]+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?:new Refusal\(|new\(\w+(?:\.\w+)*, )""([a-z-]+\.[a-z-]+)""")]
    private static partial Regex InPlaceRefusal();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}[,;:!?]\s?\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex HalfWidthInChinese();

    [GeneratedRegex("[!！]")]
    private static partial Regex Shouting();
}
