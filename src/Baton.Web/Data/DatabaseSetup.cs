using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Baton.Web.Data;

public static class DatabaseSetup
{
    /// <summary>
    /// EF Core notes for each row in which flow it is read, so that two at once on one context throw. While developing and in
    /// tests that is worth it; in use it was a good part of a long page's time.
    /// </summary>
    private const bool ChecksThreads =
#if DEBUG
        true;
#else
        false;
#endif

    /// <summary>PostgreSQL where a connection string named Baton is configured; else the embedded SQLite file.</summary>
    public static IServiceCollection AddBatonDatabase(
        this IServiceCollection services, IConfiguration configuration, BatonOptions options)
    {
        if (configuration.GetConnectionString("Baton") is { Length: > 0 } connection)
        {
            services.AddDbContextPool<PostgresBatonDbContext>(o => o.UseNpgsql(connection).EnableThreadSafetyChecks(ChecksThreads));
            services.AddScoped<BatonDbContext>(p => p.GetRequiredService<PostgresBatonDbContext>());
        }
        else
        {
            services.AddDbContextPool<SqliteBatonDbContext>(o => o
                .UseSqlite(SqliteConnection(options.DataFolder)).EnableThreadSafetyChecks(ChecksThreads)
                .AddInterceptors(SqlitePragmas.Interceptor));
            services.AddScoped<BatonDbContext>(p => p.GetRequiredService<SqliteBatonDbContext>());
        }

        return services;
    }

    public static string SqliteConnection(string folder) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "baton.db"), ForeignKeys = true }.ToString();

    /// <summary>Brings the schema up to date and puts the record's protection in place.</summary>
    public static async Task MigrateAsync(BatonDbContext db, CancellationToken cancellationToken)
    {
        // With nothing to do, MigrateAsync would still compare the model with its snapshot: a third of the time to start.
        // House/MigrationTests does that.
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            await db.Database.MigrateAsync(cancellationToken);
        }

        await db.ProtectRecordAsync(cancellationToken);
    }
}

/// <summary>
/// Durability before speed, on every connection: an acknowledged write survives a power cut. A connection that comes back
/// from the pool still has its settings; saying them again before each query would cost more than most queries.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static readonly SqlitePragmas Interceptor = new();

    private const string Pragmas =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 15000;";

    private readonly ConditionalWeakTable<object, object> set = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var handle = ((SqliteConnection)connection).Handle!;
        if (set.TryGetValue(handle, out _))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        set.AddOrUpdate(handle, this);
    }

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // SQLite has no asynchronous calls.
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}

/// <summary>
/// For dotnet ef. The options' service provider carries IdentityOptions: without it the Identity schema falls back to
/// version 1 and the passkey table is missing.
/// </summary>
internal static class DesignTime
{
    public static readonly IServiceProvider Services = new ServiceCollection()
        .Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();
}

internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteBatonDbContext>
{
    public SqliteBatonDbContext CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<SqliteBatonDbContext>()
            .UseSqlite("Data Source=:memory:").UseApplicationServiceProvider(DesignTime.Services).Options);
}

internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresBatonDbContext>
{
    public PostgresBatonDbContext CreateDbContext(string[] args) => new(
        new DbContextOptionsBuilder<PostgresBatonDbContext>()
            .UseNpgsql("Host=localhost").UseApplicationServiceProvider(DesignTime.Services).Options);
}
