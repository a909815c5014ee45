using Baton.Web.Data;
using Microsoft.AspNetCore.Identity;

namespace Baton.Web.Identity;

/// <summary>Refuses passwords that are guessed first, the company's and the person's own words among them.</summary>
public sealed class CommonPasswordValidator(BatonDbContext db) : IPasswordValidator<Account>
{
    public const string Common = "PasswordCommon";

    public async Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password)
    {
        var company = await db.Companies.FindAsync(Features.Settings.Company.OnlyId);
        var person = await db.People.FindAsync(user.PersonId);
        var context = new[] { company?.Name, person?.Name, person?.Email, person?.EmployeeNumber, user.UserName }.OfType<string>();
        return CommonPasswords.Contains(password ?? "", context)
            ? IdentityResult.Failed(new IdentityError { Code = Common, Description = Common })
            : IdentityResult.Success;
    }
}
