using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;

namespace Baton.Web.Features.Items;

// Which steps an item has: added, left out with approval, by samples.
public sealed partial class WalkService
{
    /// <summary>Giver or witness adds a step beyond the default.</summary>
    public Task<Outcome<Item>> AddStepAsync(string number, Actor actor, Guid itemId, ProofKind kind, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (!change.Access.ActsAsGiver && !change.Access.IsWitness)
            {
                return ItemRefusals.NotYours;
            }

            if (item.IsSettled)
            {
                return ItemRefusals.AlreadySettled;
            }

            if (item.Step(kind) is not null)
            {
                return ItemRefusals.StepThere;
            }

            var step = new ProofStep { Id = change.NewId(), ItemId = item.Id, Kind = kind, Extra = true };
            item.Steps.Add(step);
            change.Db.Add(step);
            await RecordAsync(change, item, "step.added", ("step", kind));
            return item;
        }, cancellationToken);

    /// <summary>Giver or receiver asks to leave a step out, with the reason; the witness decides.</summary>
    public Task<Outcome<Item>> AskLeaveOutAsync(
        string number, Actor actor, Guid itemId, ProofKind kind, string? reason, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (!change.Access.ActsAsGiver && item.ReceiverId != actor.PersonId)
            {
                return ItemRefusals.NotYours;
            }

            if (item.Step(kind) is not { } step)
            {
                return ItemRefusals.StepUnknown;
            }

            if (step.IsDone || step.IsLeftOut)
            {
                return ItemRefusals.StepDone;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, NoteLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            step.LeaveOutReason = text;
            step.LeaveOutAskedById = actor.PersonId;
            await RecordAsync(
                change, item, item.ReceiverId == actor.PersonId ? null : change.Access.OnBehalfOfGiver, "step.leave-out-asked", ("step", kind), ("reason", text));
            return item;
        }, cancellationToken, kind);

    /// <summary>The witness approves that a step is left out, or not.</summary>
    public Task<Outcome<Item>> DecideLeaveOutAsync(
        string number, Actor actor, Guid itemId, ProofKind kind, bool approve, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            // Nobody approves what they asked for themself: where the witness leads for an absent giver, the deputy decides.
            if (!change.Access.IsWitness || item.Step(kind)?.LeaveOutAskedById == actor.PersonId)
            {
                return ItemRefusals.NotYours;
            }

            if (item.Step(kind) is not { LeaveOutReason: not null, IsLeftOut: false } step)
            {
                return ItemRefusals.NothingToDecide;
            }

            if (approve)
            {
                step.LeftOutAt = change.Now;
                step.LeftOutById = actor.PersonId;
                await RecordAsync(change, item, "step.left-out", ("step", kind), ("reason", step.LeaveOutReason));
            }
            else
            {
                step.LeaveOutReason = null;
                step.LeaveOutAskedById = null;
                await RecordAsync(change, item, "step.leave-out-denied", ("step", kind));
            }

            return item;
        }, cancellationToken, kind);

    /// <summary>The witness allows that a folder is checked by samples (抽查).</summary>
    public Task<Outcome<Item>> AllowSampleAsync(string number, Actor actor, Guid itemId, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (!change.Access.IsWitness)
            {
                return ItemRefusals.NotYours;
            }

            if (item.Step(ProofKind.Checked) is not { IsDone: false, BySample: false } step)
            {
                return ItemRefusals.StepDone;
            }

            step.BySample = true;
            await RecordAsync(change, item, "step.sample-allowed", ("step", ProofKind.Checked));
            return item;
        }, cancellationToken);
}
