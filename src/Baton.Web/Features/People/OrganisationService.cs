using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Templates;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

/// <summary>A department as typed.</summary>
public sealed record DepartmentForm(string? Name, Guid? HeadId);

/// <summary>A position as typed.</summary>
public sealed record PositionForm(string? Name, Guid? DepartmentId, AccountingRank AccountingRank, string? Template = null);

/// <summary>A team as typed.</summary>
public sealed record TeamForm(string? Name, Guid? LeadId);

/// <summary>Departments, positions and teams. What something refers to stays.</summary>
public sealed class OrganisationService(InstallationWrite write, TemplateCatalog templates)
{
    /// <param name="id">Null for a new one.</param>
    public Task<Outcome<Department>> SaveDepartmentAsync(Guid? id, DepartmentForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var name = Typed.RequiredText(form.Name, 100, nameof(form.Name), refusals);
        return write.RunAsync<Department>(actor, PeopleRights.Keepers, async change =>
        {
            var department = id is { } known
                ? await change.Db.Departments.SingleOrDefaultAsync(d => d.Id == known, change.CancellationToken)
                : new Department { Id = change.NewId(), Name = name ?? "" };
            if (department is null)
            {
                return Refusal.NotFound;
            }

            if (await change.Db.Departments.AnyAsync(d => d.Name == name && d.Id != department.Id, change.CancellationToken))
            {
                refusals.Add(PeopleRefusals.NameTaken.On(nameof(form.Name)));
            }

            await CheckPersonAsync(change, form.HeadId, department.HeadId, nameof(form.HeadId), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (id is null)
            {
                department.HeadId = form.HeadId;
                await AddAsync(change, department);
            }
            else
            {
                await change.RecordChangesAsync(
                    "department.changed", department.Id, ("name", department.Name, name), ("head", department.HeadId, form.HeadId));
            }

            department.Name = name!;
            department.HeadId = form.HeadId;
            return department;
        }, cancellationToken);
    }

    public Task<Outcome<Done>> RemoveDepartmentAsync(Guid id, Actor actor, CancellationToken cancellationToken) =>
        RemoveAsync<Department>(
            "department.removed", id, d => d.Name,
            async db => await db.People.AnyAsync(p => p.DepartmentId == id, cancellationToken)
                || await db.Positions.AnyAsync(p => p.DepartmentId == id, cancellationToken)
                || await db.Handovers.AnyAsync(h => h.DepartmentId == id, cancellationToken),
            actor, cancellationToken);

    /// <param name="id">Null for a new one.</param>
    public Task<Outcome<Position>> SavePositionAsync(Guid? id, PositionForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var name = Typed.RequiredText(form.Name, 100, nameof(form.Name), refusals);
        if (!Enum.IsDefined(form.AccountingRank))
        {
            refusals.Add(PeopleRefusals.NotAChoice.On(nameof(form.AccountingRank)));
        }

        return write.RunAsync<Position>(actor, PeopleRights.Keepers, async change =>
        {
            var position = id is { } known
                ? await change.Db.Positions.SingleOrDefaultAsync(p => p.Id == known, change.CancellationToken)
                : new Position { Id = change.NewId(), Name = name ?? "" };
            if (position is null)
            {
                return Refusal.NotFound;
            }

            // Two departments may each have a 出纳.
            if (await change.Db.Positions.AnyAsync(
                p => p.Name == name && p.DepartmentId == form.DepartmentId && p.Id != position.Id, change.CancellationToken))
            {
                refusals.Add(PeopleRefusals.NameTaken.On(nameof(form.Name)));
            }

            if (form.DepartmentId is { } department && !await change.Db.Departments.AnyAsync(d => d.Id == department, change.CancellationToken))
            {
                refusals.Add(PeopleRefusals.NotAChoice.On(nameof(form.DepartmentId)));
            }

            var template = string.IsNullOrEmpty(form.Template) ? null : form.Template;
            if (template is not null && template != position.TemplateKey && await templates.FindAsync(template, change.CancellationToken) is not { IsRetired: false })
            {
                refusals.Add(PeopleRefusals.NotAChoice.On(nameof(form.Template)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (id is null)
            {
                position.DepartmentId = form.DepartmentId;
                position.AccountingRank = form.AccountingRank;
                position.TemplateKey = template;
                await AddAsync(change, position);
            }
            else
            {
                await change.RecordChangesAsync(
                    "position.changed", position.Id, ("name", position.Name, name), ("department", position.DepartmentId, form.DepartmentId),
                    ("accountingRank", position.AccountingRank, form.AccountingRank), ("template", position.TemplateKey, template));
            }

            position.Name = name!;
            position.DepartmentId = form.DepartmentId;
            position.AccountingRank = form.AccountingRank;
            position.TemplateKey = template;
            return position;
        }, cancellationToken);
    }

    public Task<Outcome<Done>> RemovePositionAsync(Guid id, Actor actor, CancellationToken cancellationToken) =>
        RemoveAsync<Position>(
            "position.removed", id, p => p.Name,
            async db => await db.People.AnyAsync(p => p.PositionId == id, cancellationToken)
                || await db.Handovers.AnyAsync(h => h.PositionId == id, cancellationToken),
            actor, cancellationToken);

    /// <param name="id">Null for a new one.</param>
    public Task<Outcome<Team>> SaveTeamAsync(Guid? id, TeamForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var name = Typed.RequiredText(form.Name, 100, nameof(form.Name), refusals);
        if (form.LeadId is null)
        {
            refusals.Add(Typed.Required.On(nameof(form.LeadId)));
        }

        return write.RunAsync<Team>(actor, PeopleRights.Keepers, async change =>
        {
            var team = id is { } known
                ? await change.Db.Teams.SingleOrDefaultAsync(t => t.Id == known, change.CancellationToken)
                : new Team { Id = change.NewId(), Name = name ?? "" };
            if (team is null)
            {
                return Refusal.NotFound;
            }

            if (await change.Db.Teams.AnyAsync(t => t.Name == name && t.Id != team.Id, change.CancellationToken))
            {
                refusals.Add(PeopleRefusals.NameTaken.On(nameof(form.Name)));
            }

            await CheckPersonAsync(change, form.LeadId, id is null ? null : team.LeadId, nameof(form.LeadId), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (id is null)
            {
                change.Db.Teams.Add(team);
                await change.RecordAsync("team.added", team.Id, ("name", name), ("lead", form.LeadId));
            }
            else
            {
                await change.RecordChangesAsync("team.changed", team.Id, ("name", team.Name, name), ("lead", (Guid?)team.LeadId, form.LeadId));
            }

            team.Name = name!;
            team.LeadId = form.LeadId!.Value;
            return team;
        }, cancellationToken);
    }

    public Task<Outcome<Done>> AddMemberAsync(Guid teamId, Guid? personId, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor, PeopleRights.Keepers, async change =>
        {
            if (!await change.Db.Teams.AnyAsync(t => t.Id == teamId, change.CancellationToken))
            {
                return Refusal.NotFound;
            }

            var refusals = new List<Refusal>();
            if (personId is null)
            {
                return Typed.Required.On("PersonId");
            }

            await CheckPersonAsync(change, personId, null, "PersonId", refusals, givesReach: false);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (!await change.Db.TeamMembers.AnyAsync(m => m.TeamId == teamId && m.PersonId == personId, change.CancellationToken))
            {
                change.Db.TeamMembers.Add(new TeamMember { TeamId = teamId, PersonId = personId.Value });
                await change.RecordAsync("team.member-added", teamId, ("person", personId));
            }

            return Done.It;
        }, cancellationToken);

    public Task<Outcome<Done>> RemoveMemberAsync(Guid teamId, Guid personId, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor, PeopleRights.Keepers, async change =>
        {
            if (await change.Db.TeamMembers.SingleOrDefaultAsync(m => m.TeamId == teamId && m.PersonId == personId, change.CancellationToken) is { } member)
            {
                change.Db.TeamMembers.Remove(member);
                await change.RecordAsync("team.member-removed", teamId, ("person", personId));
            }

            return Done.It;
        }, cancellationToken);

    public Task<Outcome<Done>> RemoveTeamAsync(Guid id, Actor actor, CancellationToken cancellationToken) =>
        RemoveAsync<Team>(
            "team.removed", id, t => t.Name,
            async db => await db.Parties.AnyAsync(p => p.TeamId == id, cancellationToken)
                || await db.Items.AnyAsync(i => i.TeamId == id, cancellationToken),
            actor, cancellationToken);

    /// <summary>Adds a department that was checked.</summary>
    internal static Task AddAsync(InstallationChange change, Department department)
    {
        change.Db.Departments.Add(department);
        return change.RecordAsync("department.added", department.Id, ("name", department.Name), ("head", department.HeadId));
    }

    /// <summary>Changes a department's head who was checked.</summary>
    internal static async Task SetHeadAsync(InstallationChange change, Department department, Guid? headId)
    {
        await change.RecordChangesAsync("department.changed", department.Id, ("head", department.HeadId, headId));
        department.HeadId = headId;
    }

    /// <summary>Adds a position that was checked.</summary>
    internal static Task AddAsync(InstallationChange change, Position position)
    {
        change.Db.Positions.Add(position);
        return change.RecordAsync(
            "position.added", position.Id, ("name", position.Name), ("department", position.DepartmentId), ("accountingRank", position.AccountingRank),
            ("template", position.TemplateKey));
    }

    private Task<Outcome<Done>> RemoveAsync<T>(
        string kind, Guid id, Func<T, string> name, Func<BatonDbContext, Task<bool>> isUsed, Actor actor, CancellationToken cancellationToken)
        where T : class =>
        write.RunAsync<Done>(actor, PeopleRights.Keepers, async change =>
        {
            if (await change.Db.Set<T>().FindAsync([id], change.CancellationToken) is not { } unused)
            {
                return Refusal.NotFound;
            }

            if (await isUsed(change.Db))
            {
                return PeopleRefusals.InUse;
            }

            change.Db.Set<T>().Remove(unused);
            await change.RecordAsync(kind, id, ("name", name(unused)));
            return Done.It;
        }, cancellationToken);

    /// <summary>Somebody deactivated may stay where they are, and is not put anywhere new.</summary>
    /// <param name="givesReach">Whether it shows handovers, which nobody gives to themself.</param>
    private static async Task CheckPersonAsync(
        InstallationChange change, Guid? id, Guid? before, string field, List<Refusal> refusals, bool givesReach = true)
    {
        if (id is { } person && id != before && !await change.Db.People.AnyAsync(p => p.Id == person && p.Active, change.CancellationToken))
        {
            refusals.Add(PeopleRefusals.NotAChoice.On(field));
        }
        else if (givesReach && await PeopleRights.CheckOwnReachAsync(change, id, before) is { } refusal)
        {
            refusals.Add(refusal.On(field));
        }
    }
}
