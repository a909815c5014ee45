using System.Security.Claims;
using Baton.Web.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Identity;

/// <summary>
/// The cookie carries only the id of a <see cref="SignIn"/> row. At each request the row, the account and the person are
/// read in one query: ending a device or closing an account takes effect at once, on every node.
/// </summary>
public sealed class SignInCookie(BatonDbContext db, TimeProvider time) : CookieAuthenticationEvents
{
    public const string SignInClaim = "sid";

    /// <summary>A sign-in unused for so long has ended.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>However much it is used: after so long one signs in again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Exact enough for «last seen», and keeps reading from becoming writing.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromHours(1);

    public static ClaimsPrincipal Principal(SignIn signIn, string name) => new(new ClaimsIdentity(
        [new Claim(SignInClaim, signIn.Id.ToString("D")), new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.NameIdentifier, signIn.AccountId.ToString("D"))],
        CookieAuthenticationDefaults.AuthenticationScheme));

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var actor = Guid.TryParse(context.Principal?.FindFirstValue(SignInClaim), out var id)
            ? await LoadActorAsync(id, context.HttpContext.RequestAborted)
            : null;
        if (actor is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return;
        }

        context.HttpContext.Features.Set(actor);
    }

    /// <summary>A page asks to sign in again; what isn't a page (a fragment, a draft) gets a plain 401.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.ContainsKey("HX-Request") || context.Request.Headers.ContainsKey("X-Baton-Fetch"))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return base.RedirectToLogin(context);
    }

    private async Task<Actor?> LoadActorAsync(Guid signInId, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var row = await db.SignIns.AsNoTracking().AsSingleQuery()
            .Where(s => s.Id == signInId && s.EndedAt == null && s.Account!.DeactivatedAt == null)
            .Select(s => new
            {
                s.AccountId,
                s.StartedAt,
                s.LastSeenAt,
                s.Account!.PersonId,
                s.Account.Person!.Name,
                s.Account.Roles,
                Headed = db.Departments.Where(d => d.HeadId == s.Account.PersonId).Select(d => d.Id).ToList(),
                Led = db.Teams.Where(t => t.LeadId == s.Account.PersonId).Select(t => t.Id).ToList(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (row is null || now - row.LastSeenAt > Idle || now - row.StartedAt > Longest)
        {
            return null;
        }

        if (now - row.LastSeenAt > SeenEvery)
        {
            await db.SignIns.Where(s => s.Id == signInId)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), cancellationToken);
        }

        return new Actor(row.PersonId, row.Name, row.AccountId, signInId, row.Roles, row.Headed, row.Led, Channels.Web);
    }
}

public static class ActorFeature
{
    /// <summary>Who sent this request; null where nobody has signed in.</summary>
    public static Actor? Actor(this HttpContext context) => context.Features.Get<Actor>();
}
