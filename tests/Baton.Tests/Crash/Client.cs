using System.Net;
using System.Text.RegularExpressions;
using Baton.Tests.Host;

namespace Baton.Tests.Crash;

/// <summary>A browser that outlives the server: it stays signed in, and sends the token of the last page that gave it one.</summary>
internal sealed partial class Client : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private string token = "";

    public async Task SignInAsync(Uri server, TestPerson person)
    {
        await GetAsync(server, "/sign-in");
        Assert.Equal(HttpStatusCode.Found, await PostAsync(server, "/sign-in", ("UserName", person.UserName), ("Password", TestApp.Password)));
        await GetAsync(server, "/account");
    }

    public async Task<string> GetAsync(Uri server, string path)
    {
        var page = await client.GetStringAsync(new Uri(server, path), TestContext.Current.CancellationToken);
        token = Token().Match(page) is { Success: true } found ? found.Groups[1].Value : token;
        return page;
    }

    /// <summary>302 where it was done.</summary>
    public async Task<HttpStatusCode> PostAsync(Uri server, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]);
        using var response = await client.PostAsync(new Uri(server, path), form, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex Token();
}
