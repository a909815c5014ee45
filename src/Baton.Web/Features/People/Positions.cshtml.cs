using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

public sealed class PositionsModel(BatonDbContext db) : PeoplePage
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Rows = await db.Positions.OrderBy(p => p.Name).ThenBy(p => p.Id)
            .Select(p => new Row(p.Id, p.Name, p.Department!.Name, p.AccountingRank, db.People.Count(x => x.PositionId == p.Id && x.Active)))
            .ToListAsync(cancellationToken);

    public sealed record Row(Guid Id, string Name, string? Department, AccountingRank Rank, int People);
}
