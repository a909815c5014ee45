using System.Data.Common;
using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Bench;

/// <summary>
/// A step of the walkthrough sent as a form: the giver ticks «explained» of one item, and takes it back, by turns, so that
/// there is always one to tick. Each is committed with full durability. Floor: the same rows written by one prepared
/// transaction after the other, on the same file with the same settings.
/// </summary>
public static class WalkStepBench
{
    private const int Items = 300;

    /// <summary>Each person works on a handover of their own; SQLite writes one at a time all the same.</summary>
    private const int People = 4;

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        await using var database = await BenchDatabase.CreateAsync();
        await using var server = await BatonServer.StartAsync(database);
        var cast = await Cast.EngageAsync(server);
        var desks = new List<Desk>();
        for (var i = 0; i < People; i++)
        {
            desks.Add(new Desk(await Browser.SignInAsync(server.Address, cast.Giver.UserName), await cast.WalkAsync(Items)));
        }

        await using var bare = await BareStep.PrepareAsync(database, server, await cast.WalkAsync(Items));
        var compared = await Rounds.CompareAsync(
            options.Rounds,
            () => Rounds.RateAsync(People, options.RoundTime, person => desks[person].NextAsync()),
            () => Rounds.RateAsync(1, options.RoundTime, _ => bare.CommitAsync()));
        desks.ForEach(d => d.Browser.Dispose());
        return [Line.AtLeast("walkthrough step", Line.PerSecond(compared.Figure), Line.PerSecond(compared.Floor), compared.Ratio, 0.4)];
    }

    private sealed record Desk(Browser Browser, WalkedHandover Handover)
    {
        private int at;
        private bool isDone;

        public async Task NextAsync()
        {
            var page = $"/handovers/{Handover.Number}/walk/{Handover.OpenItemIds[at]}";
            await Browser.PostAsync($"{page}?handler={(isDone ? "Undo" : "Step")}", ("kind", "Explained"), ("form", "act"));
            isDone = !isDone;
            at = isDone ? at : (at + 1) % Handover.OpenItemIds.Count;
        }
    }

    /// <summary>What a step writes, in its order, by prepared commands.</summary>
    private sealed class BareStep : IAsyncDisposable
    {
        private readonly DbConnection connection;
        private readonly List<DbCommand> commands = [];
        private long sequence = 1_000_000;

        private BareStep(DbConnection connection) => this.connection = connection;

        public static async Task<BareStep> PrepareAsync(BenchDatabase database, BatonServer server, WalkedHandover handover)
        {
            await using var scope = server.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
            var item = handover.OpenItemIds[0];
            var step = await db.ProofSteps.Where(s => s.ItemId == item).Select(s => s.Id).FirstAsync();
            var example = await db.Events.AsNoTracking().Include(e => e.Body).FirstAsync(e => e.StreamId == handover.Id && e.Kind == "step.done");
            var bare = new BareStep(await database.OpenForWritingAsync());
            await bare.AddAsync("""UPDATE "ProofSteps" SET "DoneAt" = @at, "DoneById" = @by WHERE "Id" = @step""", ("@at", 0L), ("@by", example.ActorId), ("@step", step));
            await bare.AddAsync("""UPDATE "Items" SET "ChangedAt" = @at WHERE "Id" = @item""", ("@at", 0L), ("@item", item));
            await bare.AddAsync("""UPDATE "Handovers" SET "Version" = @sequence WHERE "Id" = @handover""", ("@sequence", 0L), ("@handover", handover.Id));
            await bare.AddAsync(
                """
                INSERT INTO "Events" ("StreamId", "Sequence", "Header", "Hash", "Kind", "SubjectId", "ActorId", "Channel", "At")
                VALUES (@handover, @sequence, @header, @hash, 'step.done', @item, @by, 'web', @at)
                """,
                ("@handover", handover.Id), ("@sequence", 0L), ("@header", example.Header), ("@hash", example.Hash), ("@item", item), ("@by", example.ActorId), ("@at", 0L));
            await bare.AddAsync(
                """INSERT INTO "EventBodies" ("StreamId", "Sequence", "Fields") VALUES (@handover, @sequence, @fields)""",
                ("@handover", handover.Id), ("@sequence", 0L), ("@fields", example.Body!.Fields));
            return bare;
        }

        public async Task CommitAsync()
        {
            sequence++;
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var command in commands)
            {
                command.Transaction = transaction;
                foreach (var changing in command.Parameters.Cast<DbParameter>().Where(p => p.ParameterName is "@at" or "@sequence"))
                {
                    changing.Value = sequence;
                }

                await command.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
        }

        private async Task AddAsync(string sql, params (string Name, object? Value)[] parameters)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value;
                command.Parameters.Add(parameter);
            }

            await command.PrepareAsync();
            commands.Add(command);
        }

        public async ValueTask DisposeAsync()
        {
            commands.ForEach(c => c.Dispose());
            await connection.DisposeAsync();
        }
    }
}
