using System.Net;
using System.Security.Cryptography;
using Baton.Tests.Host;
using Baton.Web.Features.Items.Categories;

namespace Baton.Tests.Files;

/// <summary>What holds wherever files are kept: in a folder, or in an S3-compatible store.</summary>
public sealed class StoreTests
{
    public static readonly TheoryData<string> Stores = ["folder", "s3"];

    [Theory, MemberData(nameof(Stores))]
    public async Task A_file_comes_back_whole_and_in_parts(string store)
    {
        await using var kept = await StartAsync(store);
        using var story = await HandoverStory.OpenAsync(kept.App);
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var bytes = RandomNumberGenerator.GetBytes(200_000);

        var file = await story.AttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "合同.bin", bytes);

        Assert.Equal([Key(bytes)], kept.Keys());
        using var whole = await story.GetFileAsync(story.Receiver, $"files/{file.Id}/download");
        Assert.Equal(bytes, await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Get, story.Address($"files/{file.Id}/download"));
        request.Headers.Range = new(150_000, 150_009);
        using var part = await (await story.AsAsync(story.Receiver)).Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[150_000..150_010], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_same_bytes_are_kept_once_whatever_way_they_come(string store)
    {
        await using var kept = await StartAsync(store);
        using var story = await HandoverStory.OpenAsync(kept.App);
        var (one, two) = (await story.AddItemAsync(new(Category.Documents, "一", story.Receiver)), await story.AddItemAsync(new(Category.Documents, "二", story.Receiver)));
        var bytes = RandomNumberGenerator.GetBytes(50_000);

        await story.AttachAsync(story.Giver, $"list?category=Documents&item={one}", one, "a.bin", bytes);
        var tus = await TusClient.OfAsync(story, story.Giver);
        using (var answer = await tus.PatchAsync(await tus.BegunAsync("b.bin", two, bytes.Length), 0, bytes))
        {
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        Assert.Equal([Key(bytes)], kept.Keys());
        Assert.Equal(Attaching.HashOf(bytes), Assert.Single(await story.FilesAsync(two)).Hash);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(kept.App.Folder, "data", "files", "incoming")));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Images_and_archives_are_read_from_it(string store)
    {
        await using var kept = await StartAsync(store);
        using var story = await HandoverStory.OpenAsync(kept.App);
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var file = await story.AttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "图.png", Attaching.Png);

        using var image = await story.GetFileAsync(story.Giver, $"files/{file.Id}/image");
        using var zip = await story.GetFileAsync(story.Giver, "files.zip");

        Assert.Equal(Attaching.Png, await image.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var archive = new System.IO.Compression.ZipArchive(await zip.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("3.1 采购合同/图.png", Assert.Single(archive.Entries).FullName);
    }

    private static string Key(byte[] bytes) => Attaching.HashOf(bytes) is var hash ? $"{hash[..2]}/{hash[2..4]}/{hash}" : "";

    private static async Task<Kept> StartAsync(string store)
    {
        var s3 = store == "s3" ? await S3Double.StartAsync() : null;
        return new(await TestApp.StartAsync(Database.Sqlite, more: s3?.Settings), s3);
    }

    private sealed record Kept(TestApp App, S3Double? S3) : IAsyncDisposable
    {
        public IEnumerable<string> Keys()
        {
            var folder = Path.Combine(App.Folder, "data", "files", "kept");
            return S3?.Keys ?? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'));
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            if (S3 is not null)
            {
                await S3.DisposeAsync();
            }
        }
    }
}
