using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;

namespace Baton.Web.Features.Items;

// What a receiver decides, and what giver and witness answer to it.
public sealed partial class WalkService
{
    public Task<Outcome<Item>> AcceptAsync(string number, Actor actor, Guid itemId, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, AcceptAsync, cancellationToken);

    /// <summary>Accepted by mistake: open again as it was, until it is frozen for signing; the events keep both.</summary>
    public Task<Outcome<Item>> UndoAcceptanceAsync(string number, Actor actor, Guid itemId, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (item.ReceiverId != actor.PersonId)
            {
                return ItemRefusals.NotYours;
            }

            if (!item.IsSettled)
            {
                return ItemRefusals.NotYet;
            }

            item.Reopen();
            await RecordAsync(change, item, "item.acceptance-undone");
            return item;
        }, cancellationToken);

    /// <summary>Accepted with reservation: what remains, by when, who.</summary>
    public Task<Outcome<Item>> ReserveAsync(
        string number, Actor actor, Guid itemId, ReservationForm form, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
            MayAccept(change, item) is { } refusal ? refusal : await ReserveAsync(change, item, form), cancellationToken);

    /// <summary>Returned with a reason. A second return goes to the witness.</summary>
    public Task<Outcome<Item>> ReturnAsync(string number, Actor actor, Guid itemId, string? reason, CancellationToken cancellationToken) =>
        SendBackAsync(number, actor, itemId, reason, isDisputed: false, cancellationToken);

    /// <summary>不属于我: goes to the witness at once.</summary>
    public Task<Outcome<Item>> NotMineAsync(string number, Actor actor, Guid itemId, string? reason, CancellationToken cancellationToken) =>
        SendBackAsync(number, actor, itemId, reason, isDisputed: true, cancellationToken);

    private Task<Outcome<Item>> SendBackAsync(
        string number, Actor actor, Guid itemId, string? reason, bool isDisputed, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (MayAccept(change, item) is { } refusal)
            {
                return refusal;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, NoteLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            item.State = ItemState.Returned;
            item.Returns++;
            item.ReturnReason = text;
            item.AwaitsWitness = isDisputed || item.Returns >= 2;
            await RecordAsync(change, item, isDisputed ? "item.disputed" : "item.returned", ("reason", text), ("awaitsWitness", item.AwaitsWitness));
            return item;
        }, cancellationToken);

    /// <summary>The giver has mended what was returned; the receiver is asked again.</summary>
    public Task<Outcome<Item>> AmendAsync(string number, Actor actor, Guid itemId, string? note, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (!change.Access.ActsAsGiver)
            {
                return ItemRefusals.NotYours;
            }

            if (item.AwaitsWitness)
            {
                return ItemRefusals.AwaitsWitness;
            }

            if (item.State != ItemState.Returned)
            {
                return ItemRefusals.NotYet;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(note, NoteLength, nameof(note), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            item.State = ItemState.Open;
            await RecordAsync(change, item, change.Access.OnBehalfOfGiver, "item.amended", ("note", text));
            return item;
        }, cancellationToken);

    /// <summary>The witness decides a second return or 不属于我: amend, reassign or reserve.</summary>
    public Task<Outcome<Item>> DecideAsync(
        string number, Actor actor, Guid itemId, DecisionForm form, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (!change.Access.IsWitness)
            {
                return ItemRefusals.NotYours;
            }

            if (!item.AwaitsWitness)
            {
                return ItemRefusals.NothingToDecide;
            }

            var refusals = new List<Refusal>();
            var note = Typed.RequiredLines(form.Note, NoteLength, nameof(form.Note), refusals);
            var (person, team) = form.Decision == Decision.Reassign ? Receivers.Parse(form.Receiver, refusals) : (null, null);
            if (form.Decision == Decision.Reassign && refusals.Count == 0
                && ((person ?? team) is null || person == item.ReceiverId || !ListService.MayReceive(change.Handover, person, team)))
            {
                refusals.Add(ItemRefusals.NotAReceiver.On(nameof(form.Receiver)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            item.AwaitsWitness = false;
            item.State = ItemState.Open;
            var before = item.ReceiverId;
            switch (form.Decision)
            {
                case Decision.Amend:
                    // Back to the giver, who says when it is mended.
                    item.State = ItemState.Returned;
                    break;
                case Decision.Reassign:
                    item.GiveTo(person, team);
                    item.Settle(change.Handover, change.NewId);
                    break;
            }

            if (form.Decision == Decision.Reserve)
            {
                var reserved = await ReserveAsync(change, item, new ReservationForm { Text = note, Due = form.Due, Owner = form.Owner });
                if (reserved.IsRefused)
                {
                    return reserved;
                }
            }

            await RecordAsync(
                change, item, "item.decided", ("decision", form.Decision), ("note", note),
                ("receiver", before == item.ReceiverId ? null : new Events.Change(before, item.ReceiverId)));
            return item;
        }, cancellationToken);

    private static async Task<Outcome<Item>> AcceptAsync(HandoverChange change, Item item)
    {
        if (MayAccept(change, item) is { } refusal)
        {
            return refusal;
        }

        if (item.OpenSteps.Any())
        {
            return ItemRefusals.StepsMissing.With(item.OpenSteps.Count());
        }

        item.State = ItemState.Accepted;
        item.SettledAt = change.Now;
        item.ReturnReason = null;
        await RecordAsync(change, item, "item.accepted");
        return item;
    }

    /// <summary>
    /// What remains is said with owner and date. What there is must be known, though: counted, and, where it is critical,
    /// said back (docs/decisions/0009).
    /// </summary>
    private static async Task<Outcome<Item>> ReserveAsync(HandoverChange change, Item item, ReservationForm form)
    {
        if (item.OpenSteps.Count(s => s.Kind.HasFigures() || (s.Kind == ProofKind.TaughtBack && item.Importance == Importance.Critical)) is > 0 and var missing)
        {
            return ItemRefusals.StepsMissing.With(missing);
        }

        var refusals = new List<Refusal>();
        var text = Typed.RequiredLines(form.Text, NoteLength, nameof(form.Text), refusals);
        var due = Typed.RequiredDay(form.Due, nameof(form.Due), refusals);
        if (form.Owner is not { } owner || !change.Handover.Parties.Exists(p => p.IsCurrent && p.PersonId == owner))
        {
            refusals.Add(Typed.Required.On(nameof(form.Owner)));
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        item.State = ItemState.Reserved;
        item.SettledAt = change.Now;
        item.ReturnReason = null;
        item.ReservationText = text;
        item.ReservationDue = due;
        item.ReservationOwnerId = form.Owner;
        item.Settle(change.Handover, change.NewId);
        await RecordAsync(change, item, "item.reserved", ("text", text), ("due", due), ("owner", form.Owner));
        return item;
    }
}
