using Baton.Web.Features.Items;

namespace Baton.Web.Features.Handovers;

/// <summary>Before which step a finding must be solved.</summary>
public enum FindingGate
{
    List,
    Signing,
    Completion,
    /// <summary>Before none: it is a suggestion (建议).</summary>
    None,
}

/// <summary>检查提示: something missing or wrong, in one sentence that says what to do.</summary>
/// <param name="Id">Stable: LIST-01 … HINT-12.</param>
/// <param name="SubjectId">What it points at; the handover where that is nothing smaller.</param>
/// <param name="TextKey">In HandoverText; {0} is the item's label and title where there is an item.</param>
/// <param name="Page">Where it is solved, below /handovers/{number}/.</param>
public sealed record Finding(string Id, FindingGate Gate, Guid SubjectId, Item? Item, string TextKey, IReadOnlyList<object> Arguments, string Page)
{
    public bool MustBeSolved => Gate != FindingGate.None;

    /// <summary>Whether the witness may waive it, asked by another party.</summary>
    public bool IsWaivable => Gate == FindingGate.Completion || Id == "SIGN-03";

    /// <summary>Whether somebody may know of it: of an item by its title; a collector of nothing that is no item of theirs.</summary>
    public bool IsVisibleTo(HandoverAccess access) => Item is null ? !access.IsOnlyCollector : access.SeesTitleOf(Item);
}
