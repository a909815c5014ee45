using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Credentials;
using Baton.Web.Features.Settings;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>Preparing: the request, the times, the overview and boundary, and the witness's word on the list.</summary>
public sealed partial class PrepareService(HandoverWrite write, CompanyCalendar calendar)
{
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
