using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Settings;

/// <summary>Until the company is set up, every page leads to /setup; afterwards /setup does not exist.</summary>
public sealed class SetupGate(RequestDelegate next)
{
    private volatile bool isSetUp;

    public async Task InvokeAsync(HttpContext context, BatonDbContext db)
    {
        var path = context.Request.Path;
        var isPage = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is not null;
        if (!isPage || path.StartsWithSegments("/error") || path.StartsWithSegments("/language"))
        {
            await next(context);
            return;
        }

        if (!isSetUp)
        {
            isSetUp = await db.Companies.AnyAsync(context.RequestAborted);
        }

        if (path.StartsWithSegments("/setup") == isSetUp)
        {
            if (isSetUp)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
            else
            {
                context.Response.Redirect("/setup");
            }

            return;
        }

        await next(context);
    }
}
