using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Baton.Bench;

/// <summary>The commands that one act sent through EF Core: to count them, or to repeat them bare.</summary>
public sealed class RecordedQueries
{
    private readonly IReadOnlyList<(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters)> commands;

    internal RecordedQueries(IReadOnlyList<(string, IReadOnlyList<(string, object?)>)> commands) => this.commands = commands;

    public int Count => commands.Count;

    /// <summary>Sends all of them again, by ADO.NET alone, and reads every value of every row.</summary>
    public async Task RepeatAsync(BenchDatabase database)
    {
        await using var connection = await database.OpenAsync();
        foreach (var (sql, parameters) in commands)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }

            await using var reader = await command.ExecuteReaderAsync();
            var row = new object[reader.FieldCount];
            while (await reader.ReadAsync())
            {
                reader.GetValues(row);
            }
        }
    }
}

/// <summary>Listens to what this process sends through EF Core, as long as it is there.</summary>
public sealed class QueryRecorder : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    /// <summary>EF Core asks no more often whether anybody listens (ConfigureLoggingCacheTime).</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(1.1);

    private readonly List<IDisposable> subscriptions = [];
    private readonly List<(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters)> commands = [];

    private QueryRecorder() => subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public static async Task<QueryRecorder> ListenAsync()
    {
        var recorder = new QueryRecorder();
        await Task.Delay(Noticed);
        return recorder;
    }

    /// <summary>What is sent during an act; nothing else may run beside it.</summary>
    public async Task<RecordedQueries> RecordAsync(Func<Task> act)
    {
        commands.Clear();
        await act();
        return new RecordedQueries([.. commands]);
    }

    public void OnNext(DiagnosticListener listener)
    {
        if (listener.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(listener.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name));
        }
    }

    public void OnNext(KeyValuePair<string, object?> written)
    {
        if (written.Value is CommandEventData { Command: var command })
        {
            commands.Add((command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => subscriptions.ForEach(s => s.Dispose());
}
