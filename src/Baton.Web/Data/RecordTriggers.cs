namespace Baton.Web.Data;

/// <summary>
/// The database's own refusals: events are never updated or deleted, and an event's body may lose erased values but
/// never disappear. Whether the rest of a body still proves itself is what verify-log checks.
/// </summary>
internal static class RecordTriggers
{
    private const string Message = "Baton: the record is never changed";

    public static readonly IReadOnlyList<(string Name, string Sql)> Sqlite =
    [
        OnSqlite("baton_events_no_update", "BEFORE UPDATE ON \"Events\""),
        OnSqlite("baton_events_no_delete", "BEFORE DELETE ON \"Events\""),
        // INSERT OR REPLACE deletes without firing delete triggers, so an existing place in a stream is refused here.
        OnSqlite("baton_events_no_replace", "BEFORE INSERT ON \"Events\"",
            "WHEN EXISTS (SELECT 1 FROM \"Events\" WHERE \"StreamId\" = NEW.\"StreamId\" AND \"Sequence\" = NEW.\"Sequence\")"),
        OnSqlite("baton_event_bodies_no_delete", "BEFORE DELETE ON \"EventBodies\""),
        OnSqlite("baton_event_bodies_no_replace", "BEFORE INSERT ON \"EventBodies\"",
            "WHEN EXISTS (SELECT 1 FROM \"EventBodies\" WHERE \"StreamId\" = NEW.\"StreamId\" AND \"Sequence\" = NEW.\"Sequence\")"),
        OnSqlite("baton_signatures_no_delete", "BEFORE DELETE ON \"Signatures\""),
        OnSqlite("baton_signatures_no_replace", "BEFORE INSERT ON \"Signatures\"",
            "WHEN EXISTS (SELECT 1 FROM \"Signatures\" WHERE \"Id\" = NEW.\"Id\")"),
    ];

    public static readonly IReadOnlyList<(string Name, string Sql)> Postgres =
    [
        OnPostgres("baton_events_no_change", "BEFORE UPDATE OR DELETE ON \"Events\" FOR EACH ROW", "Events"),
        OnPostgres("baton_events_no_truncate", "BEFORE TRUNCATE ON \"Events\" FOR EACH STATEMENT", "Events"),
        OnPostgres("baton_event_bodies_no_delete", "BEFORE DELETE ON \"EventBodies\" FOR EACH ROW", "EventBodies"),
        OnPostgres("baton_event_bodies_no_truncate", "BEFORE TRUNCATE ON \"EventBodies\" FOR EACH STATEMENT", "EventBodies"),
        OnPostgres("baton_signatures_no_delete", "BEFORE DELETE ON \"Signatures\" FOR EACH ROW", "Signatures"),
        OnPostgres("baton_signatures_no_truncate", "BEFORE TRUNCATE ON \"Signatures\" FOR EACH STATEMENT", "Signatures"),
    ];

    private static (string, string) OnSqlite(string name, string when, string condition = "") =>
        (name, $"CREATE TRIGGER IF NOT EXISTS {name} {when} {condition} BEGIN SELECT RAISE(ABORT, '{Message}'); END;");

    private static (string, string) OnPostgres(string name, string when, string table) =>
        (name, $"""
            CREATE OR REPLACE FUNCTION baton_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{Message}'; END $$;
            DROP TRIGGER IF EXISTS {name} ON "{table}";
            CREATE TRIGGER {name} {when} EXECUTE FUNCTION baton_refuse();
            """);
}
