using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;

namespace Baton.Web.Features.Items;

// 复述: what the receiver says back, and the answer to it.
public sealed partial class WalkService
{
    /// <summary>A teach-back unanswered for so many working days may be answered by the witness.</summary>
    private const int WorkingDaysToAnswer = 1;

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
}
