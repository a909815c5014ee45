using System.Globalization;
using System.Linq.Expressions;
using Baton.Web.Events;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Accounts;

/// <summary>A token as typed.</summary>
public sealed class TokenForm
{
    public string? Name { get; set; }
    public TokenScope Scope { get; set; }

    /// <summary>The number of the one handover that it reaches, or nothing.</summary>
    public string? Handover { get; set; }
    public string? Days { get; set; }

    /// <summary>One's own, again: a token outlives the browser in which it is made.</summary>
    public string? Password { get; set; }
}

/// <summary>Tokens for programs: made and revoked by the person whose rights they carry.</summary>
public sealed class TokenService(InstallationWrite write, SignInService signIns, UserManager<Account> users)
{
    /// <summary>For how many days a token is valid; none is for ever.</summary>
    public static readonly IReadOnlyList<int> Terms = [7, 30, 90, 365];

    public const int UsualTerm = 90;

    /// <returns>The secret, which is kept nowhere.</returns>
    public async Task<Outcome<string>> MakeAsync(Actor actor, TokenForm form, CancellationToken cancellationToken)
    {
        if (actor.IsProgram)
        {
            return ApiRefusals.PersonOnly;
        }

        var confirmed = await signIns.ConfirmPasswordAsync(actor, form.Password);
        return confirmed.IsRefused
            ? confirmed.Refusals.Select(r => r.On(nameof(form.Password))).ToList()
            : await write.RunAsync<string>(actor.PersonId, actor.Channel, change =>
                MakeAsync(change, actor.AccountId, form, HandoverAccess.Visible(actor)), cancellationToken);
    }

    /// <summary>On the command line, for whoever has the machine.</summary>
    public Task<Outcome<string>> MakeForAsync(string userName, TokenForm form, CancellationToken cancellationToken) =>
        write.RunAsync<string>(Guid.Empty, Channels.CommandLine, async change =>
        {
            var name = users.NormalizeName(userName);
            if (await change.Db.Users.SingleOrDefaultAsync(a => a.NormalizedUserName == name && a.DeactivatedAt == null, change.CancellationToken) is not { } account)
            {
                return AccountRefusals.UserUnknown.On("user").With(userName);
            }

            change.ActorId = account.PersonId;
            return await MakeAsync(change, account.Id, form, _ => true);
        }, cancellationToken);

    public Task<Outcome<Done>> RevokeAsync(Actor actor, Guid tokenId, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor.PersonId, actor.Channel, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            if (await change.Db.ApiTokens.SingleOrDefaultAsync(t => t.Id == tokenId && t.AccountId == actor.AccountId, change.CancellationToken) is not { } token)
            {
                return Refusal.NotFound;
            }

            await RevokeAsync(change, actor.PersonId, token);
            return Done.It;
        }, cancellationToken);

    /// <summary>Whoever else knew the password may have made one; and a closed account has none.</summary>
    internal static async Task RevokeAllAsync(InstallationChange change, Account account)
    {
        foreach (var token in await change.Db.ApiTokens.Where(t => t.AccountId == account.Id).ToListAsync(change.CancellationToken))
        {
            await RevokeAsync(change, account.PersonId, token);
        }
    }

    private static async Task RevokeAsync(InstallationChange change, Guid personId, ApiToken token)
    {
        if (token.RevokedAt is null && token.ExpiresAt > change.Now)
        {
            token.RevokedAt = change.Now;
            await change.RecordAsync("token.revoked", personId, ("token", token.Id), ("name", token.Name));
        }
    }

    private static async Task<Outcome<string>> MakeAsync(
        InstallationChange change, Guid accountId, TokenForm form, Expression<Func<Handover, bool>> offered)
    {
        var refusals = new List<Refusal>();
        var name = Typed.RequiredText(form.Name, ApiToken.NameLength, nameof(form.Name), refusals);
        var days = int.TryParse(form.Days, NumberStyles.None, CultureInfo.InvariantCulture, out var typed) && typed is > 0 and <= 365 ? typed : 0;
        if (days == 0)
        {
            refusals.Add(AccountRefusals.TokenTerm.On(nameof(form.Days)));
        }

        Guid? handover = null;
        if (Typed.Text(form.Handover, 20, nameof(form.Handover), refusals) is { } number)
        {
            handover = await change.Db.Handovers.Where(offered).Where(h => h.Number == number).Select(h => (Guid?)h.Id)
                .SingleOrDefaultAsync(change.CancellationToken);
            if (handover is null)
            {
                refusals.Add(AccountRefusals.HandoverUnknown.On(nameof(form.Handover)));
            }
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        var secret = ApiToken.NewSecret();
        var token = new ApiToken
        {
            Id = change.NewId(), AccountId = accountId, Name = name!, Hash = ApiToken.HashOf(secret), Scope = form.Scope, HandoverId = handover,
            MadeAt = change.Now, ExpiresAt = change.Now.AddDays(days),
        };
        change.Db.ApiTokens.Add(token);
        await change.RecordAsync(
            "token.made", change.ActorId, ("token", token.Id), ("name", name), ("scope", token.Scope), ("handover", handover), ("expiresAt", token.ExpiresAt));
        return secret;
    }
}
