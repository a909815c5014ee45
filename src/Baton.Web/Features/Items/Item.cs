using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;

namespace Baton.Web.Features.Items;

/// <summary>One thing being handed over (交接事项).</summary>
public sealed class Item
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Category Category { get; set; }

    /// <summary>Place within its category, from 1; a withdrawn item keeps its own. Shown as 6.2.</summary>
    public int Place { get; set; }

    public required string Title { get; set; }

    /// <summary>Markdown.</summary>
    public string? Description { get; set; }

    public Importance Importance { get; set; }

    /// <summary>特别注意: a sentence that must not be missed.</summary>
    public string? SpecialAttention { get; set; }

    /// <summary>The category's own fields; stored as versioned JSON in one text column.</summary>
    public required CategoryFields Fields { get; set; }

    /// <summary>仅接收人可见: giver, its receiver, witness and auditor only.</summary>
    public bool Restricted { get; set; }

    public Guid? ReceiverId { get; set; }
    public Person? Receiver { get; set; }

    /// <summary>Whom 现状交接 passed over when it gave the item to the caretaker; who takes it again where that is reopened.</summary>
    public Guid? PassedOverId { get; set; }

    /// <summary>Named first where a team receives; the lead then names the person.</summary>
    public Guid? TeamId { get; set; }

    /// <summary>责任转移时间, where it differs from the handover's.</summary>
    public DateTimeOffset? TransferAt { get; set; }

    public ItemState State { get; set; }
    public int Returns { get; set; }
    public string? ReturnReason { get; set; }

    /// <summary>A second return, or 不属于我, waits for the witness's decision.</summary>
    public bool AwaitsWitness { get; set; }

    public string? ReservationText { get; set; }
    public DateOnly? ReservationDue { get; set; }
    public Guid? ReservationOwnerId { get; set; }
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>补充: added after the list was confirmed.</summary>
    public bool Added { get; set; }

    /// <summary>The 补充清单 it belongs to: found after signing, or given to another after it.</summary>
    public Guid? SupplementId { get; set; }

    /// <summary>The earliest day on which something must be done; kept beside the fields because it is sorted by.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>What is missing in it; kept beside the fields because it is counted.</summary>
    public ItemGaps Gaps { get; set; }

    /// <summary>When giver and receiver (or who stands in) had both signed: from then and its 责任转移时间 on, the receiver answers for it.</summary>
    public DateTimeOffset? BothSignedAt { get; set; }

    /// <summary>When its receiver read the sealed credential: from then on the password is theirs to change.</summary>
    public DateTimeOffset? CredentialReadAt { get; set; }

    public Mastery? Mastery { get; set; }

    /// <summary>首次独立执行: the date on which the receiver first does it alone.</summary>
    public DateOnly? FirstIndependentRunOn { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Grows with every change of this item; what a form shows when it was loaded.</summary>
    public int Version { get; set; }

    /// <summary>What the template expected it as; null where nothing did.</summary>
    public string? ExpectedKey { get; init; }

    /// <summary>How many files are attached to it; kept beside them because it decides what is missing.</summary>
    public int Files { get; set; }

    public Guid? SourceRowId { get; init; }
    public SourceRow? SourceRow { get; init; }

    public List<ProofStep> Steps { get; init; } = [];
    public List<TeachBack> TeachBacks { get; init; } = [];
    public List<ItemLink> Links { get; init; } = [];

    /// <summary>Something that must be filled is missing (LIST-02, 03, 06, 07). A column, since it is counted.</summary>
    public bool HasGap { get; set; }

    /// <summary>As people call it: 6.2.</summary>
    public string Label => LabelOf(Category, Place);

    public static string LabelOf(Category category, int place) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(int)category}.{place}");

    public bool IsSettled => State is ItemState.Accepted or ItemState.Reserved;

    /// <summary>Whether responsibility for it has passed: both have signed, and its 责任转移时间 has come. It does not come back.</summary>
    public bool HasPassed(Handover handover, DateTimeOffset now) =>
        BothSignedAt is not null && (TransferAt ?? handover.TransferAt) is { } transfer && transfer <= now;

    /// <summary>What was counted or reconciled and differs from the list without a remark; null where nothing does.</summary>
    public ProofStep? UnexplainedDifference => Steps.Find(s =>
        s is { IsDone: true, Note: null, Expected: not null, Actual: not null } && s.Kind.HasFigures() && s.Expected != s.Actual);

    /// <summary>A password is not changed, or the giver's access not withdrawn.</summary>
    public bool HasOpenAccount => Steps.Exists(s => s.Kind.IsDueOnLastDay() && s is { IsDone: false, IsLeftOut: false });

    public bool HasReceiver => ReceiverId is not null || TeamId is not null;

    public ProofStep? Step(ProofKind kind) => Steps.FirstOrDefault(s => s.Kind == kind);

    /// <summary>Steps that must still be done (or left out with approval) before it may be accepted.</summary>
    public IEnumerable<ProofStep> OpenSteps =>
        Steps.Where(s => s.Kind.IsBeforeAcceptance() && !s.IsDone && !s.IsLeftOut).OrderBy(s => s.Kind);

    /// <summary>
    /// 简易交接 accepts and signs in one act: what was only to be explained or looked at is said by signing; what is
    /// counted or said back is not.
    /// </summary>
    public bool CanBeAcceptedBySigning => State == ItemState.Open && ReceiverId is not null && !AwaitsWitness
        && OpenSteps.All(s => !s.Kind.HasFigures() && s.Kind != ProofKind.TaughtBack && s.LeaveOutReason is null);

    /// <summary>Brings what follows from the content up to date: steps, gaps, the date it is sorted by.</summary>
    /// <param name="handover">Its own, with the parties.</param>
    public void Settle(Handover handover, Func<Guid> newId)
    {
        var defaults = ReceiverId is { } receiver && handover.TakesBack(receiver)
            ? CategoryCatalog.StepsOfTakingBack(Fields) : CategoryCatalog.DefaultSteps(Fields, Importance);
        Steps.RemoveAll(s => !s.Extra && !s.IsDone && !s.IsLeftOut && s.LeaveOutReason is null && !defaults.Contains(s.Kind));
        Steps.AddRange(defaults.Where(kind => Step(kind) is null).Select(kind => new ProofStep { Id = newId(), ItemId = Id, Kind = kind }));
        Gaps = Categories.Gaps.Of(Fields, Importance, HasReceiver, Files > 0);
        HasGap = (Gaps & Categories.Gaps.MustBeSolved) != 0;
        DueOn = Fields is PendingFields pending ? pending.Due ?? pending.LookAgain : ReservationDue;
    }

    /// <summary>
    /// Somebody else is to take it. What the one before did, was shown and accepted is no proof for them: every step before
    /// acceptance is open again.
    /// </summary>
    /// <returns>Whether something was settled or proven already.</returns>
    public bool GiveTo(Guid? receiverId, Guid? teamId)
    {
        var proven = ReceiverId is null ? [] : Steps.Where(s => s.IsDone && s.Kind.IsBeforeAcceptance()).ToList();
        proven.ForEach(s => s.Undo());
        if (ReceiverId is not null && Step(ProofKind.Demonstrated) is { } shown)
        {
            shown.Shown = [];
        }

        (ReceiverId, TeamId) = (receiverId, teamId);
        CredentialReadAt = null;
        AwaitsWitness = false;
        Returns = 0;
        if (State == ItemState.Returned)
        {
            State = ItemState.Open;
        }

        return Unsettle("changed") || proven.Count > 0;
    }

    /// <summary>Other fields. What was counted against other figures is counted again; other steps of a process are shown again.</summary>
    public void Change(CategoryFields fields)
    {
        var (before, listed) = (Fields, Listed);
        Fields = fields;
        if (Step(ProofKind.Demonstrated) is { IsDone: false } demonstration && !ProcessSteps.Of(before).SequenceEqual(ProcessSteps.Of(fields)))
        {
            demonstration.Shown = [];
        }

        if (Listed != listed || (fields as FinanceFields)?.Numbers != (before as FinanceFields)?.Numbers || !CategoryCatalog.DefaultSteps(fields, Importance).SequenceEqual(CategoryCatalog.DefaultSteps(before, Importance)))
        {
            foreach (var step in Steps.Where(s => s.IsDone && s.Kind.HasFigures()))
            {
                step.Undo();
            }
        }
    }

    /// <summary>The figure on the list, against which is counted or reconciled; null where the list has none.</summary>
    public decimal? Listed => Fields switch
    {
        AssetsFields asset => asset.Quantity,
        FinanceFields finance => finance.Book,
        _ => null,
    };

    /// <summary>Not accepted after all.</summary>
    public void Reopen()
    {
        State = ItemState.Open;
        SettledAt = null;
        ReservationText = null;
        ReservationDue = null;
        ReservationOwnerId = null;
        BothSignedAt = null;
    }

    /// <summary>
    /// A change to a settled item puts it back: what was accepted is no longer what stands here. What the receiver said
    /// back counts no more either.
    /// </summary>
    /// <returns>Whether it was settled.</returns>
    public bool Unsettle(string why)
    {
        var was = IsSettled;
        if (was)
        {
            Reopen();
            ReturnReason = why;
        }

        foreach (var teachBack in TeachBacks.Where(t => t.State is TeachBackState.Waiting or TeachBackState.Confirmed))
        {
            teachBack.State = TeachBackState.Void;
            Step(ProofKind.TaughtBack)?.Undo();
        }

        return was;
    }
}

public enum ItemState
{
    /// <summary>Listed, not yet settled.</summary>
    Open,
    Accepted,
    Reserved,
    Returned,
    Withdrawn,
    /// <summary>未接收: passed to the caretaker by 现状交接.</summary>
    NotReceived,
}

public enum Mastery
{
    /// <summary>未掌握</summary>
    NotYet,
    /// <summary>需协助</summary>
    WithHelp,
    /// <summary>独立完成</summary>
    Independent,
}

/// <summary>交接步骤: what must happen before an item may be accepted (or, for some kinds, later).</summary>
public sealed class ProofStep
{
    public Guid Id { get; init; }
    public Guid ItemId { get; init; }
    public ProofKind Kind { get; init; }

    /// <summary>Added by giver or witness, beyond the default of category and importance.</summary>
    public bool Extra { get; init; }

    public DateTimeOffset? DoneAt { get; set; }
    public Guid? DoneById { get; set; }
    public Person? DoneBy { get; set; }

    /// <summary>The giver, where somebody else recorded it in their absence or by proxy.</summary>
    public Guid? OnBehalfOfId { get; set; }

    public string? Note { get; set; }

    // Counting and reconciling: what the list says, what was found, in what condition. Amounts as exact decimals.
    public decimal? Expected { get; set; }
    public decimal? Actual { get; set; }
    public string? Condition { get; set; }

    /// <summary>How reconciled figures came about; null where only totals were typed.</summary>
    public Reconciliation? Reconciliation { get; set; }

    /// <summary>Which steps of a process were shown, from 0; of 演示 only.</summary>
    public List<int> Shown { get; set; } = [];

    /// <summary>抽查: a folder checked by samples, where the witness allows it.</summary>
    public bool BySample { get; set; }

    // Leaving out a default step takes a reason and the witness's approval.
    public string? LeaveOutReason { get; set; }
    public Guid? LeaveOutAskedById { get; set; }
    public DateTimeOffset? LeftOutAt { get; set; }
    public Guid? LeftOutById { get; set; }

    /// <summary>模拟演练: performed as a simulation, where the real occasion lies beyond the period.</summary>
    public bool Simulated { get; set; }

    /// <summary>Said by the receiver's signature in 简易交接: no part of the content that was signed.</summary>
    public bool BySigning { get; private set; }

    public void DoBySigning(DateTimeOffset at, Guid by)
    {
        Do(at, by, null);
        BySigning = true;
    }

    public void Do(DateTimeOffset at, Guid by, Guid? onBehalfOf)
    {
        DoneAt = at;
        DoneById = by;
        OnBehalfOfId = onBehalfOf;
    }

    /// <summary>Ticked by mistake: the step is open again; the events keep both.</summary>
    public void Undo()
    {
        DoneAt = null;
        DoneById = null;
        OnBehalfOfId = null;
        Note = null;
        Expected = null;
        Actual = null;
        Condition = null;
        Reconciliation = null;
        Shown = [];
        Simulated = false;
        BySigning = false;
    }

    public bool IsDone => DoneAt is not null;
    public bool IsLeftOut => LeftOutAt is not null;
}

/// <summary>复述: the receiver's own words, confirmed or corrected by the giver.</summary>
public sealed class TeachBack
{
    public Guid Id { get; init; }
    public Guid ItemId { get; init; }
    public Guid ById { get; init; }
    public Person? By { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Text { get; init; }

    /// <summary>当面复述: spoken face to face, the text is a line of note.</summary>
    public bool Spoken { get; init; }

    public TeachBackState State { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }
    public Guid? AnsweredById { get; set; }
    public Person? AnsweredBy { get; set; }
    public string? Correction { get; set; }
}

public enum TeachBackState
{
    Waiting,
    Confirmed,
    Corrected,
    /// <summary>The item changed afterwards, or the step was undone.</summary>
    Void,
}

public sealed class ItemLink
{
    public Guid FromId { get; init; }
    public Guid ToId { get; init; }
    public Item? To { get; init; }
}

/// <summary>A pasted or imported row as it came, its cells as text; beside the item made from it, where one was.</summary>
public sealed class SourceRow
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }

    /// <summary>One paste or import; its rows are shown and exported together.</summary>
    public Guid BatchId { get; init; }

    /// <summary>Of an imported file, empty where the file has only one without a name; null where it was pasted.</summary>
    public string? Sheet { get; init; }

    /// <summary>From 1, in the order of the paste or sheet.</summary>
    public int Row { get; init; }

    /// <summary>What the columns were called, as the preview understood them.</summary>
    public required List<string> Headers { get; init; }
    public required List<string> Cells { get; init; }

    /// <summary>By what an imported row is known again when its file comes once more; null where it was no item's.</summary>
    public string? Key { get; init; }

    /// <summary>The item that an imported row made, or brought up to date.</summary>
    public Guid? ItemId { get; init; }

    /// <summary>What the row said, by the values of <see cref="Imports.ItemValues"/>; also what of it did not become the item's.</summary>
    public Dictionary<string, string?>? Said { get; init; }

    /// <summary>What the item had before, of the values that the row changed; null where it made the item.</summary>
    public Dictionary<string, string?>? Replaced { get; init; }
}
