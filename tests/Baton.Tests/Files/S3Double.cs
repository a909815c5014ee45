using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Files;

/// <summary>
/// As much of S3 as Baton uses: PUT, GET with a range, HEAD, DELETE, and the list of all. It checks each request's signature (AWS Signature Version 4) and
/// that the bytes are those that were signed; what does not fit is 403, as there.
/// </summary>
internal sealed class S3Double : IAsyncDisposable
{
    private const string Bucket = "baton-files";
    private const string AccessKey = "test-access";
    private const string SecretKey = "test-secret";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, byte[]> objects = new();

    private S3Double(WebApplication app) => this.app = app;

    public IEnumerable<string> Keys => objects.Keys;

    /// <summary>When all that is there came.</summary>
    public DateTimeOffset Modified { get; set; } = DateTimeOffset.UnixEpoch;

    public string[] Settings =>
    [
        "--Files:S3:Endpoint", app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(),
        "--Files:S3:Bucket", Bucket, "--Files:S3:AccessKey", AccessKey, "--Files:S3:SecretKey", SecretKey,
    ];

    public static async Task<S3Double> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var store = new S3Double(app);
        app.Run(store.AnswerAsync);
        await app.StartAsync();
        return store;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        if (!IsSigned(context.Request, bytes))
        {
            context.Response.StatusCode = (int)HttpStatusCode.Forbidden;
            return;
        }

        var key = context.Request.Path.Value!.Length > $"/{Bucket}/".Length ? context.Request.Path.Value[$"/{Bucket}/".Length..] : "";
        switch (context.Request.Method)
        {
            case "GET" when key.Length == 0:
                var all = objects.Select(o => $"<Contents><Key>{o.Key}</Key><LastModified>{Modified:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified><Size>{o.Value.Length}</Size></Contents>");
                context.Response.ContentType = "application/xml";
                await context.Response.WriteAsync($"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>{string.Concat(all)}</ListBucketResult>");
                break;
            case "HEAD" when objects.ContainsKey(key):
                context.Response.Headers.LastModified = Modified.ToString("R", CultureInfo.InvariantCulture);
                break;
            case "DELETE":
                objects.TryRemove(key, out _);
                context.Response.StatusCode = (int)HttpStatusCode.NoContent;
                break;
            case "PUT":
                objects[key] = bytes;
                break;
            case "GET" when objects.TryGetValue(key, out var kept):
                var range = context.Request.Headers.Range.ToString()["bytes=".Length..].Split('-').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToList();
                context.Response.StatusCode = (int)HttpStatusCode.PartialContent;
                context.Response.Headers.ContentRange = $"bytes {range[0]}-{range[1]}/{kept.Length}";
                context.Response.ContentLength = range[1] + 1 - range[0];
                await context.Response.Body.WriteAsync(kept.AsMemory(range[0], range[1] + 1 - range[0]));
                break;
            default:
                context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                break;
        }
    }

    private static bool IsSigned(HttpRequest request, byte[] body)
    {
        var parts = request.Headers.Authorization.ToString().Replace("AWS4-HMAC-SHA256 ", "", StringComparison.Ordinal)
            .Split(',', StringSplitOptions.TrimEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]);
        if (!parts.TryGetValue("Credential", out var credential) || credential.Split('/') is not [AccessKey, var day, var region, "s3", "aws4_request"])
        {
            return false;
        }

        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(body));
        if (request.Headers["x-amz-content-sha256"] != bodyHash)
        {
            return false;
        }

        var headers = parts["SignedHeaders"].Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n");
        var canonical = $"{request.Method}\n{request.Path.ToUriComponent()}\n{string.Join('&', (request.QueryString.Value ?? "").TrimStart('?').Split('&').Order(StringComparer.Ordinal))}\n{string.Concat(headers)}\n{parts["SignedHeaders"]}\n{bodyHash}";
        var toSign = $"AWS4-HMAC-SHA256\n{request.Headers["x-amz-date"]}\n{day}/{region}/s3/aws4_request\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = new[] { day, region, "s3", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretKey), (k, word) => HMACSHA256.HashData(k, Encoding.UTF8.GetBytes(word)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))) == parts["Signature"];
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
