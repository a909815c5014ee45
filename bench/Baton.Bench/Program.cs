using Baton.Bench;

if (args is [StartBench.FloorCommand, ..])
{
    return await StartBench.RunFloorAsync(args[1..]);
}

// In the order of the table of bars.
(string Name, Func<BenchOptions, Task<IReadOnlyList<Line>>> Run)[] benchmarks =
[
    ("page", HandoverPageBench.RunAsync),
    ("walk", WalkStepBench.RunAsync),
    ("list", ListBench.RunAsync),
    ("import", ImportBench.RunAsync),
    ("files", FilesBench.RunAsync),
    ("start", StartBench.RunAsync),
    ("memory", MemoryBench.RunAsync),
    ("export", ExportBench.RunAsync),
    ("queries", QueryBench.RunAsync),
];
if (BenchOptions.Parse(args, [.. benchmarks.Select(b => b.Name)]) is not { } options)
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project bench/Baton.Bench -- [--short] [--handovers N] [{string.Join('|', benchmarks.Select(b => b.Name))}]…");
    return 2;
}

var lines = new List<Line>();
foreach (var (name, run) in benchmarks.Where(b => options.Names.Contains(b.Name)))
{
    Console.Error.WriteLine($"{name} …");
    lines.AddRange(await run(options));
}

Console.WriteLine(Machine.Describe(options));
Console.WriteLine();
Console.WriteLine(Line.Table(lines));
return 0;
