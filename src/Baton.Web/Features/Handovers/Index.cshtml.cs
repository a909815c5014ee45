using Baton.Web.Data;
using Baton.Web.Features.History;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Baton.Web.Features.Settings;
using Baton.Web.Features.Shared;
using Baton.Web.Features.SignOff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>One category as the handover's page shows it.</summary>
/// <param name="Waits">The step that most of its items wait for, and how many do; null where none waits.</param>
/// <param name="DueSoon">Pending items that fall due within a week.</param>
public sealed record CategorySummary(CategoryDefinition Definition, int Settled, int Total, bool DeclaredEmpty, (ProofKind Kind, int Count)? Waits, int DueSoon);

/// <summary>Where the handover stands at a glance, and what the reader does next.</summary>
public sealed class IndexModel(
    BatonDbContext db, TimeProvider time, PrepareService prepare, CompanyCalendar calendar, HistoryReader history, Clock clock, IStringLocalizer<HandoverText> texts) : HandoverPage(db)
{
    public IReadOnlyList<CategorySummary> Categories { get; private set; } = [];
    public IReadOnlyList<Finding> MustBeSolved { get; private set; } = [];
    public IReadOnlyList<NextStep> Mine { get; private set; } = [];
    public IReadOnlyList<NextStep> Others { get; private set; } = [];
    public int Key { get; private set; }
    public int Critical { get; private set; }
    public (int Signed, int Needed) Signatures { get; private set; }
    public IReadOnlyList<HistoryEntry> Latest { get; private set; } = [];
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    protected override bool ShowsContent => false;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        await LoadAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostCancelAsync(string? reason, CancellationToken cancellationToken) =>
        await AnswerAsync(await prepare.CancelAsync(Number, Actor, reason, cancellationToken), "cancelled-now", cancellationToken);

    public async Task<IActionResult> OnPostMakeFullAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await prepare.MakeFullAsync(Number, Actor, cancellationToken), "made-full-now", cancellationToken);

    private Task<IActionResult> AnswerAsync(Outcome<Done> outcome, string flash, CancellationToken cancellationToken) =>
        AnswerAsync(outcome, _ =>
        {
            Flash = texts[flash];
            return RedirectToPage(new { number = Number });
        }, async () =>
        {
            if (!await LoadHandoverAsync(cancellationToken))
            {
                return NotFound();
            }

            await LoadAsync(cancellationToken);
            return Page();
        });

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        var points = await OpenPoint.LoadAsync(Db, [Handover.Id], cancellationToken);
        // Only a list that is being prepared can be too late for the last working day.
        var days = Handover.Stage == Stage.Preparing ? await calendar.LoadAsync(cancellationToken) : null;
        var facts = await FindingFacts.LoadAsync(Db, Handover, now, cancellationToken, days, points);
        var seen = facts.Items.Where(Access.SeesTitleOf).ToList();
        var soon = facts.Today.AddDays(7);
        Categories = [.. CategoryCatalog.All.Select(definition =>
        {
            var items = seen.Where(i => i.Category == definition.Category).ToList();
            var waits = items.Where(i => !i.IsSettled && i.State != ItemState.NotReceived).Select(i => i.OpenSteps.FirstOrDefault()?.Kind).OfType<ProofKind>()
                .GroupBy(k => k).OrderByDescending(g => g.Count()).Select(g => ((ProofKind, int)?)(g.Key, g.Count())).FirstOrDefault();
            return new CategorySummary(
                definition, items.Count(i => i.IsSettled), items.Count, Handover.DeclaredEmpty.Contains(definition.Category), waits,
                definition.Category == Category.Pending ? items.Count(i => i.DueOn <= soon && !i.IsSettled) : 0);
        })];
        Key = seen.Count(i => i.Importance == Importance.Key);
        Critical = seen.Count(i => i.Importance == Importance.Critical);
        MustBeSolved = [.. Findings.ToSolve(facts).Where(f => f.IsVisibleTo(Access))];
        var slots = await OpenSlot.LoadAsync(Db, [Handover], cancellationToken);
        Signatures = (slots.Count(s => s.SignedAt is not null), slots.Count);
        var steps = NextSteps.Of([Handover], new NextStepFacts(facts.Items, points, slots), now);
        Mine = [.. steps.Where(s => s.IsFor(Actor.PersonId) || (s.Owners.Count == 0 && Access.IsLead))];
        Others = [.. steps.Except(Mine)];
        Latest = (await history.ReadAsync(Handover, Access, new HistoryFilter(), 5, cancellationToken, facts.AllItems)).Entries;
        // Whoever a next step may wait for.
        var people = Handover.Parties.SelectMany(p => new[] { p.Person, p.Person?.Manager, p.Team?.Lead }).Concat(facts.Items.Select(i => i.Receiver)).OfType<Person>();
        Names = people.Select(p => (p.Id, p.Name)).Concat(points.Where(p => p.PersonName is not null).Select(p => (p.PersonId!.Value, p.PersonName!)))
            .DistinctBy(n => n.Item1).ToDictionary(n => n.Item1, n => n.Item2);
    }

    public string NamesOf(NextStep step) => string.Join(texts["comma"], step.Owners.Distinct().Select(id => Names.GetValueOrDefault(id, "?")));

    /// <summary>The seven steps that people know: done, now, or still to come, and one line about each.</summary>
    public IEnumerable<(int Step, string State, string Line)> Phases()
    {
        var h = Handover;
        var reached = h.Stage switch
        {
            Stage.Preparing => h.TransferAt is null ? 1 : 2,
            Stage.HandingOver => 4,
            Stage.Signing => 6,
            Stage.FollowUp => 7,
            Stage.Completed => 8,
            _ => 0,
        };
        string Day(DateOnly day) => clock.ShortDay(day, h.Zone);
        string State(int step, bool done) => done || step < reached ? "done" : step == reached ? "now" : "";
        yield return (1, State(1, h.TransferAt is not null), h.TimesAgreedAt is { } agreed ? texts["phase.agreed", Day(h.DayAt(agreed))] : h.TransferAt is { } at ? clock.ShortMoment(at, h.Zone) : texts["phase.open"]);
        yield return (2, State(2, h.ListConfirmedAt is not null), texts[h.ListConfirmedAt is not null ? "phase.list-confirmed" : h.ListSubmittedAt is not null ? "phase.list-submitted" : "phase.list", h.Numbers.Items]);
        yield return (3, h.Stage == Stage.Preparing ? "" : h.Numbers.MeetingsHeld > 0 || reached > 4 ? "done" : "now", texts["phase.meetings", h.Numbers.MeetingsHeld]);
        yield return (4, State(4, false), texts["settled-of", h.Numbers.Settled, h.Numbers.Items]);
        yield return (5, reached > 4 ? "done" : "", texts["phase.questions", h.Numbers.OpenQuestions]);
        yield return (6, State(6, h.SignedOffAt is not null), h.SignedOffAt is { } signed ? texts["phase.signed", Day(h.DayAt(signed))] : Signatures.Needed == 0 ? "" : texts["phase.signatures", Signatures.Signed, Signatures.Needed]);
        yield return (7, State(7, h.CompletedAt is not null), h.FollowUpEndsOn is { } end ? texts["phase.until", Day(end)] : "");
    }
}
