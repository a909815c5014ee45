namespace Baton.Web;

internal static class HostCookies
{
    private const string Prefix = "__Host-";

    /// <summary>
    /// Over HTTPS every cookie of ours has the prefix __Host-: browsers then keep it only if it is secure and for this host
    /// alone, so that no other host of the company's domain can plant one. Over plain HTTP, as in an office without a
    /// certificate, browsers would keep no such cookie. Inside, all have their plain names.
    /// </summary>
    public static void UseHostCookies(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.IsHttps)
        {
            context.Request.Headers.Cookie = string.Join("; ", context.Request.Headers.Cookie.OfType<string>()
                .SelectMany(line => line.Split(';', StringSplitOptions.TrimEntries))
                .Where(cookie => cookie.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(cookie => cookie[Prefix.Length..]));
            context.Response.OnStarting(() =>
            {
                var set = context.Response.Headers.SetCookie;
                context.Response.Headers.SetCookie = set.Select(cookie => Prefix + cookie).ToArray();
                return Task.CompletedTask;
            });
        }

        return next(context);
    });
}
