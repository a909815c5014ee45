using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Baton.Tests.Host;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;

namespace Baton.Tests.Files;

/// <summary>Files through the API, with the token in place of cookie and antiforgery.</summary>
public sealed class FileApiTests
{
    [Theory, Databases]
    public async Task A_program_sends_lists_downloads_and_removes_a_file(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var item = await story.AddAsync("采购合同", Category.Documents);
        var bytes = Encoding.UTF8.GetBytes("合同正文");
        var caller = await story.AsAsync(story.Giver);
        var tus = new TusClient(caller.Client, $"/api/v1{story.Path}/uploads", null);
        using (var answer = await tus.PatchAsync(await tus.BegunAsync("合同.txt", item, bytes.Length), 0, bytes))
        {
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        var list = await story.ReadAsync(story.Receiver, "files");
        var file = list.Text("[0].id")!;
        Assert.Equal(("合同.txt", "item", Attaching.HashOf(bytes)), (list.Text("[0].name"), list.Text("[0].subject"), list.Text("[0].sha256")));
        using (var download = await (await story.AsAsync(story.Receiver)).Client.GetAsync($"/api/v1{story.Path}/files/{file}", TestContext.Current.CancellationToken))
        {
            Assert.Equal(bytes, await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
        }

        (await (await story.AsAsync(story.Receiver)).DeleteAsync($"{story.Path}/files/{file}")).Refused("item.not-yours");
        (await caller.DeleteAsync($"{story.Path}/files/{file}")).Expect(HttpStatusCode.NoContent);
        Assert.Empty((await story.ReadAsync(story.Receiver, "files")).Json!.AsArray());
        (await caller.DeleteAsync($"{story.Path}/files/{file}")).Refused("shared.not-found");
    }

    [Theory, Databases]
    public async Task A_token_to_read_with_sends_nothing_and_one_of_another_handover_sees_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        using var other = await ApiStory.OpenAsync(app);
        var item = await story.AddAsync("采购合同", Category.Documents);
        using var reader = await app.CallerAsync(story.Giver, TokenScope.Read);
        using var elsewhere = await app.CallerAsync(story.Giver, TokenScope.Write, null);

        using var refused = await new TusClient(reader.Client, $"/api/v1{story.Path}/uploads", null).BeginAsync("a.txt", item, 1);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var notThere = await new TusClient(elsewhere.Client, $"/api/v1{other.Path}/uploads", null).BeginAsync("a.txt", item, 1);
        Assert.Equal(HttpStatusCode.NotFound, notThere.StatusCode);
        using var cookieless = new HttpClient { BaseAddress = app.Address };
        cookieless.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "baton_nothing");
        using var unknown = await new TusClient(cookieless, $"/api/v1{story.Path}/uploads", null).BeginAsync("a.txt", item, 1);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }
}
