using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>An item's lasting address, as it stands on labels: leads to where the item is at this stage.</summary>
public sealed class OpenItemModel(BatonDbContext db) : HandoverPage(db)
{
    public async Task<IActionResult> OnGetAsync(Guid itemId, CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken)
            || await Db.Items.AsNoTracking().SingleOrDefaultAsync(i => i.Id == itemId && i.HandoverId == Handover.Id, cancellationToken) is not { } item
            || !Access.SeesTitleOf(item))
        {
            return NotFound();
        }

        return LocalRedirect(Handover.Stage == Stage.Preparing || item.State == ItemState.Withdrawn
            ? $"/handovers/{Number}/list?category={item.Category}&item={item.Id:D}#i-{item.Id:N}"
            : $"/handovers/{Number}/walk/{item.Id:D}");
    }
}
