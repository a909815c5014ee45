using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;
using Queries = System.Collections.Generic.Dictionary<string, System.Collections.Generic.IReadOnlyList<string>>;

namespace Baton.Tests.House;

/// <summary>quality.md: at most 8 queries a page, who asks included, however long the list is.</summary>
public sealed partial class QueryCountTests
{
    private const int Most = 8;

    /// <summary>What grows with the handovers that a company ever had.</summary>
    private static readonly string[] Growing =
    [
        "Handovers", "Parties", "Items", "ProofSteps", "TeachBacks", "ItemLinks", "SourceRows", "Questions", "Answers", "Meetings", "MeetingAttendee",
        "MeetingItem", "MeetingTime", "Matters", "FollowUpChecks", "MasteryRatings", "Waivers", "Supplements", "Revisions", "RevisionItems", "Statements",
        "Signatures", "SigningRefusals", "Events", "EventBodies", "TimeProposals", "TimeConfirmations", "ContactAttempts", "SignIns",
        "Attachments", "FileOpenings", "Uploads",
    ];

    private static readonly ConcurrentDictionary<Database, Task<(Queries Few, Queries Many)>> Counted = new();

    [Theory, Databases]
    public async Task No_page_of_a_handover_needs_more_queries_for_more_items(Database database)
    {
        var (few, many) = await CountOnceAsync(database);

        var wrong = many.Where(c => c.Value.Count > Most || c.Value.Count > few[c.Key].Count)
            .Select(c => $"{c.Key}: {c.Value.Count} for many items, {few[c.Key].Count} for few\n{string.Join('\n', c.Value)}").ToList();
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    /// <summary>
    /// In a small database any plan is quick. SQLite plans alike whatever the size; where it reads a whole table that grows,
    /// pages become slow in a few years.
    /// </summary>
    [Fact]
    public async Task No_page_of_a_handover_nor_home_reads_a_growing_table_from_end_to_end()
    {
        var (_, queries) = await CountOnceAsync(Database.Sqlite);
        var app = await TestApp.SharedAsync(Database.Sqlite);

        var wrong = await app.ReadAsync(async db =>
        {
            var scans = new List<string>();
            foreach (var (page, sql) in queries.Where(q => !q.Key.EndsWith(" /handovers", StringComparison.Ordinal))
                .SelectMany(q => q.Value.Select(sql => (q.Key, sql))).DistinctBy(q => q.sql))
            {
                scans.AddRange((await ScansAsync(db, sql)).Select(scan => $"{page}: {scan}\n{sql}"));
            }

            return scans;
        });
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    private static async Task<List<string>> ScansAsync(BatonDbContext db, string sql)
    {
        var aliases = Source().Matches(sql).Where(m => Growing.Contains(m.Groups[1].Value)).Select(m => m.Groups[2].Value).ToHashSet();
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in Parameter().Matches(sql).Select(m => m.Value).Distinct())
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, DBNull.Value);
            command.Parameters.Add(parameter);
        }

        var scans = new List<string>();
        await using var plan = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await plan.ReadAsync(TestContext.Current.CancellationToken))
        {
            // The index of requests holds only those.
            if (plan.GetString(3).Split(' ') is ["SCAN", var alias, .. var how] && aliases.Contains(alias) && how is not [.., "IX_Handovers_IsRequest"])
            {
                scans.Add(plan.GetString(3));
            }
        }

        return scans;
    }

    [GeneratedRegex("""(?:FROM|JOIN) "(\w+)" AS "?(\w+)""")]
    private static partial Regex Source();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();

    private static Task<(Queries Few, Queries Many)> CountOnceAsync(Database database) => Counted.GetOrAdd(database, async key =>
    {
        var app = await TestApp.SharedAsync(key);
        var count = app.Queries;
        return (await CountAsync(app, count, 5), await CountAsync(app, count, 60));
    });

    private static async Task<Queries> CountAsync(TestApp app, QueryCount count, int size)
    {
        var counts = new Queries();
        using var story = await HandoverStory.OpenAsync(app);
        await story.DoAsync(story.Giver, "times", "Propose", story.Times());
        await ListAsync(story, size);
        await TalkAsync(story, size / 5);
        await LookAsync(Stage.Preparing);
        await story.DoAsync(story.Receiver, "times", "Confirm");
        await story.DoAsync(story.Second, "times", "Confirm");
        await story.ConfirmListAsync();
        var critical = await story.WalkPageAsync("事项 1");
        await story.StepAsync("事项 1", ProofKind.Explained, story.Receiver);
        await story.DoAsync(story.Receiver, critical, "TeachBack", new() { ["text"] = "先核对，再发出。" });
        for (var i = 0; i < size / 5; i++)
        {
            await story.DoAsync(story.Receiver, critical, "Matter", new()
            {
                ["Matter.Title"] = $"遗留 {i}", ["Matter.Owner"] = story.Giver.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today.AddDays(10)),
            });
        }

        await LookAsync(Stage.HandingOver);
        await ManyAsync(story, story.Giver, nameof(ProofKind.Explained));
        await ManyAsync(story, story.Receiver, "accept");
        await ManyAsync(story, story.Second, "accept");
        await story.DoAsync(story.Giver, critical, "AnswerTeachBack", button: "button[value=true]");
        await story.StepAsync("事项 1", ProofKind.Demonstrated, story.Receiver);
        await story.DoAsync(story.Receiver, critical, "Accept");
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        await story.SignAsync(story.Giver);
        await LookAsync(Stage.Signing);
        // A signature that is void, and what differs since.
        await story.DoAsync(story.Receiver, "sign", "Reopen", new() { ["reason"] = "标题要改" });
        await story.DoAsync(story.Giver, $"list?category=Duties&item={await story.ItemAsync("事项 2")}", "Save", new() { ["Input.SpecialAttention"] = "先核对" });
        await story.DoAsync(story.Receiver, await story.WalkPageAsync("事项 2"), "Accept");
        await LookAsync(Stage.HandingOver, "reopened ");
        await story.DoAsync(story.Giver, "sign", "Start");
        await LookAsync(Stage.Signing, "again ");
        await story.SignAsync(story.Giver);
        foreach (var person in new[] { story.Receiver, story.Second, story.Witness })
        {
            await story.SignAsync(person);
        }

        await story.DoAsync(story.Giver, "follow-up", "Supplement", new() { ["reason"] = "漏了一件" });
        await LookAsync(Stage.FollowUp);
        return counts;

        async Task LookAsync(Stage stage, string when = "")
        {
            var item = await story.ItemAsync("事项 1");
            foreach (var (who, name) in new[] { (story.Giver, "giver"), (story.Receiver, "receiver"), (story.Witness, "witness"), (story.Hr, "hr") })
            {
                string[] pages =
                [
                    "", "overview", "list", $"list?category=Duties&item={item}", "times", "parties", "meetings", "questions", "files", "history", "print",
                    .. stage == Stage.Preparing ? (string[])[] : ["sign", "waivers", $"walk/{item}", "many"],
                    .. stage == Stage.FollowUp ? (string[])["follow-up"] : [],
                ];
                var visitor = await story.AsAsync(who);
                foreach (var path in pages.Select(story.Address).Concat(["/", "/handovers", "/handovers/new", "/account"]))
                {
                    var key = path.Replace(story.Number, "N", StringComparison.Ordinal).Replace(item.ToString(), "I", StringComparison.Ordinal);
                    counts[$"{when}{stage} {name} {key}"] = await count.OfPageAsync(visitor, path);
                }
            }
        }
    }

    private static async Task ListAsync(HandoverStory story, int size)
    {
        var visitor = await story.SeeAsync(story.Giver, "paste?category=Duties");
        await visitor.SubmitAsync("form[data-form=paste]", new() { ["Input.Rows"] = "事项\t目标\n" + string.Concat(Enumerable.Range(1, size).Select(i => $"事项 {i}\t按时办好\n")) });
        await visitor.SubmitAsync("form[data-form=paste]");
        var page = await story.SeeAsync(story.Giver, "list?category=Duties");
        var ids = page.Page.QuerySelectorAll("input[name=ids]").Select(box => Guid.Parse(box.GetAttribute("value")!)).ToList();
        Assert.Equal(size, ids.Count);
        foreach (var (receiver, theirs) in new[] { (story.Receiver, ids[..^2]), (story.Second, ids[^2..]) })
        {
            var list = await story.SelectAsync(story.Giver, "list?category=Duties", [.. theirs]);
            list.Fill("#bulk select[name=receiver]", $"p:{receiver.Id}");
            await list.SubmitAsync("#bulk", button: "button[value=assign]");
            HandoverStory.Accepted(list);
        }

        var first = await story.SelectAsync(story.Giver, "list?category=Duties", ids[0]);
        await first.SubmitAsync("#bulk", button: "button[value=critical]");
        HandoverStory.Accepted(first);
    }

    /// <summary>Questions, answered or not, and meetings.</summary>
    private static async Task TalkAsync(HandoverStory story, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await story.DoAsync(story.Receiver, "questions", "Ask", new() { ["text"] = $"问题 {i}？" });
            if (i % 2 == 0)
            {
                await story.DoAsync(story.Giver, "questions", "Answer", new() { ["text"] = "答复。" });
            }

            await story.DoAsync(story.Witness, "meetings", "Plan", new() { ["Input.Title"] = $"面谈 {i}" });
        }
    }

    private static async Task ManyAsync(HandoverStory story, TestPerson person, string act)
    {
        var visitor = await story.SeeAsync(person, "many");
        foreach (var box in visitor.Page.QuerySelectorAll("input[name=ids]").ToList())
        {
            visitor.Tick($"input[name=ids][value='{box.GetAttribute("value")}']");
        }

        await visitor.SubmitAsync("form[data-form=many]", button: $"button[value={act}]");
        HandoverStory.Accepted(visitor);
    }
}
