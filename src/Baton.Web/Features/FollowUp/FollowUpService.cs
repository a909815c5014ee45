using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Items.Credentials;
using Baton.Web.Features.SignOff;
using Baton.Web.Features.Templates;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.FollowUp;

/// <summary>What the follow-up consists of: its checks and its end.</summary>
internal static class FollowUpPlan
{
    private static readonly int[] SimpleDays = [7];

    /// <summary>Day 0: all have signed, and responsibility has passed.</summary>
    private static DateOnly Begin(Handover handover) =>
        handover.DayAt(handover.TransferAt is { } transfer && transfer > handover.SignedOffAt ? transfer : handover.SignedOffAt!.Value);

    /// <summary>All have signed.</summary>
    public static async Task BeginAsync(HandoverChange change)
    {
        var handover = change.Handover;
        var days = handover.Form == HandoverForm.Simple ? SimpleDays : await FullDaysAsync(change);
        foreach (var receiver in await FollowedAsync(change))
        {
            Add(change, receiver, days);
        }

        handover.FollowUpEndsOn = Begin(handover).AddDays(days[^1]);
        await change.RecordAsync("follow-up.begun", handover.Id, ("endsOn", handover.FollowUpEndsOn));
    }

    /// <summary>简易交接 turns into the full form: the checks that it lacks, as far as their day is still to come.</summary>
    public static async Task BecomeFullAsync(HandoverChange change)
    {
        var handover = change.Handover;
        var begin = Begin(handover);
        var fullDays = await FullDaysAsync(change);
        foreach (var receiver in await FollowedAsync(change))
        {
            Add(change, receiver, [.. fullDays.Except(SimpleDays).Where(day => begin.AddDays(day) >= change.Today)]);
        }

        var end = begin.AddDays(fullDays[^1]);
        if (end > handover.FollowUpEndsOn)
        {
            await change.RecordAsync("follow-up.extended", handover.Id, ("until", new Events.Change(handover.FollowUpEndsOn, end)));
            handover.FollowUpEndsOn = end;
        }
    }

    /// <summary>The period is extended to a day, with one more check on it for everybody who still receives.</summary>
    public static async Task ExtendAsync(HandoverChange change, DateOnly until)
    {
        foreach (var receiver in await FollowedAsync(change))
        {
            Add(change, receiver, until.DayNumber - Begin(change.Handover).DayNumber);
        }

        change.Handover.FollowUpEndsOn = until;
    }

    /// <summary>Who holds items and is followed up; collectors are not.</summary>
    private static async Task<IEnumerable<Guid>> FollowedAsync(HandoverChange change) =>
        (await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id && i.State != ItemState.Withdrawn && i.ReceiverId != null)
            .Select(i => i.ReceiverId!.Value).Distinct().ToListAsync(change.CancellationToken)).Where(id => Parties.IsFollowed(change.Handover, id));

    private static async Task<int[]> FullDaysAsync(HandoverChange change) =>
        [.. (await TemplateCatalog.OfAsync(change.Db, change.Handover.TemplateId, change.CancellationToken))?.FollowUpDays ?? TemplateContent.DefaultDays];

    private static void Add(HandoverChange change, Guid receiver, params int[] days) =>
        change.Db.FollowUpChecks.AddRange(days.Select(day => new FollowUpCheck
        {
            Id = change.NewId(), HandoverId = change.Handover.Id, ReceiverId = receiver, DayNumber = day, DueOn = Begin(change.Handover).AddDays(day),
        }));
}

/// <summary>What a receiver fills into a check.</summary>
public sealed class CheckForm
{
    public Rating? Rating { get; set; }
    public string? WhatHelps { get; set; }

    /// <summary>Mastery by item id, of key and critical items.</summary>
    public Dictionary<Guid, Mastery?> Mastery { get; set; } = [];
}

/// <summary>跟进期: checks, mastery, supplements, waivers, the end.</summary>
public sealed class FollowUpService(HandoverWrite write)
{
    private const int NoteLength = 4000;

    public Task<Outcome<FollowUpCheck>> FillCheckAsync(
        string number, Actor actor, Guid checkId, CheckForm form, CancellationToken cancellationToken) =>
        WithCheckAsync(number, actor, checkId, async (change, check) =>
        {
            if (check.ReceiverId != actor.PersonId)
            {
                return FollowUpRefusals.NotYours;
            }

            if (check.FilledAt is not null)
            {
                return FollowUpRefusals.AlreadyFilled;
            }

            if (change.Today < check.DueOn)
            {
                return FollowUpRefusals.NotDueYet.With(check.DueOn);
            }

            var refusals = new List<Refusal>();
            if (form.Rating is null)
            {
                refusals.Add(Typed.Required.On(nameof(form.Rating)));
            }

            var helps = Typed.Lines(form.WhatHelps, NoteLength, nameof(form.WhatHelps), refusals);
            var items = await change.Db.Items.Where(i => i.HandoverId == check.HandoverId && i.ReceiverId == actor.PersonId
                && i.State != ItemState.Withdrawn && i.Importance != Importance.Normal).ToListAsync(change.CancellationToken);
            refusals.AddRange(items.Where(i => form.Mastery.GetValueOrDefault(i.Id) is null)
                .Select(i => Typed.Required.On($"Mastery[{i.Id:D}]")));
            if (refusals.Count > 0)
            {
                return refusals;
            }

            check.FilledAt = change.Now;
            check.Rating = form.Rating;
            check.WhatHelps = helps;
            foreach (var item in items)
            {
                var mastery = form.Mastery[item.Id]!.Value;
                change.Db.MasteryRatings.Add(new MasteryRating { CheckId = check.Id, ItemId = item.Id, Mastery = mastery });
                await RateAsync(change, item, mastery);
            }

            await change.RecordAsync("check.filled", check.Id, ("day", check.DayNumber), ("rating", form.Rating), ("whatHelps", helps));
            return check;
        }, cancellationToken);

    /// <summary>The witness confirms a check that was filled in.</summary>
    public Task<Outcome<FollowUpCheck>> ConfirmCheckAsync(
        string number, Actor actor, Guid checkId, string? note, CancellationToken cancellationToken) =>
        WithCheckAsync(number, actor, checkId, async (change, check) =>
        {
            if (!change.Access.IsWitness)
            {
                return FollowUpRefusals.NotYours;
            }

            if (check.FilledAt is null || check.ConfirmedAt is not null)
            {
                return FollowUpRefusals.NotFilled;
            }

            var refusals = new List<Refusal>();
            var words = Typed.Lines(note, NoteLength, nameof(note), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            await ConfirmAsync(change, check, words);
            return check;
        }, cancellationToken);

    private static Task ConfirmAsync(HandoverChange change, FollowUpCheck check, string? note)
    {
        check.ConfirmedAt = change.Now;
        check.ConfirmedById = change.Actor.PersonId;
        check.WitnessNote = note;
        return change.RecordAsync("check.confirmed", check.Id, ("day", check.DayNumber), ("note", note));
    }

    /// <summary>The receiver rates an item between the checks.</summary>
    public Task<Outcome<Done>> RateAsync(string number, Actor actor, Guid itemId, Mastery mastery, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            var item = await change.Db.Items.Include(i => i.Steps)
                .SingleOrDefaultAsync(i => i.Id == itemId && i.HandoverId == change.Handover.Id, change.CancellationToken);
            if (item is null || !change.Access.SeesContentOf(item))
            {
                return Refusal.NotFound;
            }

            if (item.ReceiverId != actor.PersonId)
            {
                return FollowUpRefusals.NotYours;
            }

            if (change.Handover.Stage != Stage.FollowUp || await SignService.CurrentAsync(change) is not null)
            {
                return FollowUpRefusals.WrongStage;
            }

            await RateAsync(change, item, mastery);
            return Done.It;
        }, cancellationToken);

    private static async Task RateAsync(HandoverChange change, Item item, Mastery mastery)
    {
        if (item.Mastery != mastery)
        {
            var before = item.Mastery;
            item.Mastery = mastery;
            await change.RecordAsync("item.rated", item.Id, ("mastery", new Events.Change(before, mastery)));
        }
    }

    /// <summary>Opens a 补充清单 for what was forgotten.</summary>
    public Task<Outcome<Supplement>> OpenSupplementAsync(string number, Actor actor, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Supplement>(number, actor, async change =>
        {
            if (!Questions.QuestionService.MayTalk(change.Access) || change.Access.IsOnlyCollector)
            {
                return FollowUpRefusals.NotYours;
            }

            if (change.Handover.Stage != Stage.FollowUp || await SignService.CurrentAsync(change) is not null)
            {
                return FollowUpRefusals.WrongStage;
            }

            if (await change.Db.Supplements.AnyAsync(s => s.HandoverId == change.Handover.Id && s.SignedOffAt == null, change.CancellationToken))
            {
                return FollowUpRefusals.SupplementOpen;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, NoteLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            return await OpenSupplementAsync(change, text!);
        }, cancellationToken);

    /// <summary>The 补充清单 that is being listed and walked, opened now where there is none.</summary>
    internal static async Task<Supplement> OpenSupplementAsync(HandoverChange change, string reason)
    {
        var open = change.Db.Supplements.Local.FirstOrDefault(s => s.FrozenAt is null && s.SignedOffAt is null)
            ?? await change.Db.Supplements.FirstOrDefaultAsync(
                s => s.HandoverId == change.Handover.Id && s.FrozenAt == null && s.SignedOffAt == null, change.CancellationToken);
        if (open is not null)
        {
            return open;
        }

        var supplement = new Supplement
        {
            Id = change.NewId(), HandoverId = change.Handover.Id, Reason = reason, OpenedById = change.Actor.PersonId, OpenedAt = change.Now,
            Number = 1 + await change.Db.Supplements.CountAsync(s => s.HandoverId == change.Handover.Id, change.CancellationToken),
        };
        change.Db.Supplements.Add(supplement);
        await change.RecordAsync("supplement.opened", supplement.Id, ("number", supplement.Number), ("reason", reason));
        return supplement;
    }

    internal static Task<Guid?> OpenSupplementIdAsync(HandoverChange change) => change.Db.Supplements
        .Where(s => s.HandoverId == change.Handover.Id && s.FrozenAt == null && s.SignedOffAt == null)
        .Select(s => (Guid?)s.Id).FirstOrDefaultAsync(change.CancellationToken);

    /// <summary>Any party but the one who will decide asks for a waiver, with the reason that will be in the record.</summary>
    public Task<Outcome<Waiver>> AskWaiverAsync(
        string number, Actor actor, string? findingId, Guid subjectId, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Waiver>(number, actor, async change =>
        {
            if (!change.Access.IsGiver && !change.Access.IsReceiver && !change.Access.IsCaretaker && !change.Access.IsLead && !change.Access.IsProxy)
            {
                return FollowUpRefusals.NotYours;
            }

            var facts = await FindingFacts.LoadAsync(change.Db, change.Handover, change.Now, change.CancellationToken);
            if (!Findings.ToSolve(facts).Any(f => f.Id == findingId && f.SubjectId == subjectId && f.IsWaivable))
            {
                return FollowUpRefusals.NotWaivable;
            }

            if (await change.Db.Waivers.AnyAsync(w => w.HandoverId == change.Handover.Id && w.FindingId == findingId
                && w.SubjectId == subjectId && w.State == WaiverState.Asked, change.CancellationToken))
            {
                return FollowUpRefusals.AlreadyAsked;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, NoteLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            var waiver = new Waiver
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, FindingId = findingId!, SubjectId = subjectId,
                AskedById = actor.PersonId, AskedAt = change.Now, Reason = text!,
            };
            change.Db.Waivers.Add(waiver);
            await change.RecordAsync("waiver.asked", subjectId, ("finding", findingId), ("reason", text));
            return waiver;
        }, cancellationToken);

    public Task<Outcome<Waiver>> DecideWaiverAsync(
        string number, Actor actor, Guid waiverId, bool grant, string? note, CancellationToken cancellationToken) =>
        write.RunAsync<Waiver>(number, actor, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            var waiver = await change.Db.Waivers.SingleOrDefaultAsync(
                w => w.Id == waiverId && w.HandoverId == change.Handover.Id, change.CancellationToken);
            if (waiver is null)
            {
                return Refusal.NotFound;
            }

            if (!change.Access.IsWitness)
            {
                return FollowUpRefusals.NotYours;
            }

            if (waiver.AskedById == actor.PersonId)
            {
                return FollowUpRefusals.OwnWaiver;
            }

            if (waiver.State != WaiverState.Asked || !change.Handover.IsOpen)
            {
                return FollowUpRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var words = Typed.Lines(note, NoteLength, nameof(note), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            waiver.State = grant ? WaiverState.Granted : WaiverState.Denied;
            waiver.DecidedById = actor.PersonId;
            waiver.DecidedAt = change.Now;
            waiver.DecisionNote = words;
            await change.RecordAsync(grant ? "waiver.granted" : "waiver.denied", waiver.SubjectId, ("finding", waiver.FindingId), ("note", words));
            return waiver;
        }, cancellationToken);

    /// <summary>The witness extends the period; checks may be added by it.</summary>
    public Task<Outcome<Done>> ExtendAsync(string number, Actor actor, string? until, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (!change.Access.IsWitness && !change.Access.IsLead)
            {
                return FollowUpRefusals.NotYours;
            }

            if (change.Handover.Stage != Stage.FollowUp || await SignService.IsEndingAsync(change))
            {
                return FollowUpRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var day = Typed.RequiredDay(until, nameof(until), refusals);
            var text = Typed.RequiredLines(reason, NoteLength, nameof(reason), refusals);
            if (day <= change.Handover.FollowUpEndsOn)
            {
                refusals.Add(FollowUpRefusals.NotLater.On(nameof(until)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            var before = change.Handover.FollowUpEndsOn;
            await FollowUpPlan.ExtendAsync(change, day!.Value);
            await change.RecordAsync("follow-up.extended", change.Handover.Id, ("until", new Events.Change(before, day)), ("reason", text));
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// 简易交接 ends without a second signature: the witness closes it once nothing is open, and confirms the check by it.
    /// </summary>
    public Task<Outcome<Done>> CloseSimpleAsync(string number, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (!change.Access.IsWitness || change.Handover.Form != HandoverForm.Simple)
            {
                return FollowUpRefusals.NotYours;
            }

            foreach (var check in await change.Db.FollowUpChecks
                .Where(c => c.HandoverId == change.Handover.Id && c.FilledAt != null && c.ConfirmedAt == null).ToListAsync(change.CancellationToken))
            {
                await ConfirmAsync(change, check, null);
            }

            // What was just confirmed is asked for below.
            await change.Db.SaveChangesAsync(change.CancellationToken);
            if (await NotReadyAsync(change) is { } refusal)
            {
                return refusal;
            }

            await CompleteAsync(change);
            return Done.It;
        }, cancellationToken);

    /// <summary>Why the follow-up can't end yet, for whoever may end it; null where it can.</summary>
    internal static async Task<Refusal?> NotReadyAsync(HandoverChange change)
    {
        var handover = change.Handover;
        if (!change.Access.IsWitness && !change.Access.IsReceiver && !change.Access.IsLead)
        {
            return FollowUpRefusals.NotYours;
        }

        if (handover.Stage != Stage.FollowUp)
        {
            return FollowUpRefusals.WrongStage;
        }

        // One in which nothing is left has nothing to sign.
        if (await change.Db.Supplements.AnyAsync(s => s.HandoverId == handover.Id && s.SignedOffAt == null
            && change.Db.Items.Any(i => i.SupplementId == s.Id && i.State != ItemState.Withdrawn), change.CancellationToken))
        {
            return FollowUpRefusals.SupplementOpen;
        }

        var facts = await FindingFacts.LoadAsync(change.Db, handover, change.Now, change.CancellationToken);
        if (facts.Items.Count(i => i.State != ItemState.NotReceived && !i.HasPassed(handover, change.Now)) is > 0 and var left)
        {
            return FollowUpRefusals.StillToPass.With(left);
        }

        if (Findings.ToSolve(facts).Count(f => f.Gate == FindingGate.Completion) is > 0 and var open)
        {
            return FollowUpRefusals.FindingsOpen.With(open);
        }

        return facts.OpenChecks.Where(c => !facts.IsWaived("DONE-04", c.Id)).OrderBy(c => c.DueOn).FirstOrDefault() is { } next
            ? FollowUpRefusals.ChecksLeft.With(next.DueOn!.Value)
            : facts.Points.Any(p => p.Kind == OpenKind.CheckFilled) ? FollowUpRefusals.ChecksUnconfirmed
            : null;
    }

    internal static async Task CompleteAsync(HandoverChange change)
    {
        await SealedCredential.DestroyAsync(change, null);
        change.Handover.Stage = Stage.Completed;
        change.Handover.CompletedAt = change.Now;
        await change.RecordAsync("handover.completed", change.Handover.Id, ("stage", new Events.Change(Stage.FollowUp, Stage.Completed)));
    }

    private Task<Outcome<FollowUpCheck>> WithCheckAsync(
        string number, Actor actor, Guid checkId, Func<HandoverChange, FollowUpCheck, Task<Outcome<FollowUpCheck>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<FollowUpCheck>(number, actor, async change =>
        {
            var check = await change.Db.FollowUpChecks.SingleOrDefaultAsync(
                c => c.Id == checkId && c.HandoverId == change.Handover.Id, change.CancellationToken);
            return check is null ? Refusal.NotFound
                : change.Handover.Stage != Stage.FollowUp || await SignService.IsEndingAsync(change)
                    ? FollowUpRefusals.WrongStage
                : await act(change, check);
        }, cancellationToken);
}
