using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>What a proposal of times sends.</summary>
public sealed class TimesForm
{
    public string? FromDay { get; set; }
    public string? ToDay { get; set; }
    public string? FirstMeetingAt { get; set; }
    public string? TransferAt { get; set; }
    public string? Note { get; set; }

    public Outcome<TimeProposal> Parse(HandoverChange change)
    {
        var refusals = new List<Refusal>();
        var zone = change.Handover.Zone;
        var from = Typed.RequiredDay(FromDay, nameof(FromDay), refusals);
        var to = Typed.RequiredDay(ToDay, nameof(ToDay), refusals);
        var meeting = Typed.Instant(FirstMeetingAt, zone, nameof(FirstMeetingAt), refusals);
        var transfer = Typed.Instant(TransferAt, zone, nameof(TransferAt), refusals);
        var note = Typed.Lines(Note, 1000, nameof(Note), refusals);
        if (transfer is null && !refusals.Any(r => r.Field == nameof(TransferAt)))
        {
            refusals.Add(Typed.Required.On(nameof(TransferAt)));
        }

        if (from > to)
        {
            refusals.Add(HandoverRefusals.EndsBeforeItBegins.On(nameof(ToDay)));
        }

        if (transfer is { } at && from is { } first && change.Handover.DayAt(at) < first)
        {
            refusals.Add(HandoverRefusals.TransferTooEarly.On(nameof(TransferAt)));
        }

        return refusals.Count > 0
            ? refusals
            : new TimeProposal
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, ById = change.Actor.PersonId, At = change.Now,
                FromDay = from!.Value, ToDay = to!.Value, FirstMeetingAt = meeting, TransferAt = transfer!.Value, Note = note,
            };
    }
}

/// <summary>Who agrees the times: the giver and the receivers that are persons.</summary>
public static class Times
{
    public static IReadOnlyList<Guid> Answerers(Handover handover) =>
        [.. handover.Current(PartyRole.Giver).Concat(handover.Receivers).Select(p => p.PersonId).OfType<Guid>().Distinct()];

    /// <summary>Open until the walkthrough ends; and no more once responsibility for something has passed: it does not come back.</summary>
    internal static async Task<Refusal?> ClosedAsync(HandoverChange change) =>
        !MayChange(change.Handover) ? HandoverRefusals.WrongStage
        : await HavePassedAsync(change.Db, change.Handover, change.Now, change.CancellationToken) ? HandoverRefusals.HasPassed : null;

    /// <summary>A day that can only be a slip of the year.</summary>
    internal static bool IsFar(DateOnly day, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return day < today.AddYears(-1) || day > today.AddYears(10);
    }

    internal static bool MayChange(Handover handover) => handover is { IsRequest: false, Stage: Stage.Preparing or Stage.HandingOver };

    internal static async Task<bool> HavePassedAsync(BatonDbContext db, Handover handover, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await db.Items.AsNoTracking().Where(i => i.HandoverId == handover.Id && i.BothSignedAt != null).ToListAsync(cancellationToken))
            .Exists(i => i.HasPassed(handover, now));

    internal static bool MayAnswer(HandoverChange change) => change.Access.IsReceiver || change.Access.ActsAsGiver;

    /// <summary>A proxy, or who leads for an absent giver, answers as the giver.</summary>
    internal static Guid AnswersAs(HandoverChange change) => change.Access.OnBehalfOfGiver ?? change.Actor.PersonId;
}
