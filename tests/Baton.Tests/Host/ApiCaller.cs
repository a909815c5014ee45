using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
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

/// <summary>A program that calls the API with a token.</summary>
public sealed class ApiCaller : IDisposable
{
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
        return new(response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

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
