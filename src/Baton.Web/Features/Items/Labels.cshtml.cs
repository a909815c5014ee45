using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>Labels for things that are handed over, on sheets of A4 with 3 × 8: each says what it is, and its code opens the item.</summary>
public sealed class LabelsModel(BatonDbContext db) : HandoverPage(db)
{
    public const int OnSheet = 24;

    /// <summary>Which things; none are all.</summary>
    [BindProperty(SupportsGet = true)]
    public List<Guid> Ids { get; set; } = [];

    /// <summary>The first place that is free, where a sheet was used before; from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int First { get; set; } = 1;

    public IReadOnlyList<(Item Item, AssetsFields Fields)> Assets { get; private set; } = [];

    public bool IsChosen(Item item) => Ids.Count == 0 || Ids.Contains(item.Id);

    /// <summary>Sheets with their places; null where a label was taken before.</summary>
    public IEnumerable<(Item Item, AssetsFields Fields)?[]> Sheets =>
        Enumerable.Repeat<(Item, AssetsFields)?>(null, First - 1).Concat(Assets.Where(a => IsChosen(a.Item)).Select(a => ((Item, AssetsFields)?)a)).Chunk(OnSheet);

    /// <summary>Where a camera is led to: the address under which the labels were printed.</summary>
    public string Address(Item item) => $"{Request.Scheme}://{Request.Host}{Request.PathBase}/handovers/{Handover.Number}/items/{item.Id:D}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        First = Math.Clamp(First, 1, OnSheet);
        Assets = [.. (await Db.Items.AsNoTracking().Include(i => i.Receiver)
                .Where(i => i.HandoverId == Handover.Id && i.Category == Category.Assets && i.State != ItemState.Withdrawn)
                .OrderBy(i => i.Place).ToListAsync(cancellationToken))
            .Where(Access.SeesContentOf).Where(i => i.Fields is AssetsFields { IsCounted: true }).Select(i => (i, (AssetsFields)i.Fields))];
        return Page();
    }
}
