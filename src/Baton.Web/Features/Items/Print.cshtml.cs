using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>The whole list on paper, with everything that the reader may see of it: to read and to talk over, not to sign.</summary>
public sealed class PrintModel(BatonDbContext db, TimeProvider time) : HandoverPage(db)
{
    public IReadOnlyList<(CategoryDefinition Definition, IReadOnlyList<Item> Items)> Categories { get; private set; } = [];
    public DateTimeOffset Now { get; } = time.Now();

    /// <summary>Whoever fetches single items gets those, and nothing of the handover's frame.</summary>
    public bool SeesFrame => !Access.IsCollector || Access.IsReceiver;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var items = (await Db.Items.AsNoTracking().Include(i => i.Receiver)
            .Where(i => i.HandoverId == Handover.Id && i.State != ItemState.Withdrawn)
            .OrderBy(i => i.Place).ToListAsync(cancellationToken)).Where(Access.SeesTitleOf).ToLookup(i => i.Category);
        Categories = [.. CategoryCatalog.All.Where(d => items[d.Category].Any() || (SeesFrame && IsDeclaredEmpty(d))).Select(d => (d, (IReadOnlyList<Item>)[.. items[d.Category]]))];
        return Page();
    }

    private bool IsDeclaredEmpty(CategoryDefinition definition) => Handover.DeclaredEmpty.Contains(definition.Category);

    public string Names(PartyRole role) => string.Join("、", Handover.Current(role).Select(p =>
        p.Person is { } person ? person.Position is { } post ? $"{person.Name}（{post.Name}）" : person.Name : p.Team?.Name));
}
