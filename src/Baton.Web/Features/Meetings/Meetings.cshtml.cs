using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Meetings;

/// <summary>面对面沟通: meetings planned and held.</summary>
public sealed class MeetingsModel(BatonDbContext db, MeetingService meetings, TimeProvider time, IStringLocalizer<MeetingText> texts) : HandoverPage(db)
{
    [BindProperty]
    public MeetingInput Input { get; set; } = new();

    [BindProperty]
    public MeetingRecord Minutes { get; set; } = new();

    public IReadOnlyList<Meeting> Meetings { get; private set; } = [];
    public ILookup<Guid, Attachment> Files { get; private set; } = AttachmentAccess.None;
    public IReadOnlyList<Choice> People { get; private set; } = [];
    public IReadOnlyList<Item> Items { get; private set; } = [];
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();
    /// <summary>The first meeting that was agreed, as long as it is still to come.</summary>
    public DateTimeOffset? Preset => Handover.FirstMeetingAt is { } first && first > time.Now() ? first : null;

    public bool MayPlan => Handover is { IsOpen: true, IsRequest: false } && QuestionService.MayTalk(Access);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostPlanAsync(CancellationToken cancellationToken) =>
        DoAsync(meetings.PlanAsync(Number, Actor, Input, cancellationToken), "Input", "planned", cancellationToken);

    public Task<IActionResult> OnPostWalkthroughAsync([FromForm(Name = "Input.Record")] string? record, CancellationToken cancellationToken) =>
        DoAsync(meetings.RecordWalkthroughAsync(Number, Actor, Input, record, cancellationToken), "Input", "held-now", cancellationToken);

    public Task<IActionResult> OnPostHoldAsync(Guid meeting, CancellationToken cancellationToken) =>
        DoAsync(meetings.HoldAsync(Number, Actor, meeting, Minutes, cancellationToken), "Minutes", "held-now", cancellationToken);

    public Task<IActionResult> OnPostProposeAsync(Guid meeting, string? startsAt, CancellationToken cancellationToken) =>
        DoAsync(meetings.ProposeTimeAsync(Number, Actor, meeting, startsAt, cancellationToken), null, "proposed-now", cancellationToken);

    public Task<IActionResult> OnPostSuitsAsync(Guid meeting, Guid time, bool suits, CancellationToken cancellationToken) =>
        DoAsync(meetings.SuitsAsync(Number, Actor, meeting, time, suits, cancellationToken), null, "answered-now", cancellationToken);

    public Task<IActionResult> OnPostChooseAsync(Guid meeting, Guid time, CancellationToken cancellationToken) =>
        DoAsync(meetings.ChooseTimeAsync(Number, Actor, meeting, time, cancellationToken), null, "planned", cancellationToken);

    public Task<IActionResult> OnPostCancelAsync(Guid meeting, CancellationToken cancellationToken) =>
        DoAsync(meetings.CancelAsync(Number, Actor, meeting, cancellationToken), null, "cancelled-now", cancellationToken);

    private async Task<IActionResult> DoAsync(Task<Outcome<Meeting>> act, string? form, string flash, CancellationToken cancellationToken)
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
        if (!await LoadHandoverAsync(cancellationToken) || Handover.IsRequest || Access.IsOnlyCollector)
        {
            return NotFound();
        }

        Meetings = await Db.Meetings.AsNoTracking().Include(m => m.Attendees).ThenInclude(a => a.Person).Include(m => m.Items).ThenInclude(i => i.Item)
            .Include(m => m.Times).ThenInclude(t => t.ProposedBy).AsSplitQuery()
            .Where(m => m.HandoverId == Handover.Id).ToListAsync(cancellationToken);
        Meetings = [.. Meetings.OrderBy(m => m.State is MeetingState.Held or MeetingState.Cancelled).ThenByDescending(m => m.HeldAt ?? m.StartsAt)];
        Files = await AttachmentAccess.OfAsync(Db.Attachments.Where(f => f.HandoverId == Handover.Id && f.Subject == FileSubject.Meeting), cancellationToken);
        Items = [.. (await Db.Items.AsNoTracking().Where(i => i.HandoverId == Handover.Id && i.State != ItemState.Withdrawn).ToListAsync(cancellationToken))
            .Where(Access.SeesTitleOf).OrderBy(i => i.Category).ThenBy(i => i.Place)];
        var parties = Handover.Parties.Where(p => p is { IsCurrent: true, Person: not null }).DistinctBy(p => p.PersonId).ToList();
        People = [.. parties.Select(p => new Choice(p.PersonId!.Value.ToString("D"), p.Person!.Name))];
        Names = parties.ToDictionary(p => p.PersonId!.Value, p => p.Person!.Name);
        return Page();
    }

    /// <summary>Preset: giver, receivers and witness.</summary>
    public IEnumerable<string> Usual => Handover.Parties
        .Where(p => p is { IsCurrent: true, PersonId: not null, Role: PartyRole.Giver or PartyRole.Receiver or PartyRole.Witness })
        .Select(p => p.PersonId!.Value.ToString("D")).Distinct();
}
