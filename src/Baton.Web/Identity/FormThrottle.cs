using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Baton.Web.Identity;

/// <summary>
/// Forms that strangers may send, counted per address (or <see cref="KnownBrowser"/>): enough for an office that shares one,
/// too few for guessing.
/// Limits:FormsPerMinute sets another number.
/// </summary>
public static class FormThrottle
{
    public const int PerMinute = 30;

    private static readonly string[] Paths = ["/sign-in", "/setup", "/invitation"];

    public static IServiceCollection AddFormThrottle(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IConfiguration>((limiter, configuration) =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => IsCounted(context.Request)
                ? RateLimitPartition.GetTokenBucketLimiter(context.RequestServices.GetRequiredService<KnownBrowser>().Source(context), _ => Bucket(configuration))
                : RateLimitPartition.GetNoLimiter(""));
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = 60.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });
        return services;
    }

    public static TokenBucketRateLimiterOptions Bucket(IConfiguration configuration)
    {
        var perMinute = configuration.GetValue("Limits:FormsPerMinute", PerMinute);
        return new()
        {
            // A class of new people may come in within one minute.
            TokenLimit = perMinute * 2,
            TokensPerPeriod = perMinute,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        };
    }

    /// <summary>Where a request comes from: an IPv4 address, or an IPv6 network of 64 bits, since one person has all of it.</summary>
    public static string Source(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static bool IsCounted(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && Paths.Any(path => request.Path.StartsWithSegments(path));
}
