using Baton.Tests.House;
using Baton.Tests.Import;

namespace Baton.BrowserTests.Stories;

/// <summary>A real list goes from the clipboard into the list, is corrected, and comes back whole.</summary>
public sealed class PasteStory(Chromium chromium) : Story(chromium)
{
    [Fact]
    public async Task The_accounting_list_is_pasted_into_the_fast_entry_and_its_cells_come_back()
    {
        var rows = RealLists.Accounting();
        var h = await SmallHandover.OpenAsync(App);
        var page = await SignInAsync(h.Giver);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.GotoAsync($"/handovers/{h.Number}/list?category=Finance");
        await page.EvaluateAsync("words => navigator.clipboard.writeText(words)", RealLists.AsClipboard(rows));

        await page.Form("add").Locator("[name=title]").FocusAsync();
        await page.Keyboard.PressAsync("Control+V");

        // The preview: what each column and each group is taken for. One row is left out.
        await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "粘贴表格" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("印章", new() { Exact = true })).ToHaveValueAsync("Finance");
        await page.GetByLabel("文件", new() { Exact = true }).SelectOptionAsync("Finance");
        await page.GetByLabel("不导入：遗留问题").CheckAsync();
        await page.Button("按上面的选择重新预览").ClickAsync();
        await Expect(page.GetByLabel("文件", new() { Exact = true })).ToHaveValueAsync("Finance");
        await page.Button("导入 23 项").ClickAsync();

        await Expect(page.Locator(".flash")).ToContainTextAsync("已导入 23 项");
        await Expect(page.Locator("tr[data-row]")).ToHaveCountAsync(23);
        await page.GotoAsync($"/handovers/{h.Number}/paste");
        await page.Locator("details.more summary").ClickAsync();
        var shown = await page.Locator("details.more tr").EvaluateAllAsync<string[][]>("trs => trs.map(tr => [...tr.cells].slice(1).map(td => td.textContent))");
        Assert.Equal(rows.Reverse().SkipWhile(r => r.All(c => c.Length == 0)).Reverse(), shown);
    }
}
