using Baton.Tests.Host;
using Baton.Web.Events;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Baton.Tests.House;

/// <summary>verify-log finds whatever is done to the stored record past the database's own refusals.</summary>
public sealed class LogVerificationTests
{
    private const int Length = 6;

    // What is done to a stream of six events, and what verify-log says: the first bad sequence and why.
    private static readonly (string What, string Sql, string Finding)[] Tampering =
    [
        ("a byte of a header", """UPDATE "Events" SET "Header" = (SELECT "Header" FROM "Events" WHERE "StreamId" = @stream AND "Sequence" = 2) WHERE "StreamId" = @stream AND "Sequence" = 3""", "3: HashMismatch"),
        ("a hash", """UPDATE "Events" SET "Hash" = (SELECT "Hash" FROM "Events" WHERE "StreamId" = @stream AND "Sequence" = 1) WHERE "StreamId" = @stream AND "Sequence" = 4""", "4: HashMismatch"),
        ("header and hash together", """UPDATE "Events" SET "Header" = (SELECT "Header" FROM "Events" WHERE "StreamId" = @stream AND "Sequence" = 5), "Hash" = (SELECT "Hash" FROM "Events" WHERE "StreamId" = @stream AND "Sequence" = 5) WHERE "StreamId" = @stream AND "Sequence" = 2""", "2: HeaderColumnsDisagree"),
        ("the kind in its column", """UPDATE "Events" SET "Kind" = 'item.withdrawn' WHERE "StreamId" = @stream AND "Sequence" = 3""", "3: HeaderColumnsDisagree"),
        ("the actor in its column", """UPDATE "Events" SET "ActorId" = "SubjectId" WHERE "StreamId" = @stream AND "Sequence" = 6""", "6: HeaderColumnsDisagree"),
        ("on whose behalf", """UPDATE "Events" SET "OnBehalfOfId" = "ActorId" WHERE "StreamId" = @stream AND "Sequence" = 1""", "1: HeaderColumnsDisagree"),
        ("a value of a body", """UPDATE "EventBodies" SET "Fields" = REPLACE("Fields", '事项 3', '事项 8') WHERE "StreamId" = @stream AND "Sequence" = 4""", "4: FieldAltered title"),
        ("a whole body by that of another event", """UPDATE "EventBodies" SET "Fields" = (SELECT "Fields" FROM "EventBodies" WHERE "StreamId" = @stream AND "Sequence" = 2) WHERE "StreamId" = @stream AND "Sequence" = 3""", "3: BodyRootMismatch"),
        ("a body emptied", """UPDATE "EventBodies" SET "Fields" = '' WHERE "StreamId" = @stream AND "Sequence" = 5""", "5: BodyMalformed"),
        ("a body removed", """DELETE FROM "EventBodies" WHERE "StreamId" = @stream AND "Sequence" = 5""", "5: BodyMissing"),
        ("the first event removed", """DELETE FROM "EventBodies" WHERE "StreamId" = @stream AND "Sequence" = 1; DELETE FROM "Events" WHERE "StreamId" = @stream AND "Sequence" = 1""", "1: SequenceGap"),
        ("an event removed from the middle", """DELETE FROM "EventBodies" WHERE "StreamId" = @stream AND "Sequence" = 3; DELETE FROM "Events" WHERE "StreamId" = @stream AND "Sequence" = 3""", "3: SequenceGap"),
        ("an event removed and the gap closed", """DELETE FROM "EventBodies" WHERE "StreamId" = @stream AND "Sequence" = 6; DELETE FROM "Events" WHERE "StreamId" = @stream AND "Sequence" = 3; UPDATE "Events" SET "Sequence" = 3 WHERE "StreamId" = @stream AND "Sequence" = 6""", "3: HeaderColumnsDisagree"),
        ("two events in each other's place", """UPDATE "Events" SET "Sequence" = 99 WHERE "StreamId" = @stream AND "Sequence" = 2; UPDATE "Events" SET "Sequence" = 2 WHERE "StreamId" = @stream AND "Sequence" = 4; UPDATE "Events" SET "Sequence" = 4 WHERE "StreamId" = @stream AND "Sequence" = 99""", "2: HeaderColumnsDisagree"),
    ];

    [Theory, Databases]
    public async Task A_clean_log_proves_itself_and_each_tampering_is_found_where_it_begins(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var untouched = await NewStreamAsync(app);
        var tampered = new List<Guid>();
        foreach (var _ in Tampering)
        {
            tampered.Add(await NewStreamAsync(app));
        }

        var (code, lines) = await VerifyAsync(app);
        Assert.Equal(0, code);
        Assert.EndsWith("streams, 0 bad", Assert.Single(lines), StringComparison.Ordinal);

        await app.ReadAsync(db => db.Database.ExecuteSqlRawAsync(database == Database.Sqlite
            ? """
              DROP TRIGGER baton_events_no_update; DROP TRIGGER baton_events_no_delete; DROP TRIGGER baton_event_bodies_no_delete;
              """
            : """
              ALTER TABLE "Events" DISABLE TRIGGER USER; ALTER TABLE "EventBodies" DISABLE TRIGGER USER;
              ALTER TABLE "EventBodies" DROP CONSTRAINT "FK_EventBodies_Events_StreamId_Sequence";
              """));
        foreach (var (index, (_, sql, _)) in Tampering.Index())
        {
            await TamperAsync(app, sql, tampered[index]);
        }

        (code, lines) = await VerifyAsync(app);

        Assert.Equal(1, code);
        foreach (var (index, (what, _, finding)) in Tampering.Index())
        {
            var said = lines.SingleOrDefault(l => l.StartsWith(tampered[index].ToString(), StringComparison.Ordinal));
            Assert.True(said?.TrimEnd() == $"{tampered[index]} BAD at {finding}", $"{what}: {said}");
        }

        Assert.DoesNotContain(lines, l => l.StartsWith(untouched.ToString(), StringComparison.Ordinal));
        Assert.EndsWith($"streams, {Tampering.Length} bad", lines[^1], StringComparison.Ordinal);
    }

    private static async Task<Guid> NewStreamAsync(TestApp app)
    {
        var handover = await SmallHandover.OpenAsync(app);
        for (var i = 1; i < Length; i++)
        {
            var title = $"事项 {i}";
            await handover.DoAsync<ListService, Item>((list, stop) =>
                list.AddAsync(handover.Number, SmallHandover.ActorOf(handover.Giver), Category.Duties, title, stop));
        }

        Assert.Equal(Length, await app.ReadAsync(db => db.Events.CountAsync(e => e.StreamId == handover.Id)));
        return handover.Id;
    }

    private static async Task<(int Code, string[] Lines)> VerifyAsync(TestApp app)
    {
        await using var output = new StringWriter();
        var code = await LogVerification.RunAsync(app.Services, output);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static Task<bool> TamperAsync(TestApp app, string sql, Guid stream) => app.ReadAsync(async db =>
    {
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        if (db.Database.IsSqlite())
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF", TestContext.Current.CancellationToken);
        }

        foreach (var statement in sql.Split(';'))
        {
            var rows = await db.Database.ExecuteSqlRawAsync(
                statement,
                [db.Database.IsNpgsql() ? new NpgsqlParameter("stream", stream) : new SqliteParameter("stream", stream)],
                TestContext.Current.CancellationToken);
            Assert.True(rows > 0, $"Nothing was changed by: {statement}");
        }

        return true;
    });
}
