using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Baton.Tests.Host;

namespace Baton.Tests.Access;

/// <summary>
/// Who reads what of a handover, and who nowhere: readings.txt. On SQLite alone: what is shown is decided after it was read
/// from the database.
/// </summary>
public sealed partial class ReadingTests
{
    private static readonly Moment[] Always = [Moment.Preparing, Moment.HandingOver, Moment.FollowUp, Moment.Completed];

    public static TheoryData<Moment> Moments => [.. Always];

    [Theory, MemberData(nameof(Moments))]
    public async Task Each_reads_what_is_theirs_to_read_and_nothing_else(Moment moment)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(Database.Sqlite));
        using var performance = await Performance.OfAsync(cast);
        var handover = await StagedHandover.AtAsync(cast, moment);
        var rows = Read(moment);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enum.GetValues<Relation>(), async (relation, _) =>
        {
            var found = await MarksAsync(performance, handover, relation);
            foreach (var (mark, place) in found)
            {
                var row = rows.GetValueOrDefault(mark) ?? rows.GetValueOrDefault(Whole(mark));
                if (row is null || row[(int)relation] != Act.May)
                {
                    wrong.Add(row is null ? $"no row for {mark} on {place}" : $"{relation} reads {mark} on {place}");
                }
            }

            foreach (var (mark, _) in rows.Where(r => r.Value[(int)relation] == Act.May && !found.Keys.Any(m => m == r.Key || Whole(m) == r.Key)))
            {
                wrong.Add($"{relation} reads {mark} nowhere");
            }
        });

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Distinct().Order(StringComparer.Ordinal)));
    }

    /// <summary>That the last working day is near is such a one; it holds no mark.</summary>
    [Fact]
    public async Task A_collector_is_told_of_no_finding_about_the_whole()
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(Database.Sqlite));
        using var performance = await Performance.OfAsync(cast);
        var handover = await StagedHandover.AtAsync(cast, Moment.Preparing);
        var findings = ActsTable.Acts.Single(a => a.Title == "GET /api/v1/handovers/{number}/findings");

        var ofGiver = await performance.DoAsync(findings, handover, Relation.Giver);
        var ofCollector = await performance.DoAsync(findings, handover, Relation.Collector);

        Assert.Contains("\"itemId\":null", ofGiver.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, ofCollector.Status);
        Assert.DoesNotContain("\"itemId\":null", ofCollector.Body, StringComparison.Ordinal);
    }

    private static string Whole(string mark) => $"{mark.Split('·')[0]}·*";

    /// <summary>Each mark that somebody finds, and where they found it first.</summary>
    private static async Task<Dictionary<string, string>> MarksAsync(Performance performance, StagedHandover handover, Relation relation)
    {
        var found = new Dictionary<string, string>();
        foreach (var act in Looks())
        {
            var answer = await performance.SendAsync(act, relation, name => handover.Names[name]);
            var text = answer.Status != HttpStatusCode.OK ? "" : act.Pattern.EndsWith(".xlsx", StringComparison.Ordinal) ? Unpack(answer.Body) : answer.Body;
            foreach (Match mark in Mark().Matches(text))
            {
                found.TryAdd(mark.Groups[1].Value, act.Request(name => $"{{{name}}}").Path);
            }
        }

        return found;
    }

    /// <summary>Every page and file of a handover, each item in each of its places, and the lists of handovers.</summary>
    private static IEnumerable<Act> Looks()
    {
        var pages = ActsTable.Acts.Where(a => a.Method == "GET" && a.IsOfHandover && !a.Pattern.EndsWith(".png", StringComparison.Ordinal)).ToList();
        string[] more =
        [
            "/", "/handovers", "/api/v1/handovers", "/api/v1/me/next-steps", "/handovers/{number}/sign?revision=1", "/api/v1/handovers/{number}/history?limit=200", "/handovers/{number}/history?before=60", "/handovers/{number}/history?before=20", "/handovers/{number}/list?category=Systems", "/handovers/{number}/list?category=Assets",
            .. new[] { "document", "others", "secret", "account", "card", "of-team", "withdrawn", "said", "returned", "disputed", "left-out", "taken" }
                .SelectMany(item => new[] { $"/handovers/{{number}}/walk/{{{item}}}", $"/handovers/{{number}}/list?item={{{item}}}" }),
            .. new[] { "secret", "account", "card", "withdrawn" }.Select(item => $"/api/v1/handovers/{{number}}/items/{{{item}}}"),
        ];
        return pages.Concat(more.Select(path => pages[0] with { Pattern = path }));
    }

    private static string Unpack(string hex)
    {
        using var file = new ZipArchive(new MemoryStream(Convert.FromHexString(hex)));
        return string.Concat(file.Entries.Select(e => new StreamReader(e.Open()).ReadToEnd()));
    }

    /// <summary>The table's cells for one moment, by mark.</summary>
    private static Dictionary<string, string> Read(Moment moment)
    {
        using var file = typeof(ReadingTests).Assembly.GetManifestResourceStream("readings.txt")!;
        var marks = new List<string>();
        var isNew = true;
        var cells = new Dictionary<string, string>();
        foreach (var line in new StreamReader(file).ReadToEnd().Split('\n').Where(l => !l.StartsWith('#')))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                var row = string.Concat(words.Where(w => w.Length == 1));
                Assert.True(row.Length == ActsTable.Columns.Count, $"readings.txt: {row.Length} cells for {ActsTable.Columns.Count} columns: {line}");
                if (words.Where(w => w.Length > 1).SelectMany(w => w == "always" ? Always : [Enum.Parse<Moment>(w)]).Contains(moment))
                {
                    marks.ForEach(mark => cells.Add(mark, row));
                }

                isNew = true;
            }
            else if (words.Length > 0)
            {
                marks = isNew ? [.. words] : [.. marks, .. words];
                isNew = false;
            }
        }

        return cells;
    }

    [GeneratedRegex("「([a-z-]+(?:·[a-z-]+)?)」")]
    private static partial Regex Mark();
}
