using Baton.Web.Data;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Items;
using Baton.Web.Features.Questions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Handovers;

/// <summary>
/// Something that stands open in a handover beside the state of its items, whichever table holds it. Next steps and
/// findings need all of them at once; so they are read in one query (<see cref="OpenPointsSql"/>).
/// </summary>
public sealed class OpenPoint
{
    public Guid HandoverId { get; init; }
    public OpenKind Kind { get; init; }

    /// <summary>Of the question, matter, check or item; of the proposal; of what a waiver is about.</summary>
    public Guid Id { get; init; }

    public Guid? ItemId { get; init; }

    /// <summary>The item of <see cref="ItemId"/>, where the list was read with it.</summary>
    public Item? Item { get; set; }

    /// <summary>Who asked, confirmed or said it; whose matter, check, run or item it is.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Of a question or check, since they need not be parties.</summary>
    public string? PersonName { get; init; }

    public DateTimeOffset? At { get; init; }
    public DateOnly? DueOn { get; init; }

    /// <summary>A question's or matter's words, a waiver's finding.</summary>
    public string? Text { get; init; }

    /// <summary>A check's day.</summary>
    public int Number { get; init; }

    /// <summary>The matter into which a question was carried over.</summary>
    public Guid? MatterId { get; init; }

    public bool IsQuestion => Kind is OpenKind.QuestionAsked or OpenKind.QuestionAnswered;

    public static OpenPoint Of(Question question) => new()
    {
        HandoverId = question.HandoverId, Kind = question.Answers.Count > 0 ? OpenKind.QuestionAnswered : OpenKind.QuestionAsked, Id = question.Id,
        ItemId = question.ItemId, PersonId = question.AskedById, PersonName = question.AskedBy?.Name, At = question.AskedAt, Text = question.Text, MatterId = question.MatterId,
    };

    public static OpenPoint Of(Matter matter) => new()
    {
        HandoverId = matter.HandoverId, Kind = OpenKind.Matter, Id = matter.Id, ItemId = matter.ItemId, PersonId = matter.OwnerId,
        At = matter.RaisedAt, DueOn = matter.DueOn, Text = matter.Title,
    };

    public static OpenPoint Of(FollowUpCheck check) => new()
    {
        HandoverId = check.HandoverId, Kind = check.FilledAt is null ? OpenKind.Check : OpenKind.CheckFilled, Id = check.Id,
        PersonId = check.ReceiverId, PersonName = check.Receiver!.Name, At = check.FilledAt, DueOn = check.DueOn, Number = check.DayNumber,
    };

    public static OpenPoint Of(Waiver waiver) => new()
    {
        HandoverId = waiver.HandoverId, Kind = waiver.State == WaiverState.Asked ? OpenKind.WaiverAsked : OpenKind.WaiverGranted,
        Id = waiver.SubjectId, PersonId = waiver.AskedById, At = waiver.AskedAt, Text = waiver.FindingId,
    };

    public static Task<List<OpenPoint>> LoadAsync(BatonDbContext db, IReadOnlyList<Guid> handoverIds, CancellationToken cancellationToken) =>
        db.OpenPoints.Where(p => handoverIds.Contains(p.HandoverId)).ToListAsync(cancellationToken);
}

public enum OpenKind
{
    /// <summary>Times that somebody proposed and not everybody confirmed yet.</summary>
    TimesProposed,
    /// <summary>Whoever confirmed them.</summary>
    TimesConfirmed,
    TeachBack,
    QuestionAsked,
    QuestionAnswered,
    Matter,
    Check,
    /// <summary>Filled in, not yet confirmed by the witness.</summary>
    CheckFilled,
    WaiverAsked,
    /// <summary>What it waives stays waived.</summary>
    WaiverGranted,
    /// <summary>Of what is being signed now.</summary>
    SigningRefused,
    /// <summary>首次独立执行</summary>
    FirstRun,
    /// <summary>Holds an item of a temporary cover that no hand-back takes up yet.</summary>
    Holder,
}

internal sealed class OpenPointMap : IEntityTypeConfiguration<OpenPoint>
{
    public void Configure(EntityTypeBuilder<OpenPoint> point)
    {
        point.HasNoKey().ToSqlQuery(OpenPointsSql.Text);
        point.Ignore(p => p.Item).Ignore(p => p.IsQuestion);
    }
}
