using Baton.Web.Data;
using Baton.Web.Features.History;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Settings;
using Baton.Web.Features.Shared;
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
    public int MeetingsHeld { get; private set; }
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
        var facts = await FindingFacts.LoadAsync(Db, Handover, now, cancellationToken, await calendar.LoadAsync(cancellationToken));
        var seen = facts.Items.Where(Access.SeesTitleOf).ToList();
        var soon = facts.Today.AddDays(7);
        Categories = [.. CategoryCatalog.All.Select(definition =>
        {
            var items = seen.Where(i => i.Category == definition.Category).ToList();
            var waits = items.Where(i => !i.IsSettled && i.State != ItemState.NotReceived).Select(i => i.OpenSteps.FirstOrDefault()?.Kind).OfType<ProofKind>()
                .GroupBy(k => k).OrderByDescending(g => g.Count()).Select(g => ((ProofKind, int)?)(g.Key, g.Count())).FirstOrDefault();
            return new CategorySummary(
                definition, items.Count(i => i.IsSettled), items.Count, Handover.DeclaredEmpty.Exists(d => d.Category == definition.Category), waits,
                definition.Category == Category.Pending ? items.Count(i => i.DueOn <= soon && !i.IsSettled) : 0);
        })];
        Key = seen.Count(i => i.Importance == Importance.Key);
        Critical = seen.Count(i => i.Importance == Importance.Critical);
        MeetingsHeld = facts.MeetingsHeld;
        MustBeSolved = [.. Findings.Of(facts).Where(f => f.MustBeSolved && f.IsVisibleTo(Access))];
        var steps = await NextSteps.OfAsync(Db, [Handover], now, cancellationToken);
        Mine = [.. steps.Where(s => s.IsFor(Actor.PersonId) || (s.Owners.Count == 0 && Access.IsLead))];
        Others = [.. steps.Except(Mine)];
        var revision = await Db.Revisions.AsNoTracking().Include(r => r.Statements).Where(r => r.HandoverId == Handover.Id && r.ReopenedAt == null
                && (r.Purpose == SignOff.RevisionPurpose.Transfer || r.Purpose == SignOff.RevisionPurpose.AsItStands))
            .OrderByDescending(r => r.Number).FirstOrDefaultAsync(cancellationToken);
        if (revision is not null)
        {
            var signatures = await Db.Signatures.AsNoTracking().Where(s => s.HandoverId == Handover.Id && s.VoidedAt == null).ToListAsync(cancellationToken);
            Signatures = (SignOff.SignService.Standing(revision, signatures).DistinctBy(s => (s.Role, s.PersonId)).Count(),
                revision.Statements.DistinctBy(s => (s.Role, s.PersonId)).Count());
        }

        Latest = (await history.ReadAsync(Handover, Access, new HistoryFilter(), 5, cancellationToken)).Entries;
        Names = Handover.Parties.Where(p => p.Person is not null).GroupBy(p => p.PersonId!.Value).ToDictionary(g => g.Key, g => g.First().Person!.Name);
        var unknown = Others.SelectMany(s => s.Owners).Where(id => !Names.ContainsKey(id)).Distinct().ToList();
        if (unknown.Count > 0)
        {
            Names = Names.Concat(await Db.People.Where(p => unknown.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken))
                .ToDictionary(n => n.Key, n => n.Value);
        }
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
        yield return (3, h.Stage == Stage.Preparing ? "" : MeetingsHeld > 0 || reached > 4 ? "done" : "now", texts["phase.meetings", MeetingsHeld]);
        yield return (4, State(4, false), texts["settled-of", h.Numbers.Settled, h.Numbers.Items]);
        yield return (5, reached > 4 ? "done" : "", texts["phase.questions", h.Numbers.OpenQuestions]);
        yield return (6, State(6, h.SignedOffAt is not null), h.SignedOffAt is { } signed ? texts["phase.signed", Day(h.DayAt(signed))] : Signatures.Needed == 0 ? "" : texts["phase.signatures", Signatures.Signed, Signatures.Needed]);
        yield return (7, State(7, h.CompletedAt is not null), h.FollowUpEndsOn is { } end ? texts["phase.until", Day(end)] : "");
    }
}
