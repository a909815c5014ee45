using System.Net;
using Baton.Tests.Files;
using Baton.Tests.Host;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Handovers;

/// <summary>Who sees and does what in one handover (product.md section 7).</summary>
public sealed class HandoverAccessTests
{
    private const string Secret = "只给接收人看";

    [Theory, Databases]
    public async Task To_whoever_is_no_party_a_handover_does_not_exist_on_any_page_or_for_any_act(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.FollowUp);
        var requests = await RequestsAsync(story.App, story.Number, await story.ItemAsync("月度经营分析"));
        Assert.True(requests.Count(r => r.Method == HttpMethod.Post) > 60, "The handlers were not found.");
        var wrong = new List<string>();
        foreach (var roles in new[] { SystemRoles.None, SystemRoles.Administrator })
        {
            using var stranger = await story.App.SignInAsync(await story.App.AddPersonAsync("路人", roles));
            await stranger.GetAsync("/account");
            await stranger.GetAsync("/handovers/JJ-2000-0001");
            var nothing = stranger.Text;
            foreach (var (method, path) in requests)
            {
                if (method == HttpMethod.Get)
                {
                    await stranger.GetAsync(path);
                }
                else
                {
                    await stranger.ForgeAsync(path, []);
                }

                if (stranger.Status != HttpStatusCode.NotFound || stranger.Text != nothing)
                {
                    wrong.Add($"{roles} {method} {path}: {stranger.Status}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory, Databases]
    public async Task Signed_out_one_is_sent_to_sign_in_and_nothing_is_done(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var version = await story.VersionAsync();
        using var visitor = story.App.Stranger();
        foreach (var (method, path) in await RequestsAsync(story.App, story.Number, await story.ItemAsync("月度经营分析")))
        {
            if (method == HttpMethod.Get)
            {
                await visitor.GetAsync(path);
            }
            else
            {
                await visitor.ForgeAsync(path, new() { ["reason"] = "不要了", ["title"] = "多一项" });
            }

            Assert.True(visitor.Path.StartsWith("/sign-in", StringComparison.Ordinal), $"{method} {path}: {visitor.Status} {visitor.Path}");
        }

        Assert.Equal(version, await story.VersionAsync());
    }

    [Theory, Databases]
    public async Task A_party_who_has_been_replaced_or_deactivated_loses_sight_of_it_at_once(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var next = await story.App.AddPersonAsync("马超");
        var party = await story.App.ReadAsync(db => db.Parties.Where(p => p.PersonId == story.Second.Id).Select(p => p.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.OK, (await story.SeeAsync(story.Second, "")).Status);

        await story.DoAsync(story.Hr, "parties", "Replace", new() { ["party"] = party.ToString(), ["personId"] = next.Id.ToString(), ["reason"] = "调走了" });

        Assert.Equal(HttpStatusCode.NotFound, (await story.SeeAsync(story.Second, "")).Status);
        Assert.Equal(HttpStatusCode.OK, (await story.SeeAsync(next, await story.WalkPageAsync("渠道周会"))).Status);
    }

    /// <summary>By hand: every act, and whose it is. Whoever else takes part is refused, and nothing changes.</summary>
    [Theory, Databases]
    public async Task While_preparing_each_act_is_for_those_whose_it_is(Database database)
    {
        using var cast = await Cast.OpenAsync(await TestApp.SharedAsync(database));
        await cast.Story.AgreeTimesAsync();
        var item = await cast.Story.AddItemAsync(new(Category.Duties, "月度经营分析", cast.Story.Receiver));
        await cast.Story.DoAsync(cast.Story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        await cast.Story.DoAsync(cast.Story.Giver, "list", "Submit");
        await cast.CheckAsync(
            ("list", "Confirm", [], "witness deputy"),
            ("list", "SendBack", new() { ["remarks"] = "补" }, "witness deputy"),
            ("overview", "", new() { ["Input.Overview"] = "改" }, "giver"),
            ("times", "Propose", cast.Story.Times(), "giver receiver second"),
            ("times", "Fix", cast.Story.Times(), "hr"),
            ("list?category=Duties", "Add", new() { ["title"] = "多一项" }, "giver"),
            ("list?category=Duties", "Save", new() { ["id"] = item.ToString(), ["Input.Title"] = "改", ["Input.Seen"] = "2" }, "giver"),
            ("list?category=Duties", "Duplicate", new() { ["id"] = item.ToString() }, "giver"),
            ("list?category=Duties", "Move", new() { ["id"] = item.ToString(), ["up"] = "true" }, "giver"),
            ("list?category=Duties", "Category", new() { ["id"] = item.ToString(), ["to"] = "History" }, "giver"),
            ("list?category=Duties", "Withdraw", new() { ["id"] = item.ToString() }, "giver"),
            ("list?category=Duties", "Bulk", new() { ["ids"] = item.ToString(), ["act"] = "key" }, "giver"),
            ("list?category=History", "DeclareEmpty", [], "giver"),
            ("list?category=History", "Undeclare", [], "giver"),
            ("list", "Submit", [], "giver"),
            ("", "Cancel", new() { ["reason"] = "不要了" }, "hr"),
            ("", "MakeFull", [], "giver hr witness deputy"),
            ("parties", "Replace", new() { ["party"] = Guid.Empty.ToString() }, "hr"),
            ("parties", "Remove", new() { ["party"] = Guid.Empty.ToString(), ["reason"] = "x" }, "hr"),
            ("parties", "Add", new() { ["role"] = "WitnessDeputy", ["reason"] = "x" }, "hr"),
            ("parties", "Days", new() { ["reason"] = "x" }, "hr"),
            ("parties", "Absent", new() { ["absent"] = "true", ["reason"] = "x" }, "hr witness deputy"),
            ("parties", "Attempt", new() { ["how"] = "x" }, "hr witness deputy"),
            ("parties", "Assign", new() { ["ids"] = item.ToString() }, ""));
    }

    [Theory, Databases]
    public async Task While_handing_over_each_act_is_for_those_whose_it_is(Database database)
    {
        using var cast = await Cast.OpenAsync(await TestApp.SharedAsync(database));
        var story = cast.Story;
        await story.GoToAsync(Stage.HandingOver, new Listed(Category.Processes, "付款审批", story.Receiver, Importance.Key, ("kind", "daily"), ("steps", "甲\n乙\n丙")));
        var walk = await story.WalkPageAsync("付款审批");
        var item = walk["walk/".Length..];
        await story.DoAsync(story.Receiver, walk, "Ask", new() { ["text"] = "谁批？" });
        var question = (await story.App.ReadAsync(db => db.Questions.Where(q => q.AskedById == story.Receiver.Id).Select(q => q.Id).SingleAsync())).ToString();
        var file = (await story.AttachAsync(story.Giver, walk, Guid.Parse(item), "付款单.txt", "样张")).Id;
        const string Talkers = "giver receiver second witness deputy caretaker hr";
        await cast.CheckAsync(
            (walk, "Step", new() { ["kind"] = nameof(ProofKind.Explained) }, "giver"),
            (walk, "Undo", new() { ["kind"] = nameof(ProofKind.Explained) }, "giver"),
            (walk, "TeachBack", new() { ["text"] = "明白" }, "receiver"),
            (walk, "Accept", [], "receiver"),
            (walk, "Reserve", [], "receiver"),
            (walk, "Return", new() { ["reason"] = "x" }, "receiver"),
            (walk, "NotMine", new() { ["reason"] = "x" }, "receiver"),
            (walk, "Amend", new() { ["note"] = "x" }, "giver"),
            (walk, "Decide", new() { ["Verdict.Note"] = "x" }, "witness deputy"),
            (walk, "AddStep", new() { ["kind"] = nameof(ProofKind.Introduced) }, "giver witness deputy"),
            (walk, "AskLeaveOut", new() { ["kind"] = nameof(ProofKind.Explained), ["reason"] = "x" }, "giver receiver"),
            (walk, "DecideLeaveOut", new() { ["kind"] = nameof(ProofKind.Explained), ["approve"] = "true" }, "witness deputy"),
            (walk, "AllowSample", [], "witness deputy"),
            (walk, "Ask", new() { ["text"] = "x" }, Talkers),
            (walk, "Answer", new() { ["question"] = question, ["text"] = "x" }, Talkers),
            (walk, "Resolve", new() { ["question"] = question }, "receiver"),
            (walk, "CarryOver", new() { ["question"] = question }, Talkers),
            (walk, "Matter", new() { ["Matter.Title"] = "x" }, Talkers),
            ("many", "", new() { ["ids"] = item, ["act"] = "accept" }, ""),
            ("questions", "Answer", new() { ["question"] = question, ["text"] = "x" }, Talkers),
            ("questions", "Resolve", new() { ["question"] = question }, "receiver"),
            ("files", "Add", new() { ["subject"] = "Item", ["subjectId"] = item }, "giver receiver"),
            ("files", "Add", new() { ["subject"] = "Question", ["subjectId"] = question }, Talkers),
            ($"files/{file}", "Withdraw", [], "giver"),
            ("meetings", "Plan", new() { ["Input.Title"] = "x" }, Talkers),
            ("meetings", "Walkthrough", new() { ["Input.Title"] = "x" }, Talkers),
            ("sign", "Start", [], "giver witness deputy hr"),
            ("sign", "AsItStands", new() { ["reason"] = "x" }, "witness deputy hr"),
            ("waivers", "Ask", new() { ["finding"] = "SIGN-03", ["reason"] = "x" }, "giver receiver second caretaker hr"),
            ("parties", "Continue", new() { ["fromId"] = story.Receiver.Id.ToString() }, "receiver hr"));
    }

    [Theory, Databases]
    public async Task In_the_follow_up_each_act_is_for_those_whose_it_is(Database database)
    {
        using var cast = await Cast.OpenAsync(await TestApp.SharedAsync(database));
        var story = cast.Story;
        await story.GoToAsync(Stage.FollowUp, new Listed(Category.Duties, "月度经营分析", story.Receiver, Importance.Key, ("goal", "按时")));
        var item = (await story.ItemAsync("月度经营分析")).ToString();
        var check = (await story.App.ReadAsync(db => db.FollowUpChecks.Where(c => c.ReceiverId == story.Receiver.Id).Select(c => c.Id).FirstAsync())).ToString();
        await story.DoAsync(story.Witness, "follow-up", "Matter", new()
        {
            ["Matter.Title"] = "补合同", ["Matter.Owner"] = story.Giver.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today),
        });
        var matter = (await story.App.ReadAsync(db => db.Matters.Where(m => m.OwnerId == story.Giver.Id).Select(m => m.Id).SingleAsync())).ToString();
        await story.DoAsync(story.Receiver, "waivers", "Ask", new() { ["finding"] = "DONE-01", ["subject"] = item, ["reason"] = "x" });
        var waiver = (await story.App.ReadAsync(db => db.Waivers.Where(w => w.AskedById == story.Receiver.Id).Select(w => w.Id).SingleAsync())).ToString();
        const string Talkers = "giver receiver second witness deputy caretaker hr";
        await cast.CheckAsync(
            ("follow-up", "Fill", new() { ["check"] = check, ["Input.Rating"] = nameof(Rating.Well) }, "receiver"),
            ("follow-up", "Confirm", new() { ["check"] = check }, "witness deputy"),
            ("follow-up", "Rate", new() { ["item"] = item, ["mastery"] = nameof(Mastery.Independent) }, "receiver"),
            ("follow-up", "Matter", new() { ["Matter.Title"] = "x" }, Talkers + " collector"),
            ("follow-up", "CloseMatter", new() { ["matter"] = matter, ["outcome"] = "x" }, "giver witness deputy"),
            ("follow-up", "Ask", new() { ["text"] = "x" }, Talkers + " collector"),
            ("follow-up", "Supplement", new() { ["reason"] = "x" }, Talkers),
            ("follow-up", "SignSupplement", [], "giver witness deputy hr"),
            ("follow-up", "Extend", new() { ["reason"] = "x" }, "witness deputy hr"),
            ("follow-up", "Complete", [], "receiver second witness deputy hr"),
            ("follow-up", "CloseSimple", [], ""),
            ("waivers", "Decide", new() { ["waiver"] = waiver, ["grant"] = "true" }, "witness deputy"),
            ("parties", "Continue", new() { ["fromId"] = story.Receiver.Id.ToString() }, "receiver hr"));
    }

    [Theory, Databases]
    public async Task What_is_restricted_is_read_by_giver_receiver_witness_and_auditor_only(Database database)
    {
        using var cast = await Cast.OpenAsync(await TestApp.SharedAsync(database));
        var story = cast.Story;
        await story.AgreeTimesAsync();
        await story.ListAsync(
            new(Category.Systems, "网上银行", story.Receiver, Importance.Critical, ("address", $"https://{Secret}"), ("account", Secret), ("operation", Secret)),
            new(Category.Assets, "门禁卡", cast.Collector, Importance.Normal, ("kind", "card"), ("quantity", "1"), ("location", "前台")),
            new(Category.Duties, "渠道周会", story.Second));
        await SaveAsync(story, "网上银行", new() { ["Input.SpecialAttention"] = $"特别{Secret}", ["Input.Description"] = $"说明{Secret}" });
        await cast.CheckReadersAsync(Stage.Preparing);
        await story.ConfirmListAsync();

        var walk = await story.WalkPageAsync("网上银行");
        await story.DoAsync(story.Receiver, walk, "Ask", new() { ["text"] = $"提问{Secret}" });
        await story.DoAsync(story.Receiver, walk, "Ask", new() { ["text"] = $"第二问{Secret}" });
        await story.DoAsync(story.Giver, walk, "Answer", new() { ["text"] = $"回答{Secret}" });
        await story.DoAsync(story.Receiver, walk, "Return", new() { ["reason"] = $"退回{Secret}" });
        await story.DoAsync(story.Giver, walk, "Amend", new() { ["note"] = $"改好{Secret}" });
        await story.StepAsync("网上银行", ProofKind.Demonstrated, story.Receiver, new() { ["Step.Note"] = $"备注{Secret}" });
        await story.StepAsync("网上银行", ProofKind.SignedIn, story.Receiver);
        await story.DoAsync(story.Receiver, walk, "TeachBack", new() { ["text"] = $"复述{Secret}" });
        await story.DoAsync(story.Giver, walk, "AnswerTeachBack", new() { ["correction"] = $"补充{Secret}" }, "button[value=true]");
        await story.DoAsync(story.Receiver, walk, "Reserve", new()
        {
            ["Reservation.Text"] = $"保留{Secret}", ["Reservation.Due"] = HandoverStory.Text(story.Today), ["Reservation.Owner"] = story.Giver.Id.ToString(),
        });
        await cast.CheckReadersAsync(Stage.HandingOver);

        // Carried over as matters, they stay what they were about.
        foreach (var _ in new[] { 1, 2 })
        {
            await story.DoAsync(story.Receiver, walk, "CarryOver", new() { ["Matter.Owner"] = story.Giver.Id.ToString(), ["Matter.Due"] = HandoverStory.Text(story.Today) });
        }

        await story.WalkAsync();
        await story.MeetAsync();
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        await cast.CheckReadersAsync(Stage.Signing);
        foreach (var person in new[] { story.Giver, story.Receiver, story.Second, cast.Collector, story.Witness })
        {
            await story.SignAsync(person);
        }

        await cast.CheckReadersAsync(Stage.FollowUp);
    }

    [Theory, Databases]
    public async Task In_a_supplement_one_receiver_does_not_help_themself_to_what_is_anothers(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.FollowUp);
        await story.DoAsync(story.Receiver, "follow-up", "Supplement", new() { ["reason"] = "漏了账号" });
        var item = await story.AddItemAsync(new(Category.Systems, "网上银行", story.Receiver, Importance.Normal, ("address", Secret)));
        var version = await story.VersionAsync();

        foreach (var (act, values) in new (string, Dictionary<string, string>)[]
        {
            ("Bulk", new() { ["ids"] = item.ToString(), ["act"] = "assign", ["receiver"] = $"p:{story.Second.Id}" }),
            ("Bulk", new() { ["ids"] = item.ToString(), ["act"] = "unrestrict" }),
            ("Save", new() { ["id"] = item.ToString(), ["Input.Title"] = "网上银行", ["Input.Seen"] = "2", ["Input.Receiver"] = $"p:{story.Second.Id}" }),
            ("Duplicate", new() { ["id"] = item.ToString() }),
            ("Withdraw", new() { ["id"] = item.ToString() }),
        })
        {
            await story.ForgeAsync(story.Second, "list?category=Systems", act, values);
            Assert.DoesNotContain(Secret, (await story.SeeAsync(story.Second, $"list?category=Systems&item={item}")).Text, StringComparison.Ordinal);
        }

        Assert.Equal(version, await story.VersionAsync());
    }

    [Theory, Databases]
    public async Task A_draft_is_its_writers_alone(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var key = $"refuse-{story.Number}";
        var visitor = await story.AsAsync(story.Receiver);
        await visitor.GetAsync("/account");
        await visitor.ForgeAsync("/drafts", new() { ["key"] = key, ["fields"] = $$"""{"reason":["{{Secret}}"]}""" });
        Assert.Equal(HttpStatusCode.NoContent, visitor.Status);
        await visitor.GetAsync($"/drafts?key={key}");
        Assert.Contains(Secret, visitor.Page.Body!.TextContent, StringComparison.Ordinal);

        foreach (var other in new[] { story.Giver, story.Witness, story.Hr })
        {
            var their = await story.AsAsync(other);
            await their.GetAsync($"/drafts?key={key}");
            Assert.Equal(HttpStatusCode.NoContent, their.Status);
        }
    }

    [Theory, Databases]
    public async Task A_request_is_seen_by_its_giver_HR_and_their_manager_until_it_is_confirmed(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var manager = await app.AddPersonAsync("刘洋");
        var giver = await app.AddPersonAsync("张伟", managerId: manager.Id);
        var receiver = await app.AddPersonAsync("王强");
        var witness = await app.AddPersonAsync("周敏");
        var hr = await app.AddPersonAsync("李娜", SystemRoles.HumanResources);
        var auditor = await app.AddPersonAsync("审计", SystemRoles.Auditor);
        using var asks = await app.SignInAsync(giver);
        await asks.GetAsync("/handovers/new");
        await asks.SubmitAsync("form[data-form=new]", new()
        {
            ["Input.ReceiverIds"] = receiver.Id.ToString(), ["Input.Reason"] = nameof(Reason.Resignation), ["Input.LastWorkingDay"] = "2030-01-31",
        });
        var path = asks.Path;

        async Task<HttpStatusCode> SeesAsync(TestPerson person)
        {
            using var visitor = await app.SignInAsync(person);
            await visitor.GetAsync(path);
            return visitor.Status;
        }

        foreach (var person in new[] { giver, manager, hr })
        {
            Assert.Equal(HttpStatusCode.OK, await SeesAsync(person));
        }

        foreach (var person in new[] { receiver, witness, auditor })
        {
            Assert.Equal(HttpStatusCode.NotFound, await SeesAsync(person));
        }

        using var confirms = await app.SignInAsync(manager);
        await confirms.GetAsync($"{path}/parties");
        await confirms.SubmitAsync("form[data-form=request]", new() { ["witnessId"] = giver.Id.ToString() });
        Assert.Contains("监交人不能同时是移交人", HandoverStory.Refusal(confirms), StringComparison.Ordinal);
        await confirms.SubmitAsync("form[data-form=request]", new() { ["witnessId"] = witness.Id.ToString() });
        foreach (var person in new[] { receiver, witness, auditor })
        {
            Assert.Equal(HttpStatusCode.OK, await SeesAsync(person));
        }
    }

    [Theory, Databases]
    public async Task HR_who_leave_have_no_say_in_their_own_handover(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var leaver = await app.AddPersonAsync("李娜", SystemRoles.HumanResources);
        using var story = await HandoverStory.OpenAsync(app, new() { ["Input.GiverId"] = leaver.Id.ToString() });
        var witness = await app.ReadAsync(db => db.Parties.Where(p => p.PersonId == story.Witness.Id).Select(p => p.Id).SingleAsync());
        Assert.False(HandoverStory.Offers(await story.SeeAsync(leaver, "parties"), "Replace"));

        foreach (var (page, act, values) in new (string, string, Dictionary<string, string>)[]
        {
            ("parties", "Replace", new() { ["party"] = witness.ToString(), ["personId"] = story.Caretaker.Id.ToString(), ["reason"] = "x" }),
            ("", "Cancel", new() { ["reason"] = "x" }),
        })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await story.ForgeAsync(leaver, page, act, values)).Status);
        }
    }

    private static async Task SaveAsync(HandoverStory story, string title, Dictionary<string, string> values)
    {
        var item = await story.ItemAsync(title);
        await story.DoAsync(story.Giver, $"list?item={item}", "Save", values);
    }

    /// <summary>Every page below /handovers/{number} and every handler of it, as the app maps them.</summary>
    private static async Task<List<(HttpMethod Method, string Path)>> RequestsAsync(TestApp app, string number, Guid item)
    {
        var requests = new List<(HttpMethod, string)>();
        var pages = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("handovers/{number}", StringComparison.Ordinal));
        foreach (var page in pages)
        {
            var path = "/" + page.RoutePattern.RawText!.Replace("{number}", number, StringComparison.Ordinal)
                .Replace("{itemId:guid?}", item.ToString(), StringComparison.Ordinal).Replace("{itemId:guid}", item.ToString(), StringComparison.Ordinal)
                .Replace("{id:guid}", item.ToString(), StringComparison.Ordinal).Replace("{format}", "eml", StringComparison.Ordinal)
                .Replace("{file:guid}", item.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("{", path, StringComparison.Ordinal);
            requests.Add((HttpMethod.Get, path));
            var loaded = await app.Services.GetRequiredService<PageLoader>().LoadAsync(page.Metadata.GetRequiredMetadata<PageActionDescriptor>(), page.Metadata);
            requests.AddRange(loaded.HandlerMethods.Where(h => h.HttpMethod.Equals("Post", StringComparison.OrdinalIgnoreCase))
                .Select(h => (HttpMethod.Post, h.Name is null ? path : $"{path}?handler={h.Name}")));
        }

        return requests;
    }

    /// <summary>A handover with somebody in every role, and an auditor.</summary>
    private sealed class Cast(HandoverStory story, TestPerson deputy, TestPerson collector, TestPerson auditor) : IDisposable
    {
        public HandoverStory Story => story;
        public TestPerson Collector => collector;

        private Dictionary<string, TestPerson> People => new()
        {
            ["giver"] = story.Giver, ["receiver"] = story.Receiver, ["second"] = story.Second, ["witness"] = story.Witness, ["deputy"] = deputy,
            ["caretaker"] = story.Caretaker, ["collector"] = collector, ["hr"] = story.Hr, ["auditor"] = auditor,
        };

        public static async Task<Cast> OpenAsync(TestApp app)
        {
            var deputy = await app.AddPersonAsync("吴刚");
            var collector = await app.AddPersonAsync("行政小赵");
            var auditor = await app.AddPersonAsync("审计老钱", SystemRoles.Auditor);
            // Opened as the form presets it; deputy and collector come in afterwards, as people do.
            var story = await HandoverStory.OpenAsync(app);
            foreach (var (role, person) in new[] { ("WitnessDeputy", deputy), ("Collector", collector) })
            {
                await story.DoAsync(story.Hr, "parties", "Add", new() { ["role"] = role, ["personId"] = person.Id.ToString(), ["reason"] = "补上" });
            }

            return new Cast(story, deputy, collector, auditor);
        }

        public async Task CheckAsync(params (string Page, string Act, Dictionary<string, string> Values, string Whose)[] acts)
        {
            var version = await story.VersionAsync();
            var wrong = new List<string>();
            foreach (var (page, act, values, whose) in acts)
            {
                foreach (var (role, person) in People.Where(p => !whose.Split(' ').Contains(p.Key)))
                {
                    var status = (await story.ForgeAsync(person, page, act, values)).Status;
                    if (status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound) && !(page == "many" && status == HttpStatusCode.UnprocessableEntity))
                    {
                        wrong.Add($"{page} {act} by {role}: {status} {HandoverStory.Refusal(await story.AsAsync(person))}");
                    }
                }
            }

            Assert.True(wrong.Count == 0, string.Join("\n", wrong));
            Assert.Equal(version, await story.VersionAsync());
        }

        /// <summary>On all pages there are: who finds the restricted words somewhere, and who the title.</summary>
        public async Task CheckReadersAsync(Stage stage)
        {
            var item = await story.ItemAsync("网上银行");
            var pages = (await RequestsAsync(story.App, story.Number, item)).Where(r => r.Method == HttpMethod.Get && !r.Path.EndsWith(".xlsx", StringComparison.Ordinal))
                .Select(r => r.Path).Append($"/handovers/{story.Number}/list?category=Systems").Append($"/handovers/{story.Number}/list?item={item}")
                .Append("/").ToList();
            foreach (var (role, person) in People)
            {
                var read = new List<string>();
                var title = new List<string>();
                foreach (var path in pages)
                {
                    var visitor = await story.AsAsync(person);
                    await visitor.GetAsync(path);
                    var text = visitor.Page.DocumentElement.OuterHtml;
                    if (text.Contains(Secret, StringComparison.Ordinal))
                    {
                        read.Add(path);
                    }

                    if (text.Contains("网上银行", StringComparison.Ordinal))
                    {
                        title.Add(path);
                    }
                }

                var mayRead = role is "giver" or "receiver" or "witness" or "deputy" or "auditor";
                Assert.True(mayRead == read.Count > 0, $"{stage}: {role} reads it on {string.Join(", ", read)}");
                Assert.True(role != "collector" == title.Count > 0, $"{stage}: {role} reads the title on {string.Join(", ", title)}");
            }
        }

        public void Dispose() => story.Dispose();
    }
}
