using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Files;

/// <summary>tus 1.0.0, rule by rule (https://tus.io/protocols/resumable-upload), and what Baton asks besides.</summary>
public sealed class TusTests
{
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(300_000);

    private static async Task<(HandoverStory Story, TusClient Tus, Guid Item)> BeginAsync(Database database, TestApp? app = null)
    {
        var story = await HandoverStory.OpenAsync(app ?? await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        return (story, await TusClient.OfAsync(story, story.Giver), item);
    }

    private static async Task ExpectAsync(HttpResponseMessage answer, HttpStatusCode status, string? code = null)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {(int)status}: {text}");
            Assert.Equal("1.0.0", TusClient.Header(answer, "Tus-Resumable"));
            if (code is not null)
            {
                Assert.Equal($"/problems/{code}", (string?)JsonNode.Parse(text)!["type"]);
            }
        }
    }

    [Theory, Databases]
    public async Task OPTIONS_tells_version_extensions_and_the_largest_size(Database database)
    {
        var (story, tus, _) = await BeginAsync(database);
        using (story)
        using (var answer = await tus.SendAsync(HttpMethod.Options, null, null, ("Tus-Resumable", null)))
        {
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Equal("1.0.0", TusClient.Header(answer, "Tus-Version"));
            Assert.Equal("creation,checksum,expiration,termination", TusClient.Header(answer, "Tus-Extension"));
            Assert.Equal("2147483648", TusClient.Header(answer, "Tus-Max-Size"));
            Assert.Equal("sha256,sha1", TusClient.Header(answer, "Tus-Checksum-Algorithm"));
        }
    }

    [Theory, Databases]
    public async Task A_file_in_parts_is_the_file_it_was(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("照片.bin", item, Bytes.Length);
            await ExpectAsync(await tus.PatchAsync(address, 0, Bytes[..100_000]), HttpStatusCode.NoContent);
            Assert.Equal(100_000, await tus.OffsetAsync(address));
            using (var answer = await tus.PatchAsync(address, 100_000, Bytes[100_000..]))
            {
                Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
                Assert.Equal("300000", TusClient.Header(answer, "Upload-Offset"));
            }

            var file = Assert.Single(await story.FilesAsync(item));
            Assert.Equal((Attaching.HashOf(Bytes), 300_000L, "照片.bin"), (file.Hash, file.Size, file.Name));
            using var download = await story.GetFileAsync(story.Giver, $"files/{file.Id}/download");
            Assert.Equal(Bytes, await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            // Whoever did not hear of it asks again, and is told that it is there.
            Assert.Equal(300_000, await tus.OffsetAsync(address));
            Assert.Single(await story.FilesAsync(item));
        }
    }

    [Theory, Databases]
    public async Task HEAD_answers_with_offset_length_and_no_cache(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        using (var answer = await tus.HeadAsync(await tus.BegunAsync("a.bin", item, 10)))
        {
            Assert.Equal("0", TusClient.Header(answer, "Upload-Offset"));
            Assert.Equal("10", TusClient.Header(answer, "Upload-Length"));
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    [Theory, Databases]
    public async Task Another_version_is_412(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, 10);
            using var answer = await tus.PatchAsync(address, 0, Bytes[..10], ("Tus-Resumable", "0.2.2"));
            Assert.Equal("1.0.0", TusClient.Header(answer, "Tus-Version"));
            await ExpectAsync(answer, HttpStatusCode.PreconditionFailed, "file.tus-version");
            Assert.Equal(0, await tus.OffsetAsync(address));
        }
    }

    [Theory, Databases]
    public async Task PATCH_of_another_type_is_415_at_another_place_409_and_too_much_413(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, 10);
            await ExpectAsync(await tus.SendAsync(HttpMethod.Patch, address, new ByteArrayContent([1]), ("Upload-Offset", "0")), HttpStatusCode.UnsupportedMediaType, "file.tus-media");
            await ExpectAsync(await tus.PatchAsync(address, 5, Bytes[..5]), HttpStatusCode.Conflict, "file.tus-offset");
            await ExpectAsync(await tus.PatchAsync(address, 0, Bytes[..11]), HttpStatusCode.RequestEntityTooLarge, "file.tus-too-long");
            await ExpectAsync(await tus.PatchAsync(address, 0, Bytes[..5], ("Upload-Offset", "x")), HttpStatusCode.BadRequest, "file.tus-unreadable");
            Assert.Equal(0, await tus.OffsetAsync(address));
        }
    }

    [Theory, Databases]
    public async Task PATCH_of_what_is_not_there_is_404(Database database)
    {
        var (story, tus, _) = await BeginAsync(database);
        using (story)
        {
            await ExpectAsync(await tus.PatchAsync(story.Address($"uploads/{Guid.CreateVersion7()}"), 0, [1]), HttpStatusCode.NotFound);
        }
    }

    [Theory, Databases]
    public async Task Creation_needs_a_length_and_what_it_belongs_to(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            (string, string?) metadata = ("Upload-Metadata", TusClient.Metadata("a.bin", item));
            await ExpectAsync(await tus.SendAsync(HttpMethod.Post, null, null, metadata), HttpStatusCode.BadRequest, "file.tus-unreadable");
            await ExpectAsync(await tus.SendAsync(HttpMethod.Post, null, null, metadata, ("Upload-Defer-Length", "1")), HttpStatusCode.BadRequest);
            await ExpectAsync(await tus.SendAsync(HttpMethod.Post, null, null, ("Upload-Length", "1")), HttpStatusCode.BadRequest);
            await ExpectAsync(await tus.SendAsync(HttpMethod.Post, null, null, ("Upload-Length", "-1"), metadata), HttpStatusCode.BadRequest);
            await ExpectAsync(await tus.SendAsync(HttpMethod.Post, null, null, ("Upload-Length", "1"), ("Upload-Metadata", "filename %%%")), HttpStatusCode.BadRequest);
            await ExpectAsync(await tus.BeginAsync("a.bin", item, 0), HttpStatusCode.UnprocessableEntity, "file.empty");
            await ExpectAsync(await tus.BeginAsync("a.bin", Guid.CreateVersion7(), 1), HttpStatusCode.NotFound, "shared.not-found");
        }
    }

    [Theory, Databases]
    public async Task What_is_larger_than_the_largest_size_is_413_before_any_byte(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            await ExpectAsync(await tus.BeginAsync("a.bin", item, 2147483649), HttpStatusCode.RequestEntityTooLarge, "file.too-large");
        }
    }

    [Theory, Databases]
    public async Task What_does_not_fit_the_quota_is_413_before_any_byte_what_is_on_its_way_included(Database database)
    {
        await using var app = await TestApp.StartAsync(database, more: ["--Files:QuotaBytes", "1000"]);
        var (story, tus, item) = await BeginAsync(database, app);
        using (story)
        {
            await story.AttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "a.bin", new byte[400]);
            var address = await tus.BegunAsync("b.bin", item, 500);
            await ExpectAsync(await tus.BeginAsync("c.bin", item, 101), HttpStatusCode.RequestEntityTooLarge, "file.quota-full");
            await ExpectAsync(await tus.SendAsync(HttpMethod.Delete, address), HttpStatusCode.NoContent);
            await tus.BegunAsync("c.bin", item, 101);
            var page = await story.TryAttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "d.bin", new byte[600]);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, page.Status);
            Assert.Contains("放不下了", HandoverStory.Refusal(page), StringComparison.Ordinal);
        }
    }

    [Theory, Databases]
    public async Task A_right_check_sum_is_taken_a_wrong_one_is_460_and_an_unknown_one_400(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, 300);
            var part = Bytes[..100];
            await ExpectAsync(await tus.PatchAsync(address, 0, part, ("Upload-Checksum", "sha256 " + Convert.ToBase64String(SHA256.HashData(Bytes[..99])))), (HttpStatusCode)460, "file.tus-check-sum");
            Assert.Equal(0, await tus.OffsetAsync(address));
            await ExpectAsync(await tus.PatchAsync(address, 0, part, ("Upload-Checksum", "crc32 AAAA")), HttpStatusCode.BadRequest, "file.tus-unreadable");
            await ExpectAsync(await tus.PatchAsync(address, 0, part, ("Upload-Checksum", "sha256 AAAA")), HttpStatusCode.BadRequest, "file.tus-unreadable");
            await ExpectAsync(await tus.PatchAsync(address, 0, part, ("Upload-Checksum", "sha256 " + Convert.ToBase64String(SHA256.HashData(part)))), HttpStatusCode.NoContent);
            await ExpectAsync(await tus.PatchAsync(address, 100, part, ("Upload-Checksum", "sha1 " + Convert.ToBase64String(SHA1.HashData(part)))), HttpStatusCode.NoContent);
            Assert.Equal(200, await tus.OffsetAsync(address));
        }
    }

    [Theory, Databases]
    public async Task What_arrived_before_the_connection_broke_is_kept(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, Bytes.Length);
            using var broken = new BreakingContent(Bytes[..200_000]);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => tus.SendAsync(HttpMethod.Patch, address, broken, ("Upload-Offset", "0")));

            var offset = await UntilFreeAsync(tus, address);
            await ExpectAsync(await tus.PatchAsync(address, offset, Bytes[(int)offset..]), HttpStatusCode.NoContent);
            Assert.Equal(Attaching.HashOf(Bytes), Assert.Single(await story.FilesAsync(item)).Hash);
        }
    }

    [Theory, Databases]
    public async Task What_is_left_too_long_expires(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var (story, tus, item) = await BeginAsync(database, app);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, 300);
            using (var answer = await tus.PatchAsync(address, 0, Bytes[..100]))
            {
                var expires = DateTimeOffset.Parse(TusClient.Header(answer, "Upload-Expires")!, System.Globalization.CultureInfo.InvariantCulture);
                Assert.InRange(expires - app.Time.GetUtcNow(), TimeSpan.FromDays(6.9), TimeSpan.FromDays(7.1));
            }

            story.Wait(TimeSpan.FromDays(8));
            var again = await TusClient.OfAsync(story, story.Giver);
            await ExpectAsync(await again.PatchAsync(address, 100, Bytes[100..300]), HttpStatusCode.NotFound);
            await again.BegunAsync("b.bin", item, 300);
            Assert.Equal(1, await app.ReadAsync(db => db.Uploads.CountAsync()));
        }
    }

    [Theory, Databases]
    public async Task What_is_given_up_is_gone(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, 300);
            await ExpectAsync(await tus.PatchAsync(address, 0, Bytes[..100]), HttpStatusCode.NoContent);
            await ExpectAsync(await tus.SendAsync(HttpMethod.Delete, address), HttpStatusCode.NoContent);
            await ExpectAsync(await tus.HeadAsync(address), HttpStatusCode.NotFound);
            await ExpectAsync(await tus.SendAsync(HttpMethod.Delete, address), HttpStatusCode.NotFound);
            Assert.Empty(await story.FilesAsync(item));
        }
    }

    [Theory, Databases]
    public async Task POST_may_stand_for_another_method(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, 300);
            var part = new ByteArrayContent(Bytes[..100]);
            part.Headers.ContentType = new("application/offset+octet-stream");
            await ExpectAsync(await tus.SendAsync(HttpMethod.Post, address, part, ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0")), HttpStatusCode.NoContent);
            Assert.Equal(100, await tus.OffsetAsync(address));
            await ExpectAsync(await tus.SendAsync(HttpMethod.Post, address, null, ("X-HTTP-Method-Override", "DELETE")), HttpStatusCode.NoContent);
            await ExpectAsync(await tus.SendAsync(HttpMethod.Post, address), HttpStatusCode.BadRequest);
        }
    }

    [Theory, Databases]
    public async Task Another_sites_page_can_send_nothing(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, 300);
            await ExpectAsync(await tus.PatchAsync(address, 0, Bytes[..100], ("RequestVerificationToken", null)), HttpStatusCode.BadRequest, "file.not-from-here");
            await ExpectAsync(await tus.PatchAsync(address, 0, Bytes[..100], ("Sec-Fetch-Site", "cross-site")), HttpStatusCode.BadRequest, "file.not-from-here");
            await ExpectAsync(await tus.SendAsync(HttpMethod.Delete, address, null, ("RequestVerificationToken", null)), HttpStatusCode.BadRequest);
            await ExpectAsync(
                await tus.SendAsync(HttpMethod.Post, null, null, ("Upload-Length", "1"), ("Upload-Metadata", TusClient.Metadata("a", item)), ("RequestVerificationToken", null)),
                HttpStatusCode.BadRequest);
            Assert.Equal(0, await tus.OffsetAsync(address));
        }
    }

    [Theory, Databases]
    public async Task Only_who_began_it_goes_on_and_only_while_they_may(Database database)
    {
        var (story, tus, item) = await BeginAsync(database);
        using (story)
        {
            var address = await tus.BegunAsync("a.bin", item, 300);
            var other = await TusClient.OfAsync(story, story.Receiver);
            await ExpectAsync(await other.HeadAsync(address), HttpStatusCode.NotFound);
            await ExpectAsync(await other.PatchAsync(address, 0, Bytes[..300]), HttpStatusCode.NotFound);
            await ExpectAsync(await other.BeginAsync("b.bin", item, 10), HttpStatusCode.Forbidden, "item.not-yours");

            // Withdrawn meanwhile: its last byte is refused, and nothing stays of it.
            await story.DoAsync(story.Giver, $"list?category=Documents&item={item}", "Withdraw");
            await ExpectAsync(await tus.PatchAsync(address, 0, Bytes[..300]), HttpStatusCode.Conflict, "item.withdrawn");
            await ExpectAsync(await tus.HeadAsync(address), HttpStatusCode.NotFound);
            Assert.Empty(await story.FilesAsync(item));
        }
    }

    /// <summary>The request that broke may still hold it for a moment.</summary>
    private static async Task<long> UntilFreeAsync(TusClient tus, string address)
    {
        while (true)
        {
            using var answer = await tus.HeadAsync(address);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return long.Parse(TusClient.Header(answer, "Upload-Offset")!, System.Globalization.CultureInfo.InvariantCulture);
            }

            Assert.Equal(HttpStatusCode.Locked, answer.StatusCode);
        }
    }

    /// <summary>Breaks off after these bytes, having said that more would come.</summary>
    private sealed class BreakingContent : HttpContent
    {
        private readonly byte[] bytes;

        public BreakingContent(byte[] bytes)
        {
            this.bytes = bytes;
            Headers.ContentType = new("application/offset+octet-stream");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
            throw new IOException("The line is dead.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length + 100_000;
            return true;
        }
    }
}
