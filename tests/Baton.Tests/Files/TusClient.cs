using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Html.Dom;
using Baton.Tests.Host;

namespace Baton.Tests.Files;

/// <summary>Speaks tus 1.0.0 with the cookie and the antiforgery token of a visitor, as the page's script does.</summary>
internal sealed class TusClient(HttpClient client, string uploads, string? token)
{
    public static async Task<TusClient> OfAsync(HandoverStory story, TestPerson person)
    {
        var visitor = await story.SeeAsync(person, "");
        return new(visitor.Client, story.Address("uploads"), ((IHtmlInputElement)visitor.Page.QuerySelector("input[name=__RequestVerificationToken]")!).Value);
    }

    public static string Metadata(string name, Guid subject, string kind = "item", Guid? replaces = null) => string.Join(
        ',', new[] { ("filename", name), ("subject", kind), ("id", subject.ToString()), ("replaces", replaces?.ToString() ?? "") }
            .Select(p => $"{p.Item1} {Convert.ToBase64String(Encoding.UTF8.GetBytes(p.Item2))}"));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? address = null, HttpContent? body = null, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address ?? uploads) { Content = body };
        foreach (var (name, value) in new (string, string?)[] { ("Tus-Resumable", "1.0.0"), ("RequestVerificationToken", token) }.Concat(headers)
            .GroupBy(h => h.Item1).Select(g => g.Last()).Where(h => h.Item2 is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> BeginAsync(string name, Guid subject, long length, string kind = "item") => SendAsync(
        HttpMethod.Post, null, null, ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)), ("Upload-Metadata", Metadata(name, subject, kind)));

    /// <returns>Its address.</returns>
    public async Task<string> BegunAsync(string name, Guid subject, long length)
    {
        using var answer = await BeginAsync(name, subject, length);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return answer.Headers.Location!.OriginalString;
    }

    public Task<HttpResponseMessage> PatchAsync(string address, long offset, byte[] bytes, params (string, string?)[] headers)
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return SendAsync(HttpMethod.Patch, address, body, [("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. headers]);
    }

    public Task<HttpResponseMessage> HeadAsync(string address) => SendAsync(HttpMethod.Head, address);

    public async Task<long> OffsetAsync(string address)
    {
        using var answer = await HeadAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return long.Parse(Header(answer, "Upload-Offset")!, CultureInfo.InvariantCulture);
    }

    public static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
