using Baton.Web.Data;
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
    /// Being head, manager or lead shows handovers, and nobody grants themself a right (product.md section 7): another keeper
    /// of people sets it, unless there is no other. Human resources see them anyway.
    /// </summary>
    internal static async Task<bool> MaySetOwnReachAsync(BatonDbContext db, Guid actorId, SystemRoles own, CancellationToken cancellationToken) =>
        own.HasFlag(SystemRoles.HumanResources)
        // Roles are stored as words, which the database can't take apart.
        || !(await db.Users.Where(a => a.PersonId != actorId && a.DeactivatedAt == null).Select(a => a.Roles).ToListAsync(cancellationToken))
            .Exists(roles => (roles & Keepers) != 0);

    /// <param name="holder">Who is to be head, manager or lead; null for nobody.</param>
    /// <param name="before">Who is it now.</param>
    internal static async Task<Refusal?> CheckOwnReachAsync(InstallationChange change, Guid? holder, Guid? before) =>
        holder != change.ActorId || holder == before
        || await MaySetOwnReachAsync(change.Db, change.ActorId, change.Roles, change.CancellationToken) ? null : PeopleRefusals.NotOwnReach;

    /// <summary>Why somebody may not be deactivated by whoever has these roles; null where they may.</summary>
    public static Refusal? WhyNotDeactivate(Guid actorId, SystemRoles own, Guid personId, SystemRoles theirs, bool isLastAdministrator) =>
        isLastAdministrator ? PeopleRefusals.LastAdministrator
        : personId == actorId ? PeopleRefusals.NotYourself
        : MayHandle(own, theirs) ? null : PeopleRefusals.AdministratorsOnly;
}
