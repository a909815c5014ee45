using Baton.Web.Features.Accounts;

namespace Baton.Web.Identity;

/// <summary>What a user name may look like: any script, no spaces, since nobody sees them.</summary>
public static class UserNames
{
    public const int MaxLength = 64;

    public static string? Read(string? raw, string field, List<Refusal> refusals)
    {
        var name = Typed.RequiredText(raw, MaxLength, field, refusals);
        if (name is not null && name.Any(char.IsWhiteSpace))
        {
            refusals.Add(AccountRefusals.UserNameHasSpaces.On(field));
            return null;
        }

        return name;
    }
}
