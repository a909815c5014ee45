using System.Diagnostics;
using System.Globalization;
using Baton.Web.Features.Imports;
using Baton.Web.Features.Items.Categories;

namespace Baton.Bench;

/// <summary>
/// What the worst of the foreign and hostile files (shared/data, in a folder that contains the repository) takes until its
/// preview or its refusal is there: time, and memory at its most above what the process held before, read from /proc.
/// </summary>
public static class FilesBench
{
    private const double MostMilliseconds = 2000;
    private const double MostMegabytes = 256;
    private const string What = "a foreign or hostile file, the worst";

    private static readonly string[] Kinds = ["hostile", "xlsx", "docx", "ics", "vcard", "real-lists"];

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        if (Folder() is not { } folder || !File.Exists("/proc/self/clear_refs"))
        {
            return [new Line(What, "not measured: no shared/data, or no /proc", "", "", "", false)];
        }

        await using var database = await BenchDatabase.CreateAsync();
        await using var server = await BatonServer.StartAsync(database);
        var cast = await Cast.EngageAsync(server);
        var handover = await cast.OpenAsync();
        var files = Kinds.SelectMany(kind => Directory.EnumerateFiles(Path.Combine(folder, kind))).Order(StringComparer.Ordinal).ToList();
        // Once for all that the first of a kind only pays for itself.
        foreach (var file in files)
        {
            await PreviewAsync(file);
        }

        var (slowest, largest) = ((Took: 0.0, File: ""), (Took: 0.0, File: ""));
        foreach (var file in files)
        {
            GC.Collect();
            var idle = BatonProcess.Megabytes(Environment.ProcessId, "VmRSS");
            await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
            var time = Stopwatch.StartNew();
            await PreviewAsync(file);
            var took = time.Elapsed.TotalMilliseconds;
            var above = BatonProcess.Megabytes(Environment.ProcessId, "VmHWM") - idle;
            (slowest, largest) = (took > slowest.Took ? (took, file) : slowest, above > largest.Took ? (above, file) : largest);
        }

        return
        [
            new Line($"{What} of {files.Count}, time ({Path.GetFileName(slowest.File)})", Line.Milliseconds(slowest.Took), "", "", $"≤ {MostMilliseconds:0} ms", slowest.Took <= MostMilliseconds),
            new Line(
                $"{What} of {files.Count}, memory above idle ({Path.GetFileName(largest.File)})", largest.Took.ToString("0", CultureInfo.InvariantCulture) + " MB", "", "",
                $"≤ {MostMegabytes:0} MB", largest.Took <= MostMegabytes),
        ];

        async Task PreviewAsync(string file)
        {
            var request = new ListImportRequest(await File.ReadAllBytesAsync(file), Path.GetFileName(file), new() { Category = Category.Documents });
            await server.AskAsync<ListImportService, ListImportPlan>(s => s.PreviewAsync(handover.Number, cast.Giver.Actor, request, CancellationToken.None));
        }
    }

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "data") is var data && Directory.Exists(data))
            {
                return data;
            }
        }

        return null;
    }
}
