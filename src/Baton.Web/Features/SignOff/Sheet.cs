using System.Text.Json;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;

namespace Baton.Web.Features.SignOff;

/// <summary>The sheet that is signed, as it stood when it was frozen. Words are translated when it is shown; values never change.</summary>
/// <param name="RetentionYears">How long the record is kept; null where neither the template nor a regulation says.</param>
public sealed record Sheet(
    string Unit, string Number, string Title, string? Department, string? Post, string Reason,
    DateOnly LastWorkingDay, DateTimeOffset? TransferAt, string TimeZone,
    string? BoundaryBefore, string? BoundaryAfter, string? BoundaryAcross,
    SupportChoice Support, DateOnly? SupportUntil, string? SupportTerms, bool IsAccounting,
    IReadOnlyList<SheetPerson> People, IReadOnlyList<SheetRow> Rows, IReadOnlyList<Category> DeclaredEmpty,
    IReadOnlyList<SheetMatter> Matters, IReadOnlyList<SheetCheck> Checks, IReadOnlyList<SheetWaiver> Waivers, string? AsItStandsReason, int? RetentionYears)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static Sheet FromJson(string json) =>
        JsonSerializer.Deserialize<Sheet>(json, Json) ?? throw new FormatException("The sheet is empty.");

    /// <summary>Rows whose titles the reader may see; a receiver's sheet has all titles, a collector's only theirs.</summary>
    public IEnumerable<SheetRow> RowsFor(HandoverAccess access) => Rows.Where(r => !access.IsOnlyCollector || r.ReceiverId == access.Actor.PersonId);

    /// <summary>Matters that the reader owns, or may know the item of; those of the whole, but for collectors.</summary>
    public IEnumerable<SheetMatter> MattersFor(HandoverAccess access) => Matters.Where(m => m.OwnerId == access.Actor.PersonId
        || (m.ItemId is { } item ? Rows.Any(r => r.ItemId == item && SeesContent(r, access)) : !access.IsOnlyCollector));

    public static bool SeesContent(SheetRow row, HandoverAccess access) => access.SeesContentOf(row.Restricted, row.ReceiverId, null);

    public string Names(PartyRole role) => string.Join("、", People.Where(p => p.Role == role).Select(p => p.Post is null ? p.Name : $"{p.Name}（{p.Post}）"));
}

public sealed record SheetPerson(PartyRole Role, Guid Id, string Name, string? Post);

/// <param name="Expected">The figure on the list, where what was found differs from it.</param>
/// <param name="Remark">Reservation or difference: what one must know beside the state.</param>
/// <param name="Pending">Only of 待处理事项; null in sheets of before, too.</param>
/// <param name="Mastery">In the completion, of key and critical items.</param>
public sealed record SheetRow(
    Guid ItemId, Category Category, string Label, string Title, Importance Importance, bool Restricted, bool Added, string? Quantity, string? Expected,
    ItemState State, Guid? ReceiverId, string? Receiver, string? Remark, DateOnly? RemarkDue, string? RemarkOwner, DateTimeOffset? TransferAt,
    Mastery? Mastery, SheetPending? Pending = null);

/// <param name="NextStep">Of a 待处理事项.</param>
public sealed record SheetPending(string? NextStep, PendingDue Due);

/// <param name="ItemId">What it is about, or null where it is about the whole.</param>
/// <param name="Outcome">How it was closed; null where it is open.</param>
public sealed record SheetMatter(Guid Id, string Title, string Owner, DateOnly DueOn, Guid? ItemId, string? ItemLabel, Guid OwnerId, string? Outcome);

/// <summary>In the completion: how a receiver was doing on one day.</summary>
public sealed record SheetCheck(Guid ReceiverId, string Receiver, int Day, Rating Rating);

/// <summary>In the completion: what was let pass, and why.</summary>
public sealed record SheetWaiver(string FindingId, string? ItemLabel, string Reason, string AskedBy);
