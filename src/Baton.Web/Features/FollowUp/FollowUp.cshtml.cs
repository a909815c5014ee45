using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Shared;
using Baton.Web.Features.SignOff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.FollowUp;

/// <summary>跟进期: checks, mastery, matters, questions, the supplement, and the end.</summary>
public sealed class FollowUpModel(
    BatonDbContext db, TimeProvider time, FollowUpService followUp, MatterService matterService, QuestionService questionService,
    SignService signing, IStringLocalizer<FollowUpText> texts) : HandoverPage(db)
{
    [BindProperty]
    public CheckForm Input { get; set; } = new();

    [BindProperty]
    public MatterForm Matter { get; set; } = new();

    public IReadOnlyList<FollowUpCheck> Checks { get; private set; } = [];
    public IReadOnlyList<Item> Rated { get; private set; } = [];
    public IReadOnlyList<Matter> Matters { get; private set; } = [];

    /// <summary>Of the matters.</summary>
    public ILookup<Guid, Attachment> Files { get; private set; } = AttachmentAccess.None;
    public IReadOnlyList<Question> Questions { get; private set; } = [];
    public IReadOnlyList<Waiver> Waivers { get; private set; } = [];
    public IReadOnlyList<Supplement> SupplementList { get; private set; } = [];
    public IReadOnlyList<Item> SupplementItems { get; private set; } = [];
    public IReadOnlyList<Finding> Open { get; private set; } = [];
    public IReadOnlyList<Item> Passing { get; private set; } = [];

    /// <summary>未接收: the caretaker's.</summary>
    public int NotReceived { get; private set; }
    public IReadOnlyList<Choice> People { get; private set; } = [];
    public DateOnly Today { get; private set; }
    public bool IsFrozen => IsBeingSigned;
    public DateTimeOffset Now { get; private set; }
    public bool MayTalk => Handover.IsOpen && QuestionService.MayTalk(Access);
    public bool IsRunning => Handover.Stage == Stage.FollowUp && !IsFrozen;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostFillAsync(Guid check, CancellationToken cancellationToken) =>
        DoAsync(followUp.FillCheckAsync(Number, Actor, check, Input, cancellationToken), "Input", "filled", cancellationToken);

    public Task<IActionResult> OnPostConfirmAsync(Guid check, string? note, CancellationToken cancellationToken) =>
        DoAsync(followUp.ConfirmCheckAsync(Number, Actor, check, note, cancellationToken), null, "confirmed", cancellationToken);

    public Task<IActionResult> OnPostRateAsync(Guid item, Mastery mastery, CancellationToken cancellationToken) =>
        DoAsync(followUp.RateAsync(Number, Actor, item, mastery, cancellationToken), null, "rated", cancellationToken);

    public Task<IActionResult> OnPostMatterAsync(CancellationToken cancellationToken) =>
        DoAsync(matterService.RaiseAsync(Number, Actor, null, Matter, cancellationToken), "Matter", "recorded", cancellationToken);

    public Task<IActionResult> OnPostCloseMatterAsync(Guid matter, string? outcome, CancellationToken cancellationToken) =>
        DoAsync(matterService.CloseAsync(Number, Actor, matter, outcome, cancellationToken), null, "recorded", cancellationToken);

    public Task<IActionResult> OnPostAskAsync(string? text, bool problem, CancellationToken cancellationToken) =>
        DoAsync(questionService.AskAsync(Number, Actor, null, text, problem ? QuestionKind.Problem : QuestionKind.Question, cancellationToken), null, "recorded", cancellationToken);

    public Task<IActionResult> OnPostAnswerAsync(Guid question, string? text, CancellationToken cancellationToken) =>
        DoAsync(questionService.AnswerAsync(Number, Actor, question, text, cancellationToken), null, "recorded", cancellationToken);

    public Task<IActionResult> OnPostResolveAsync(Guid question, string? note, CancellationToken cancellationToken) =>
        DoAsync(questionService.ResolveAsync(Number, Actor, question, note, cancellationToken), null, "recorded", cancellationToken);

    public Task<IActionResult> OnPostSupplementAsync(string? reason, CancellationToken cancellationToken) =>
        DoAsync(followUp.OpenSupplementAsync(Number, Actor, reason, cancellationToken), null, "supplement-opened", cancellationToken);

    public Task<IActionResult> OnPostSignSupplementAsync(Guid supplement, CancellationToken cancellationToken) =>
        ToSignAsync(signing.StartSupplementAsync(Number, Actor, supplement, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostExtendAsync(string? until, string? reason, CancellationToken cancellationToken) =>
        DoAsync(followUp.ExtendAsync(Number, Actor, until, reason, cancellationToken), null, "extended", cancellationToken);

    public Task<IActionResult> OnPostCompleteAsync(CancellationToken cancellationToken) =>
        ToSignAsync(signing.StartCompletionAsync(Number, Actor, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostCloseSimpleAsync(CancellationToken cancellationToken) =>
        DoAsync(followUp.CloseSimpleAsync(Number, Actor, cancellationToken), null, "completed", cancellationToken);

    private async Task<IActionResult> ToSignAsync(Task<Outcome<Revision>> act, CancellationToken cancellationToken) =>
        await AnswerAsync(await act, _ => RedirectToPage("/SignOff/Sign", new { number = Number }), () => ShowAsync(cancellationToken));

    private async Task<IActionResult> DoAsync<T>(Task<Outcome<T>> act, string? form, string flash, CancellationToken cancellationToken)
    {
        var outcome = await act;
        return await AnswerAsync(form is null ? outcome : outcome.On(form), _ =>
        {
            Flash = texts[flash];
            return RedirectToPage(new { number = Number });
        }, () => ShowAsync(cancellationToken));
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Access.IsOnlyCollector || Handover.Stage is not (Stage.FollowUp or Stage.Completed))
        {
            return NotFound();
        }

        Now = time.Now();
        Today = Handover.DayAt(Now);
        var id = Handover.Id;
        Checks = await Db.FollowUpChecks.AsNoTracking().Include(c => c.Receiver)
            .Where(c => c.HandoverId == id).OrderBy(c => c.DueOn).ThenBy(c => c.Id).ToListAsync(cancellationToken);
        Waivers = await Db.Waivers.AsNoTracking().Include(w => w.AskedBy).Include(w => w.DecidedBy).Where(w => w.HandoverId == id).OrderBy(w => w.AskedAt).ToListAsync(cancellationToken);
        var matters = await Db.Matters.AsNoTrackingWithIdentityResolution().AsSingleQuery().Where(m => m.HandoverId == id).OrderBy(m => m.DueOn).Select(m => new
        {
            Matter = m,
            m.Owner,
            m.Item,
            Files = Db.Attachments.Where(f => f.SubjectId == m.Id && f.ReplacedById == null && f.WithdrawnAt == null).OrderBy(f => f.Id).ToList(),
        }).ToListAsync(cancellationToken);
        Matters = [.. matters.Select(m => m.Matter)];
        Files = matters.SelectMany(m => m.Files).ToLookup(f => f.SubjectId);
        Questions = [.. (await Db.Questions.Where(q => q.HandoverId == id && (q.ResolvedAt == null || q.Kind == QuestionKind.Problem)).WithAnswersAsync(cancellationToken))
            .OrderByDescending(q => q.AskedAt)];
        List<OpenPoint> points =
        [
            .. Questions.Where(q => q.IsOpen).Select(OpenPoint.Of), .. Matters.Where(m => m.IsOpen).Select(OpenPoint.Of),
            .. Checks.Where(c => c.ConfirmedAt is null).Select(OpenPoint.Of), .. Waivers.Where(w => w.State != WaiverState.Denied).Select(OpenPoint.Of),
        ];
        var facts = await FindingFacts.LoadAsync(Db, Handover, Now, cancellationToken, points: points, inOneQuery: true);
        Open = [.. Findings.Of(facts).Where(f => f.IsVisibleTo(Access))];
        Rated = [.. facts.Items.Where(i => i.Importance != Importance.Normal && Access.SeesTitleOf(i))];
        NotReceived = facts.Items.Count(i => i.State == ItemState.NotReceived && Access.SeesTitleOf(i));
        Passing = [.. facts.Items.Where(i => Access.SeesTitleOf(i) && !i.HasPassed(Handover, Now))];
        Matters = [.. Matters.Where(m => m.IsSeenBy(Access))];
        Questions = [.. Questions.Where(q => q.Item is null || Access.SeesContentOf(q.Item))];
        SupplementList = await Db.Supplements.AsNoTracking().Where(s => s.HandoverId == id).OrderBy(s => s.Number).ToListAsync(cancellationToken);
        SupplementItems = [.. facts.Items.Where(i => i.SupplementId is not null && Access.SeesTitleOf(i))];
        People = [.. Handover.Parties.Where(p => p is { IsCurrent: true, Person: not null }).DistinctBy(p => p.PersonId)
            .Select(p => new Choice(p.PersonId!.Value.ToString("D"), p.Person!.Name))];
        return Page();
    }

    public Waiver? WaiverOf(Finding finding) => Waivers.LastOrDefault(w => w.FindingId == finding.Id && w.SubjectId == finding.SubjectId);
}
