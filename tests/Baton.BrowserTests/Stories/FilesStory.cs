using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Baton.Tests.House;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>Files go up from a page: many at once, cancelled, dropped, pasted, and on where they stood after the line was dead; a PDF is looked at.</summary>
public sealed class FilesStory(Chromium chromium) : Story(chromium)
{
    private const string Uploads = "**/uploads/*";

    /// <summary>Waits until the words of page 2, 40 of its 595 points high, are as large as the page is wide.</summary>
    private const string Lies = """
        () => new Promise((resolve, reject) => {
          const end = Date.now() + 10000;
          const look = () => {
            const word = document.querySelector("[data-page='2'] .textLayer span");
            const is = word && parseFloat(getComputedStyle(word).fontSize) / word.closest("section").clientWidth;
            if (is && Math.abs(is - 40 / 595) < 0.001) resolve();
            else if (Date.now() > end) reject(new Error(`The words are ${is} of the page's width instead of ${40 / 595}.`));
            else requestAnimationFrame(look);
          };
          look();
        })
        """;

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
        var held = page.WaitForRequestAsync(r => r.Method == "PATCH");
        await Input(page).SetInputFilesAsync([Make("不要了.bin", 5000)]);
        await held;
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

    /// <summary>
    /// Its words can be read and its picture is drawn, in fonts that are not in it; what is in it reaches nothing: its script
    /// does not run, and the frame has no origin.
    /// </summary>
    [Fact]
    public async Task A_pdf_is_shown_in_a_frame_that_reaches_nothing()
    {
        var (page, _) = await OpenItemAsync();
        page.Dialog += (_, dialog) => throw new InvalidOperationException($"The file asked: {dialog.Message}");
        await Input(page).SetInputFilesAsync([Save("合同.pdf", TwoPages()), Save("坏的.pdf", "%PDF-1.7 nothing of the kind")]);
        await Expect(page.Locator(".files li")).ToHaveCountAsync(2);

        await page.Locator(".files a", new() { HasText = "合同.pdf" }).First.ClickAsync();
        var frame = page.FrameLocator(".file-preview iframe");
        foreach (var (at, words) in new[] { (1, "Hello Baton"), (2, "接力") })
        {
            await frame.Locator($"[data-page='{at}']").ScrollIntoViewIfNeededAsync();
            await Expect(frame.Locator($"[data-page='{at}'][data-drawn]")).ToContainTextAsync(words);
            Assert.True(await frame.Locator($"[data-page='{at}'] canvas").EvaluateAsync<bool>(
                "c => new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer).some(pixel => pixel !== 0xFFFFFFFF)"), $"Page {at} is blank.");
        }

        Assert.Equal("第 2 页，共 2 页", await frame.Locator("[data-page='2']").GetAttributeAsync("aria-label"));
        // The words lie on their picture, as wide as the page stands and when it stands narrower.
        foreach (var width in new[] { 1320, 700 })
        {
            await page.SetViewportSizeAsync(width, 900);
            await frame.Locator("main").EvaluateAsync(Lies);
        }

        Assert.Equal("null", await frame.Locator("main").EvaluateAsync<string>("() => self.origin"));
        Assert.Equal("SecurityError", await frame.Locator("main").EvaluateAsync<string>("() => { try { return document.cookie; } catch (e) { return e.name; } }"));
        Assert.Equal("SecurityError", await frame.Locator("main").EvaluateAsync<string>("() => { try { return parent.document.title; } catch (e) { return e.name; } }"));
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "谁打开过" }).Locator("..").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);

        await page.GoBackAsync();
        await page.Locator(".files a", new() { HasText = "坏的.pdf" }).First.ClickAsync();
        await Expect(page.Locator(".file-preview")).ToContainTextAsync("这个 PDF 打不开");
    }

    /// <summary>A page in a standard font, one in Chinese by a predefined CMap, and a script that wants to run at once.</summary>
    private static string TwoPages()
    {
        string Words(string text) => $"<< /Length {text.Length} >>\nstream\n{text}\nendstream";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
            "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F 7 0 R >> >> >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F 8 0 R >> >> >>",
            Words("BT /F 40 Tf 60 700 Td (Hello Baton) Tj ET"),
            Words("BT /F 40 Tf 60 700 Td <63A5529B> Tj ET"),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [9 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 10 0 R >>",
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        ];
        var file = new StringBuilder("%PDF-1.7\n");
        var offsets = objects.Index().Select(o =>
        {
            var at = file.Length;
            file.Append(CultureInfo.InvariantCulture, $"{o.Index + 1} 0 obj\n{o.Item}\nendobj\n");
            return $"{at:D10} 00000 n \n";
        }).ToList();
        return $"{file}xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n{string.Concat(offsets)}trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{file.Length}\n%%EOF\n";
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

    private string Make(string name, int size) => Save(name, RandomNumberGenerator.GetBytes(size));

    private string Save(string name, string text) => Save(name, Encoding.Latin1.GetBytes(text));

    private string Save(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
