using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Baton.Tests.Export;
using Baton.Tests.Host;
using Baton.Web.Data;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Templates;
using Baton.Web.Identity;
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
    /// <summary>At which moment who fills in which form, and what they choose in it beside its texts. Names are those of StagedHandover.</summary>
    private static readonly (Moment Moment, Relation Who, string Page, string Act, string Chosen)[] Forms =
    [
        (Moment.Preparing, Relation.Giver, "overview", "", ""),
        (Moment.Preparing, Relation.Giver, "times", "Propose", ""),
        (Moment.Preparing, Relation.Giver, "list?category=History", "Add", ""),
        (Moment.Preparing, Relation.HumanResources, "parties", "Replace", "party={party-of-other-receiver} personId={spare}"),
        (Moment.Preparing, Relation.HumanResources, "parties", "Add", "role=Proxy personId={stranger}"),
        (Moment.Preparing, Relation.HumanResources, "parties", "Days", "lastWorkingDay={tomorrow}"),
        (Moment.Preparing, Relation.HumanResources, "parties", "Absent", ""),
        (Moment.Preparing, Relation.HumanResources, "parties", "Attempt", "personId={giver}"),
        (Moment.Preparing, Relation.Witness, "meetings", "Plan", ""),
        (Moment.Preparing, Relation.Witness, "meetings", "Hold", "meeting={meeting}"),
        (Moment.Preparing, Relation.Receiver, "questions", "Ask", ""),
        (Moment.Preparing, Relation.Giver, "questions", "Answer", "question={question-on-all}"),
        (Moment.Submitted, Relation.Witness, "list", "SendBack", ""),
        (Moment.HandingOver, Relation.Witness, "meetings", "Walkthrough", ""),
        (Moment.HandingOver, Relation.Giver, "walk/{open}", "Step", "kind=Explained"),
        (Moment.HandingOver, Relation.Receiver, "walk/{key}", "TeachBack", ""),
        (Moment.HandingOver, Relation.Giver, "walk/{said}", "AnswerTeachBack", "right=true"),
        (Moment.HandingOver, Relation.Receiver, "walk/{ready}", "Reserve", "Reservation.Due={tomorrow} Reservation.Owner={giver}"),
        (Moment.HandingOver, Relation.Giver, "walk/{returned}", "Amend", ""),
        (Moment.HandingOver, Relation.Witness, "walk/{disputed}", "Decide", "Verdict.Decision=Amend"),
        (Moment.HandingOver, Relation.Giver, "walk/{critical}", "AskLeaveOut", "kind=Demonstrated"),
        (Moment.HandingOver, Relation.Receiver, "walk/{critical}", "Return", ""),
        (Moment.HandingOver, Relation.Receiver, "walk/{open}", "NotMine", ""),
        (Moment.HandingOver, Relation.Receiver, "walk/{open}", "Ask", ""),
        (Moment.HandingOver, Relation.Giver, "walk/{open}", "Answer", "question={question}"),
        (Moment.HandingOver, Relation.Giver, "walk/{open}", "Matter", "Matter.Owner={giver} Matter.Due={tomorrow}"),
        (Moment.HandingOver, Relation.Collector, "count", "", "Rows[0].Actual=1"),
        (Moment.HandingOver, Relation.Witness, "sign", "AsItStands", ""),
        (Moment.HandingOver, Relation.HumanResources, "", "Cancel", ""),
        (Moment.Signing, Relation.Witness, "sign", "StandIn", "role=Giver person={giver} method=Paper password={password}"),
        (Moment.Signing, Relation.Giver, "sign", "Refuse", ""),
        (Moment.Signing, Relation.HumanResources, "sign", "Reopen", ""),
        (Moment.FollowUp, Relation.Receiver, "follow-up", "Fill", "Input.Rating=Well Input.Mastery[{key}]=Independent Input.Mastery[{said}]=Independent Input.Mastery[{critical}]=Independent"),
        (Moment.FollowUp, Relation.Witness, "follow-up", "Confirm", ""),
        (Moment.FollowUp, Relation.Receiver, "follow-up", "Ask", ""),
        (Moment.FollowUp, Relation.Giver, "follow-up", "Answer", ""),
        (Moment.FollowUp, Relation.Receiver, "follow-up", "Matter", "Matter.Owner={giver} Matter.Due={tomorrow}"),
        (Moment.FollowUp, Relation.Witness, "follow-up", "CloseMatter", ""),
        (Moment.FollowUp, Relation.HumanResources, "follow-up", "Extend", "until={later}"),
        (Moment.FollowUp, Relation.Giver, "follow-up", "Supplement", ""),
        (Moment.FollowUp, Relation.Receiver, "waivers", "Ask", ""),
        (Moment.FollowUp, Relation.Witness, "waivers", "Decide", "grant=true"),
    ];

    private static readonly (string Page, string Act, string Chosen)[] Beside =
    [
        ("/settings", "", ""), ("/settings/calendar", "", "Day=2031-01-02"), ("/people/{giver}", "", ""), ("/people/{receiver}", "", ""), ("/people/{witness}", "", ""),
        ("/people/{uninvited}", "Invite", ""), ("/departments/{department}", "", ""), ("/positions/{position}", "", ""), ("/teams/{team}", "", ""),
        ("/settings/templates/{template}", "Copy", ""), ("/settings/templates/{template}", "Head", "FollowUpDays= RetentionYears="),
        ("/settings/templates/{template}?item=computer", "Item", "line=computer Category=Assets"), ("/settings/templates/{template}?question=weekly", "Question", "line=weekly Category=Duties"),
        ("/account", "MakeToken", "Token.Password={password}"), ("/handovers/new", "", "Input.GiverId={stranger} Input.ReceiverIds={spare} Input.WitnessId={witness} Input.Reason=Resignation Input.LastWorkingDay={tomorrow}"),
    ];

    /// <summary>What has a form of its own: hostile text is refused on the field, and there the same. Then this will do.</summary>
    private static readonly Dictionary<string, string> Shaped = new()
    {
        ["Email"] = "a@example.com", ["Input.Fields[email]"] = "a@example.com", ["Input.Fields[phone]"] = "021-5550 1234", ["Input.Fields[numbers]"] = "00001-00050", ["UserName"] = "hostile-user", ["Token.Handover"] = "", ["FollowUpDays"] = "1, 7", ["Fields[quantity]"] = "1",
    };

    /// <summary>Tables: what is typed there is a table, and is tried as one below.</summary>
    private static readonly string[] Tables = ["Input.Rows"];

    [Theory, Databases]
    public async Task Text_of_every_form_comes_back_everywhere_as_it_was_typed_and_does_nothing(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var walk = await Walk.BeginAsync(app);
        foreach (var moment in Forms.Select(f => f.Moment).Distinct())
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

    /// <summary>The people of a cast with their browsers, and one handover for each moment.</summary>
    private sealed class Walk(Cast cast) : IDisposable
    {
        private readonly Dictionary<Relation, Visitor> visitors = [];
        private readonly List<StagedHandover> handovers = [];
        private readonly Dictionary<StagedHandover, Moment> moments = [];
        private readonly SortedSet<string> wrong = new(StringComparer.Ordinal);
        private int turn;
        private int at;

        public Marks Marks { get; } = new();
        public HashSet<TextField> Reached { get; } = [];
        public IEnumerable<string> Wrong => wrong.Concat(Marks.Wrong);

        public static async Task<Walk> BeginAsync(TestApp app) => new(await Cast.GatherAsync(app));

        /// <summary>People and what else is beside handovers. Last, since handovers find their people by name.</summary>
        public async Task BesideAsync()
        {
            var uninvited = cast.App.Time.NewId();
            await cast.App.ReadAsync(async db =>
            {
                db.People.Add(new() { Id = uninvited, Name = "未邀请" });
                return await db.SaveChangesAsync();
            });
            var names = new Dictionary<string, string>(handovers[0].Names)
            {
                ["uninvited"] = uninvited.ToString(), ["team"] = cast.TeamId.ToString(),
                ["template"] = (await Services.AskAsync<TemplateService, Template>(cast.App, (s, stop) => s.CopyAsync("general", "门店", cast.As(Relation.OtherReceiver), stop))).Value.Id.ToString(),
                ["department"] = (await cast.App.AddDepartmentAsync("部门")).ToString(), ["position"] = (await cast.App.AddPositionAsync("岗位")).ToString(),
            };
            foreach (var (page, act, chosen) in Beside)
            {
                await FillAsync(Relation.OtherReceiver, Fill(page, names), act, Chosen(chosen, names));
            }

            // The last of them opened a handover.
            var opener = await AsAsync(Relation.OtherReceiver);
            await SeeAsync(opener, $"{opener.Path}/history");
        }

        public async Task AtAsync(Moment moment)
        {
            await StageAsync(moment);
            foreach (var (_, who, page, act, chosen) in Forms.Where(f => f.Moment == moment))
            {
                var latest = handovers.Last(h => moments[h] == moment);
                if (!await TryAsync(latest))
                {
                    // What was done before stands in its way.
                    if (!await TryAsync(await StageAsync(moment)))
                    {
                        wrong.Add($"{moment} {who} has no form {act} on {page}");
                    }
                }

                Task<bool> TryAsync(StagedHandover on) => FillAsync(
                    who, $"/handovers/{on.Number}{(page.Length > 0 ? "/" : "")}{Fill(page, on.Names)}", act, Chosen(chosen, on.Names));
            }
        }

        /// <summary>An item of each category, with all that its form asks for.</summary>
        public async Task CategoriesAsync()
        {
            var handover = handovers.First(h => moments[h] == Moment.Preparing);
            foreach (var category in CategoryCatalog.All)
            {
                var giver = await AsAsync(Relation.Giver);
                var list = $"/handovers/{handover.Number}/list?category={category.Category}";
                await giver.GetAsync(list);
                await HandoverStory.SendAsync(giver, "Add", new() { ["title"] = $"{category.Category}" });
                var item = giver.Page.QuerySelectorAll("tr[data-row]").Last().Id!["i-".Length..];
                await FillAsync(Relation.Giver, $"{list}&item={Guid.ParseExact(item, "N")}", "Save", new() { ["Input.NotAPassword"] = "true" });
                foreach (var field in category.Fields.Where(f => f.Input is FieldInput.Text or FieldInput.Lines or FieldInput.Steps or FieldInput.Numbers or FieldInput.Phone or FieldInput.Email))
                {
                    if (!Reached.Contains(new("Items", "Save", $"Input.Fields[{field.Name}]")))
                    {
                        wrong.Add($"{category.Category} has no field {field.Name}");
                    }
                }
            }
        }

        /// <summary>Everything that text comes back in: the giver's pages, what only the witness or human resources see, and what programs read.</summary>
        public async Task LookAsync()
        {
            var document = System.Text.Json.Nodes.JsonNode.Parse(await (await AsAsync(Relation.Giver)).Client.GetStringAsync("/openapi/v1.json"))!;
            var routes = document["paths"]!.AsObject().Where(p => p.Value!["get"] is not null).Select(p => p.Key["/api/v1".Length..]).ToList();
            foreach (var relation in new[] { Relation.Giver, Relation.Witness })
            {
                var visitor = await AsAsync(relation);
                using var program = await cast.App.CallerAsync(cast[relation]);
                foreach (var page in new[] { "/", "/handovers", "/account", "/people", "/settings", "/settings/calendar?year=2031", "/settings/templates", "/departments", "/positions", "/teams" })
                {
                    await SeeAsync(visitor, page);
                }

                foreach (var route in routes.Where(r => !r.Contains('{', StringComparison.Ordinal)))
                {
                    Marks.LookAt((await program.GetAsync(route)).Json, route);
                }

                foreach (var handover in handovers)
                {
                    var items = await cast.App.ReadAsync(db => db.Items.Where(i => i.HandoverId == handover.Id).Select(i => new { i.Id, i.Category, i.Title }).ToListAsync());
                    var typed = items.Where(i => i.Title.Contains('⟦', StringComparison.Ordinal)).ToList();
                    string[] walked = moments[handover] == Moment.HandingOver ? ["open", "key", "said", "ready", "returned", "disputed", "critical", "card"] : [];
                    string[] pages = relation == Relation.Witness ? ["", "parties", "sign", "waivers", "history"] :
                    [
                        "", "overview", "times", "parties", "list", "meetings", "questions", "sign", "follow-up", "waivers", "print", "history", "many",
                        .. typed.Select(i => $"list?category={i.Category}").Distinct(), .. typed.Select(i => $"list?category={i.Category}&item={i.Id}"), .. walked.Select(i => $"walk/{handover.Item(i)}"),
                    ];
                    foreach (var page in pages)
                    {
                        await SeeAsync(visitor, $"/handovers/{handover.Number}/{page}".TrimEnd('/'));
                        for (var older = 0; page == "history" && older < 5 && visitor.Page.QuerySelector("main a[href*='before=']") is { } link; older++)
                        {
                            await SeeAsync(visitor, link.GetAttribute("href")!);
                        }
                    }

                    foreach (var route in routes.Where(r => r.Replace("{number}", "", StringComparison.Ordinal) is var rest && rest.Length < r.Length && !rest.Contains('{', StringComparison.Ordinal)))
                    {
                        Marks.LookAt((await program.GetAsync(route.Replace("{number}", handover.Number, StringComparison.Ordinal) + (route.EndsWith("/items", StringComparison.Ordinal) ? "?limit=200" : ""))).Json, route);
                    }

                    foreach (var (sheet, cells) in Sheets.Read(await visitor.Client.GetByteArrayAsync($"/handovers/{handover.Number}/list.xlsx", TestContext.Current.CancellationToken)))
                    {
                        foreach (var cell in cells.SelectMany(row => row))
                        {
                            Marks.Compare(cell, $"list.xlsx {sheet}");
                        }
                    }
                }
            }
        }

        /// <summary>Pages that are not there for somebody have nothing to show.</summary>
        private async Task SeeAsync(Visitor visitor, string page)
        {
            await visitor.GetAsync(page);
            if (visitor.Status != HttpStatusCode.NotFound)
            {
                Marks.LookAt(visitor);
            }
        }

        /// <summary>Fills in every text of a form twice: with NUL, which is refused on each field; and with hostile text, which is taken.</summary>
        /// <returns>False where the page has no such form.</returns>
        private async Task<bool> FillAsync(Relation who, string page, string act, Dictionary<string, string> chosen)
        {
            var visitor = await AsAsync(who);
            await visitor.GetAsync(page);
            if (HandoverStory.FindForm(visitor, act, chosen) is not { } form || TextFields.Of(form).ToList() is not { Count: > 0 } fields)
            {
                return false;
            }

            await NulAsync(visitor, page, act, form, chosen, fields.ConvertAll(f => f.Name));
            var typed = new Dictionary<string, string>(chosen);
            foreach (var (name, lines) in fields.Where(f => !Tables.Contains(f.Name)))
            {
                typed[name] = Marks.Put($"{Feature(page)} {act} {name}", lines ? Naughty.Many(ref at, 900) : Naughty.One(turn++, 80), lines);
            }

            await HandoverStory.SendAsync(visitor, act, typed);
            Marks.LookAt(visitor);
            if (visitor.Page.QuerySelectorAll("[aria-invalid]").Select(e => e.GetAttribute("name")!).Where(Shaped.ContainsKey).ToList() is { Count: > 0 } shaped)
            {
                shaped.ForEach(name => typed[name] = Shaped[name]);
                await HandoverStory.SendAsync(visitor, act, typed);
                Marks.LookAt(visitor);
            }

            if (visitor.Status != HttpStatusCode.OK || HandoverStory.Refusal(visitor) is { Length: > 0 })
            {
                wrong.Add($"{page} {act}: {(int)visitor.Status} {HandoverStory.Refusal(visitor)} {string.Join(' ', visitor.Page.QuerySelectorAll("[aria-invalid]").Select(e => e.GetAttribute("name")))} {visitor.Text[..Math.Min(200, visitor.Text.Length)]}");
            }

            Reached.UnionWith(fields.Select(f => new TextField(Feature(page), act, f.Name)));
            return true;
        }

        /// <summary>
        /// As a browser sends it with a file: the platform itself takes no NUL where a form has none. What is asked for later
        /// is refused later.
        /// </summary>
        private async Task NulAsync(Visitor visitor, string page, string act, IHtmlFormElement form, Dictionary<string, string> chosen, IReadOnlyList<string> fields)
        {
            for (var left = fields.ToHashSet(); left.Count > 0;)
            {
                var values = new Dictionary<string, string>(chosen);
                foreach (var field in fields)
                {
                    values[field] = left.Contains(field) ? "前\0后" : "甲";
                }

                using var request = visitor.MultipartRequest(form, values);
                using var response = await visitor.Client.SendAsync(request, TestContext.Current.CancellationToken);
                var answer = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                var before = left.Count;
                left.ExceptWith(answer.QuerySelectorAll("main [aria-invalid=true]").Select(e => e.GetAttribute("name")!));
                if (response.StatusCode != HttpStatusCode.UnprocessableEntity || left.Count == before)
                {
                    wrong.Add($"{page} {act} {string.Join(' ', left)}: NUL is not refused on the field ({(int)response.StatusCode})");
                    return;
                }
            }
        }

        /// <summary>In the follow-up, the day of the first check has come.</summary>
        private async Task<StagedHandover> StageAsync(Moment moment)
        {
            var handover = await StagedHandover.AtAsync(cast, moment == Moment.FollowUp ? Moment.Signing : moment);
            handovers.Add(handover);
            moments[handover] = moment;
            if (moment == Moment.FollowUp)
            {
                await handover.SignAsync();
                cast.App.Time.Move(TimeSpan.FromDays(1));
            }

            return handover;
        }

        private async Task<Visitor> AsAsync(Relation who)
        {
            if (!visitors.TryGetValue(who, out var visitor))
            {
                visitors[who] = visitor = await cast.App.SignInAsync(cast[who]);
            }

            return visitor;
        }

        private static string Feature(string page) => page.Split('/', '?') switch
        {
            [_, "handovers", _, "list" or "walk" or "paste" or "many" or "count", ..] => "Items",
            [_, "handovers", _, "meetings", ..] => "Meetings",
            [_, "handovers", _, "questions", ..] => "Questions",
            [_, "handovers", _, "sign", ..] => "SignOff",
            [_, "handovers", _, "follow-up" or "waivers", ..] => "FollowUp",
            [_, "handovers", ..] => "Handovers",
            [_, "settings", "templates", ..] => "Templates",
            [_, "account", ..] => "Accounts",
            [_, "settings", ..] => "Settings",
            _ => "People",
        };

        private static string Fill(string text, IReadOnlyDictionary<string, string> names) =>
            names.Aggregate(text, (all, name) => all.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));

        private static Dictionary<string, string> Chosen(string chosen, IReadOnlyDictionary<string, string> names) =>
            chosen.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split('=', 2)).ToDictionary(c => Fill(c[0], names), c => Fill(c[1], names));

        public void Dispose()
        {
            foreach (var visitor in visitors.Values)
            {
                visitor.Dispose();
            }
        }
    }
}
