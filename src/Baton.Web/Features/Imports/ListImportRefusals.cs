namespace Baton.Web.Features.Imports;

/// <summary>Why a file can't be taken into a list, why a row of it is left out, and why an import can't be undone.</summary>
public static class ListImportRefusals
{
    public static readonly Refusal NoFile = new("list-import.no-file");

    /// <summary>A picture, a PDF and the like: a file to hand over, with no list in it.</summary>
    public static readonly Refusal NotAList = new("list-import.not-a-list");

    /// <summary>More than {0} items.</summary>
    public static readonly Refusal TooMany = new("list-import.too-many");

    /// <summary>In sheet {0} no column is the name.</summary>
    public static readonly Refusal WithoutTitle = new("list-import.without-title");

    /// <summary>In sheet {0} two columns are for the same.</summary>
    public static readonly Refusal TargetTwice = new("list-import.target-twice");

    /// <summary>The list, or what was chosen, is another than in the preview that was confirmed.</summary>
    public static readonly Refusal PlanChanged = new("list-import.plan-changed", RefusalKind.Conflict);

    public static readonly Refusal NothingToDo = new("list-import.nothing-to-do");

    // Why a row is left out.
    public static readonly Refusal AboveTable = new("list-import.above-table");
    public static readonly Refusal BelowTable = new("list-import.below-table");
    public static readonly Refusal Blank = new("list-import.blank");
    public static readonly Refusal NoName = new("list-import.no-name");

    /// <summary>Its item {0} was withdrawn since.</summary>
    public static readonly Refusal ItemWithdrawn = new("list-import.item-withdrawn");

    /// <summary>Responsibility for its item {0} has passed, or it is part of what was signed.</summary>
    public static readonly Refusal ItemPassed = new("list-import.item-passed");

    public static readonly Refusal NotFound = new("list-import.not-found", RefusalKind.NotFound);
    public static readonly Refusal Undone = new("list-import.undone", RefusalKind.Conflict);

    /// <summary>Items {0} of it are accepted or signed.</summary>
    public static readonly Refusal Settled = new("list-import.settled", RefusalKind.Conflict);
}
