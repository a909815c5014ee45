using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Microsoft.Playwright;
using Xunit.v3;

namespace Baton.BrowserTests;

/// <summary>In which language, width and theme a person looks.</summary>
public sealed record Look(string Language = "zh-CN", int Width = 1320, bool Dark = false)
{
    public static readonly Look Desk = new();
    public static readonly Look Phone = new(Width: 360);
}

/// <summary>
/// A story that people live through in the browser; each person has a context of their own. Whatever the browser complains
/// about (script errors, the content security policy, failed requests) and any page that is wider than its window fails the
/// story. When it fails, each person's trace and screenshot are kept in artifacts/tests/traces.
/// </summary>
public abstract partial class Story(Chromium chromium) : IAsyncLifetime
{
    /// <summary>What no story allows, seen from inside the page.</summary>
    private const string Watch = """
        (() => {
          document.addEventListener("securitypolicyviolation", (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`));
          const look = () => requestAnimationFrame(() => {
            const root = document.documentElement;
            if (root.scrollWidth <= root.clientWidth) return;
            const scrolls = (e) => e && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
            const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e.parentElement));
            console.error(`wider than the window by ${root.scrollWidth - root.clientWidth}: ${wide.slice(0, 4).map((e) => `${e.tagName}.${e.getAttribute("class")}`)}`);
          });
          addEventListener("load", () => { look(); new ResizeObserver(look).observe(document.body); });
        })();
        """;

    private readonly List<IPage> pages = [];
    private readonly List<string> complaints = [];

    protected TestApp App { get; private set; } = null!;

    /// <summary>The app of this story: one for all that don't move the clock.</summary>
    protected virtual Task<TestApp> StartAsync() => TestApp.SharedAsync(Database.Sqlite);

    public virtual async ValueTask InitializeAsync() => App = await StartAsync();

    /// <summary>A page of nobody's yet, in a context of its own.</summary>
    protected async Task<IPage> OpenAsync(Look? look = null)
    {
        look ??= Look.Desk;
        var context = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = Address.ToString(), Locale = look.Language, TimezoneId = "Asia/Shanghai",
            ViewportSize = new() { Width = look.Width, Height = look.Width < 600 ? 740 : 900 },
            ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce, HasTouch = look.Width < 600,
        });
        await context.Tracing.StartAsync(new() { Snapshots = true });
        await context.AddInitScriptAsync(Watch);
        context.SetDefaultTimeout(10_000);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            // A failed request is looked at as a response, with its status.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Complain(page, message.Text);
            }
        };
        page.PageError += (_, error) => Complain(page, error);
        page.Response += (_, response) =>
        {
            // 409 and 422 are answers to a person, with what was refused.
            if (response.Status >= 400 && response.Status is not (409 or 422))
            {
                Complain(page, $"{response.Status} {response.Request.Method} {response.Url}");
            }
        };
        pages.Add(page);
        return page;
    }

    protected virtual Uri Address => App.Address;

    /// <summary>A person who has signed in on the sign-in page.</summary>
    protected async Task<IPage> SignInAsync(TestPerson person, Look? look = null)
    {
        var page = await OpenAsync(look);
        await page.GotoAsync("/");
        await SignInHereAsync(page, person);
        return page;
    }

    /// <summary>Everybody closes their browser.</summary>
    protected async Task GoHomeAsync()
    {
        foreach (var page in pages)
        {
            await page.Context.CloseAsync();
        }

        pages.Clear();
    }

    protected static async Task SignInHereAsync(IPage page, TestPerson person)
    {
        await page.Locator("[name=UserName]").FillAsync(person.UserName);
        await page.Locator("[name=Password]").FillAsync(TestApp.Password);
        await page.Locator("[name=Password]").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".menu .av").First).ToBeVisibleAsync();
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected static IPageAssertions Expect(IPage page) => Assertions.Expect(page);

    private void Complain(IPage page, string complaint) => complaints.Add($"{new Uri(page.Url).PathAndQuery}: {complaint}");

    public virtual async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed || complaints.Count > 0;
        var folder = Path.Combine(Repository(), "artifacts", "tests", "traces", FileName().Replace(TestContext.Current.Test?.TestDisplayName ?? "", "_"));
        for (var i = 0; i < pages.Count; i++)
        {
            if (failed)
            {
                Directory.CreateDirectory(folder);
                await pages[i].ScreenshotAsync(new() { Path = Path.Combine(folder, $"{i + 1}.png"), FullPage = true });
            }

            await pages[i].Context.Tracing.StopAsync(new() { Path = failed ? Path.Combine(folder, $"{i + 1}.zip") : null });
            await pages[i].Context.CloseAsync();
        }

        GC.SuppressFinalize(this);
        Assert.True(complaints.Count == 0, "The browser complained:\n" + string.Join('\n', complaints.Distinct()));
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Baton.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }

    [GeneratedRegex("[^A-Za-z0-9_-]+")]
    private static partial Regex FileName();
}
