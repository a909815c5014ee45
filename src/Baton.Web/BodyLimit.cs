using Microsoft.AspNetCore.Http.Features;

namespace Baton.Web;

internal static class BodyLimit
{
    /// <summary>
    /// What no handler could read is refused before one tries. A body that says it is larger than the server takes is refused before anything reads it: read, it would fail as an
    /// unreadable form, and the answer would blame the page.
    /// </summary>
    public static void UseBodyLimit(this WebApplication app) => app.Use((context, next) =>
    {
        // NUL is in no address of ours, and no database takes it; the API answers for itself.
        if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true && !context.Request.Path.StartsWithSegments("/api"))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

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
