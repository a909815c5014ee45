using Baton.Web.Features.Items.Categories;

namespace Baton.Web.Features.Items;

/// <summary>Cheques, receipts and the like of several items whose numbers meet.</summary>
/// <param name="IsGap">The numbers lie between the two and belong to neither; otherwise both name them.</param>
public sealed record NumbersMeet(Item Item, Item Before, NumberRange Numbers, bool IsGap);

public static class NumberSeries
{
    /// <summary>
    /// What numbers two items of the same kind, receiver and currency both name, or leave out between them. Vouchers, books
    /// and statements are numbered anew each period: the same numbers twice mean nothing there.
    /// </summary>
    /// <param name="items">In the order of the list.</param>
    public static IEnumerable<NumbersMeet> Of(IEnumerable<Item> items) => items
        .Select(i => (Item: i, Fields: i.Fields as FinanceFields))
        .Where(i => i.Fields is { Numbers: not null, Kind: not (FinanceKind.Vouchers or FinanceKind.Books or FinanceKind.Statements) })
        .GroupBy(i => (i.Fields!.Kind, i.Item.ReceiverId, i.Item.TeamId, i.Fields.Currency))
        .SelectMany(group => group.SelectMany(i => i.Fields!.Ranges!.Listed.Select(range => (i.Item, Range: range)))
            .GroupBy(r => r.Range.Prefix, StringComparer.OrdinalIgnoreCase)
            .SelectMany(series => Meetings([.. series.OrderBy(r => r.Range.From)])))
        .DistinctBy(m => (m.Item.Id, m.Before.Id));

    private static IEnumerable<NumbersMeet> Meetings(IReadOnlyList<(Item Item, NumberRange Range)> sorted)
    {
        var last = sorted[0];
        foreach (var next in sorted.Skip(1))
        {
            if (next.Item != last.Item)
            {
                // A hole larger than what lies on either side is another book of numbers.
                var hole = next.Range.From - last.Range.To - 1;
                if (NumberRanges.Common(last.Range, next.Range) is { } common)
                {
                    yield return new NumbersMeet(next.Item, last.Item, common, IsGap: false);
                }
                else if (hole > 0 && hole <= Math.Max(last.Range.Count, next.Range.Count))
                {
                    yield return new NumbersMeet(next.Item, last.Item, last.Range with { From = last.Range.To + 1, To = next.Range.From - 1 }, IsGap: true);
                }
            }

            last = next.Range.To > last.Range.To ? next : last;
        }
    }
}
