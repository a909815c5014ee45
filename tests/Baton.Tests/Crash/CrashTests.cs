using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Baton.Tests.Races;
using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Baton.Tests.Crash;

/// <summary>
/// While people and programs write, the server is killed with no warning, and starts again: what was answered is there,
/// what was not is there whole or not at all, and everybody goes on where they were. BATON_TEST_CRASHES says how often.
/// </summary>
public sealed partial class CrashTests
{
    private const int FewestAnswers = 5;
    private const int MostAnswers = 60;

    private static readonly int Crashes = int.Parse(Environment.GetEnvironmentVariable("BATON_TEST_CRASHES") ?? "3", CultureInfo.InvariantCulture);

    [Theory, Databases]
    public async Task Nothing_that_was_answered_is_lost_and_nothing_is_half_done(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var load = await Load.PrepareAsync(app);
        for (var crash = 0; crash < Crashes; crash++)
        {
            await using var server = await ServerProcess.StartAsync(app.Storage);
            await load.HoldsAsync();
            await load.RunUntilAsync(server, server.KillAsync);
        }

        await using var last = await ServerProcess.StartAsync(app.Storage);
        await load.HoldsAsync();
    }

    [Fact]
    public async Task Nothing_is_lost_where_the_database_server_is_killed_and_Baton_goes_on_when_it_is_back()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("BATON_TEST_POSTGRES") is null && Environment.GetEnvironmentVariable("CI") is null,
            "As other tests on PostgreSQL, only where a server is named.");
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var app = await TestApp.StartAsync(Database.Postgres, server: postgres.Connection);
        using var load = await Load.PrepareAsync(app);
        await using var server = await ServerProcess.StartAsync(app.Storage);
        for (var crash = 0; crash < Crashes; crash++)
        {
            await load.RunUntilAsync(server, postgres.KillAsync);
            await postgres.StartAsync();
            await load.HoldsAsync();
        }

        await load.RunUntilAsync(server, server.KillAsync);
        await load.HoldsAsync();
    }

    /// <summary>Who writes what, on two handovers of one company.</summary>
    private sealed partial class Load : IDisposable
    {
        private readonly TestApp app;
        private readonly ConcurrentDictionary<Relation, Client> clients = new();
        private readonly List<Relation> people = [];
        private readonly List<Writer> writers = [];
        private readonly List<StagedHandover> handovers = [];
        private readonly HttpClient program = new();
        private bool isSignedIn;

        private Load(TestApp app) => this.app = app;

        /// <summary>The handovers are made in this process, which then leaves the database to the server alone.</summary>
        public static async Task<Load> PrepareAsync(TestApp app)
        {
            var load = new Load(app);
            var cast = await Cast.GatherAsync(app);
            var walked = await StagedHandover.AtAsync(cast, Moment.HandingOver);
            var signed = await StagedHandover.AtAsync(cast, Moment.Settled);
            load.handovers.AddRange([walked, signed]);
            load.program.DefaultRequestHeaders.Authorization = new("Bearer", await app.TokenAsync(cast[Relation.Receiver]));
            var items = await walked.ListManyAsync(6, Relation.Receiver);
            load.Walks(walked, items[0]);
            load.Walks(walked, items[1]);
            load.Asks(walked, items[2]);
            load.AsksByProgram(walked, items[3]);
            load.AsksByProgram(walked, items[4]);
            load.RaisesMatters(walked, items[5]);
            load.Signs(signed);
            foreach (var writer in load.writers)
            {
                await app.ReadAsync(async db =>
                {
                    await writer.BeginAsync(db);
                    return true;
                });
            }

            await app.StopServingAsync();
            load.LeaveDatabase();
            return load;
        }

        /// <summary>Accepted, taken back, the step undone, and done again.</summary>
        private void Walks(StagedHandover handover, Guid item)
        {
            var page = $"/handovers/{handover.Number}/walk/{item}";
            writers.Add(new Writer(
                handover.Id, item,
                By(Relation.Receiver, "item.accepted", $"{page}?handler=Accept"), By(Relation.Receiver, "item.acceptance-undone", $"{page}?handler=UndoAccept"),
                By(Relation.Giver, "step.undone", $"{page}?handler=Undo", ("kind", nameof(ProofKind.Explained))),
                By(Relation.Giver, "step.done", $"{page}?handler=Step", ("kind", nameof(ProofKind.Explained)))));
        }

        private void Asks(StagedHandover handover, Guid item) => writers.Add(new Writer(
            handover.Id, item, By(Relation.Receiver, "question.asked", $"/handovers/{handover.Number}/walk/{item}?handler=Ask", ("text", "谁来批"))));

        private void RaisesMatters(StagedHandover handover, Guid item) => writers.Add(new Writer(
            handover.Id, item, By(
                Relation.Witness, "matter.raised", $"/handovers/{handover.Number}/walk/{item}?handler=Matter", ("Matter.Title", "补合同"),
                ("Matter.Owner", handover.Cast[Relation.Giver].Id.ToString()), ("Matter.Due", handover.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))));

        /// <summary>
        /// Its key tells the same request from the next one. Not knowing whether the last one arrived, the program sends it
        /// again first; that adds nothing.
        /// </summary>
        private void AsksByProgram(StagedHandover handover, Guid item)
        {
            async Task<HttpResponseMessage> SendAsync(Uri server, int at)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/api/v1/handovers/{handover.Number}/questions"))
                {
                    Content = JsonContent.Create(new { itemId = item, text = $"第 {at} 问" }),
                };
                request.Headers.Add("Idempotency-Key", $"{item} {at}");
                return await program.SendAsync(request, TestContext.Current.CancellationToken);
            }

            writers.Add(new Writer(handover.Id, item, new Act("question.asked", async (server, at) =>
            {
                if (at > 0)
                {
                    using var again = await SendAsync(server, at - 1);
                    // Where its answer went down with the server, the program is told that the key is taken.
                    if (again.StatusCode == HttpStatusCode.Conflict)
                    {
                        Assert.Contains(ApiRefusals.KeyTaken.Code, await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
                    }
                    else if (again.StatusCode != HttpStatusCode.Created)
                    {
                        return again.StatusCode;
                    }
                }

                using var answer = await SendAsync(server, at);
                return answer.StatusCode;
            })));
        }

        /// <summary>The overview changes, so that the giver has to sign anew what is frozen again; then it is reopened.</summary>
        private void Signs(StagedHandover handover)
        {
            var sign = $"/handovers/{handover.Number}/sign";
            writers.Add(new Writer(
                handover.Id, handover.Id,
                new Act("brief.changed", (server, at) => clients[Relation.Giver].PostAsync(
                    server, $"/handovers/{handover.Number}/overview", ("Input.Overview", $"第 {at} 稿"), ("Input.Support", nameof(SupportChoice.NotOffered)),
                    ("Input.SeenAt", "9000000000000"))),
                By(Relation.Giver, "revision.frozen", $"{sign}?handler=Start"),
                new Act("signature.made", async (server, _) => await clients[Relation.Giver].PostAsync(
                    server, $"{sign}?handler=Sign", ("Input.Password", TestApp.Password), ("Input.Agree", "true"),
                    ("Input.Root", Root().Match(await clients[Relation.Giver].GetAsync(server, sign)).Groups[1].Value))),
                By(Relation.Giver, "signing.reopened", $"{sign}?handler=Reopen", ("reason", "漏了一项"))));
            people.Add(Relation.Giver);
        }

        private Act By(Relation who, string kind, string path, params (string Name, string Value)[] fields)
        {
            people.Add(who);
            return new Act(kind, (server, _) => clients[who].PostAsync(server, path, fields));
        }

        /// <summary>All write at once, until so many answers have come; then somebody dies, wherever the others are.</summary>
        public async Task RunUntilAsync(ServerProcess server, Func<Task> kill)
        {
            // Nobody signs in a second time: who was signed in still is.
            if (!isSignedIn)
            {
                foreach (var person in people.Distinct())
                {
                    clients[person] = new Client();
                    await clients[person].SignInAsync(server.Address, handovers[0].Cast[person]);
                }

                isSignedIn = true;
            }

            var left = Random.Shared.Next(FewestAnswers, MostAnswers);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var killed = new CancellationTokenSource();
            var writing = writers.ConvertAll(w => w.RunAsync(
                server.Address,
                () =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        enough.SetResult();
                    }
                },
                killed.Token));
            await Task.WhenAny([enough.Task, .. writing]);
            await killed.CancelAsync();
            await kill();
            await Task.WhenAll(writing);
        }

        public async Task HoldsAsync()
        {
            await app.ReadAsync(async db =>
            {
                await NobodyElseWritesAsync(db);
                foreach (var writer in writers)
                {
                    await writer.NothingIsLostAsync(db);
                }

                foreach (var handover in handovers)
                {
                    await RowsAreThoseOfTheEventsAsync(db, handover.Id);
                    await Invariants.HoldAsync(app, handover.Id);
                }

                if (db is SqliteBatonDbContext)
                {
                    Assert.Equal(["ok"], await db.Database.SqlQuery<string>($"PRAGMA integrity_check").ToListAsync());
                }

                return true;
            });
            await using var said = new StringWriter();
            Assert.True(await LogVerification.RunAsync(app.Services, said) == 0, said.ToString());
            LeaveDatabase();
        }

        /// <summary>What a dead server had asked of PostgreSQL comes to its end there first.</summary>
        private static async Task NobodyElseWritesAsync(BatonDbContext db)
        {
            while (db is PostgresBatonDbContext && await db.Database.SqlQuery<bool>(
                $"""SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle') AS "Value" """).SingleAsync())
            {
                await Task.Yield();
            }
        }

        /// <summary>No change without its event, no event without its change.</summary>
        private static async Task RowsAreThoseOfTheEventsAsync(BatonDbContext db, Guid handover)
        {
            var events = await db.Events.Where(e => e.StreamId == handover).GroupBy(e => e.Kind).ToDictionaryAsync(g => g.Key, g => g.Count());
            int Of(string kind) => events.GetValueOrDefault(kind);
            var revisions = db.Revisions.Where(r => r.HandoverId == handover);
            Assert.Equal(Of("question.asked"), await db.Questions.CountAsync(q => q.HandoverId == handover));
            Assert.Equal(Of("matter.raised"), await db.Matters.CountAsync(m => m.HandoverId == handover));
            Assert.Equal(Of("signature.made"), await db.Signatures.CountAsync(s => s.HandoverId == handover));
            Assert.Equal(Of("signature.voided"), await db.Signatures.CountAsync(s => s.HandoverId == handover && s.VoidedAt != null));
            Assert.Equal(Of("revision.frozen"), await revisions.CountAsync());
            Assert.Equal(Of("signing.reopened"), await revisions.CountAsync(r => r.ReopenedAt != null));
            Assert.Equal(
                Of("item.accepted") - Of("item.acceptance-undone"), await db.Items.CountAsync(i => i.HandoverId == handover && i.State == ItemState.Accepted));
        }

        /// <summary>With our connection open, a killed SQLite would not have to mend itself.</summary>
        private void LeaveDatabase()
        {
            if (app.Storage is ["--data", var folder, "--keys", _])
            {
                using var connection = new SqliteConnection(DatabaseSetup.SqliteConnection(folder));
                SqliteConnection.ClearPool(connection);
            }
            else
            {
                using var connection = new NpgsqlConnection(app.Storage[^1]);
                NpgsqlConnection.ClearPool(connection);
            }
        }

        public void Dispose()
        {
            program.Dispose();
            foreach (var client in clients.Values)
            {
                client.Dispose();
            }
        }

        [GeneratedRegex("""name="Input.Root" value="([0-9a-f]+)""")]
        private static partial Regex Root();
    }
}
