using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Features.Api;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Baton.Tests.House;

/// <summary>Every route for programs describes itself, and the OpenAPI document has it.</summary>
public sealed class ApiDocumentTests
{
    [Theory, Databases]
    public async Task Every_route_has_a_summary_needs_the_token_and_stands_in_the_document(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var paths = (await ReadAsync(app))["paths"]!.AsObject();
        var wrong = new List<string>();
        var names = new List<string>();
        foreach (var endpoint in Routes(app))
        {
            var path = endpoint.RoutePattern.RawText!.TrimEnd('/');
            var method = Assert.Single(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods);
            var operation = paths.FirstOrDefault(p => p.Key == Plain(path)).Value?[method.ToLowerInvariant()];
            var problems = new[]
            {
                (operation is not null, "is not in the document"),
                (endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary is { Length: > 10 } summary && (string?)operation?["summary"] == summary, "has no summary"),
                (endpoint.Metadata.OfType<AuthorizeAttribute>().Any(a => a.Policy == TokenLimits.Policy), "needs no token"),
                (operation?["security"]?[0]?["token"] is not null, "does not say that it needs the token"),
                (((string?)operation?["responses"]?["401"]?["description"])?.Contains("api.token-needed", StringComparison.Ordinal) == true, "does not say what it refuses"),
                (Plain(path).Split('{').Skip(1).All(p => operation?["parameters"]?.AsArray().Any(x => (string?)x!["name"] == p.Split('}')[0]) == true), "lacks a parameter"),
                (operation?["responses"]?.AsObject().Any(r => r.Key[0] == '2') == true, "answers nothing"),
            };
            wrong.AddRange(problems.Where(p => !p.Item1).Select(p => $"{method} {path} {p.Item2}"));
            names.Add((string?)operation?["operationId"] ?? "?");
        }

        Assert.True(names.Count > 90, $"{names.Count} routes");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal(names.Count, paths.Sum(p => p.Value!.AsObject().Count));
    }

    [Theory, Databases]
    public async Task Every_body_has_an_example_that_it_takes(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var json = app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var wrong = new List<string>();
        var bodies = 0;
        foreach (var endpoint in Routes(app).Where(e => e.Metadata.GetMetadata<IAcceptsMetadata>() is not null))
        {
            bodies++;
            try
            {
                Assert.NotNull(JsonSerializer.Deserialize(
                    endpoint.Metadata.GetMetadata<RequestExample>()!.Json, endpoint.Metadata.GetMetadata<IAcceptsMetadata>()!.RequestType!, json));
            }
            catch (Exception mistake) when (mistake is JsonException or NullReferenceException)
            {
                wrong.Add($"{endpoint.DisplayName}: {mistake.Message}");
            }
        }

        Assert.True(bodies > 40, $"{bodies} bodies");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>Sign, refuse, reopen, decide waivers, accounts: by hand, from product.md section 7.</summary>
    [Theory, Databases]
    public async Task No_route_leads_to_what_only_a_person_may_do(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var writes = Routes(app).Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0] != "GET").Select(e => e.RoutePattern.RawText!).ToList();

        string[] words =
        [
            "sign", "signature", "signatures", "refuse", "refusals", "reopen", "stand", "statements", "role", "roles", "invite", "invitation", "invitations",
            "password", "token", "tokens", "deactivate", "reactivate", "account", "accounts", "credential", "credentials",
        ];
        var forbidden = writes.Where(path => path.Split('/', '-').Intersect(words).Any())
            .Concat(writes.Where(path => path.Contains("waivers/", StringComparison.Ordinal)));

        Assert.Empty(forbidden);
    }

    [Theory, Databases]
    public async Task The_document_is_open_and_says_how_things_are_written(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var document = await ReadAsync(app);

        Assert.StartsWith("3.1", (string)document["openapi"]!, StringComparison.Ordinal);
        Assert.Equal("bearer", (string)document["components"]!["securitySchemes"]!["token"]!["scheme"]!);
        var schemas = document["components"]!["schemas"]!;
        Assert.Contains("string", schemas["StepJson"]!["properties"]!["actual"]!["type"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("number", schemas["StepJson"]!["properties"]!["actual"]!["type"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("\"string\"", schemas["HandoverJson"]!["properties"]!["openedAt"]!["type"]!.ToJsonString());
        Assert.Null(schemas["BulkBody"]!["required"]);
        Assert.Contains("handingOver", schemas["Stage"]!["enum"]!.ToJsonString(), StringComparison.Ordinal);
        var post = document["paths"]!["/api/v1/handovers/{number}/items"]!["post"]!;
        Assert.Contains(post["parameters"]!.AsArray(), p => (string?)p!["name"] == "Idempotency-Key");
        Assert.Contains(post["parameters"]!.AsArray(), p => (string?)p!["name"] == "If-Match");
        Assert.Contains("handover.outdated", (string)post["responses"]!["412"]!["description"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("JJ-20", document.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task<JsonObject> ReadAsync(TestApp app)
    {
        using var client = new HttpClient { BaseAddress = app.Address };
        using var answer = await client.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
    }

    private static List<RouteEndpoint> Routes(TestApp app) => [.. app.Services.GetServices<EndpointDataSource>()
        .SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))];

    /// <summary>As the document writes it: without constraints.</summary>
    private static string Plain(string path) => System.Text.RegularExpressions.Regex.Replace(path, @"\{(\w+):\w+\}", "{$1}");
}
