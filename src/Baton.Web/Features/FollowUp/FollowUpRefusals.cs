namespace Baton.Web.Features.FollowUp;

/// <summary>What the follow-up may be refused for.</summary>
public static class FollowUpRefusals
{
    public static readonly Refusal NotYours = new("follow-up.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal WrongStage = new("follow-up.wrong-stage", RefusalKind.Conflict);
    public static readonly Refusal AlreadyFilled = new("follow-up.already-filled", RefusalKind.Conflict);
    public static readonly Refusal NotDueYet = new("follow-up.not-due-yet", RefusalKind.Conflict);
    /// <summary>Nobody is followed up before they answer for something.</summary>
    public static readonly Refusal StillToPass = new("follow-up.still-to-pass", RefusalKind.Conflict);
    public static readonly Refusal NotFilled = new("follow-up.not-filled", RefusalKind.Conflict);
    public static readonly Refusal NotWaivable = new("follow-up.not-waivable", RefusalKind.Conflict);
    public static readonly Refusal AlreadyAsked = new("follow-up.already-asked", RefusalKind.Conflict);
    /// <summary>Nobody approves their own waiver.</summary>
    public static readonly Refusal OwnWaiver = new("follow-up.own-waiver", RefusalKind.Forbidden);
    public static readonly Refusal NotLater = new("follow-up.not-later");
    public static readonly Refusal FindingsOpen = new("follow-up.findings-open", RefusalKind.Conflict);
    public static readonly Refusal ChecksLeft = new("follow-up.checks-left", RefusalKind.Conflict);
    public static readonly Refusal ChecksUnconfirmed = new("follow-up.checks-unconfirmed", RefusalKind.Conflict);
    public static readonly Refusal SupplementOpen = new("follow-up.supplement-open", RefusalKind.Conflict);
    public static readonly Refusal NotSettled = new("follow-up.not-settled", RefusalKind.Conflict);
}
