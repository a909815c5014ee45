using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.SignOff;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.FollowUp;

/// <summary>What is typed to carry something beyond signing.</summary>
public sealed class MatterForm
{
    public string? Title { get; set; }
    public Guid? Owner { get; set; }
    public string? Due { get; set; }
}

/// <summary>遗留事项: raised by anybody who takes part, closed by its owner or the witness with its outcome.</summary>
public sealed class MatterService(HandoverWrite write)
{
    public Task<Outcome<Matter>> RaiseAsync(string number, Actor actor, Guid? itemId, MatterForm form, CancellationToken cancellationToken) =>
        write.RunAsync<Matter>(number, actor, async change =>
        {
            if (!change.Handover.IsOpen || await SignService.IsEndingAsync(change))
            {
                return FollowUpRefusals.WrongStage;
            }

            if (itemId is { } id && (await change.Db.Items.SingleOrDefaultAsync(
                    i => i.Id == id && i.HandoverId == change.Handover.Id, change.CancellationToken) is not { } item
                || !change.Access.SeesContentOf(item)))
            {
                return Refusal.NotFound;
            }

            if (!Questions.QuestionService.MayTalk(change.Access, itemId))
            {
                return FollowUpRefusals.NotYours;
            }

            var matter = Raise(change, form, itemId);
            if (!matter.IsRefused)
            {
                await change.RecordAsync(
                    "matter.raised", itemId ?? change.Handover.Id, ("title", matter.Value.Title), ("owner", matter.Value.OwnerId), ("due", matter.Value.DueOn));
            }

            return matter;
        }, cancellationToken);

    /// <summary>Adds the matter; the caller records why.</summary>
    internal static Outcome<Matter> Raise(HandoverChange change, MatterForm form, Guid? itemId)
    {
        var refusals = new List<Refusal>();
        var title = Typed.RequiredText(form.Title?.ReplaceLineEndings(" "), Matter.TitleLength, nameof(form.Title), refusals);
        var due = Typed.RequiredDay(form.Due, nameof(form.Due), refusals);
        if (form.Owner is not { } owner || !change.Handover.Parties.Exists(p => p.IsCurrent && p.PersonId == owner))
        {
            refusals.Add(Typed.Required.On(nameof(form.Owner)));
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        var matter = new Matter
        {
            Id = change.NewId(), HandoverId = change.Handover.Id, ItemId = itemId, Title = title!, OwnerId = form.Owner!.Value,
            DueOn = due!.Value, RaisedById = change.Actor.PersonId, RaisedAt = change.Now,
        };
        change.Db.Matters.Add(matter);
        return matter;
    }

    public Task<Outcome<Matter>> CloseAsync(string number, Actor actor, Guid matterId, string? outcome, CancellationToken cancellationToken) =>
        write.RunAsync<Matter>(number, actor, async change =>
        {
            var matter = await change.Db.Matters.Include(m => m.Item)
                .SingleOrDefaultAsync(m => m.Id == matterId && m.HandoverId == change.Handover.Id, change.CancellationToken);
            if (matter is null || !matter.IsSeenBy(change.Access))
            {
                return Refusal.NotFound;
            }

            if (matter.OwnerId != actor.PersonId && !change.Access.IsWitness)
            {
                return FollowUpRefusals.NotYours;
            }

            if (!change.Handover.IsOpen || !matter.IsOpen)
            {
                return FollowUpRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(outcome, 2000, nameof(outcome), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            matter.ClosedAt = change.Now;
            matter.ClosedById = actor.PersonId;
            matter.Outcome = text;
            await change.RecordAsync("matter.closed", matter.ItemId ?? change.Handover.Id, ("title", matter.Title), ("outcome", text));
            return matter;
        }, cancellationToken);
}
