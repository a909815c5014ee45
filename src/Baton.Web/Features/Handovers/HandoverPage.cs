using System.Globalization;
using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>
/// A page about one handover at /handovers/{number}/…: loads its head, parties and the reader's rights, and answers
/// like a page that does not exist to whoever may not see it.
/// </summary>
public abstract class HandoverPage(BatonDbContext db) : BatonPage
{
    [BindProperty(SupportsGet = true)]
    public string Number { get; set; } = "";

    public Handover Handover { get; private set; } = null!;
    public HandoverAccess Access { get; private set; } = null!;

    protected BatonDbContext Db => db;

    /// <summary>Content is frozen and not all have signed it.</summary>
    protected bool IsBeingSigned { get; private set; }

    /// <summary>False for what everybody who runs handovers sees of them: people, dates, progress.</summary>
    protected virtual bool ShowsContent => true;

    /// <returns>False where the answer must be 404.</returns>
    protected async Task<bool> LoadHandoverAsync(CancellationToken cancellationToken)
    {
        var reader = HttpContext.RequestServices.GetRequiredService<HandoverReader>();
        if (await reader.LoadAsync(Number, Actor, ShowsContent, cancellationToken) is not { } seen)
        {
            return false;
        }

        (Handover, Access, IsBeingSigned) = (seen.Handover, seen.Access, seen.IsBeingSigned);
        return true;
    }

    /// <summary>
    /// A page that is open asks every other second with the version it shows (v): where nothing has changed since, one
    /// small query answers, with 204.
    /// </summary>
    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (HttpMethods.IsGet(Request.Method) && long.TryParse(Request.Query["v"], NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
            && await db.Handovers.Where(HandoverAccess.Visible(Actor)).AnyAsync(h => h.Number == Number && h.Version == shown, HttpContext.RequestAborted))
        {
            context.Result = StatusCode(StatusCodes.Status204NoContent);
            return;
        }

        await base.OnPageHandlerExecutionAsync(context, next);
    }
}
