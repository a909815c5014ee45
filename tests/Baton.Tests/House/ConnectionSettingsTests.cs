using Baton.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.House;

/// <summary>What makes an acknowledged write survive a power cut, on the embedded database.</summary>
public sealed class ConnectionSettingsTests
{
    [Fact]
    public async Task Every_connection_is_durable_new_or_from_the_pool()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        // Several at once are several connections; the second time they come from the pool.
        for (var time = 0; time < 2; time++)
        {
            var settings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SettingsAsync(app)));
            Assert.All(settings, s => Assert.Equal("journal_mode=wal synchronous=2 secure_delete=1 busy_timeout=15000 foreign_keys=1", s));
        }
    }

    private static Task<string> SettingsAsync(TestApp app) => app.ReadAsync(async db =>
    {
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var settings = new List<string>();
        foreach (var name in new[] { "journal_mode", "synchronous", "secure_delete", "busy_timeout", "foreign_keys" })
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {name}";
            settings.Add($"{name}={await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)}");
        }

        return string.Join(' ', settings);
    });
}
