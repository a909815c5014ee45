using System.Net;
using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web.Identity;

namespace Baton.Tests.Handovers;

/// <summary>/handovers and /handovers/{number}/print</summary>
public sealed class AllTests
{
    [Theory, Databases]
    public async Task One_finds_what_one_may_see_by_title_number_or_name_and_nothing_else(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var title = $"Kasse 100%_{Guid.CreateVersion7():N}";
        var story = await SmallHandover.OpenAsync(app, title);
        var auditor = await app.AddPersonAsync("钱审", SystemRoles.Auditor);
        async Task<bool> FindsAsync(TestPerson who, string query)
        {
            using var visitor = await app.SignInAsync(who);
            await visitor.GetAsync($"/handovers?{query}");
            Assert.Equal(HttpStatusCode.OK, visitor.Status);
            return visitor.Page.QuerySelector($"a[href='/handovers/{story.Number}']") is not null;
        }

        var part = Uri.EscapeDataString(title[..20].ToUpperInvariant());
        foreach (var who in new[] { story.Hr, auditor, story.Giver, story.Receiver, story.Witness })
        {
            Assert.True(await FindsAsync(who, $"q={part}"), who.Name);
        }

        Assert.False(await FindsAsync(await app.AddPersonAsync("路人"), $"q={part}"));
        Assert.True(await FindsAsync(story.Giver, $"q={story.Number}&stage=Preparing"));
        Assert.True(await FindsAsync(story.Giver, $"q={Uri.EscapeDataString("赵敏")}"));
        Assert.False(await FindsAsync(story.Giver, $"q={story.Number}&stage=Signing"));
        Assert.False(await FindsAsync(story.Giver, "q=100%25%25"));
        // A page beyond the last is the last.
        Assert.True(await FindsAsync(story.Giver, $"q={part}&p=99"));
    }

    [Theory, Databases]
    public async Task The_printed_list_shows_what_one_may_see(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var collector = await app.AddPersonAsync("钱进");
        var story = await SmallHandover.OpenAsync(app, collector: collector);
        using var giver = await app.SignInAsync(story.Giver);
        await giver.GetAsync($"/handovers/{story.Number}/list?category=Systems");
        await giver.SubmitAsync("form[data-form=add]", new() { ["title"] = "网银制单" });
        await giver.GetAsync($"/handovers/{story.Number}/list?category=Systems");
        await giver.GetAsync(giver.Page.QuerySelector("a.title")!.GetAttribute("href")!.Split('#')[0]);
        await giver.SubmitAsync("form[data-form=item]", new() { ["Input.Fields[account]"] = "SECRET-1", ["Input.Description"] = "口令器在保险柜" });

        async Task<string> TextAsync(TestPerson who)
        {
            using var visitor = await app.SignInAsync(who);
            await visitor.GetAsync($"/handovers/{story.Number}/print");
            return visitor.Status == HttpStatusCode.OK ? visitor.Text : visitor.Status.ToString();
        }

        Assert.Contains("SECRET-1", await TextAsync(story.Giver), StringComparison.Ordinal);
        Assert.Contains("SECRET-1", await TextAsync(story.Witness), StringComparison.Ordinal);
        var receivers = await TextAsync(story.Receiver);
        Assert.Contains("网银制单", receivers, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET-1", receivers, StringComparison.Ordinal);
        Assert.DoesNotContain("口令器", receivers, StringComparison.Ordinal);
        Assert.DoesNotContain("网银制单", await TextAsync(collector), StringComparison.Ordinal);
        Assert.Equal("NotFound", await TextAsync(await app.AddPersonAsync("路人")));
    }
}
