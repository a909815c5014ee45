using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton.Bench;

internal static class Machine
{
    /// <summary>What a figure depends on: date, machine, runtime, database.</summary>
    public static string Describe(BenchOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC · {Environment.ProcessorCount} cores · "
        + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB · {RuntimeInformation.OSDescription} · {RuntimeInformation.FrameworkDescription} · "
        + $"{(BenchDatabase.IsPostgres ? "PostgreSQL" : "SQLite")}{(options.IsShort ? " · short form" : "")}");
}
