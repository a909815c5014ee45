using Baton.Web.Data;
using Baton.Web.Identity;

namespace Baton.Web.Features.Handovers;

/// <summary>Handovers among those that one may see: the same on pages and for programs.</summary>
public static class HandoverList
{
    /// <summary>All that one may see.</summary>
    public static IQueryable<Handover> Visible(BatonDbContext db, Actor actor)
    {
        if (SeesAll(actor))
        {
            return db.Handovers.Where(HandoverAccess.Visible(actor));
        }

        var me = actor.PersonId;
        var departments = actor.HeadedDepartmentIds;
        var managed = db.People.Where(p => p.ManagerId == me || (p.DepartmentId != null && departments.Contains(p.DepartmentId.Value))).Select(p => (Guid?)p.Id);
        return Among(db, actor, In(db, actor).Concat(db.Parties.Where(p => p.UntilAt == null && managed.Contains(p.PersonId)).Select(p => p.HandoverId)));
    }

    /// <summary>Every handover but a request that names them, or every one that is no request.</summary>
    public static bool SeesAll(Actor actor) => actor.IsHumanResources || actor.IsAuditor;

    /// <summary>
    /// Those that one has to do with: in which one stands or a team that one leads; requests that one may confirm; and in
    /// the follow-up those of whom one manages, since who has nobody else to ask asks their giver's manager.
    /// </summary>
    public static IQueryable<Handover> Mine(BatonDbContext db, Actor actor)
    {
        var me = actor.PersonId;
        return Among(db, actor, In(db, actor).Concat(db.Handovers.Where(h => h.IsRequest).Select(h => h.Id)).Concat(db.Parties
            .Where(p => p.UntilAt == null && p.Role == PartyRole.Giver && p.Person!.ManagerId == me && p.Handover!.Stage == Stage.FollowUp).Select(p => p.HandoverId)));
    }

    /// <summary>Starts from these few: to ask of each handover there is whether one may see it would take the longer the more there are.</summary>
    private static IQueryable<Handover> Among(BatonDbContext db, Actor actor, IQueryable<Guid> ids) =>
        db.Handovers.Where(h => ids.Contains(h.Id)).Where(HandoverAccess.Visible(actor));

    private static IQueryable<Guid> In(BatonDbContext db, Actor actor)
    {
        var me = actor.PersonId;
        var teams = actor.LedTeamIds;
        var own = db.Parties.Where(p => p.UntilAt == null && p.PersonId == me).Select(p => p.HandoverId);
        return teams.Count == 0 ? own
            : own.Concat(db.Parties.Where(p => p.UntilAt == null && p.TeamId != null && teams.Contains(p.TeamId.Value)).Select(p => p.HandoverId));
    }

    /// <param name="text">Part of a title, a number or the name of somebody in it.</param>
    public static IQueryable<Handover> Find(BatonDbContext db, Actor actor, Stage? stage, Guid? departmentId, string? text)
    {
        var handovers = Visible(db, actor);
        if (stage is not null)
        {
            handovers = handovers.Where(h => h.Stage == stage);
        }

        if (departmentId is not null)
        {
            handovers = handovers.Where(h => h.DepartmentId == departmentId);
        }

        // Nothing holds a NUL, and PostgreSQL refuses to look for one.
        if (text?.Replace("\0", "", StringComparison.Ordinal).Trim().ToLowerInvariant() is { Length: > 0 } find)
        {
#pragma warning disable CA1304, CA1311 // The database's lower(); this never runs here.
            handovers = handovers.Where(h => h.Title.ToLower().Contains(find) || h.Number.ToLower().Contains(find)
                || h.Parties.Any(p => p.UntilAt == null && p.Person != null && p.Person.Name.ToLower().Contains(find)));
#pragma warning restore CA1304, CA1311
        }

        return handovers;
    }
}
