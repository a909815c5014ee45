using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Bench;

/// <summary>
/// The page of a handover with 300 items, as its giver sees it. Floor: an endpoint that sends the very queries of that page
/// by ADO.NET, reads every value, and writes as many bytes.
/// </summary>
public static class HandoverPageBench
{
    private const int Items = 300;
    private const int Connections = 8;

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        await using var database = await BenchDatabase.CreateAsync();
        await using var server = await BatonServer.StartAsync(database);
        var cast = await Cast.EngageAsync(server);
        var path = $"/handovers/{(await cast.WalkAsync(Items)).Number}";
        using var browser = await Browser.SignInAsync(server.Address, cast.Giver.UserName);
        // The first visit may look things up that later ones know.
        var size = await browser.GetAsync(path);
        RecordedQueries queries;
        using (var recorder = await QueryRecorder.ListenAsync())
        {
            queries = await recorder.RecordAsync(() => browser.GetAsync(path));
        }

        await using var floor = await StartFloorAsync(database, queries, size);
        using var bare = new HttpClient { BaseAddress = new Uri(floor.Urls.First()) };

        var compared = await Rounds.CompareAsync(
            options.Rounds,
            () => Rounds.RateAsync(Connections, options.RoundTime, _ => browser.GetAsync(path)),
            () => Rounds.RateAsync(Connections, options.RoundTime, _ => bare.GetByteArrayAsync("/")));
        return [Line.AtLeast($"handover page, {Items} items", Line.PerSecond(compared.Figure), Line.PerSecond(compared.Floor), compared.Ratio, 0.5)];
    }

    private static async Task<WebApplication> StartFloorAsync(BenchDatabase database, RecordedQueries queries, int size)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var page = new byte[size];
        app.MapGet("/", async context =>
        {
            await queries.RepeatAsync(database);
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.Body.WriteAsync(page);
        });
        await app.StartAsync();
        return app;
    }
}
