using System.Globalization;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Shared;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>A finding's sentence in the reader's language; what the reader may not see stays out of it.</summary>
public sealed class FindingTexts(IStringLocalizer<HandoverText> texts, IStringLocalizer<CategoryText> categories)
{
    public string Of(Finding finding, HandoverAccess access) =>
        texts[finding.TextKey, [.. finding.Arguments.Select(a => IsContent(a) && finding.Item is { } item && !access.SeesContentOf(item) ? "…" : Shown(a, access))]];

    /// <summary>Figures and dates of an item are its content.</summary>
    private static bool IsContent(object argument) => argument is decimal or DateOnly;

    private object Shown(object argument, HandoverAccess access) => argument switch
    {
        Item item when access.SeesTitleOf(item) => $"{item.Label} {item.Title}",
        Item item => item.Label,
        Matter { Item: { } item } matter when matter.OwnerId != access.Actor.PersonId && !access.SeesContentOf(item) => item.Label,
        Matter matter => matter.Title,
        Question { Item: { } item } when !access.SeesContentOf(item) => item.Label,
        Question question => question.Text,
        Category category => categories[CategoryCatalog.Of(category).NameKey].Value,
        IReadOnlyList<FieldDefinition> fields => string.Join(texts["comma"], fields.Select(f => categories[f.LabelKey].Value)),
        DateOnly day => Clock.Day(day),
        decimal amount => amount.ToString("#,##0.####", CultureInfo.CurrentCulture),
        _ => argument,
    };
}
