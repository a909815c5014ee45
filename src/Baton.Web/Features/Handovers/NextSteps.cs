using Baton.Web.Data;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.SignOff;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>One thing that a handover waits for, and whose turn it is.</summary>
/// <param name="Owners">Persons of whom one must act; empty where it is for HR or the giver's manager.</param>
/// <param name="Role">In which role they act; gives the colour.</param>
/// <param name="TextKey">In HandoverText: next.KEY for the one whose turn it is, waits.KEY for everybody else.</param>
/// <param name="Page">Below /handovers/{number}/.</param>
/// <param name="Since">Since when it waits, where that is one moment.</param>
public sealed record NextStep(
    Handover Handover, IReadOnlyList<Guid> Owners, PartyRole Role, string TextKey, int Count, string Page, DateOnly? DueOn, DateTimeOffset? Since)
{
    public bool IsFor(Guid personId) => Owners.Contains(personId);
}

/// <summary>What next steps follow from.</summary>
/// <param name="Items">With their steps: those that are not settled or have a step left, of handovers from the walkthrough to the follow-up.</param>
/// <param name="Slots">Signatures that are asked for now.</param>
public sealed record NextStepFacts(IReadOnlyList<Item> Items, IReadOnlyList<OpenPoint> Points, IReadOnlyList<OpenSlot> Slots)
{
    public static async Task<NextStepFacts> LoadAsync(BatonDbContext db, IReadOnlyList<Handover> handovers, CancellationToken cancellationToken)
    {
        var walked = handovers.Where(h => h.Stage is Stage.HandingOver or Stage.Signing or Stage.FollowUp).Select(h => h.Id).ToList();
        var items = walked.Count == 0 ? [] : await db.Items
            .Where(i => walked.Contains(i.HandoverId) && i.State != ItemState.Withdrawn
                && ((i.State != ItemState.Accepted && i.State != ItemState.Reserved && i.State != ItemState.NotReceived)
                    || i.Steps.Any(s => s.DoneAt == null && s.LeftOutAt == null)))
            .ToListWithStepsAsync(db, cancellationToken);
        var ids = handovers.Where(h => h.Stage != Stage.Cancelled).Select(h => h.Id).ToList();
        return new NextStepFacts(
            items, ids.Count == 0 ? [] : await OpenPoint.LoadAsync(db, ids, cancellationToken), await OpenSlot.LoadAsync(db, handovers, cancellationToken));
    }
}

/// <summary>What handovers wait for, from the record: the same for the home page and each handover's own.</summary>
public static class NextSteps
{
    private const int DaysBeforeReturn = 5;
    private const int DaysBeforeRun = 7;
    private const int DaysAfterRun = 7;

    /// <param name="handovers">With parties and persons.</param>
    public static async Task<IReadOnlyList<NextStep>> OfAsync(
        BatonDbContext db, IReadOnlyList<Handover> handovers, DateTimeOffset now, CancellationToken cancellationToken) =>
        Of(handovers, await NextStepFacts.LoadAsync(db, handovers, cancellationToken), now);

    /// <param name="handovers">With parties and persons.</param>
    public static IReadOnlyList<NextStep> Of(IReadOnlyList<Handover> handovers, NextStepFacts facts, DateTimeOffset now)
    {
        var items = facts.Items.ToLookup(i => i.HandoverId);
        var points = facts.Points.ToLookup(p => p.HandoverId);
        var slots = facts.Slots.ToLookup(s => s.HandoverId);
        return [.. handovers.SelectMany(h => Of(h, [.. items[h.Id]], [.. points[h.Id]], [.. slots[h.Id]], now)).OrderBy(s => s.DueOn ?? DateOnly.MaxValue)];
    }

    private static IEnumerable<NextStep> Of(Handover h, List<Item> items, List<OpenPoint> points, List<OpenSlot> slots, DateTimeOffset now) => h.Stage switch
    {
        Stage.Preparing when h.IsRequest => [new NextStep(h, [], PartyRole.Initiator, "request", 1, "parties", h.LastWorkingDay, h.OpenedAt)],
        Stage.Preparing => [.. OfLeft(h), .. OfPreparing(h, points)],
        Stage.HandingOver => [.. OfLeft(h), .. OfWalking(h, items, points, now)],
        Stage.Signing => [.. OfLeft(h), .. OfWalking(h, items, points, now), .. OfSigning(h, points, slots)],
        Stage.FollowUp =>
        [
            .. OfLeft(h), .. OfWalking(h, items, points, now), .. OfSigning(h, points, slots), .. OfFollowUp(h, points, now), .. OfAfterwards(h, points, now),
        ],
        Stage.Completed => OfAfterwards(h, points, now),
        Stage.Cancelled => [],
        _ => throw new InvalidOperationException($"No next steps for {h.Stage}."),
    };

    /// <summary>Somebody whose part is still needed has left the company: the initiator's side names another.</summary>
    private static IEnumerable<NextStep> OfLeft(Handover h)
    {
        var left = h.Parties.Count(p => p is { IsCurrent: true, Person.Active: false } && p.Role is not (PartyRole.Giver or PartyRole.Initiator));
        if (left > 0)
        {
            yield return new(
                h, [.. h.Current(PartyRole.Initiator).Where(p => p.Person is { Active: true }).Select(p => p.PersonId).OfType<Guid>()],
                PartyRole.Initiator, "parties.replace", left, "parties", h.LastWorkingDay, null);
        }
    }

    private static Guid[] Givers(Handover h) => [.. (h.GiverAbsent
        ? h.Current(PartyRole.Initiator).Concat(h.Current(PartyRole.Proxy))
        : h.Current(PartyRole.Giver).Concat(h.Current(PartyRole.Proxy))).Select(p => p.PersonId).OfType<Guid>()];

    private static Guid[] Witnesses(Handover h) =>
        [.. h.Current(PartyRole.Witness).Concat(h.Current(PartyRole.WitnessDeputy)).Select(p => p.PersonId).OfType<Guid>()];

    private static IEnumerable<Guid> Initiators(Handover h) => h.Current(PartyRole.Initiator).Select(p => p.PersonId).OfType<Guid>();

    private static IEnumerable<NextStep> OfPreparing(Handover h, List<OpenPoint> points)
    {
        if (points.Find(p => p.Kind == OpenKind.TimesProposed) is { } proposal)
        {
            var confirmed = points.Where(p => p.Kind == OpenKind.TimesConfirmed && p.Id == proposal.Id).Select(p => p.PersonId).ToHashSet();
            yield return new(h, [.. Times.Answerers(h).Where(id => !confirmed.Contains(id))], PartyRole.Receiver, "times.answer", 1, "times", proposal.DueOn, proposal.At);
        }
        else if (h is { TransferAt: null, Form: HandoverForm.Full })
        {
            yield return new(h, [.. Givers(h), .. Times.Answerers(h)], PartyRole.Giver, "times.propose", 1, "times", h.LastWorkingDay, h.OpenedAt);
        }

        yield return h.ListSubmittedAt is { } submitted
            ? new(h, Witnesses(h), PartyRole.Witness, "list.confirm", h.Numbers.Items, "list", h.LastWorkingDay, submitted)
            : new(h, Givers(h), PartyRole.Giver, h.ListRemarks is null ? "list.write" : "list.amend", h.Numbers.Items, "list", h.LastWorkingDay, h.OpenedAt);
    }

    private static List<NextStep> OfWalking(Handover h, List<Item> items, List<OpenPoint> points, DateTimeOffset now)
    {
        var steps = new List<NextStep>();
        var said = points.Where(p => p.Kind == OpenKind.TeachBack).ToList();
        var saidOf = said.Select(p => p.ItemId!.Value).ToHashSet();
        // What is frozen for signing stands still.
        var open = items.Where(i => h.Stage != Stage.Signing && !i.IsSettled && i.State != ItemState.NotReceived && !i.AwaitsWitness).ToList();
        var isSimple = h is { Form: HandoverForm.Simple, Stage: Stage.HandingOver };
        void Add(IEnumerable<Guid> owners, PartyRole role, string key, int count, string page, DateOnly? due, DateTimeOffset? since = null)
        {
            if (count > 0)
            {
                steps.Add(new(h, [.. owners], role, key, count, page, due, since));
            }
        }

        var mine = open.Where(i => !isSimple || !i.CanBeAcceptedBySigning).ToList();
        Add(Givers(h), PartyRole.Giver, "walk.explain", mine.Count(i => i.State == ItemState.Returned || i.OpenSteps.Any(s => s.Kind.IsGivers())), "walk", h.LastWorkingDay);
        Add(Givers(h), PartyRole.Giver, "walk.teach-back", saidOf.Count, "walk", h.LastWorkingDay, said.Min(t => t.At));
        foreach (var receiver in mine.Where(i => i is { ReceiverId: not null, State: ItemState.Open } && !saidOf.Contains(i.Id) && !i.OpenSteps.Any(s => s.Kind.IsGivers()))
            .GroupBy(i => i.ReceiverId!.Value))
        {
            Add([receiver.Key], PartyRole.Receiver, "walk.accept", receiver.Count(), "walk", h.LastWorkingDay, receiver.Min(i => i.ChangedAt));
        }

        Add(Witnesses(h), PartyRole.Witness, "walk.decide",
            items.Count(i => i.AwaitsWitness || i.Steps.Exists(s => s is { LeaveOutReason: not null, LeftOutAt: null, DoneAt: null })), "walk", h.LastWorkingDay);
        foreach (var team in open.Where(i => i is { TeamId: not null, ReceiverId: null }).GroupBy(i => i.TeamId!.Value))
        {
            if (h.Parties.Find(p => p.TeamId == team.Key)?.Team is { } named)
            {
                Add([named.LeadId], PartyRole.Receiver, "team.assign", team.Count(), "parties", h.LastWorkingDay);
            }
        }

        var unanswered = points.Where(p => p.Kind == OpenKind.QuestionAsked).ToList();
        var answers = h.Stage == Stage.FollowUp && (h.Support != SupportChoice.Offered || h.SupportUntil < h.DayAt(now))
            ? [.. new[] { h.Caretaker?.PersonId, h.Giver?.Person?.ManagerId, h.Initiator?.PersonId }.OfType<Guid>().Take(1)]
            : Givers(h);
        var questions = h.Stage == Stage.FollowUp ? "follow-up#questions" : "questions";
        Add(answers, PartyRole.Giver, "question.answer", unanswered.Count, questions, null, unanswered.Min(q => q.At));
        foreach (var asker in points.Where(p => p.Kind == OpenKind.QuestionAnswered).GroupBy(q => q.PersonId!.Value))
        {
            Add([asker.Key], PartyRole.Receiver, "question.resolve", asker.Count(), questions, null);
        }

        if (h.Stage == Stage.HandingOver && h.Numbers.Items > 0 && mine.Count == 0 && !items.Exists(i => i.AwaitsWitness))
        {
            steps.Add(new(h, Givers(h), PartyRole.Giver, "sign.start", h.Numbers.Items, "sign", h.LastWorkingDay, null));
        }

        // Due on the last working day; at once where the receiver has read the credential (product.md section 5).
        var isDue = h.Stage == Stage.FollowUp || h.DayAt(now) >= h.LastWorkingDay;
        var accounts = items.Where(i => i.HasOpenAccount && (isDue || i is { CredentialReadAt: not null } && i.Step(ProofKind.PasswordChanged) is { IsDone: false, IsLeftOut: false })).ToList();
        if (accounts.Count > 0)
        {
            foreach (var receiver in accounts.Where(i => i.ReceiverId is not null).GroupBy(i => i.ReceiverId!.Value))
            {
                Add([receiver.Key], PartyRole.Receiver, "walk.password", receiver.Count(), "walk/" + receiver.First().Id.ToString("D"), h.LastWorkingDay);
            }

            // Overdue: those who watch over the handover see it, too (DONE-02).
            if (h.DayAt(now) > h.LastWorkingDay)
            {
                Add([.. Witnesses(h), .. Initiators(h)], PartyRole.Witness, "walk.password-overdue",
                    accounts.Count, "walk/" + accounts.FirstOrDefault()?.Id.ToString("D"), h.LastWorkingDay);
            }
        }

        return steps;
    }

    /// <summary>What lies ahead even after the end: the hand-back after a cover, and first independent runs (product.md section 4).</summary>
    private static IEnumerable<NextStep> OfAfterwards(Handover h, List<OpenPoint> points, DateTimeOffset now)
    {
        var holders = points.Where(p => p.Kind == OpenKind.Holder).Select(p => p.PersonId!.Value).Distinct().ToList();
        if (holders.Count > 0 && h.ReturnsOn is { } day && h.DayAt(now) >= day.AddDays(-DaysBeforeReturn))
        {
            yield return new(h, holders, PartyRole.Receiver, "continue.back", 1, "parties#continue", h.ReturnsOn, null);
        }

        var around = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var run in points.Where(p => p.Kind == OpenKind.FirstRun && p.DueOn >= around.AddDays(-DaysAfterRun) && p.DueOn <= around.AddDays(DaysBeforeRun)))
        {
            yield return new(h, [run.PersonId!.Value], PartyRole.Receiver, "first-run", 1, $"walk/{run.Id:D}", run.DueOn, null);
        }
    }

    private static IEnumerable<NextStep> OfSigning(Handover h, List<OpenPoint> points, List<OpenSlot> slots)
    {
        // A refusal waits for those who can answer it: reopen and mend, or the witness's 拒签说明.
        var refused = points.Where(p => p.Kind == OpenKind.SigningRefused && !slots.Exists(s => s.PersonId == p.PersonId && s.SignedAt is not null)).ToList();
        if (refused.Count > 0)
        {
            yield return new(
                h, [.. Givers(h), .. Witnesses(h), .. Initiators(h)], PartyRole.Witness,
                "sign.refused", refused.Select(r => r.PersonId).Distinct().Count(), "sign", h.LastWorkingDay, refused.Max(r => r.At));
        }

        var waiting = slots.Where(s => s.SignedAt is null).ToList();
        var turn = waiting.Select(s => s.Turn).DefaultIfEmpty().Min();
        foreach (var slot in waiting.Where(s => s.Turn == turn))
        {
            yield return new(h, slot.SignerIds, slot.Role, "sign.sign", slot.Items, "sign", h.LastWorkingDay, slots.Max(s => s.SignedAt) ?? slot.FrozenAt);
        }
    }

    private static IEnumerable<NextStep> OfFollowUp(Handover h, List<OpenPoint> points, DateTimeOffset now)
    {
        var checks = points.Where(p => p.Kind == OpenKind.Check).ToList();
        foreach (var next in checks.GroupBy(c => c.PersonId).Select(g => g.MinBy(c => c.DueOn)!))
        {
            yield return new(h, [next.PersonId!.Value], PartyRole.Receiver, "check.fill", next.Number, $"follow-up#check-{next.Id:N}", next.DueOn, null);
        }

        foreach (var filled in points.Where(p => p.Kind == OpenKind.CheckFilled))
        {
            yield return new(h, Witnesses(h), PartyRole.Witness, "check.confirm", filled.Number, $"follow-up#check-{filled.Id:N}", filled.DueOn, filled.At);
        }

        foreach (var matter in points.Where(p => p.Kind == OpenKind.Matter))
        {
            yield return new(h, [matter.PersonId!.Value], PartyRole.Giver, "matter.close", 1, "follow-up#matters", matter.DueOn, matter.At);
        }

        var asked = points.Where(p => p.Kind == OpenKind.WaiverAsked).ToList();
        if (asked.Count > 0)
        {
            yield return new(h, Witnesses(h), PartyRole.Witness, "waiver.decide", asked.Count, "follow-up", null, asked.Min(w => w.At));
        }

        if (checks.Count == 0 && h.FollowUpEndsOn is { } end && h.DayAt(now) >= end)
        {
            yield return new(h, Witnesses(h), PartyRole.Witness, "completion", 1, "follow-up", end, null);
        }
    }
}
