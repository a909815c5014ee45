namespace Baton.Web.Features.Accounts;

/// <summary>What signing in, invitations and passwords may be refused for.</summary>
public static class AccountRefusals
{
    public static readonly Refusal WrongNameOrPassword = new("account.wrong-name-or-password");
    public static readonly Refusal WrongPassword = new("account.wrong-password");
    public static readonly Refusal TooManyTries = new("account.too-many-tries");
    public static readonly Refusal PasswordTooShort = new("account.password-too-short");
    public static readonly Refusal PasswordTooLong = new("account.password-too-long");
    public static readonly Refusal PasswordCommon = new("account.password-common");
    public static readonly Refusal PasswordsDiffer = new("account.passwords-differ");
    public static readonly Refusal UserNameTaken = new("account.user-name-taken");
    public static readonly Refusal UserNameHasSpaces = new("account.user-name-has-spaces");
    public static readonly Refusal UserUnknown = new("account.user-unknown");
    public static readonly Refusal TokenTerm = new("account.token-term");
    public static readonly Refusal HandoverUnknown = new("account.handover-unknown");
}
