using Baton.Web.Data;
using Baton.Web.Features.Items;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>
/// The next handover from one that has its signatures: 转交 by a caretaker (or receiver) to a successor, and the hand-back
/// after temporary cover. It opens with the list filled, in one action.
/// </summary>
public sealed class ContinueService(BatonDbContext db, OpenHandover open)
{
    /// <summary>What the next handover is called, unless somebody says otherwise.</summary>
    public static string Title(Handover handover, IStringLocalizer<HandoverText> texts) =>
        texts[handover.Reason == Reason.TemporaryCover ? "continue.title-back" : "continue.title-on", handover.Title];

    /// <param name="fromId">Who hands on: a caretaker or receiver of this handover.</param>
    /// <param name="toId">Who receives; for a hand-back the giver of this handover.</param>
    public async Task<Outcome<Handover>> ContinueAsync(
        string number, Actor actor, Guid? fromId, Guid? toId, string? lastWorkingDay, string title, CancellationToken cancellationToken)
    {
        var handover = await db.Handovers.AsNoTracking().Include(h => h.Parties).ThenInclude(p => p.Person).AsSplitQuery()
            .SingleOrDefaultAsync(h => h.Number == number, cancellationToken);
        if (handover is null || new HandoverAccess(handover, actor) is not { CanSee: true } access)
        {
            return Refusal.NotFound;
        }

        var holds = handover.Current(PartyRole.Caretaker).Concat(handover.Receivers).Any(p => p.PersonId is not null && p.PersonId == fromId);
        if (!access.IsLead && fromId != actor.PersonId)
        {
            return HandoverRefusals.NotYours;
        }

        if (handover.Stage is not (Stage.FollowUp or Stage.Completed))
        {
            return HandoverRefusals.WrongStage;
        }

        var refusals = new List<Refusal>();
        var last = Typed.RequiredDay(lastWorkingDay, nameof(lastWorkingDay), refusals);
        if (!holds)
        {
            refusals.Add(HandoverRefusals.UnknownPerson.On(nameof(fromId)));
        }

        if (toId is null)
        {
            refusals.Add(Typed.Required.On(nameof(toId)));
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        if (await db.Handovers.AnyAsync(h => h.ContinuesId == handover.Id && h.Stage != Stage.Cancelled
            && h.Parties.Any(p => p.Role == PartyRole.Giver && p.PersonId == fromId), cancellationToken))
        {
            return HandoverRefusals.AlreadyContinued;
        }

        var items = await db.Items.AsNoTracking().Where(i => i.HandoverId == handover.Id && i.ReceiverId == fromId && i.State != ItemState.Withdrawn)
            .OrderBy(i => i.Place).ToListAsync(cancellationToken);
        if (items.Count == 0)
        {
            return HandoverRefusals.NothingToContinue;
        }

        var witness = handover.Witness?.PersonId;
        return await open.ContinueAsync(
            new OpenRequest
            {
                GiverId = fromId!.Value,
                Reason = handover.Reason == Reason.TemporaryCover ? Reason.Other : handover.Reason,
                Title = title,
                LastWorkingDay = last!.Value,
                ReceiverIds = [toId!.Value],
                WitnessId = witness == toId || witness == fromId ? handover.Initiator?.PersonId : witness,
                ContinuesId = handover.Id,
            },
            actor, handover.Initiator?.PersonId, items, toId.Value, cancellationToken);
    }
}
