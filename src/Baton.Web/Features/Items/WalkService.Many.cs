using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

// Several items in one act, one event each.
public sealed partial class WalkService
{
    /// <summary>Normal items explained or checked together; one event each. Items for which it can't be done are left as they are.</summary>
    /// <returns>For how many it was done.</returns>
    public Task<Outcome<int>> DoManyAsync(
        string number, Actor actor, IReadOnlyList<Guid> itemIds, ProofKind kind, CancellationToken cancellationToken) =>
        ManyAsync(number, actor, itemIds, (change, item) => ForMany.Contains(kind)
            ? DoAsync(change, item, kind, new StepForm())
            : Task.FromResult<Outcome<Item>>(ItemRefusals.StepUnknown), cancellationToken);

    /// <summary>点收单: what was counted of many things at once, all or none; one event each. Rows without anything typed are left out.</summary>
    /// <returns>How many were counted.</returns>
    public Task<Outcome<int>> CountManyAsync(string number, Actor actor, IReadOnlyList<CountRow> rows, CancellationToken cancellationToken) =>
        write.RunAsync<int>(number, actor, async change =>
        {
            var typed = rows.Index().Where(r => r.Item.IsTyped).ToList();
            if (typed.Count is 0 or > ListService.MostAtOnce)
            {
                return typed.Count == 0 ? ItemRefusals.NothingCounted : ItemRefusals.TooMany.With(ListService.MostAtOnce);
            }

            var ids = typed.ConvertAll(r => r.Item.Id);
            var items = await ItemsOf(change).Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, change.CancellationToken);
            var refusals = new List<Refusal>();
            foreach (var (at, row) in typed)
            {
                if (!items.TryGetValue(row.Id, out var item) || !change.Access.SeesContentOf(item))
                {
                    return Refusal.NotFound;
                }

                var supplement = await SupplementOfAsync(change, item);
                var counted = Walkable(change, item, supplement) is { } refusal ? refusal : await DoAsync(change, item, ProofKind.Counted, row.ToForm());
                refusals.AddRange(counted.Refusals.Select(r => r.Field is { } field ? r.On($"Rows[{at}].{field}") : r));
            }

            return refusals.Count > 0 ? refusals.Distinct().ToList() : typed.Count;
        }, cancellationToken);

    /// <summary>Normal items accepted together; one event each.</summary>
    public Task<Outcome<int>> AcceptManyAsync(string number, Actor actor, IReadOnlyList<Guid> itemIds, CancellationToken cancellationToken) =>
        ManyAsync(number, actor, itemIds, AcceptAsync, cancellationToken);

    private Task<Outcome<int>> ManyAsync(
        string number, Actor actor, IReadOnlyList<Guid> itemIds, Func<HandoverChange, Item, Task<Outcome<Item>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<int>(number, actor, async change =>
        {
            if (itemIds.Count is 0 or > ListService.MostAtOnce)
            {
                return itemIds.Count == 0 ? ItemRefusals.NothingSelected : ItemRefusals.TooMany.With(ListService.MostAtOnce);
            }

            var items = await ItemsOf(change).Where(i => itemIds.Contains(i.Id) && i.Importance == Importance.Normal && i.State != ItemState.Withdrawn)
                .ToListAsync(change.CancellationToken);
            var done = 0;
            Outcome<Item>? last = null;
            foreach (var item in items.Where(change.Access.SeesContentOf).OrderBy(i => i.Category).ThenBy(i => i.Place))
            {
                var supplement = await SupplementOfAsync(change, item);
                last = Walkable(change, item, supplement) is { } refusal ? refusal : await act(change, item);
                done += last.IsRefused ? 0 : 1;
            }

            return done > 0 ? done
                : last is { IsRefused: true } ? last.Refusals.ToList()
                : ItemRefusals.OnlyNormal;
        }, cancellationToken);
}
