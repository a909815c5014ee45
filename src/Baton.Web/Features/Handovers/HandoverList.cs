using Baton.Web.Identity;

namespace Baton.Web.Features.Handovers;

/// <summary>Finding handovers among those that one may see.</summary>
public static class HandoverList
{
    /// <param name="text">Part of a title, a number or the name of somebody in it.</param>
    public static IQueryable<Handover> Find(this IQueryable<Handover> handovers, Actor actor, Stage? stage, Guid? departmentId, string? text)
    {
        handovers = handovers.Where(HandoverAccess.Visible(actor));
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
