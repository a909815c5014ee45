using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>全部交接: every handover that one may see, to find one, newest first.</summary>
public sealed class AllModel(BatonDbContext db) : BatonPage
{
    public const int PageSize = 50;

    /// <summary>Part of a title, a number or the name of somebody in it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public Stage? Stage { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Department { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true, Name = "p")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Handover> Shown { get; private set; } = [];
    public IReadOnlyList<Choice> Departments { get; private set; } = [];
    public int Total { get; private set; }
    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        // Whoever sees all handovers chooses among all departments.
        var departments = HandoverList.SeesAll(Actor) ? db.Departments
            : HandoverList.Visible(db, Actor).Where(h => h.Department != null).Select(h => h.Department!).Distinct();
        Departments = [.. (await departments.OrderBy(d => d.Name).Select(d => new { d.Id, d.Name }).ToListAsync(cancellationToken))
            .Select(d => new Choice(d.Id.ToString("D"), d.Name))];
        var visible = HandoverList.Find(db, Actor, Stage, Department, Q).AsNoTracking();
        Total = await visible.CountAsync(cancellationToken);
        PageNumber = Math.Clamp(PageNumber, 1, Pages);
        Shown = await visible.Include(h => h.Department)
            .Include(h => h.Parties.Where(p => p.UntilAt == null)).ThenInclude(p => p.Person)
            .Include(h => h.Parties.Where(p => p.UntilAt == null)).ThenInclude(p => p.Team).AsSplitQuery()
            .OrderByDescending(h => h.OpenedAt).ThenByDescending(h => h.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
    }

    public string Link(int number) => Url.Page(null, new { q = Q, stage = Stage, department = Department, p = number })!;
}
