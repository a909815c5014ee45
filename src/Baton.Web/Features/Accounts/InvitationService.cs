using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Api;
using Baton.Web.Features.People;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Accounts;

/// <summary>
/// Links with which a person sets a password, for a first account or in place of a forgotten one. Each is valid once,
/// for seven days, and the next one ends it.
/// </summary>
public sealed class InvitationService(
    BatonDbContext db, InstallationWrite write, PasswordService passwords, SignInService signIns, UserManager<Account> users, TimeProvider time)
{
    public static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    /// <param name="userName">Chosen for a new account; an existing one keeps its own.</param>
    /// <param name="roles">Granted with a new account, by administrators only; null keeps what an earlier invitation grants.</param>
    /// <returns>The token, which is kept nowhere.</returns>
    public Task<Outcome<string>> InviteAsync(
        Guid personId, string? userName, SystemRoles? roles, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<string>(actor, PeopleRights.Keepers, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            var person = await change.Db.People.SingleOrDefaultAsync(p => p.Id == personId, change.CancellationToken);
            if (person is null)
            {
                return Refusal.NotFound;
            }

            if (personId == actor.PersonId)
            {
                return PeopleRefusals.NotYourself;
            }

            if (!person.Active)
            {
                return PeopleRefusals.Inactive;
            }

            var account = await change.Db.Users.SingleOrDefaultAsync(a => a.PersonId == personId, change.CancellationToken);
            var earlier = await change.Db.Invitations.Where(i => i.PersonId == personId && i.UsedAt == null).ToListAsync(change.CancellationToken);
            var granted = earlier.Select(i => i.Roles).LastOrDefault();
            if (!PeopleRights.MayHandle(change.Roles, account?.Roles ?? granted))
            {
                return PeopleRefusals.AdministratorsOnly;
            }

            if (account is null && roles is { } wanted && wanted != granted)
            {
                if (!change.Roles.HasFlag(SystemRoles.Administrator))
                {
                    return PeopleRefusals.AdministratorsOnly;
                }

                granted = wanted;
            }

            var name = account?.UserName;
            if (name is null)
            {
                var refusals = new List<Refusal>();
                name = UserNames.Read(userName, "UserName", refusals);
                if (name is null)
                {
                    return refusals;
                }

                if (await IsTakenAsync(change, name, personId))
                {
                    return AccountRefusals.UserNameTaken.On("UserName");
                }
            }

            change.Db.Invitations.RemoveRange(earlier);
            var secret = RandomNumberGenerator.GetBytes(32);
            var token = Base64Url.EncodeToString(secret);
            var invitation = new Invitation
            {
                Id = change.NewId(),
                PersonId = personId,
                TokenHash = Hash(token),
                UserName = name,
                Roles = account is null ? granted : SystemRoles.None,
                InvitedById = actor.PersonId,
                ExpiresAt = change.Now + Validity,
            };
            change.Db.Invitations.Add(invitation);
            await change.RecordAsync(
                account is null ? "account.invited" : "account.password-link-made", personId,
                ("invitation", invitation.Id), ("userName", name), ("roles", invitation.Roles), ("expiresAt", invitation.ExpiresAt));
            return token;
        }, cancellationToken);

    /// <summary>Ends a link that was not used yet.</summary>
    public Task<Outcome<Done>> RevokeAsync(Guid personId, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor, PeopleRights.Keepers, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            foreach (var invitation in await change.Db.Invitations.Where(i => i.PersonId == personId && i.UsedAt == null).ToListAsync(change.CancellationToken))
            {
                change.Db.Invitations.Remove(invitation);
                await change.RecordAsync("account.invitation-revoked", personId, ("invitation", invitation.Id));
            }

            return Done.It;
        }, cancellationToken);

    /// <summary>The invitation of a link; null where it is unknown, used, ended or too old.</summary>
    public Task<Invitation?> FindAsync(string token, CancellationToken cancellationToken) =>
        Valid(Hash(token)).Include(i => i.Person).AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    /// <summary>Sets the password and opens the account, or lets its owner in again everywhere anew.</summary>
    public async Task<Outcome<Account>> AcceptAsync(string token, string? password, string? repeated, CancellationToken cancellationToken)
    {
        var hash = Hash(token);
        return await write.RunAsync<Account>(Guid.Empty, Channels.Web, async change =>
        {
            if (await Valid(hash).SingleOrDefaultAsync(change.CancellationToken) is not { } invitation)
            {
                return Refusal.NotFound;
            }

            change.ActorId = invitation.PersonId;
            var known = await change.Db.Users.SingleOrDefaultAsync(a => a.PersonId == invitation.PersonId, change.CancellationToken);
            var account = known ?? new Account
            {
                Id = change.NewId(), PersonId = invitation.PersonId, UserName = invitation.UserName, Roles = invitation.Roles,
            };
            if (await passwords.CheckAsync(account, password, repeated, "Password", "Repeated") is { Count: > 0 } refusals)
            {
                return refusals;
            }

            invitation.UsedAt = change.Now;
            await passwords.SetAsync(account, password!);
            if (known is null)
            {
                await change.RecordAsync(
                    "account.opened", account.PersonId, ("account", account.Id), ("userName", account.UserName), ("roles", account.Roles),
                    ("invitation", invitation.Id));
            }
            else
            {
                await change.RecordAsync("account.password-changed", account.PersonId, ("invitation", invitation.Id));
                await signIns.EndAllAsync(account.Id, null, change.CancellationToken);
                await TokenService.RevokeAllAsync(change, account);
            }

            return account;
        }, cancellationToken);
    }

    private IQueryable<Invitation> Valid(byte[] hash)
    {
        var now = time.Now();
        return db.Invitations.Where(i => i.TokenHash == hash && i.UsedAt == null && i.ExpiresAt > now && i.Person!.Active);
    }

    private async Task<bool> IsTakenAsync(InstallationChange change, string userName, Guid personId)
    {
        var normalized = users.NormalizeName(userName);
        if (await change.Db.Users.AnyAsync(a => a.NormalizedUserName == normalized, change.CancellationToken))
        {
            return true;
        }

        var now = change.Now;
        var promised = await change.Db.Invitations.Where(i => i.PersonId != personId && i.UsedAt == null && i.ExpiresAt > now)
            .Select(i => i.UserName).ToListAsync(change.CancellationToken);
        return promised.Any(name => users.NormalizeName(name) == normalized);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
