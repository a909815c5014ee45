using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Features.Items.Categories;

namespace Baton.Tests.Files;

/// <summary>clamd looks at whatever comes in; where it fails, nothing comes in.</summary>
public sealed class ScannerTests
{
    private const string Eicar = @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    [Fact]
    public async Task What_is_clean_comes_in_and_a_virus_does_not()
    {
        await using var clamd = new Clamd();
        await using var app = await TestApp.StartAsync(Database.Sqlite, more: ["--Files:Clamd", clamd.Address]);
        using var story = await HandoverStory.OpenAsync(app);
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var page = $"list?category=Documents&item={item}";

        await story.AttachAsync(story.Giver, page, item, "合同.txt", new string('x', 200_000));
        var refused = await story.TryAttachAsync(story.Giver, page, item, "病毒.txt", Encoding.ASCII.GetBytes(Eicar));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("发现了病毒", HandoverStory.Refusal(refused), StringComparison.Ordinal);
        var tus = await TusClient.OfAsync(story, story.Giver);
        using var last = await tus.PatchAsync(await tus.BegunAsync("病毒.com", item, Eicar.Length), 0, Encoding.ASCII.GetBytes(Eicar));

        Assert.Equal("/problems/file.infected", (string?)JsonNode.Parse(await last.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["type"]);
        Assert.Single(await story.FilesAsync(item));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(app.Folder, "data", "files", "kept"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Nothing_comes_in_while_nobody_looks_and_what_has_arrived_waits()
    {
        var clamd = new Clamd();
        await using var app = await TestApp.StartAsync(Database.Sqlite, more: ["--Files:Clamd", clamd.Address]);
        await clamd.DisposeAsync();
        using var story = await HandoverStory.OpenAsync(app);
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));

        var refused = await story.TryAttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "合同.txt", [1]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("杀毒软件没有回应", HandoverStory.Refusal(refused), StringComparison.Ordinal);
        var tus = await TusClient.OfAsync(story, story.Giver);
        var address = await tus.BegunAsync("合同.txt", item, 3);
        using (var last = await tus.PatchAsync(address, 0, [1, 2, 3]))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, last.StatusCode);
        }

        Assert.Empty(await story.FilesAsync(item));
        await using var back = new Clamd(clamd.Port);
        Assert.Equal(3, await tus.OffsetAsync(address));
        Assert.Single(await story.FilesAsync(item));
    }

    [Theory]
    [InlineData("stream: Can't allocate memory ERROR")]
    [InlineData("INSTREAM size limit exceeded. ERROR")]
    [InlineData("")]
    public async Task Whatever_else_clamd_answers_is_no_yes(string answer)
    {
        await using var clamd = new Clamd(0, answer);
        await using var app = await TestApp.StartAsync(Database.Sqlite, more: ["--Files:Clamd", clamd.Address]);
        using var story = await HandoverStory.OpenAsync(app);
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));

        var refused = await story.TryAttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "合同.txt", [1]);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Empty(await story.FilesAsync(item));
    }

    /// <summary>As much of clamd as is asked: INSTREAM, in chunks whose length stands before them.</summary>
    private sealed class Clamd : IAsyncDisposable
    {
        private readonly TcpListener listener;
        private readonly string? always;
        private readonly Task serving;

        public Clamd(int port = 0, string? always = null)
        {
            this.always = always;
            listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            serving = ServeAsync();
        }

        public int Port { get; }
        public string Address => $"127.0.0.1:{Port}";

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await AnswerAsync(client.GetStream());
                }
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopped.
            }
        }

        private async Task AnswerAsync(NetworkStream stream)
        {
            var command = new byte["zINSTREAM\0".Length];
            await stream.ReadExactlyAsync(command);
            Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(command));
            var content = new MemoryStream();
            while (true)
            {
                var length = new byte[4];
                await stream.ReadExactlyAsync(length);
                var chunk = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                if (chunk.Length == 0)
                {
                    break;
                }

                await stream.ReadExactlyAsync(chunk);
                content.Write(chunk);
            }

            var isVirus = Encoding.ASCII.GetString(content.ToArray()).Contains("EICAR", StringComparison.Ordinal);
            await stream.WriteAsync(Encoding.ASCII.GetBytes((always ?? (isVirus ? "stream: Eicar-Test-Signature FOUND" : "stream: OK")) + "\0"));
        }

        public async ValueTask DisposeAsync()
        {
            listener.Dispose();
            await serving;
        }
    }
}
