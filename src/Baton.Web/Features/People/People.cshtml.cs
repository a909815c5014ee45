using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

public sealed class PeopleModel(BatonDbContext db, TimeProvider time) : PeoplePage
{
    private const int PageSize = 50;

    /// <summary>Part of a name, employee number, e-mail address or user name.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Find { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Department { get; set; }

    /// <summary>active (also when empty) or inactive.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    [BindProperty(SupportsGet = true)]
    public int From { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];
    public int Count { get; private set; }
    public IReadOnlyList<Choice> Departments { get; private set; } = [];
    public int? Before => From > 0 ? Math.Max(0, From - PageSize) : null;
    public int? After => From + Rows.Count < Count ? From + Rows.Count : null;
    public bool IsFiltered => Find is not null || Department is not null || Show == "inactive";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        From = Math.Max(0, From);
        Departments = await db.Departments.OrderBy(d => d.Name).Select(d => new NamedId(d.Id, d.Name)).ToChoicesAsync(cancellationToken);
        var isActive = Show != "inactive";
        var people = db.People.AsNoTracking().Where(p => p.Active == isActive);
        if (Department is { } department)
        {
            people = people.Where(p => p.DepartmentId == department);
        }

        if (Find?.Trim().ToLowerInvariant() is { Length: > 0 } find)
        {
#pragma warning disable CA1304, CA1311 // The database's lower(); this never runs here.
            people = people.Where(p => p.Name.ToLower().Contains(find)
                || (p.EmployeeNumber != null && p.EmployeeNumber.ToLower().Contains(find))
                || (p.Email != null && p.Email.ToLower().Contains(find))
                || db.Users.Any(a => a.PersonId == p.Id && a.UserName!.ToLower().Contains(find)));
#pragma warning restore CA1304, CA1311
        }

        var now = time.Now();
        Count = await people.CountAsync(cancellationToken);
        Rows = await people.OrderBy(p => p.Name).ThenBy(p => p.Id).Skip(From).Take(PageSize)
            .Select(p => new Row(
                p.Id, p.Name, p.EmployeeNumber, p.Department!.Name, p.Position!.Name, p.Manager!.Name,
                db.Users.Where(a => a.PersonId == p.Id).Select(a => (SystemRoles?)a.Roles).FirstOrDefault(),
                db.Invitations.Any(i => i.PersonId == p.Id && i.UsedAt == null && i.ExpiresAt > now)))
            .ToListAsync(cancellationToken);
    }

    /// <param name="Roles">Null: no account.</param>
    public sealed record Row(
        Guid Id, string Name, string? EmployeeNumber, string? Department, string? Position, string? Manager, SystemRoles? Roles, bool IsInvited);
}
