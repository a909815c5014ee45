using System.Data.Common;
using Baton.Tests.Host;
using Baton.Web.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Baton.Tests.House;

/// <summary>Migrations agree with the model, and the migrated database refuses to change the record.</summary>
public sealed class MigrationTests
{
    // By hand, not from RecordTriggers: a trigger that falls out of that list must be missed here.
    private static readonly string[] SqliteTriggers =
    [
        "baton_event_bodies_no_delete", "baton_event_bodies_no_replace", "baton_events_no_delete", "baton_events_no_replace",
        "baton_events_no_update", "baton_signatures_no_delete", "baton_signatures_no_replace",
    ];

    private static readonly string[] PostgresTriggers =
    [
        "baton_event_bodies_no_delete", "baton_event_bodies_no_truncate", "baton_events_no_change", "baton_events_no_truncate",
        "baton_signatures_no_delete", "baton_signatures_no_truncate",
    ];

    [Theory, Databases]
    public async Task The_model_needs_no_further_migration(Database database)
    {
        var app = await TestApp.SharedAsync(database);

        Assert.False(await app.ReadAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())), "Run ./migrations.");
    }

    [Theory, Databases]
    public async Task All_triggers_are_there(Database database)
    {
        var app = await TestApp.SharedAsync(database);

        var present = await app.ReadAsync(db => (database == Database.Sqlite
            ? db.Database.SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'baton%'")
            : db.Database.SqlQuery<string>($"SELECT tgname::text AS \"Value\" FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'baton%'")).ToListAsync());

        Assert.Equal(database == Database.Sqlite ? SqliteTriggers : PostgresTriggers, present.Order(StringComparer.Ordinal));
    }

    [Theory, Databases]
    public async Task The_database_refuses_to_change_the_record(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var handover = await SmallHandover.OpenAsync(app);
        List<string> attempts =
        [
            """UPDATE "Events" SET "Kind" = 'handover.other' WHERE "StreamId" = @stream""",
            """DELETE FROM "Events" WHERE "StreamId" = @stream""",
            """DELETE FROM "EventBodies" WHERE "StreamId" = @stream""",
        ];
        attempts.AddRange(database == Database.Sqlite
            ?
            [
                """INSERT OR REPLACE INTO "Events" SELECT * FROM "Events" WHERE "StreamId" = @stream""",
                """REPLACE INTO "EventBodies" SELECT * FROM "EventBodies" WHERE "StreamId" = @stream""",
            ]
            : ["""TRUNCATE "Events" CASCADE""", """TRUNCATE "EventBodies" """]);

        foreach (var attempt in attempts)
        {
            var refused = await Assert.ThrowsAnyAsync<DbException>(() => RunAsync(app, attempt, handover.Id));
            Assert.Contains("the record is never changed", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory, Databases]
    public async Task Migrating_again_brings_a_lost_trigger_back(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await app.ReadAsync(db => db.Database.ExecuteSqlRawAsync(database == Database.Sqlite
            ? "DROP TRIGGER baton_events_no_update"
            : "DROP TRIGGER baton_events_no_change ON \"Events\""));
        Assert.Single(await app.ReadAsync(db => db.MissingProtectionAsync(TestContext.Current.CancellationToken)));

        await app.ReadAsync(async db =>
        {
            await DatabaseSetup.MigrateAsync(db, TestContext.Current.CancellationToken);
            return true;
        });

        Assert.Empty(await app.ReadAsync(db => db.MissingProtectionAsync(TestContext.Current.CancellationToken)));
    }

    private static Task<int> RunAsync(TestApp app, string sql, Guid stream) => app.ReadAsync(db => db.Database.ExecuteSqlRawAsync(
        sql,
        [db.Database.IsNpgsql() ? new NpgsqlParameter("stream", stream) : new SqliteParameter("stream", stream)],
        TestContext.Current.CancellationToken));
}
