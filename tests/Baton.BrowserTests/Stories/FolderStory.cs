using Baton.Tests.House;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.BrowserTests.Stories;

/// <summary>A folder of somebody's files is dropped on the import page, as from the desktop, or chosen: each file becomes a document.</summary>
public sealed class FolderStory(Chromium chromium) : Story(chromium)
{
    private readonly string folder = Directory.CreateTempSubdirectory("baton-folder-").FullName;

    [Fact]
    public async Task A_folder_is_dropped_looked_at_and_becomes_documents_with_their_files()
    {
        var all = Path.Combine(folder, "交接资料");
        Write("交接资料/说明.txt", "先看这个");
        Write("交接资料/合同/2025/采购合同.txt", "甲");
        Write("交接资料/合同/2026/采购合同.txt", "乙");
        Write("交接资料/.DS_Store", "x");
        var h = await SmallHandover.OpenAsync(App);
        var page = await SignInAsync(h.Giver);
        await page.GotoAsync($"/handovers/{h.Number}/import");

        await page.DropAsync(page.Locator("main"), all);

        await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "交接资料 文件夹" })).ToBeVisibleAsync();
        await Expect(page.Locator(".chips")).ToContainTextAsync("新增：3 行");
        await Expect(page.GetByLabel("合同/2025", new() { Exact = true })).ToHaveValueAsync("Documents");

        // Another one dropped on the preview takes its place; one file is no folder.
        Write("周报.csv", "事项\n每周一发周报");
        await page.DropAsync(page.Locator("main"), Path.Combine(folder, "周报.csv"));
        await Expect(page.Locator(".chips")).ToContainTextAsync("新增：1 行");
        await page.DropAsync(page.Locator("main"), all);
        await Expect(page.Locator(".chips")).ToContainTextAsync("新增：3 行");
        await page.Button("确认导入").ClickAsync();

        await Expect(page.Locator(".flash")).ToContainTextAsync("新增 3 项");
        Assert.Equal(
            ["合同/2025/采购合同.txt", "合同/2026/采购合同.txt", "说明.txt"],
            (await App.ReadAsync(db => db.Items.Where(i => i.HandoverId == h.Id).ToListAsync())).Select(i => ((DocumentsFields)i.Fields).Place).Order(StringComparer.Ordinal));
        Assert.Equal(3, await App.ReadAsync(db => db.Attachments.CountAsync(f => f.HandoverId == h.Id)));
    }

    [Fact]
    public async Task A_folder_is_chosen()
    {
        Write("制度/考勤/考勤制度.txt", "九点");
        var h = await SmallHandover.OpenAsync(App);
        var page = await SignInAsync(h.Giver, Look.Phone);
        await page.GotoAsync($"/handovers/{h.Number}/import");

        await page.GetByLabel("或选择文件夹").SetInputFilesAsync(Path.Combine(folder, "制度"));
        await page.Button("预览").ClickAsync();

        await Expect(page.Locator(".chips")).ToContainTextAsync("新增：1 行");
        await Expect(page.Locator(".raw")).ToContainTextAsync("考勤/考勤制度.txt");
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
