using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>Reads many items with their steps, to look at.</summary>
public static class ItemsWithSteps
{
    /// <summary>
    /// Two queries, whatever the number of items. EF Core's split query sends the same two, but makes several delegates anew
    /// for each item: of a page of 300 items that was a third of the time.
    /// </summary>
    public static async Task<List<Item>> ToListWithStepsAsync(this IQueryable<Item> query, BatonDbContext db, CancellationToken cancellationToken)
    {
        var items = await query.AsNoTracking().ToListAsync(cancellationToken);
        var itemOf = items.ToDictionary(i => i.Id);
        var steps = await query.Join(db.ProofSteps, item => item.Id, step => step.ItemId, (_, step) => step).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var step in steps)
        {
            // What came to the list between the two queries has steps and is not among the items.
            if (itemOf.TryGetValue(step.ItemId, out var item))
            {
                item.Steps.Add(step);
            }
        }

        return items;
    }
}
