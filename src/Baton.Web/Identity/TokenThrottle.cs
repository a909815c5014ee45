using System.Threading.RateLimiting;

namespace Baton.Web.Identity;

/// <summary>Wrong tokens, counted per address like <see cref="FormThrottle"/> counts forms. Right ones count nothing.</summary>
public sealed class TokenThrottle(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(source =>
        RateLimitPartition.GetTokenBucketLimiter(source, _ => FormThrottle.Bucket(configuration)));

    /// <summary>Whether this address may still try.</summary>
    public bool Allows(string source) => limiter.GetStatistics(source)!.CurrentAvailablePermits > 0;

    public void Count(string source) => limiter.AttemptAcquire(source).Dispose();

    public void Dispose() => limiter.Dispose();
}
