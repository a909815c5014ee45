using Baton.Web.Data;
using Baton.Web.Features.Settings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>确定时间: propose, confirm, propose others; every proposal is kept.</summary>
public sealed class TimesModel(BatonDbContext db, TimeProvider time, PrepareService prepare, CompanyCalendar calendar, IStringLocalizer<HandoverText> texts)
    : HandoverPage(db)
{
    [BindProperty]
    public TimesForm Input { get; set; } = new();

    public IReadOnlyList<TimeProposal> Proposals { get; private set; } = [];
    public TimeProposal? Open => Proposals.FirstOrDefault(p => p.State == ProposalState.Open);
    public IReadOnlyList<Party> Answerers { get; private set; } = [];
    public bool IsChangeable { get; private set; }
    public bool MayAnswer => IsChangeable && (Access.IsReceiver || Access.ActsAsGiver);
    public bool MayConfirm => MayAnswer && Open is { } open && open.Confirmations.TrueForAll(c => c.PersonId != (Access.OnBehalfOfGiver ?? Actor.PersonId));
    public bool MayFix { get; private set; }

    /// <summary>Nothing is proposed any more: the initiator's side may change what was agreed, with a reason.</summary>
    public bool IsAgreed { get; private set; }

    /// <summary>The day from which the initiator may fix the times.</summary>
    public DateOnly FixableAfter { get; private set; }

    /// <summary>False where the years' holidays are not entered, so that working days are weekdays only.</summary>
    public bool CalendarIsKnown { get; private set; }

    protected override bool ShowsContent => false;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostProposeAsync(CancellationToken cancellationToken) =>
        DoAsync(prepare.ProposeTimesAsync(Number, Actor, Input, cancellationToken), "times.proposed-now", cancellationToken);

    public Task<IActionResult> OnPostConfirmAsync(Guid proposal, CancellationToken cancellationToken) =>
        DoAsync(prepare.ConfirmTimesAsync(Number, Actor, proposal, cancellationToken), "times.confirmed-now", cancellationToken);

    public Task<IActionResult> OnPostFixAsync(CancellationToken cancellationToken) =>
        DoAsync(prepare.FixTimesAsync(Number, Actor, Input, cancellationToken), "times.fixed-now", cancellationToken);

    private async Task<IActionResult> DoAsync(Task<Outcome<Done>> act, string flash, CancellationToken cancellationToken) =>
        await AnswerAsync((await act).On("Input"), _ =>
        {
            Flash = texts[flash];
            return RedirectToPage(new { number = Number });
        }, () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Access.IsOnlyCollector)
        {
            return NotFound();
        }

        Proposals = await Db.TimeProposals.AsNoTracking().Include(p => p.By).Include(p => p.Confirmations)
            .Where(p => p.HandoverId == Handover.Id).OrderByDescending(p => p.At).ToListAsync(cancellationToken);
        Answerers = [.. Handover.Current(PartyRole.Giver).Concat(Handover.Receivers).Where(p => p.PersonId is not null).DistinctBy(p => p.PersonId)];
        var now = time.Now();
        IsChangeable = Times.MayChange(Handover) && !await Times.HavePassedAsync(Db, Handover, now, cancellationToken);
        var days = await calendar.LoadAsync(cancellationToken);
        var asked = Handover.DayAt(Open?.At ?? Handover.OpenedAt);
        FixableAfter = days.AddWorkingDays(asked, PrepareService.WorkingDaysToAnswer);
        CalendarIsKnown = days.IsKnown(asked, FixableAfter);
        IsAgreed = Open is null && Handover.TimesAgreedAt is not null;
        MayFix = IsChangeable && Access.IsLead && (IsAgreed || Handover.GiverAbsent || Handover.DayAt(now) > FixableAfter);
        return Page();
    }
}
