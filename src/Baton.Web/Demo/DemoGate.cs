using System.Net;

namespace Baton.Web.Demo;

internal static class DemoGate
{
    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// Everybody knows the passwords of a demo: it answers this machine only, and under its own names only, so that no page
    /// from elsewhere can use the browser here to reach it.
    /// </summary>
    public static void UseDemoGate(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && Hosts.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });
}
