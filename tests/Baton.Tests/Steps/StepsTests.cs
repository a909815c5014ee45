using System.Collections.Concurrent;
using Baton.Tests.Access;
using Baton.Tests.Host;

namespace Baton.Tests.Steps;

/// <summary>
/// Every act of a handover × every moment × everybody, made from Access/acts.txt and api-acts.txt: what one may not is
/// refused as the table says and writes nothing; what one may is done. On SQLite that is every cell; on PostgreSQL, where the
/// rules are the same and only the SQL is another, each row at each moment by one of those who may expect the same. A program,
/// whose route calls the page's service, does what it may at one moment, and else leaves out what is needed.
/// </summary>
public sealed class StepsTests
{
    [Theory, Databases]
    public async Task What_one_may_is_done_and_what_one_may_not_is_refused_with_its_code_and_writes_nothing(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        using var performance = await Performance.OfAsync(cast);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enum.GetValues<Moment>(), async (moment, _) =>
        {
            var acts = ActsTable.Acts.Where(a => a.Method != "GET" && a.IsOfHandover && a.IsAbout(moment)).ToList();
            if (acts.Count == 0)
            {
                return;
            }

            var scene = new Scene(performance, moment, database);
            await scene.BeginAsync();
            foreach (var act in acts)
            {
                await scene.RefuseAsync(act);
            }

            foreach (var act in acts)
            {
                await scene.AllowAsync(act);
            }

            foreach (var what in scene.Wrong)
            {
                wrong.Add(what);
            }
        });

        Assert.True(wrong.IsEmpty, string.Join("\n", wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>A handover at one moment, made anew whenever it is not what it was.</summary>
    private sealed class Scene(Performance performance, Moment moment, Database database)
    {
        private StagedHandover handover = null!;

        public List<string> Wrong { get; } = [];

        public async Task BeginAsync()
        {
            handover = await StagedHandover.AtAsync(performance.Cast, moment);
            // That somebody outside looked is on record once a sign-in and a token: from then on every event is an act's.
            foreach (var look in ActsTable.Acts.Where(a => a is { Method: "GET", Pattern: "/handovers/{number}/list" or "/api/v1/handovers/{number}/items" }))
            {
                foreach (var relation in new[] { Relation.Auditor, Relation.HumanResources })
                {
                    await performance.DoAsync(look, handover, relation);
                }
            }
        }

        public async Task RefuseAsync(Act act)
        {
            var before = await handover.HeadAsync();
            foreach (var sign in act.Cells[moment].Distinct().Where(s => s != Act.May))
            {
                foreach (var relation in Some(act, sign))
                {
                    await ExpectAsync(act, relation, sign);
                }
            }

            if (await handover.HeadAsync() is var after && after != before)
            {
                Wrong.Add($"{moment} {act.Title} wrote: {before} → {after}");
                await BeginAsync();
            }
        }

        /// <summary>
        /// One who may does it. The others, where something is needed for it, leave that out: being told so shows that they
        /// may, and leaves the handover as it is.
        /// </summary>
        public async Task AllowAsync(Act act)
        {
            var may = Some(act, Act.May).ToList();
            var isBare = act.NeedsSomething;
            foreach (var relation in may.Skip(1).Where(_ => isBare || !act.IsOfApi))
            {
                await TryAsync(isBare ? act.Bare() : act, relation, isBare ? Bare(act, relation) : Act.May);
            }

            var isToBeDone = !act.IsOfApi || act.Cells.FirstOrDefault(c => c.Value.Contains(Act.May, StringComparison.Ordinal)).Key == moment;
            foreach (var relation in may.Take(1).Where(_ => isToBeDone || isBare))
            {
                await TryAsync(isToBeDone ? act : act.Bare(), relation, isToBeDone ? Act.May : Bare(act, relation));
            }
        }

        /// <summary>What is missing is said on the act's page; where that is not there yet, nothing is.</summary>
        private char Bare(Act act, Relation relation) =>
            !act.IsOfApi && ActsTable.Acts.First(a => a.Method == "GET" && ActsTable.Key("", a.Pattern, null) == ActsTable.Key("", act.Pattern, null)) is var page
                && page.IsAbout(moment) && page.Expected(moment, relation) == Act.NotThere
                // The row of the page may be about another item: whose page it is, it is the giver's, too.
                && page.Expected(moment, Relation.Giver) == Act.NotThere ? Act.NotThere : Act.MayNotLikeThis;

        /// <summary>What was done before may stand in its way: then once more, in a new handover.</summary>
        private async Task TryAsync(Act act, Relation relation, char expected)
        {
            // A new handover is made for each that goes wrong: after so many it is clear that something is.
            if (Wrong.Count < 40 && await WrongAsync(act, relation, expected) is not null)
            {
                await BeginAsync();
                await ExpectAsync(act, relation, expected);
            }
        }

        private IEnumerable<Relation> Some(Act act, char sign)
        {
            var all = act.With(moment, sign).ToList();
            return all.Count == 0 || database == Database.Sqlite ? all : [all[(ActsTable.Acts.IndexOf(act) + (int)moment) % all.Count]];
        }

        private async Task ExpectAsync(Act act, Relation relation, char expected)
        {
            if (await WrongAsync(act, relation, expected) is { } what)
            {
                Wrong.Add($"{moment} {act.Title} {what}");
            }
        }

        private async Task<string?> WrongAsync(Act act, Relation relation, char expected) =>
            await performance.WrongAsync(act, relation, expected, await performance.DoAsync(act, handover, relation), handover.Names);
    }
}
