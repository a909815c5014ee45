using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>An item as it stands in the list beside the one that is walked.</summary>
/// <param name="Fields">Of pending items only, for their date.</param>
/// <param name="IsLinked">From the one that is walked.</param>
public sealed record WalkRow(
    Guid Id, Category Category, int Place, string Title, ItemState State, Importance Importance,
    bool Restricted, Guid? ReceiverId, Guid? TeamId, CategoryFields? Fields, bool IsLinked)
{
    public string Label => Item.LabelOf(Category, Place);

    public bool IsSettled => State is ItemState.Accepted or ItemState.Reserved;
}

/// <summary>逐项交接: one item at a time, for two people at one screen or two.</summary>
public sealed class WalkModel(
    BatonDbContext db, TimeProvider time, WalkService walk, QuestionService questions, MatterService matters, IStringLocalizer<ItemText> texts)
    : HandoverPage(db)
{
    [BindProperty(SupportsGet = true)]
    public Guid? ItemId { get; set; }

    [BindProperty]
    public StepForm Step { get; set; } = new();

    [BindProperty]
    public ReservationForm Reservation { get; set; } = new();

    [BindProperty]
    public DecisionForm Verdict { get; set; } = new();

    [BindProperty]
    public MatterForm Matter { get; set; } = new();

    public IReadOnlyList<WalkRow> Items { get; private set; } = [];
    public IReadOnlyList<WalkRow> Links { get; private set; } = [];
    public Item? Current { get; private set; }
    public IReadOnlyList<Question> Questions { get; private set; } = [];
    public IReadOnlyList<Matter> Matters { get; private set; } = [];

    /// <summary>Of the item, its questions and its matters, by what they are attached to.</summary>
    public ILookup<Guid, Attachment> Files { get; private set; } = AttachmentAccess.None;
    public IReadOnlyList<Choice> Receivers { get; private set; } = [];
    public IReadOnlyList<Choice> People { get; private set; } = [];
    public string? ReceiverName { get; private set; }
    public Guid? PreviousId { get; private set; }
    public Guid? NextId { get; private set; }

    private bool inOpenSupplement;

    public bool IsReceiver => Current?.ReceiverId == Actor.PersonId;
    public bool IsOpenForWalk => IsOpenFor(null);
    public bool MayAttach => Handover.Stage == Stage.HandingOver && (Access.ActsAsGiver && !Current!.HasPassed(Handover, time.Now()) || IsReceiver && IsOpenForWalk)
        || inOpenSupplement && (Access.ActsAsGiver || Access.IsReceiver || Access.IsWitness);
    public bool MayTalk => Handover.IsOpen && QuestionService.MayTalk(Access);
    public TeachBack? Waiting => Current?.TeachBacks.Find(t => t.State == TeachBackState.Waiting);

    private bool IsOpenFor(ProofKind? step) => Current is { } item && WalkService.IsOpen(Handover, item, inOpenSupplement, time.Now(), step);

    public bool MayDo(ProofStep step) => Current is { } item && WalkService.MayDo(Access, item, step.Kind) && IsOpenFor(step.Kind)
        && !(item.IsSettled && step.Kind.IsBeforeAcceptance())
        && (step.Kind != ProofKind.Performed || Handover.Stage == Stage.FollowUp);

    public IEnumerable<ProofStep> Steps => Current!.Steps.OrderBy(s => s.Kind);

    /// <summary>Steps that the reader says were done; teach-back has its own form.</summary>
    public IEnumerable<ProofStep> Mine => Steps.Where(s => !s.IsDone && !s.IsLeftOut && s.Kind != ProofKind.TaughtBack && MayDo(s)
        // What falls due on the last working day is offered once the item is accepted.
        && (s.Kind.IsBeforeAcceptance() || Current!.IsSettled || Handover.Stage != Stage.HandingOver));

    /// <summary>Of a process that is demonstrated.</summary>
    public IReadOnlyList<string> ProcessSteps => Current!.Step(ProofKind.Demonstrated) is null ? [] : Categories.ProcessSteps.Of(Current.Fields);

    /// <summary>Whether the reader ticks them while it is shown.</summary>
    public bool MayTick => (Access.ActsAsGiver || IsReceiver) && IsOpenForWalk && !Current!.IsSettled
        && Current.Step(ProofKind.Demonstrated) is { IsDone: false, IsLeftOut: false };

    /// <summary>The difference that the reader may explain.</summary>
    public ProofStep? ToRemark => IsOpenForWalk && Current!.UnexplainedDifference is { } step && WalkService.MayDo(Access, Current, step.Kind) ? step : null;

    /// <summary>Cash or securities that differ, and the giver owns no matter yet to clear it (SIGN-05). A bank account must balance.</summary>
    public ProofStep? ToClear => MayTalk && Current is { Fields: FinanceFields { IsMoney: true, Kind: not FinanceKind.BankAccount } }
        && Current.Step(ProofKind.Reconciled) is { IsDone: true, Expected: { } book, Actual: { } found } step && book != found
        && !Matters.Any(m => m.IsOpen && m.OwnerId == Handover.Giver?.PersonId) ? step : null;

    /// <summary>While the giver is there; a week where that is over.</summary>
    public DateOnly ClearBy => Handover.DayAt(time.Now()) is var today && Handover.LastWorkingDay > today ? Handover.LastWorkingDay : today.AddDays(7);

    public bool MayTeachBack => IsReceiver && IsOpenForWalk && !Current!.IsSettled && !Current.AwaitsWitness && Waiting is null
        && Current.Step(ProofKind.TaughtBack) is { IsDone: false, IsLeftOut: false };

    public bool MayUndoAcceptance => IsReceiver && IsOpenForWalk && Current!.IsSettled;

    public bool MayAccept => IsReceiver && IsOpenForWalk && !Current!.IsSettled && !Current.AwaitsWitness && Current.State != ItemState.Returned;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (ItemId is null && await FirstAsync(cancellationToken) is { } first)
        {
            return RedirectToPage(new { number = Number, itemId = first });
        }

        return await ShowAsync(cancellationToken);
    }

    public Task<IActionResult> OnPostStepAsync(Guid itemId, ProofKind kind, CancellationToken cancellationToken) =>
        DoAsync(walk.DoStepAsync(Number, Actor, itemId, kind, Step, cancellationToken), "Step", cancellationToken);

    public Task<IActionResult> OnPostUndoAsync(Guid itemId, ProofKind kind, CancellationToken cancellationToken) =>
        DoAsync(walk.UndoStepAsync(Number, Actor, itemId, kind, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostTickAsync(Guid itemId, int at, string? words, bool shown, CancellationToken cancellationToken) =>
        DoAsync(walk.TickAsync(Number, Actor, itemId, at, words, shown, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostRemarkAsync(Guid itemId, string? remark, CancellationToken cancellationToken) =>
        DoAsync(walk.RemarkAsync(Number, Actor, itemId, remark, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostTeachBackAsync(Guid itemId, string? text, bool spoken, CancellationToken cancellationToken) =>
        DoAsync(walk.TeachBackAsync(Number, Actor, itemId, text, spoken, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostAnswerTeachBackAsync(Guid itemId, bool right, string? correction, CancellationToken cancellationToken) =>
        DoAsync(walk.AnswerTeachBackAsync(Number, Actor, itemId, right, correction, cancellationToken), null, cancellationToken);

    /// <summary>Accepted: on to the next one that waits.</summary>
    public async Task<IActionResult> OnPostAcceptAsync(Guid itemId, CancellationToken cancellationToken) =>
        await AnswerAsync(await walk.AcceptAsync(Number, Actor, itemId, cancellationToken), item =>
        {
            Flash = texts["walk.accepted", $"{item.Label} {item.Title}"];
            return RedirectToPage(new { number = Number, itemId = item.Id });
        }, () => ShowAsync(cancellationToken));

    public Task<IActionResult> OnPostUndoAcceptAsync(Guid itemId, CancellationToken cancellationToken) =>
        DoAsync(walk.UndoAcceptanceAsync(Number, Actor, itemId, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostReserveAsync(Guid itemId, CancellationToken cancellationToken) =>
        DoAsync(walk.ReserveAsync(Number, Actor, itemId, Reservation, cancellationToken), "Reservation", cancellationToken);

    public Task<IActionResult> OnPostReturnAsync(Guid itemId, string? reason, CancellationToken cancellationToken) =>
        DoAsync(walk.ReturnAsync(Number, Actor, itemId, reason, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostNotMineAsync(Guid itemId, string? reason, CancellationToken cancellationToken) =>
        DoAsync(walk.NotMineAsync(Number, Actor, itemId, reason, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostAmendAsync(Guid itemId, string? note, CancellationToken cancellationToken) =>
        DoAsync(walk.AmendAsync(Number, Actor, itemId, note, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostDecideAsync(Guid itemId, CancellationToken cancellationToken) =>
        DoAsync(walk.DecideAsync(Number, Actor, itemId, Verdict, cancellationToken), "Verdict", cancellationToken);

    public Task<IActionResult> OnPostAddStepAsync(Guid itemId, ProofKind kind, CancellationToken cancellationToken) =>
        DoAsync(walk.AddStepAsync(Number, Actor, itemId, kind, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostAskLeaveOutAsync(Guid itemId, ProofKind kind, string? reason, CancellationToken cancellationToken) =>
        DoAsync(walk.AskLeaveOutAsync(Number, Actor, itemId, kind, reason, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostDecideLeaveOutAsync(Guid itemId, ProofKind kind, bool approve, CancellationToken cancellationToken) =>
        DoAsync(walk.DecideLeaveOutAsync(Number, Actor, itemId, kind, approve, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostAllowSampleAsync(Guid itemId, CancellationToken cancellationToken) =>
        DoAsync(walk.AllowSampleAsync(Number, Actor, itemId, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostAskAsync(Guid itemId, string? text, CancellationToken cancellationToken) =>
        DoAsync(questions.AskAsync(Number, Actor, itemId, text, QuestionKind.Question, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostAnswerAsync(Guid question, string? text, CancellationToken cancellationToken) =>
        DoAsync(questions.AnswerAsync(Number, Actor, question, text, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostResolveAsync(Guid question, string? note, CancellationToken cancellationToken) =>
        DoAsync(questions.ResolveAsync(Number, Actor, question, note, cancellationToken), null, cancellationToken);

    public Task<IActionResult> OnPostCarryOverAsync(Guid question, CancellationToken cancellationToken) =>
        DoAsync(questions.CarryOverAsync(Number, Actor, question, Matter, cancellationToken), "Matter", cancellationToken);

    public Task<IActionResult> OnPostMatterAsync(Guid itemId, CancellationToken cancellationToken) =>
        DoAsync(matters.RaiseAsync(Number, Actor, itemId, Matter, cancellationToken), "Matter", cancellationToken);

    private async Task<IActionResult> DoAsync<T>(Task<Outcome<T>> act, string? form, CancellationToken cancellationToken)
    {
        var outcome = await act;
        return await AnswerAsync(
            form is null ? outcome : outcome.On(form),
            _ => RedirectToPage(new { number = Number, itemId = ItemId }),
            () => ShowAsync(cancellationToken));
    }

    /// <summary>The first that waits for the reader, else the first that is not settled, else the first.</summary>
    private async Task<Guid?> FirstAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return null;
        }

        var wanted = Enum.TryParse<Category>(Request.Query["category"], true, out var category) ? category : (Category?)null;
        var items = (await Db.Items
            .Where(i => i.HandoverId == Handover.Id && i.State != ItemState.Withdrawn && (wanted == null || i.Category == wanted))
            .ToListWithStepsAsync(Db, cancellationToken))
            .Where(Access.SeesTitleOf).OrderBy(i => i.Category).ThenBy(i => i.Place).ToList();
        return (items.Find(i => !i.IsSettled && (i.ReceiverId == Actor.PersonId ? !i.OpenSteps.Any(s => s.Kind.IsGivers()) : i.OpenSteps.Any(s => WalkService.MayDo(Access, i, s.Kind))))
            ?? items.Find(i => !i.IsSettled) ?? items.FirstOrDefault())?.Id;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Handover.Stage == Stage.Preparing)
        {
            return NotFound();
        }

        var rows = (await Db.Items.Where(i => i.HandoverId == Handover.Id)
            .Select(i => new WalkRow(
                i.Id, i.Category, i.Place, i.Title, i.State, i.Importance, i.Restricted, i.ReceiverId, i.TeamId,
                i.Category == Category.Pending ? i.Fields : null, Db.ItemLinks.Any(l => l.FromId == ItemId && l.ToId == i.Id)))
            .ToListAsync(cancellationToken)).Where(i => Access.SeesTitleOf(i.Restricted, i.ReceiverId, i.TeamId)).ToList();
        Items = [.. rows.Where(i => i.State != ItemState.Withdrawn).OrderBy(i => i.Category).ThenBy(i => i.Place)];
        if (ItemId is not { } id)
        {
            return Items.Count == 0 ? Page() : NotFound();
        }

        var index = Items.ToList().FindIndex(i => i.Id == id);
        if (index < 0)
        {
            return NotFound();
        }

        PreviousId = index > 0 ? Items[index - 1].Id : null;
        NextId = index + 1 < Items.Count ? Items[index + 1].Id : null;
        var steps = await Db.Items.AsNoTrackingWithIdentityResolution().Where(i => i.Id == id)
            .SelectMany(i => i.Steps.DefaultIfEmpty(), (i, s) => new
            {
                Item = i,
                Receiver = i.Receiver!.Name,
                Step = s,
                s!.DoneBy,
                InOpenSupplement = Db.Supplements.Any(l => l.Id == i.SupplementId && l.FrozenAt == null),
            }).ToListAsync(cancellationToken);
        Current = steps[0].Item;
        inOpenSupplement = steps[0].InOpenSupplement;
        foreach (var done in steps.Where(s => s.Step is not null))
        {
            done.Step!.DoneBy = done.DoneBy;
            // EF Core puts it there itself where it resolves identities.
            if (!Current.Steps.Contains(done.Step))
            {
                Current.Steps.Add(done.Step);
            }
        }

        ReceiverName = steps[0].Receiver ?? Handover.Parties.Find(p => p.TeamId is not null && p.TeamId == Current.TeamId)?.Team?.Name;
        if (!Access.SeesContentOf(Current))
        {
            return Page();
        }

        Current.TeachBacks.AddRange(await Db.TeachBacks.AsNoTracking().Include(t => t.By).Include(t => t.AnsweredBy).Where(t => t.ItemId == id).ToListAsync(cancellationToken));
        Links = [.. rows.Where(i => i.IsLinked)];
        Questions = [.. (await Db.Questions.Where(q => q.HandoverId == Handover.Id && q.ItemId == id).WithAnswersAsync(cancellationToken)).OrderByDescending(q => q.AskedAt)];
        Matters = await Db.Matters.AsNoTracking().Include(m => m.Owner).Where(m => m.ItemId == id).ToListAsync(cancellationToken);
        Files = await AttachmentAccess.OfAsync(Db.Attachments.Where(f => f.ItemId == id), cancellationToken);
        People = [.. Handover.Parties.Where(p => p is { IsCurrent: true, Person: not null }).DistinctBy(p => p.PersonId)
            .Select(p => new Choice(p.PersonId!.Value.ToString("D"), p.Person!.Name))];
        Receivers = [.. Parties.Takers(Handover)
            .Select(p => new Choice(Baton.Web.Features.Items.Receivers.Value(p.PersonId, p.TeamId), p.Person?.Name ?? p.Team!.Name))];
        return Page();
    }
}
