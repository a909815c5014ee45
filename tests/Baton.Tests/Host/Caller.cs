using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Tests.Host;

/// <summary>What came back, as it came: followed nowhere and read by nobody.</summary>
/// <param name="Headers">All but the date, by name, each on a line.</param>
/// <param name="Body">Without what differs from answer to answer: antiforgery tokens.</param>
/// <param name="Length">Of the body in bytes, with them.</param>
/// <param name="Queries">How many commands the database got.</param>
public sealed record Answer(HttpStatusCode Status, string Headers, string? Location, string Body, int Length, int Queries);

/// <summary>
/// Sends requests as one person (or as nobody) and looks at answers to the byte. Quicker than <see cref="Visitor"/>, and
/// like it sends the antiforgery token that a page of theirs gave them; below /api a token that is theirs.
/// </summary>
public sealed partial class Caller : IDisposable
{
    private const string TokenField = "__RequestVerificationToken";

    /// <summary>The field of a form that sends files.</summary>
    private const string Files = "files";

    /// <summary>The cookie with a sentence for the page that comes next.</summary>
    private const string Sentence = "baton-said";

    private readonly TestApp app;
    private readonly CookieContainer cookies;
    private readonly HttpClient client;
    private string token = "";
    private string? bearer;

    private Caller(TestApp app, CookieContainer cookies, IPAddress source)
    {
        this.app = app;
        this.cookies = cookies;
        var handler = new SocketsHttpHandler
        {
            CookieContainer = cookies, AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(source, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        client = new HttpClient(handler) { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Add("Accept-Language", "zh-CN");
    }

    public static async Task<Caller> SignInAsync(TestApp app, TestPerson person)
    {
        var caller = await NobodyAsync(app);
        var answer = await caller.SendAsync(HttpMethod.Post, "/sign-in", [("UserName", person.UserName), ("Password", TestApp.Password)]);
        Assert.Equal((HttpStatusCode.Found, "/"), (answer.Status, answer.Location));
        await caller.TakeTokenAsync("/account");
        caller.bearer = await app.TokenAsync(person);
        // That a token is used is noted at the first call; from then on all calls are alike.
        await caller.CallAsync(HttpMethod.Get, "/api/v1/me", null);
        return caller;
    }

    public static async Task<Caller> NobodyAsync(TestApp app)
    {
        var caller = new Caller(app, new CookieContainer(), IPAddress.Loopback);
        await caller.TakeTokenAsync("/sign-in");
        return caller;
    }

    /// <summary>The same person at another device: a connection of its own, from 127.0.1.1 on.</summary>
    public Caller Again(int device) => new(app, cookies, new IPAddress([127, 0, 1, (byte)device])) { token = token, bearer = bearer };

    /// <summary>A program without a cookie.</summary>
    public static Caller Program(TestApp app, string bearer) => new(app, new CookieContainer(), IPAddress.Loopback) { bearer = bearer };

    /// <summary>A form, or the look at a page.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, IReadOnlyList<(string Name, string Value)>? fields = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get)
        {
            var all = (fields ?? []).Append((Name: TokenField, Value: token)).ToList();
            request.Content = all.Exists(f => f.Name == Files) ? WithFiles(all) : new FormUrlEncodedContent(all.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        }

        return await AnswerAsync(request);
    }

    /// <summary>A call of the API.</summary>
    public async Task<Answer> CallAsync(HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await AnswerAsync(request);
    }

    /// <summary>A request of tus, as a page's script sends it with the cookie, a program with its token.</summary>
    /// <param name="part">Some of a file's bytes.</param>
    public async Task<Answer> PartAsync(HttpMethod method, string path, string? part, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (path.StartsWith("/api/", StringComparison.Ordinal))
        {
            request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        }
        else
        {
            request.Headers.Add("RequestVerificationToken", token);
        }

        if (part is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(part)) { Headers = { ContentType = new("application/offset+octet-stream") } };
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await AnswerAsync(request);
    }

    /// <summary>What is said of the field with files is in one of them.</summary>
    private static MultipartFormDataContent WithFiles(IEnumerable<(string Name, string Value)> fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            if (name == Files)
            {
                form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(value)), name, "sample.txt");
            }
            else
            {
                form.Add(new StringContent(value), name);
            }
        }

        return form;
    }

    private async Task<Answer> AnswerAsync(HttpRequestMessage request)
    {
        var queries = app.Queries.Of(request);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        // That no sentence waits for the next page is said by one page and not by another, whoever asks.
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(h => h.Key != "Date" && !(h.Key == "Set-Cookie" && h.Value.All(cookie => cookie.StartsWith($"{Sentence}=;", StringComparison.Ordinal))))
            .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}").Order(StringComparer.Ordinal);
        // Here no next page comes.
        foreach (var cookie in cookies.GetAllCookies().Where(c => c.Name.StartsWith(Sentence, StringComparison.Ordinal)))
        {
            cookie.Expired = true;
        }

        return new Answer(
            response.StatusCode, string.Join('\n', headers), response.Headers.Location?.OriginalString,
            response.Content.Headers.ContentType?.MediaType is "text/html" or "application/problem+json" or "application/json"
                ? Token().Replace(Encoding.UTF8.GetString(bytes), "$1") : Convert.ToHexStringLower(bytes),
            // When somebody was last seen is written once in a while, whatever they ask for.
            bytes.Length, queries.Count(sql => !(sql.StartsWith("UPDATE", StringComparison.Ordinal) && (sql.Contains("\"LastSeenAt\"", StringComparison.Ordinal) || sql.Contains("\"LastUsedAt\"", StringComparison.Ordinal)))));
    }

    private async Task TakeTokenAsync(string page)
    {
        using var response = await client.GetAsync(page, TestContext.Current.CancellationToken);
        token = TokenValue().Match(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Groups[1].Value;
        Assert.NotEmpty(token);
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex($"""(name="{TokenField}" type="hidden" value=")[^"]*""")]
    private static partial Regex Token();

    [GeneratedRegex($"""name="{TokenField}" type="hidden" value="([^"]*)""")]
    private static partial Regex TokenValue();
}
