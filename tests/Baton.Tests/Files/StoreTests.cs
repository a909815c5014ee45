using System.Net;
using System.Security.Cryptography;
using Baton.Tests.Host;
using Baton.Web.Features.Files;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

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

    [Theory, MemberData(nameof(Stores))]
    public async Task Files_that_nothing_names_and_uploads_whose_time_is_over_are_swept_away(string store)
    {
        await using var kept = await StartAsync(store);
        using var story = await HandoverStory.OpenAsync(kept.App);
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var (named, old, nobodys) = (RandomNumberGenerator.GetBytes(1000), RandomNumberGenerator.GetBytes(1000), RandomNumberGenerator.GetBytes(1000));
        await story.AttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "合同.bin", old);
        await story.AttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "合同.bin", named);
        var tus = await TusClient.OfAsync(story, story.Giver);
        await tus.BegunAsync("没传完.bin", item, 5);
        var folder = kept.App.Services.GetRequiredService<UploadFolder>();
        var temporary = folder.NewTemporary();
        await File.WriteAllBytesAsync(temporary, nobodys, TestContext.Current.CancellationToken);
        await kept.App.Services.GetRequiredService<FileStore>().KeepAsync(temporary, Attaching.HashOf(nobodys), TestContext.Current.CancellationToken);

        // Today it may still be on its way.
        kept.Age(kept.App.Time.GetUtcNow());
        Assert.Equal("0 uploads, 0 files, 0 bytes taken away", await SweepAsync(kept.App));
        Assert.Equal(3, kept.Keys().Count());

        kept.App.Time.Move(TimeSpan.FromDays(8));
        kept.Age(kept.App.Time.GetUtcNow().AddDays(-2));
        Assert.Equal("1 uploads, 1 files, 1000 bytes taken away", await SweepAsync(kept.App));
        // What was replaced is on record, too.
        Assert.Equal(new[] { Key(old), Key(named) }.Order(StringComparer.Ordinal), kept.Keys().Order(StringComparer.Ordinal));
        Assert.Empty(await kept.App.ReadAsync(db => db.Uploads.Where(u => u.AttachmentId == null).ToListAsync()));
    }

    private static async Task<string> SweepAsync(TestApp app)
    {
        var output = new StringWriter();
        Assert.Equal(0, await FileSweep.RunAsync(app.Services, output));
        return output.ToString().Trim();
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

        /// <summary>All of it was kept then.</summary>
        public void Age(DateTimeOffset at)
        {
            if (S3 is not null)
            {
                S3.Modified = at;
                return;
            }

            foreach (var key in Keys())
            {
                File.SetLastWriteTimeUtc(Path.Combine(App.Folder, "data", "files", "kept", key), at.UtcDateTime);
            }
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
