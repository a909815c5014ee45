namespace Baton.Web;

/// <summary>What the command line says. Everything else is ordinary ASP.NET Core configuration.</summary>
/// <param name="Command">run (default), migrate or verify-log.</param>
/// <param name="Demo">Fill a demo company and allow one-click sign-in on loopback.</param>
/// <param name="DataFolder">Where the embedded database lives.</param>
/// <param name="KeysFolder">Where the instance key lives: outside data and its backups.</param>
/// <param name="Rest">What is passed on to ASP.NET Core, for example --urls.</param>
public sealed record BatonOptions(string Command, bool Demo, string DataFolder, string KeysFolder, string[] Rest)
{
    public const string Run = "run";
    public const string Migrate = "migrate";
    public const string VerifyLog = "verify-log";

    /// <exception cref="ArgumentException">An option lacks its value.</exception>
    public static BatonOptions Parse(string[] args)
    {
        var options = new BatonOptions(Run, false, "data", "keys", []);
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");
            options = args[i] switch
            {
                Run or Migrate or VerifyLog when i == 0 => options with { Command = args[i] },
                "--demo" => options with { Demo = true },
                "--data" => options with { DataFolder = Value() },
                "--keys" => options with { KeysFolder = Value() },
                _ => Keep(args[i]),
            };
        }

        // A demo never touches the folders of a real company.
        if (options is { Demo: true, DataFolder: "data" })
        {
            options = options with { DataFolder = "data/demo" };
        }

        return options with
        {
            DataFolder = Path.GetFullPath(options.DataFolder),
            KeysFolder = Path.GetFullPath(options.KeysFolder),
            Rest = [.. rest],
        };

        BatonOptions Keep(string arg)
        {
            rest.Add(arg);
            return options;
        }
    }
}
