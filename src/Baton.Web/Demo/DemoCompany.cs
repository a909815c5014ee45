namespace Baton.Web.Demo;

/// <summary>The company that --demo fills, by the same service methods that people use.</summary>
public static class DemoCompany
{
    public static Task FillAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;
}
