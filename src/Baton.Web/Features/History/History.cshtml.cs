using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.History;

/// <summary>Who did what and when, from the record itself; of one person or one item where asked.</summary>
public sealed class HistoryModel(BatonDbContext db, HistoryReader history, IStringLocalizer<HistoryText> texts) : HandoverPage(db)
{
    [BindProperty(SupportsGet = true, Name = "person")]
    public Guid? PersonId { get; set; }

    [BindProperty(SupportsGet = true, Name = "item")]
    public Guid? ItemId { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public HistoryPart Part { get; private set; } = new([], [], false);
    public IReadOnlyList<Choice> People { get; private set; } = [];
    public IReadOnlyList<Choice> Items { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        Part = await history.ReadAsync(Handover, Access, new HistoryFilter(PersonId, ItemId, Before), HistoryReader.PageSize, cancellationToken);
        if (ItemId is { } item && !Part.Items.Any(i => i.Id == item))
        {
            return NotFound();
        }

        // Everybody who ever was a party, and whoever acted beside them.
        var actors = Db.Events.Where(e => e.StreamId == Handover.Id).Select(e => e.ActorId);
        People =
        [
            new("", texts["all-people"]),
            .. await Db.People.Where(p => actors.Contains(p.Id)).OrderBy(p => p.Name).Select(p => new Choice(p.Id.ToString(), p.Name)).ToListAsync(cancellationToken),
        ];
        Items = [new("", texts["all-items"]), .. Part.Items.Select(i => new Choice(i.Id.ToString(), $"{i.Label} {i.Title}"))];
        return Page();
    }

    public string Link(long? before) => $"/handovers/{Number}/history?person={PersonId}&item={ItemId}&before={before}";
}
