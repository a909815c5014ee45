using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.SignOff;

/// <summary>Freezing, signing, refusing and reopening; for the transfer, a supplement and the completion alike.</summary>
public sealed partial class SignService(BatonDbContext db, HandoverWrite write, SignInService signIns)
{
    public const int AgreementVersion = 1;
    private const int ReasonLength = 2000;
    private const int MostDrawnBytes = 256 * 1024;
    private const string PngPrefix = "data:image/png;base64,";

    /// <summary>Freezes the content for the transfer signatures. Every finding before signing must be solved.</summary>
    public Task<Outcome<Revision>> StartAsync(string number, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Revision>(number, actor, async change =>
        {
            if (!change.Access.ActsAsGiver && !change.Access.IsWitness && !change.Access.IsLead)
            {
                return SignRefusals.NotYours;
            }

            if (change.Handover.Stage != Stage.HandingOver)
            {
                return SignRefusals.WrongStage;
            }

            var facts = await FindingFacts.LoadAsync(change.Db, change.Handover, change.Now, change.CancellationToken);
            if (change.Handover.Form == HandoverForm.Simple && facts.NeedsFullForm)
            {
                // Added since the list was submitted.
                return HandoverRefusals.NeedsFullForm.With(SimpleForm.MostItems);
            }

            if (Findings.ToSolve(facts).Count(f => f.Gate == FindingGate.Signing) is > 0 and var open)
            {
                return SignRefusals.FindingsOpen.With(open);
            }

            var items = await ItemsAsync(change);
            var bySigning = items.Where(i => !i.IsSettled).ToList();
            if (bySigning.Count > 0 && !change.Access.ActsAsGiver)
            {
                // In the simple form the giver's signature also says that the rest was explained.
                return SignRefusals.NotYours;
            }

            foreach (var step in bySigning.SelectMany(i => i.OpenSteps).Where(s => s.Kind.IsGivers()).ToList())
            {
                step.Do(change.Now, change.Actor.PersonId, change.Access.OnBehalfOfGiver);
                await change.RecordForAsync(change.Access.OnBehalfOfGiver, "step.done", step.ItemId, ("step", step.Kind));
            }

            return await FreezeAsync(change, items, RevisionPurpose.Transfer);
        }, cancellationToken);

    /// <summary>
    /// 现状交接, from the last working day on: settled items pass; the rest go, marked 未接收, to the caretaker.
    /// </summary>
    public Task<Outcome<Revision>> CloseAsItStandsAsync(string number, Actor actor, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Revision>(number, actor, async change =>
        {
            var handover = change.Handover;
            if (!change.Access.IsLead && !change.Access.IsWitness)
            {
                return SignRefusals.NotYours;
            }

            if (handover.IsRequest || handover.Stage is not (Stage.Preparing or Stage.HandingOver or Stage.Signing))
            {
                return SignRefusals.WrongStage;
            }

            if (change.Today < handover.LastWorkingDay)
            {
                return SignRefusals.NotLastDay.With(handover.LastWorkingDay);
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, ReasonLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (await CurrentAsync(change) is { Purpose: RevisionPurpose.AsItStands })
            {
                return SignRefusals.WrongStage;
            }

            var items = await ItemsAsync(change);
            if (items.Exists(i => !i.IsSettled) && handover.Caretaker?.PersonId is null)
            {
                return SignRefusals.NoCaretaker;
            }

            if (await ReopenIfFrozenAsync(change, text!) is { } frozen)
            {
                return frozen;
            }

            handover.TransferAt ??= change.Now;
            await change.RecordAsync("handover.closed-as-it-stands", handover.Id, ("reason", text));
            foreach (var item in items.Where(i => !i.IsSettled))
            {
                var before = item.ReceiverId;
                item.State = ItemState.NotReceived;
                item.AwaitsWitness = false;
                item.PassedOverId = item.ReceiverId;
                item.ReceiverId = handover.Caretaker!.PersonId;
                item.ChangedAt = change.Now;
                item.Settle(change.Handover, change.NewId);
                await change.RecordAsync("item.not-received", item.Id, ("receiver", new Events.Change(before, item.ReceiverId)));
            }

            return await FreezeAsync(change, items, RevisionPurpose.AsItStands, asItStandsReason: text);
        }, cancellationToken);

    /// <summary>Freezes a 补充清单 for its own signatures.</summary>
    public Task<Outcome<Revision>> StartSupplementAsync(string number, Actor actor, Guid supplementId, CancellationToken cancellationToken) =>
        write.RunAsync<Revision>(number, actor, async change =>
        {
            if (!change.Access.ActsAsGiver && !change.Access.IsWitness && !change.Access.IsLead)
            {
                return SignRefusals.NotYours;
            }

            var supplement = await change.Db.Supplements.SingleOrDefaultAsync(
                s => s.Id == supplementId && s.HandoverId == change.Handover.Id, change.CancellationToken);
            if (supplement is null)
            {
                return Refusal.NotFound;
            }

            if (change.Handover.Stage != Stage.FollowUp || supplement.FrozenAt is not null || await CurrentAsync(change) is not null)
            {
                return SignRefusals.WrongStage;
            }

            var items = (await ItemsAsync(change)).Where(i => i.SupplementId == supplementId).ToList();
            if (items.Count == 0 || items.Exists(i => !i.IsSettled))
            {
                return FollowUpRefusals.NotSettled;
            }

            var facts = await FindingFacts.LoadAsync(change.Db, change.Handover, change.Now, change.CancellationToken);
            if (change.Handover.Form == HandoverForm.Simple && facts.NeedsFullForm)
            {
                return HandoverRefusals.NeedsFullForm.With(SimpleForm.MostItems);
            }

            if (Findings.OfSupplement(facts, supplementId).Count() is > 0 and var open)
            {
                return SignRefusals.FindingsOpen.With(open);
            }

            supplement.FrozenAt = change.Now;
            return await FreezeAsync(change, items, RevisionPurpose.Supplement, supplement);
        }, cancellationToken);

    /// <summary>Freezes what was reached, for 跟进确认签字. Every finding before completion must be solved or waived.</summary>
    public Task<Outcome<Revision>> StartCompletionAsync(string number, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Revision>(number, actor, async change =>
        {
            if (await FollowUpService.NotReadyAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (await CurrentAsync(change) is not null)
            {
                return SignRefusals.WrongStage;
            }

            return await FreezeAsync(change, await ItemsAsync(change), RevisionPurpose.Completion);
        }, cancellationToken);

    /// <summary>Somebody declines to sign and says why. Signing stays open until reopened, or closed by 拒签说明.</summary>
    public Task<Outcome<Done>> RefuseAsync(string number, Actor actor, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            if (await CurrentAsync(change) is not { } revision)
            {
                return SignRefusals.WrongStage;
            }

            if (StatementsOpenTo(revision, await StandingAsync(change, revision), actor.PersonId).Count == 0)
            {
                return revision.Statements.Exists(s => s.SignerId == actor.PersonId) ? SignRefusals.AlreadySigned : SignRefusals.NotYours;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, ReasonLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            change.Db.SigningRefusals.Add(new SigningRefused
            {
                Id = change.NewId(), RevisionId = revision.Id, PersonId = actor.PersonId, At = change.Now, Reason = text!,
            });
            await change.RecordAsync("signature.refused", change.Handover.Id, ("revision", revision.Number), ("reason", text));
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// A party reopens with a reason: back to the walkthrough. The witness's signature is void at once, others only where
    /// their own statement will have changed when the content freezes again.
    /// </summary>
    public Task<Outcome<Done>> ReopenAsync(string number, Actor actor, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            if (!change.Handover.Parties.Exists(p => p.IsCurrent && p.PersonId == actor.PersonId) && !change.Access.IsLead)
            {
                return SignRefusals.NotYours;
            }

            if (await CurrentAsync(change) is null)
            {
                return SignRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, ReasonLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            await ReopenAsync(change, text);
            return Done.It;
        }, cancellationToken);
}
