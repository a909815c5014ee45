using System.Text.RegularExpressions;
using System.Xml.Linq;
using Baton.Web.Features.History;

namespace Baton.Tests.House;

/// <summary>Every event is told in both languages, and stands in docs/audit-events.md as it is written.</summary>
public sealed partial class EventTextsTests
{
    /// <summary>Of events that no handover has, only the installation.</summary>
    private static IEnumerable<string> InstallationFields => Source.EventKinds.Except(Source.HandoverEventKinds)
        .SelectMany(kind => Source.EventFields[kind])
        .Except(Source.HandoverEventKinds.SelectMany(kind => Source.EventFields[kind]));

    [Theory]
    [InlineData("HistoryText.resx")]
    [InlineData("HistoryText.en.resx")]
    public void Every_kind_and_every_field_has_its_words(string file)
    {
        var texts = XDocument.Load(Path.Combine(Source.Root, "src", "Baton.Web", "Features", "History", file))
            .Root!.Elements("data").Select(d => d.Attribute("name")!.Value).ToHashSet();
        Assert.True(Source.HandoverEventKinds.Count > 70, "The kinds were not found.");
        Assert.Contains("brief.changed", Source.HandoverEventKinds);
        Assert.Contains("boundaryAcross", Source.AllEventFields);

        var fields = Source.AllEventFields.Except(InstallationFields).Except(HistoryWords.Silent);
        var missing = Source.HandoverEventKinds.Select(kind => $"event.{kind}").Concat(fields.Select(f => $"field.{f}"))
            .Where(key => !texts.Contains(key)).ToList();

        Assert.True(missing.Count == 0, string.Join("\n", missing));
    }

    [Fact]
    public void Kinds_that_not_everybody_is_told_are_kinds() =>
        Assert.Empty(HistoryReader.ForParticipants.Concat(HistoryReader.NotForCollectors).Except(Source.HandoverEventKinds));

    [Fact]
    public void The_document_lists_each_kind_with_its_fields()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Source.Root, "docs", "audit-events.md")))
            .ToDictionary(m => m.Groups[1].Value, m => Field().Matches(m.Groups[2].Value).Select(f => f.Groups[1].Value).ToList());

        Assert.Equal(Source.EventKinds, rows.Keys.Order(StringComparer.Ordinal));
        var wrong = rows.SelectMany(row => Source.EventFields[row.Key].Except(row.Value).Select(f => $"{row.Key} lacks {f}")
                .Concat(row.Value.Except(Source.EventFields[row.Key]).Except(Source.AllEventFields).Where(f => f != "field.X").Select(f => $"{row.Key} has no {f}")))
            .ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [GeneratedRegex(@"^\| `([a-z.-]+)` \|[^|]*\|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z.]+)`")]
    private static partial Regex Field();
}
