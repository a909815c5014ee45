using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

public sealed class TeamsModel(BatonDbContext db) : PeoplePage
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Rows = await db.Teams.OrderBy(t => t.Name).Select(t => new Row(t.Id, t.Name, t.Lead!.Name, t.Members.Count)).ToListAsync(cancellationToken);

    public sealed record Row(Guid Id, string Name, string Lead, int Members);
}
