using System.IO.Compression;
using System.Net;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Letters;
using Baton.Web.Identity;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace Baton.Tests.Letters;

/// <summary>引荐信: to each customer and supplier, as a draft and as Word, naming who comes and from when.</summary>
public sealed class LettersTests
{
    [Theory, Databases]
    public async Task Each_customer_and_supplier_with_a_receiver_has_a_letter(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);
        await story.ListAsync(new(Category.Suppliers, "诚信事务所", story.Second, Importance.Normal, ("contact", "郑审计师")), new(Category.Customers, "还没定"));
        await story.AgreeTimesAsync($"{story.Today.Year + 1}-01-05T18:00");

        var giver = await story.SeeAsync(story.Giver, "letters");
        Assert.Equal(["4.1 华南电子", "5.1 诚信事务所"], giver.Page.QuerySelectorAll("main section h2").Select(h => h.TextContent));
        Assert.Contains("还有 1 个客户或供应商没有接收人", giver.Text, StringComparison.Ordinal);
        Assert.Contains($"自{story.Today.Year + 1}年1月5日起", giver.Text, StringComparison.Ordinal);
        Assert.StartsWith("mailto:liang%40example.com?subject=", giver.Page.QuerySelector("main a[href^=mailto]")!.GetAttribute("href"), StringComparison.Ordinal);

        await giver.SubmitAsync("main form", new() { ["Receiver"] = story.Second.Id.ToString(), ["Language"] = "en" });
        Assert.Equal(["5.1 诚信事务所"], giver.Page.QuerySelectorAll("main section h2").Select(h => h.TextContent));
        Assert.Contains("Dear 郑审计师,", giver.Text, StringComparison.Ordinal);
        Assert.Contains($"from 5 Jan {story.Today.Year + 1} on 陈静 takes care", giver.Text, StringComparison.Ordinal);

        var (name, zip) = await FileAsync(story, giver.Page.QuerySelector("main a[href*='.zip']")!.GetAttribute("href")!);
        Assert.Equal($"{story.Number} 引荐信.zip", name);
        using var archive = new ZipArchive(new MemoryStream(zip));
        Assert.Equal(["5.1 诚信事务所.docx", "5.1 诚信事务所.eml"], archive.Entries.Select(e => e.FullName));
    }

    [Theory, Databases]
    public async Task The_draft_is_a_mail_that_was_not_sent_and_Word_says_the_same(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);
        await story.AgreeTimesAsync($"{story.Today.Year + 1}-01-05T18:00");
        var item = await story.ItemAsync("华南电子");

        var (name, bytes) = await FileAsync(story, story.Address($"letters/{item}/letter.eml"));
        var mail = await MimeMessage.LoadAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken);
        Assert.Equal("4.1 华南电子.eml", name);
        Assert.DoesNotContain("\n", System.Text.Encoding.ASCII.GetString(bytes).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("1", mail.Headers["X-Unsent"]);
        Assert.Null(mail.MessageId);
        Assert.Equal(("liang@example.com", "梁会计"), (mail.To.Mailboxes.Single().Address, mail.To.Mailboxes.Single().Name));
        Assert.Equal("zhang@example.com", mail.From.Mailboxes.Single().Address);
        Assert.Contains("由王强与贵方对接", mail.Subject, StringComparison.Ordinal);
        var text = mail.TextBody!.ReplaceLineEndings("\n");
        Assert.Contains("梁会计，您好：", text, StringComparison.Ordinal);
        Assert.Contains($"自{story.Today.Year + 1}年1月5日起", text, StringComparison.Ordinal);
        Assert.Contains("新的联系人：王强\n电话：021-5555 0101\n邮箱：wang@example.com", text, StringComparison.Ordinal);
        // What is not known is left out, line by line.
        Assert.Contains("原联系人：张伟\n邮箱：zhang@example.com", text, StringComparison.Ordinal);

        using var document = WordprocessingDocument.Open(new MemoryStream((await FileAsync(story, story.Address($"letters/{item}/letter.docx"))).Bytes), false);
        Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath} {e.Description}"));
        Assert.Contains("新的联系人：王强", document.MainDocumentPart!.Document!.Body!.InnerText, StringComparison.Ordinal);
        var other = await story.SeeAsync(story.Giver, $"letters/{item}/letter.exe");
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
    }

    [Theory, Databases]
    public async Task Nothing_in_a_name_becomes_a_header_a_path_or_a_page(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        string[] names = ["\"坏\" <a@evil.example>,", "../../..\\CON.txt", "<script>alert(1)</script>", "=?utf-8?Q?Bcc:_x=40evil.example?=", "行\u0085Bcc: x@evil.example", "\u202Efdp.exe", "{接收人}{7*7}"];
        foreach (var name in names)
        {
            await story.AddItemAsync(new(Category.Customers, name.Replace('\u0085', ' '), story.Receiver, Importance.Normal, ("contact", name), ("email", "c@example.com")));
        }

        var giver = await story.SeeAsync(story.Giver, "letters");
        Assert.Equal(names.Length, giver.Page.QuerySelectorAll("main section").Length);
        Assert.Empty(giver.Page.QuerySelectorAll("main script"));
        using var archive = new ZipArchive(new MemoryStream((await FileAsync(story, story.Address("letters.zip"))).Bytes));
        Assert.Equal(names.Length * 2, archive.Entries.Select(e => e.FullName).Distinct().Count());
        Assert.All(archive.Entries, e => Assert.DoesNotContain(e.FullName, c => c is '/' or '\\' or ':' or '<' or '"' || char.IsControl(c)));
        foreach (var entry in archive.Entries.Where(e => e.FullName.EndsWith(".eml", StringComparison.Ordinal)))
        {
            var mail = await MimeMessage.LoadAsync(entry.Open(), TestContext.Current.CancellationToken);
            Assert.Equal("c@example.com", Assert.Single(mail.To.Mailboxes).Address);
            Assert.Empty(mail.Bcc.Concat(mail.Cc));
            // The giver has no address: nothing is made up.
            Assert.Equal(["Content-Transfer-Encoding", "Content-Type", "Date", "MIME-Version", "Subject", "To", "X-Unsent"], mail.Headers.Concat(mail.Body!.Headers).Select(h => h.Field).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Theory, Databases]
    public async Task A_template_has_a_letter_of_its_own_in_both_languages(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var administrator = await app.SignInAsync(await app.AddPersonAsync("管理员", SystemRoles.Administrator));
        await administrator.GetAsync("/settings/templates/sales");
        await administrator.SubmitAsync("form[data-form=copy]", new() { ["name"] = "门店" });
        var key = administrator.Path.Split('/')[^1];
        Assert.Contains("新的联系人：{接收人}", administrator.Page.QuerySelector("#LetterChinese")!.TextContent, StringComparison.Ordinal);
        await administrator.SubmitAsync("form[data-form=head]", new() { ["LetterChinese"] = "{公司}通知\n请找{接收入}" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, administrator.Status);
        Assert.Equal("不认识 {接收入}，请用下面列出的写法。", administrator.Page.QuerySelector("#LetterChinese-error")!.TextContent);
        await administrator.SubmitAsync("form[data-form=head]", new() { ["LetterChinese"] = "{公司}通知\n\n{联系人}：以后请找{receiver}，{7*7}。", ["LetterEnglish"] = "News\n\nAsk {Receiver}, {from}." });
        HandoverStory.Accepted(administrator);

        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.Template"] = key });
        await story.AddItemAsync(new(Category.Customers, "华南电子", story.Receiver));
        using var program = await app.CallerAsync(story.Giver);
        var chinese = (await program.GetAsync($"/handovers/{story.Number}/letters?language=zh-CN")).Expect(HttpStatusCode.OK).Json![0]!;
        Assert.Equal($"{LetterWords.Blank}：以后请找王强，{{7*7}}。", (string?)chinese["body"]);
        Assert.EndsWith("通知", (string?)chinese["subject"], StringComparison.Ordinal);
        var english = (await program.GetAsync($"/handovers/{story.Number}/letters?language=en")).Expect(HttpStatusCode.OK).Json![0]!;
        Assert.Equal(("News", $"Ask 王强, {LetterWords.Blank}."), ((string?)english["subject"], (string?)english["body"]));
    }

    [Theory, Databases]
    public async Task Introducing_leads_to_the_letter(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        await story.GoToAsync(Stage.HandingOver, new Listed(Category.Customers, "华南电子", story.Receiver, Importance.Normal, ("contact", "梁会计")));
        var item = await story.ItemAsync("华南电子");

        var walk = await story.SeeAsync(story.Giver, $"walk/{item}");
        Assert.Equal($"/handovers/{story.Number}/letters#l-{item:N}", walk.Page.QuerySelector("#steps a")!.GetAttribute("href"));
        Assert.NotNull((await story.SeeAsync(story.Giver, "letters")).Page.QuerySelector($"#l-{item:N}"));
    }

    private static async Task<HandoverStory> StoryAsync(TestApp app)
    {
        var story = await HandoverStory.OpenAsync(app);
        await app.ReadAsync(async db =>
        {
            await db.People.Where(p => p.Id == story.Giver.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.Email, "zhang@example.com"));
            return await db.People.Where(p => p.Id == story.Receiver.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.Email, "wang@example.com").SetProperty(x => x.Phone, "021-5555 0101"));
        });
        await story.AddItemAsync(new(Category.Customers, "华南电子", story.Receiver, Importance.Normal, ("contact", "梁会计"), ("email", "liang@example.com")));
        return story;
    }

    private static async Task<(string Name, byte[] Bytes)> FileAsync(HandoverStory story, string address)
    {
        using var answer = await (await story.AsAsync(story.Giver)).Client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (answer.Content.Headers.ContentDisposition!.FileNameStar!, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
