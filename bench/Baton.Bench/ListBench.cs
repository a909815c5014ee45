using System.Globalization;

namespace Baton.Bench;

/// <summary>
/// The home page of somebody with twenty handovers, and human resources' page of all handovers, in a database with many;
/// against the same in one with 1,000.
/// </summary>
public static class ListBench
{
    private const int Own = 20;
    private const int ItemsEach = 3;
    private const double Most = 1.3;

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        await using var few = await FilledAsync(BenchOptions.FewHandovers);
        await using var many = await FilledAsync(options.Handovers);
        var number = options.Handovers.ToString("#,##0", CultureInfo.InvariantCulture);
        return
        [
            await CompareAsync($"list of my handovers, {number} of others", few.Giver, many.Giver, "/"),
            await CompareAsync($"list of all handovers, {number}", few.Hr, many.Hr, "/handovers"),
        ];

        async Task<Line> CompareAsync(string what, Browser withFew, Browser withMany, string path)
        {
            var compared = await Rounds.CompareAsync(
                options.Rounds,
                () => Rounds.TimeAsync(options.RoundTime, () => withMany.GetAsync(path)),
                () => Rounds.TimeAsync(options.RoundTime, () => withFew.GetAsync(path)));
            return Line.AtMost(what, Line.Milliseconds(compared.Figure), Line.Milliseconds(compared.Floor), compared.Ratio, Most);
        }
    }

    private static async Task<Filled> FilledAsync(int handovers)
    {
        var database = await BenchDatabase.CreateAsync();
        var server = await BatonServer.StartAsync(database);
        var cast = await Cast.EngageAsync(server);
        await Generator.FillAsync(server, database, cast, handovers, Own, ItemsEach);
        return new Filled(
            database, server, await Browser.SignInAsync(server.Address, cast.Giver.UserName), await Browser.SignInAsync(server.Address, cast.Hr.UserName));
    }

    private sealed record Filled(BenchDatabase Database, BatonServer Server, Browser Giver, Browser Hr) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Giver.Dispose();
            Hr.Dispose();
            await Server.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
