namespace Baton.Web.Features.Items;

/// <summary>What listing and walking items may be refused for.</summary>
public static class ItemRefusals
{
    public static readonly Refusal NotYours = new("item.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal WrongStage = new("item.wrong-stage", RefusalKind.Conflict);
    public static readonly Refusal Stale = new("item.stale", RefusalKind.Conflict);
    public static readonly Refusal Withdrawn = new("item.withdrawn", RefusalKind.Conflict);
    public static readonly Refusal NotAReceiver = new("item.not-a-receiver");
    public static readonly Refusal FieldUnknown = new("item.field-unknown");
    /// <summary>The row's category has no such field.</summary>
    public static readonly Refusal NoSuchField = new("item.no-such-field");
    public static readonly Refusal CategoryNotEmpty = new("item.category-not-empty", RefusalKind.Conflict);
    public static readonly Refusal TooMany = new("item.too-many");
    public static readonly Refusal PasteWithoutTitle = new("item.paste.without-title");
    public static readonly Refusal PasteTargetTwice = new("item.paste.target-twice");
    public static readonly Refusal NothingSelected = new("item.nothing-selected");
    public static readonly Refusal NothingCounted = new("item.nothing-counted");
    public static readonly Refusal NoReceiver = new("item.no-receiver", RefusalKind.Conflict);
    public static readonly Refusal StepUnknown = new("item.step-unknown", RefusalKind.Conflict);
    public static readonly Refusal StepDone = new("item.step-done", RefusalKind.Conflict);
    public static readonly Refusal StepNotDone = new("item.step-not-done", RefusalKind.Conflict);
    /// <summary>核对 of a document with files: they are opened first.</summary>
    public static readonly Refusal OpenFirst = new("item.open-first", RefusalKind.Conflict);
    public static readonly Refusal StepsMissing = new("item.steps-missing", RefusalKind.Conflict);
    public static readonly Refusal AlreadySettled = new("item.already-settled", RefusalKind.Conflict);
    /// <summary>Pressed twice, a return would be the second one, which goes to the witness.</summary>
    public static readonly Refusal AlreadyReturned = new("item.already-returned", RefusalKind.Conflict);
    public static readonly Refusal AwaitsWitness = new("item.awaits-witness", RefusalKind.Conflict);
    public static readonly Refusal NothingToRemark = new("item.nothing-to-remark", RefusalKind.Conflict);
    public static readonly Refusal NothingToDecide = new("item.nothing-to-decide", RefusalKind.Conflict);
    public static readonly Refusal TeachBackWaiting = new("item.teach-back-waiting", RefusalKind.Conflict);
    public static readonly Refusal NoTeachBack = new("item.no-teach-back", RefusalKind.Conflict);
    /// <summary>For critical items the teach-back is typed.</summary>
    public static readonly Refusal CriticalIsTyped = new("item.critical-is-typed");
    public static readonly Refusal NotYet = new("item.not-yet", RefusalKind.Conflict);
    public static readonly Refusal LooksLikePassword = new("item.looks-like-password");
    public static readonly Refusal NothingSealed = new("item.nothing-sealed", RefusalKind.Conflict);
    /// <summary>A sealed credential opens once.</summary>
    public static readonly Refusal CredentialRead = new("item.credential-read", RefusalKind.Conflict);
    /// <summary>The instance key is not the one that it was sealed with.</summary>
    public static readonly Refusal CredentialUnreadable = new("item.credential-unreadable", RefusalKind.Conflict);
    public static readonly Refusal NotACount = new("item.not-a-count");
    public static readonly Refusal LineWithoutAmount = new("item.line-without-amount");
    public static readonly Refusal TotalDiffers = new("item.total-differs");
    /// <summary>A process that was shown in parts: what was left out is said in the note.</summary>
    public static readonly Refusal StepsNotShown = new("item.steps-not-shown");
    /// <summary>Missing numbers that nobody explained.</summary>
    public static readonly Refusal NumbersMissing = new("item.numbers-missing");
    public static readonly Refusal NumbersDiffer = new("item.numbers-differ");
    public static readonly Refusal StepThere = new("item.step-there", RefusalKind.Conflict);
    public static readonly Refusal SourceNeeded = new("item.source-needed");
    /// <summary>The witness answers only what the giver has left unanswered for a working day.</summary>
    public static readonly Refusal GiverHasTime = new("item.giver-has-time", RefusalKind.Conflict);
    /// <summary>Key and critical items are walked one at a time.</summary>
    public static readonly Refusal OnlyNormal = new("item.only-normal");
}
