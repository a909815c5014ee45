using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Baton.Web.Identity;

/// <summary>
/// A browser with which somebody has signed in before counts its tries for itself: whoever guesses from the same address
/// takes none of them away (OWASP Authentication Cheat Sheet, device cookies). It says nothing about who signs in.
/// </summary>
public sealed class KnownBrowser(IDataProtectionProvider protection)
{
    private const string Cookie = "baton-known";
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    private readonly IDataProtector protector = protection.CreateProtector("baton.known-browser");

    /// <summary>Where tries from this request are counted: the browser, where it is known, else the address.</summary>
    public string Source(HttpContext? context) => Find(context) ?? FormThrottle.Source(context?.Connection.RemoteIpAddress);

    /// <summary>Somebody has signed in: from now on this browser is known.</summary>
    public void Remember(HttpContext context)
    {
        if (Find(context) is null)
        {
            context.Response.Cookies.Append(Cookie, protector.Protect(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))), new()
            {
                HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = Remembered, IsEssential = true,
            });
        }
    }

    private string? Find(HttpContext? context)
    {
        try
        {
            return context?.Request.Cookies[Cookie] is { } value ? "browser " + protector.Unprotect(value) : null;
        }
        catch (CryptographicException)
        {
            // Made up, or by another installation.
            return null;
        }
    }
}
