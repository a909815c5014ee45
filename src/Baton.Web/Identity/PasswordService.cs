using Baton.Web.Features.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Baton.Web.Identity;

/// <summary>The one way to set a password, so that the same rules hold wherever it is chosen.</summary>
public sealed class PasswordService(UserManager<Account> users)
{
    public const int MinLength = 12;
    public const int MaxLength = 256;

    /// <summary>Checks the password against the rules, and that it was typed twice the same.</summary>
    /// <param name="account">Its person must already be known to the database context.</param>
    public async Task<List<Refusal>> CheckAsync(
        Account account, string? password, string? repeated, string field, string repeatedField)
    {
        var refusals = new List<Refusal>();
        if (string.IsNullOrEmpty(password))
        {
            refusals.Add(Typed.Required.On(field));
            return refusals;
        }

        if (password.Length < MinLength)
        {
            refusals.Add(AccountRefusals.PasswordTooShort.On(field).With(MinLength));
        }
        else if (password.Length > MaxLength)
        {
            refusals.Add(AccountRefusals.PasswordTooLong.On(field).With(MaxLength));
        }
        else
        {
            foreach (var validator in users.PasswordValidators)
            {
                var result = await validator.ValidateAsync(users, account, password);
                if (!result.Succeeded)
                {
                    refusals.Add(AccountRefusals.PasswordCommon.On(field));
                    break;
                }
            }
        }

        if (refusals.Count == 0 && password != repeated)
        {
            refusals.Add(AccountRefusals.PasswordsDiffer.On(repeatedField));
        }

        return refusals;
    }

    /// <summary>Creates the account, or gives an existing one another password. Called with a checked password.</summary>
    public async Task SetAsync(Account account, string password)
    {
        account.PasswordHash = users.PasswordHasher.HashPassword(account, password);
        account.SecurityStamp = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20));
        var known = await users.FindByIdAsync(account.Id.ToString("D"));
        var result = known is null ? await users.CreateAsync(account) : await users.UpdateAsync(account);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"An account could not be saved: {string.Join(", ", result.Errors.Select(e => e.Code))}");
        }
    }
}
