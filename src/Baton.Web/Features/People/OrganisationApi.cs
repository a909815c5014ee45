using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

/// <summary>Somebody, as everybody sees them who chooses people.</summary>
/// <param name="Details">For human resources and administrators; null for others.</param>
public sealed record PersonJson(Guid Id, string Name, NamedId? Department, NamedId? Position, bool Active, PersonDetailsJson? Details);

/// <param name="UserName">Null where they have no account.</param>
public sealed record PersonDetailsJson(string? EmployeeNumber, string? Email, string? Phone, NamedId? Manager, string? UserName, IReadOnlyList<SystemRoles> Roles);

public sealed record DepartmentJson(Guid Id, string Name, NamedId? Head);

/// <param name="Template">The key of the template that its handovers begin with; null: what its name suggests.</param>
public sealed record PositionJson(Guid Id, string Name, NamedId? Department, AccountingRank AccountingRank, string? Template);

/// <param name="Lead">For human resources and administrators, as are the members; null for others.</param>
public sealed record TeamJson(Guid Id, string Name, NamedId? Lead, IReadOnlyList<NamedId>? Members);

public sealed record MemberBody(Guid? PersonId);

/// <summary>People, departments, positions and teams. Accounts and roles are for persons.</summary>
internal static class OrganisationApi
{
    private const string Somebody = "01980000-0000-7000-8000-000000000001";

    public static void MapOrganisation(this RouteGroupBuilder api)
    {
        MapPeople(api.MapGroup("/people").WithTags("People"));

        var departments = api.MapGroup("/departments").WithTags("Organisation");
        departments.MapGet("", async (Call call, BatonDbContext db) => !PeopleRights.MayKeep(call.Actor) ? Answers.NotFound
                : Answers.Ok(await db.Departments.OrderBy(d => d.Name)
                    .Select(d => new DepartmentJson(d.Id, d.Name, d.Head == null ? null : new NamedId(d.Head.Id, d.Head.Name))).ToListAsync(call.Aborted)))
            .Says("listDepartments", "All departments; for human resources and administrators.").Gives<IReadOnlyList<DepartmentJson>>();
        departments.MapPost("", (DepartmentForm body, Call call, OrganisationService service) =>
                service.SaveDepartmentAsync(null, body, call.Actor, call.Aborted).MadeAsync(d => d.Id, "/departments"))
            .Says("addDepartment", "Adds a department.", typeof(PeopleRefusals)).Makes<MadeJson>().Example($$"""{"name": "财务部", "headId": "{{Somebody}}"}""");
        departments.MapPut("/{id:guid}", (Guid id, DepartmentForm body, Call call, OrganisationService service) =>
                service.SaveDepartmentAsync(id, body, call.Actor, call.Aborted).DoneAsync())
            .Says("saveDepartment", "Changes a department.", typeof(PeopleRefusals)).Does().Example($$"""{"name": "财务部", "headId": "{{Somebody}}"}""");
        departments.MapDelete("/{id:guid}", (Guid id, Call call, OrganisationService service) => service.RemoveDepartmentAsync(id, call.Actor, call.Aborted).DoneAsync())
            .Says("removeDepartment", "Removes a department that nothing refers to.", typeof(PeopleRefusals)).Does();

        var positions = api.MapGroup("/positions").WithTags("Organisation");
        positions.MapGet("", async (Call call, BatonDbContext db) => !PeopleRights.MayKeep(call.Actor) ? Answers.NotFound
                : Answers.Ok(await db.Positions.OrderBy(p => p.Name).ThenBy(p => p.Id).Select(p => new PositionJson(
                    p.Id, p.Name, p.Department == null ? null : new NamedId(p.Department.Id, p.Department.Name), p.AccountingRank, p.TemplateKey)).ToListAsync(call.Aborted)))
            .Says("listPositions", "All positions; for human resources and administrators.").Gives<IReadOnlyList<PositionJson>>();
        positions.MapPost("", (PositionForm body, Call call, OrganisationService service) =>
                service.SavePositionAsync(null, body, call.Actor, call.Aborted).MadeAsync(p => p.Id, "/positions"))
            .Says("addPosition", "Adds a position.", typeof(PeopleRefusals)).Makes<MadeJson>().Example("""{"name": "出纳", "accountingRank": "accountant"}""");
        positions.MapPut("/{id:guid}", (Guid id, PositionForm body, Call call, OrganisationService service) =>
                service.SavePositionAsync(id, body, call.Actor, call.Aborted).DoneAsync())
            .Says("savePosition", "Changes a position.", typeof(PeopleRefusals)).Does().Example("""{"name": "出纳", "accountingRank": "accountant"}""");
        positions.MapDelete("/{id:guid}", (Guid id, Call call, OrganisationService service) => service.RemovePositionAsync(id, call.Actor, call.Aborted).DoneAsync())
            .Says("removePosition", "Removes a position that nothing refers to.", typeof(PeopleRefusals)).Does();

        MapTeams(api.MapGroup("/teams").WithTags("Organisation"));
    }

    private static void MapPeople(RouteGroupBuilder people)
    {
        people.MapGet("", ListAsync).Says("listPeople", "People to choose from, by when they were added.").Gives<PageJson<PersonJson>>();
        people.MapGet("/{id:guid}", async (Guid id, Call call, BatonDbContext db) =>
                await Read(db, db.People.Where(p => p.Id == id), call.Actor).SingleOrDefaultAsync(call.Aborted) is { } person ? Answers.Ok(person) : Answers.NotFound)
            .Says("readPerson", "One person.").Gives<PersonJson>();
        people.MapPost("", (PersonForm body, Call call, PeopleService service) =>
                service.SaveAsync(null, body, call.Actor, call.Aborted).MadeAsync(p => p.Id, "/people/{id}"))
            .Says("addPerson", "Adds a person, without an account; for human resources and administrators.", typeof(PeopleRefusals)).Makes<MadeJson>()
            .Example($$"""{"name": "张伟", "employeeNumber": "1024", "email": "zhangwei@example.com", "managerId": "{{Somebody}}"}""");
        people.MapPut("/{id:guid}", (Guid id, PersonForm body, Call call, PeopleService service) => service.SaveAsync(id, body, call.Actor, call.Aborted).DoneAsync())
            .Says("savePerson", "Writes a person's data anew, all of it: what is left out is empty.", typeof(PeopleRefusals)).Does()
            .Example($$"""{"name": "张伟", "employeeNumber": "1024", "email": "zhangwei@example.com", "managerId": "{{Somebody}}"}""");
    }

    private static void MapTeams(RouteGroupBuilder teams)
    {
        teams.MapGet("", async (Call call, BatonDbContext db) =>
            {
                var keeps = PeopleRights.MayKeep(call.Actor);
                var all = await db.Teams.AsNoTracking().Include(t => t.Lead).Include(t => t.Members).ThenInclude(m => m.Person).AsSplitQuery()
                    .OrderBy(t => t.Name).ToListAsync(call.Aborted);
                return Answers.Ok(all.ConvertAll(t => new TeamJson(
                    t.Id, t.Name, keeps ? new(t.LeadId, t.Lead!.Name) : null, keeps ? [.. t.Members.Select(m => new NamedId(m.PersonId, m.Person!.Name))] : null)));
            })
            .Says("listTeams", "Teams that can receive.").Gives<IReadOnlyList<TeamJson>>();
        teams.MapPost("", (TeamForm body, Call call, OrganisationService service) =>
                service.SaveTeamAsync(null, body, call.Actor, call.Aborted).MadeAsync(t => t.Id, "/teams"))
            .Says("addTeam", "Adds a team.", typeof(PeopleRefusals)).Makes<MadeJson>().Example($$"""{"name": "运维组", "leadId": "{{Somebody}}"}""");
        teams.MapPut("/{id:guid}", (Guid id, TeamForm body, Call call, OrganisationService service) => service.SaveTeamAsync(id, body, call.Actor, call.Aborted).DoneAsync())
            .Says("saveTeam", "Changes a team.", typeof(PeopleRefusals)).Does().Example($$"""{"name": "运维组", "leadId": "{{Somebody}}"}""");
        teams.MapDelete("/{id:guid}", (Guid id, Call call, OrganisationService service) => service.RemoveTeamAsync(id, call.Actor, call.Aborted).DoneAsync())
            .Says("removeTeam", "Removes a team that nothing refers to.", typeof(PeopleRefusals)).Does();
        teams.MapPost("/{id:guid}/members", (Guid id, MemberBody body, Call call, OrganisationService service) =>
                service.AddMemberAsync(id, body.PersonId, call.Actor, call.Aborted).DoneAsync())
            .Says("addTeamMember", "Adds somebody to a team.", typeof(PeopleRefusals)).Does().Example($$"""{"personId": "{{Somebody}}"}""");
        teams.MapDelete("/{id:guid}/members/{person:guid}", (Guid id, Guid person, Call call, OrganisationService service) =>
                service.RemoveMemberAsync(id, person, call.Actor, call.Aborted).DoneAsync())
            .Says("removeTeamMember", "Takes somebody out of a team.", typeof(PeopleRefusals)).Does();
    }

    private static async Task<IResult> ListAsync(Call call, BatonDbContext db, string? text, Guid? department, bool? active, int? limit, string? cursor)
    {
        if (Cursor.Read(cursor, limit, out Guid? last) is { } refusal)
        {
            return Answers.Refused(refusal);
        }

        // Who has left is for those who keep people.
        var isActive = active ?? true;
        var people = db.People.Where(p => p.Active == isActive && (isActive || PeopleRights.MayKeep(call.Actor)));
        if (department is not null)
        {
            people = people.Where(p => p.DepartmentId == department);
        }

        people = people.Named(text);
        if (last is { } after)
        {
            people = people.Where(p => p.Id > after);
        }

        var rows = await Read(db, people.OrderBy(p => p.Id).Take((limit ?? Cursor.UsualLimit) + 1), call.Actor).ToListAsync(call.Aborted);
        return Answers.Ok(Cursor.Page(rows, limit, p => p, p => Cursor.Of(p.Id)));
    }

    private static IQueryable<Person> Named(this IQueryable<Person> people, string? text)
    {
        if (text?.Replace("\0", "", StringComparison.Ordinal).Trim().ToLowerInvariant() is not { Length: > 0 } find)
        {
            return people;
        }

#pragma warning disable CA1304, CA1311 // The database's lower(); this never runs here.
        return people.Where(p => p.Name.ToLower().Contains(find));
#pragma warning restore CA1304, CA1311
    }

    private static IQueryable<PersonJson> Read(BatonDbContext db, IQueryable<Person> people, Actor actor)
    {
        var keeps = PeopleRights.MayKeep(actor);
        people = people.Where(p => keeps || p.Active);
        return people.Select(p => new PersonJson(
            p.Id, p.Name, p.Department == null ? null : new NamedId(p.Department.Id, p.Department.Name),
            p.Position == null ? null : new NamedId(p.Position.Id, p.Position.Name), p.Active,
            !keeps ? null : new PersonDetailsJson(
                p.EmployeeNumber, p.Email, p.Phone, p.Manager == null ? null : new NamedId(p.Manager.Id, p.Manager.Name),
                db.Users.Where(a => a.PersonId == p.Id).Select(a => a.UserName).FirstOrDefault(),
                PeopleWords.In(db.Users.Where(a => a.PersonId == p.Id).Select(a => a.Roles).FirstOrDefault()))));
    }
}
