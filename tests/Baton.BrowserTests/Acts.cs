using System.Globalization;
using Baton.Tests.Host;
using Microsoft.Playwright;

namespace Baton.BrowserTests;

/// <summary>What people do again and again on the pages, in words of either language.</summary>
internal static class Acts
{
    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name });

    /// <summary>Drags files or folders of the disk over it and lets go, as the desktop does.</summary>
    public static async Task DropAsync(this IPage page, ILocator target, params string[] paths)
    {
        var box = await target.BoundingBoxAsync() ?? throw new InvalidOperationException("It is not shown.");
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await session.SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type, ["x"] = box.X + 60, ["y"] = box.Y + 60,
                ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = paths, ["dragOperationsMask"] = 1 },
            });
        }

        await session.DetachAsync();
    }

    public static ILocator Field(this IPage page, string label, bool exact = true) => page.GetByLabel(label, new() { Exact = exact });

    /// <summary>The form of a page by its name.</summary>
    public static ILocator Form(this IPage page, string name) => page.Locator($"form[data-form='{name}']");

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly Today(this TestApp app) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(app.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).DateTime);

    /// <summary>Types a title into the list's fast entry and presses Enter; done when the row stands there.</summary>
    public static async Task AddItemAsync(this IPage page, string title)
    {
        var entry = page.Form("add").Locator("[name=title]");
        await entry.FillAsync(title);
        await entry.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-rows]").GetByText(title, new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(entry).ToHaveValueAsync("");
    }

    /// <summary>Signs on the sign page with the password, accepting the agreement where it is asked for.</summary>
    public static async Task SignAsync(this IPage page, string number, bool draw = false)
    {
        await page.GotoAsync($"/handovers/{number}/sign");
        var form = page.Form("sign");
        await Assertions.Expect(form).ToBeVisibleAsync();
        if (await form.Locator("[type=checkbox]").CountAsync() > 0)
        {
            await form.Locator("[type=checkbox]").CheckAsync();
        }

        if (draw)
        {
            await page.DrawAsync(form.Locator("canvas"));
            await Assertions.Expect(form.Locator("#drawn")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^data:image/png;base64,"));
        }

        await form.Locator("[type=password]").FillAsync(TestApp.Password);
        await form.Locator("button.p").ClickAsync();
        await Assertions.Expect(page.Locator(".flash")).ToBeVisibleAsync();
        await Assertions.Expect(page.Form("sign")).ToHaveCountAsync(0);
    }

    private static async Task DrawAsync(this IPage page, ILocator canvas)
    {
        await canvas.ScrollIntoViewIfNeededAsync();
        var box = await canvas.BoundingBoxAsync() ?? throw new InvalidOperationException("The pad is not shown.");
        await page.Mouse.MoveAsync(box.X + 30, box.Y + 40);
        await page.Mouse.DownAsync();
        for (var i = 1; i <= 12; i++)
        {
            await page.Mouse.MoveAsync(box.X + 30 + i * 18, box.Y + 40 + i % 3 * 25);
        }

        await page.Mouse.UpAsync();
    }
}
