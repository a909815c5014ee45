using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Baton.Tests.Export;
using Baton.Tests.Host;
using Baton.Web.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.EntityFrameworkCore;
using Category = Baton.Web.Features.Items.Categories.Category;

namespace Baton.Tests.Hostile;

/// <summary>
/// Hostile text in every field of every form, typed on the page by somebody who may; then everything is looked at where text
/// comes back: pages, print, history, JSON, Excel. The fields are found on the pages; one that the walk does not reach fails it.
/// </summary>
public sealed class HostilePagesTests
{
    [Theory, Databases]
    public async Task Text_of_every_form_comes_back_everywhere_as_it_was_typed_and_does_nothing(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var walk = await HostileWalk.BeginAsync(app);
        foreach (var moment in HostileWalk.Forms.Select(f => f.Moment).Distinct())
        {
            await walk.AtAsync(moment);
        }

        await walk.CategoriesAsync();
        await walk.BesideAsync();
        await walk.LookAsync();

        Assert.True(!walk.Wrong.Any(), string.Join("\n", walk.Wrong.Take(60)));
        Assert.Equal("", string.Join("\n", walk.Marks.Unseen.Except(ShownNowhere)));
        Assert.Equal("", string.Join("\n", TextFields.InSource.Where(f => !walk.Reached.Any(f.IsThe)).Except(Elsewhere).Select(f => f.ToString()).Order(StringComparer.Ordinal)));
    }

    /// <summary>Reached by other tests of this folder.</summary>
    private static readonly TextField[] Elsewhere =
    [
        new("Accounts", "", "UserName"), new("Settings", "", "UserName"), new("Items", "Remark", "remark"), new("Items", "Step", "Step.Condition"), new("Items", "Answer", "answer"),
        new("Items", "Preview", "Input.Rows"), new("People", "Preview", "Input.Rows"),
    ];

    private static readonly string[] ShownNowhere = [];

    /// <summary>The whole list as a pasted table, in the columns that every item has: titles, descriptions, what needs attention, and the row itself.</summary>
    [Theory, Databases]
    public async Task All_of_it_as_a_pasted_table_comes_back_in_list_print_and_every_export(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var marks = new Marks();
        string Cell(string field, string text, bool lines) => $"\"{marks.Put(field, text, lines).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var rows = Naughty.All.Where(s => s.Length < 180).Select(s => string.Join('\t', Cell("title", s, false), Cell("description", s, true), Cell("attention", s, false))).ToList();
        Assert.True(rows.Count > 500, "The list was not read.");
        var table = $"事项\t说明\t特别注意\n{string.Join('\n', rows)}";
        await story.DoAsync(story.Giver, "paste?category=History", "Preview", new() { ["Input.Category"] = nameof(Category.History), ["Input.Rows"] = table });
        var giver = await story.AsAsync(story.Giver);
        var sent = giver.Page.QuerySelector<IHtmlInputElement>("input[name='Input.Rows']")!;
        Assert.Equal(table, sent.Value);
        sent.SetAttribute("value", "");
        marks.LookAt(giver);
        sent.SetAttribute("value", table);
        await HandoverStory.SendAsync(giver, "Take");
        HandoverStory.Accepted(giver);
        Assert.Equal(rows.Count, await story.App.ReadAsync(db => db.Items.CountAsync(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == story.Number))));

        foreach (var (person, page) in new[] { (story.Giver, "list?category=History"), (story.Receiver, "list?category=History"), (story.Giver, "print"), (story.Giver, "paste"), (story.Giver, "history") })
        {
            marks.LookAt(await story.SeeAsync(person, page));
        }

        foreach (var (sheet, cells) in Sheets.Read(await giver.Client.GetByteArrayAsync(story.Address("list.xlsx"), TestContext.Current.CancellationToken)))
        {
            foreach (var cell in cells.SelectMany(row => row))
            {
                marks.Compare(cell, sheet);
            }
        }

        using var word = WordprocessingDocument.Open(new MemoryStream(await giver.Client.GetByteArrayAsync(story.Address("list.docx"), TestContext.Current.CancellationToken)), false);
        foreach (var paragraph in word.MainDocumentPart!.Document!.Body!.Descendants<Paragraph>())
        {
            marks.Compare(paragraph.InnerText, "list.docx", OutgoingText.ForExport);
        }

        var markdown = await giver.Client.GetStringAsync(story.Address("list.md"), TestContext.Current.CancellationToken);
        foreach (var element in new HtmlParser().ParseDocument(Markdig.Markdown.ToHtml(markdown)).QuerySelectorAll("h3, li"))
        {
            // Space before a paragraph is none of its text in Markdown.
            marks.Compare(element.TextContent, "list.md", text => OutgoingText.ForExport(text).TrimStart());
        }

        marks.LookAt(System.Text.Json.Nodes.JsonNode.Parse(await giver.Client.GetStringAsync(story.Address("handover.json"), TestContext.Current.CancellationToken)), "handover.json");
        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong.Take(60)));
        Assert.Empty(marks.Unseen);
    }

    /// <summary>The same as a file: in its preview, in what it becomes, and in the workbook that goes out to be filled in.</summary>
    [Theory, Databases]
    public async Task All_of_it_as_a_file_comes_back_in_preview_list_and_workbook(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        var marks = new Marks();
        string Cell(string field, string text, bool lines) => $"\"{marks.Put(field, text, lines).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var rows = Naughty.All.Where(s => s.Length < 180).Take(190).Select(s => string.Join(',', Cell("title", s, false), Cell("description", s, true), Cell("attention", s, false))).ToList();
        var giver = await story.SeeAsync(story.Giver, "import");
        await giver.UploadAsync(
            "form[data-form=import]", "Input.File", "<script>alert(1)</script>.csv", System.Text.Encoding.UTF8.GetBytes($"事项,说明,特别注意\n{string.Join('\n', rows)}\n"),
            new() { ["Input.Category"] = nameof(Category.History) });
        marks.LookAt(giver);
        await giver.SubmitAsync("form[data-form=import]", null, "button[formaction*=Take]");
        HandoverStory.Accepted(giver);
        Assert.Equal(rows.Count, await story.App.ReadAsync(db => db.Items.CountAsync(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == story.Number))));

        foreach (var page in new[] { "list?category=History", "print", "import", "history" })
        {
            marks.LookAt(await story.SeeAsync(story.Giver, page));
        }

        foreach (var (sheet, cells) in Sheets.Read(await giver.Client.GetByteArrayAsync(story.Address("import/template.xlsx"), TestContext.Current.CancellationToken)))
        {
            foreach (var cell in cells.SelectMany(row => row))
            {
                marks.Compare(cell, sheet);
            }
        }

        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong.Take(60)));
        Assert.Empty(marks.Unseen);
    }

    /// <summary>What is searched for stands in the address and comes back in the field; what one signs in as, too.</summary>
    [Theory, Databases]
    public async Task What_is_searched_for_and_who_signs_in_come_back_as_typed(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        var visitor = await story.AsAsync(story.Hr);
        using var stranger = app.Stranger();
        var marks = new Marks();
        Assert.Equal(["Handovers  q", "Items  q", "People  find"], TextFields.Searches.Select(f => f.ToString()).Order(StringComparer.Ordinal));
        foreach (var text in Naughty.All.Where((_, i) => i % 40 == 0).Concat(Naughty.All.Take(24)))
        {
            foreach (var (page, name) in new[] { ("/handovers", "q"), (story.Address("items"), "q"), ("/people", "find") })
            {
                await visitor.GetAsync($"{page}?{name}={Uri.EscapeDataString(marks.Put($"{page} {name}", text, true))}");
                marks.LookAt(visitor);
            }

            await stranger.GetAsync("/sign-in");
            await stranger.SubmitAsync("main form", new() { ["UserName"] = marks.Put("/sign-in UserName", text, true), ["Password"] = "guess" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, stranger.Status);
            marks.LookAt(stranger);
        }

        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong.Take(60)));
        Assert.Empty(marks.Unseen);
    }

    [Theory, Databases]
    public async Task The_first_form_of_all_takes_it_too(Database database)
    {
        await using var app = await TestApp.StartAsync(database, setUp: false);
        using var visitor = app.Stranger();
        var marks = new Marks();
        await visitor.GetAsync("/setup");
        var form = visitor.Page.QuerySelector<IHtmlFormElement>("main form")!;
        var typed = TextFields.Of(form).ToDictionary(f => f.Name, f => marks.Put($"setup {f.Name}", "\"><script>alert(1)</script>\u0080", f.Lines));
        Assert.Equal(["CompanyName", "Name", "UserName"], typed.Keys.Order(StringComparer.Ordinal));
        typed["Password"] = typed["Repeated"] = TestApp.Password;
        await visitor.SubmitAsync("main form", typed);
        HandoverStory.Accepted(visitor);
        foreach (var page in new[] { "/", "/account", "/settings", "/people" })
        {
            await visitor.GetAsync(page);
            marks.LookAt(visitor);
        }

        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong.Take(60)));
        Assert.Empty(marks.Unseen);
    }

    /// <summary>Each line of an answer is an item: its title.</summary>
    [Theory, Databases]
    public async Task An_answer_of_the_interview_takes_it_line_by_line(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database), new() { ["Input.Template"] = "general" });
        var marks = new Marks();
        var lines = Enumerable.Range(0, 40).Select(turn => marks.Put($"answer {turn}", Naughty.One(turn, 80), false)).ToList();
        await story.DoAsync(story.Giver, "interview?step=monthly", "Answer", new() { ["answer"] = string.Join('\n', lines) });
        foreach (var page in new[] { "interview?step=monthly", "list", "history" })
        {
            marks.LookAt(await story.SeeAsync(story.Giver, page));
        }

        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong.Take(60)));
        Assert.Empty(marks.Unseen);
    }

    /// <summary>A difference that was counted without a word gets its remark in a form that stands there only then.</summary>
    [Theory, Databases]
    public async Task A_remark_on_what_was_counted_takes_it_too(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        var handover = await StagedHandover.AtAsync(cast, Moment.HandingOver);
        using var collector = await cast.App.SignInAsync(cast[Relation.Collector]);
        var page = $"/handovers/{handover.Number}/walk/{handover.Item("card")}";
        var marks = new Marks();
        await collector.GetAsync(page);
        await HandoverStory.SendAsync(collector, "Undo", new() { ["kind"] = "Counted" });
        await HandoverStory.SendAsync(collector, "Step", new() { ["Step.Actual"] = "2", ["kind"] = "Counted", ["Step.Condition"] = marks.Put("condition", "<b onclick=alert(1)>旧</b>", false) });
        await HandoverStory.SendAsync(collector, "Remark", new() { ["remark"] = marks.Put("remark", "<img src=x onerror=alert(1)>\n\u0080", true) });
        HandoverStory.Accepted(collector);
        marks.LookAt(collector);
        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong.Take(60)));
        Assert.Empty(marks.Unseen);
    }
}
