using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Baton.Web.Features.People;

/// <summary>A page for human resources and administrators; for others it does not exist.</summary>
public abstract class PeoplePage : BatonPage
{
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (!PeopleRights.MayKeep(Actor))
        {
            context.Result = NotFound();
            return;
        }

        base.OnPageHandlerExecuting(context);
    }
}
