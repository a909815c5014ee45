using Baton.Web.Features.Handovers;
using Baton.Web.Features.People;

namespace Baton.Web.Features.SignOff;

/// <summary>
/// The content frozen for signing, numbered from 1 within its handover; a 补充清单 freezes revisions of its own.
/// </summary>
public sealed class Revision
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Guid? SupplementId { get; init; }
    public int Number { get; init; }
    public DateTimeOffset FrozenAt { get; init; }
    public Guid FrozenById { get; init; }

    /// <summary>SHA-256 of the event that froze it; part of every envelope.</summary>
    public required byte[] FreezingEventHash { get; set; }

    /// <summary>The matters as frozen: a JSON array of canonical revision matters.</summary>
    public required string Matters { get; init; }

    /// <summary>What the sheet shows, in the order shown, as JSON (<see cref="SignOff.Sheet"/>); made from the same values as the statements.</summary>
    public required string Sheet { get; init; }

    public RevisionPurpose Purpose { get; init; }

    /// <summary>All its signatures are there.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Given up because the handover was reopened; null while it stands.</summary>
    public DateTimeOffset? ReopenedAt { get; set; }
    public Guid? ReopenedById { get; set; }
    public string? ReopenReason { get; set; }

    public List<RevisionItem> Items { get; init; } = [];
    public List<Statement> Statements { get; init; } = [];
    public List<Signature> Signatures { get; init; } = [];
}

public enum RevisionPurpose
{
    Transfer,
    /// <summary>现状交接 on the last working day.</summary>
    AsItStands,
    Supplement,
    /// <summary>跟进确认签字</summary>
    Completion,
}

public sealed class RevisionItem
{
    public Guid RevisionId { get; init; }
    public Guid ItemId { get; init; }

    /// <summary>Who signs for it as receiver.</summary>
    public Guid? ReceiverId { get; init; }

    /// <summary>The item as a salted field set in JSON.</summary>
    public required string Fields { get; init; }

    public required byte[] Hash { get; init; }
}

/// <summary>
/// 签署内容: what one signer signs in one revision, built by the server when the content freezes. A deputy or proxy has
/// a statement of their own, which says for whom they would sign.
/// </summary>
public sealed class Statement
{
    public Guid RevisionId { get; init; }
    public PartyRole Role { get; init; }

    /// <summary>Whose signature is asked for.</summary>
    public Guid PersonId { get; init; }

    /// <summary>Who would make it.</summary>
    public Guid SignerId { get; init; }

    /// <summary>The head as a salted field set in JSON.</summary>
    public required string Head { get; init; }

    /// <summary>The canonical bytes that are hashed; see docs/record-format.md.</summary>
    public required byte[] Content { get; init; }

    public required byte[] Root { get; init; }

    /// <summary>How many items it covers.</summary>
    public int Items { get; init; }

    /// <summary>0 the giver, 1 receivers and collectors in any order, 2 the second witness, 3 the witness.</summary>
    public int Turn { get; init; }
}

/// <summary>One person's signature under one revision, or the statement that stands in for it.</summary>
public sealed class Signature
{
    public Guid Id { get; init; }
    public Guid RevisionId { get; init; }
    public Guid HandoverId { get; init; }
    public PartyRole Role { get; init; }

    /// <summary>Whose signature it is, or would have been.</summary>
    public Guid PersonId { get; init; }
    public Person? Person { get; init; }

    /// <summary>Who made it: the same person, a proxy, or the witness for a statement or a paper signature.</summary>
    public Guid MadeById { get; init; }
    public Person? MadeBy { get; init; }

    public SignatureMethod Method { get; init; }
    public DateTimeOffset SignedAt { get; init; }
    public required byte[] ContentRoot { get; init; }

    /// <summary>The exact envelope bytes; see docs/record-format.md.</summary>
    public required byte[] Envelope { get; init; }

    /// <summary>PNG, at most 64 KiB, or null.</summary>
    public byte[]? Drawn { get; init; }

    /// <summary>拒签说明, 未到场说明: what happened, in the witness's words.</summary>
    public string? Statement { get; init; }

    public DateTimeOffset? VoidedAt { get; set; }
    public string? VoidReason { get; set; }

    public bool Stands => VoidedAt is null;
}

public enum SignatureMethod
{
    /// <summary>仅密码验证: the weaker kind, and labelled so.</summary>
    Password,
    /// <summary>纸质签署 on the printed frozen revision.</summary>
    Paper,
    /// <summary>拒签说明 by the witness.</summary>
    RefusalStatement,
    /// <summary>未到场说明 by the witness.</summary>
    AbsenceStatement,
    /// <summary>Excused with a note: a party who has left does not sign the completion.</summary>
    Excused,
}

/// <summary>Somebody declined to sign and said why; the revision stays open.</summary>
public sealed class SigningRefused
{
    public Guid Id { get; init; }
    public Guid RevisionId { get; init; }
    public Guid PersonId { get; init; }
    public Person? Person { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Reason { get; init; }
}

/// <summary>电子签名法: each person accepts a versioned signing agreement once.</summary>
public sealed class AgreementAcceptance
{
    public Guid PersonId { get; init; }
    public int AgreementVersion { get; init; }
    public DateTimeOffset At { get; init; }
}
