using System.Data.Common;
using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Baton.Bench;

/// <summary>
/// Writes many rows past change tracking, by the model's own tables, columns and conversions: a prepared INSERT on SQLite,
/// COPY on PostgreSQL. All in one transaction, which the caller commits.
/// </summary>
public sealed class BulkInsert(BatonDbContext db, DbConnection connection)
{
    public async Task WriteAsync<T>(IEnumerable<T> rows)
        where T : class
    {
        var entity = db.Model.FindEntityType(typeof(T))!;
        var columns = ColumnsOf(entity, StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value, e => e).ToList();
        var table = $"\"{entity.GetTableName()}\"";
        var names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        if (connection is NpgsqlConnection postgres)
        {
            await using var writer = await postgres.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)");
            foreach (var row in rows)
            {
                await writer.StartRowAsync();
                foreach (var column in columns)
                {
                    if (column.Value(row) is { } value)
                    {
                        await writer.WriteAsync(value);
                    }
                    else
                    {
                        await writer.WriteNullAsync();
                    }
                }
            }

            await writer.CompleteAsync();
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

            await command.ExecuteNonQueryAsync();
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
