using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Export;

/// <summary>What every form of the list has in common: what of it the reader may see, in people's words.</summary>
public abstract class ListExport(
    BatonDbContext db, IStringLocalizer<ExportText> texts, IStringLocalizer<ItemText> itemTexts, IStringLocalizer<CategoryText> categoryTexts) : HandoverPage(db)
{
    protected IStringLocalizer<ExportText> Texts => texts;
    protected IStringLocalizer<ItemText> ItemTexts => itemTexts;
    protected IStringLocalizer<CategoryText> CategoryTexts => categoryTexts;

    /// <summary>Whoever fetches single items gets those, and nothing of the handover's frame.</summary>
    protected bool SeesFrame => !Access.IsOnlyCollector;

    /// <summary>With those that are withdrawn.</summary>
    protected Task<List<Item>> AllAsync(CancellationToken cancellationToken) =>
        Db.Items.AsNoTracking().Include(i => i.Receiver).Where(i => i.HandoverId == Handover.Id).ToListAsync(cancellationToken);

    /// <summary>Those that the reader sees, in the order of the list.</summary>
    protected List<Item> Listed(IEnumerable<Item> all) =>
        [.. all.Where(i => i.State != ItemState.Withdrawn && Access.SeesTitleOf(i)).OrderBy(i => i.Category).ThenBy(i => i.Place)];

    protected string Name(Category category) => categoryTexts[CategoryCatalog.Of(category).NameKey];

    protected string Value(Item item, FieldDefinition field) =>
        field.Get(item.Fields) is not { } value ? "" : field.Choices.Count > 0 ? categoryTexts[field.ChoiceKey(value)] : value;

    /// <summary>The fields that are filled, each with its label.</summary>
    protected IEnumerable<(string Label, string Value)> Filled(Item item) => FieldsForm.Definition(item.Fields).Fields
        .Where(f => f.Get(item.Fields) is not null).Select(f => (categoryTexts[f.LabelKey].Value, Value(item, f)));

    protected string Receiver(Item item) => item.Receiver?.Name
        ?? (item.TeamId is { } team ? itemTexts["list.team", Handover.Parties.Find(p => p.TeamId == team)?.Team?.Name ?? "?"] : "");

    /// <summary>With their posts: 李娜（会计）.</summary>
    protected string Names(PartyRole role) => string.Join("、", Handover.Current(role).Select(p =>
        p.Person is { } person ? person.Position is { } post ? $"{person.Name}（{post.Name}）" : person.Name : p.Team?.Name));

    /// <summary>How it stands, and what one must know beside it.</summary>
    protected string State(Item item)
    {
        var state = itemTexts.Word("state", item.State).ToString();
        return item.ReservationText is { } remains && Access.SeesContentOf(item) ? $"{state}：{remains}" : state;
    }
}
