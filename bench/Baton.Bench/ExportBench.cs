using System.Globalization;

namespace Baton.Bench;

/// <summary>
/// What each export of a list of 2,000 items takes of memory at its most, above what the process held before: read from
/// /proc, so on Linux only.
/// </summary>
public static class ExportBench
{
    private const int Items = 2000;
    private const double Most = 100;

    private static readonly string[] Files = ["list.xlsx", "list.docx", "list.md", "handover.json"];

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return [new Line($"export of {Items} items", "not measured: this platform has no /proc", "", "", $"≤ {Most} MB", false)];
        }

        await using var database = await BenchDatabase.CreateAsync();
        WalkedHandover handover;
        Cast cast;
        await using (var server = await BatonServer.StartAsync(database))
        {
            cast = await Cast.EngageAsync(server);
            handover = await cast.WalkAsync(Items);
        }

        var lines = new List<Line>();
        foreach (var file in Files)
        {
            // Each from a process of its own, which has shown one page: what the one before took would hide what this one takes.
            await using var process = await BatonProcess.StartAsync(database, BatonServer.WithoutLimits);
            using var giver = await Browser.SignInAsync(process.Address, cast.Giver.UserName);
            await giver.GetAsync($"/handovers/{handover.Number}");
            var idle = process.ResidentMegabytes();
            await giver.GetAsync($"/handovers/{handover.Number}/{file}");
            var above = process.PeakMegabytes() - idle;
            lines.Add(new Line(
                $"{file} of {Items} items, memory above idle", above.ToString("0", CultureInfo.InvariantCulture) + " MB", "", "", $"≤ {Most} MB", above <= Most));
        }

        return lines;
    }
}
