using Baton.Web.Identity;

namespace Baton.Web;

/// <summary>What the command line says. Everything else is ordinary ASP.NET Core configuration.</summary>
/// <param name="Command">run (default), migrate, verify-log, sweep-files or token create.</param>
/// <param name="Demo">Fill a demo company and allow one-click sign-in on loopback.</param>
/// <param name="DataFolder">Where the embedded database lives.</param>
/// <param name="KeysFolder">Where the instance key lives: outside data and its backups.</param>
/// <param name="Rest">What is passed on to ASP.NET Core, for example --urls.</param>
public sealed record BatonOptions(string Command, bool Demo, string DataFolder, string KeysFolder, string[] Rest)
{
    public const string Run = "run";
    public const string Migrate = "migrate";
    public const string VerifyLog = "verify-log";
    public const string SweepFiles = "sweep-files";
    public const string CreateToken = "token create";

    /// <summary>With <see cref="CreateToken"/> only.</summary>
    public TokenOptions Token { get; init; } = new();

    /// <exception cref="ArgumentException">An option lacks its value, or has one that it can't have.</exception>
    public static BatonOptions Parse(string[] args)
    {
        var options = new BatonOptions(Run, false, "data", "keys", []);
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.");
            var makesToken = options.Command == CreateToken;
            options = args[i] switch
            {
                Run or Migrate or VerifyLog or SweepFiles when i == 0 => options with { Command = args[i] },
                "token" when i == 0 => options with { Command = Value() == "create" ? CreateToken : throw new ArgumentException("token can create.") },
                "--user" when makesToken => options with { Token = options.Token with { User = Value() } },
                "--name" when makesToken => options with { Token = options.Token with { Name = Value() } },
                "--scope" when makesToken => options with { Token = options.Token with { Scope = Scope(Value()) } },
                "--handover" when makesToken => options with { Token = options.Token with { Handover = Value() } },
                "--days" when makesToken => options with { Token = options.Token with { Days = Value() } },
                "--demo" => options with { Demo = true },
                "--data" => options with { DataFolder = Value() },
                "--keys" => options with { KeysFolder = Value() },
                _ => Keep(args[i]),
            };
        }

        if (options is { Command: CreateToken, Token.User: "" })
        {
            throw new ArgumentException("token create needs --user NAME.");
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

    private static TokenScope Scope(string word) => word switch
    {
        "read" => TokenScope.Read,
        "write" => TokenScope.Write,
        _ => throw new ArgumentException("--scope is read or write."),
    };
}

/// <summary>The token that token create makes; like the form on the account page, with the same presets.</summary>
/// <param name="User">Whose it is: a user name.</param>
/// <param name="Days">For how long, from 1 to 365.</param>
public sealed record TokenOptions(
    string User = "", string Name = "token create", TokenScope Scope = TokenScope.Read, string? Handover = null, string Days = TokenOptions.UsualDays)
{
    public const string UsualDays = "90";
}
