namespace Baton.Bench;

/// <summary>
/// Queries for each page of a handover in the middle of its walkthrough, of finding out who asks too; with few items and
/// with many. Every page in every stage is counted by House/QueryCountTests.
/// </summary>
public static class QueryBench
{
    private const int Few = 5;
    private const int Many = 60;
    private const int Most = 8;

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        await using var database = await BenchDatabase.CreateAsync();
        await using var server = await BatonServer.StartAsync(database);
        var cast = await Cast.EngageAsync(server);
        var few = await CountAsync(server, cast, Few);
        var many = await CountAsync(server, cast, Many);
        var (page, most) = many.MaxBy(c => c.Value);
        return
        [
            new Line(
                $"queries per page, most (/{page})", $"{most} with {Many} items", $"{few[page]} with {Few} items", "", $"≤ {Most}, constant",
                most <= Most && many.All(c => few[c.Key] == c.Value)),
        ];
    }

    private static async Task<Dictionary<string, int>> CountAsync(BatonServer server, Cast cast, int items)
    {
        var handover = await cast.WalkAsync(items);
        using var browser = await Browser.SignInAsync(server.Address, cast.Giver.UserName);
        using var recorder = await QueryRecorder.ListenAsync();
        var counts = new Dictionary<string, int>();
        foreach (var page in Pages.Of(handover))
        {
            var path = $"/handovers/{handover.Number}/{page}".TrimEnd('/');
            // The first visit may look things up that later ones know.
            await browser.GetAsync(path);
            counts[page.Replace(handover.OpenItemIds[0].ToString(), "…", StringComparison.Ordinal)] = (await recorder.RecordAsync(() => browser.GetAsync(path))).Count;
        }

        return counts;
    }
}

internal static class Pages
{
    /// <summary>What a party may open while the list is walked, below /handovers/{number}/.</summary>
    public static IReadOnlyList<string> Of(WalkedHandover handover) =>
    [
        "", "overview", "list", $"list?category=Duties&item={handover.OpenItemIds[0]}", $"walk/{handover.OpenItemIds[0]}", "many", "sign", "waivers",
        "questions", "meetings", "history", "times", "parties", "print", "list.xlsx",
    ];
}
