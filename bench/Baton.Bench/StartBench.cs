using System.Diagnostics;
using Baton.Web.Data;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Bench;

/// <summary>
/// From starting the process to having its first page, the sign-in page, with the database present. Floor: an app with the
/// same packages and the same EF model, whose only page comes from one query.
/// </summary>
public static class StartBench
{
    public const string FloorCommand = "start-floor";

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        await using var database = await BenchDatabase.CreateAsync();
        await using (var server = await BatonServer.StartAsync(database))
        {
            await Cast.EngageAsync(server);
        }

        var compared = await Rounds.CompareAsync(
            options.Rounds,
            () => TimeAsync(() => BatonProcess.StartAsync(database)),
            () => TimeAsync(() => BatonProcess.StartAsync(typeof(StartBench), [FloorCommand, .. database.Arguments()], "/")));
        return [Line.AtMost("start to first page", Line.Milliseconds(compared.Figure), Line.Milliseconds(compared.Floor), compared.Ratio, 1.5)];
    }

    /// <summary>The floor's own process.</summary>
    public static async Task<int> RunFloorAsync(string[] args)
    {
        var options = Web.BatonOptions.Parse(args);
        var builder = WebApplication.CreateBuilder(options.Rest);
        builder.Logging.ClearProviders();
        builder.Services.AddBatonDatabase(builder.Configuration, options);
        builder.Services.AddIdentityCore<Account>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
            .AddEntityFrameworkStores<BatonDbContext>();
        builder.Services.AddRazorPages();
        await using var app = builder.Build();
        app.MapRazorPages();
        app.MapGet("/", async (BatonDbContext db) => await db.Companies.Select(c => c.Name).SingleAsync());
        await app.RunAsync();
        return 0;
    }

    private static async Task<double> TimeAsync(Func<Task<BatonProcess>> start)
    {
        var watch = Stopwatch.StartNew();
        await using var process = await start();
        return watch.Elapsed.TotalMilliseconds;
    }
}
