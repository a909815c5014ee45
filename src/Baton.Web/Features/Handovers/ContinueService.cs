using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.Items;
using Baton.Web.Features.Templates;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>
/// The next handover from one that has its signatures: 转交 by a caretaker (or receiver) to a successor, and the hand-back
/// after temporary cover. It opens with list and files filled, in one action.
/// </summary>
public sealed class ContinueService(BatonDbContext db, OpenHandover open, SinceSigned since)
{
    /// <summary>What the next handover is called, unless somebody says otherwise.</summary>
    public static string Title(Handover handover, IStringLocalizer<HandoverText> texts) =>
        texts[handover.Reason == Reason.TemporaryCover ? "continue.title-back" : "continue.title-on", handover.Title];

    /// <param name="fromId">Who hands on: a caretaker or receiver of this handover.</param>
    /// <param name="toId">Who receives; for a hand-back the giver of this handover.</param>
    /// <param name="witnessId">Null: the witness of this handover, or its initiator where that one takes part.</param>
    public async Task<Outcome<Handover>> ContinueAsync(
        string number, Actor actor, Guid? fromId, Guid? toId, Guid? witnessId, string? lastWorkingDay, string title, CancellationToken cancellationToken)
    {
        var handover = await db.Handovers.AsNoTracking().Where(HandoverAccess.Visible(actor)).Include(h => h.Parties).ThenInclude(p => p.Person).AsSplitQuery()
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

        var items = await db.Items.AsNoTracking().Include(i => i.Links).Where(i => i.HandoverId == handover.Id && i.ReceiverId == fromId && i.State != ItemState.Withdrawn)
            .OrderBy(i => i.Place).ToListAsync(cancellationToken);
        if (items.Count == 0)
        {
            return HandoverRefusals.NothingToContinue;
        }

        var files = await AttachmentAccess.OfItemsAsync(db, [.. items.Select(i => i.Id)], cancellationToken);
        // Of what the template expects, only what they hold is theirs to hand on.
        var template = await TemplateCatalog.OfAsync(db, handover.TemplateId, cancellationToken);
        var held = items.Select(i => i.ExpectedKey).ToHashSet();
        var witness = witnessId ?? new[] { handover.Witness, handover.Initiator }
            .FirstOrDefault(p => p?.Person is { Active: true } && p.PersonId != toId && p.PersonId != fromId)?.PersonId;
        var outcome = await open.ContinueAsync(
            new OpenRequest
            {
                GiverId = fromId!.Value,
                Reason = handover.Reason == Reason.TemporaryCover ? Reason.Other : handover.Reason,
                Title = title,
                LastWorkingDay = last!.Value,
                ReceiverIds = [toId!.Value],
                WitnessId = witness,
                ContinuesId = handover.Id,
                Overview = await since.OfAsync(handover, items, cancellationToken),
                Template = template,
                NotApplicable = [.. (template?.Items ?? []).Select(i => i.Key).Where(key => !held.Contains(key))],
            },
            actor, handover.Initiator?.PersonId, items, files, toId.Value, cancellationToken);
        // The form names them by what they are here.
        return !outcome.IsRefused ? outcome : outcome.Refusals.Select(r => r.Field switch
        {
            nameof(OpenRequest.GiverId) => r.On(nameof(fromId)),
            nameof(OpenRequest.ReceiverIds) => r.On(nameof(toId)),
            nameof(OpenRequest.WitnessId) => r.On(nameof(witnessId)),
            _ => r,
        }).ToList();
    }
}
