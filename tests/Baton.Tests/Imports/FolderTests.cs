using System.IO.Compression;
using System.Net;
using System.Text;
using Baton.Tests.Files;
using Baton.Tests.Host;
using Baton.Web.Features.Files;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Imports;

/// <summary>A zip or a folder of files becomes document items, each with its file; nothing is written before it is confirmed.</summary>
public sealed class FolderTests
{
    private static readonly byte[] Contract = Encoding.UTF8.GetBytes("合同正文");

    [Theory, Databases]
    public async Task Each_file_of_a_zip_becomes_a_document_with_it_and_folders_are_groups(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var zip = Zip(null, ("资料/客户/合同.txt", Contract), ("资料/客户/", []), ("资料/现场.png", Attaching.Png), ("__MACOSX/资料/._现场.png", [1]), ("资料/空.txt", []), ("资料/客户/.DS_Store", [1]));

        await import.PreviewAsync("资料.zip", zip);

        Assert.Equal(HttpStatusCode.OK, import.Giver.Status);
        Assert.Equal(["新增", "新增"], import.Fates().Skip(1));
        Assert.Equal(["客户"], import.Giver.Page.QuerySelectorAll("label[for^=group-0-]").Select(l => l.TextContent.Trim()));
        Assert.Equal(["文件夹", "名称", "文件", "大小"], import.Giver.Page.QuerySelectorAll(".raw tbody tr:first-child td").Skip(2).Select(cell => cell.TextContent));
        Assert.Contains("空文件，不导入：1 个", import.Giver.Text, StringComparison.Ordinal);
        Assert.Empty(await import.ItemsAsync());
        Assert.Equal(0, await WrittenAsync(import));

        await import.TakeAsync();

        var items = await import.ItemsAsync();
        Assert.Equal([(Category.Documents, "现场", 1), (Category.Documents, "合同", 1)], items.Select(i => (i.Category, i.Title, i.Files)));
        Assert.DoesNotContain(items, i => i.Gaps.HasFlag(ItemGaps.Place));
        Assert.Equal(["现场.png", "客户/合同.txt"], items.Select(i => ((DocumentsFields)i.Fields).Place));
        await import.Giver.GetAsync($"/handovers/{import.Story.Number}/list?category=Documents&item={items[1].Id}");
        Assert.Equal(["文件夹", "名称", "文件", "大小"], import.Giver.Page.QuerySelectorAll("details.more dl.dl dt").Take(4).Select(name => name.TextContent));
        var files = await FilesAsync(import);
        Assert.Equal([("现场.png", Attaching.HashOf(Attaching.Png)), ("合同.txt", Attaching.HashOf(Contract))], items.Select(i => files[i.Id].Single()).Select(f => (f.Name, f.Hash)));
        Assert.Equal(Contract, await import.Giver.Client.GetByteArrayAsync($"/handovers/{import.Story.Number}/files/{files[items[1].Id].Single().Id}/download", TestContext.Current.CancellationToken));

        // The same once more is known again.
        await import.PreviewAsync("资料 (2).zip", zip);
        Assert.DoesNotContain("新增", import.Fates());
    }

    [Theory, Databases]
    public async Task Names_packed_on_a_Chinese_Windows_are_read(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var items = await import.ImportAsync("资料.zip", Zip(CodePagesEncodingProvider.Instance.GetEncoding("GB18030"), ("投标/报价单.txt", Contract)));

        Assert.Equal("报价单", Assert.Single(items).Title);
    }

    [Theory, Databases]
    public async Task A_folder_and_what_is_too_large_for_the_form_wait_for_whoever_sent_them(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        await import.Giver.GetAsync($"/handovers/{import.Story.Number}/import");
        await import.Giver.UploadAsync(ImportFile.Form, "Input.Files", "制度/考勤/考勤制度.txt", Contract);
        Assert.True(import.Giver.Status == HttpStatusCode.OK, import.Giver.Text);
        Assert.Equal("新增", import.Fates()[1]);
        var archive = import.Giver.Page.QuerySelector("input[name='Input.Archive']")!.GetAttribute("value");
        Assert.NotEmpty(archive!);

        // Nobody else gets at it.
        using var other = await ImportFile.OpenAsync(database);
        await other.PreviewAsync("一.csv", "事项\n甲"u8.ToArray());
        await other.Giver.SubmitAsync(ImportFile.Form, new() { ["Input.Archive"] = archive!, ["Input.Content"] = "" }, "button[formaction*=Take]");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Giver.Status);

        await import.TakeAsync();
        Assert.Equal("考勤制度", Assert.Single(await import.ItemsAsync()).Title);
        Assert.Equal(0, await import.Story.App.ReadAsync(db => db.Uploads.CountAsync(u => u.HandoverId == import.Story.Id)));

        var large = new byte[6 * 1024 * 1024];
        new Random(1).NextBytes(large);
        var items = await import.ImportAsync("扫描件.zip", Zip(null, ("扫描件.bin", large)));
        Assert.Equal(Attaching.HashOf(large), (await FilesAsync(import))[items.Single(i => i.Title == "扫描件").Id].Single().Hash);
    }

    [Theory, Databases]
    public async Task What_is_skipped_is_not_kept_and_an_import_is_taken_back(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        await import.PreviewAsync("资料.zip", Zip(null, ("甲.txt", "甲"u8.ToArray()), ("乙.txt", "乙"u8.ToArray())));
        await import.TakeAsync(new() { ["Input.Skip"] = "0:2" });
        Assert.Equal("甲", Assert.Single(await import.ItemsAsync()).Title);

        await import.UndoAsync();
        Assert.Empty(await import.ItemsAsync());
    }

    /// <summary>A folder that went on living: what is another file by now is the next version, the rest stays, and all of it is taken back.</summary>
    [Theory, Databases]
    public async Task Packed_again_a_changed_file_is_the_next_version(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var (first, second) = ("第一稿"u8.ToArray(), "第二稿"u8.ToArray());
        await import.ImportAsync("资料.zip", Zip(null, ("方案/报价.txt", first), ("方案/图纸.txt", first)));

        await import.PreviewAsync("资料.zip", Zip(null, ("方案/报价.txt", second), ("方案/图纸.txt", first), ("方案/补充.txt", second)));
        Assert.Equal(["表头或标题", "3.1 没有变化", "更新 3.2", "新增"], import.Fates());
        await import.TakeAsync();

        var items = (await import.ItemsAsync()).ToDictionary(i => i.Title);
        Assert.All(items.Values, i => Assert.Equal(1, i.Files));
        Assert.Equal([(1, Attaching.HashOf(first)), (2, Attaching.HashOf(second))], await VersionsAsync("报价"));
        Assert.Equal([(1, Attaching.HashOf(first))], await VersionsAsync("图纸"));
        await import.PreviewAsync("资料.zip", Zip(null, ("方案/报价.txt", second), ("方案/图纸.txt", first), ("方案/补充.txt", second)));
        Assert.Contains("没有变化：3 行", import.Giver.Text, StringComparison.Ordinal);

        await import.UndoAsync();

        Assert.Equal([(1, Attaching.HashOf(first)), (2, Attaching.HashOf(second)), (3, Attaching.HashOf(first))], await VersionsAsync("报价"));
        Assert.Equal(["图纸", "报价"], (await import.ItemsAsync()).Select(i => i.Title).Order(StringComparer.Ordinal));

        async Task<IEnumerable<(int, string)>> VersionsAsync(string title) => (await FilesAsync(import))[items[title].Id].OrderBy(f => f.Version).Select(f => (f.Version, f.Hash));
    }

    [Theory, Databases]
    public async Task Hostile_archives_are_refused_and_leave_nothing(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var lying = Zip(null, ("长.txt", Encoding.UTF8.GetBytes(new string('a', 5000))));
        // The directory says a tenth of what is there.
        BitConverter.GetBytes(500).CopyTo(lying, Directory(lying) + 24);
        var encrypted = Zip(null, ("密.txt", Contract));
        encrypted[Directory(encrypted) + 8] |= 1;
        foreach (var (name, file, says) in new[]
        {
            ("../../etc/passwd", Zip(null, ("../../etc/passwd", Contract)), "指向包外"), ("rooted", Zip(null, ("/etc/passwd", Contract)), "指向包外"),
            ("drive", Zip(null, ("C:\\Windows\\a.txt", Contract)), "指向包外"), ("back", Zip(null, ("a\\..\\..\\b.txt", Contract)), "指向包外"),
            ("bomb", Zip(null, ("零.bin", new byte[20 * 1024 * 1024])), "解压后太大"), ("lying", lying, "大小"), ("encrypted", encrypted, "密码"), ("cut", lying[..^30], "损坏"),
        })
        {
            await import.PreviewAsync("资料.zip", file);
            Assert.True(import.Giver.Status == HttpStatusCode.UnprocessableEntity && import.Giver.Text.Contains(says, StringComparison.Ordinal), $"{name}: {import.Giver.Status} {import.Giver.Text}");
        }

        // import.too-many-files
        await import.PreviewAsync("资料.zip", Zip(null, [.. Enumerable.Range(0, 2_001).Select(at => ($"{at}.txt", new byte[] { 1 }))]));
        Assert.Contains("一次最多 2000 个文件", import.Giver.Text, StringComparison.Ordinal);
        Assert.Equal(0, await WrittenAsync(import));
    }

    /// <summary>Where the only entry stands in the directory.</summary>
    private static int Directory(byte[] zip) => zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);

    private static byte[] Zip(Encoding? names, params (string Name, byte[] Bytes)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true, names))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return memory.ToArray();
    }

    /// <summary>Events, files and what is on its way since the handover began.</summary>
    private static Task<int> WrittenAsync(ImportFile import) => import.Story.App.ReadAsync(async db =>
        await db.Events.CountAsync(e => e.StreamId == import.Story.Id && (e.Kind.StartsWith("item.") || e.Kind.StartsWith("file.") || e.Kind.StartsWith("list.")))
        + await db.Attachments.CountAsync(f => f.HandoverId == import.Story.Id) + await db.Uploads.CountAsync(u => u.HandoverId == import.Story.Id));

    private static async Task<ILookup<Guid, Attachment>> FilesAsync(ImportFile import) =>
        (await import.Story.App.ReadAsync(db => db.Attachments.AsNoTracking().Where(f => f.HandoverId == import.Story.Id).ToListAsync())).ToLookup(f => f.SubjectId);
}
