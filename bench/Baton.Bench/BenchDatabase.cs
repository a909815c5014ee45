using System.Data.Common;
using Baton.Web;
using Baton.Web.Data;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Baton.Bench;

/// <summary>
/// A database of its own, gone afterwards: an SQLite file in a temporary folder, or a database on the PostgreSQL server that
/// ConnectionStrings__Baton names.
/// </summary>
public sealed class BenchDatabase : IAsyncDisposable
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("ConnectionStrings__Baton") is { Length: > 0 } server ? server : null;

    private readonly string connection;

    private BenchDatabase(string folder, string connection)
    {
        Folder = folder;
        this.connection = connection;
    }

    public static bool IsPostgres => Server is not null;

    public string Folder { get; }

    public static async Task<BenchDatabase> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("baton-bench-").FullName;
        if (Server is null)
        {
            var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
            return new BenchDatabase(folder, DatabaseSetup.SqliteConnection(data));
        }

        var name = $"baton_bench_{Path.GetFileName(folder)[^6..].ToLowerInvariant()}";
        await ExecuteOnServerAsync($"CREATE DATABASE \"{name}\"");
        return new BenchDatabase(folder, new NpgsqlConnectionStringBuilder(Server) { Database = name }.ToString());
    }

    /// <summary>The command line with which Baton uses this database.</summary>
    public string[] Arguments(params string[] more) =>
    [
        "--data", Path.Combine(Folder, "data"), "--keys", Path.Combine(Folder, "keys"),
        .. IsPostgres ? (string[])["--ConnectionStrings:Baton", connection] : [], .. more,
    ];

    public BatonOptions Options(params string[] more) => BatonOptions.Parse(Arguments(more));

    /// <summary>A bare connection; on SQLite as durable as Baton's own.</summary>
    public async Task<DbConnection> OpenAsync()
    {
        DbConnection bare = IsPostgres ? new NpgsqlConnection(connection) : new SqliteConnection(connection);
        await bare.OpenAsync();
        return bare;
    }

    /// <summary>As <see cref="OpenAsync"/>, with the settings that Baton gives a connection it writes with.</summary>
    public async Task<DbConnection> OpenForWritingAsync()
    {
        var bare = await OpenAsync();
        if (!IsPostgres)
        {
            await using var command = bare.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 15000;";
            await command.ExecuteNonQueryAsync();
        }

        return bare;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsPostgres)
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteOnServerAsync($"DROP DATABASE \"{new NpgsqlConnectionStringBuilder(connection).Database}\" WITH (FORCE)");
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task ExecuteOnServerAsync(string sql)
    {
        await using var server = new NpgsqlConnection(Server);
        await server.OpenAsync();
        await using var command = server.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
