using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>One item, as far as the caller may see it.</summary>
/// <param name="Label">As people call it: 6.2.</param>
/// <param name="Version">Of the item; it grows with every change of its content.</param>
/// <param name="Content">Null where the caller sees title and state only.</param>
public sealed record ItemJson(
    Guid Id, string Label, Category Category, string Title, Importance Importance, ItemState State, bool Restricted, bool Added,
    NamedId? Receiver, NamedId? Team, Guid? SupplementId, int Version, ItemContentJson? Content);

/// <param name="Description">Markdown.</param>
/// <param name="Fields">The category's own fields that are filled.</param>
/// <param name="BothSignedAt">From then and its 责任转移时间 on, the receiver answers for it.</param>
public sealed record ItemContentJson(
    string? Description, string? SpecialAttention, IReadOnlyDictionary<string, string> Fields, DateTimeOffset? TransferAt, DateOnly? DueOn,
    IReadOnlyList<StepJson> Steps, IReadOnlyList<TeachBackJson> TeachBacks, int Returns, string? ReturnReason, bool AwaitsWitness,
    ReservationJson? Reservation, DateTimeOffset? SettledAt, DateTimeOffset? BothSignedAt, Mastery? Mastery, DateOnly? FirstIndependentRunOn,
    IReadOnlyList<LinkJson> Links, DateTimeOffset ChangedAt);

/// <summary>交接步骤</summary>
/// <param name="IsBeforeAcceptance">It must be done, or left out with approval, before the item may be accepted.</param>
/// <param name="Shown">Of 演示: which steps of the process, from 0.</param>
/// <param name="LeaveOutReason">Why it is to be left out; it is, once there is a LeftOutAt.</param>
public sealed record StepJson(
    ProofKind Kind, bool IsBeforeAcceptance, DateTimeOffset? DoneAt, NamedId? DoneBy, Guid? OnBehalfOfId, string? Note,
    decimal? Expected, decimal? Actual, string? Condition, Reconciliation? Reconciliation, IReadOnlyList<int> Shown, bool BySample, bool Simulated, string? LeaveOutReason, DateTimeOffset? LeftOutAt);

/// <summary>复述</summary>
public sealed record TeachBackJson(
    Guid Id, NamedId By, DateTimeOffset At, string Text, bool Spoken, TeachBackState State, DateTimeOffset? AnsweredAt, NamedId? AnsweredBy, string? Correction);

/// <summary>保留意见: what remains, by when, who.</summary>
public sealed record ReservationJson(string Text, DateOnly? Due, Guid? OwnerId);

public sealed record LinkJson(Guid Id, string Label, string Title);

/// <summary>Reads items as JSON, each as far as the caller sees it.</summary>
public sealed class ItemJsonReader(BatonDbContext db)
{
    /// <param name="ids">Null for all.</param>
    /// <returns>In the order of the list; withdrawn ones only where they are asked for by id.</returns>
    public async Task<IReadOnlyList<ItemJson>> ReadAsync(SeenHandover seen, IReadOnlyCollection<Guid>? ids, CancellationToken cancellationToken)
    {
        var (handover, access) = seen;
        var items = db.Items.AsNoTracking().Where(i => i.HandoverId == handover.Id);
        items = ids is null ? items.Where(i => i.State != ItemState.Withdrawn) : items.Where(i => ids.Contains(i.Id));
        var found = await items.Include(i => i.Receiver).Include(i => i.Steps).ThenInclude(s => s.DoneBy)
            .Include(i => i.TeachBacks).ThenInclude(t => t.By).Include(i => i.TeachBacks).ThenInclude(t => t.AnsweredBy)
            .Include(i => i.Links).ThenInclude(l => l.To).AsSplitQuery().ToListAsync(cancellationToken);
        return [.. found.Where(access.SeesTitleOf).OrderBy(i => i.Category).ThenBy(i => i.Place).ThenBy(i => i.Id).Select(i => Of(i, handover, access))];
    }

    public async Task<ItemJson?> OneAsync(SeenHandover seen, Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(seen, [id], cancellationToken)).SingleOrDefault();

    private static ItemJson Of(Item i, Handover handover, HandoverAccess access) => new(
        i.Id, i.Label, i.Category, i.Title, i.Importance, i.State, i.Restricted, i.Added, Name(i.Receiver),
        i.TeamId is { } team ? new(team, handover.Parties.Find(p => p.TeamId == team)?.Team?.Name ?? "?") : null, i.SupplementId, i.Version,
        access.SeesContentOf(i) ? Content(i, access) : null);

    private static ItemContentJson Content(Item i, HandoverAccess access) => new(
        i.Description, i.SpecialAttention,
        FieldsForm.ToInput(i.Fields).Where(f => f.Value is not null).ToDictionary(f => f.Key, f => f.Value!), i.TransferAt, i.DueOn,
        [.. i.Steps.OrderBy(s => s.Kind).Select(s => new StepJson(
            s.Kind, s.Kind.IsBeforeAcceptance(), s.DoneAt, Name(s.DoneBy), s.OnBehalfOfId, s.Note, s.Expected, s.Actual, s.Condition, s.Reconciliation, s.Shown, s.BySample, s.Simulated,
            s.LeaveOutReason, s.LeftOutAt))],
        [.. i.TeachBacks.OrderBy(t => t.At).Select(t => new TeachBackJson(
            t.Id, Name(t.By)!, t.At, t.Text, t.Spoken, t.State, t.AnsweredAt, Name(t.AnsweredBy), t.Correction))],
        i.Returns, i.ReturnReason, i.AwaitsWitness,
        i.ReservationText is { } text ? new(text, i.ReservationDue, i.ReservationOwnerId) : null, i.SettledAt, i.BothSignedAt, i.Mastery, i.FirstIndependentRunOn,
        [.. i.Links.Where(l => l.To is { } to && access.SeesTitleOf(to)).Select(l => new LinkJson(l.ToId, l.To!.Label, l.To.Title))], i.ChangedAt);

    private static NamedId? Name(Person? person) => person is null ? null : new(person.Id, person.Name);
}
