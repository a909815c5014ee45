using Baton.Web;
using Baton.Web.Data;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Bench;

/// <summary>The product, listening in this process on a port of loopback.</summary>
public sealed class BatonServer : IAsyncDisposable
{
    /// <summary>All load comes from one address, which in use would be told to wait.</summary>
    public static readonly string[] WithoutLimits = ["--Limits:FormsPerMinute", "100000000", "--Serilog:MinimumLevel:Default", "Fatal"];

    private readonly WebApplication app;

    private BatonServer(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<BatonServer> StartAsync(BenchDatabase database)
    {
        var options = database.Options(["--urls", "http://127.0.0.1:0", .. WithoutLimits]);
        var app = BatonApp.Build(options);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await DatabaseSetup.MigrateAsync(scope.ServiceProvider.GetRequiredService<BatonDbContext>(), CancellationToken.None);
        }

        await BatonApp.PrepareAsync(app, options);
        await app.StartAsync();
        return new BatonServer(app);
    }

    /// <summary>Does something through a service of the product, which must not refuse it.</summary>
    public async Task<T> DoAsync<TService, T>(Func<TService, Task<Outcome<T>>> act)
        where TService : notnull
    {
        var outcome = await AskAsync(act);
        return outcome.IsRefused
            ? throw new InvalidOperationException($"Refused: {string.Join(", ", outcome.Refusals.Select(r => r.Code))}")
            : outcome.Value;
    }

    /// <summary>The same, of what may be refused.</summary>
    public async Task<Outcome<T>> AskAsync<TService, T>(Func<TService, Task<Outcome<T>>> act)
        where TService : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public static Actor ActorOf(Guid personId, string name, SystemRoles roles = SystemRoles.None) =>
        new(personId, name, Guid.Empty, Guid.Empty, roles, [], [], Channels.CommandLine);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
