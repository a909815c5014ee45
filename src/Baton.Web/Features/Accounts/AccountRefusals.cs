namespace Baton.Web.Features.Accounts;

/// <summary>What signing in, invitations and passwords may be refused for.</summary>
public static class AccountRefusals
{
    public static readonly Refusal WrongNameOrPassword = new("account.wrong-name-or-password");
    public static readonly Refusal WrongPassword = new("account.wrong-password");
    public static readonly Refusal TooManyTries = new("account.too-many-tries");
}
