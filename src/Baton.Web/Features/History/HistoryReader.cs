using System.Text.RegularExpressions;
using Baton.Evidence;
using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
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
    public static readonly IReadOnlyList<string> ForParticipants = ["file.opened", "record.viewed"];

    /// <summary>What a collector, who only counts and signs, has no page for.</summary>
    public static readonly IReadOnlyList<string> NotForCollectors =
    [
        "agreement.accepted", "brief.changed", "check.confirmed", "check.filled", "contact.attempted", "days.changed", "expected.applicable",
        "expected.not-applicable", "file.added", "file.opened", "file.replaced", "file.withdrawn", "follow-up.extended", "giver.absence",
        "interview.nothing", "interview.put-off",
        "list.continued", "list.import-undone", "list.imported", "matter.closed", "matter.raised", "meeting.cancelled", "meeting.held", "meeting.planned", "meeting.time-answered",
        "meeting.time-chosen", "meeting.time-proposed", "party.added", "party.removed", "party.replaced", "problem.raised", "question.answered", "question.asked",
        "question.carried-over", "question.resolved", "times.agreed", "times.confirmed", "times.fixed", "times.proposed",
        "waiver.asked", "waiver.denied", "waiver.granted",
    ];

    /// <param name="items">All of the handover, withdrawn ones too, where the caller has them already.</param>
    public async Task<HistoryPart> ReadAsync(
        Handover handover, HandoverAccess access, HistoryFilter filter, int most, CancellationToken cancellationToken, IReadOnlyList<Item>? items = null)
    {
        items ??= await db.Items.AsNoTracking().Where(i => i.HandoverId == handover.Id).ToListAsync(cancellationToken);
        var seen = items.Where(access.SeesTitleOf).OrderBy(i => i.Category).ThenBy(i => i.Place).ToList();
        var seenIds = seen.Select(i => i.Id).ToHashSet();
        var hidden = items.Select(i => i.Id).Where(id => !seenIds.Contains(id)).ToList();
        // Waivers speak of a matter or a question, and that of its item.
        var events = db.Events.AsNoTracking().Include(e => e.Body).Where(e => e.StreamId == handover.Id).Select(e => new
        {
            Event = e,
            About = db.Matters.Where(m => m.Id == e.SubjectId).Select(m => m.ItemId).FirstOrDefault()
                ?? db.Questions.Where(q => q.Id == e.SubjectId).Select(q => q.ItemId).FirstOrDefault() ?? e.SubjectId,
        });
        if (hidden.Count > 0)
        {
            events = events.Where(e => !hidden.Contains(e.About));
        }

        var silentKinds = SilentKinds(access);
        if (silentKinds.Count > 0)
        {
            events = events.Where(e => !silentKinds.Contains(e.Event.Kind) || seenIds.Contains(e.Event.SubjectId));
        }

        if (filter.PersonId is { } person)
        {
            events = events.Where(e => e.Event.ActorId == person || e.Event.OnBehalfOfId == person);
        }

        if (filter.ItemId is { } itemId)
        {
            events = events.Where(e => e.About == itemId);
        }

        if (filter.Before is { } before)
        {
            events = events.Where(e => e.Event.Sequence < before);
        }

        var found = await events.OrderByDescending(e => e.Event.Sequence).Take(most + 1).ToListAsync(cancellationToken);
        var shown = found.Take(most).ToList();
        var names = await NamesAsync(handover, [.. shown.Select(e => e.Event)], seen, cancellationToken);
        return new HistoryPart([.. shown.Select(e => Entry(handover, e.Event, items.FirstOrDefault(i => i.Id == e.About), access, names))], seen, found.Count > most);
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
        var people = handover.Parties.Select(p => p.Person).OfType<Person>().DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => p.Name);
        var subjects = seen.Select(i => i.Id).Concat(events.Select(e => e.SubjectId)).ToHashSet();
        var ids = events.SelectMany(e => new[] { e.ActorId, e.OnBehalfOfId }).OfType<Guid>()
            .Concat(events.SelectMany(e => Id().Matches(e.Body!.Fields)).Select(m => Guid.Parse(m.Value)))
            .Where(id => !people.ContainsKey(id) && !subjects.Contains(id)).Distinct().ToList();
        if (ids.Count > 0)
        {
            foreach (var named in await db.People.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name })
                .Concat(db.Teams.Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Name })).ToListAsync(cancellationToken))
            {
                people[named.Id] = named.Name;
            }
        }

        return new HistoryNames(people, seen.ToDictionary(i => i.Id, i => texts["item", $"{i.Label} {i.Title}"].Value), handover.Zone);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
