using System.Net;
using Baton.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.House;

public sealed class HealthTests
{
    [Theory, Databases]
    public async Task Live_and_ready_answer_a_stranger(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = new HttpClient { BaseAddress = app.Address };

        Assert.Equal("Healthy", await client.GetStringAsync("/healthz/live", TestContext.Current.CancellationToken));
        Assert.Equal("Healthy", await client.GetStringAsync("/healthz/ready", TestContext.Current.CancellationToken));
    }

    [Theory, Databases]
    public async Task Without_its_schema_it_lives_but_is_not_ready(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var client = new HttpClient { BaseAddress = app.Address };
        await app.ReadAsync(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Companies" RENAME TO "CompaniesAway" """));

        using var live = await client.GetAsync("/healthz/live", TestContext.Current.CancellationToken);
        using var ready = await client.GetAsync("/healthz/ready", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("Unhealthy", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
