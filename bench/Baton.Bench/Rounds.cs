using System.Diagnostics;

namespace Baton.Bench;

/// <param name="Figure">Median over the rounds.</param>
/// <param name="Ratio">Median of each round's figure over its own floor: what disturbs a round disturbs both.</param>
public sealed record Compared(double Figure, double Floor, double Ratio);

/// <summary>Measures something and its floor by turns, so that a noisy machine changes both.</summary>
public static class Rounds
{
    private const int WarmUps = 3;

    public static async Task<Compared> CompareAsync(int rounds, Func<Task<double>> measure, Func<Task<double>> measureFloor)
    {
        // Compiles, fills caches and pools; counts for nothing.
        for (var i = 0; i < WarmUps; i++)
        {
            await measure();
            await measureFloor();
        }

        var figures = new List<double>();
        var floors = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            figures.Add(await measure());
            floors.Add(await measureFloor());
        }

        return new Compared(Median(figures), Median(floors), Median(figures.Zip(floors, (figure, floor) => figure / floor)));
    }

    /// <summary>How many a second are done by several workers that each go on as soon as one is done.</summary>
    /// <param name="work">Given the number of the worker.</param>
    public static async Task<double> RateAsync(int workers, TimeSpan time, Func<int, Task> work)
    {
        var done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            while (watch.Elapsed < time)
            {
                await work(worker);
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The median time of one, done one after another, in milliseconds.</summary>
    public static async Task<double> TimeAsync(TimeSpan time, Func<Task> work)
    {
        var times = new List<double>();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time;)
        {
            var start = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Median(times);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
