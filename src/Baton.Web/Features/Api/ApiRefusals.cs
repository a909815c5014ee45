namespace Baton.Web.Features.Api;

/// <summary>What a program may be refused for where a person at a page would not.</summary>
public static class ApiRefusals
{
    public static readonly Refusal Unreadable = new("api.unreadable", RefusalKind.Malformed);
    public static readonly Refusal TokenNeeded = new("api.token-needed", RefusalKind.NobodySignedIn);
    public static readonly Refusal TokenInvalid = new("api.token-invalid", RefusalKind.NobodySignedIn);
    public static readonly Refusal ReadOnlyToken = new("api.read-only-token", RefusalKind.Forbidden);
    public static readonly Refusal OneHandoverToken = new("api.one-handover-token", RefusalKind.Forbidden);

    /// <summary>Sign, refuse, reopen, waive, manage accounts: product.md section 7.</summary>
    public static readonly Refusal PersonOnly = new("api.person-only", RefusalKind.Forbidden);
    public static readonly Refusal MethodNotAllowed = new("api.method-not-allowed", RefusalKind.MethodNotAllowed);
    /// <summary>The request that has it is under way, or its answer was lost.</summary>
    public static readonly Refusal KeyTaken = new("api.key-taken", RefusalKind.Conflict);
    public static readonly Refusal KeyOfAnother = new("api.key-of-another");
    public static readonly Refusal CursorUnknown = new("api.cursor-unknown");
    public static readonly Refusal LimitOutside = new("api.limit-outside");
    public static readonly Refusal TooLarge = new("api.too-large", RefusalKind.TooLarge);
    public static readonly Refusal NotJson = new("api.not-json", RefusalKind.WrongMedia);
    public static readonly Refusal TooManyTries = new("api.too-many-tries", RefusalKind.TooMany);

    /// <summary>Our own mistake; the log has it.</summary>
    public static readonly Refusal Broken = new("api.broken", RefusalKind.Broken);
}
