using Baton.Web.Features.Files;

namespace Baton.Web;

internal static class SecurityHeaders
{
    // No nonces: every script and style is a file of ours.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // A year, as OWASP ASVS 3.4.1 asks.
    private const string OnlyHttps = "max-age=31536000; includeSubDomains";

    // Set when the answer starts: whoever answers a mistake of ours clears what was set before.
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            // Somebody's file brings a narrower one of its own.
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
            }

            if (PdfViewer.Loads(context.Request.Path))
            {
                headers.AccessControlAllowOrigin = "*";
            }

            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            // A machine asked by the name that every machine has for itself must stay reachable without a certificate.
            if (context.Request.IsHttps && context.Request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]"))
            {
                headers.StrictTransportSecurity = OnlyHttps;
            }

            // Pages show personal content: no cache keeps them. Static files set their own.
            if (!headers.ContainsKey("Cache-Control"))
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    });
}
