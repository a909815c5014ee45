using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Items.Credentials;
using Baton.Web.Features.Settings;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>The walkthrough: what giver, receiver and witness do item by item.</summary>
public sealed class WalkService(HandoverWrite write, CompanyCalendar calendar)
{
    /// <summary>A teach-back unanswered for so many working days may be answered by the witness.</summary>
    private const int WorkingDaysToAnswer = 1;

    public const int NoteLength = 2000;

    /// <summary>Steps that can be recorded for many normal items at once.</summary>
    public static readonly IReadOnlyList<ProofKind> ForMany =
        [ProofKind.Explained, ProofKind.Demonstrated, ProofKind.Introduced, ProofKind.Checked, ProofKind.NextStepAgreed];

    public Task<Outcome<Item>> DoStepAsync(
        string number, Actor actor, Guid itemId, ProofKind kind, StepForm form, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, (change, item) => DoAsync(change, item, kind, form), cancellationToken, kind);

    /// <summary>Ticked by mistake: whoever may do the step opens it again, by an event of its own.</summary>
    public Task<Outcome<Item>> UndoStepAsync(string number, Actor actor, Guid itemId, ProofKind kind, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (item.Step(kind) is not { } step)
            {
                return ItemRefusals.StepUnknown;
            }

            if (MayDo(change, item, kind) is { } refusal)
            {
                return refusal;
            }

            if (!step.IsDone)
            {
                return ItemRefusals.StepNotDone;
            }

            if (item.IsSettled && kind.IsBeforeAcceptance())
            {
                return ItemRefusals.AlreadySettled;
            }

            foreach (var teachBack in item.TeachBacks.Where(t => kind == ProofKind.TaughtBack && t.State == TeachBackState.Confirmed))
            {
                teachBack.State = TeachBackState.Void;
            }

            step.Undo();
            await RecordAsync(change, item, GiverOf(change, item, kind), "step.undone", ("step", kind));
            return item;
        }, cancellationToken, kind);

    /// <summary>A step of a process was shown, or was not after all; giver and receiver tick while they look at it together.</summary>
    /// <param name="at">Which one, from 0.</param>
    /// <param name="words">What stands there for who ticks it: other steps than they saw are another version.</param>
    public Task<Outcome<Item>> TickAsync(
        string number, Actor actor, Guid itemId, int at, string? words, bool shown, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (item.Step(ProofKind.Demonstrated) is not { } step || ProcessSteps.Of(item.Fields) is not { Count: > 0 } steps)
            {
                return ItemRefusals.StepUnknown;
            }

            if (!change.Access.ActsAsGiver && item.ReceiverId != actor.PersonId)
            {
                return ItemRefusals.NotYours;
            }

            if (step.IsDone || step.IsLeftOut)
            {
                return ItemRefusals.StepDone;
            }

            if (at < 0 || at >= steps.Count || steps[at] != words)
            {
                return ItemRefusals.Stale;
            }

            if (step.Shown.Contains(at) != shown)
            {
                step.Shown = [.. step.Shown.Where(s => s != at).Concat(shown ? [at] : []).Order()];
                await RecordAsync(
                    change, item, item.ReceiverId == actor.PersonId ? null : change.Access.OnBehalfOfGiver,
                    shown ? "step.ticked" : "step.unticked", ("step", ProofKind.Demonstrated), ("words", words));
            }

            return item;
        }, cancellationToken, ProofKind.Demonstrated);

    /// <summary>A difference that was counted without a remark gets one, before or after acceptance (SIGN-05, SIGN-06).</summary>
    public Task<Outcome<Item>> RemarkAsync(string number, Actor actor, Guid itemId, string? remark, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (item.UnexplainedDifference is not { } step)
            {
                return ItemRefusals.NothingToRemark;
            }

            if (MayDo(change, item, step.Kind) is { } refusal)
            {
                return refusal;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(remark, NoteLength, nameof(remark), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            step.Note = text;
            await RecordAsync(change, item, GiverOf(change, item, step.Kind), "step.remarked", ("step", step.Kind), ("note", text));
            return item;
        }, cancellationToken);

    /// <summary>复述: the receiver's own words; spoken face to face with a line of note where the item is not critical.</summary>
    public Task<Outcome<Item>> TeachBackAsync(
        string number, Actor actor, Guid itemId, string? text, bool spoken, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (item.Step(ProofKind.TaughtBack) is not { } step)
            {
                return ItemRefusals.StepUnknown;
            }

            if (item.ReceiverId != actor.PersonId)
            {
                return ItemRefusals.NotYours;
            }

            if (step.IsDone)
            {
                return ItemRefusals.StepDone;
            }

            if (item.TeachBacks.Exists(t => t.State == TeachBackState.Waiting))
            {
                return ItemRefusals.TeachBackWaiting;
            }

            if (spoken && item.Importance == Importance.Critical)
            {
                return ItemRefusals.CriticalIsTyped.On(nameof(spoken));
            }

            var refusals = new List<Refusal>();
            var words = Typed.RequiredLines(text, 10_000, nameof(text), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            var teachBack = new TeachBack
            {
                Id = change.NewId(), ItemId = item.Id, ById = actor.PersonId, At = change.Now, Text = words!, Spoken = spoken,
            };
            item.TeachBacks.Add(teachBack);
            change.Db.Add(teachBack);
            await RecordAsync(change, item, "teach-back.given", ("text", words), ("spoken", spoken));
            return item;
        }, cancellationToken);

    /// <summary>
    /// The giver confirms what was said back, or corrects it. A confirmation owed for a working day may be given by the
    /// witness.
    /// </summary>
    public Task<Outcome<Item>> AnswerTeachBackAsync(
        string number, Actor actor, Guid itemId, bool isRight, string? correction, CancellationToken cancellationToken) =>
        WithItemAsync(number, actor, itemId, async (change, item) =>
        {
            if (item.TeachBacks.Find(t => t.State == TeachBackState.Waiting) is not { } teachBack)
            {
                return ItemRefusals.NoTeachBack;
            }

            // Nobody confirms what they said back themselves, whoever they stand in for.
            if (teachBack.ById == actor.PersonId)
            {
                return ItemRefusals.NotYours;
            }

            if (!change.Access.ActsAsGiver)
            {
                if (!change.Access.IsWitness)
                {
                    return ItemRefusals.NotYours;
                }

                var days = await calendar.LoadAsync(change.CancellationToken);
                if (change.Today <= days.AddWorkingDays(change.Handover.DayAt(teachBack.At), WorkingDaysToAnswer))
                {
                    return ItemRefusals.GiverHasTime.With(WorkingDaysToAnswer);
                }
            }

            var refusals = new List<Refusal>();
            var words = isRight
                ? Typed.Lines(correction, 10_000, nameof(correction), refusals)
                : Typed.RequiredLines(correction, 10_000, nameof(correction), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            teachBack.State = isRight ? TeachBackState.Confirmed : TeachBackState.Corrected;
            teachBack.AnsweredAt = change.Now;
            teachBack.AnsweredById = actor.PersonId;
            teachBack.Correction = words;
            if (isRight)
            {
                item.Step(ProofKind.TaughtBack)?.Do(change.Now, teachBack.ById, null);
            }

            await change.RecordForAsync(
                change.Access.IsGiver ? null : change.Handover.Giver?.PersonId,
                isRight ? "teach-back.confirmed" : "teach-back.corrected", item.Id, ("correction", words));
            Touch(change, item);
            return item;
        }, cancellationToken);

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
                    item.Settle(change.NewId);
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

    /// <summary>Normal items explained or checked together; one event each. Items for which it can't be done are left as they are.</summary>
    /// <returns>For how many it was done.</returns>
    public Task<Outcome<int>> DoManyAsync(
        string number, Actor actor, IReadOnlyList<Guid> itemIds, ProofKind kind, CancellationToken cancellationToken) =>
        ManyAsync(number, actor, itemIds, (change, item) => ForMany.Contains(kind)
            ? DoAsync(change, item, kind, new StepForm())
            : Task.FromResult<Outcome<Item>>(ItemRefusals.StepUnknown), cancellationToken);

    /// <summary>点收单: what was counted of many things at once, all or none; one event each. Rows without anything typed are left out.</summary>
    /// <returns>How many were counted.</returns>
    public Task<Outcome<int>> CountManyAsync(string number, Actor actor, IReadOnlyList<CountRow> rows, CancellationToken cancellationToken) =>
        write.RunAsync<int>(number, actor, async change =>
        {
            var typed = rows.Index().Where(r => r.Item.IsTyped).ToList();
            if (typed.Count is 0 or > ListService.MostAtOnce)
            {
                return typed.Count == 0 ? ItemRefusals.NothingCounted : ItemRefusals.TooMany.With(ListService.MostAtOnce);
            }

            var ids = typed.ConvertAll(r => r.Item.Id);
            var items = await ItemsOf(change).Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, change.CancellationToken);
            var refusals = new List<Refusal>();
            foreach (var (at, row) in typed)
            {
                if (!items.TryGetValue(row.Id, out var item) || !change.Access.SeesContentOf(item))
                {
                    return Refusal.NotFound;
                }

                var supplement = await SupplementOfAsync(change, item);
                var counted = Walkable(change, item, supplement) is { } refusal ? refusal : await DoAsync(change, item, ProofKind.Counted, row.ToForm());
                refusals.AddRange(counted.Refusals.Select(r => r.Field is { } field ? r.On($"Rows[{at}].{field}") : r));
            }

            return refusals.Count > 0 ? refusals.Distinct().ToList() : typed.Count;
        }, cancellationToken);

    /// <summary>Normal items accepted together; one event each.</summary>
    public Task<Outcome<int>> AcceptManyAsync(string number, Actor actor, IReadOnlyList<Guid> itemIds, CancellationToken cancellationToken) =>
        ManyAsync(number, actor, itemIds, AcceptAsync, cancellationToken);

    private Task<Outcome<int>> ManyAsync(
        string number, Actor actor, IReadOnlyList<Guid> itemIds, Func<HandoverChange, Item, Task<Outcome<Item>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<int>(number, actor, async change =>
        {
            if (itemIds.Count is 0 or > ListService.MostAtOnce)
            {
                return itemIds.Count == 0 ? ItemRefusals.NothingSelected : ItemRefusals.TooMany.With(ListService.MostAtOnce);
            }

            var items = await ItemsOf(change).Where(i => itemIds.Contains(i.Id) && i.Importance == Importance.Normal && i.State != ItemState.Withdrawn)
                .ToListAsync(change.CancellationToken);
            var done = 0;
            Outcome<Item>? last = null;
            foreach (var item in items.Where(change.Access.SeesContentOf).OrderBy(i => i.Category).ThenBy(i => i.Place))
            {
                var supplement = await SupplementOfAsync(change, item);
                last = Walkable(change, item, supplement) is { } refusal ? refusal : await act(change, item);
                done += last.IsRefused ? 0 : 1;
            }

            return done > 0 ? done
                : last is { IsRefused: true } ? last.Refusals.ToList()
                : ItemRefusals.OnlyNormal;
        }, cancellationToken);

    private static async Task<Outcome<Item>> DoAsync(HandoverChange change, Item item, ProofKind kind, StepForm form)
    {
        if (item.Step(kind) is not { } step || kind == ProofKind.TaughtBack)
        {
            return ItemRefusals.StepUnknown;
        }

        if (MayDo(change, item, kind) is { } refusal)
        {
            return refusal;
        }

        if (step.IsDone || step.IsLeftOut)
        {
            return ItemRefusals.StepDone;
        }

        if (kind == ProofKind.Performed && change.Handover.Stage != Stage.FollowUp)
        {
            return ItemRefusals.NotYet;
        }

        if (item.IsSettled && kind.IsBeforeAcceptance())
        {
            return ItemRefusals.AlreadySettled;
        }

        // Who opened what is on record: nobody has checked what they never opened.
        if (kind == ProofKind.Checked && item.Files > 0 && !await HasOpenedAsync(change, item, step.BySample))
        {
            return ItemRefusals.OpenFirst;
        }

        var refusals = new List<Refusal>();
        var note = Typed.Lines(form.Note, NoteLength, nameof(form.Note), refusals);
        var expected = Typed.Amount(form.Expected, nameof(form.Expected), refusals);
        var actual = Typed.Amount(form.Actual, nameof(form.Actual), refusals);
        var condition = Typed.Text(form.Condition, 500, nameof(form.Condition), refusals);
        var firstRun = Typed.Day(form.FirstRunOn, nameof(form.FirstRunOn), refusals);
        var reconciliation = kind == ProofKind.Reconciled || (kind == ProofKind.Counted && item.Fields is FinanceFields { IsMoney: false })
            ? Reconciliation.Parse(item.Fields, form, item.Listed ?? expected, actual, refusals) : null;
        if (kind.HasFigures() && actual is null && reconciliation is null or NumberCount && !refusals.Any(r => r.Field == nameof(form.Actual)))
        {
            refusals.Add(Typed.Required.On(nameof(form.Actual)));
        }

        // Recorded from what source, where the giver is not there to say it.
        if (change.Handover.GiverAbsent && change.Access.OnBehalfOfGiver is not null && kind.IsGivers() && note is null)
        {
            refusals.Add(ItemRefusals.SourceNeeded.On(nameof(form.Note)));
        }

        // Ceremony grows with what is at stake: a normal process may be shown without ticking anything.
        var steps = kind == ProofKind.Demonstrated ? ProcessSteps.Of(item.Fields) : [];
        if (note is null && step.Shown.Count < steps.Count && (step.Shown.Count > 0 || item.Importance > Importance.Normal))
        {
            refusals.Add(ItemRefusals.StepsNotShown.On(nameof(form.Note)).With(steps.Count - step.Shown.Count));
        }

        if (kind == ProofKind.Performed && form.Simulated && firstRun is null)
        {
            refusals.Add(Typed.Required.On(nameof(form.FirstRunOn)));
        }

        // Counted piece by piece, the total follows; a different one typed beside it is a mistake in either.
        if (reconciliation is CashCount counted && actual is { } total && total != counted.Total)
        {
            refusals.Add(ItemRefusals.TotalDiffers.On(nameof(form.Actual)).With(counted.Total));
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        var onBehalfOf = GiverOf(change, item, kind);
        step.Do(change.Now, change.Actor.PersonId, onBehalfOf);
        step.Note = note;
        if (kind == ProofKind.PasswordChanged)
        {
            await SealedCredential.DestroyAsync(change, item.Id);
        }

        if (kind.HasFigures())
        {
            // What the list says is no matter of typing: a difference to it is recorded, never rounded away.
            (step.Expected, step.Actual) = reconciliation switch
            {
                CashCount cash => (item.Listed ?? expected, cash.Total),
                BankReconciliation bank => (bank.AdjustedBook, bank.AdjustedStatement),
                _ => (item.Listed ?? expected, actual),
            };
            step.Reconciliation = reconciliation;
            step.Condition = condition;
        }

        if (kind == ProofKind.Performed)
        {
            step.Simulated = form.Simulated;
            item.FirstIndependentRunOn = firstRun;
        }

        await change.RecordForAsync(
            onBehalfOf, "step.done", item.Id, ("step", kind), ("note", note), ("expected", step.Expected), ("actual", step.Actual),
            ("condition", step.Condition), ("shown", steps.Count > 0 ? $"{step.Shown.Count}/{steps.Count}" : null), ("bySample", step.BySample ? true : null), ("simulated", step.Simulated ? true : null),
            ("firstRunOn", firstRun), ("reconciliation", step.Reconciliation?.ToJson()));
        Touch(change, item);
        return item;
    }

    /// <summary>The receiver opened a file of a document: with the last one (or, by samples, the first) it is checked.</summary>
    internal static async Task CheckByOpeningAsync(HandoverChange change, Guid itemId)
    {
        var item = await ItemsOf(change).SingleAsync(i => i.Id == itemId, change.CancellationToken);
        if (item.ReceiverId == change.Actor.PersonId && await IsWalkableAsync(change, item))
        {
            // Where it can't be done, or not all are open yet, opening a file is only that.
            await DoAsync(change, item, ProofKind.Checked, new StepForm());
        }
    }

    /// <summary>Whether the actor has opened every file of the item, or one where samples will do.</summary>
    private static async Task<bool> HasOpenedAsync(HandoverChange change, Item item, bool bySample)
    {
        var files = change.Db.Attachments.Where(f => f.SubjectId == item.Id && f.ReplacedById == null && f.WithdrawnAt == null);
        var opened = change.Db.FileOpenings.Where(o => o.PersonId == change.Actor.PersonId).Select(o => o.AttachmentId);
        return bySample
            ? await files.AnyAsync(f => opened.Contains(f.Id), change.CancellationToken)
            : await files.AllAsync(f => opened.Contains(f.Id), change.CancellationToken);
    }

    /// <summary>The giver, where the actor records a giver's step for them; null where it is the actor's own.</summary>
    private static Guid? GiverOf(HandoverChange change, Item item, ProofKind kind) =>
        kind.IsGivers() || item.ReceiverId != change.Actor.PersonId ? change.Access.OnBehalfOfGiver : null;

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
        item.Settle(change.NewId);
        await RecordAsync(change, item, "item.reserved", ("text", text), ("due", due), ("owner", form.Owner));
        return item;
    }

    /// <summary>Whether it is for the actor to take it, or to send it back.</summary>
    private static Refusal? MayAccept(HandoverChange change, Item item) =>
        item is { ReceiverId: null } ? ItemRefusals.NoReceiver
        : item.ReceiverId != change.Actor.PersonId ? ItemRefusals.NotYours
        : item.AwaitsWitness ? ItemRefusals.AwaitsWitness
        : item.IsSettled ? ItemRefusals.AlreadySettled
        : item.State == ItemState.Returned ? ItemRefusals.AlreadyReturned
        : null;

    /// <summary>Whether the actor is the one who says that this step was done.</summary>
    public static bool MayDo(HandoverAccess access, Item item, ProofKind kind) =>
        ((kind.IsGivers() || kind.IsEithers()) && access.ActsAsGiver)
        || ((!kind.IsGivers() || kind.IsEithers()) && item.ReceiverId == access.Actor.PersonId);

    private static Refusal? MayDo(HandoverChange change, Item item, ProofKind kind) =>
        MayDo(change.Access, item, kind) ? null : ItemRefusals.NotYours;

    private Task<Outcome<Item>> WithItemAsync(
        string number, Actor actor, Guid itemId, Func<HandoverChange, Item, Task<Outcome<Item>>> act, CancellationToken cancellationToken,
        ProofKind? step = null) =>
        write.RunAsync<Item>(number, actor, async change =>
        {
            // Few rows of one item: asked for at once, while others wait for the lock.
            var item = await ItemsOf(change).AsSingleQuery().SingleOrDefaultAsync(i => i.Id == itemId, change.CancellationToken);
            if (item is null || !change.Access.SeesContentOf(item))
            {
                return Refusal.NotFound;
            }

            // What is being confirmed at the end of the follow-up stands still until it is signed or reopened.
            if (await SignOff.SignService.IsEndingAsync(change))
            {
                return ItemRefusals.WrongStage;
            }

            var supplement = await SupplementOfAsync(change, item);
            return Walkable(change, item, supplement, step) is { } refusal ? refusal : await act(change, item);
        }, cancellationToken);

    private static Task<FollowUp.Supplement?> SupplementOfAsync(HandoverChange change, Item item) => item.SupplementId is { } id
        ? change.Db.Supplements.SingleOrDefaultAsync(s => s.Id == id, change.CancellationToken)
        : Task.FromResult<FollowUp.Supplement?>(null);

    /// <summary>Whether steps before acceptance are done on it now.</summary>
    internal static async Task<bool> IsWalkableAsync(HandoverChange change, Item item) => Walkable(change, item, await SupplementOfAsync(change, item)) is null;

    private static Refusal? Walkable(HandoverChange change, Item item, FollowUp.Supplement? supplement, ProofKind? step = null) =>
        item.State == ItemState.Withdrawn ? ItemRefusals.Withdrawn
        : IsOpen(change.Handover, item, supplement is { FrozenAt: null }, change.Now, step) ? null
        : ItemRefusals.WrongStage;

    /// <summary>
    /// Walked while handing over, items of a supplement in the follow-up; only a <paramref name="step"/> that is due later
    /// is done, undone or left out until completion.
    /// </summary>
    /// <param name="inOpenSupplement">Whether it belongs to a 补充清单 that is not frozen.</param>
    public static bool IsOpen(Handover handover, Item item, bool inOpenSupplement, DateTimeOffset now, ProofKind? step = null)
    {
        var isLate = step is { } kind && !kind.IsBeforeAcceptance();
        return handover.Stage switch
        {
            Stage.HandingOver => isLate || !item.HasPassed(handover, now),
            Stage.Signing => isLate,
            Stage.FollowUp => isLate || (inOpenSupplement && !item.HasPassed(handover, now)),
            _ => false,
        };
    }

    private static IQueryable<Item> ItemsOf(HandoverChange change) => change.Db.Items
        .Include(i => i.Steps).Include(i => i.TeachBacks)
        .Where(i => i.HandoverId == change.Handover.Id).AsSplitQuery();

    private static Task RecordAsync(HandoverChange change, Item item, string kind, params (string, object?)[] fields) =>
        RecordAsync(change, item, null, kind, fields);

    private static async Task RecordAsync(HandoverChange change, Item item, Guid? onBehalfOf, string kind, params (string, object?)[] fields)
    {
        await change.RecordForAsync(onBehalfOf, kind, item.Id, fields);
        Touch(change, item);
    }

    private static void Touch(HandoverChange change, Item item) => item.ChangedAt = change.Now;
}

/// <summary>What comes with a step: a note, and for counting and reconciling what was found.</summary>
public sealed class StepForm
{
    public string? Note { get; set; }
    public string? Expected { get; set; }
    public string? Actual { get; set; }
    public string? Condition { get; set; }

    /// <summary>模拟演练, then with the date of the first independent run.</summary>
    public bool Simulated { get; set; }
    public string? FirstRunOn { get; set; }

    /// <summary>Cash by denomination: how many pieces of each.</summary>
    public Dictionary<string, string?> Pieces { get; set; } = [];

    /// <summary>银行存款余额调节表: what one side has and the other not yet, one a line, the amount at its end.</summary>
    public Dictionary<BankSide, string?> Lines { get; set; } = [];
}

/// <summary>One line of a 点收单, as typed.</summary>
public sealed class CountRow
{
    public Guid Id { get; set; }
    public string? Actual { get; set; }
    public string? Condition { get; set; }
    public string? Note { get; set; }

    internal bool IsTyped => new[] { Actual, Condition, Note }.Any(text => !string.IsNullOrWhiteSpace(text));

    internal StepForm ToForm() => new() { Actual = Actual, Condition = Condition, Note = Note };
}

/// <summary>保留意见: what remains, by when, who.</summary>
public sealed class ReservationForm
{
    public string? Text { get; set; }
    public string? Due { get; set; }
    public Guid? Owner { get; set; }
}

public enum Decision
{
    Amend,
    Reassign,
    Reserve,
}

/// <summary>What the witness decides about a second return or 不属于我.</summary>
public sealed class DecisionForm
{
    public Decision Decision { get; set; }
    public string? Note { get; set; }
    public string? Receiver { get; set; }
    public string? Due { get; set; }
    public Guid? Owner { get; set; }
}
