using System.Text.RegularExpressions;
using Baton.Evidence;
using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StoredEvent = Baton.Web.Events.StoredEvent;

namespace Baton.Web.Features.History;

/// <param name="Colour">Of the actor's role, for <see cref="Pieces.Avatar"/>.</param>
/// <param name="ItemId">The item it is about.</param>
public sealed record HistoryEntry(
    long Sequence, DateTimeOffset At, string Actor, string Colour, string? OnBehalfOf, Guid? ItemId, string Sentence, IReadOnlyList<HistoryDetail> Details, string Kind);

/// <param name="Before">Only what came before this sequence; the newest where null.</param>
public sealed record HistoryFilter(Guid? PersonId = null, Guid? ItemId = null, long? Before = null);

/// <summary>What a reader may see of a handover's events, newest first.</summary>
/// <param name="Items">The items that the reader may filter by.</param>
/// <param name="Older">Whether there is more before the last entry.</param>
public sealed record HistoryPart(IReadOnlyList<HistoryEntry> Entries, IReadOnlyList<Item> Items, bool Older);

/// <summary>
/// Reads a handover's stream. Rights are those of now: an item's events are told to whoever sees its title, their values
/// only to whoever sees its content, whatever it was when they were written.
/// </summary>
public sealed partial class HistoryReader(BatonDbContext db, HistoryWords words, IStringLocalizer<HistoryText> texts)
{
    public const int PageSize = 50;

    /// <summary>Who looked in concerns those whose handover it is.</summary>
    public static readonly IReadOnlyList<string> ForParticipants = ["record.viewed"];

    /// <summary>What a collector, who only counts and signs, has no page for.</summary>
    public static readonly IReadOnlyList<string> NotForCollectors =
    [
        "agreement.accepted", "brief.changed", "check.confirmed", "check.filled", "contact.attempted", "follow-up.extended",
        "matter.closed", "matter.raised", "meeting.cancelled", "meeting.held", "meeting.planned", "meeting.time-answered",
        "meeting.time-chosen", "meeting.time-proposed", "problem.raised", "question.answered", "question.asked",
        "question.carried-over", "question.resolved", "times.agreed", "times.confirmed", "times.fixed", "times.proposed",
        "waiver.asked", "waiver.denied", "waiver.granted",
    ];

    public async Task<HistoryPart> ReadAsync(
        Handover handover, HandoverAccess access, HistoryFilter filter, int most, CancellationToken cancellationToken)
    {
        var items = await db.Items.AsNoTracking().Where(i => i.HandoverId == handover.Id).ToListAsync(cancellationToken);
        var seen = items.Where(access.SeesTitleOf).OrderBy(i => i.Category).ThenBy(i => i.Place).ToList();
        // Waivers speak of a matter or a question, and that of its item.
        var itemOf = await db.Matters.Where(m => m.HandoverId == handover.Id && m.ItemId != null).Select(m => new { m.Id, m.ItemId })
            .Concat(db.Questions.Where(q => q.HandoverId == handover.Id && q.ItemId != null).Select(q => new { q.Id, q.ItemId }))
            .ToDictionaryAsync(s => s.Id, s => s.ItemId!.Value, cancellationToken);
        foreach (var item in items)
        {
            itemOf[item.Id] = item.Id;
        }

        var seenIds = seen.Select(i => i.Id).ToHashSet();
        var hidden = itemOf.Where(s => !seenIds.Contains(s.Value)).Select(s => s.Key).ToList();
        var events = db.Events.AsNoTracking().Where(e => e.StreamId == handover.Id && !hidden.Contains(e.SubjectId));
        var silentKinds = SilentKinds(access);
        if (silentKinds.Count > 0)
        {
            events = events.Where(e => !silentKinds.Contains(e.Kind) || seenIds.Contains(e.SubjectId));
        }

        if (filter.PersonId is { } person)
        {
            events = events.Where(e => e.ActorId == person || e.OnBehalfOfId == person);
        }

        if (filter.ItemId is { } itemId)
        {
            var subjects = itemOf.Where(s => s.Value == itemId).Select(s => s.Key).ToList();
            events = events.Where(e => subjects.Contains(e.SubjectId));
        }

        if (filter.Before is { } before)
        {
            events = events.Where(e => e.Sequence < before);
        }

        var found = await events.Include(e => e.Body).OrderByDescending(e => e.Sequence).Take(most + 1).ToListAsync(cancellationToken);
        var shown = found.Take(most).ToList();
        var names = await NamesAsync(handover, shown, seen, cancellationToken);
        return new HistoryPart([.. shown.Select(e => Entry(handover, e, items.Find(i => i.Id == itemOf.GetValueOrDefault(e.SubjectId)), access, names))], seen, found.Count > most);
    }

    private HistoryEntry Entry(Handover handover, StoredEvent stored, Item? item, HandoverAccess access, HistoryNames names)
    {
        var body = FieldSet.FromJson(stored.Body!.Fields);
        var subject = new HistorySubject(item, item is null || access.SeesContentOf(item));
        var actor = stored.ActorId is { } id ? names.People.GetValueOrDefault(id, "?") : texts["system"].Value;
        return new HistoryEntry(
            stored.Sequence, stored.At, actor, Colour(handover, stored.ActorId),
            stored.OnBehalfOfId is { } other && other != stored.ActorId ? names.People.GetValueOrDefault(other, "?") : null,
            item?.Id, words.Sentence(stored.Kind, body, names, subject), [.. words.Details(stored.Kind, body, names, subject, actor)], stored.Kind);
    }

    private static string Colour(Handover handover, Guid? actorId) =>
        handover.Parties.Find(p => p.PersonId == actorId && p.Role != PartyRole.Initiator) is { } party ? Pieces.Colour(party.Role) : "n";

    private static List<string> SilentKinds(HandoverAccess access) =>
    [
        .. TakesPart(access) || access.IsAuditor ? [] : ForParticipants,
        .. access.IsCollector && !access.IsReceiver ? NotForCollectors : [],
    ];

    private static bool TakesPart(HandoverAccess access) =>
        access.IsGiver || access.IsProxy || access.IsReceiver || access.IsCaretaker || access.LeadsTeam || access.IsWitness || access.IsSecondWitness;

    private async Task<HistoryNames> NamesAsync(
        Handover handover, IReadOnlyList<StoredEvent> events, IReadOnlyList<Item> seen, CancellationToken cancellationToken)
    {
        var ids = events.SelectMany(e => new[] { e.ActorId, e.OnBehalfOfId }).OfType<Guid>()
            .Concat(events.SelectMany(e => Id().Matches(e.Body!.Fields)).Select(m => Guid.Parse(m.Value)))
            .Distinct().ToList();
        var people = await db.People.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name })
            .Concat(db.Teams.Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Name }))
            .ToDictionaryAsync(n => n.Id, n => n.Name, cancellationToken);
        return new HistoryNames(people, seen.ToDictionary(i => i.Id, i => texts["item", $"{i.Label} {i.Title}"].Value), handover.Zone);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
