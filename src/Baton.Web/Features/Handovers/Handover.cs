using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;

namespace Baton.Web.Features.Handovers;

/// <summary>One case: the work of one giver passing to receivers under the eyes of a witness.</summary>
public sealed class Handover
{
    // Looked up under a lock; findings ask for it once an item.
    private TimeZoneInfo? zone;

    public Guid Id { get; init; }

    /// <summary>For people: JJ-2026-0017.</summary>
    public required string Number { get; init; }

    /// <summary>Grows by one with every change; tells a person that what they saw is stale.</summary>
    public long Version { get; set; }

    public required string Title { get; set; }
    public Stage Stage { get; set; }
    public HandoverForm Form { get; set; }
    public Reason Reason { get; init; }
    public string? ReasonNote { get; init; }

    /// <summary>The giver asked for it; until HR or a manager confirms, only they, HR and the giver's manager see it.</summary>
    public bool IsRequest { get; set; }

    /// <summary>Sudden leave, no contact: initiator or witness records the giver's steps in their absence.</summary>
    public bool GiverAbsent { get; set; }

    public Guid? DepartmentId { get; init; }
    public Department? Department { get; init; }
    public Guid? PositionId { get; init; }
    public Position? Position { get; init; }
    public DateOnly LastWorkingDay { get; set; }

    /// <summary>Temporary cover only: the day on which the work is handed back.</summary>
    public DateOnly? ReturnsOn { get; set; }

    /// <summary>IANA name, copied from the company at opening: days of this handover are days there.</summary>
    public required string TimeZone { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    // The agreed times: null until giver and receivers have agreed, or the initiator has fixed them.
    public DateOnly? FromDay { get; set; }
    public DateOnly? ToDay { get; set; }
    public DateTimeOffset? FirstMeetingAt { get; set; }
    public DateTimeOffset? TransferAt { get; set; }
    public DateTimeOffset? TimesAgreedAt { get; set; }

    // 岗位概述
    public string? Overview { get; set; }

    // 责任边界
    public string? BoundaryBefore { get; set; }
    public string? BoundaryAfter { get; set; }
    public string? BoundaryAcross { get; set; }

    // 支持约定
    public SupportChoice Support { get; set; }
    public DateOnly? SupportUntil { get; set; }
    public string? SupportTerms { get; set; }

    /// <summary>LIST-08, 会计基础工作规范 art. 26: declared by the giver before an accounting list is confirmed.</summary>
    public AccountingDeclarations AccountingDeclared { get; set; }

    public DateTimeOffset? ListSubmittedAt { get; set; }
    public DateTimeOffset? ListConfirmedAt { get; set; }
    public string? ListRemarks { get; set; }

    /// <summary>交接已办结: the instant of the last transfer signature.</summary>
    public DateTimeOffset? SignedOffAt { get; set; }
    public DateOnly? FollowUpEndsOn { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }
    public string? CancelReason { get; set; }

    /// <summary>The handover that this one continues: a hand-back after temporary cover, or a 转交 by the caretaker.</summary>
    public Guid? ContinuesId { get; init; }

    /// <summary>The template that it began with, as it was then; null for none.</summary>
    public Guid? TemplateId { get; init; }

    /// <summary>Keys of expected items of which the giver says that this job has none.</summary>
    public List<string> NotApplicable { get; init; } = [];

    /// <summary>Keys of the interview's questions that were answered.</summary>
    public List<string> Answered { get; init; } = [];

    /// <summary>Keys of the interview's questions that were put off.</summary>
    public List<string> PutOff { get; init; } = [];

    /// <summary>Numbers for home and lists, written in the same transaction as what they count.</summary>
    public HandoverNumbers Numbers { get; set; } = new();

    public List<Party> Parties { get; init; } = [];

    /// <summary>「无」: empty categories of which the giver says that they are. Who said it when stands in the record.</summary>
    public List<Category> DeclaredEmpty { get; init; } = [];

    public IEnumerable<Party> Current(PartyRole role) => Parties.Where(p => p.Role == role && p.IsCurrent);
    public Party? Giver => Current(PartyRole.Giver).FirstOrDefault();
    public Party? Witness => Current(PartyRole.Witness).FirstOrDefault();
    public Party? Caretaker => Current(PartyRole.Caretaker).FirstOrDefault();
    public Party? Initiator => Current(PartyRole.Initiator).FirstOrDefault();
    public IEnumerable<Party> Receivers => Current(PartyRole.Receiver);

    public bool Is(Guid personId, PartyRole role) => Current(role).Any(p => p.PersonId == personId);

    /// <summary>Takes it back for the company and does no work with it: a collector who is nothing else here.</summary>
    public bool TakesBack(Guid personId) => Is(personId, PartyRole.Collector) && !Is(personId, PartyRole.Receiver) && !Is(personId, PartyRole.Caretaker);

    /// <summary>Open for work: neither ended nor cancelled.</summary>
    public bool IsOpen => Stage is not (Stage.Completed or Stage.Cancelled);

    /// <summary>The handover's own time zone, for turning its instants into days.</summary>
    public TimeZoneInfo Zone => zone ??= TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>The day that it is for this handover at an instant.</summary>
    public DateOnly DayAt(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}

/// <summary>Whether the giver helps after the transfer. Voluntary after leaving; 「不提供」 is a choice (SIGN-08).</summary>
public enum SupportChoice
{
    NotChosen,
    Offered,
    NotOffered,
}

/// <summary>What 会计基础工作规范 art. 26 wants finished before an accountant hands over.</summary>
[Flags]
public enum AccountingDeclarations
{
    None = 0,
    VouchersComplete = 1,
    EntriesPosted = 2,
    BalancesStamped = 4,
    MattersWritten = 8,
    All = VouchersComplete | EntriesPosted | BalancesStamped | MattersWritten,
}

/// <summary>Counts over a handover's items, questions, matters and meetings.</summary>
public sealed class HandoverNumbers
{
    /// <summary>Items that are not withdrawn.</summary>
    public int Items { get; set; }

    /// <summary>Items accepted, with or without reservation.</summary>
    public int Settled { get; set; }

    /// <summary>Items explained (or whatever their first step is) that wait for the receiver.</summary>
    public int Waiting { get; set; }

    /// <summary>Items with something missing that must be filled.</summary>
    public int WithGaps { get; set; }

    public int OpenQuestions { get; set; }
    public int OpenMatters { get; set; }
    public int MeetingsHeld { get; set; }
}

/// <summary>One proposal of times. Every one is kept; the newest open one can be confirmed.</summary>
public sealed class TimeProposal
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Guid ById { get; init; }
    public Person? By { get; init; }
    public DateTimeOffset At { get; init; }
    public DateOnly FromDay { get; init; }
    public DateOnly ToDay { get; init; }
    public DateTimeOffset? FirstMeetingAt { get; init; }
    public DateTimeOffset TransferAt { get; init; }
    public string? Note { get; init; }
    public ProposalState State { get; set; }
    public List<TimeConfirmation> Confirmations { get; init; } = [];
}

public enum ProposalState
{
    Open,
    Agreed,
    Superseded,
    /// <summary>Nobody answered for two working days: the initiator fixed it.</summary>
    Fixed,
}

public sealed class TimeConfirmation
{
    public Guid ProposalId { get; init; }
    public Guid PersonId { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>An attempt to reach a party who does not act; shown in the witness's statements.</summary>
public sealed class ContactAttempt
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Guid PersonId { get; init; }
    public Person? Person { get; init; }
    public Guid ById { get; init; }
    public Person? By { get; init; }
    public DateTimeOffset At { get; init; }
    public required string How { get; init; }
    public string? Result { get; init; }
}

/// <summary>What a person has typed into a form and not yet sent. Private, outside log and record, erased on submit.</summary>
public sealed class Draft
{
    public Guid PersonId { get; init; }
    public required string Key { get; init; }
    public required string Fields { get; set; }
    public DateTimeOffset SavedAt { get; set; }
}
