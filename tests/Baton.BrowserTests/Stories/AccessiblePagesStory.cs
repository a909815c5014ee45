using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Baton.Web;
using Baton.Web.Demo;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>The demo company, started once: a handover in every stage.</summary>
public sealed class DemoApp : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("baton-demo-").FullName;
    private WebApplication app = null!;

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var options = BatonOptions.Parse(
        [
            "--demo", "--data", Path.Combine(folder, "data"), "--keys", Path.Combine(folder, "keys"), "--urls", "http://127.0.0.1:0",
            "--Serilog:MinimumLevel:Default", "Fatal", "--Limits:FormsPerMinute", "100000",
        ]);
        app = BatonApp.Build(options);
        await BatonApp.PrepareAsync(app, options);
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>
/// WCAG 2.2 AA by axe on every page that a person can reach by links, each at a desk in the light theme and on a phone in the
/// dark one: layout depends on the width and colours on the theme, so that the pairs show both. What is folded is opened.
/// </summary>
public sealed partial class AccessiblePagesStory(Chromium chromium, DemoApp demo) : Story(chromium), IClassFixture<DemoApp>
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        Rules = new() { ["target-size"] = new RuleOptions { Enabled = true } },
        ResultTypes = [ResultType.Violations],
    };

    protected override Uri Address => demo.Address;

    [Theory]
    [InlineData("zhangwei", "zh-CN")] // giver
    [InlineData("lina", "zh-CN")] // receiver
    [InlineData("wangqiang", "zh-CN")] // witness
    [InlineData("zhoumin", "en")] // HR
    [InlineData("lintao", "en")] // administrator, and collector
    public async Task Every_page_is_accessible_to(string person, string language)
    {
        var page = await OpenAsync(new Look(language));
        await page.GotoAsync("/sign-in");
        await page.Locator($"button[value='{person}']").ClickAsync();
        await Expect(page.Locator(".menu .av").First).ToBeVisibleAsync();
        var violations = await WalkThroughAsync(page);
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Fact]
    public async Task So_are_the_pages_of_those_who_have_not_signed_in()
    {
        var page = await OpenAsync();
        await page.GotoAsync("/sign-in");
        var violations = new SortedSet<string>();
        await LookAtAsync(page, violations);
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    /// <summary>From link to link, one page of each kind for each handover.</summary>
    private static async Task<SortedSet<string>> WalkThroughAsync(IPage page)
    {
        var violations = new SortedSet<string>();
        var seen = new HashSet<string> { "/" };
        var queue = new Queue<string>(seen);
        while (queue.TryDequeue(out var path))
        {
            await page.SetViewportSizeAsync(1320, 900);
            await page.GotoAsync(path);
            var links = await page.Locator("a[href^='/']").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))");
            foreach (var link in links.Where(l => !File().IsMatch(l)))
            {
                if (seen.Add(Kind(link)))
                {
                    queue.Enqueue(link);
                }
            }

            await LookAtAsync(page, violations);
        }

        return violations;
    }

    private static async Task LookAtAsync(IPage page, SortedSet<string> violations)
    {
        await page.EvaluateAsync("document.querySelectorAll('details.more').forEach(d => d.open = true)");
        foreach (var (theme, width) in new[] { ("light", 1320), ("dark", 360) })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EvaluateAsync("theme => { document.documentElement.dataset.bsTheme = theme; }", theme);
            var result = await page.RunAxe(Rules);
            foreach (var violation in result.Violations)
            {
                foreach (var node in violation.Nodes)
                {
                    violations.Add($"{violation.Id}: {Kind(new Uri(page.Url).PathAndQuery)} ({theme}, {width}) {node.Target} {node.Html[..Math.Min(160, node.Html.Length)]} {string.Join(' ', node.Any.Select(c => c.Message).Take(1))}");
                }
            }
        }
    }

    /// <summary>The page without what only chooses among its contents; an open item makes the list another page.</summary>
    private static string Kind(string link)
    {
        var path = link.Split('?', '#')[0];
        return Id().Replace(path.StartsWith(Templates, StringComparison.Ordinal) ? Templates + "*" : path, "*") + (path.EndsWith("/list", StringComparison.Ordinal) && link.Contains("item=", StringComparison.Ordinal) ? "?item" : "");
    }

    private const string Templates = "/settings/templates/";

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Id();

    [GeneratedRegex(@"(\.\w{2,4}|/download|/image)(\?|$)")]
    private static partial Regex File();
}
