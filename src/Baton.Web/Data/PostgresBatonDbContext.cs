using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Data;

/// <summary>For several nodes.</summary>
public sealed class PostgresBatonDbContext(DbContextOptions<PostgresBatonDbContext> options) : BatonDbContext(options)
{
    /// <summary>Any constant that nothing else in the database uses: the lock of the installation's stream.</summary>
    private const long InstallationLock = 0x4261746F6E;

    public override async Task LockHandoverAsync(Guid handoverId, CancellationToken cancellationToken) =>
        await Database.ExecuteSqlAsync(
            $"""SELECT 1 FROM "Handovers" WHERE "Id" = {handoverId} FOR UPDATE""", cancellationToken);

    public override async Task LockInstallationAsync(CancellationToken cancellationToken) =>
        await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({InstallationLock})", cancellationToken);

    public override async Task<int> NextInSeriesAsync(string series, CancellationToken cancellationToken)
    {
        var rows = await Database.SqlQuery<int>(
            $"""
            INSERT INTO "Series" ("Name", "Last") VALUES ({series}, 1)
            ON CONFLICT ("Name") DO UPDATE SET "Last" = "Series"."Last" + 1 RETURNING "Last" AS "Value"
            """).ToListAsync(cancellationToken);
        return rows[0];
    }

    public override async Task ProtectRecordAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, sql) in RecordTriggers.Postgres)
        {
            await Database.ExecuteSqlRawAsync(sql, cancellationToken);
        }
    }

    public override async Task<IReadOnlyList<string>> MissingProtectionAsync(CancellationToken cancellationToken)
    {
        var present = await Database.SqlQuery<string>($"SELECT tgname AS \"Value\" FROM pg_trigger WHERE NOT tgisinternal")
            .ToListAsync(cancellationToken);
        return [.. RecordTriggers.Postgres.Select(t => t.Name).Except(present)];
    }
}
