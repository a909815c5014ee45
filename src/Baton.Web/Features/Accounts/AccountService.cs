using Baton.Web.Events;
using Baton.Web.Features.Api;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Accounts;

/// <summary>What people do with their own account.</summary>
public sealed class AccountService(InstallationWrite write, PasswordService passwords, SignInService signIns)
{
    /// <summary>Other devices are signed out, and tokens revoked: whoever changes a password may do it because somebody else knows it.</summary>
    public async Task<Outcome<Done>> ChangePasswordAsync(
        Actor actor, string? current, string? password, string? repeated, CancellationToken cancellationToken)
    {
        if (actor.IsProgram)
        {
            return ApiRefusals.PersonOnly;
        }

        var confirmed = await signIns.ConfirmPasswordAsync(actor, current);
        if (confirmed.IsRefused)
        {
            return confirmed.Refusals.Select(refusal => refusal.On("Current")).ToList();
        }

        return await write.RunAsync<Done>(actor.PersonId, actor.Channel, async change =>
        {
            var account = await change.Db.Users.SingleAsync(a => a.Id == actor.AccountId, change.CancellationToken);
            if (await passwords.CheckAsync(account, password, repeated, "Password", "Repeated") is { Count: > 0 } refusals)
            {
                return refusals;
            }

            await passwords.SetAsync(account, password!);
            await signIns.EndAllAsync(account.Id, actor.SignInId, change.CancellationToken);
            await TokenService.RevokeAllAsync(change, account);
            await change.RecordAsync("account.password-changed", actor.PersonId);
            return Done.It;
        }, cancellationToken);
    }
}
