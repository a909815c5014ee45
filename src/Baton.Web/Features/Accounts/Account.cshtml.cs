using Baton.Web.Data;
using Baton.Web.Features.People;
using Baton.Web.Features.Shared;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Accounts;

/// <summary>One's own data, password, devices and tokens.</summary>
public sealed class AccountModel(
    BatonDbContext db, AccountService accounts, TokenService tokens, SignInService signIns, TimeProvider time, IStringLocalizer<AccountText> texts) : BatonPage
{
    public Person Person { get; private set; } = null!;
    public string UserName { get; private set; } = "";
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;
    public IReadOnlyList<SignIn> Devices { get; private set; } = [];
    public IReadOnlyList<(ApiToken Token, string? Handover)> Tokens { get; private set; } = [];

    [BindProperty]
    public TokenForm Token { get; set; } = new();

    /// <summary>The token just made; shown on the next page and never again.</summary>
    [TempData]
    public string? MadeToken { get; set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostPasswordAsync(string? current, string? password, string? repeated, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await accounts.ChangePasswordAsync(Actor, current, password, repeated, cancellationToken),
            _ => Here("password.changed"),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostEndAsync(Guid device, CancellationToken cancellationToken)
    {
        await signIns.EndAsync(Actor, device, cancellationToken);
        return Here("device.ended");
    }

    public async Task<IActionResult> OnPostEverywhereAsync(CancellationToken cancellationToken)
    {
        await signIns.EndAllAsync(Actor.AccountId, null, cancellationToken);
        await HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return LocalRedirect("/sign-in");
    }

    public async Task<IActionResult> OnPostMakeTokenAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(
            (await tokens.MakeAsync(Actor, Token, cancellationToken)).On(nameof(Token)),
            secret =>
            {
                MadeToken = secret;
                return LocalRedirect("/account#tokens");
            },
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostRevokeTokenAsync(Guid token, CancellationToken cancellationToken) =>
        await AnswerAsync(await tokens.RevokeAsync(Actor, token, cancellationToken), _ => Here("token.revoked-now"), () => ShowAsync(cancellationToken));

    private LocalRedirectResult Here(string said)
    {
        Flash = texts[said];
        return LocalRedirect("/account");
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Person = await db.People.AsNoTracking().Include(p => p.Department).Include(p => p.Position).Include(p => p.Manager)
            .SingleAsync(p => p.Id == Actor.PersonId, cancellationToken);
        UserName = await db.Users.Where(a => a.Id == Actor.AccountId).Select(a => a.UserName!).SingleAsync(cancellationToken);
        Zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Companies.Select(c => c.TimeZone).SingleAsync(cancellationToken));
        var since = time.Now() - SignInCookie.Idle;
        Devices = await db.SignIns.AsNoTracking()
            .Where(s => s.AccountId == Actor.AccountId && s.EndedAt == null && s.LastSeenAt > since)
            .OrderByDescending(s => s.Id == Actor.SignInId).ThenByDescending(s => s.LastSeenAt)
            .ToListAsync(cancellationToken);
        var now = time.Now();
        var own = await db.ApiTokens.AsNoTracking().Where(t => t.AccountId == Actor.AccountId && t.RevokedAt == null && t.ExpiresAt > now)
            .OrderByDescending(t => t.MadeAt)
            .Select(t => new { Token = t, Handover = db.Handovers.Where(h => h.Id == t.HandoverId).Select(h => h.Number).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        Tokens = [.. own.Select(t => (t.Token, t.Handover))];
        return Page();
    }
}
