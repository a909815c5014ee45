using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Markdig;
using Category = Baton.Web.Features.Items.Categories.Category;
using WordText = DocumentFormat.OpenXml.Wordprocessing.Text;

namespace Baton.Tests.Export;

/// <summary>/handovers/{number}/list.docx, list.md and handover.json</summary>
public sealed class OutputTests
{
    private const string Hostile = "<script>alert(1)</script> *星* [链接](javascript:alert(1)) # 标题\u0007";

    [Theory, Databases]
    public async Task Word_has_cover_contents_every_category_and_a_block_to_sign_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);

        using var document = WordprocessingDocument.Open(new MemoryStream(await FileAsync(story, story.Giver, "list.docx")), false);

        Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath} {e.Description}"));
        var body = document.MainDocumentPart!.Document!.Body!;
        var headings = Of("Heading1");
        Assert.Equal(headings, Of("TOC1"));
        Assert.Contains("1 工作职责", headings);
        Assert.Contains("12 历史背景", headings);
        Assert.Equal("签字", headings[^1]);
        var text = body.InnerText;
        Assert.Contains("运营主管交接", text, StringComparison.Ordinal);
        Assert.Contains("每月五号前发出", text, StringComparison.Ordinal);
        // A control character is shown as its picture; nothing else is changed.
        Assert.Contains(Hostile.Replace('\u0007', '\u2407'), text, StringComparison.Ordinal);
        Assert.Empty(document.MainDocumentPart.HyperlinkRelationships);

        List<string> Of(string style) => [.. body.Elements<Paragraph>().Where(p => p.ParagraphProperties?.ParagraphStyleId?.Val == style)
            .Select(p => string.Concat(p.Descendants<WordText>().Select(t => t.Text)))];
    }

    [Theory, Databases]
    public async Task Markdown_reads_back_as_it_was_written_and_nothing_in_it_comes_alive(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);

        var markdown = System.Text.Encoding.UTF8.GetString(await FileAsync(story, story.Giver, "list.md"));

        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(Markdown.ToHtml(markdown));
        Assert.Empty(page.QuerySelectorAll("script, a, em"));
        Assert.Equal(CategoryCatalog.All.Count, page.QuerySelectorAll("h2").Length);
        Assert.Equal("1 工作职责", page.QuerySelector("h2")!.TextContent);
        Assert.Contains(page.QuerySelectorAll("h3"), h => h.TextContent == "1.2 " + Hostile.Replace('\u0007', '\u2407'));
        Assert.Contains(page.QuerySelectorAll("li"), l => l.TextContent == "目标：每月五号前发出");
    }

    [Theory, Databases]
    public async Task Json_is_complete_and_the_same_through_the_api(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);

        var file = JsonNode.Parse(await FileAsync(story, story.Giver, "handover.json"))!;

        Assert.Equal(1, (int)file["baton"]!);
        Assert.Equal(story.Number, (string?)file["handover"]!["number"]);
        Assert.Equal(["月度经营分析", Hostile, "税务系统"], file["items"]!.AsArray().Select(i => (string?)i!["title"]));
        Assert.Equal("每月五号前发出", (string?)file["items"]![0]!["content"]!["fields"]!["goal"]);
        Assert.NotNull(file["brief"]);
        using var program = await app.CallerAsync(story.Giver);
        var answered = (await program.GetAsync($"/handovers/{story.Number}/export")).Expect(HttpStatusCode.OK).Json!;
        answered["exportedAt"] = null;
        file["exportedAt"] = null;
        Assert.True(JsonNode.DeepEquals(file, answered));
    }

    [Theory, Databases]
    public async Task Who_sees_less_gets_less(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);
        using var stranger = await app.SignInAsync(await app.AddPersonAsync("外人"));
        foreach (var file in new[] { "list.docx", "list.md", "handover.json" })
        {
            var bytes = await FileAsync(story, story.Second, file);
            var text = file == "list.docx" ? DocumentText(bytes) : System.Text.Encoding.UTF8.GetString(bytes);
            Assert.Contains("税务系统", text, StringComparison.Ordinal);
            Assert.DoesNotContain("etax.example.com", text.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
            await stranger.GetAsync(story.Address(file));
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        }
    }

    private static async Task<HandoverStory> StoryAsync(TestApp app)
    {
        var story = await HandoverStory.OpenAsync(app);
        await story.AddItemAsync(new(Category.Duties, "月度经营分析", story.Receiver, Fields: ("goal", "每月五号前发出")));
        await story.AddItemAsync(new(Category.Duties, Hostile, story.Receiver));
        await story.AddItemAsync(new(Category.Systems, "税务系统", story.Receiver, Fields: ("address", "https://etax.example.com")));
        await story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        return story;
    }

    private static async Task<byte[]> FileAsync(HandoverStory story, TestPerson person, string file)
    {
        var visitor = await story.AsAsync(person);
        using var answer = await visitor.Client.GetAsync(story.Address(file), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static string DocumentText(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        using var reader = new StreamReader(zip.GetEntry("word/document.xml")!.Open());
        return reader.ReadToEnd();
    }
}
