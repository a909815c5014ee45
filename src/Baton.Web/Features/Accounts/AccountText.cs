namespace Baton.Web.Features.Accounts;

/// <summary>Names the texts beside it.</summary>
public sealed class AccountText;
