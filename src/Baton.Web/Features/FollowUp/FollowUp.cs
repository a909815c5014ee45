using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Baton.Web.Text;

namespace Baton.Web.Features.FollowUp;

/// <summary>遗留事项: something carried beyond signing, with an owner and a date.</summary>
public sealed class Matter
{
    public const int TitleLength = 200;

    /// <summary>A title made of somebody's words, on one line.</summary>
    public static string TitleOf(string words) => IncomingText.Cut(words.ReplaceLineEndings(" "), TitleLength);

    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Guid? ItemId { get; init; }
    public Item? Item { get; init; }
    public required string Title { get; set; }
    public Guid OwnerId { get; set; }
    public Person? Owner { get; set; }
    public DateOnly DueOn { get; set; }
    public Guid RaisedById { get; init; }
    public DateTimeOffset RaisedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; set; }
    public Guid? ClosedById { get; set; }
    public string? Outcome { get; set; }

    public bool IsOpen => ClosedAt is null;

    /// <summary>Its owner, and whoever sees what it is about. Read with its item.</summary>
    public bool IsSeenBy(HandoverAccess access) =>
        OwnerId == access.Actor.PersonId || (Item is null ? !access.IsOnlyCollector : access.SeesContentOf(Item));
}

/// <summary>跟进检查: a dated look at how one receiver is doing.</summary>
public sealed class FollowUpCheck
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Guid ReceiverId { get; init; }
    public Person? Receiver { get; init; }

    /// <summary>Days after the transfer: 1, 7, 30 by default.</summary>
    public int DayNumber { get; init; }

    public DateOnly DueOn { get; set; }
    public DateTimeOffset? FilledAt { get; set; }
    public Rating? Rating { get; set; }
    public string? WhatHelps { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }
    public Guid? ConfirmedById { get; set; }
    public string? WitnessNote { get; set; }
    public List<MasteryRating> Ratings { get; init; } = [];
}

public enum Rating
{
    Struggling,
    Managing,
    Well,
}

public sealed class MasteryRating
{
    public Guid CheckId { get; init; }
    public Guid ItemId { get; init; }
    public Item? Item { get; init; }
    public Mastery Mastery { get; init; }
}

/// <summary>Another party asks, the witness grants or denies; never the asker.</summary>
public sealed class Waiver
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }

    /// <summary>The finding's stable id, for example DONE-01.</summary>
    public required string FindingId { get; init; }

    /// <summary>What the finding points at; the handover itself where it points at nothing smaller.</summary>
    public Guid SubjectId { get; init; }

    public Guid AskedById { get; init; }
    public Person? AskedBy { get; init; }
    public DateTimeOffset AskedAt { get; init; }
    public required string Reason { get; init; }
    public WaiverState State { get; set; }
    public Guid? DecidedById { get; set; }
    public Person? DecidedBy { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public string? DecisionNote { get; set; }
}

public enum WaiverState
{
    Asked,
    Granted,
    Denied,
}

/// <summary>补充清单: items found after signing, walked and signed on their own.</summary>
public sealed class Supplement
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public int Number { get; init; }
    public required string Reason { get; init; }
    public Guid OpenedById { get; init; }
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>Frozen for signing; null while items are still added and walked.</summary>
    public DateTimeOffset? FrozenAt { get; set; }

    public DateTimeOffset? SignedOffAt { get; set; }
}
