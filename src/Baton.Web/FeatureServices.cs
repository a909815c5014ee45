namespace Baton.Web;

internal static class FeatureServices
{
    /// <summary>Each feature's services: one line each, in the order of the process.</summary>
    public static IServiceCollection AddFeatureServices(this IServiceCollection services)
    {
        services.AddScoped<Features.Handovers.OpenHandover>();
        return services;
    }
}
