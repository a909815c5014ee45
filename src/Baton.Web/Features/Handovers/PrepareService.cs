using System.Text.Json.Serialization;
using Baton.Web.Data;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Credentials;
using Baton.Web.Features.People;
using Baton.Web.Features.Settings;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>Preparing: the request, the times, the overview and boundary, and the witness's word on the list.</summary>
public sealed class PrepareService(HandoverWrite write, CompanyCalendar calendar)
{
    /// <summary>Unanswered for so many working days, and the initiator fixes the times.</summary>
    public const int WorkingDaysToAnswer = 2;

    /// <summary>Where nothing else is agreed, responsibility passes at the end of the last working day.</summary>
    private static readonly TimeOnly EndOfWork = new(18, 0);

    /// <summary>
    /// HR or the giver's manager confirms what the giver asked for, and names the witness. The caretaker is whom they name,
    /// else whom the giver named, else the head of the department, unless that is the witness.
    /// </summary>
    public Task<Outcome<Done>> ConfirmRequestAsync(
        string number, Actor actor, Guid? witnessId, Guid? deputyId, Guid? caretakerId, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            var handover = change.Handover;
            if (!handover.IsRequest || handover.Stage != Stage.Preparing)
            {
                return HandoverRefusals.WrongStage;
            }

            if (!change.Access.IsLead)
            {
                return HandoverRefusals.NotYours;
            }

            var refusals = new List<Refusal>();
            if (witnessId is null)
            {
                refusals.Add(Typed.Required.On(nameof(witnessId)));
            }

            await TakeAsync(change, PartyRole.Witness, witnessId, nameof(witnessId), refusals);
            await TakeAsync(change, PartyRole.WitnessDeputy, deputyId, nameof(deputyId), refusals);
            if (caretakerId is not null && handover.Caretaker is { } named && named.PersonId != caretakerId)
            {
                named.End(change.Now, null, caretakerId);
            }

            if (handover.Caretaker is null)
            {
                var giver = await change.Db.People.Include(p => p.Department!.Head)
                    .SingleAsync(p => p.Id == handover.Giver!.PersonId, change.CancellationToken);
                await TakeAsync(
                    change, PartyRole.Caretaker, caretakerId ?? Parties.DefaultCaretaker(giver, id => Parties.Witnesses(handover, id)),
                    nameof(caretakerId), refusals);
            }

            if (refusals.Count == 0 && !Parties.Takers(handover).Any())
            {
                refusals.Add(HandoverRefusals.NobodyReceives.On(nameof(caretakerId)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            handover.IsRequest = false;
            Parties.Add(change, PartyRole.Initiator, actor.PersonId);
            await change.RecordAsync(
                "handover.request-confirmed", handover.Id, ("witness", witnessId), ("deputy", deputyId), ("caretaker", handover.Caretaker?.PersonId));
            return Done.It;
        }, cancellationToken);

    /// <summary>Adds the party, or says why not; nothing where nobody is named.</summary>
    private static async Task TakeAsync(HandoverChange change, PartyRole role, Guid? personId, string field, List<Refusal> refusals)
    {
        if (personId is not { } id)
        {
            return;
        }

        var refusal = await change.Db.People.AnyAsync(p => p.Id == id && p.Active, change.CancellationToken)
            ? Parties.Conflict(role, Parties.RolesOf(change.Handover, id))
            : HandoverRefusals.UnknownPerson;
        if (refusal is null)
        {
            Parties.Add(change, role, id);
        }
        else
        {
            refusals.Add(refusal.On(field));
        }
    }

    /// <summary>Cancelled, with a reason, from any stage before the follow-up; nothing is deleted.</summary>
    public Task<Outcome<Done>> CancelAsync(string number, Actor actor, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            var handover = change.Handover;
            var withdrawsRequest = handover.IsRequest && change.Access.IsGiver;
            if (!change.Access.IsLead && !withdrawsRequest)
            {
                return HandoverRefusals.NotYours;
            }

            if (handover.Stage is not (Stage.Preparing or Stage.HandingOver or Stage.Signing))
            {
                return HandoverRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, 1000, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            var before = handover.Stage;
            await SealedCredential.DestroyAsync(change, null);
            handover.Stage = Stage.Cancelled;
            handover.CancelledAt = change.Now;
            handover.CancelReason = text;
            await change.RecordAsync("handover.cancelled", handover.Id, ("reason", text), ("stage", new Events.Change(before, handover.Stage)));
            return Done.It;
        }, cancellationToken);

    /// <summary>简易交接 turns into the full form at any time, without loss.</summary>
    public Task<Outcome<Done>> MakeFullAsync(string number, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (!change.Access.IsLead && !change.Access.ActsAsGiver && !change.Access.IsWitness)
            {
                return HandoverRefusals.NotYours;
            }

            if (!change.Handover.IsOpen || change.Handover.Form == HandoverForm.Full)
            {
                return HandoverRefusals.WrongStage;
            }

            // The full form takes nothing as accepted by signing.
            change.Handover.Form = HandoverForm.Full;
            if (change.Handover.Stage == Stage.Signing)
            {
                if (await SignOff.SignService.ReopenIfFrozenAsync(change, null) is { } frozen)
                {
                    return frozen;
                }
            }
            else if (change.Handover.Stage == Stage.FollowUp)
            {
                await FollowUp.FollowUpPlan.BecomeFullAsync(change);
            }

            await change.RecordAsync("handover.made-full", change.Handover.Id, ("form", new Events.Change(HandoverForm.Simple, HandoverForm.Full)));
            return Done.It;
        }, cancellationToken);

    /// <summary>Overview, responsibility boundary, support terms, and what an accountant declares (art. 26).</summary>
    public Task<Outcome<Done>> SaveBriefAsync(string number, Actor actor, BriefForm form, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            var handover = change.Handover;
            if (!change.Access.ActsAsGiver)
            {
                return HandoverRefusals.NotYours;
            }

            if (handover.Stage is not (Stage.Preparing or Stage.HandingOver))
            {
                return HandoverRefusals.WrongStage;
            }

            if (form.Seen is { } seen && seen != handover.Version && await ChangedSinceAsync(change, form))
            {
                return HandoverRefusals.Stale;
            }

            var refusals = new List<Refusal>();
            var overview = Typed.Lines(form.Overview, BriefForm.OverviewLength, nameof(form.Overview), refusals);
            var before = Typed.Lines(form.BoundaryBefore, 4000, nameof(form.BoundaryBefore), refusals);
            var after = Typed.Lines(form.BoundaryAfter, 4000, nameof(form.BoundaryAfter), refusals);
            var across = Typed.Lines(form.BoundaryAcross, 4000, nameof(form.BoundaryAcross), refusals);
            var until = Typed.Day(form.SupportUntil, nameof(form.SupportUntil), refusals);
            var terms = Typed.Lines(form.SupportTerms, 2000, nameof(form.SupportTerms), refusals);
            if (form.Support == SupportChoice.Offered && until is null && !refusals.Any(r => r.Field == nameof(form.SupportUntil)))
            {
                refusals.Add(Typed.Required.On(nameof(form.SupportUntil)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            var changes = new List<(string, object?)>();
            void Set<T>(string name, T old, T now, Action set)
            {
                if (!Equals(old, now))
                {
                    changes.Add((name, new Events.Change(old, now)));
                    set();
                }
            }

            var declared = form.Declared.Aggregate(AccountingDeclarations.None, (all, one) => all | one);
            Set("overview", handover.Overview, overview, () => handover.Overview = overview);
            Set("boundaryBefore", handover.BoundaryBefore, before, () => handover.BoundaryBefore = before);
            Set("boundaryAfter", handover.BoundaryAfter, after, () => handover.BoundaryAfter = after);
            Set("boundaryAcross", handover.BoundaryAcross, across, () => handover.BoundaryAcross = across);
            Set("support", handover.Support, form.Support, () => handover.Support = form.Support);
            Set("supportUntil", handover.SupportUntil, until, () => handover.SupportUntil = until);
            Set("supportTerms", handover.SupportTerms, terms, () => handover.SupportTerms = terms);
            Set("accountingDeclared", handover.AccountingDeclared, declared, () => handover.AccountingDeclared = declared);
            if (changes.Count > 0)
            {
                await change.RecordForAsync(change.Access.OnBehalfOfGiver, "brief.changed", handover.Id, [.. changes]);
            }

            return Done.It;
        }, cancellationToken);

    /// <summary>Whether somebody else saved the brief after the form was loaded: other changes of the handover don't matter to it.</summary>
    private static Task<bool> ChangedSinceAsync(HandoverChange change, BriefForm form) =>
        change.Db.Events.AnyAsync(e =>
            e.StreamId == change.Handover.Id && e.Kind == "brief.changed" && e.At > DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(form.SeenAt, 0, change.Now.ToUnixTimeMilliseconds())),
            change.CancellationToken);

    /// <summary>Proposes times; the last open proposal is superseded, and kept. The proposer's own yes is implied.</summary>
    public Task<Outcome<Done>> ProposeTimesAsync(string number, Actor actor, TimesForm form, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (await Times.ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (!Times.MayAnswer(change))
            {
                return HandoverRefusals.NotYours;
            }

            var parsed = form.Parse(change);
            if (parsed.IsRefused)
            {
                return parsed.Refusals.ToList();
            }

            await SupersedeAsync(change);
            var proposal = parsed.Value;
            proposal.Confirmations.Add(new TimeConfirmation { ProposalId = proposal.Id, PersonId = Times.AnswersAs(change), At = change.Now });
            change.Db.TimeProposals.Add(proposal);
            await change.RecordForAsync(change.Access.OnBehalfOfGiver, "times.proposed", proposal.Id, Facts(proposal));
            await AgreeIfAllConfirmedAsync(change, proposal);
            return Done.It;
        }, cancellationToken);

    public Task<Outcome<Done>> ConfirmTimesAsync(string number, Actor actor, Guid proposalId, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (await Times.ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (!Times.MayAnswer(change))
            {
                return HandoverRefusals.NotYours;
            }

            var proposal = await change.Db.TimeProposals.Include(p => p.Confirmations)
                .SingleOrDefaultAsync(p => p.Id == proposalId && p.HandoverId == change.Handover.Id, change.CancellationToken);
            if (proposal is null)
            {
                return Refusal.NotFound;
            }

            var person = Times.AnswersAs(change);
            if (proposal.State != ProposalState.Open || proposal.Confirmations.Any(c => c.PersonId == person))
            {
                return HandoverRefusals.ProposalClosed;
            }

            var confirmation = new TimeConfirmation { ProposalId = proposal.Id, PersonId = person, At = change.Now };
            proposal.Confirmations.Add(confirmation);
            change.Db.Add(confirmation);
            await change.RecordForAsync(change.Access.OnBehalfOfGiver, "times.confirmed", proposal.Id);
            await AgreeIfAllConfirmedAsync(change, proposal);
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// The initiator's side fixes the times where a proposal (or, with none, the opening) stayed unanswered for two working
    /// days, or the giver is absent; and changes agreed ones, with the reason as the note.
    /// </summary>
    public Task<Outcome<Done>> FixTimesAsync(string number, Actor actor, TimesForm form, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (await Times.ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (!change.Access.IsLead)
            {
                return HandoverRefusals.NotYours;
            }

            var proposed = await change.Db.TimeProposals.Where(p => p.HandoverId == change.Handover.Id && p.State == ProposalState.Open)
                .Select(p => (DateTimeOffset?)p.At).FirstOrDefaultAsync(change.CancellationToken);
            var isAgreed = proposed is null && change.Handover.TimesAgreedAt is not null;
            if (!isAgreed && !change.Handover.GiverAbsent && !await MayFixAsync(change, proposed ?? change.Handover.OpenedAt))
            {
                return HandoverRefusals.StillTimeToAnswer.With(WorkingDaysToAnswer);
            }

            if (isAgreed && string.IsNullOrWhiteSpace(form.Note))
            {
                return Typed.Required.On(nameof(form.Note));
            }

            var parsed = form.Parse(change);
            if (parsed.IsRefused)
            {
                return parsed.Refusals.ToList();
            }

            await SupersedeAsync(change);
            var proposal = parsed.Value;
            proposal.State = ProposalState.Fixed;
            change.Db.TimeProposals.Add(proposal);
            Take(change, proposal);
            await change.RecordAsync("times.fixed", proposal.Id, Facts(proposal));
            return Done.It;
        }, cancellationToken);

    private async Task<bool> MayFixAsync(HandoverChange change, DateTimeOffset asked)
    {
        var days = await calendar.LoadAsync(change.CancellationToken);
        return change.Today > days.AddWorkingDays(change.Handover.DayAt(asked), WorkingDaysToAnswer);
    }

    private static async Task SupersedeAsync(HandoverChange change)
    {
        foreach (var open in await change.Db.TimeProposals
            .Where(p => p.HandoverId == change.Handover.Id && p.State == ProposalState.Open).ToListAsync(change.CancellationToken))
        {
            open.State = ProposalState.Superseded;
        }
    }

    /// <summary>Parties changed: the open proposal may have everybody's yes now.</summary>
    internal static async Task AgreeIfAllConfirmedAsync(HandoverChange change)
    {
        if (await change.Db.TimeProposals.Include(p => p.Confirmations)
            .FirstOrDefaultAsync(p => p.HandoverId == change.Handover.Id && p.State == ProposalState.Open, change.CancellationToken) is { } open)
        {
            await AgreeIfAllConfirmedAsync(change, open);
        }
    }

    private static async Task AgreeIfAllConfirmedAsync(HandoverChange change, TimeProposal proposal)
    {
        var needed = Times.Answerers(change.Handover);
        if (needed.All(id => proposal.Confirmations.Any(c => c.PersonId == id)))
        {
            proposal.State = ProposalState.Agreed;
            Take(change, proposal);
            await change.RecordAsync("times.agreed", proposal.Id, Facts(proposal));
        }
    }

    private static void Take(HandoverChange change, TimeProposal proposal)
    {
        var handover = change.Handover;
        handover.FromDay = proposal.FromDay;
        handover.ToDay = proposal.ToDay;
        handover.FirstMeetingAt = proposal.FirstMeetingAt;
        handover.TransferAt = proposal.TransferAt;
        handover.TimesAgreedAt = change.Now;
    }

    private static (string, object?)[] Facts(TimeProposal proposal) =>
    [
        ("fromDay", proposal.FromDay), ("toDay", proposal.ToDay), ("firstMeetingAt", proposal.FirstMeetingAt),
        ("transferAt", proposal.TransferAt), ("note", proposal.Note),
    ];

    /// <summary>
    /// The giver says that the list is complete. In the full form the witness is asked; 简易交接 goes straight on to the
    /// walkthrough.
    /// </summary>
    public Task<Outcome<Done>> SubmitListAsync(string number, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            var handover = change.Handover;
            if (!change.Access.ActsAsGiver)
            {
                return HandoverRefusals.NotYours;
            }

            if (handover.Stage != Stage.Preparing || handover.IsRequest || handover.ListSubmittedAt is not null)
            {
                return HandoverRefusals.WrongStage;
            }

            if (!await change.Db.Items.AnyAsync(i => i.HandoverId == handover.Id && i.State != ItemState.Withdrawn, change.CancellationToken))
            {
                return HandoverRefusals.ListEmpty;
            }

            var facts = await FindingFacts.LoadAsync(change.Db, handover, change.Now, change.CancellationToken);
            if (handover.Form == HandoverForm.Simple && facts.NeedsFullForm)
            {
                return HandoverRefusals.NeedsFullForm.With(SimpleForm.MostItems);
            }

            if (handover.TransferAt is null)
            {
                if (handover.Form == HandoverForm.Full)
                {
                    return HandoverRefusals.TimesNotAgreed;
                }

                var end = handover.LastWorkingDay.ToDateTime(EndOfWork);
                handover.TransferAt = new DateTimeOffset(end, handover.Zone.GetUtcOffset(end)).ToUniversalTime();
            }

            if (Findings.ToSolve(facts).Count(f => f.Gate == FindingGate.List) is > 0 and var open)
            {
                return HandoverRefusals.FindingsOpen.With(open);
            }

            handover.ListSubmittedAt = change.Now;
            handover.ListRemarks = null;
            if (handover.Form == HandoverForm.Simple)
            {
                handover.Stage = Stage.HandingOver;
            }

            await change.RecordForAsync(
                change.Access.OnBehalfOfGiver, "list.submitted", handover.Id, ("transferAt", handover.TransferAt),
                ("stage", handover.Stage == Stage.Preparing ? null : new Events.Change(Stage.Preparing, handover.Stage)));

            return Done.It;
        }, cancellationToken);

    /// <summary>The witness confirms that the list is complete: the one that they saw.</summary>
    /// <param name="seen">The handover's version that they saw; null: the one that stands.</param>
    public Task<Outcome<Done>> ConfirmListAsync(string number, Actor actor, long? seen, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (ListWaits(change) is { } refusal)
            {
                return refusal;
            }

            if (seen is { } version && version != change.Handover.Version)
            {
                return HandoverRefusals.ListChanged;
            }

            var facts = await FindingFacts.LoadAsync(change.Db, change.Handover, change.Now, change.CancellationToken);
            if (Findings.ToSolve(facts).Count(f => f.Gate == FindingGate.List) is > 0 and var open)
            {
                return HandoverRefusals.FindingsOpen.With(open);
            }

            change.Handover.ListConfirmedAt = change.Now;
            change.Handover.Stage = Stage.HandingOver;
            await change.RecordAsync("list.confirmed", change.Handover.Id, ("stage", new Events.Change(Stage.Preparing, Stage.HandingOver)));
            return Done.It;
        }, cancellationToken);

    /// <summary>The witness sends the list back with remarks; the giver goes on listing.</summary>
    public Task<Outcome<Done>> SendListBackAsync(string number, Actor actor, string? remarks, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (ListWaits(change) is { } refusal)
            {
                return refusal;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(remarks, 2000, nameof(remarks), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            change.Handover.ListSubmittedAt = null;
            change.Handover.ListRemarks = text;
            await change.RecordAsync("list.sent-back", change.Handover.Id, ("remarks", text));
            return Done.It;
        }, cancellationToken);

    private static Refusal? ListWaits(HandoverChange change) =>
        !change.Access.IsWitness ? HandoverRefusals.NotYours
        : change.Handover.Stage == Stage.Preparing && change.Handover.ListSubmittedAt is not null ? null
        : HandoverRefusals.WrongStage;
}

/// <summary>简易交接 is offered up to so many items, none of them critical, accounting, a seal or a sealed credential.</summary>
public static class SimpleForm
{
    public const int MostItems = 15;
}

/// <summary>What the page of overview, boundary and support terms sends.</summary>
public sealed class BriefForm
{
    public const int OverviewLength = 20_000;

    public string? Overview { get; set; }
    public string? BoundaryBefore { get; set; }
    public string? BoundaryAfter { get; set; }
    public string? BoundaryAcross { get; set; }
    public SupportChoice Support { get; set; }
    public string? SupportUntil { get; set; }
    public string? SupportTerms { get; set; }
    public List<AccountingDeclarations> Declared { get; set; } = [];

    /// <summary>The handover's version that the form was loaded with; null for programs, which may send If-Match.</summary>
    [JsonIgnore]
    public long? Seen { get; set; }

    /// <summary>When it was loaded, Unix milliseconds by the server's clock.</summary>
    [JsonIgnore]
    public long SeenAt { get; set; }
}

/// <summary>What a proposal of times sends.</summary>
public sealed class TimesForm
{
    public string? FromDay { get; set; }
    public string? ToDay { get; set; }
    public string? FirstMeetingAt { get; set; }
    public string? TransferAt { get; set; }
    public string? Note { get; set; }

    public Outcome<TimeProposal> Parse(HandoverChange change)
    {
        var refusals = new List<Refusal>();
        var zone = change.Handover.Zone;
        var from = Typed.RequiredDay(FromDay, nameof(FromDay), refusals);
        var to = Typed.RequiredDay(ToDay, nameof(ToDay), refusals);
        var meeting = Typed.Instant(FirstMeetingAt, zone, nameof(FirstMeetingAt), refusals);
        var transfer = Typed.Instant(TransferAt, zone, nameof(TransferAt), refusals);
        var note = Typed.Lines(Note, 1000, nameof(Note), refusals);
        if (transfer is null && !refusals.Any(r => r.Field == nameof(TransferAt)))
        {
            refusals.Add(Typed.Required.On(nameof(TransferAt)));
        }

        if (from > to)
        {
            refusals.Add(HandoverRefusals.EndsBeforeItBegins.On(nameof(ToDay)));
        }

        if (transfer is { } at && from is { } first && change.Handover.DayAt(at) < first)
        {
            refusals.Add(HandoverRefusals.TransferTooEarly.On(nameof(TransferAt)));
        }

        return refusals.Count > 0
            ? refusals
            : new TimeProposal
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, ById = change.Actor.PersonId, At = change.Now,
                FromDay = from!.Value, ToDay = to!.Value, FirstMeetingAt = meeting, TransferAt = transfer!.Value, Note = note,
            };
    }
}

/// <summary>Who agrees the times: the giver and the receivers that are persons.</summary>
public static class Times
{
    public static IReadOnlyList<Guid> Answerers(Handover handover) =>
        [.. handover.Current(PartyRole.Giver).Concat(handover.Receivers).Select(p => p.PersonId).OfType<Guid>().Distinct()];

    /// <summary>Open until the walkthrough ends; and no more once responsibility for something has passed: it does not come back.</summary>
    internal static async Task<Refusal?> ClosedAsync(HandoverChange change) =>
        !MayChange(change.Handover) ? HandoverRefusals.WrongStage
        : await HavePassedAsync(change.Db, change.Handover, change.Now, change.CancellationToken) ? HandoverRefusals.HasPassed : null;

    /// <summary>A day that can only be a slip of the year.</summary>
    internal static bool IsFar(DateOnly day, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return day < today.AddYears(-1) || day > today.AddYears(10);
    }

    internal static bool MayChange(Handover handover) => handover is { IsRequest: false, Stage: Stage.Preparing or Stage.HandingOver };

    internal static async Task<bool> HavePassedAsync(BatonDbContext db, Handover handover, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await db.Items.AsNoTracking().Where(i => i.HandoverId == handover.Id && i.BothSignedAt != null).ToListAsync(cancellationToken))
            .Exists(i => i.HasPassed(handover, now));

    internal static bool MayAnswer(HandoverChange change) => change.Access.IsReceiver || change.Access.ActsAsGiver;

    /// <summary>A proxy, or who leads for an absent giver, answers as the giver.</summary>
    internal static Guid AnswersAs(HandoverChange change) => change.Access.OnBehalfOfGiver ?? change.Actor.PersonId;
}
