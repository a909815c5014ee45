using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.SignOff;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Questions;

/// <summary>提问: asked on an item or on the handover, answered, and resolved by whoever asked.</summary>
public sealed class QuestionService(HandoverWrite write)
{
    public const int TextLength = 4000;

    public Task<Outcome<Question>> AskAsync(
        string number, Actor actor, Guid? itemId, string? text, QuestionKind kind, CancellationToken cancellationToken) =>
        write.RunAsync<Question>(number, actor, async change =>
        {
            if (!change.Handover.IsOpen || await SignService.IsEndingAsync(change))
            {
                return QuestionRefusals.Closed;
            }

            if (itemId is { } id && await ItemAsync(change, id) is not { } item)
            {
                return Refusal.NotFound;
            }

            if (!MayTalk(change.Access, itemId))
            {
                return QuestionRefusals.NotYours;
            }

            var refusals = new List<Refusal>();
            var words = Typed.RequiredLines(text, TextLength, nameof(text), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            var question = new Question
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, ItemId = itemId, Kind = kind, AskedById = actor.PersonId,
                AskedAt = change.Now, Text = words!,
            };
            change.Db.Questions.Add(question);
            await change.RecordAsync(kind == QuestionKind.Problem ? "problem.raised" : "question.asked", itemId ?? change.Handover.Id, ("text", words));
            return question;
        }, cancellationToken);

    public Task<Outcome<Question>> AnswerAsync(string number, Actor actor, Guid questionId, string? text, CancellationToken cancellationToken) =>
        WithQuestionAsync(number, actor, questionId, async (change, question) =>
        {
            var refusals = new List<Refusal>();
            var words = Typed.RequiredLines(text, TextLength, nameof(text), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            var answer = new Answer { Id = change.NewId(), QuestionId = question.Id, ById = actor.PersonId, At = change.Now, Text = words! };
            question.Answers.Add(answer);
            change.Db.Add(answer);
            await change.RecordAsync("question.answered", question.ItemId ?? change.Handover.Id, ("question", question.Text), ("text", words));
            return question;
        }, cancellationToken);

    /// <summary>The asker says that it is answered; the witness, where the asker is gone.</summary>
    public Task<Outcome<Question>> ResolveAsync(string number, Actor actor, Guid questionId, string? note, CancellationToken cancellationToken) =>
        WithQuestionAsync(number, actor, questionId, async (change, question) =>
        {
            var askerIsGone = !change.Handover.Parties.Exists(p => p.IsCurrent && p.PersonId == question.AskedById && p.Person is { Active: true });
            if (question.AskedById != actor.PersonId && !(askerIsGone && change.Access.IsWitness))
            {
                return QuestionRefusals.AskerResolves;
            }

            var refusals = new List<Refusal>();
            var words = Typed.Lines(note, TextLength, nameof(note), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            question.ResolvedAt = change.Now;
            question.ResolvedById = actor.PersonId;
            question.ResolvedNote = words;
            await change.RecordAsync("question.resolved", question.ItemId ?? change.Handover.Id, ("question", question.Text), ("note", words));
            return question;
        }, cancellationToken);

    /// <summary>Carried beyond signing as a matter, with an owner and a date.</summary>
    public Task<Outcome<Question>> CarryOverAsync(
        string number, Actor actor, Guid questionId, MatterForm form, CancellationToken cancellationToken) =>
        WithQuestionAsync(number, actor, questionId, async (change, question) =>
        {
            if (question.MatterId is not null)
            {
                return QuestionRefusals.Closed;
            }

            form.Title = Matter.TitleOf(question.Text);
            var matter = MatterService.Raise(change, form, question.ItemId);
            if (matter.IsRefused)
            {
                return matter.Refusals.ToList();
            }

            question.MatterId = matter.Value.Id;
            await change.RecordAsync(
                "question.carried-over", question.ItemId ?? change.Handover.Id, ("question", question.Text), ("owner", matter.Value.OwnerId), ("due", matter.Value.DueOn));
            return question;
        }, cancellationToken);

    /// <summary>Whoever takes part in it or leads it; a collector of their own items only, since of the rest they see nothing.</summary>
    /// <param name="itemId">Null: of the handover as a whole.</param>
    public static bool MayTalk(HandoverAccess access, Guid? itemId) => MayTalk(access) && (itemId is not null || !access.IsOnlyCollector);

    /// <summary>Everybody but an auditor, who only looks.</summary>
    public static bool MayTalk(HandoverAccess access) =>
        access.IsGiver || access.IsReceiver || access.IsCaretaker || access.IsWitness || access.IsSecondWitness || access.IsProxy || access.IsLead || access.LeadsTeam || access.IsCollector;

    private Task<Outcome<Question>> WithQuestionAsync(
        string number, Actor actor, Guid questionId, Func<HandoverChange, Question, Task<Outcome<Question>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<Question>(number, actor, async change =>
        {
            var question = await change.Db.Questions.Include(q => q.Answers)
                .SingleOrDefaultAsync(q => q.Id == questionId && q.HandoverId == change.Handover.Id, change.CancellationToken);
            if (question is null || (question.ItemId is { } itemId ? await ItemAsync(change, itemId) is null : change.Access.IsOnlyCollector))
            {
                return Refusal.NotFound;
            }

            return !change.Handover.IsOpen || !question.IsOpen ? QuestionRefusals.Closed
                : !MayTalk(change.Access) ? QuestionRefusals.NotYours
                : await act(change, question);
        }, cancellationToken);

    private static async Task<Item?> ItemAsync(HandoverChange change, Guid itemId) =>
        await change.Db.Items.SingleOrDefaultAsync(i => i.Id == itemId && i.HandoverId == change.Handover.Id, change.CancellationToken) is { } item
        && change.Access.SeesContentOf(item) ? item : null;
}

/// <summary>What asking and answering may be refused for.</summary>
public static class QuestionRefusals
{
    public static readonly Refusal NotYours = new("question.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal AskerResolves = new("question.asker-resolves", RefusalKind.Forbidden);
    public static readonly Refusal Closed = new("question.closed", RefusalKind.Conflict);
}
