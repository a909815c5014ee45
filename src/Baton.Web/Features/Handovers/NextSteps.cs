using Baton.Web.Data;
using Baton.Web.Features.FollowUp;
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

/// <summary>What handovers wait for, from the record: the same for the home page and each handover's own.</summary>
public static class NextSteps
{
    private const int DaysBeforeReturn = 5;
    private const int DaysBeforeRun = 7;
    private const int DaysAfterRun = 7;

    /// <param name="handovers">With parties and persons.</param>
    public static async Task<IReadOnlyList<NextStep>> OfAsync(
        BatonDbContext db, IReadOnlyList<Handover> handovers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var steps = new List<NextStep>();
        steps.AddRange(handovers.Where(h => h is { Stage: Stage.Preparing, IsRequest: true })
            .Select(h => new NextStep(h, [], PartyRole.Initiator, "request", 1, "parties", h.LastWorkingDay, h.OpenedAt)));
        steps.AddRange(handovers.Where(h => h is { IsOpen: true, IsRequest: false }).Select(Left).OfType<NextStep>());
        await AddPreparingAsync(db, [.. handovers.Where(h => h is { Stage: Stage.Preparing, IsRequest: false })], steps, cancellationToken);
        await AddWalkingAsync(db, [.. handovers.Where(h => h.Stage is Stage.HandingOver or Stage.Signing or Stage.FollowUp)], now, steps, cancellationToken);
        await AddSigningAsync(db, [.. handovers.Where(h => h.Stage is Stage.Signing or Stage.FollowUp)], steps, cancellationToken);
        await AddFollowUpAsync(db, [.. handovers.Where(h => h.Stage == Stage.FollowUp)], now, steps, cancellationToken);
        await AddAfterwardsAsync(db, [.. handovers.Where(h => h.Stage is Stage.FollowUp or Stage.Completed)], now, steps, cancellationToken);
        return [.. steps.OrderBy(s => s.DueOn ?? DateOnly.MaxValue)];
    }

    /// <summary>Somebody whose part is still needed has left the company: the initiator's side names another.</summary>
    private static NextStep? Left(Handover h)
    {
        var left = h.Parties.Where(p => p is { IsCurrent: true, Person.Active: false } && p.Role is not (PartyRole.Giver or PartyRole.Initiator)).ToList();
        return left.Count == 0 ? null : new NextStep(
            h, [.. h.Current(PartyRole.Initiator).Where(p => p.Person is { Active: true }).Select(p => p.PersonId).OfType<Guid>()],
            PartyRole.Initiator, "parties.replace", left.Count, "parties", h.LastWorkingDay, null);
    }

    private static Guid[] Givers(Handover h) => [.. (h.GiverAbsent
        ? h.Current(PartyRole.Initiator).Concat(h.Current(PartyRole.Proxy))
        : h.Current(PartyRole.Giver).Concat(h.Current(PartyRole.Proxy))).Select(p => p.PersonId).OfType<Guid>()];

    private static Guid[] Witnesses(Handover h) =>
        [.. h.Current(PartyRole.Witness).Concat(h.Current(PartyRole.WitnessDeputy)).Select(p => p.PersonId).OfType<Guid>()];

    private static async Task AddPreparingAsync(BatonDbContext db, List<Handover> handovers, List<NextStep> steps, CancellationToken cancellationToken)
    {
        if (handovers.Count == 0)
        {
            return;
        }

        var ids = handovers.Select(h => h.Id).ToList();
        var open = await db.TimeProposals.AsNoTracking().Include(p => p.Confirmations)
            .Where(p => ids.Contains(p.HandoverId) && p.State == ProposalState.Open).ToListAsync(cancellationToken);
        foreach (var h in handovers)
        {
            if (open.Find(p => p.HandoverId == h.Id) is { } proposal)
            {
                var waiting = Times.Answerers(h).Where(id => proposal.Confirmations.TrueForAll(c => c.PersonId != id)).ToList();
                steps.Add(new(h, waiting, PartyRole.Receiver, "times.answer", 1, "times", proposal.FromDay, proposal.At));
            }
            else if (h is { TransferAt: null, Form: HandoverForm.Full })
            {
                steps.Add(new(h, [.. Givers(h), .. Times.Answerers(h)], PartyRole.Giver, "times.propose", 1, "times", h.LastWorkingDay, h.OpenedAt));
            }

            steps.Add(h.ListSubmittedAt is { } submitted
                ? new(h, Witnesses(h), PartyRole.Witness, "list.confirm", h.Numbers.Items, "list", h.LastWorkingDay, submitted)
                : new(h, Givers(h), PartyRole.Giver, h.ListRemarks is null ? "list.write" : "list.amend", h.Numbers.Items, "list", h.LastWorkingDay, h.OpenedAt));
        }
    }

    private static async Task AddWalkingAsync(
        BatonDbContext db, List<Handover> handovers, DateTimeOffset now, List<NextStep> steps, CancellationToken cancellationToken)
    {
        if (handovers.Count == 0)
        {
            return;
        }

        var ids = handovers.Select(h => h.Id).ToList();
        var items = await db.Items.AsNoTracking().Include(i => i.Steps)
            .Include(i => i.TeachBacks.Where(t => t.State == TeachBackState.Waiting)).AsSplitQuery()
            .Where(i => ids.Contains(i.HandoverId) && i.State != ItemState.Withdrawn
                && ((i.State != ItemState.Accepted && i.State != ItemState.Reserved && i.State != ItemState.NotReceived)
                    || i.Steps.Any(s => s.DoneAt == null && s.LeftOutAt == null)))
            .ToListAsync(cancellationToken);
        var questions = await db.Questions.AsNoTracking().Where(q => ids.Contains(q.HandoverId) && q.ResolvedAt == null)
            .Select(q => new { q.HandoverId, q.AskedById, q.AskedAt, Answered = q.Answers.Any() }).ToListAsync(cancellationToken);
        foreach (var h in handovers)
        {
            var its = items.Where(i => i.HandoverId == h.Id).ToList();
            // What is frozen for signing stands still.
            var open = its.Where(i => h.Stage != Stage.Signing && !i.IsSettled && i.State != ItemState.NotReceived && !i.AwaitsWitness).ToList();
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
            Add(Givers(h), PartyRole.Giver, "walk.teach-back", its.Count(i => i.TeachBacks.Count > 0), "walk", h.LastWorkingDay,
                its.SelectMany(i => i.TeachBacks).Select(t => (DateTimeOffset?)t.At).Min());
            foreach (var receiver in mine.Where(i => i is { ReceiverId: not null, State: ItemState.Open, TeachBacks.Count: 0 } && !i.OpenSteps.Any(s => s.Kind.IsGivers()))
                .GroupBy(i => i.ReceiverId!.Value))
            {
                Add([receiver.Key], PartyRole.Receiver, "walk.accept", receiver.Count(), "walk", h.LastWorkingDay, receiver.Min(i => i.ChangedAt));
            }

            Add(Witnesses(h), PartyRole.Witness, "walk.decide",
                its.Count(i => i.AwaitsWitness || i.Steps.Exists(s => s is { LeaveOutReason: not null, LeftOutAt: null, DoneAt: null })), "walk", h.LastWorkingDay);
            foreach (var team in open.Where(i => i is { TeamId: not null, ReceiverId: null }).GroupBy(i => i.TeamId!.Value))
            {
                if (h.Parties.Find(p => p.TeamId == team.Key)?.Team is { } named)
                {
                    Add([named.LeadId], PartyRole.Receiver, "team.assign", team.Count(), "parties", h.LastWorkingDay);
                }
            }

            var unanswered = questions.Where(q => q.HandoverId == h.Id && !q.Answered).ToList();
            var answers = h.Stage == Stage.FollowUp && (h.Support != SupportChoice.Offered || h.SupportUntil < h.DayAt(now))
                ? [.. new[] { h.Caretaker?.PersonId, h.Giver?.Person?.ManagerId, h.Initiator?.PersonId }.OfType<Guid>().Take(1)]
                : Givers(h);
            Add(answers, PartyRole.Giver, "question.answer", unanswered.Count, h.Stage == Stage.FollowUp ? "follow-up#questions" : "questions", null,
                unanswered.Select(q => (DateTimeOffset?)q.AskedAt).Min());
            foreach (var asker in questions.Where(q => q.HandoverId == h.Id && q.Answered).GroupBy(q => q.AskedById))
            {
                Add([asker.Key], PartyRole.Receiver, "question.resolve", asker.Count(), h.Stage == Stage.FollowUp ? "follow-up#questions" : "questions", null);
            }

            if (h.Stage == Stage.HandingOver && h.Numbers.Items > 0 && mine.Count == 0 && !its.Exists(i => i.AwaitsWitness))
            {
                steps.Add(new(h, Givers(h), PartyRole.Giver, "sign.start", h.Numbers.Items, "sign", h.LastWorkingDay, null));
            }

            if (h.Stage == Stage.FollowUp || h.DayAt(now) >= h.LastWorkingDay)
            {
                foreach (var receiver in its.Where(i => i.ReceiverId is not null && i.HasOpenAccount).GroupBy(i => i.ReceiverId!.Value))
                {
                    Add([receiver.Key], PartyRole.Receiver, "walk.password", receiver.Count(), "walk/" + receiver.First().Id.ToString("D"), h.LastWorkingDay);
                }

                // Overdue: those who watch over the handover see it, too (DONE-02).
                if (h.DayAt(now) > h.LastWorkingDay)
                {
                    var overdue = its.Where(i => i.HasOpenAccount).ToList();
                    Add([.. Witnesses(h), .. h.Current(PartyRole.Initiator).Select(p => p.PersonId).OfType<Guid>()], PartyRole.Witness, "walk.password-overdue",
                        overdue.Count, "walk/" + overdue.FirstOrDefault()?.Id.ToString("D"), h.LastWorkingDay);
                }
            }
        }
    }

    /// <summary>What lies ahead even after the end: the hand-back after a cover, and first independent runs (product.md section 4).</summary>
    private static async Task AddAfterwardsAsync(
        BatonDbContext db, List<Handover> handovers, DateTimeOffset now, List<NextStep> steps, CancellationToken cancellationToken)
    {
        var returning = handovers.Where(h => h.ReturnsOn is { } day && h.DayAt(now) >= day.AddDays(-DaysBeforeReturn)).ToList();
        if (returning.Count > 0)
        {
            var ids = returning.Select(h => h.Id).ToList();
            var holders = await db.Items.Where(i => ids.Contains(i.HandoverId) && i.ReceiverId != null && i.State != ItemState.Withdrawn
                    && !db.Handovers.Any(c => c.ContinuesId == i.HandoverId && c.Stage != Stage.Cancelled
                        && c.Parties.Any(p => p.Role == PartyRole.Giver && p.PersonId == i.ReceiverId)))
                .Select(i => new { i.HandoverId, ReceiverId = i.ReceiverId!.Value }).Distinct().ToListAsync(cancellationToken);
            steps.AddRange(returning.Where(h => holders.Exists(x => x.HandoverId == h.Id)).Select(h => new NextStep(
                h, [.. holders.Where(x => x.HandoverId == h.Id).Select(x => x.ReceiverId)], PartyRole.Receiver, "continue.back", 1, "parties#continue", h.ReturnsOn, null)));
        }

        var all = handovers.Select(h => h.Id).ToList();
        var around = DateOnly.FromDateTime(now.UtcDateTime);
        var (from, to) = (around.AddDays(-DaysAfterRun), around.AddDays(DaysBeforeRun));
        var runs = await db.Items.Where(i => all.Contains(i.HandoverId) && i.ReceiverId != null && i.FirstIndependentRunOn >= from && i.FirstIndependentRunOn <= to)
            .Select(i => new { i.Id, i.HandoverId, ReceiverId = i.ReceiverId!.Value, Day = i.FirstIndependentRunOn!.Value }).ToListAsync(cancellationToken);
        steps.AddRange(runs.Select(r => new NextStep(
            handovers.First(h => h.Id == r.HandoverId), [r.ReceiverId], PartyRole.Receiver, "first-run", 1, $"walk/{r.Id:D}", r.Day, null)));
    }

    private static async Task AddSigningAsync(BatonDbContext db, List<Handover> handovers, List<NextStep> steps, CancellationToken cancellationToken)
    {
        if (handovers.Count == 0)
        {
            return;
        }

        var ids = handovers.Select(h => h.Id).ToList();
        var revisions = await db.Revisions.AsNoTracking().Include(r => r.Statements).AsSplitQuery()
            .Where(r => ids.Contains(r.HandoverId) && r.ReopenedAt == null && r.ClosedAt == null).ToListAsync(cancellationToken);
        if (revisions.Count == 0)
        {
            return;
        }

        var signatures = await db.Signatures.AsNoTracking().Where(s => ids.Contains(s.HandoverId) && s.VoidedAt == null).ToListAsync(cancellationToken);
        var frozen = revisions.Select(r => r.Id).ToList();
        var refused = await db.SigningRefusals.AsNoTracking().Where(r => frozen.Contains(r.RevisionId)).ToListAsync(cancellationToken);
        foreach (var revision in revisions)
        {
            var h = handovers.First(x => x.Id == revision.HandoverId);
            var standing = SignService.Standing(revision, signatures.Where(s => s.HandoverId == h.Id)).ToList();
            var turn = SignService.Turn(revision, standing);
            // A refusal waits for those who can answer it: reopen and mend, or the witness's 拒签说明.
            var open = refused.Where(r => r.RevisionId == revision.Id && !standing.Exists(x => x.PersonId == r.PersonId)).ToList();
            if (open.Count > 0)
            {
                steps.Add(new(
                    h, [.. Givers(h), .. Witnesses(h), .. h.Current(PartyRole.Initiator).Select(p => p.PersonId).OfType<Guid>()], PartyRole.Witness,
                    "sign.refused", open.Select(r => r.PersonId).Distinct().Count(), "sign", h.LastWorkingDay, open.Max(r => r.At)));
            }

            foreach (var slot in revision.Statements.Where(s => s.Turn == turn && !standing.Exists(x => x.Role == s.Role && x.PersonId == s.PersonId))
                .GroupBy(s => (s.Role, s.PersonId)))
            {
                steps.Add(new(
                    h, [.. slot.Select(s => s.SignerId)], slot.Key.Role, "sign.sign", slot.First().Items, "sign", h.LastWorkingDay,
                    standing.Select(s => (DateTimeOffset?)s.SignedAt).Max() ?? revision.FrozenAt));
            }
        }
    }

    private static async Task AddFollowUpAsync(
        BatonDbContext db, List<Handover> handovers, DateTimeOffset now, List<NextStep> steps, CancellationToken cancellationToken)
    {
        if (handovers.Count == 0)
        {
            return;
        }

        var ids = handovers.Select(h => h.Id).ToList();
        var checks = await db.FollowUpChecks.AsNoTracking().Where(c => ids.Contains(c.HandoverId) && c.ConfirmedAt == null).ToListAsync(cancellationToken);
        var waivers = await db.Waivers.AsNoTracking().Where(w => ids.Contains(w.HandoverId) && w.State == WaiverState.Asked).ToListAsync(cancellationToken);
        var matters = await db.Matters.AsNoTracking().Where(m => ids.Contains(m.HandoverId) && m.ClosedAt == null).ToListAsync(cancellationToken);
        foreach (var h in handovers)
        {
            var own = checks.Where(c => c.HandoverId == h.Id).ToList();
            foreach (var next in own.Where(c => c.FilledAt is null).GroupBy(c => c.ReceiverId).Select(g => g.MinBy(c => c.DueOn)!))
            {
                steps.Add(new(h, [next.ReceiverId], PartyRole.Receiver, "check.fill", next.DayNumber, $"follow-up#check-{next.Id:N}", next.DueOn, null));
            }

            steps.AddRange(own.Where(c => c.FilledAt is not null).Select(c =>
                new NextStep(h, Witnesses(h), PartyRole.Witness, "check.confirm", c.DayNumber, $"follow-up#check-{c.Id:N}", c.DueOn, c.FilledAt)));
            steps.AddRange(matters.Where(m => m.HandoverId == h.Id).Select(m =>
                new NextStep(h, [m.OwnerId], PartyRole.Giver, "matter.close", 1, "follow-up#matters", m.DueOn, m.RaisedAt)));
            if (waivers.Where(w => w.HandoverId == h.Id).ToList() is { Count: > 0 } asked)
            {
                steps.Add(new(h, Witnesses(h), PartyRole.Witness, "waiver.decide", asked.Count, "follow-up", null, asked.Min(w => w.AskedAt)));
            }

            if (own.TrueForAll(c => c.FilledAt is not null) && h.FollowUpEndsOn is { } end && h.DayAt(now) >= end)
            {
                steps.Add(new(h, Witnesses(h), PartyRole.Witness, "completion", 1, "follow-up", end, null));
            }
        }
    }
}
