
namespace Baton.Web.Features.SignOff;

/// <summary>What signing may be refused for.</summary>
public static class SignRefusals
{
    public static readonly Refusal NotYours = new("sign.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal WrongStage = new("sign.wrong-stage", RefusalKind.Conflict);
    public static readonly Refusal FindingsOpen = new("sign.findings-open", RefusalKind.Conflict);
    public static readonly Refusal NotLastDay = new("sign.not-last-day", RefusalKind.Conflict);
    public static readonly Refusal NoCaretaker = new("sign.no-caretaker", RefusalKind.Conflict);
    public static readonly Refusal AlreadySigned = new("sign.already-signed", RefusalKind.Conflict);
    public static readonly Refusal NotYourTurn = new("sign.not-your-turn", RefusalKind.Conflict);
    /// <summary>The content was frozen again after the signer was shown it.</summary>
    public static readonly Refusal Stale = new("sign.stale", RefusalKind.Conflict);
    public static readonly Refusal AgreementNeeded = new("sign.agreement-needed");
    public static readonly Refusal DrawnUnreadable = new("sign.drawn-unreadable");
    public static readonly Refusal MethodNotHere = new("sign.method-not-here", RefusalKind.Conflict);
    public static readonly Refusal NothingRefused = new("sign.nothing-refused", RefusalKind.Conflict);
    public static readonly Refusal NotAccepted = new("sign.not-accepted", RefusalKind.Conflict);
    /// <summary>免签: only for who is no longer with the company.</summary>
    public static readonly Refusal NotGone = new("sign.not-gone", RefusalKind.Conflict);
    public static readonly Refusal NoAttempts = new("sign.no-attempts", RefusalKind.Conflict);
}
