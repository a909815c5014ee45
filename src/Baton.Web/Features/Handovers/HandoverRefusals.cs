namespace Baton.Web.Features.Handovers;

/// <summary>What opening and leading a handover may be refused for.</summary>
public static class HandoverRefusals
{
    public static readonly Refusal NotYours = new("handover.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal WrongStage = new("handover.wrong-stage", RefusalKind.Conflict);
    public static readonly Refusal Stale = new("handover.stale", RefusalKind.Conflict);
    /// <summary>If-Match names a version that is no longer.</summary>
    public static readonly Refusal Outdated = new("handover.outdated", RefusalKind.Outdated);
    public static readonly Refusal UnknownPerson = new("handover.unknown-person");
    public static readonly Refusal GiverReceives = new("handover.giver-receives");
    /// <summary>LIST-04: never giver or receiver of the same handover.</summary>
    public static readonly Refusal WitnessTakesPart = new("handover.witness-takes-part");
    public static readonly Refusal CaretakerWitnesses = new("handover.caretaker-witnesses");
    public static readonly Refusal NobodyConfirms = new("handover.nobody-confirms", RefusalKind.Conflict);
    public static readonly Refusal NobodyReceives = new("handover.nobody-receives");
    public static readonly Refusal DayOutOfRange = new("handover.day-out-of-range");
    public static readonly Refusal ReturnDayNeeded = new("handover.return-day-needed");
    public static readonly Refusal ProposalClosed = new("handover.proposal-closed", RefusalKind.Conflict);
    public static readonly Refusal StillTimeToAnswer = new("handover.still-time-to-answer", RefusalKind.Conflict);
    /// <summary>Responsibility that has passed does not come back.</summary>
    public static readonly Refusal HasPassed = new("handover.has-passed", RefusalKind.Conflict);
    public static readonly Refusal ListChanged = new("handover.list-changed", RefusalKind.Conflict);
    public static readonly Refusal EndsBeforeItBegins = new("handover.ends-before-it-begins");
    public static readonly Refusal TransferTooEarly = new("handover.transfer-too-early");
    public static readonly Refusal ListEmpty = new("handover.list-empty", RefusalKind.Conflict);
    public static readonly Refusal FindingsOpen = new("handover.findings-open", RefusalKind.Conflict);
    public static readonly Refusal TimesNotAgreed = new("handover.times-not-agreed", RefusalKind.Conflict);
    public static readonly Refusal NeedsFullForm = new("handover.needs-full-form", RefusalKind.Conflict);
    public static readonly Refusal AlreadyInRole = new("handover.already-in-role");
    public static readonly Refusal RoleCannotBeReplaced = new("handover.role-cannot-be-replaced");
    public static readonly Refusal HasCaretaker = new("handover.has-caretaker");
    public static readonly Refusal NotYourself = new("handover.not-yourself");
    public static readonly Refusal NotInTeam = new("handover.not-in-team");
    public static readonly Refusal ApprovalNeeded = new("handover.approval-needed");
    public static readonly Refusal AlreadyContinued = new("handover.already-continued", RefusalKind.Conflict);
    public static readonly Refusal NothingToContinue = new("handover.nothing-to-continue", RefusalKind.Conflict);
}
