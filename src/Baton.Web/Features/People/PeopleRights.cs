using Baton.Web.Identity;

namespace Baton.Web.Features.People;

/// <summary>Who may do what with people and their accounts.</summary>
public static class PeopleRights
{
    public const SystemRoles Keepers = SystemRoles.Administrator | SystemRoles.HumanResources;

    public static bool MayKeep(Actor actor) => (actor.Roles & Keepers) != 0;

    /// <summary>
    /// Whether somebody with these roles may let an account in or shut it out. A link to set a password is as good as
    /// the account itself, so nobody but administrators makes one for an account with roles that they lack.
    /// </summary>
    public static bool MayHandle(SystemRoles own, SystemRoles theirs) =>
        own.HasFlag(SystemRoles.Administrator) || (theirs & ~own) == 0;

    /// <summary>Why somebody may not be deactivated by whoever has these roles; null where they may.</summary>
    public static Refusal? WhyNotDeactivate(Guid actorId, SystemRoles own, Guid personId, SystemRoles theirs, bool isLastAdministrator) =>
        isLastAdministrator ? PeopleRefusals.LastAdministrator
        : personId == actorId ? PeopleRefusals.NotYourself
        : MayHandle(own, theirs) ? null : PeopleRefusals.AdministratorsOnly;
}
