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

/// <summary>A person's data, read and fit to be kept; whether what they point to exists is asked under the lock.</summary>
public sealed record PersonValues(
    string Name, string? EmployeeNumber, string? Email, string? Phone, Guid? DepartmentId, Guid? PositionId, Guid? ManagerId)
{
    public const int NameLength = 100;

    /// <param name="refusals">Gets what is wrong with single fields; then the values are of no use.</param>
    public static PersonValues Read(PersonForm form, List<Refusal> refusals)
    {
        var name = Typed.RequiredText(form.Name, NameLength, nameof(form.Name), refusals);
        var number = Typed.Text(form.EmployeeNumber, 40, nameof(form.EmployeeNumber), refusals);
        var email = Typed.Text(form.Email, 254, nameof(form.Email), refusals);
        var phone = Typed.Text(form.Phone, 40, nameof(form.Phone), refusals);
        if (email is not null && !(MailAddress.TryCreate(email, out var address) && address.Address == email))
        {
            refusals.Add(PeopleRefusals.NotAnEmail.On(nameof(form.Email)));
        }

        return new(name ?? "", number, email, phone, form.DepartmentId, form.PositionId, form.ManagerId);
    }
}

/// <summary>People and the roles of their accounts.</summary>
public sealed class PeopleService(InstallationWrite write, SignInService signIns)
{
    /// <param name="id">Null for somebody new.</param>
    public Task<Outcome<Person>> SaveAsync(Guid? id, PersonForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var values = PersonValues.Read(form, refusals);
        return write.RunAsync<Person>(actor, PeopleRights.Keepers, async change =>
        {
            var person = id is { } known
                ? await change.Db.People.SingleOrDefaultAsync(p => p.Id == known, change.CancellationToken)
                : new Person { Id = change.NewId(), Name = values.Name };
            if (person is null)
            {
                return Refusal.NotFound;
            }

            await CheckAsync(change, person, values, refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            await PutAsync(change, person, isNew: id is null, values);
            return person;
        }, cancellationToken);
    }

    /// <summary>Adds or changes somebody whose values were checked.</summary>
    internal static async Task PutAsync(InstallationChange change, Person person, bool isNew, PersonValues values)
    {
        if (isNew)
        {
            change.Db.People.Add(person);
            await change.RecordAsync(
                "person.added", person.Id, ("name", values.Name), ("employeeNumber", values.EmployeeNumber), ("email", values.Email),
                ("phone", values.Phone), ("department", values.DepartmentId), ("position", values.PositionId), ("manager", values.ManagerId));
        }
        else
        {
            await change.RecordChangesAsync(
                "person.changed", person.Id, ("name", person.Name, values.Name), ("employeeNumber", person.EmployeeNumber, values.EmployeeNumber),
                ("email", person.Email, values.Email), ("phone", person.Phone, values.Phone), ("department", person.DepartmentId, values.DepartmentId),
                ("position", person.PositionId, values.PositionId), ("manager", person.ManagerId, values.ManagerId));
        }

        person.Name = values.Name;
        person.EmployeeNumber = values.EmployeeNumber;
        person.Email = values.Email;
        person.Phone = values.Phone;
        person.DepartmentId = values.DepartmentId;
        person.PositionId = values.PositionId;
        person.ManagerId = values.ManagerId;
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
            var isLast = account is not null && await IsLastAdministratorAsync(change, account);
            if (PeopleRights.WhyNotDeactivate(actor.PersonId, change.Roles, personId, account?.Roles ?? SystemRoles.None, isLast) is { } refusal)
            {
                return refusal;
            }

            await DeactivateAsync(change, person, account);
            return Done.It;
        }, cancellationToken);

    /// <summary>Deactivates somebody of whom <see cref="PeopleRights.WhyNotDeactivate"/> has said that one may.</summary>
    internal async Task DeactivateAsync(InstallationChange change, Person person, Account? account)
    {
        await change.RecordChangesAsync("person.changed", person.Id, ("active", person.Active, false));
        person.Active = false;
        if (account is { DeactivatedAt: null })
        {
            account.DeactivatedAt = change.Now;
            await change.RecordAsync("account.deactivated", person.Id);
            await signIns.EndAllAsync(account.Id, null, change.CancellationToken);
            await TokenService.RevokeAllAsync(change, account);
        }

        await change.Db.Invitations.Where(i => i.PersonId == person.Id && i.UsedAt == null).ExecuteDeleteAsync(change.CancellationToken);
    }

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

    private static async Task CheckAsync(InstallationChange change, Person person, PersonValues values, List<Refusal> refusals)
    {
        var (db, cancellationToken) = (change.Db, change.CancellationToken);
        if (values.EmployeeNumber is { } number && await db.People.AnyAsync(p => p.EmployeeNumber == number && p.Id != person.Id, cancellationToken))
        {
            refusals.Add(PeopleRefusals.NumberTaken.On(nameof(values.EmployeeNumber)));
        }

        if (values.DepartmentId is { } department && !await db.Departments.AnyAsync(d => d.Id == department, cancellationToken))
        {
            refusals.Add(PeopleRefusals.NotAChoice.On(nameof(values.DepartmentId)));
        }

        if (values.PositionId is { } position && !await db.Positions.AnyAsync(p => p.Id == position, cancellationToken))
        {
            refusals.Add(PeopleRefusals.NotAChoice.On(nameof(values.PositionId)));
        }

        if (values.ManagerId is { } manager && manager != person.ManagerId)
        {
            if (!await db.People.AnyAsync(p => p.Id == manager && p.Active, cancellationToken))
            {
                refusals.Add(PeopleRefusals.NotAChoice.On(nameof(values.ManagerId)));
            }
            else if (await LeadsToAsync(db, manager, person.Id, cancellationToken))
            {
                refusals.Add(PeopleRefusals.ManagesThemself.On(nameof(values.ManagerId)));
            }
            else if (await PeopleRights.CheckOwnReachAsync(change, manager, person.ManagerId) is { } refusal)
            {
                refusals.Add(refusal.On(nameof(values.ManagerId)));
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
