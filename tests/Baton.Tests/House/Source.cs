using System.Text.RegularExpressions;

namespace Baton.Tests.House;

/// <summary>The repository's own files, for tests that hold its texts and documents together.</summary>
public static partial class Source
{
    public static readonly string Root = FindRoot();

    /// <summary>Hand-written files below src/Baton.Web that end so.</summary>
    public static IReadOnlyList<string> Files(params string[] endings) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src", "Baton.Web"), "*", SearchOption.AllDirectories)
            .Where(f => endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)) && !GeneratedFolder().IsMatch(f))
            .Order(StringComparer.Ordinal)];

    public static string Short(string file) => Path.GetRelativePath(Root, file);

    /// <summary>The kinds of events that the source records in handovers' streams, each as literal text.</summary>
    public static IReadOnlyList<string> HandoverEventKinds { get; } = Kinds(inSettings: false);

    /// <summary>The kinds of events that the source records at all.</summary>
    public static IReadOnlyList<string> EventKinds { get; } = [.. HandoverEventKinds.Concat(Kinds(inSettings: true)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Names of the fields that the source gives an event in the call that records it.</summary>
    public static ILookup<string, string> EventFields { get; } = Files(".cs")
        .SelectMany(file => RecordCall().Matches(File.ReadAllText(file)))
        .SelectMany(call => KindLiteral().Matches(call.Value)
            .SelectMany(kind => FieldLiteral().Matches(call.Value).Select(field => (Kind: kind.Groups[1].Value, Field: field.Groups[1].Value))))
        .Distinct()
        .ToLookup(f => f.Kind, f => f.Field);

    /// <summary>Names of all fields of events, also of those that are put together before the call.</summary>
    public static IReadOnlyList<string> AllEventFields { get; } =
    [
        .. Files(".cs").Where(file => Path.GetFileName(file).Contains("Service.", StringComparison.Ordinal)).Select(File.ReadAllText).Where(text => RecordCall().IsMatch(text))
            .SelectMany(text => FieldLiteral().Matches(text)).Select(m => m.Groups[1].Value)
            .Concat(EventFields.SelectMany(fields => fields)).Distinct(),
    ];

    private static string[] Kinds(bool inSettings) =>
    [
        .. Files(".cs")
            .Select(File.ReadAllText)
            .Where(text => text.Contains("InstallationChange", StringComparison.Ordinal) || text.Contains("InstallationWrite", StringComparison.Ordinal) ? inSettings : !inSettings)
            .SelectMany(text => RecordCall().Matches(text))
            .SelectMany(call => KindLiteral().Matches(call.Value))
            .Select(m => m.Groups[1].Value)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Baton.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run from a folder inside the repository.");
    }

    [GeneratedRegex(@"[/\\](bin|obj|Migrations)[/\\]")]
    private static partial Regex GeneratedFolder();

    // From the call to the end of its statement: the kind may be chosen between two literals.
    [GeneratedRegex(@"(?:Record\w*Async|RemoveAsync<\w+>|new EventToAppend)\([^;]*;")]
    private static partial Regex RecordCall();

    [GeneratedRegex(@"\(""([a-zA-Z]+)"", ")]
    private static partial Regex FieldLiteral();

    [GeneratedRegex(@"(?<=[\s(?:,])""([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*)""")]
    private static partial Regex KindLiteral();
}
