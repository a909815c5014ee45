using System.Security.Claims;
using System.Text.Encodings.Web;
using Baton.Web.Data;
using Baton.Web.Features.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Baton.Web.Identity;

/// <summary>The token of this request, as far as it limits its owner's rights.</summary>
public sealed record UsedToken(Guid Id, string Name, TokenScope Scope, Guid? HandoverId, DateTimeOffset ExpiresAt);

/// <summary>
/// Authorization: Bearer …, for /api and nothing else: there no cookie counts, and on pages no token does. Token, account
/// and person are read in one query at each request, as <see cref="SignInCookie"/> does.
/// </summary>
public sealed class BearerToken(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, BatonDbContext db, TokenThrottle throttle, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";

    private Refusal refusal = ApiRefusals.TokenNeeded;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith($"{SchemeName} ", StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var source = FormThrottle.Source(Context.Connection.RemoteIpAddress);
        if (!throttle.Allows(source))
        {
            refusal = ApiRefusals.TooManyTries;
            return AuthenticateResult.Fail(refusal.Code);
        }

        if (!await LoadAsync(header[(SchemeName.Length + 1)..].Trim()))
        {
            throttle.Count(source);
            refusal = ApiRefusals.TokenInvalid;
            return AuthenticateResult.Fail(refusal.Code);
        }

        var name = new Claim(ClaimTypes.Name, Context.Actor()!.Name);
        return AuthenticateResult.Success(new(new(new ClaimsIdentity([name], SchemeName)), SchemeName));
    }

    /// <summary>401, or 429 where this address has sent too many wrong ones.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (refusal == ApiRefusals.TooManyTries)
        {
            Response.Headers.RetryAfter = "60";
            return ApiProblem.WriteAsync(Context, [refusal]);
        }

        Response.Headers.WWWAuthenticate = $"{SchemeName} realm=\"Baton\"" + (refusal == ApiRefusals.TokenInvalid ? ", error=\"invalid_token\"" : "");
        return ApiProblem.WriteAsync(Context, [refusal]);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiProblem.WriteAsync(Context, [TokenLimits.Of(Context) ?? ApiRefusals.TokenNeeded]);

    private async Task<bool> LoadAsync(string secret)
    {
        var now = time.Now();
        var hash = ApiToken.HashOf(secret);
        var row = await db.ApiTokens.AsNoTracking().AsSingleQuery()
            .Where(t => t.Hash == hash && t.RevokedAt == null && t.ExpiresAt > now && t.Account!.DeactivatedAt == null)
            .Select(t => new
            {
                Used = new UsedToken(t.Id, t.Name, t.Scope, t.HandoverId, t.ExpiresAt),
                t.AccountId,
                t.LastUsedAt,
                t.Account!.PersonId,
                t.Account.Person!.Name,
                t.Account.Roles,
                Headed = db.Departments.Where(d => d.HeadId == t.Account.PersonId).Select(d => d.Id).ToList(),
                Led = db.Teams.Where(x => x.LeadId == t.Account.PersonId).Select(x => x.Id).ToList(),
            })
            .SingleOrDefaultAsync(Context.RequestAborted);
        if (row is null)
        {
            return false;
        }

        if (row.LastUsedAt is null || now - row.LastUsedAt > SignInCookie.SeenEvery)
        {
            await db.ApiTokens.Where(t => t.Id == row.Used.Id)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.LastUsedAt, now), Context.RequestAborted);
        }

        Context.Features.Set(row.Used);
        Context.Features.Set(new Actor(row.PersonId, row.Name, row.AccountId, row.Used.Id, row.Roles, row.Headed, row.Led, Channels.Api)
        {
            OnlyHandoverId = row.Used.HandoverId,
        });
        return true;
    }
}

/// <summary>What a token may less than its owner, whatever the record says.</summary>
public static class TokenLimits
{
    /// <summary>The policy of every address below /api: a token that is valid and reaches so far.</summary>
    public const string Policy = "api";

    /// <summary>Marks what a token for one handover reaches beside that handover.</summary>
    public sealed record ForEveryToken;

    /// <returns>Why this request goes beyond its token; null where it doesn't.</returns>
    public static Refusal? Of(HttpContext context) =>
        context.Features.Get<UsedToken>() is not { } token ? null
        : token.Scope == TokenScope.Read && !HttpMethods.IsGet(context.Request.Method) ? ApiRefusals.ReadOnlyToken
        : token.HandoverId is not null && !context.Request.RouteValues.ContainsKey("number")
            && context.GetEndpoint()?.Metadata.GetMetadata<ForEveryToken>() is null ? ApiRefusals.OneHandoverToken
        : null;

    public static IServiceCollection AddTokens(this IServiceCollection services)
    {
        services.AddSingleton<TokenThrottle>();
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(BearerToken.SchemeName)
            .RequireAuthenticatedUser()
            .RequireAssertion(asked => asked.Resource is HttpContext context && Of(context) is null));
        return services;
    }
}
