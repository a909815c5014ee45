using System.Net;
using Baton.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Host;

/// <summary>What the product's services answer, each asked in a scope of its own, as a request would.</summary>
public static class Services
{
    private static int sources;

    public static async Task<Outcome<T>> AskAsync<TService, T>(TestApp app, Func<TService, CancellationToken, Task<Outcome<T>>> act)
        where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        // From an address of its own, since tries with a password are counted for each.
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = new IPAddress(0x0A000000u + (uint)Interlocked.Increment(ref sources));
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = context;
        return await act(scope.ServiceProvider.GetRequiredService<TService>(), TestContext.Current.CancellationToken);
    }
}
