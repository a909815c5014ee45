using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Events;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Items;

/// <summary>product.md section 5: sealed by the giver, read once by the receiver alone, destroyed once the password is changed.</summary>
public sealed class CredentialTests
{
    private const string Secret = "canary-7Qx!暗号-sealed";

    [Theory, Databases]
    public async Task A_sealed_credential_is_read_once_by_the_receiver_alone_with_their_password(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await AtAccountAsync(app);
        var page = await SealAsync(story);
        Assert.Contains("等 王强 读取", (await story.SeeAsync(story.Giver, page)).Text, StringComparison.Ordinal);
        foreach (var other in new[] { story.Giver, story.Witness })
        {
            var visitor = await story.SeeAsync(other, page);
            Assert.Null(visitor.Page.QuerySelector("form[data-form=read]"));
            Assert.DoesNotContain(Secret, visitor.Page.Source.Text, StringComparison.Ordinal);
        }

        var receiver = await story.SeeAsync(story.Receiver, page);
        await receiver.SubmitAsync("form[data-form=read]", new() { ["password"] = "not their password" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, receiver.Status);
        Assert.Contains("等 王强 读取", receiver.Text, StringComparison.Ordinal);

        await receiver.SubmitAsync("form[data-form=read]", new() { ["password"] = TestApp.Password });
        Assert.Equal(Secret, receiver.Page.QuerySelector("output.secret")!.TextContent);
        var read = await story.SeeAsync(story.Receiver, page);
        Assert.Contains("王强 已于", read.Text, StringComparison.Ordinal);
        Assert.Contains("去登录和改密", read.Text, StringComparison.Ordinal);
        Assert.Null(receiver.Page.QuerySelector("form[data-form=read]"));
        Assert.Contains("读取了", (await story.SeeAsync(story.Giver, "history")).Text, StringComparison.Ordinal);
        // Their turn to change it, though the last working day is weeks away.
        Assert.Contains("改密", (await story.SeeAsync(story.Receiver, "")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Two_who_press_at_once_get_it_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await AtAccountAsync(app);
        var page = await SealAsync(story);
        var devices = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.SignInAsync(story.Receiver)));
        await Task.WhenAll(devices.Select(d => d.GetAsync(story.Address(page))));

        await Task.WhenAll(devices.Select(d => d.SubmitAsync("form[data-form=read]", new() { ["password"] = TestApp.Password })));

        Assert.Single(devices, d => d.Page.QuerySelector("output.secret") is not null);
        Assert.Equal(7, devices.Count(d => d.Status == HttpStatusCode.Conflict));
        foreach (var device in devices)
        {
            device.Dispose();
        }
    }

    [Theory, Databases]
    public async Task Once_the_password_is_changed_nothing_is_left_of_it(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await AtAccountAsync(app);
        await SealAsync(story);
        var id = await story.ItemAsync("税务系统");

        using var program = await app.CallerAsync(story.Receiver);
        (await program.PostAsync($"/handovers/{story.Number}/items/{id}/steps/passwordChanged", new JsonObject())).Expect(HttpStatusCode.OK);

        var credential = await app.ReadAsync(db => db.SealedCredentials.SingleAsync(c => c.ItemId == id));
        Assert.Null(credential.Sealed);
        var giver = await story.SeeAsync(story.Giver, $"credential/{id}");
        Assert.Contains("已于", giver.Text, StringComparison.Ordinal);
        Assert.Null(giver.Page.QuerySelector("form[data-form=seal]"));
    }

    [Theory, Databases]
    public async Task Sealed_again_the_first_is_gone_and_who_may_not_is_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await AtAccountAsync(app);
        var page = await SealAsync(story);
        await SealAsync(story, "another-one");
        var id = await story.ItemAsync("税务系统");
        var receiver = await story.SeeAsync(story.Receiver, page);
        await receiver.SubmitAsync("form[data-form=read]", new() { ["password"] = TestApp.Password });
        Assert.Equal("another-one", receiver.Page.QuerySelector("output.secret")!.TextContent);

        using var program = await app.CallerAsync(story.Receiver);
        (await program.PutAsync($"/handovers/{story.Number}/items/{id}/secret", new JsonObject { ["secret"] = "mine" })).Refused("item.not-yours");
        var second = await story.SeeAsync(story.Second, page);
        Assert.Equal(HttpStatusCode.NotFound, second.Status);
        using var givers = await app.CallerAsync(story.Giver);
        (await givers.PutAsync($"/handovers/{story.Number}/items/{id}/secret", new JsonObject { ["secret"] = "" })).Refused("shared.required");
    }

    /// <summary>quality.md: a canary is nowhere in the clear, not even in the database's own files.</summary>
    [Fact]
    public async Task The_secret_stands_in_no_file_no_event_and_no_log()
    {
        await using var app = await TestApp.StartAsync(Database.Sqlite);
        using var story = await AtAccountAsync(app);
        var page = await SealAsync(story);
        var receiver = await story.SeeAsync(story.Receiver, page);
        await receiver.SubmitAsync("form[data-form=read]", new() { ["password"] = TestApp.Password });
        Assert.Equal(Secret, receiver.Page.QuerySelector("output.secret")!.TextContent);

        var canary = Encoding.UTF8.GetBytes(Secret);
        var files = Directory.GetFiles(app.DataFolder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => f.EndsWith("-wal", StringComparison.Ordinal));
        Assert.All(files, file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Assert.True(copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(canary) < 0, file);
        });
        Assert.Equal(0, await LogVerification.RunAsync(app.Services, TextWriter.Null));
    }

    private static async Task<HandoverStory> AtAccountAsync(TestApp app)
    {
        var story = await HandoverStory.OpenAsync(app);
        await story.GoToAsync(Stage.HandingOver, [new(Category.Systems, "税务系统", story.Receiver), new(Category.Duties, "渠道周会", story.Second)]);
        return story;
    }

    private static async Task<string> SealAsync(HandoverStory story, string secret = Secret)
    {
        var page = $"credential/{await story.ItemAsync("税务系统")}";
        var giver = await story.SeeAsync(story.Giver, page);
        await giver.SubmitAsync("form[data-form=seal]", new() { ["secret"] = secret });
        HandoverStory.Accepted(giver);
        return page;
    }
}
