using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.SignOff;

/// <summary>A drawn signature as a picture, for those who may see the sheet.</summary>
public sealed class DrawnModel(BatonDbContext db) : HandoverPage(db)
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken)
            || await Db.Signatures.Where(s => s.Id == id && s.HandoverId == Handover.Id).Select(s => s.Drawn).SingleOrDefaultAsync(cancellationToken) is not { } png)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "private, max-age=3600";
        return File(png, "image/png");
    }
}
