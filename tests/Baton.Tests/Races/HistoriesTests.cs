using System.Globalization;
using Baton.Tests.Host;
using Baton.Web;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Meetings;
using Baton.Web.Features.SignOff;
using Baton.Web.Identity;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Races;

/// <summary>
/// Histories made by chance, sensible and not: of each act the product says what <see cref="ProcessModel"/> says, and comes
/// to stand where it stands. A failure prints the seed and the shortest history found. BATON_TEST_HISTORIES says how many.
/// </summary>
public sealed class HistoriesTests
{
    private static readonly int Histories = int.Parse(Environment.GetEnvironmentVariable("BATON_TEST_HISTORIES") ?? "20", CultureInfo.InvariantCulture);

    private static readonly Does[] Onward =
        [Does.Add, Does.Submit, Does.Confirm, Does.Explain, Does.TeachBack, Does.SayRight, Does.Accept, Does.Amend, Does.DecideAmend, Does.DecideReassign, Does.Start, Does.Sign, Does.Reopen];

    [Theory, Databases]
    public async Task The_product_and_the_model_agree(Database database)
    {
        var people = await GatherAsync(await TestApp.SharedAsync(database));
        await Gen.Int[0, 1 << 24].Array[20, 90].SampleAsync(
            async choices =>
            {
                var model = new ProcessModel();
                var told = await Telling.BeginAsync(people);
                var history = new List<string>();
                foreach (var choice in choices.TakeWhile(_ => model.Stage is not (Stage.FollowUp or Stage.Cancelled)))
                {
                    var step = Choose(model, choice);
                    var expected = model.Refusal(step);
                    history.Add($"{step}: {expected ?? "done"}");
                    var answer = await told.DoAsync(step);
                    if (expected is null)
                    {
                        model.Do(step);
                    }

                    Assert.True(expected == answer, $"The product says {answer ?? "done"}.\n{string.Join('\n', history)}");
                    var (ours, theirs) = (Describe(model), await told.DescribeAsync());
                    Assert.True(ours == theirs, $"The model:   {ours}\nThe product: {theirs}\n{string.Join('\n', history)}");
                }

                await Invariants.HoldAsync(people.App, told.Id);
            },
            iter: Histories, threads: 1);
    }

    /// <summary>Mostly what leads on, sometimes whatever can be done, sometimes anything at all.</summary>
    private static Step Choose(ProcessModel model, int choice)
    {
        var all = Steps(model).ToList();
        var could = all.Where(s => model.Refusal(s) is null && (s.Does is not (Does.Cancel or Does.CloseAsItStands) || choice % 7 == 0)).ToList();
        var onward = could.Where(s => Onward.Contains(s.Does) && (s.Does != Does.Add || model.Items.Count < 4)).ToList();
        var from = (choice % 5) switch { 0 => all, 1 => could, _ => onward.Count > 0 ? onward : could };
        var kinds = from.Select(s => s.Does).Distinct().ToList();
        var kind = from.Where(s => s.Does == kinds[choice / 5 % kinds.Count]).ToList();
        return kind[choice / 5 / kinds.Count % kind.Count];
    }

    private static IEnumerable<Step> Steps(ProcessModel model) => Enum.GetValues<Does>().SelectMany(does => does switch
    {
        Does.Add => Naming(does, 0, [.. model.Receivers, ""]),
        Does.Replace => Naming(does, 0, "anna", "ben", "carla"),
        Does.Submit or Does.SendBack or Does.Confirm or Does.Start or Does.Sign or Does.Refuse or Does.Reopen or Does.CloseAsItStands or Does.Cancel => Naming(does, 0, ""),
        Does.Reassign or Does.DecideReassign => Each(model, item => Naming(does, item, "anna", "ben", "carla")),
        _ => Each(model, item => Naming(does, item, "")),
    });

    private static IEnumerable<Step> Each(ProcessModel model, Func<int, IEnumerable<Step>> steps) => Enumerable.Range(1, model.Items.Count).SelectMany(steps);

    private static IEnumerable<Step> Naming(Does does, int item, params string[] others) =>
        ProcessModel.People.SelectMany(who => others.Select(other => new Step(does, who, item, other)));

    private static string Describe(ProcessModel model) => Describe(
        model.Stage, model.IsSubmitted, model.Items.Select(i => (i.State, i.Receiver, i.AwaitsWitness, i.IsReady)), model.Signers);

    private static string Describe(Stage stage, bool isSubmitted, IEnumerable<(ItemState State, string Receiver, bool Awaits, bool IsReady)> items, IEnumerable<string> signers) =>
        $"{stage}{(isSubmitted ? " submitted" : "")}; {string.Join(", ", items.Select(i => i.State == ItemState.Withdrawn ? "withdrawn" : $"{i.State} {i.Receiver}{(i.Awaits ? " awaits" : "")}{(i.IsReady ? " ready" : "")}"))}; signed {string.Join(' ', signers)}";

    private sealed record Company(TestApp App, IReadOnlyDictionary<string, Actor> Actors);

    private static async Task<Company> GatherAsync(TestApp app)
    {
        var actors = new Dictionary<string, Actor>();
        foreach (var name in ProcessModel.People)
        {
            var roles = name == "hr" ? SystemRoles.HumanResources : SystemRoles.None;
            var person = await app.AddPersonAsync(name, roles);
            var account = await app.ReadAsync(db => db.Users.Where(u => u.PersonId == person.Id).Select(u => u.Id).SingleAsync());
            actors[name] = new Actor(person.Id, name, account, Guid.Empty, roles, [], [], Channels.Web);
        }

        return new Company(app, actors);
    }

    /// <summary>One handover that is really there, told what to do.</summary>
    private sealed class Telling(Company company)
    {
        private const string Words = "说明";

        private readonly List<Guid> items = [];
        private int edits;
        private string number = "";

        public Guid Id { get; private set; }

        public static async Task<Telling> BeginAsync(Company company)
        {
            var telling = new Telling(company);
            await telling.OpenAsync();
            return telling;
        }

        private async Task OpenAsync()
        {
            var (giver, witness) = (By("giver"), By("witness"));
            var opened = (await Services.AskAsync<OpenHandover, Handover>(company.App, (s, stop) => s.OpenAsync(
                new OpenRequest
                {
                    GiverId = giver.PersonId, Reason = Reason.Transfer, Title = "随机交接", LastWorkingDay = Day(0), ReceiverIds = [By("anna").PersonId, By("ben").PersonId],
                    WitnessId = witness.PersonId, CaretakerId = By("caretaker").PersonId,
                },
                By("hr"), stop))).Value;
            (Id, number) = (opened.Id, opened.Number);
            // What stands before everything here: times agreed for later, categories declared, a meeting held, support chosen.
            Done(await Services.AskAsync<PrepareService, Done>(company.App, (s, stop) => s.ProposeTimesAsync(number, giver, new TimesForm
            {
                FromDay = Text(Day(0)), ToDay = Text(Day(20)), TransferAt = $"{Text(Day(20))}T18:00",
            }, stop)));
            var proposal = await company.App.ReadAsync(db => db.TimeProposals.Where(p => p.HandoverId == Id).Select(p => p.Id).SingleAsync());
            foreach (var receiver in new[] { "anna", "ben" })
            {
                Done(await Services.AskAsync<PrepareService, Done>(company.App, (s, stop) => s.ConfirmTimesAsync(number, By(receiver), proposal, stop)));
            }

            Done(await Services.AskAsync<ListService, Done>(company.App, (s, stop) => s.DeclareEmptyAsync(number, giver, null, stop)));
            Done(await Services.AskAsync<MeetingService, Meeting>(company.App, (s, stop) => s.RecordWalkthroughAsync(
                number, witness, new MeetingInput { Title = Words, Attendees = [giver.PersonId, witness.PersonId] }, Words, stop)));
            Done(await Services.AskAsync<PrepareService, Done>(company.App, (s, stop) => s.SaveBriefAsync(
                number, giver, new BriefForm { Support = SupportChoice.NotOffered, SeenAt = 9_000_000_000_000 }, stop)));
        }

        private static void Done<T>(Outcome<T> outcome) => Assert.True(!outcome.IsRefused, string.Join(' ', outcome.Refusals.Select(r => r.Code)));

        /// <summary>The code of the refusal, or null.</summary>
        public async Task<string?> DoAsync(Step step)
        {
            var who = By(step.Who);
            var item = step.Item > 0 ? items[step.Item - 1] : Guid.Empty;
            return step.Does switch
            {
                Does.Add => await AddAsync(who, step.Other),
                Does.Change => await ChangeAsync(who, item),
                Does.Reassign => await AskAsync<ListService, int>((s, stop) => s.BulkAsync(number, who, [item], new BulkAct.Assign(By(step.Other).PersonId, null), stop)),
                Does.Withdraw => await AskAsync<ListService, Item>((s, stop) => s.WithdrawAsync(number, who, item, stop)),
                Does.Restore => await AskAsync<ListService, Item>((s, stop) => s.RestoreAsync(number, who, item, stop)),
                Does.Submit => await AskAsync<PrepareService, Done>((s, stop) => s.SubmitListAsync(number, who, stop)),
                Does.SendBack => await AskAsync<PrepareService, Done>((s, stop) => s.SendListBackAsync(number, who, Words, stop)),
                Does.Confirm => await AskAsync<PrepareService, Done>((s, stop) => s.ConfirmListAsync(number, who, null, stop)),
                Does.Explain => await AskAsync<WalkService, Item>((s, stop) => s.DoStepAsync(number, who, item, ProofKind.Explained, new StepForm(), stop)),
                Does.TeachBack => await AskAsync<WalkService, Item>((s, stop) => s.TeachBackAsync(number, who, item, Words, false, stop)),
                Does.SayRight or Does.SayWrong => await AskAsync<WalkService, Item>((s, stop) =>
                    s.AnswerTeachBackAsync(number, who, item, step.Does == Does.SayRight, Words, stop)),
                Does.Accept => await AskAsync<WalkService, Item>((s, stop) => s.AcceptAsync(number, who, item, stop)),
                Does.Reserve => await AskAsync<WalkService, Item>((s, stop) => s.ReserveAsync(
                    number, who, item, new ReservationForm { Text = Words, Due = Text(Day(10)), Owner = By("giver").PersonId }, stop)),
                Does.UndoAccept => await AskAsync<WalkService, Item>((s, stop) => s.UndoAcceptanceAsync(number, who, item, stop)),
                Does.Return => await AskAsync<WalkService, Item>((s, stop) => s.ReturnAsync(number, who, item, Words, stop)),
                Does.NotMine => await AskAsync<WalkService, Item>((s, stop) => s.NotMineAsync(number, who, item, Words, stop)),
                Does.Amend => await AskAsync<WalkService, Item>((s, stop) => s.AmendAsync(number, who, item, Words, stop)),
                Does.DecideAmend => await AskAsync<WalkService, Item>((s, stop) =>
                    s.DecideAsync(number, who, item, new DecisionForm { Decision = Decision.Amend, Note = Words }, stop)),
                Does.DecideReassign => await AskAsync<WalkService, Item>((s, stop) => s.DecideAsync(
                    number, who, item, new DecisionForm { Decision = Decision.Reassign, Note = Words, Receiver = Receivers.Value(By(step.Other).PersonId, null) }, stop)),
                Does.Start => await AskAsync<SignService, Revision>((s, stop) => s.StartAsync(number, who, stop)),
                Does.Sign => await SignAsync(who),
                Does.Refuse => await AskAsync<SignService, Done>((s, stop) => s.RefuseAsync(number, who, Words, stop)),
                Does.Reopen => await AskAsync<SignService, Done>((s, stop) => s.ReopenAsync(number, who, Words, stop)),
                Does.CloseAsItStands => await AskAsync<SignService, Revision>((s, stop) => s.CloseAsItStandsAsync(number, who, Words, stop)),
                Does.Replace => await ReplaceAsync(who, step.Other),
                Does.Cancel => await AskAsync<PrepareService, Done>((s, stop) => s.CancelAsync(number, who, Words, stop)),
                _ => throw new ArgumentException($"Nobody knows how to {step.Does}.", nameof(step)),
            };
        }

        private async Task<string?> AddAsync(Actor who, string receiver)
        {
            var added = await Services.AskAsync<ListService, Item>(company.App, (s, stop) => s.AddAsync(number, who, Category.Duties, Words, stop));
            if (added.IsRefused)
            {
                return added.Refusals[0].Code;
            }

            items.Add(added.Value.Id);
            return await SaveAsync(who, added.Value.Id, Words, items.Count % 2 == 0 ? Importance.Key : Importance.Normal, receiver.Length == 0 ? null : By(receiver).PersonId);
        }

        private async Task<string?> ChangeAsync(Actor who, Guid id)
        {
            var item = await company.App.ReadAsync(db => db.Items.AsNoTracking().SingleAsync(i => i.Id == id));
            return await SaveAsync(who, id, $"{Words} {++edits}", item.Importance, item.ReceiverId);
        }

        private async Task<string?> SaveAsync(Actor who, Guid id, string title, Importance importance, Guid? receiver)
        {
            var seen = await company.App.ReadAsync(db => db.Items.Where(i => i.Id == id).Select(i => i.Version).SingleAsync());
            return await AskAsync<ListService, Item>((s, stop) => s.SaveAsync(number, who, id, new ItemForm
            {
                Title = title, Importance = importance, Receiver = Receivers.Value(receiver, null), Seen = seen, Fields = new() { ["goal"] = Words },
            }, stop));
        }

        private async Task<string?> SignAsync(Actor who)
        {
            var roots = await company.App.ReadAsync(db => db.Statements
                .Where(s => s.SignerId == who.PersonId && db.Revisions.Any(r => r.Id == s.RevisionId && r.HandoverId == Id && r.ReopenedAt == null)).Select(s => s.Root).ToListAsync());
            var form = new SignForm { Password = TestApp.Password, Agree = true, Root = roots is [var root, ..] ? Convert.ToHexStringLower(root) : "" };
            return await AskAsync<SignService, Signature>((s, stop) => s.SignAsync(number, who, form, stop));
        }

        private async Task<string?> ReplaceAsync(Actor who, string old)
        {
            var person = By(old).PersonId;
            var parties = await company.App.ReadAsync(db => db.Parties.Where(p => p.HandoverId == Id && p.PersonId == person).OrderBy(p => p.UntilAt == null).Select(p => p.Id).ToListAsync());
            var party = parties is [.., var last] ? last : Guid.Empty;
            return await AskAsync<PartyService, Done>((s, stop) => s.ReplaceAsync(number, who, party, By("carla").PersonId, Words, stop));
        }

        public Task<string> DescribeAsync() => company.App.ReadAsync(async db =>
        {
            var handover = await db.Handovers.AsNoTracking().SingleAsync(h => h.Id == Id);
            var stored = (await db.Items.AsNoTracking().Include(i => i.Steps).Where(i => i.HandoverId == Id).ToListAsync()).OrderBy(i => items.IndexOf(i.Id));
            return Describe(
                handover.Stage, handover.ListSubmittedAt is not null,
                stored.Select(i => (i.State, NameOf(i.ReceiverId), i.AwaitsWitness, !i.OpenSteps.Any())), await SignersAsync(db));
        });

        private async Task<IEnumerable<string>> SignersAsync(BatonDbContext db)
        {
            var revision = await db.Revisions.AsNoTracking().Include(r => r.Statements)
                .Where(r => r.HandoverId == Id && r.ReopenedAt == null).OrderByDescending(r => r.Number).FirstOrDefaultAsync();
            var signatures = await db.Signatures.AsNoTracking().Where(s => s.HandoverId == Id).ToListAsync();
            return revision is null ? [] : SignService.Standing(revision, signatures).Select(s => NameOf(s.PersonId)).Order(StringComparer.Ordinal);
        }

        private async Task<string?> AskAsync<TService, T>(Func<TService, CancellationToken, Task<Outcome<T>>> act)
            where TService : notnull =>
            (await Services.AskAsync(company.App, act)).Refusals.Select(r => r.Code).FirstOrDefault();

        private Actor By(string name) => company.Actors[name];

        private string NameOf(Guid? person) => company.Actors.Where(a => a.Value.PersonId == person).Select(a => a.Key).FirstOrDefault() ?? "";

        private DateOnly Day(int from) => DateOnly.FromDateTime(company.App.Time.GetUtcNow().AddHours(8).UtcDateTime).AddDays(from);

        private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
