using System.Security.Cryptography;
using Baton.Tests.House;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>Files go up from a page: many at once, cancelled, dropped, pasted, and on where they stood after the line was dead.</summary>
public sealed class FilesStory(Chromium chromium) : Story(chromium)
{
    private const string Uploads = "**/uploads/*";

    private readonly string folder = Directory.CreateTempSubdirectory("baton-files-").FullName;

    [Fact]
    public async Task Many_at_once_one_is_cancelled_and_one_is_pasted()
    {
        var (page, item) = await OpenItemAsync();
        await page.Locator(".edit").WaitForAsync();

        await Input(page).SetInputFilesAsync([Make("合同.txt", 1000), Make("附件一.bin", 300_000), Make("附件二.bin", 700_000), Make("图.bin", 20)]);
        await Expect(page.Locator(".files li")).ToHaveCountAsync(4);
        Assert.Equivalent(new[] { "合同.txt", "附件一.bin", "附件二.bin", "图.bin" }, await NamesAsync(item), strict: true);

        // Held on its way, then cancelled: nothing of it stays.
        await page.RouteAsync(Uploads, route => route.Request.Method == "PATCH" ? Task.CompletedTask : route.ContinueAsync());
        await Input(page).SetInputFilesAsync([Make("不要了.bin", 5000)]);
        await page.WaitForRequestAsync(r => r.Method == "PATCH");
        var ended = page.WaitForResponseAsync(r => r.Request.Method == "DELETE");
        await page.Locator(".upload").Filter(new() { HasText = "不要了.bin" }).GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();
        Assert.Equal(204, (await ended).Status);
        await page.UnrouteAsync(Uploads);
        Assert.DoesNotContain("不要了.bin", await NamesAsync(item));
        Assert.Equal(0, await App.ReadAsync(db => db.Uploads.CountAsync(u => u.SubjectId == item && u.AttachmentId == null)));

        // What is refused says why, and goes when it has been read.
        await Input(page).SetInputFilesAsync(Make("空.txt", 0));
        var refused = page.Locator(".upload").Filter(new() { HasText = "空.txt" });
        await Expect(refused).ToContainTextAsync("这个文件是空的");
        await Expect(refused.GetByRole(AriaRole.Button, new() { Name = "重试" })).ToHaveCountAsync(0);
        await refused.GetByRole(AriaRole.Button, new() { Name = "关闭" }).ClickAsync();
        await Expect(page.Locator("#uploads")).ToHaveCountAsync(0);

        // A screenshot from the clipboard gets a name of its own.
        await page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0])], "image.png", { type: "image/png" }));
              document.querySelector(".files").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """);
        await Expect(page.Locator(".files li")).ToHaveCountAsync(5);
        Assert.Contains(await NamesAsync(item), name => name.StartsWith("截图 20", StringComparison.Ordinal));

        // Dropped on the page.
        await page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.items.add(new File(["hello"], "拖来的.txt"));
              for (const kind of ["dragover", "drop"]) document.querySelector(".files").dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """);
        await Expect(page.Locator(".files li")).ToHaveCountAsync(6);
    }

    [Fact]
    public async Task After_a_dead_line_and_after_a_closed_page_it_goes_on_where_it_stood()
    {
        var (page, item) = await OpenItemAsync();
        var path = Make("大文件.bin", 40 * 1024 * 1024);
        var offsets = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Method == "PATCH")
            {
                offsets.Add(request.Headers["upload-offset"]);
            }
        };

        // The second part never arrives, whatever is tried; then the page is closed.
        await page.RouteAsync(Uploads, route => route.Request.Method == "PATCH" && route.Request.Headers["upload-offset"] != "0"
            ? route.AbortAsync("connectionreset") : route.ContinueAsync());
        await Input(page).SetInputFilesAsync(path);
        await Expect(page.Locator(".upload")).ToContainTextAsync("连接中断");
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.ReloadAsync();
        await page.UnrouteAsync(Uploads);
        Assert.Empty(await NamesAsync(item));
        offsets.Clear();

        // Chosen again, it goes on; on its way the line dies once.
        var isDead = true;
        await page.RouteAsync(Uploads, route =>
        {
            if (route.Request.Method == "PATCH" && isDead)
            {
                isDead = false;
                return route.AbortAsync("connectionreset");
            }

            return route.ContinueAsync();
        });
        await Input(page).SetInputFilesAsync(path);
        await Expect(page.Locator(".files li")).ToHaveCountAsync(1, new() { Timeout = 60_000 });

        Assert.DoesNotContain("0", offsets);
        var hash = await App.ReadAsync(db => db.Attachments.Where(f => f.SubjectId == item).Select(f => f.Hash).SingleAsync());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))), hash);
    }

    private static ILocator Input(IPage page) => page.Locator(".files [data-files-input]").First;

    private async Task<(IPage Page, Guid Item)> OpenItemAsync()
    {
        var h = await SmallHandover.OpenAsync(App);
        var item = await h.AddAsync(Category.Documents, "采购合同");
        var page = await SignInAsync(h.Giver);
        await page.GotoAsync($"/handovers/{h.Number}/list?category=Documents&item={item.Id}");
        return (page, item.Id);
    }

    private Task<List<string>> NamesAsync(Guid item) => App.ReadAsync(db => db.Attachments.Where(f => f.SubjectId == item).Select(f => f.Name).ToListAsync());

    private string Make(string name, int size)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(size));
        return path;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
