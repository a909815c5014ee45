using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Baton.BrowserTests;

/// <summary>What people do in the walkthrough.</summary>
internal static class Walking
{
    /// <summary>Chooses an item in the walkthrough's list; done when it is the one shown.</summary>
    public static async Task OpenItemAsync(this IPage page, string title)
    {
        await page.Locator(".walk-list").GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(title);
    }

    /// <summary>The step stands as done.</summary>
    public static Task StepDoneAsync(this IPage page, string step, float timeout = 10_000) =>
        Assertions.Expect(page.Step(step)).ToHaveClassAsync(new Regex(@"\bdone\b"), new() { Timeout = timeout });

    public static ILocator Step(this IPage page, string step) =>
        page.Locator(".act").Filter(new() { Has = page.Locator("b").Filter(new() { HasTextRegex = new Regex($@"^\W*{step}$") }) });

    public static async Task SayBackAsync(this IPage page, string words)
    {
        await page.Form("teach-back").Locator("textarea").FillAsync(words);
        await page.Form("teach-back").Locator("textarea").PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator(".qa").GetByText(words)).ToBeVisibleAsync();
        await Assertions.Expect(page.Form("teach-back")).ToHaveCountAsync(0);
    }
}
