using System.IO.Compression;
using System.Net;
using System.Text;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Files;

/// <summary>Files on items, questions, meetings, matters and what is asked about findings: attached, opened, replaced, taken off.</summary>
public sealed class AttachmentTests
{
    private static readonly byte[] Contract = Encoding.UTF8.GetBytes("合同正文\n第一条\n");

    [Theory, Databases]
    public async Task A_file_comes_back_as_it_went_in_as_an_attachment_of_no_type(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var file = await story.AttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "合同 2026.txt", Contract);

        using var answer = await story.GetFileAsync(story.Receiver, $"files/{file.Id}/download");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Contract, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal((Attaching.HashOf(Contract), (long)Contract.Length), (file.Hash, file.Size));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("合同 2026.txt", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.StartsWith("sandbox; default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(["file.added", "file.opened"], await story.KindsAsync("file."));
    }

    [Theory, Databases]
    public async Task A_part_of_a_file_can_be_asked_for(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var file = await story.AttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "a.bin", "0123456789");
        using var request = new HttpRequestMessage(HttpMethod.Get, story.Address($"files/{file.Id}/download"));
        request.Headers.Range = new(3, 5);

        using var answer = await (await story.AsAsync(story.Giver)).Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("345", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory, Databases]
    public async Task A_name_that_would_do_harm_does_none(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        foreach (var name in new[] { "../../etc/passwd", "\"; filename=x.html", "<script>alert(1)</script>.txt", new string('长', 300) + ".txt", "\u202Etxt.exe", "a\r\nSet-Cookie: a=b" })
        {
            // No form of a browser sends such names; a program does.
            var tus = await TusClient.OfAsync(story, story.Giver);
            (await tus.PatchAsync(await tus.BegunAsync(name, item, 1), 0, [1])).Dispose();
            var file = (await story.FilesAsync(item)).Last();
            using var answer = await story.GetFileAsync(story.Giver, $"files/{file.Id}/download");
            var page = await story.SeeAsync(story.Giver, $"files/{file.Id}");

            Assert.Equal(file.Name, answer.Content.Headers.ContentDisposition!.FileNameStar);
            Assert.Equal(Path.GetFileName(file.Name), file.Name);
            Assert.Equal(file.Name, page.Page.QuerySelector("h1")!.TextContent);
            Assert.Empty(page.Page.QuerySelectorAll("h1 script, .file-preview script"));
        }
    }

    [Theory, Databases]
    public async Task What_could_run_is_only_shown_as_text_or_not_at_all(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var page = $"list?category=Documents&item={item}";
        foreach (var (name, text) in new[] { ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), ("b.png", "<html><script>alert(1)</script></html>") })
        {
            var file = await story.AttachAsync(story.Giver, page, item, name, text);

            using var image = await story.GetFileAsync(story.Giver, $"files/{file.Id}/image");
            var shown = await story.SeeAsync(story.Giver, $"files/{file.Id}");

            Assert.Equal(HttpStatusCode.NotFound, image.StatusCode);
            Assert.Equal(text, shown.Page.QuerySelector(".file-preview pre")!.TextContent);
        }

        // An image that is a page as well, whatever it is called.
        byte[] both = [.. "GIF89a/*"u8, .. Encoding.UTF8.GetBytes("*/=1;<script>alert(1)</script>")];
        var polyglot = await story.AttachAsync(story.Giver, page, item, "c.html", both);
        using var answer = await story.GetFileAsync(story.Giver, $"files/{polyglot.Id}/image");
        Assert.Equal("image/gif", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("sandbox; default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Who_sees_no_content_of_an_item_knows_of_no_file_of_it(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Systems, "财务系统", story.Receiver) { Restricted = true });
        var file = await story.AttachAsync(story.Giver, $"list?category=Systems&item={item}", item, "操作手册.png", Attaching.Png);
        var other = await story.App.AddPersonAsync("外人");

        foreach (var person in new[] { story.Second, story.Hr, story.Caretaker, other })
        {
            foreach (var path in new[] { $"files/{file.Id}", $"files/{file.Id}/download", $"files/{file.Id}/image", $"files.zip?of={item}", "files.zip" })
            {
                using var answer = await story.GetFileAsync(person, path);
                Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{person.Name} {path}: {answer.StatusCode}");
            }
        }

        Assert.DoesNotContain("操作手册", (await story.SeeAsync(story.Second, "files")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("操作手册", (await story.SeeAsync(story.Second, "history")).Text, StringComparison.Ordinal);
        Assert.Contains("操作手册", (await story.SeeAsync(story.Witness, "files")).Text, StringComparison.Ordinal);
        Assert.Contains("操作手册", (await story.SeeAsync(story.Receiver, "history")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Who_may_not_change_an_item_attaches_nothing_to_it(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var item = await story.ItemAsync("月度经营分析");

        Assert.Null((await story.SeeAsync(story.Second, await story.WalkPageAsync("月度经营分析"))).Page.QuerySelector($"#files-{item:N} form"));
        var refused = await story.ForgeAsync(story.Second, "files", "Add", new() { ["subject"] = "Item", ["subjectId"] = item.ToString() });
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        // The receiver may: a photo of what they counted.
        await story.AttachAsync(story.Receiver, await story.WalkPageAsync("月度经营分析"), item, "现场.png", Attaching.Png);
    }

    [Theory, Databases]
    public async Task A_file_of_the_same_name_is_the_next_version_and_the_same_bytes_are_nothing_new(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var page = $"list?category=Documents&item={item}";
        var first = await story.AttachAsync(story.Giver, page, item, "合同.txt", "第一版");
        var second = await story.AttachAsync(story.Giver, page, item, "合同.txt", "第二版");
        await story.AttachAsync(story.Giver, page, item, "合同.txt", "第二版");

        Assert.Equal((first.SeriesId, 2), (second.SeriesId, second.Version));
        Assert.Equal(["file.added", "file.replaced"], await story.KindsAsync("file."));
        var shown = await story.SeeAsync(story.Giver, $"files/{first.Id}");
        Assert.Contains("旧版本", shown.Text, StringComparison.Ordinal);
        Assert.Contains("第一版", shown.Text, StringComparison.Ordinal);
        Assert.Equal(1, await story.App.ReadAsync(db => db.Items.Where(i => i.Id == item).Select(i => i.Files).SingleAsync()));

        // Under another name, where the person says what it replaces.
        await story.SeeAsync(story.Giver, $"files/{second.Id}");
        var visitor = await story.AsAsync(story.Giver);
        await visitor.UploadAsync("form[data-files-replaces]", "files", "合同（定稿）.txt", Encoding.UTF8.GetBytes("第三版"));
        HandoverStory.Accepted(visitor);
        Assert.Equal([1, 2, 3], (await story.FilesAsync(item)).Select(f => f.Version));
    }

    [Theory, Databases]
    public async Task A_file_that_is_removed_is_gone_from_the_list_and_stays_in_the_record(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));
        var file = await story.AttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "合同.txt", Contract);

        await story.DoAsync(story.Giver, $"files/{file.Id}", "Withdraw");

        Assert.DoesNotContain("合同.txt", (await story.SeeAsync(story.Giver, "files")).Text, StringComparison.Ordinal);
        Assert.Contains("file.withdrawn", await story.KindsAsync("file."));
        using var kept = await story.GetFileAsync(story.Witness, $"files/{file.Id}/download");
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    [Theory, Databases]
    public async Task A_file_added_to_an_accepted_item_puts_it_back_and_none_is_added_while_it_is_signed(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        await story.WalkAsync();
        var (item, page) = (await story.ItemAsync("月度经营分析"), await story.WalkPageAsync("月度经营分析"));
        var file = await story.AttachAsync(story.Giver, page, item, "说明.txt", Contract);
        Assert.Equal(ItemState.Open, await story.App.ReadAsync(db => db.Items.Where(i => i.Id == item).Select(i => i.State).SingleAsync()));

        await story.DoAsync(story.Receiver, page, "Accept");
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");

        Assert.Null((await story.SeeAsync(story.Giver, page)).Page.QuerySelector($"#files-{item:N} form"));
        var visitor = await story.SeeAsync(story.Giver, $"files/{file.Id}");
        Assert.Null(visitor.Page.QuerySelector("form[data-files-replaces]"));
        var answer = await story.ForgeAsync(story.Giver, $"files/{file.Id}", "Withdraw");
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
    }

    [Theory, Databases]
    public async Task What_is_signed_covers_the_files_of_ones_items(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var item = await story.ItemAsync("月度经营分析");
        var file = await story.AttachAsync(story.Giver, await story.WalkPageAsync("月度经营分析"), item, "说明.txt", Contract);
        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");

        var (statements, fields) = await story.App.ReadAsync(async db =>
        {
            var revision = await db.Revisions.AsNoTracking().Include(r => r.Statements).Include(r => r.Items)
                .SingleAsync(r => db.Handovers.Any(h => h.Id == r.HandoverId && h.Number == story.Number));
            return (revision.Statements, revision.Items.Single(i => i.ItemId == item).Fields);
        });

        Assert.Contains(file.Hash, fields, StringComparison.Ordinal);
        Assert.Contains("说明.txt", fields, StringComparison.Ordinal);
        var entry = $"{{\"hash\":\"{file.Hash}\",\"id\":\"{file.Id:D}\"}}";
        bool Covers(Web.Features.SignOff.Statement s) => Encoding.UTF8.GetString(s.Content).Contains(entry, StringComparison.Ordinal);
        Assert.All(statements.Where(s => s.PersonId != story.Second.Id), s => Assert.True(Covers(s)));
        Assert.All(statements.Where(s => s.PersonId == story.Second.Id), s => Assert.False(Covers(s)));
    }

    [Theory, Databases]
    public async Task Opening_all_files_of_a_document_is_its_check(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        await story.GoToAsync(Stage.HandingOver, new Listed(Category.Documents, "采购合同", story.Receiver, Importance.Normal, ("place", "共享盘")));
        var (item, page) = (await story.ItemAsync("采购合同"), await story.WalkPageAsync("采购合同"));
        var one = await story.AttachAsync(story.Giver, page, item, "合同.png", Attaching.Png);
        var two = await story.AttachAsync(story.Giver, page, item, "附件.txt", Contract);
        Task<bool> IsChecked() => story.App.ReadAsync(db => db.ProofSteps.AnyAsync(s => s.ItemId == item && s.Kind == ProofKind.Checked && s.DoneAt != null));

        // Explained, checked, accepted: each stands there once.
        Assert.Equal(3, (await story.SeeAsync(story.Giver, page)).Page.QuerySelectorAll("#steps > li").Length);
        await story.RefusedAsync(story.Receiver, page, "Step", "请先打开这一项的文件", button: "button[value=Checked]");
        using (await story.GetFileAsync(story.Receiver, $"files/{one.Id}/image"))
        {
            Assert.False(await IsChecked());
        }

        await story.SeeAsync(story.Receiver, $"files/{two.Id}");
        await story.SeeAsync(story.Receiver, $"files/{two.Id}");

        Assert.True(await IsChecked());
        Assert.Equal(["file.added", "file.added", "file.opened", "file.opened"], await story.KindsAsync("file."));
        Assert.Contains("王强", (await story.SeeAsync(story.Giver, $"files/{two.Id}")).Text, StringComparison.Ordinal);

        // What came afterwards nobody has checked.
        await story.AttachAsync(story.Giver, page, item, "附件.txt", "第二版");
        Assert.False(await IsChecked());
    }

    [Theory, Databases]
    public async Task Questions_meetings_matters_and_what_is_asked_about_findings_have_files(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var page = await story.WalkPageAsync("月度经营分析");
        await story.DoAsync(story.Receiver, page, "Ask", new() { ["text"] = "数据从哪里来？" });
        await story.DoAsync(story.Receiver, page, "Matter", new()
        {
            ["Matter.Title"] = "补数据字典", ["Matter.Owner"] = story.Giver.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today.AddDays(10)),
        });
        await story.DoAsync(story.Witness, "meetings", "Plan", new() { ["Input.Title"] = "面谈" });
        await story.DoAsync(story.Giver, "waivers", "Ask", new() { ["reason"] = "已电话沟通。" });
        var (question, matter, meeting, waiver) = await story.App.ReadAsync(async db =>
        {
            var id = await db.Handovers.Where(h => h.Number == story.Number).Select(h => h.Id).SingleAsync();
            return (await db.Questions.Where(q => q.HandoverId == id).Select(q => q.Id).SingleAsync(), await db.Matters.Where(m => m.HandoverId == id).Select(m => m.Id).SingleAsync(),
                await db.Meetings.Where(m => m.HandoverId == id).Select(m => m.Id).SingleAsync(), await db.Waivers.Where(w => w.HandoverId == id).Select(w => w.Id).SingleAsync());
        });

        await story.AttachAsync(story.Receiver, page, question, "截图.png", Attaching.Png);
        await story.AttachAsync(story.Giver, page, matter, "字典.txt", Contract);
        await story.AttachAsync(story.Witness, "meetings", meeting, "签到.txt", Contract);
        await story.AttachAsync(story.Giver, "waivers", waiver, "通话记录.txt", Contract);

        var all = (await story.SeeAsync(story.Witness, "files")).Text;
        Assert.All(["截图.png", "字典.txt", "签到.txt", "通话记录.txt"], name => Assert.Contains(name, all, StringComparison.Ordinal));
        Assert.Contains("截图.png", (await story.SeeAsync(story.Giver, "questions")).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task All_files_come_in_one_archive_in_a_folder_for_each_item(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购/合同", story.Receiver));
        var page = $"list?category=Documents&item={item}";
        await story.AttachAsync(story.Giver, page, item, "合同.txt", Contract);
        await story.AttachAsync(story.Giver, page, item, "图.png", Attaching.Png);

        using var answer = await story.GetFileAsync(story.Receiver, "files.zip");

        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["3.1 采购_合同/合同.txt", "3.1 采购_合同/图.png"], zip.Entries.Select(e => e.FullName));
        using var text = new StreamReader(zip.Entries[0].Open());
        Assert.Equal(Encoding.UTF8.GetString(Contract), await text.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, (await story.KindsAsync("file.opened")).Count);
    }

    [Theory, Databases]
    public async Task What_is_empty_or_was_not_chosen_is_refused(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var item = await story.AddItemAsync(new(Category.Documents, "采购合同", story.Receiver));

        var refused = await story.TryAttachAsync(story.Giver, $"list?category=Documents&item={item}", item, "空.txt", []);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("空.txt：这个文件是空的。", HandoverStory.Refusal(refused), StringComparison.Ordinal);
        Assert.Empty(await story.FilesAsync(item));
    }
}
