using Microsoft.AspNetCore.Http.Features;

namespace Baton.Web;

internal static class BodyLimit
{
    /// <summary>
    /// A body that says it is larger than the server takes is refused before anything reads it: read, it would fail as an
    /// unreadable form, and the answer would blame the page.
    /// </summary>
    public static void UseBodyLimit(this WebApplication app) => app.Use((context, next) =>
    {
        if (!(context.Request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize))
        {
            return next(context);
        }

        // The page that answers is run for this request, and must not read the body either.
        context.Request.ContentType = null;
        context.Request.ContentLength = null;
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    });
}
