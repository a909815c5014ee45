using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Baton.Tests.Export;
using Baton.Tests.Host;
using Baton.Web.Data;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Templates;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Hostile;

/// <summary>
/// Fills in every form with hostile text, as the people of a cast with their browsers, on one handover for each moment; then looks
/// at everything that text comes back in.
/// </summary>
internal sealed class HostileWalk(Cast cast) : IDisposable
{
    /// <summary>At which moment who fills in which form, and what they choose in it beside its texts. Names are those of StagedHandover.</summary>
    public static readonly (Moment Moment, Relation Who, string Page, string Act, string Chosen)[] Forms =
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

    /// <summary>Tables: what is typed there is a table, and is tried as one by <see cref="HostilePagesTests"/>.</summary>
    private static readonly string[] Tables = ["Input.Rows"];

    private readonly Dictionary<Relation, Visitor> visitors = [];
    private readonly List<StagedHandover> handovers = [];
    private readonly Dictionary<StagedHandover, Moment> moments = [];
    private readonly SortedSet<string> wrong = new(StringComparer.Ordinal);
    private int turn;
    private int at;

    public Marks Marks { get; } = new();
    public HashSet<TextField> Reached { get; } = [];
    public IEnumerable<string> Wrong => wrong.Concat(Marks.Wrong);

    public static async Task<HostileWalk> BeginAsync(TestApp app) => new(await Cast.GatherAsync(app));

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
