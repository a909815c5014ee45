using System.Net;
using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.House;

/// <summary>Whatever is not in the list below needs somebody signed in.</summary>
public sealed partial class AccessPolicyTests
{
    /// <summary>What a stranger may reach, by hand. Static files are open too.</summary>
    private static readonly string[] Open =
    [
        "/error/{code:int}",
        "/healthz/live",
        "/healthz/ready",
        "/invitation/{token}",
        "/language",
        "/openapi/v1.json",
        "/pdf-viewer",
        "/setup",
        "/sign-in",
    ];

    [Theory, Databases]
    public async Task Only_what_is_listed_here_is_open_to_strangers(Database database)
    {
        var app = await TestApp.SharedAsync(database);

        var open = Endpoints(app)
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(Pattern).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(Open, open);
    }

    [Theory, Databases]
    public async Task What_says_nothing_needs_somebody_signed_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);

        var fallback = await app.Services.GetRequiredService<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();

        Assert.Contains(fallback!.Requirements, r => r is DenyAnonymousAuthorizationRequirement);
    }

    [Theory, Databases]
    public async Task Every_other_address_leads_a_stranger_to_sign_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        var patterns = Endpoints(app).Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null).Select(Pattern).Distinct()
            .Where(p => !IsApi(p)).ToList();
        Assert.NotEmpty(patterns);
        var wrong = new List<string>();
        foreach (var pattern in patterns)
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var request = new HttpRequestMessage(method, Example(pattern));
                using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                if (answer.StatusCode is not (HttpStatusCode.Found or HttpStatusCode.MethodNotAllowed)
                    || (answer.StatusCode == HttpStatusCode.Found && !answer.Headers.Location!.PathAndQuery.StartsWith("/sign-in", StringComparison.Ordinal)))
                {
                    wrong.Add($"{method} {pattern}: {(int)answer.StatusCode} {answer.Headers.Location}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory, Databases]
    public async Task Every_address_for_programs_asks_for_a_token_and_takes_no_cookie(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var person = await app.SignInAsync(await app.AddPersonAsync("李娜", SystemRoles.Administrator | SystemRoles.HumanResources));
        var wrong = new List<string>();
        var endpoints = Endpoints(app).Where(e => IsApi(Pattern(e))).ToList();
        Assert.NotEmpty(endpoints);
        foreach (var endpoint in endpoints)
        {
            Assert.Contains(endpoint.Metadata.OfType<AuthorizeAttribute>(), a => a.Policy == TokenLimits.Policy);
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Example(Pattern(endpoint)));
                using var answer = await person.Client.SendAsync(request, TestContext.Current.CancellationToken);
                if (answer.StatusCode != HttpStatusCode.Unauthorized || answer.Headers.WwwAuthenticate.ToString() != "Bearer realm=\"Baton\"")
                {
                    wrong.Add($"{method} {Pattern(endpoint)}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static bool IsApi(string pattern) => pattern.StartsWith("/api/", StringComparison.Ordinal);

    private static IEnumerable<RouteEndpoint> Endpoints(TestApp app) => app.Services.GetServices<EndpointDataSource>()
        .SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null);

    private static string Pattern(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    /// <summary>An address that the pattern matches.</summary>
    private static string Example(string pattern) => Parameter().Replace(pattern, m =>
        m.Value.Contains("guid", StringComparison.Ordinal) ? "01890000-0000-7000-8000-000000000000"
        : m.Value.Contains(":datetime", StringComparison.Ordinal) ? "2026-10-01"
        : m.Value.Contains(":int", StringComparison.Ordinal) ? "1"
        : m.Value.Contains("category", StringComparison.OrdinalIgnoreCase) ? "duties"
        : "JJ-2026-0001");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
