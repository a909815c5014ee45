using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Web.Features.Questions;

/// <summary>答疑解惑: all questions of a handover that the reader may see.</summary>
public sealed class QuestionsModel(BatonDbContext db, QuestionService questions) : HandoverPage(db)
{
    public IReadOnlyList<Question> Questions { get; private set; } = [];
    public ILookup<Guid, Attachment> Files { get; private set; } = AttachmentAccess.None;
    public bool MayTalk => Handover is { IsOpen: true, IsRequest: false } && QuestionService.MayTalk(Access);
    public bool MayAsk => MayTalk && QuestionService.MayTalk(Access, null);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAskAsync(string? text, CancellationToken cancellationToken) =>
        await AnswerAsync(await questions.AskAsync(Number, Actor, null, text, QuestionKind.Question, cancellationToken), _ => Here(), () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostAnswerAsync(Guid question, string? text, CancellationToken cancellationToken) =>
        await AnswerAsync(await questions.AnswerAsync(Number, Actor, question, text, cancellationToken), _ => Here(), () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostResolveAsync(Guid question, string? note, CancellationToken cancellationToken) =>
        await AnswerAsync(await questions.ResolveAsync(Number, Actor, question, note, cancellationToken), _ => Here(), () => ShowAsync(cancellationToken));

    private IActionResult Here() => RedirectToPage(new { number = Number });

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Handover.IsRequest)
        {
            return NotFound();
        }

        Questions = await QuestionList.LoadAsync(Db, Handover, Access, cancellationToken);
        Files = await AttachmentAccess.OfAsync(Db.Attachments.Where(f => f.HandoverId == Handover.Id && f.Subject == FileSubject.Question), cancellationToken);
        return Page();
    }
}
