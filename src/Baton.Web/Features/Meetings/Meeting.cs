using Baton.Web.Features.People;

namespace Baton.Web.Features.Meetings;

/// <summary>面谈, in person or by video; a walkthrough held together counts as one.</summary>
public sealed class Meeting
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public required string Title { get; set; }
    public MeetingForm Form { get; set; }
    public MeetingState State { get; set; }
    public string? Place { get; set; }
    public string? Agenda { get; set; }
    public DateTimeOffset? StartsAt { get; set; }

    /// <summary>Whole minutes.</summary>
    public int? Minutes { get; set; }

    /// <summary>Held as a walkthrough together, recorded from the walkthrough page.</summary>
    public bool IsWalkthrough { get; init; }

    public string? Record { get; set; }
    public Guid PlannedById { get; init; }
    public DateTimeOffset? HeldAt { get; set; }
    public List<MeetingAttendee> Attendees { get; init; } = [];
    public List<MeetingItem> Items { get; init; } = [];
    public List<MeetingTime> Times { get; init; } = [];
}

public enum MeetingForm
{
    InPerson,
    Video,
}

public enum MeetingState
{
    Proposed,
    Planned,
    Held,
    Cancelled,
}

public sealed class MeetingAttendee
{
    public Guid MeetingId { get; init; }
    public Guid PersonId { get; init; }
    public Person? Person { get; init; }

    /// <summary>Null until the meeting's record says who came.</summary>
    public bool? Came { get; set; }
}

public sealed class MeetingItem
{
    public Guid MeetingId { get; init; }
    public Guid ItemId { get; init; }
    public Items.Item? Item { get; init; }
}

/// <summary>A time proposed for a meeting; one of them is chosen.</summary>
public sealed class MeetingTime
{
    public Guid Id { get; init; }
    public Guid MeetingId { get; init; }
    public DateTimeOffset StartsAt { get; init; }
    public Guid ProposedById { get; init; }
    public Person? ProposedBy { get; init; }

    /// <summary>Person ids of attendees to whom it suits.</summary>
    public required List<Guid> SuitsPersonIds { get; set; }
}
