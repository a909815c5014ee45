using System.Threading.RateLimiting;
using Baton.Web.Data;
using Baton.Web.Features.Accounts;
using Baton.Web.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Identity;

/// <summary>Signing in, out, and proving again that one is oneself.</summary>
public sealed class SignInService(
    BatonDbContext db, UserManager<Account> users, SignInThrottle throttle, KnownBrowser browser, SecurityLog log, TimeProvider time, IHttpContextAccessor http)
{
    /// <summary>One answer for an unknown name, a wrong password and a closed account: nobody learns who has an account.</summary>
    public async Task<Outcome<SignIn>> SignInAsync(string userName, string password, CancellationToken cancellationToken)
    {
        var context = http.HttpContext!;
        if (!throttle.Allows(browser.Source(context), userName))
        {
            log.TooManyTries();
            return AccountRefusals.TooManyTries;
        }

        // A name that could not be stored is nobody's.
        var account = IncomingText.Clean(userName, int.MaxValue, multiline: false).Value is { } name ? await users.FindByNameAsync(name) : null;
        if (account is null)
        {
            // The same work as for a known name, so that the time taken tells nothing.
            users.PasswordHasher.HashPassword(new Account { PersonId = Guid.Empty }, password);
            log.UnknownName();
            return AccountRefusals.WrongNameOrPassword;
        }

        if (!await users.CheckPasswordAsync(account, password))
        {
            log.WrongPassword(account.Id);
            return AccountRefusals.WrongNameOrPassword;
        }

        if (account.DeactivatedAt is not null)
        {
            log.ClosedAccount(account.Id);
            return AccountRefusals.WrongNameOrPassword;
        }

        return await StartAsync(account, cancellationToken);
    }

    /// <summary>Starts a sign-in of an account whose owner has just proven to be themself; the one that this browser had ends.</summary>
    public async Task<SignIn> StartAsync(Account account, CancellationToken cancellationToken)
    {
        var context = http.HttpContext!;
        var name = await db.People.Where(p => p.Id == account.PersonId).Select(p => p.Name).SingleAsync(cancellationToken);
        if (context.Actor() is { } before)
        {
            await EndAsync(before, before.SignInId, cancellationToken);
        }

        var now = time.Now();
        var signIn = new SignIn
        {
            Id = time.NewId(),
            AccountId = account.Id,
            StartedAt = now,
            LastSeenAt = now,
            Device = DeviceName.From(context.Request.Headers.UserAgent.ToString()),
        };
        db.SignIns.Add(signIn);
        await db.SaveChangesAsync(cancellationToken);
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            SignInCookie.Principal(signIn, name),
            new AuthenticationProperties { IsPersistent = true });
        browser.Remember(context);
        log.SignedIn(account.Id, signIn.Id);
        return signIn;
    }

    /// <summary>For signing: is this the actor's own password? Throttled like signing in.</summary>
    public async Task<Outcome<Done>> ConfirmPasswordAsync(Actor actor, string? password)
    {
        if (!throttle.Allows(browser.Source(http.HttpContext), actor.AccountId.ToString("D")))
        {
            log.TooManyTries();
            return AccountRefusals.TooManyTries.On("password");
        }

        var account = await users.FindByIdAsync(actor.AccountId.ToString("D"));
        if (account is not null && !string.IsNullOrEmpty(password) && await users.CheckPasswordAsync(account, password))
        {
            return Done.It;
        }

        log.WrongPassword(actor.AccountId);
        return AccountRefusals.WrongPassword.On("password");
    }

    public async Task EndAsync(Actor actor, Guid signInId, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await db.SignIns.Where(s => s.Id == signInId && s.AccountId == actor.AccountId && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancellationToken);
        log.SignedOut(actor.AccountId);
    }

    /// <summary>Ends every device, or all but the one in use.</summary>
    public async Task EndAllAsync(Guid accountId, Guid? except, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await db.SignIns.Where(s => s.AccountId == accountId && s.EndedAt == null && s.Id != except)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancellationToken);
        log.SignedOut(accountId);
    }
}

/// <summary>
/// Tries per address (or <see cref="KnownBrowser"/>) and name. Never per name alone: that would let anybody lock anybody
/// out. Tries per address are counted by <see cref="FormThrottle"/>.
/// </summary>
public sealed class SignInThrottle : IDisposable
{
    private readonly PartitionedRateLimiter<(string Address, string Name)> limiter =
        PartitionedRateLimiter.Create<(string Address, string Name), string>(key => RateLimitPartition.GetTokenBucketLimiter(
            key.Address + "\n" + key.Name.ToUpperInvariant(),
            _ => new()
            {
                TokenLimit = 10,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            }));

    public bool Allows(string address, string name)
    {
        using var lease = limiter.AttemptAcquire((address, name));
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}

/// <summary>Browser and system in a few words.</summary>
internal static class DeviceName
{
    private static readonly (string Mark, string Name)[] Browsers =
        [("wxwork", "WeCom"), ("DingTalk", "DingTalk"), ("MicroMessenger", "WeChat"), ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string From(string userAgent)
    {
        static string? First((string Mark, string Name)[] known, string text) =>
            known.FirstOrDefault(k => text.Contains(k.Mark, StringComparison.OrdinalIgnoreCase)).Name;
        var parts = new[] { First(Browsers, userAgent), First(Systems, userAgent) }.OfType<string>().ToArray();
        return parts.Length > 0 ? string.Join(" · ", parts) : "?";
    }
}
