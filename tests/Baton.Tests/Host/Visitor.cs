using System.Net;
using System.Net.Sockets;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.WebUtilities;

namespace Baton.Tests.Host;

/// <summary>
/// A browser without script: follows redirects, keeps cookies, and sends only forms that stand on the page it has open,
/// with their hidden fields and antiforgery token.
/// </summary>
public sealed class Visitor : IDisposable
{
    private const string TokenField = "__RequestVerificationToken";

    private readonly HttpClient client;
    private string token = "";

    public Visitor(Uri address, string language = "zh-CN", string? source = null)
    {
        client = new HttpClient(Handler(source)) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    /// <param name="source">Another address of loopback to come from, such as 127.0.0.2.</param>
    public static SocketsHttpHandler Handler(string? source = null)
    {
        var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = true };
        if (source is not null)
        {
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        return handler;
    }

    public HttpClient Client => client;
    public IHtmlDocument Page { get; private set; } = new HtmlParser().ParseDocument("");
    public HttpStatusCode Status { get; private set; }

    /// <summary>Where the last answer came from, after redirects, with its query.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The page's main text with runs of white space as one space.</summary>
    public string Text => string.Join(' ', (Page.QuerySelector("main") ?? Page.Body!).TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public async Task<IHtmlDocument> GetAsync(string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return await ShowAsync(response);
    }

    /// <summary>
    /// Sends the first form of the page that matches, as a browser would: what the form holds, overridden by
    /// <paramref name="values"/>. The form is named by its selector; a button by its own (its name, value and formaction count).
    /// </summary>
    public async Task<IHtmlDocument> SubmitAsync(string selector, Dictionary<string, string>? values = null, string? button = null)
    {
        var form = Page.QuerySelector(selector) as IHtmlFormElement
            ?? throw new InvalidOperationException($"No form «{selector}» on {Path} ({(int)Status}): {Text}");
        using var request = FormRequest(form, values ?? [], button);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await ShowAsync(response);
    }

    /// <summary>As <see cref="SubmitAsync"/>, of a button that answers with a file; the page stays open.</summary>
    public async Task<byte[]> DownloadAsync(string selector, string? button = null)
    {
        using var request = FormRequest((IHtmlFormElement)Page.QuerySelector(selector)!, [], button);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>As <see cref="SubmitAsync"/>, with a file chosen, as a browser sends it.</summary>
    public async Task<IHtmlDocument> UploadAsync(string selector, string field, string fileName, byte[] file, Dictionary<string, string>? values = null)
    {
        using var request = MultipartRequest((IHtmlFormElement)Page.QuerySelector(selector)!, values ?? []);
        ((MultipartFormDataContent)request.Content!).Add(new ByteArrayContent(file), field, fileName);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await ShowAsync(response);
    }

    /// <summary>Chooses or types into one control of the open page; what it holds is sent with its form.</summary>
    public void Fill(string selector, string value)
    {
        switch (Page.QuerySelector(selector))
        {
            case IHtmlSelectElement select:
                Assert.True(select.Options.Any(o => o.Value == value), $"«{selector}» offers no {value}");
                select.Value = value;
                break;
            case IHtmlInputElement input:
                input.Value = value;
                break;
            case IHtmlTextAreaElement area:
                area.Value = value;
                break;
            default:
                throw new InvalidOperationException($"No control «{selector}» on {Path} ({(int)Status}): {Text}");
        }
    }

    public void Tick(string selector, bool on = true) =>
        (Page.QuerySelector(selector) as IHtmlInputElement
            ?? throw new InvalidOperationException($"No box «{selector}» on {Path} ({(int)Status}): {Text}")).IsChecked = on;

    /// <summary>Posts what no form of the open page would send, with the antiforgery token of the last one that did.</summary>
    public async Task<IHtmlDocument> ForgeAsync(string path, Dictionary<string, string> values)
    {
        using var response = await client.PostAsync(
            path, new FormUrlEncodedContent([.. values, new(TokenField, token)]), TestContext.Current.CancellationToken);
        return await ShowAsync(response);
    }

    /// <summary>The request that <see cref="SubmitAsync"/> would send, for tests that send it twice or late.</summary>
    public HttpRequestMessage FormRequest(IHtmlFormElement form, Dictionary<string, string> values, string? button = null)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var element in form.Elements)
        {
            var name = element.GetAttribute("name");
            if (string.IsNullOrEmpty(name) || element.HasAttribute("disabled") || values.ContainsKey(name))
            {
                continue;
            }

            switch (element)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio" } box:
                    if (box.IsChecked)
                    {
                        fields.Add(new(name, box.Value));
                    }

                    break;
                case IHtmlInputElement { Type: "submit" or "button" or "image" or "file" }:
                    break;
                case IHtmlInputElement input:
                    fields.Add(new(name, input.Value));
                    break;
                case IHtmlTextAreaElement area:
                    fields.Add(new(name, area.Value));
                    break;
                case IHtmlSelectElement select:
                    fields.AddRange(select.SelectedOptions.Select(o => new KeyValuePair<string, string>(name, o.Value)));
                    break;
            }
        }

        fields.AddRange(values);
        var action = form.GetAttribute("action");
        if (button is not null)
        {
            var pressed = form.QuerySelector(button) ?? Page.QuerySelector(button)
                ?? throw new InvalidOperationException($"No button «{button}» in the form on {Path}: {Text}");
            action = pressed.GetAttribute("formaction") ?? action;
            if (pressed.GetAttribute("name") is { Length: > 0 } buttonName)
            {
                fields.Add(new(buttonName, pressed.GetAttribute("value") ?? ""));
            }
        }

        var target = new Uri(new Uri(client.BaseAddress!, Path), string.IsNullOrEmpty(action) ? Path : action);
        var method = form.Method.Equals("post", StringComparison.OrdinalIgnoreCase) ? HttpMethod.Post : HttpMethod.Get;
        return method == HttpMethod.Post
            ? new HttpRequestMessage(method, target) { Content = new FormUrlEncodedContent(fields) }
            : new HttpRequestMessage(method, new UriBuilder(target) { Query = new FormUrlEncodedContent(fields).ReadAsStringAsync().Result }.Uri);
    }

    /// <summary>The same, as a browser sends a form that has a file.</summary>
    public HttpRequestMessage MultipartRequest(IHtmlFormElement form, Dictionary<string, string> values)
    {
        var request = FormRequest(form, values);
        using var plain = request.Content!;
        var parts = new MultipartFormDataContent();
        foreach (var (name, texts) in QueryHelpers.ParseQuery(plain.ReadAsStringAsync().Result))
        {
            foreach (var text in texts)
            {
                parts.Add(new StringContent(text ?? ""), name);
            }
        }

        request.Content = parts;
        return request;
    }

    private async Task<IHtmlDocument> ShowAsync(HttpResponseMessage response)
    {
        Status = response.StatusCode;
        Path = response.RequestMessage!.RequestUri!.PathAndQuery;
        Page = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        token = (Page.QuerySelector($"input[name={TokenField}]") as IHtmlInputElement)?.Value ?? token;
        return Page;
    }

    public void Dispose() => client.Dispose();
}
