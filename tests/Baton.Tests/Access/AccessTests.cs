using System.Collections.Concurrent;
using Baton.Tests.Host;
using Baton.Web.Features.Accounts;
using Baton.Web.Features.Templates;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Access;

/// <summary>Who sees which address of Baton, and when: acts.txt, on every stage. Acts of handovers are in Steps.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Every_address_and_every_act_of_a_page_has_its_row()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var mapped = (await EndpointsAsync(app)).ToHashSet();
        var rows = ActsTable.Acts.Select(a => ActsTable.Key(a.Method, a.Pattern, a.Handler)).ToHashSet();
        Assert.True(mapped.Count > 100, "The endpoints were not found.");

        Assert.Equal("", string.Join("\n", mapped.Except(rows).Order(StringComparer.Ordinal)));
        Assert.Equal("", string.Join("\n", rows.Except(mapped).Order(StringComparer.Ordinal)));
    }

    [Theory, Databases]
    public async Task Whoever_may_see_a_page_does_and_for_others_it_does_not_exist(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        using var performance = await Performance.OfAsync(cast);
        var wrong = new ConcurrentBag<string>();
        foreach (var moment in Enum.GetValues<Moment>())
        {
            var acts = ActsTable.Acts.Where(a => a.Method == "GET" && a.IsOfHandover && a.IsAbout(moment)).ToList();
            if (acts.Count == 0)
            {
                continue;
            }

            var handover = await StagedHandover.AtAsync(cast, moment);
            await Parallel.ForEachAsync(acts.SelectMany(a => Enum.GetValues<Relation>().Select(r => (Act: a, Relation: r))), async (one, _) =>
            {
                var answer = await performance.DoAsync(one.Act, handover, one.Relation);
                if (await performance.WrongAsync(one.Act, one.Relation, one.Act.Expected(moment, one.Relation), answer, handover.Names) is { } what)
                {
                    wrong.Add($"{moment} {one.Act.Title} {what}");
                }
            });
        }

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    [Theory, Databases]
    public async Task What_lies_beside_handovers_is_for_those_whose_it_is(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        using var performance = await Performance.OfAsync(cast);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enum.GetValues<Relation>(), async (relation, _) =>
        {
            foreach (var act in ActsTable.Acts.Where(a => !a.IsOfHandover))
            {
                var names = await NamesAsync(cast, act, relation);
                var answer = await performance.SendAsync(act, relation, name => names[name]);
                if (await performance.WrongAsync(act, relation, act.Expected(Moment.Preparing, relation), answer, names) is { } what)
                {
                    wrong.Add($"{act.Title} {what}");
                }

                if (answer.Location == "/sign-in")
                {
                    await performance.ComeBackAsync(relation);
                }
            }
        });

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>Whatever row there is: to all but the giver, human resources and the giver's manager it does not exist yet.</summary>
    [Theory, Databases]
    public async Task What_a_giver_asks_for_is_nothing_to_others_until_it_is_confirmed(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        using var performance = await Performance.OfAsync(cast);
        var request = await StagedHandover.AtAsync(cast, Moment.Request);
        Relation[] others =
        [
            .. Enum.GetValues<Relation>().Except([Relation.Giver, Relation.HumanResources, Relation.GiversManager, Relation.Nobody]),
        ];
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(ActsTable.Acts.Where(a => a.IsOfHandover), async (act, _) =>
        {
            foreach (var relation in act.Method == "GET" ? others : [others[ActsTable.Acts.IndexOf(act) % others.Length]])
            {
                var answer = await performance.DoAsync(act, request, relation);
                if (await performance.WrongAsync(act, relation, Act.NotThere, answer, request.Names) is { } what)
                {
                    wrong.Add($"{act.Title} {what}");
                }
            }
        });

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>
    /// Ids of another handover, put in one by one where a person may act: the same answer as for an id of nothing, and
    /// nothing written in either.
    /// </summary>
    [Theory, Databases]
    public async Task What_belongs_to_another_handover_answers_like_what_does_not_exist(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        using var performance = await Performance.OfAsync(cast);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(new[] { Moment.Submitted, Moment.HandingOver, Moment.FollowUp }, async (moment, _) =>
        {
            var here = await StagedHandover.AtAsync(cast, moment);
            var there = await StagedHandover.AtAsync(cast, moment);
            var before = (await here.HeadAsync(), await there.HeadAsync());
            foreach (var act in ActsTable.Acts.Where(a => a.IsOfHandover && a.IsAbout(moment)))
            {
                // What it acts on: the fields say it, else the address.
                var own = (act with { Pattern = "" }).Names.Intersect(here.Own).ToList() is { Count: > 0 } named ? named : act.Names.Intersect(here.Own).ToList();
                foreach (var (relation, name) in act.With(moment, Act.May).Take(1).SelectMany(r => own.Select(n => (r, n))))
                {
                    var foreign = await AnswerAsync(act, relation, name, there.Names[name]);
                    var unknown = await AnswerAsync(act, relation, name, Guid.CreateVersion7().ToString());
                    if (foreign != unknown)
                    {
                        wrong.Add($"{moment} {act.Title} {relation} with another's {name}: {foreign.Status} {foreign.Location}, {foreign.Queries} queries; of nothing: {unknown.Status} {unknown.Location}, {unknown.Queries} queries");
                    }
                }
            }

            if ((await here.HeadAsync(), await there.HeadAsync()) is var after && after != before)
            {
                wrong.Add($"{moment}: {before} → {after}");
            }

            async Task<Answer> AnswerAsync(Act act, Relation relation, string name, string id)
            {
                var answer = await performance.DoAsync(act, here, relation, new Dictionary<string, string>(here.Names) { [name] = id });
                return answer with { Body = answer.Body.Replace(id, "ID", StringComparison.Ordinal), Location = answer.Location?.Replace(id, "ID", StringComparison.Ordinal), Headers = "" };
            }
        });

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>What the names of a row stand for, of a handover or beside it.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> NamesAsync(StagedHandover handover, Act act, Relation relation) =>
        act.IsOfHandover ? handover.Names : await NamesAsync(handover.Cast, act, relation);

    /// <summary>What the names of a row stand for that is about no handover: each time somebody or something of its own.</summary>
    private static async Task<Dictionary<string, string>> NamesAsync(Cast cast, Act act, Relation relation)
    {
        var names = new Dictionary<string, string>
        {
            ["me"] = relation == Relation.Nobody ? Guid.Empty.ToString() : cast[relation].Id.ToString(),
            ["stranger"] = cast[Relation.Stranger].Id.ToString(), ["witness"] = cast[Relation.Witness].Id.ToString(), ["spare"] = cast.Spare.Id.ToString(),
            ["tomorrow"] = cast.Tomorrow, ["year"] = "2031", ["day"] = "2031-01-02", ["password"] = TestApp.Password, ["code"] = "404", ["kind"] = "people", ["new-name"] = Guid.CreateVersion7().ToString("N"),
        };
        foreach (var name in act.Names.Except(names.Keys))
        {
            var person = name is "person" or "invitation" ? (await cast.App.AddPersonAsync("某人")).Id : Guid.Empty;
            names[name] = name switch
            {
                "person" => person.ToString(),
                "template" => (await Services.AskAsync<TemplateService, Template>(
                    cast.App, (s, stop) => s.CopyAsync("general", Guid.CreateVersion7().ToString("N"), cast.As(Relation.Administrator), stop))).Value.Id.ToString(),
                "department" => (await cast.App.AddDepartmentAsync("部门")).ToString(),
                "position" => (await cast.App.AddPositionAsync("岗位")).ToString(),
                "team" => (await cast.App.AddTeamAsync("小组", cast.Spare.Id)).ToString(),
                "invitation" => (await Services.AskAsync<InvitationService, string>(
                    cast.App, (s, stop) => s.InviteAsync(person, null, null, cast.As(Relation.HumanResources), stop))).Value,
                _ => throw new InvalidOperationException($"acts.txt: nobody knows what {{{name}}} is in {act.Title}"),
            };
        }

        return names;
    }

    /// <summary>Every address with its methods; of a page its handlers. Static files, and what answers for one that is not there, are the same for all.</summary>
    private static async Task<List<string>> EndpointsAsync(TestApp app)
    {
        var keys = new List<string>();
        foreach (var endpoint in app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.Order < int.MaxValue))
        {
            var pattern = endpoint.RoutePattern.RawText!;
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var loaded = await app.Services.GetRequiredService<PageLoader>().LoadAsync(page, endpoint.Metadata);
                keys.AddRange(loaded.HandlerMethods.Select(h => ActsTable.Key(h.HttpMethod.ToUpperInvariant(), pattern, h.Name))
                    .DefaultIfEmpty(ActsTable.Key("GET", pattern, null)));
            }
            else
            {
                keys.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => ActsTable.Key(m, pattern, null)));
            }
        }

        return keys;
    }
}
