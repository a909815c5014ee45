using Baton.Web.Features.Items.Categories;

namespace Baton.Web.Features.Items;

/// <summary>Rows as previewed and confirmed by the person who pasted them.</summary>
/// <param name="Batch">Made with the preview, so that a confirmation sent twice is one.</param>
/// <param name="Rows">Every pasted row exactly as it came, the header's and skipped ones too: all are kept.</param>
public sealed record PastedRows(
    Guid Batch, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<PastedItem> Items);

/// <param name="Row">The source row it is made from, from 1.</param>
public sealed record PastedItem(
    int Row, Category Category, string Title, string? Description, string? Attention, string? Receiver, CategoryFields Fields,
    Importance Importance = Importance.Normal);
