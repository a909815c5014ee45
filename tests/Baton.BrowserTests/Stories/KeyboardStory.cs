using Baton.Tests.House;
using Baton.Web.Features.Items.Categories;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>The list without a mouse: whatever has the focus shows it, and the focus is never caught or lost.</summary>
public sealed class KeyboardStory(Chromium chromium) : Story(chromium)
{
    private const string ShowsFocus = """
        e => {
          const style = getComputedStyle(e);
          return e === document.body || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
        }
        """;

    [Fact]
    public async Task Many_items_are_added_opened_edited_moved_and_assigned()
    {
        var h = await SmallHandover.OpenAsync(App);
        var page = await SignInAsync(h.Giver);
        await page.GotoAsync($"/handovers/{h.Number}/list?category=Duties");
        var entry = page.Form("add").Locator("[name=title]");
        await TabToAsync(page, entry);
        for (var i = 1; i <= 6; i++)
        {
            await page.Keyboard.TypeAsync($"职责 {i}");
            await page.Keyboard.PressAsync("Enter");
            await Expect(Rows(page)).ToHaveCountAsync(i);
            await Expect(entry).ToBeFocusedAsync();
            await Expect(entry).ToHaveValueAsync("");
        }

        // From row to row with the arrows; Enter opens, Ctrl+Enter saves and closes, and one is where one was.
        await TabToAsync(page, Open(page, "职责 1"), back: true);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Open(page, "职责 2")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Form("item")).ToBeVisibleAsync();
        await TabToAsync(page, page.Form("item").GetByLabel("目标"));
        await page.Keyboard.TypeAsync("按时完成");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Form("item")).ToHaveCountAsync(0);
        await Expect(page.Locator(".flash")).ToContainTextAsync("已保存");
        await Expect(Open(page, "职责 2")).ToBeFocusedAsync();

        // Reordered: pressed twice, without looking for the button again.
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Form("item").GetByLabel("目标")).ToHaveValueAsync("按时完成");
        var down = page.Button("下移");
        await TabToAsync(page, down);
        await page.Keyboard.PressAsync("Enter");
        await Expect(Rows(page).Nth(2)).ToContainTextAsync("职责 2");
        await Expect(down).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Rows(page).Nth(3)).ToContainTextAsync("职责 2");

        // Two chosen and given to the second receiver.
        await page.GotoAsync($"/handovers/{h.Number}/list?category=Duties");
        await TabToAsync(page, page.GetByLabel("选择 1.1"));
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("[data-selected-count]")).ToHaveTextAsync("2");
        var receiver = page.Locator("#bulk [name=receiver]");
        await TabToAsync(page, receiver, back: true);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(receiver).ToHaveValueAsync($"p:{h.SecondReceiver.Id:D}");
        await TabToAsync(page, page.Button("指定接收人"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".flash")).ToContainTextAsync("已处理 2 项");
        await Expect(Rows(page).Nth(0)).ToContainTextAsync("王芳");
        await Expect(Rows(page).Nth(1)).ToContainTextAsync("王芳");
    }

    [Fact]
    public async Task Tab_goes_once_around_the_page_and_out_again()
    {
        var h = await SmallHandover.OpenAsync(App);
        var item = await h.AddAsync(Category.Duties, "月度结账");
        var page = await SignInAsync(h.Giver);
        await page.GotoAsync($"/handovers/{h.Number}/list?category=Duties&item={item.Id}");
        await Expect(page.Form("item")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        var steps = 0;
        do
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.Locator(":focus").Or(page.Locator("body")).Last.EvaluateAsync<bool>(ShowsFocus), $"No visible focus after {++steps} tabs: {await FocusedAsync(page)}");
        }
        while (await page.EvaluateAsync<bool>("document.activeElement !== document.body && !document.activeElement.matches('.skip')") && steps < 150);
        Assert.InRange(steps, 30, 149);
    }

    private static ILocator Open(IPage page, string title) => page.Locator("a[data-row-open]", new() { HasText = title });

    private static ILocator Rows(IPage page) => page.Locator("tr[data-row]");

    /// <summary>Presses Tab, or Shift+Tab, until it has the focus.</summary>
    private static async Task TabToAsync(IPage page, ILocator target, bool back = false)
    {
        for (var i = 0; i < 120; i++)
        {
            if (await target.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                Assert.True(await target.EvaluateAsync<bool>(ShowsFocus), $"No visible focus: {await FocusedAsync(page)}");
                await Expect(target).ToBeInViewportAsync();
                return;
            }

            await page.Keyboard.PressAsync(back ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"{target} is not reached with the keyboard; the focus is on {await FocusedAsync(page)}");
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 200)");
}
