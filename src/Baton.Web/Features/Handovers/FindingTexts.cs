using System.Globalization;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Baton.Web.Features.Templates;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>One line of a list of findings: one of them, or many that say the same of different items.</summary>
public sealed record FindingLine(Finding First, string Sentence);

/// <summary>A finding's sentence in the reader's language; what the reader may not see stays out of it.</summary>
public sealed class FindingTexts(IStringLocalizer<HandoverText> texts, IStringLocalizer<CategoryText> categories)
{
    /// <summary>More findings than these that say the same of different items are told in one line.</summary>
    private const int MostAlike = 3;

    public string Of(Finding finding, HandoverAccess access) => Sentence(finding, access, null);

    /// <summary>What people read where they see all of them: forty items that nobody has accepted yet are one thing to do.</summary>
    public IReadOnlyList<FindingLine> Lines(IEnumerable<Finding> findings, HandoverAccess access) =>
        [.. findings.GroupBy(f => Sentence(f, access, f.Arguments is [Item or Category or ExpectedItem, ..] ? "" : null)).SelectMany(alike => alike.Count() <= MostAlike
            ? alike.Select(f => new FindingLine(f, Of(f, access)))
            : [new FindingLine(alike.First(), Sentence(alike.First(), access, texts["finding.and-more", Shown(alike.First().Arguments[0], access), alike.Count()]))])];

    private string Sentence(Finding finding, HandoverAccess access, string? subject) =>
        texts[finding.TextKey, [.. finding.Arguments.Select((a, place) => place == 0 && subject is not null ? subject
            : IsContent(a) && finding.Item is { } item && !access.SeesContentOf(item) ? "…" : Shown(a, access))]];

    /// <summary>Figures, numbers and dates of an item are its content.</summary>
    private static bool IsContent(object argument) => argument is decimal or DateOnly or NumberRange or IReadOnlyList<NumberRange>;

    private object Shown(object argument, HandoverAccess access) => argument switch
    {
        Item item when access.SeesTitleOf(item) => $"{item.Label} {item.Title}",
        Item item => item.Label,
        // Whoever owns a matter knows it.
        OpenPoint { Item: { } item } point when !access.SeesContentOf(item) && !(point.Kind == OpenKind.Matter && point.PersonId == access.Actor.PersonId) => item.Label,
        OpenPoint point => point.Text!,
        Category category => categories[CategoryCatalog.Of(category).NameKey].Value,
        IReadOnlyList<FieldDefinition> fields => string.Join(texts["comma"], fields.Select(f => categories[f.LabelKey].Value)),
        ExpectedItem expected => expected.Title,
        NumberRange numbers => numbers.ToString(),
        IReadOnlyList<NumberRange> numbers => NumberRanges.Shown(numbers),
        DateOnly day => Clock.Day(day),
        decimal amount => amount.ToString("#,##0.####", CultureInfo.CurrentCulture),
        _ => argument,
    };
}
