using System.Globalization;

namespace Baton.Bench;

/// <param name="IsShort">Smaller data and fewer rounds: for CI, and to see whether it runs. Its figures say less.</param>
/// <param name="Handovers">How many handovers the larger of two databases holds.</param>
public sealed record BenchOptions(bool IsShort, int Handovers, IReadOnlySet<string> Names)
{
    public const int FewHandovers = 1_000;
    public const int MostHandovers = 100_000;

    /// <summary>How often the measured thing and its floor take turns.</summary>
    public int Rounds => IsShort ? 3 : 9;

    public TimeSpan RoundTime => TimeSpan.FromSeconds(IsShort ? 1 : 3);

    /// <returns>Null where the line says something that is not known.</returns>
    public static BenchOptions? Parse(string[] args, IReadOnlyList<string> known)
    {
        var isShort = args.Contains("--short");
        var handovers = isShort ? 10_000 : MostHandovers;
        var names = new HashSet<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--short":
                    break;
                case "--handovers" when ++i < args.Length && int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out handovers)
                    && handovers is >= FewHandovers and <= MostHandovers:
                    break;
                case var name when known.Contains(name):
                    names.Add(name);
                    break;
                default:
                    return null;
            }
        }

        return new BenchOptions(isShort, handovers, names.Count > 0 ? names : known.ToHashSet());
    }
}
