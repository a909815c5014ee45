using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Items.Credentials;
using Baton.Web.Features.Settings;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>The walkthrough: what giver, receiver and witness do item by item.</summary>
public sealed partial class WalkService(HandoverWrite write, CompanyCalendar calendar)
{
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
        var isCounted = form.Pieces.Values.Any(pieces => !string.IsNullOrWhiteSpace(pieces));
        if (kind.HasFigures() && actual is null && !isCounted && reconciliation is null or NumberCount && !refusals.Any(r => r.Field == nameof(form.Actual)))
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
