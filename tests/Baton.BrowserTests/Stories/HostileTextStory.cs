using Baton.Tests.Host;
using Baton.Tests.Hostile;
using Baton.Tests.House;
using Baton.Web;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Questions;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>
/// Text that looks like script, in items, overview, questions and on the sheet: in a real browser no dialog opens, nothing is
/// asked of another host, and the console stays silent (which every story demands).
/// </summary>
public sealed class HostileTextStory(Chromium chromium) : Story(chromium)
{
    [Fact]
    public async Task Nothing_that_looks_like_script_runs()
    {
        var scripts = Naughty.All.Where(s => s.Contains('<', StringComparison.Ordinal) || s.Contains("javascript:", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.True(scripts.Count > 100, "The list was not read.");
        var h = await SmallHandover.OpenAsync(App);
        var giver = SmallHandover.ActorOf(h.Giver);
        foreach (var title in scripts.Where(s => s.Length < 200 && !s.Contains('\n', StringComparison.Ordinal)).Where((_, i) => i % 8 == 0))
        {
            await h.AddAsync(Category.Duties, title);
        }

        var item = await h.AddAsync(Category.History, "\"><img src=x onerror=alert(1)>");
        await h.DoAsync<PrepareService, Done>((s, stop) => s.SaveBriefAsync(
            h.Number, giver, new BriefForm { Overview = string.Join('\n', scripts), BoundaryBefore = string.Join('\n', scripts.Take(40)), SeenAt = long.MaxValue / 1_000_000 }, stop));
        await h.BeginWalkAsync();
        foreach (var chunk in scripts.Chunk(40).Take(3))
        {
            await h.DoAsync<QuestionService, Question>((s, stop) => s.AskAsync(h.Number, giver, item.Id, string.Join('\n', chunk), QuestionKind.Question, stop));
        }

        var page = await SignInAsync(h.Receiver);
        var wrong = new List<string>();
        page.Dialog += async (_, dialog) =>
        {
            wrong.Add($"{page.Url}: a dialog says {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(App.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                wrong.Add($"{page.Url} asks {request.Url}");
            }
        };
        foreach (var path in new[] { "", "/overview", "/list?category=Duties", $"/walk/{item.Id}", "/questions", "/history", "/print", "/many", "/sign" })
        {
            await page.GotoAsync($"/handovers/{h.Number}{path}", new() { WaitUntil = WaitUntilState.NetworkIdle });
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        }

        await page.GotoAsync("/");
        Assert.Equal([], wrong);
    }
}
