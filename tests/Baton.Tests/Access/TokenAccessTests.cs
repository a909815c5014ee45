using System.Collections.Concurrent;
using System.Net;
using Baton.Tests.Host;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Access;

/// <summary>
/// The API's rows of the table with tokens that reach less far than their owner: what is beyond a token is refused at every
/// address, and what is within it is as the table says.
/// </summary>
public sealed class TokenAccessTests
{
    private const string ReadOnly = "\"/problems/api.read-only-token\"";
    private const string OneHandover = "\"/problems/api.one-handover-token\"";

    /// <summary>Beside its handover a token for one reaches only what says of itself which that is.</summary>
    private static readonly string[] BesideOneHandover = ["GET /api/v1/me", "GET /api/v1/me/next-steps", "GET /api/v1/handovers"];

    private static readonly Relation[] Owners = [Relation.Giver, Relation.Receiver, Relation.Witness, Relation.HumanResources];

    private static IEnumerable<Act> Acts => ActsTable.Acts.Where(a => a.IsOfApi);

    [Theory, Databases]
    public async Task A_token_that_reads_gets_what_its_owner_reads_and_writes_nowhere(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        using var performance = await Performance.OfAsync(cast);
        var handover = await StagedHandover.AtAsync(cast, Moment.HandingOver);
        var wrong = new ConcurrentBag<string>();
        var before = "";
        foreach (var owner in Owners)
        {
            using var reader = Caller.Program(cast.App, await cast.App.TokenAsync(cast[owner], TokenScope.Read));
            foreach (var act in Acts.OrderBy(a => a.Method != "GET"))
            {
                var names = await AccessTests.NamesAsync(handover, act, owner);
                if (act.Method != "GET" && before.Length == 0)
                {
                    before = await handover.HeadAsync();
                }

                var answer = await Performance.SendAsync(act, reader, name => names[name]);
                if (act.Method != "GET"
                    ? answer.Status != HttpStatusCode.Forbidden || !(act.Method == "HEAD" || answer.Body.Contains(ReadOnly, StringComparison.Ordinal))
                    : await performance.WrongAsync(act, owner, act.Expected(Moment.HandingOver, owner), answer, names) is not null)
                {
                    wrong.Add($"{act.Title} {owner}: {(int)answer.Status} {answer.Body}");
                }
            }

            if (await handover.HeadAsync() is var after && after != before)
            {
                wrong.Add($"{owner}: {before} → {after}");
            }

            before = "";
        }

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    [Theory, Databases]
    public async Task A_token_for_one_handover_finds_no_other_and_reaches_nothing_beside(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        using var performance = await Performance.OfAsync(cast);
        var own = await StagedHandover.AtAsync(cast, Moment.HandingOver);
        var other = await StagedHandover.AtAsync(cast, Moment.HandingOver);
        var wrong = new ConcurrentBag<string>();
        foreach (var owner in Owners)
        {
            using var program = Caller.Program(cast.App, await cast.App.TokenAsync(cast[owner], handover: own.Number));
            var before = await other.HeadAsync();
            foreach (var act in Acts)
            {
                var names = await AccessTests.NamesAsync(other, act, owner);
                var answer = await Performance.SendAsync(act, program, name => names[name]);
                if (act.IsOfHandover
                    ? await performance.WrongAsync(act, owner, Act.NotThere, answer, names) is not null
                    : BesideOneHandover.Contains(act.Title) ? answer.Status != HttpStatusCode.OK
                    : answer.Status != HttpStatusCode.Forbidden || !answer.Body.Contains(OneHandover, StringComparison.Ordinal))
                {
                    wrong.Add($"{act.Title} {owner}: {(int)answer.Status} {answer.Body}");
                }

                if (act.IsOfHandover && act.Method == "GET")
                {
                    answer = await Performance.SendAsync(act, program, name => own.Names[name]);
                    if (await performance.WrongAsync(act, owner, act.Expected(Moment.HandingOver, owner), answer, own.Names) is { } what)
                    {
                        wrong.Add($"own: {act.Title} {what}");
                    }
                }
            }

            if (await other.HeadAsync() is var after && after != before)
            {
                wrong.Add($"{owner}: {before} → {after}");
            }
        }

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>
    /// Whoever may not see a handover learns nothing from a version that is not its own, nor from a key: the answer is that
    /// of a number that was never given, and the key stays free.
    /// </summary>
    [Theory, Databases]
    public async Task Neither_a_version_nor_a_key_tells_whether_a_handover_is_there(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        var handover = await StagedHandover.AtAsync(cast, Moment.HandingOver);
        using var stranger = await Caller.SignInAsync(cast.App, cast[Relation.Stranger]);
        var wrong = new List<string>();
        foreach (var act in Acts.Where(a => a.IsOfHandover && a.Method != "GET"))
        {
            async Task<Answer> AskAsync(string number)
            {
                var (path, _, json, headers) = act.Request(name => name == "number" ? number : handover.Names[name]);
                (string, string)[] terms = [.. headers, ("If-Match", "\"1\""), ("Idempotency-Key", Guid.CreateVersion7().ToString())];
                return act.Part is null ? await stranger.CallAsync(new HttpMethod(act.Method), path, json, terms)
                    : await stranger.PartAsync(new HttpMethod(act.Method), path, act.Part, terms);
            }

            var there = await AskAsync(handover.Number);
            var never = await AskAsync(Performance.Never(handover.Number));
            if (there != never || there.Status != HttpStatusCode.NotFound)
            {
                wrong.Add($"{act.Title}: {there} ≠ {never}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Empty(await cast.App.ReadAsync(db => db.OnceKeys.Where(k => k.AccountId == cast.As(Relation.Stranger).AccountId).ToListAsync()));
    }
}
