using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

public sealed class DepartmentsModel(BatonDbContext db) : PeoplePage
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Rows = await db.Departments.OrderBy(d => d.Name)
            .Select(d => new Row(d.Id, d.Name, d.Head!.Name, db.People.Count(p => p.DepartmentId == d.Id && p.Active)))
            .ToListAsync(cancellationToken);

    public sealed record Row(Guid Id, string Name, string? Head, int People);
}
