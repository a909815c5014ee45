using Baton.Web.Features.People;
using Microsoft.AspNetCore.Identity;

namespace Baton.Web.Identity;

/// <summary>What one signs in with. Its person stays when the account is closed.</summary>
public sealed class Account : IdentityUser<Guid>
{
    public Guid PersonId { get; init; }
    public Person? Person { get; init; }
    public SystemRoles Roles { get; set; }
    public DateTimeOffset? DeactivatedAt { get; set; }
}

/// <summary>Roles in the installation. They never apply in a handover where one is giver or receiver.</summary>
[Flags]
public enum SystemRoles
{
    None = 0,
    Administrator = 1,
    HumanResources = 2,
    Auditor = 4,
}

/// <summary>
/// One device signed in. Read at every request, so that ending it takes effect at once on every node.
/// </summary>
public sealed class SignIn
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Account? Account { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Browser and system in a few words, for the list of devices.</summary>
    public required string Device { get; init; }
}

/// <summary>A link with which a person sets a first password, valid once. Only the token's SHA-256 is kept.</summary>
public sealed class Invitation
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public Person? Person { get; init; }
    public required byte[] TokenHash { get; init; }
    public required string UserName { get; init; }
    public SystemRoles Roles { get; init; }
    public Guid InvitedById { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}
