using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Baton.Web.Features.Settings;

/// <summary>A page for administrators; for others it does not exist.</summary>
public abstract class SettingsPage : BatonPage
{
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (!Actor.IsAdministrator)
        {
            context.Result = NotFound();
            return;
        }

        base.OnPageHandlerExecuting(context);
    }
}
