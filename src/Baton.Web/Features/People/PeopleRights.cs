using Baton.Web.Events;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

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

    /// <summary>
    /// Being head, manager or lead shows handovers, and nobody grants themself a right: another keeper of people sets it,
    /// unless there is no other.
    /// </summary>
    /// <param name="holder">Who is to have it; null for nobody.</param>
    /// <param name="before">Who has it now.</param>
    internal static async Task<Refusal?> CheckOwnReachAsync(InstallationChange change, Guid? holder, Guid? before)
    {
        if (holder != change.ActorId || holder == before)
        {
            return null;
        }

        // Roles are stored as words, which the database can't take apart.
        var others = await change.Db.Users.Where(a => a.PersonId != change.ActorId && a.DeactivatedAt == null)
            .Select(a => a.Roles).ToListAsync(change.CancellationToken);
        return others.Exists(roles => (roles & Keepers) != 0) ? PeopleRefusals.NotOwnReach : null;
    }

    /// <summary>Why somebody may not be deactivated by whoever has these roles; null where they may.</summary>
    public static Refusal? WhyNotDeactivate(Guid actorId, SystemRoles own, Guid personId, SystemRoles theirs, bool isLastAdministrator) =>
        isLastAdministrator ? PeopleRefusals.LastAdministrator
        : personId == actorId ? PeopleRefusals.NotYourself
        : MayHandle(own, theirs) ? null : PeopleRefusals.AdministratorsOnly;
}
