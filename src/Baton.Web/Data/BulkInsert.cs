using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Baton.Web.Data;

/// <summary>
/// Writes many rows past change tracking, by the model's own tables, columns and conversions: a prepared INSERT on SQLite,
/// COPY on PostgreSQL. All in one transaction, which the caller commits.
/// </summary>
public sealed class BulkInsert(BatonDbContext db, DbConnection connection)
{
    /// <summary>From so many new rows on it pays.</summary>
    private const int Many = 500;

    /// <summary>
    /// Writes what the context is about to add, where that is much, and lets go of it: saving would look at each row three
    /// times over. What it changes besides is left to be saved.
    /// </summary>
    public static async Task WriteAddedAsync(BatonDbContext db, CancellationToken cancellationToken)
    {
        // Saving looks for changes in what is left; here only what was added itself counts.
        var looks = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var added = db.ChangeTracker.Entries().Where(e => e.State == EntityState.Added).ToList();
        db.ChangeTracker.AutoDetectChangesEnabled = looks;
        var byType = added.GroupBy(e => e.Metadata).ToDictionary(g => g.Key, g => g.ToList());
        if (added.Count < Many || byType.Keys.Any(type => type.IsOwned() || type.GetProperties().Any(p => p.IsShadowProperty())))
        {
            return;
        }

        var insert = new BulkInsert(db, db.Database.GetDbConnection());
        while (byType.Count > 0)
        {
            // A row that another points to comes before it.
            var type = byType.Keys.First(t => !t.GetForeignKeys().Any(key => key.PrincipalEntityType != t && byType.ContainsKey(key.PrincipalEntityType)));
            byType.Remove(type, out var entries);
            await insert.WriteAsync(type, entries!.Select(e => e.Entity), cancellationToken);
        }

        added.ForEach(entry => entry.State = EntityState.Detached);
    }

    public Task WriteAsync<T>(IEnumerable<T> rows)
        where T : class => WriteAsync(db.Model.FindEntityType(typeof(T))!, rows, CancellationToken.None);

    [SuppressMessage("Security", "CA2100", Justification = "Names of tables and columns are the model's own; values are parameters.")]
    private async Task WriteAsync(IEntityType entity, IEnumerable<object> rows, CancellationToken cancellationToken)
    {
        var columns = ColumnsOf(entity, StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value, e => e).ToList();
        var table = $"\"{entity.GetTableName()}\"";
        var names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        if (connection is NpgsqlConnection postgres)
        {
            await using var writer = await postgres.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)", cancellationToken);
            foreach (var row in rows)
            {
                await writer.StartRowAsync(cancellationToken);
                foreach (var column in columns)
                {
                    if (column.Value(row) is { } value)
                    {
                        await writer.WriteAsync(value, cancellationToken);
                    }
                    else
                    {
                        await writer.WriteNullAsync(cancellationToken);
                    }
                }
            }

            await writer.CompleteAsync(cancellationToken);
            return;
        }

        await using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
        foreach (var (_, i) in columns.Select((c, i) => (c, i)))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                command.Parameters[i].Value = columns[i].Value(row) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Columns of an entity and of what it owns in the same table.</summary>
    private static IEnumerable<(string Name, Func<object, object?> Value)> ColumnsOf(IEntityType entity, StoreObjectIdentifier table, Func<object, object> self)
    {
        foreach (var property in entity.GetProperties().Where(p => !p.IsShadowProperty()))
        {
            var getter = property.GetGetter();
            var converter = property.GetTypeMapping().Converter;
            yield return (property.GetColumnName(table)!, row =>
            {
                var value = getter.GetClrValue(self(row));
                return converter is null ? value : converter.ConvertToProvider(value);
            }
            );
        }

        foreach (var owned in entity.GetNavigations().Where(n => n.TargetEntityType.IsOwned()))
        {
            var getter = owned.GetGetter();
            foreach (var column in ColumnsOf(owned.TargetEntityType, table, row => getter.GetClrValue(self(row))!))
            {
                yield return column;
            }
        }
    }
}
