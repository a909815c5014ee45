using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Baton.Web.Features.Accounts;
using Baton.Web.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Host;

/// <summary>What a program was answered.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonNode? Json, HttpResponseHeaders Headers, string? ContentType)
{
    public string? Tag => Headers.ETag?.Tag;
    public string? Location => Headers.Location?.OriginalString;

    /// <summary>The refusal's code; null where it was no problem.</summary>
    public string? Code => Json is JsonObject problem && (string?)problem["type"] is { } type && type.StartsWith("/problems/", StringComparison.Ordinal)
        ? type["/problems/".Length..] : null;

    /// <summary>Codes of the refusals of one field.</summary>
    public IEnumerable<string> On(string field) => Json?["errors"]?[field]?.AsArray().Select(e => (string)e!["code"]!) ?? [];

    /// <summary>The value at a path such as results[0].id.</summary>
    public string? Text(string path)
    {
        var node = Json;
        foreach (var part in path.Split('.', '[', ']').Where(p => p.Length > 0))
        {
            node = int.TryParse(part, out var at) ? node?[at] : node?[part];
        }

        return node?.ToString();
    }

    public ApiAnswer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Json?.ToJsonString()}");
        return this;
    }

    public ApiAnswer Refused(string code)
    {
        Assert.True(Code == code, $"{(int)Status} {Code} instead of {code}: {Json?.ToJsonString()}");
        Assert.Equal((int)Status, (int)Json!["status"]!);
        Assert.Equal("application/problem+json", ContentType);
        return this;
    }
}

/// <summary>A program that calls the API with a token. Whatever it is refused, the OpenAPI document must have promised.</summary>
public sealed partial class ApiCaller : IDisposable
{
    private static readonly ConcurrentDictionary<Uri, Task<List<Operation>>> Promises = new();

    private readonly HttpClient client;

    public ApiCaller(TestApp app, string? token, string language = "zh-CN", string? source = null)
    {
        client = new HttpClient(Visitor.Handler(source)) { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }
    }

    public HttpClient Client => client;

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public Task<ApiAnswer> PutAsync(string path, JsonNode body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, body, headers);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <param name="path">Below /api/v1.</param>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = new ApiAnswer(response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, response.Headers, response.Content.Headers.ContentType?.MediaType);
        if ((int)answer.Status >= 400)
        {
            Assert.NotNull(answer.Code);
            var operations = await Promises.GetOrAdd(client.BaseAddress!, ReadPromisesAsync);
            var called = operations.Find(o => o.Method == method && o.Path.IsMatch(request.RequestUri!.ToString().Split('?')[0]));
            Assert.True(
                called is null || called.Codes.GetValueOrDefault((int)answer.Status, []).Contains(answer.Code),
                $"{method} {path} answered {(int)answer.Status} {answer.Code}, which the document does not promise.");
        }

        return answer;
    }

    private static async Task<List<Operation>> ReadPromisesAsync(Uri app)
    {
        using var client = new HttpClient { BaseAddress = app };
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
        return [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => new Operation(
                HttpMethod.Parse(operation.Key.ToUpperInvariant()),
                new Regex("^" + Parameter().Replace(path.Key, "[^/]+") + "$"),
                operation.Value!["responses"]!.AsObject().Where(r => r.Key[0] != '2').ToDictionary(
                    r => int.Parse(r.Key, System.Globalization.CultureInfo.InvariantCulture), r => ((string)r.Value!["description"]!).Split(", ")))))
            // /items/accept before /items/{id}
            .OrderBy(o => o.Path.ToString().Split("[^/]+").Length)];
    }

    private sealed record Operation(HttpMethod Method, Regex Path, Dictionary<int, string[]> Codes);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();

    public void Dispose() => client.Dispose();
}

public static class ApiCallers
{
    /// <summary>A token as `token create` makes it.</summary>
    public static async Task<string> TokenAsync(this TestApp app, TestPerson person, TokenScope scope = TokenScope.Write, string? handover = null, int days = 90)
    {
        await using var services = app.Services.CreateAsyncScope();
        var made = await services.ServiceProvider.GetRequiredService<TokenService>().MakeForAsync(
            person.UserName,
            new TokenForm { Name = "测试", Scope = scope, Handover = handover, Days = days.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            TestContext.Current.CancellationToken);
        return made.Value;
    }

    /// <summary>A program that acts for this person.</summary>
    public static async Task<ApiCaller> CallerAsync(this TestApp app, TestPerson person, TokenScope scope = TokenScope.Write, string? handover = null) =>
        new(app, await app.TokenAsync(person, scope, handover));
}
