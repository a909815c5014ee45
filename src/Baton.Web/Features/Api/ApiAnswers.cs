using System.Text.Json;

namespace Baton.Web.Features.Api;

/// <summary>
/// Whatever goes wrong below /api answers as a problem, too: a body that can't be read, an address that leads nowhere, our
/// own mistake.
/// </summary>
public sealed class ApiAnswers(RequestDelegate next, ILogger<ApiAnswers> logger)
{
    public const string Root = "/api";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Root))
        {
            await next(context);
            return;
        }

        if (context.Request.Headers.ContainsKey(OnceFilter.Header))
        {
            // Read by the handler, and then again for its hash.
            context.Request.EnableBuffering();
        }

        Refusal? refusal = null;
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException unread) when (!context.Response.HasStarted)
        {
            refusal = Of(unread.StatusCode);
            if (unread.InnerException is JsonException { Path: ['$', '.', .. var field] })
            {
                refusal = refusal.On(field);
            }
        }
        catch (Exception mistake) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            logger.LogError(mistake, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            refusal = ApiRefusals.Broken;
        }

        var response = context.Response;
        if (refusal is null && response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
        {
            refusal = Of(response.StatusCode);
        }

        if (refusal is not null)
        {
            await ApiProblem.WriteAsync(context, [refusal]);
        }
    }

    private static Refusal Of(int status) => status switch
    {
        StatusCodes.Status404NotFound => Refusal.NotFound,
        StatusCodes.Status405MethodNotAllowed => ApiRefusals.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ApiRefusals.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ApiRefusals.NotJson,
        StatusCodes.Status429TooManyRequests => ApiRefusals.TooManyTries,
        < 500 => ApiRefusals.Unreadable,
        _ => ApiRefusals.Broken,
    };
}
