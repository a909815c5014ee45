using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

// 确定时间: proposed, confirmed, or fixed where nobody answers.
public sealed partial class PrepareService
{
    /// <summary>Unanswered for so many working days, and the initiator fixes the times.</summary>
    public const int WorkingDaysToAnswer = 2;

    /// <summary>Proposes times; the last open proposal is superseded, and kept. The proposer's own yes is implied.</summary>
    public Task<Outcome<Done>> ProposeTimesAsync(string number, Actor actor, TimesForm form, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (await Times.ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (!Times.MayAnswer(change))
            {
                return HandoverRefusals.NotYours;
            }

            var parsed = form.Parse(change);
            if (parsed.IsRefused)
            {
                return parsed.Refusals.ToList();
            }

            await SupersedeAsync(change);
            var proposal = parsed.Value;
            proposal.Confirmations.Add(new TimeConfirmation { ProposalId = proposal.Id, PersonId = Times.AnswersAs(change), At = change.Now });
            change.Db.TimeProposals.Add(proposal);
            await change.RecordForAsync(change.Access.OnBehalfOfGiver, "times.proposed", proposal.Id, Facts(proposal));
            await AgreeIfAllConfirmedAsync(change, proposal);
            return Done.It;
        }, cancellationToken);

    public Task<Outcome<Done>> ConfirmTimesAsync(string number, Actor actor, Guid proposalId, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (await Times.ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (!Times.MayAnswer(change))
            {
                return HandoverRefusals.NotYours;
            }

            var proposal = await change.Db.TimeProposals.Include(p => p.Confirmations)
                .SingleOrDefaultAsync(p => p.Id == proposalId && p.HandoverId == change.Handover.Id, change.CancellationToken);
            if (proposal is null)
            {
                return Refusal.NotFound;
            }

            var person = Times.AnswersAs(change);
            if (proposal.State != ProposalState.Open || proposal.Confirmations.Any(c => c.PersonId == person))
            {
                return HandoverRefusals.ProposalClosed;
            }

            var confirmation = new TimeConfirmation { ProposalId = proposal.Id, PersonId = person, At = change.Now };
            proposal.Confirmations.Add(confirmation);
            change.Db.Add(confirmation);
            await change.RecordForAsync(change.Access.OnBehalfOfGiver, "times.confirmed", proposal.Id);
            await AgreeIfAllConfirmedAsync(change, proposal);
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// The initiator's side fixes the times where a proposal (or, with none, the opening) stayed unanswered for two working
    /// days, or the giver is absent; and changes agreed ones, with the reason as the note.
    /// </summary>
    public Task<Outcome<Done>> FixTimesAsync(string number, Actor actor, TimesForm form, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (await Times.ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (!change.Access.IsLead)
            {
                return HandoverRefusals.NotYours;
            }

            var proposed = await change.Db.TimeProposals.Where(p => p.HandoverId == change.Handover.Id && p.State == ProposalState.Open)
                .Select(p => (DateTimeOffset?)p.At).FirstOrDefaultAsync(change.CancellationToken);
            var isAgreed = proposed is null && change.Handover.TimesAgreedAt is not null;
            if (!isAgreed && !change.Handover.GiverAbsent && !await MayFixAsync(change, proposed ?? change.Handover.OpenedAt))
            {
                return HandoverRefusals.StillTimeToAnswer.With(WorkingDaysToAnswer);
            }

            if (isAgreed && string.IsNullOrWhiteSpace(form.Note))
            {
                return Typed.Required.On(nameof(form.Note));
            }

            var parsed = form.Parse(change);
            if (parsed.IsRefused)
            {
                return parsed.Refusals.ToList();
            }

            await SupersedeAsync(change);
            var proposal = parsed.Value;
            proposal.State = ProposalState.Fixed;
            change.Db.TimeProposals.Add(proposal);
            Take(change, proposal);
            await change.RecordAsync("times.fixed", proposal.Id, Facts(proposal));
            return Done.It;
        }, cancellationToken);

    private async Task<bool> MayFixAsync(HandoverChange change, DateTimeOffset asked)
    {
        var days = await calendar.LoadAsync(change.CancellationToken);
        return change.Today > days.AddWorkingDays(change.Handover.DayAt(asked), WorkingDaysToAnswer);
    }

    private static async Task SupersedeAsync(HandoverChange change)
    {
        foreach (var open in await change.Db.TimeProposals
            .Where(p => p.HandoverId == change.Handover.Id && p.State == ProposalState.Open).ToListAsync(change.CancellationToken))
        {
            open.State = ProposalState.Superseded;
        }
    }

    /// <summary>Parties changed: the open proposal may have everybody's yes now.</summary>
    internal static async Task AgreeIfAllConfirmedAsync(HandoverChange change)
    {
        if (await change.Db.TimeProposals.Include(p => p.Confirmations)
            .FirstOrDefaultAsync(p => p.HandoverId == change.Handover.Id && p.State == ProposalState.Open, change.CancellationToken) is { } open)
        {
            await AgreeIfAllConfirmedAsync(change, open);
        }
    }

    private static async Task AgreeIfAllConfirmedAsync(HandoverChange change, TimeProposal proposal)
    {
        var needed = Times.Answerers(change.Handover);
        if (needed.All(id => proposal.Confirmations.Any(c => c.PersonId == id)))
        {
            proposal.State = ProposalState.Agreed;
            Take(change, proposal);
            await change.RecordAsync("times.agreed", proposal.Id, Facts(proposal));
        }
    }

    private static void Take(HandoverChange change, TimeProposal proposal)
    {
        var handover = change.Handover;
        handover.FromDay = proposal.FromDay;
        handover.ToDay = proposal.ToDay;
        handover.FirstMeetingAt = proposal.FirstMeetingAt;
        handover.TransferAt = proposal.TransferAt;
        handover.TimesAgreedAt = change.Now;
    }

    private static (string, object?)[] Facts(TimeProposal proposal) =>
    [
        ("fromDay", proposal.FromDay), ("toDay", proposal.ToDay), ("firstMeetingAt", proposal.FirstMeetingAt),
        ("transferAt", proposal.TransferAt), ("note", proposal.Note),
    ];
}
