using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Data;

/// <summary>The embedded default: one file in WAL mode.</summary>
public sealed class SqliteBatonDbContext(DbContextOptions<SqliteBatonDbContext> options) : BatonDbContext(options)
{
    /// <summary>Whoever has stood in line for so long asks SQLite itself, which waits as long again and then says that it is busy.</summary>
    private static readonly TimeSpan LongestInLine = TimeSpan.FromSeconds(15);

    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Lines = new();

    // SQLite lets one write at a time, and whoever finds it busy sleeps a while, longer each time, on a thread of the pool,
    // and meanwhile nobody writes: the writers of this process stand in line instead, and the next goes on at once.
    public override async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken)
    {
        var line = Lines.GetOrAdd(Database.GetConnectionString()!, _ => new SemaphoreSlim(1));
        var place = await line.WaitAsync(LongestInLine, cancellationToken) ? line : null;
        try
        {
            return new WriteTransaction(await Database.BeginTransactionAsync(cancellationToken), place);
        }
        catch
        {
            place?.Release();
            throw;
        }
    }

    // Microsoft.Data.Sqlite begins write transactions with BEGIN IMMEDIATE: whoever is in one has the whole database
    // to write, so a handover needs no lock of its own.
    public override Task LockHandoverAsync(Guid handoverId, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task LockInstallationAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<int> NextInSeriesAsync(string series, CancellationToken cancellationToken)
    {
        var rows = await Database.SqlQuery<int>(
            $"""
            INSERT INTO "Series" ("Name", "Last") VALUES ({series}, 1)
            ON CONFLICT ("Name") DO UPDATE SET "Last" = "Last" + 1 RETURNING "Last" AS "Value"
            """).ToListAsync(cancellationToken);
        return rows[0];
    }

    public override async Task ProtectRecordAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, sql) in RecordTriggers.Sqlite)
        {
            await Database.ExecuteSqlRawAsync(sql, cancellationToken);
        }
    }

    public override async Task<IReadOnlyList<string>> MissingProtectionAsync(CancellationToken cancellationToken)
    {
        var present = await Database.SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'trigger'")
            .ToListAsync(cancellationToken);
        return [.. RecordTriggers.Sqlite.Select(t => t.Name).Except(present)];
    }
}
