using System.Net;
using System.Text.RegularExpressions;

namespace Baton.Bench;

/// <summary>One person's connection to a server: keeps cookies and the antiforgery token, follows no redirect.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;
    private string token = "";

    private Browser(Uri address) =>
        client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = address };

    public static async Task<Browser> SignInAsync(Uri address, string userName)
    {
        var browser = new Browser(address);
        await browser.GetAsync("/sign-in");
        await browser.PostAsync("/sign-in", ("UserName", userName), ("Password", Cast.Password));
        // With the token of who is signed in.
        await browser.GetAsync("/account");
        return browser;
    }

    /// <returns>How many bytes the page has.</returns>
    public async Task<int> GetAsync(string path)
    {
        using var response = await client.GetAsync(path);
        var body = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"GET {path}: {(int)response.StatusCode} {response.Headers.Location}");
        }

        if (token.Length == 0 || path == "/account")
        {
            token = Token().Match(System.Text.Encoding.UTF8.GetString(body)).Groups[1].Value;
        }

        return body.Length;
    }

    /// <summary>Sends a form; it must be accepted, that is, answered by a redirect.</summary>
    public async Task PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]);
        using var response = await client.PostAsync(path, content);
        if (response.StatusCode != HttpStatusCode.Found || response.Headers.Location!.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"POST {path}: {(int)response.StatusCode} {response.Headers.Location}");
        }
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex Token();
}
