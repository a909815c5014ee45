using Microsoft.AspNetCore.Diagnostics;

namespace Baton.Web.Identity;

/// <summary>
/// What an operator watches for, in the log of the process under the name Baton.Security: who signs in, who fails to, and
/// what is refused. Accounts by id, pages by their pattern: no name, no text and no secret that somebody sent, so that
/// nothing can be smuggled into a line or read out of one (a name field often holds a password typed in the wrong place).
/// What is done goes into the record instead: docs/audit-events.md.
/// </summary>
public sealed partial class SecurityLog(ILoggerFactory loggers, IHttpContextAccessor http)
{
    private readonly ILogger logger = loggers.CreateLogger("Baton.Security");

    public void SignedIn(Guid account, Guid signIn) => SignedIn(logger, account, signIn, Source);

    public void SignedOut(Guid account) => SignedOut(logger, account, Source);

    public void WrongPassword(Guid account) => WrongPassword(logger, account, Source);

    public void UnknownName() => UnknownName(logger, Source);

    public void ClosedAccount(Guid account) => ClosedAccount(logger, account, Source);

    public void TooManyTries() => TooManyTries(logger, Source);

    /// <summary>An answer that is a refusal: 400 (a form without its token among them), 401, 403, 404 of a record, 429.</summary>
    internal void Refused(HttpContext context, string? pattern) =>
        Refused(logger, context.Response.StatusCode, context.Request.Method is var method && Methods.Contains(method) ? method : "?", pattern, context.Actor()?.AccountId, Source);

    private static readonly HashSet<string> Methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];

    private string Source => FormThrottle.Source(http.HttpContext?.Connection.RemoteIpAddress);

    [LoggerMessage(1, LogLevel.Information, "Signed in: account {Account}, sign-in {SignIn}, from {Source}")]
    private static partial void SignedIn(ILogger logger, Guid account, Guid signIn, string source);

    [LoggerMessage(2, LogLevel.Information, "Signed out: account {Account}, from {Source}")]
    private static partial void SignedOut(ILogger logger, Guid account, string source);

    [LoggerMessage(3, LogLevel.Warning, "Wrong password: account {Account}, from {Source}")]
    private static partial void WrongPassword(ILogger logger, Guid account, string source);

    [LoggerMessage(4, LogLevel.Warning, "Unknown user name, from {Source}")]
    private static partial void UnknownName(ILogger logger, string source);

    [LoggerMessage(5, LogLevel.Warning, "Right password of a closed account: account {Account}, from {Source}")]
    private static partial void ClosedAccount(ILogger logger, Guid account, string source);

    [LoggerMessage(6, LogLevel.Warning, "Too many tries, from {Source}")]
    private static partial void TooManyTries(ILogger logger, string source);

    [LoggerMessage(7, LogLevel.Warning, "Refused with {Status}: {Method} {Pattern}, account {Account}, from {Source}")]
    private static partial void Refused(ILogger logger, int status, string method, string? pattern, Guid? account, string source);
}

internal static class SecurityLogging
{
    /// <summary>After routing and signing in, so that it is known what was asked for and by whom.</summary>
    public static void UseSecurityLog(this WebApplication app) => app.Use(async (context, next) =>
    {
        // The page that says so is run for the same request once more.
        var again = context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null;
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        await next(context);
        if (!again && pattern is not null && context.Response.StatusCode is 400 or 401 or 403 or 404 or 429)
        {
            context.RequestServices.GetRequiredService<SecurityLog>().Refused(context, pattern);
        }
    });
}
