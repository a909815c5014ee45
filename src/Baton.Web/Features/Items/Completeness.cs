using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;

namespace Baton.Web.Features.Items;

/// <summary>How complete a list is, or one category of it: of all that is to be there, how much is.</summary>
/// <param name="Filled">Items whose bold fields, dates and places are filled.</param>
/// <param name="Received">Items with a receiver.</param>
/// <param name="Expected">What the template expects here and was not said to be none of this job's.</param>
/// <param name="Present">Of these, what stands in the list.</param>
/// <param name="Open">Categories that are empty and not declared 「无」: each counts as one thing that is missing.</param>
public sealed record Completeness(int Items, int Filled, int Received, int Expected, int Present, int Open)
{
    private const ItemGaps Unfilled = ItemGaps.BoldField | ItemGaps.Date | ItemGaps.Place | ItemGaps.BoldFieldSuggested;

    public int Done => Filled + Received + Present;
    public int Total => (2 * Items) + Expected + Open;

    public static Completeness Of(FindingFacts facts, Category category)
    {
        var items = facts.Items.Where(i => i.Category == category).ToList();
        var expected = (facts.Template?.Items ?? []).Where(e => e.Category == category && !facts.Handover.NotApplicable.Contains(e.Key)).ToList();
        return new(
            items.Count, items.Count(i => (i.Gaps & Unfilled) == 0), items.Count(i => i.HasReceiver), expected.Count,
            expected.Count(e => items.Exists(i => i.ExpectedKey == e.Key)),
            items.Count == 0 && !facts.Handover.DeclaredEmpty.Contains(category) ? 1 : 0);
    }

    public static Completeness operator +(Completeness one, Completeness other) => new(
        one.Items + other.Items, one.Filled + other.Filled, one.Received + other.Received, one.Expected + other.Expected, one.Present + other.Present, one.Open + other.Open);
}
