using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Baton.Web.Data;

/// <summary>Ready means: the database answers and holds the schema.</summary>
internal sealed class DatabaseHealth(BatonDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await db.Companies.AnyAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
