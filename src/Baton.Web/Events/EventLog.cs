using System.Text.Json.Nodes;
using Baton.Evidence;
using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Events;

/// <param name="Kind">Lower-case and dotted; the list is docs/audit-events.md.</param>
/// <param name="ActorId">Null where the system itself acted.</param>
/// <param name="OnBehalfOfId">Whose act it is, where somebody else did it for them.</param>
public sealed record EventToAppend(
    string Kind, Guid SubjectId, Guid? ActorId, Guid? OnBehalfOfId, string Channel, DateTimeOffset At,
    IReadOnlyList<(string Name, object? Value)> Fields);

/// <summary>A field that went from one value to another.</summary>
public sealed record Change(object? From, object? To);

/// <summary>
/// Appends to the hash-chained streams. Called inside the transaction that holds the stream's lock, so that the head
/// read here is still the head at commit.
/// </summary>
public sealed class EventLog(BatonDbContext db)
{
    private readonly Dictionary<Guid, (StoredEvent Last, ChainHead Head)> heads = [];

    /// <returns>The event's hash.</returns>
    public async Task<byte[]> AppendAsync(Guid streamId, EventToAppend toAppend, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(streamId, cancellationToken);
        var sealedEvent = EventChain.Append(
            head,
            streamId,
            new EventFacts(
                toAppend.Kind, toAppend.SubjectId, toAppend.ActorId, toAppend.OnBehalfOfId, toAppend.Channel,
                toAppend.At.ToUnixTimeMilliseconds()),
            FieldSet.Commit(toAppend.Fields.Select(f => (f.Name, EventValue.ToJson(f.Value)))));
        var stored = new StoredEvent
        {
            StreamId = streamId,
            Sequence = sealedEvent.Header.Sequence,
            Header = sealedEvent.HeaderBytes,
            Hash = sealedEvent.Hash,
            Kind = toAppend.Kind,
            SubjectId = toAppend.SubjectId,
            ActorId = toAppend.ActorId,
            OnBehalfOfId = toAppend.OnBehalfOfId,
            Channel = toAppend.Channel,
            At = toAppend.At,
            Body = new EventBody
            {
                StreamId = streamId,
                Sequence = sealedEvent.Header.Sequence,
                Fields = sealedEvent.Body.ToJson(),
            },
        };
        db.Events.Add(stored);
        heads[streamId] = (stored, sealedEvent.Head);
        return sealedEvent.Hash;
    }

    private async Task<ChainHead> HeadAsync(Guid streamId, CancellationToken cancellationToken)
    {
        // Remembered only while the event that made it still waits to be saved in this transaction.
        if (heads.TryGetValue(streamId, out var known) && db.Entry(known.Last).State == EntityState.Added)
        {
            return known.Head;
        }

        var last = await db.Events.AsNoTracking()
            .Where(e => e.StreamId == streamId)
            .OrderByDescending(e => e.Sequence)
            .Select(e => new { e.Sequence, e.Hash })
            .FirstOrDefaultAsync(cancellationToken);
        return last is null ? ChainHead.Empty : new ChainHead(last.Sequence, last.Hash);
    }
}

/// <summary>How values stand inside hashed bytes.</summary>
internal static class EventValue
{
    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        Guid id => JsonValue.Create(id.ToString("D")),
        DateOnly day => JsonValue.Create(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        DateTimeOffset instant => JsonValue.Create(
            instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)),
        decimal amount => JsonValue.Create(MinimalDecimal.Format(amount)),
        Enum word => JsonValue.Create(word.ToString()),
        Change change => new JsonObject { ["from"] = ToJson(change.From), ["to"] = ToJson(change.To) },
        IEnumerable<Guid> ids => new JsonArray([.. ids.Select(id => ToJson(id))]),
        IEnumerable<string> texts => new JsonArray([.. texts.Select(text => ToJson(text))]),
        JsonNode node => node,
        _ => throw new ArgumentException($"An event has no form for {value.GetType()}.", nameof(value)),
    };
}
