using System.Globalization;

namespace Baton.Bench;

/// <summary>
/// Resident memory of Baton as a process of its own after 10,000 requests of every kind: pages of a handover with 300
/// items, home, the list as Excel, and steps and questions sent. Read from /proc; where there is none, the line says so.
/// </summary>
public static class MemoryBench
{
    private const int Requests = 10_000;
    private const int Items = 300;
    private const int Connections = 8;
    private const double Most = 250;

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        var what = $"resident memory after {Requests.ToString("#,##0", CultureInfo.InvariantCulture)} requests";
        if (!Directory.Exists("/proc/self"))
        {
            return [new Line(what, "not measured: this platform has no /proc", "", "", $"≤ {Most} MB", false)];
        }

        await using var database = await BenchDatabase.CreateAsync();
        WalkedHandover handover;
        Cast cast;
        await using (var server = await BatonServer.StartAsync(database))
        {
            cast = await Cast.EngageAsync(server);
            handover = await cast.WalkAsync(Items);
        }

        await using var process = await BatonProcess.StartAsync(database, BatonServer.WithoutLimits);
        using var giver = await Browser.SignInAsync(process.Address, cast.Giver.UserName);
        using var receiver = await Browser.SignInAsync(process.Address, cast.Receiver.UserName);
        using var witness = await Browser.SignInAsync(process.Address, cast.Witness.UserName);
        Browser[] browsers = [giver, receiver, witness];
        string[] pages = ["/", "/handovers", .. Pages.Of(handover).Select(p => $"/handovers/{handover.Number}/{p}".TrimEnd('/'))];
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (i, _) =>
        {
            switch (i % 20)
            {
                case 0:
                    await receiver.PostAsync($"/handovers/{handover.Number}/questions?handler=Ask", ("text", "上月的差异记在哪里？"), ("form", "ask"));
                    break;
                case 1:
                    var item = handover.OpenItemIds[i / 20 % handover.OpenItemIds.Count];
                    var act = i / 20 / handover.OpenItemIds.Count % 2 == 0 ? "Step" : "Undo";
                    await giver.PostAsync($"/handovers/{handover.Number}/walk/{item}?handler={act}", ("kind", "Explained"), ("form", "act"));
                    break;
                default:
                    await browsers[i % browsers.Length].GetAsync(pages[i / browsers.Length % pages.Length]);
                    break;
            }
        });
        var memory = process.ResidentMegabytes();
        return [new Line(what, memory.ToString("0", CultureInfo.InvariantCulture) + " MB", "", "", $"≤ {Most} MB", memory <= Most)];
    }
}
