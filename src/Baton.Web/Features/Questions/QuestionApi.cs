using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.People;

namespace Baton.Web.Features.Questions;

/// <param name="ItemId">Null where it is about the whole handover.</param>
/// <param name="MatterId">The matter as which it goes on beyond signing.</param>
public sealed record QuestionJson(
    Guid Id, Guid? ItemId, QuestionKind Kind, NamedId AskedBy, DateTimeOffset AskedAt, string Text, IReadOnlyList<AnswerJson> Answers,
    DateTimeOffset? ResolvedAt, Guid? ResolvedById, string? ResolvedNote, Guid? MatterId)
{
    public static QuestionJson Of(Question q) => new(
        q.Id, q.ItemId, q.Kind, new(q.AskedById, q.AskedBy!.Name), q.AskedAt, q.Text,
        [.. q.Answers.OrderBy(a => a.At).Select(a => new AnswerJson(a.Id, new(a.ById, a.By!.Name), a.At, a.Text))],
        q.ResolvedAt, q.ResolvedById, q.ResolvedNote, q.MatterId);
}

public sealed record AnswerJson(Guid Id, NamedId By, DateTimeOffset At, string Text);

/// <param name="ItemId">The item it is about, or nothing for the whole handover.</param>
public sealed record AskBody(Guid? ItemId, string? Text, QuestionKind Kind);

public sealed record TextBody(string? Text);

public sealed record CarryOverBody(Guid? Owner, string? Due);

internal static class QuestionApi
{
    public static void MapQuestions(this RouteGroupBuilder handover)
    {
        var questions = handover.MapGroup("/questions").WithTags("Questions");
        questions.MapGet("", async (string number, Call call, BatonDbContext db, HandoverReader reader) =>
                await reader.LoadAsync(number, call.Actor, true, call.Aborted) is ({ IsRequest: false } handover, { } access)
                    ? Answers.Ok((await QuestionList.LoadAsync(db, handover, access, call.Aborted)).ConvertAll(QuestionJson.Of)) : Answers.NotFound)
            .Says("listQuestions", "The questions that the caller sees, open ones first.").Gives<IReadOnlyList<QuestionJson>>();
        questions.MapPost("", (string number, AskBody body, Call call, QuestionService service) =>
                service.AskAsync(number, call.Actor, body.ItemId, body.Text, body.Kind, call.Aborted).MadeAsync(q => q.Id, $"/handovers/{number}/questions"))
            .Says("ask", "Asks about an item or the whole handover; in the follow-up it may be a problem.", typeof(QuestionRefusals)).Makes<MadeJson>()
            .Example("""{"itemId": "01980000-0000-7000-8000-00000000000a", "text": "系统登录不上时找谁？"}""");
        questions.MapPost("/{question:guid}/answers", (string number, Guid question, TextBody body, Call call, QuestionService service) =>
                service.AnswerAsync(number, call.Actor, question, body.Text, call.Aborted).MadeAsync(q => q.Answers[^1].Id, $"/handovers/{number}/questions"))
            .Says("answerQuestion", "Answers a question.", typeof(QuestionRefusals)).Makes<MadeJson>().Example("""{"text": "找信息部小刘，分机 8021。"}""");
        questions.MapPost("/{question:guid}/resolve", (string number, Guid question, NoteBody body, Call call, QuestionService service) =>
                service.ResolveAsync(number, call.Actor, question, body.Note, call.Aborted).DoneAsync())
            .Says("resolveQuestion", "The asker says that it is answered; the witness, where the asker is gone.", typeof(QuestionRefusals)).Does()
            .Example("""{"note": "已明白。"}""");
        questions.MapPost("/{question:guid}/carry-over", (string number, Guid question, CarryOverBody body, Call call, QuestionService service) =>
                service.CarryOverAsync(number, call.Actor, question, new MatterForm { Owner = body.Owner, Due = body.Due }, call.Aborted)
                    .MadeAsync(q => q.MatterId!.Value, $"/handovers/{number}/matters"))
            .Says("carryQuestionOver", "Carries a question beyond signing, as a matter.", typeof(QuestionRefusals)).Makes<MadeJson>()
            .Example("""{"owner": "01980000-0000-7000-8000-000000000001", "due": "2027-01-15"}""");
    }
}
