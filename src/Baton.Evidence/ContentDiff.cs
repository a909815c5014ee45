namespace Baton.Evidence;

/// <summary>How one list of a statement changed.</summary>
/// <param name="Added">Ids that are new, in the new order.</param>
/// <param name="Removed">Ids that are gone, in the old order.</param>
/// <param name="Changed">Ids whose hash is another, in the new order.</param>
/// <param name="Reordered">Whether those in both stand in another order.</param>
public sealed record ListDiff(IReadOnlyList<Guid> Added, IReadOnlyList<Guid> Removed, IReadOnlyList<Guid> Changed, bool Reordered)
{
    public bool IsEmpty => Added.Count == 0 && Removed.Count == 0 && Changed.Count == 0 && !Reordered;

    internal static ListDiff Between(IReadOnlyList<ContentEntry> before, IReadOnlyList<ContentEntry> after)
    {
        var was = before.ToDictionary(e => e.Id, e => e.Hash);
        var now = after.Select(e => e.Id).ToHashSet();
        return new ListDiff(
            [.. after.Select(e => e.Id).Where(id => !was.ContainsKey(id))],
            [.. before.Select(e => e.Id).Where(id => !now.Contains(id))],
            [.. after.Where(e => was.TryGetValue(e.Id, out var hash) && !hash.AsSpan().SequenceEqual(e.Hash)).Select(e => e.Id)],
            !before.Select(e => e.Id).Where(now.Contains).SequenceEqual(after.Select(e => e.Id).Where(was.ContainsKey)));
    }
}

/// <summary>What differs between two frozen statements of one signer: shown when reopening voids their signature. Empty exactly when the content roots are equal.</summary>
public sealed record ContentDiff(bool HeadChanged, ListDiff Items, ListDiff Matters, ListDiff Files)
{
    public bool IsEmpty => !HeadChanged && Items.IsEmpty && Matters.IsEmpty && Files.IsEmpty;

    public static ContentDiff Between(StatementContent before, StatementContent after) => new(
        !before.HeadRoot.AsSpan().SequenceEqual(after.HeadRoot),
        ListDiff.Between(before.Items, after.Items),
        ListDiff.Between(before.Matters, after.Matters),
        ListDiff.Between(before.Files, after.Files));
}
