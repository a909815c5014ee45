using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Baton.Tests.Files;

namespace Baton.Tests.Crash;

/// <summary>A program that sends one file by tus, to whichever server runs just then.</summary>
internal sealed class ProgramUpload : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
    private readonly string handover;
    private readonly Guid item;
    private readonly byte[] bytes;
    private string address = "";

    public ProgramUpload(string token, string number, Guid item, byte[] bytes)
    {
        (handover, this.item, this.bytes) = ($"/api/v1/handovers/{number}", item, bytes);
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        client.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
    }

    public async Task BeginAsync(Uri server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"{handover}/uploads"));
        request.Headers.Add("Upload-Length", bytes.Length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", TusClient.Metadata("合同.bin", item));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        address = answer.Headers.Location!.OriginalString;
    }

    /// <summary>How much the server has.</summary>
    public async Task<int> OffsetAsync(Uri server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(server, address));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return int.Parse(TusClient.Header(answer, "Upload-Offset")!, CultureInfo.InvariantCulture);
    }

    /// <summary>The rest from there; it must be taken.</summary>
    public async Task SendAsync(Uri server, int offset)
    {
        using var answer = await PatchAsync(server, offset, new ByteArrayContent(bytes, offset, bytes.Length - offset));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>The rest from there, and with this byte on its way the server is killed.</summary>
    public async Task SendUntilAsync(Uri server, int offset, int until, Func<Task> kill)
    {
        try
        {
            using var answer = await PatchAsync(server, offset, new Interrupted(bytes, offset, until, kill));
        }
        catch (HttpRequestException)
        {
            // It is dead.
        }
    }

    public async Task<IReadOnlyList<string>> HashesAsync(Uri server)
    {
        var files = System.Text.Json.Nodes.JsonNode.Parse(await client.GetStringAsync(new Uri(server, $"{handover}/files"), TestContext.Current.CancellationToken))!.AsArray();
        var hashes = new List<string>();
        foreach (var file in files.Where(f => (string?)f!["name"] == "合同.bin"))
        {
            var content = await client.GetByteArrayAsync(new Uri(server, $"{handover}/files/{file!["id"]}"), TestContext.Current.CancellationToken);
            hashes.Add(Attaching.HashOf(content));
        }

        return hashes;
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> PatchAsync(Uri server, int offset, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(server, address)) { Content = content };
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class Interrupted(byte[] bytes, int from, int until, Func<Task> kill) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(from, until - from));
            await stream.FlushAsync();
            await kill();
            await stream.WriteAsync(bytes.AsMemory(until));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length - from;
            return true;
        }
    }
}
