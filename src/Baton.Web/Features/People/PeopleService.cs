using System.Net.Mail;
using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Accounts;
using Baton.Web.Features.Api;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

/// <summary>A person as typed.</summary>
public sealed record PersonForm(
    string? Name, string? EmployeeNumber, string? Email, string? Phone, Guid? DepartmentId, Guid? PositionId, Guid? ManagerId);

/// <summary>People and the roles of their accounts.</summary>
public sealed class PeopleService(InstallationWrite write, SignInService signIns)
{
    /// <param name="id">Null for somebody new.</param>
    public Task<Outcome<Person>> SaveAsync(Guid? id, PersonForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var name = Typed.RequiredText(form.Name, 100, nameof(form.Name), refusals);
        var number = Typed.Text(form.EmployeeNumber, 40, nameof(form.EmployeeNumber), refusals);
        var email = Typed.Text(form.Email, 254, nameof(form.Email), refusals);
        var phone = Typed.Text(form.Phone, 40, nameof(form.Phone), refusals);
        if (email is not null && !(MailAddress.TryCreate(email, out var address) && address.Address == email))
        {
            refusals.Add(PeopleRefusals.NotAnEmail.On(nameof(form.Email)));
        }

        return write.RunAsync<Person>(actor, PeopleRights.Keepers, async change =>
        {
            var person = id is { } known
                ? await change.Db.People.SingleOrDefaultAsync(p => p.Id == known, change.CancellationToken)
                : new Person { Id = change.NewId(), Name = name ?? "" };
            if (person is null)
            {
                return Refusal.NotFound;
            }

            await CheckAsync(change, person, form, number, refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (id is null)
            {
                change.Db.People.Add(person);
                await change.RecordAsync(
                    "person.added", person.Id, ("name", name), ("employeeNumber", number), ("email", email), ("phone", phone),
                    ("department", form.DepartmentId), ("position", form.PositionId), ("manager", form.ManagerId));
            }
            else
            {
                await change.RecordChangesAsync(
                    "person.changed", person.Id, ("name", person.Name, name), ("employeeNumber", person.EmployeeNumber, number),
                    ("email", person.Email, email), ("phone", person.Phone, phone), ("department", person.DepartmentId, form.DepartmentId),
                    ("position", person.PositionId, form.PositionId), ("manager", person.ManagerId, form.ManagerId));
            }

            person.Name = name!;
            person.EmployeeNumber = number;
            person.Email = email;
            person.Phone = phone;
            person.DepartmentId = form.DepartmentId;
            person.PositionId = form.PositionId;
            person.ManagerId = form.ManagerId;
            return person;
        }, cancellationToken);
    }

    /// <summary>Grants and takes roles; administrators only, and never one's own.</summary>
    public Task<Outcome<Done>> SetRolesAsync(Guid personId, SystemRoles roles, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor, SystemRoles.Administrator, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            if (await change.Db.Users.SingleOrDefaultAsync(a => a.PersonId == personId, change.CancellationToken) is not { } account)
            {
                return Refusal.NotFound;
            }

            if (personId == actor.PersonId)
            {
                return PeopleRefusals.NotOwnRoles;
            }

            if (!roles.HasFlag(SystemRoles.Administrator) && await IsLastAdministratorAsync(change, account))
            {
                return PeopleRefusals.LastAdministrator;
            }

            await change.RecordChangesAsync("account.roles-changed", personId, ("roles", account.Roles, roles));
            account.Roles = roles;
            return Done.It;
        }, cancellationToken);

    /// <summary>The person takes part in nothing new; all their devices are signed out at once.</summary>
    public Task<Outcome<Done>> DeactivateAsync(Guid personId, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor, PeopleRights.Keepers, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            var person = await change.Db.People.SingleOrDefaultAsync(p => p.Id == personId, change.CancellationToken);
            if (person is null)
            {
                return Refusal.NotFound;
            }

            var account = await change.Db.Users.SingleOrDefaultAsync(a => a.PersonId == personId, change.CancellationToken);
            if (account is not null && await IsLastAdministratorAsync(change, account))
            {
                return PeopleRefusals.LastAdministrator;
            }

            if (personId == actor.PersonId)
            {
                return PeopleRefusals.NotYourself;
            }

            if (account is not null && !PeopleRights.MayHandle(change.Roles, account.Roles))
            {
                return PeopleRefusals.AdministratorsOnly;
            }

            await change.RecordChangesAsync("person.changed", personId, ("active", person.Active, false));
            person.Active = false;
            if (account is { DeactivatedAt: null })
            {
                account.DeactivatedAt = change.Now;
                await change.RecordAsync("account.deactivated", personId);
                await signIns.EndAllAsync(account.Id, null, change.CancellationToken);
                await TokenService.RevokeAllAsync(change, account);
            }

            await change.Db.Invitations.Where(i => i.PersonId == personId && i.UsedAt == null).ExecuteDeleteAsync(change.CancellationToken);
            return Done.It;
        }, cancellationToken);

    public Task<Outcome<Done>> ReactivateAsync(Guid personId, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor, PeopleRights.Keepers, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            var person = await change.Db.People.SingleOrDefaultAsync(p => p.Id == personId, change.CancellationToken);
            if (person is null)
            {
                return Refusal.NotFound;
            }

            var account = await change.Db.Users.SingleOrDefaultAsync(a => a.PersonId == personId, change.CancellationToken);
            if (account is not null && !PeopleRights.MayHandle(change.Roles, account.Roles))
            {
                return PeopleRefusals.AdministratorsOnly;
            }

            await change.RecordChangesAsync("person.changed", personId, ("active", person.Active, true));
            person.Active = true;
            if (account is { DeactivatedAt: not null })
            {
                account.DeactivatedAt = null;
                await change.RecordAsync("account.reactivated", personId);
            }

            return Done.It;
        }, cancellationToken);

    private static async Task<bool> IsLastAdministratorAsync(InstallationChange change, Account account)
    {
        if (!account.Roles.HasFlag(SystemRoles.Administrator) || account.DeactivatedAt is not null)
        {
            return false;
        }

        // Roles are stored as words, which the database can't take apart.
        var others = await change.Db.Users.Where(a => a.Id != account.Id && a.DeactivatedAt == null)
            .Select(a => a.Roles).ToListAsync(change.CancellationToken);
        return !others.Any(roles => roles.HasFlag(SystemRoles.Administrator));
    }

    private static async Task CheckAsync(InstallationChange change, Person person, PersonForm form, string? number, List<Refusal> refusals)
    {
        var (db, cancellationToken) = (change.Db, change.CancellationToken);
        if (number is not null && await db.People.AnyAsync(p => p.EmployeeNumber == number && p.Id != person.Id, cancellationToken))
        {
            refusals.Add(PeopleRefusals.NumberTaken.On(nameof(form.EmployeeNumber)));
        }

        if (form.DepartmentId is { } department && !await db.Departments.AnyAsync(d => d.Id == department, cancellationToken))
        {
            refusals.Add(PeopleRefusals.NotAChoice.On(nameof(form.DepartmentId)));
        }

        if (form.PositionId is { } position && !await db.Positions.AnyAsync(p => p.Id == position, cancellationToken))
        {
            refusals.Add(PeopleRefusals.NotAChoice.On(nameof(form.PositionId)));
        }

        if (form.ManagerId is { } manager && manager != person.ManagerId)
        {
            if (!await db.People.AnyAsync(p => p.Id == manager && p.Active, cancellationToken))
            {
                refusals.Add(PeopleRefusals.NotAChoice.On(nameof(form.ManagerId)));
            }
            else if (await LeadsToAsync(db, manager, person.Id, cancellationToken))
            {
                refusals.Add(PeopleRefusals.ManagesThemself.On(nameof(form.ManagerId)));
            }
            // Neither does anybody choose who confirms and witnesses for themself.
            else if (await PeopleRights.CheckOwnReachAsync(change, person.Id == change.ActorId ? change.ActorId : manager, person.ManagerId) is { } refusal)
            {
                refusals.Add(refusal.On(nameof(form.ManagerId)));
            }
        }
    }

    /// <summary>Whether the way up from one person leads to the other.</summary>
    private static async Task<bool> LeadsToAsync(BatonDbContext db, Guid from, Guid to, CancellationToken cancellationToken)
    {
        var managers = await db.People.Where(p => p.ManagerId != null).ToDictionaryAsync(p => p.Id, p => p.ManagerId, cancellationToken);
        var passed = new HashSet<Guid>();
        for (Guid? at = from; at is { } here && passed.Add(here); at = managers.GetValueOrDefault(here))
        {
            if (here == to)
            {
                return true;
            }
        }

        return false;
    }
}
