using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Baton.Evidence;

/// <summary>What happened, by whom and when: the part of an event's header that the writer decides.</summary>
/// <param name="Kind">Lower-case words joined by dots, at least two, such as "item.explained"; a word may hold digits and inner hyphens. At most 80 characters.</param>
/// <param name="SubjectId">What it happened to.</param>
/// <param name="ActorPersonId">Who did it; null is the system itself.</param>
/// <param name="OnBehalfOf">For whom, when the actor stood in for somebody.</param>
/// <param name="Channel">One of <see cref="EventHeader.Channels"/>.</param>
/// <param name="UnixMilliseconds">When, in UTC milliseconds since 1970. Order follows the sequence, never this.</param>
public sealed record EventFacts(
    string Kind, Guid SubjectId, Guid? ActorPersonId, Guid? OnBehalfOf, string Channel, long UnixMilliseconds);

/// <summary>The chained part of an event, format version 1. It holds ids only, never a person's name. Kept as the exact bytes of <see cref="Encode"/>.</summary>
/// <param name="StreamId">The handover's stream, or the installation's.</param>
/// <param name="Sequence">From 1, without gaps, within the stream.</param>
/// <param name="PreviousHash">The hash of the event before, 32 bytes; zeros for the first.</param>
/// <param name="Facts">What happened.</param>
/// <param name="BodyRoot">The root of the body's fields, 32 bytes.</param>
public sealed partial record EventHeader(
    Guid StreamId, long Sequence, byte[] PreviousHash, EventFacts Facts, byte[] BodyRoot)
{
    public const int FormatVersion = 1;

    /// <summary>The ways in which a change can come in.</summary>
    public static IReadOnlyList<string> Channels { get; } = ["web", "api", "job", "import", "cli"];

    /// <summary>The bytes that are hashed and kept.</summary>
    /// <exception cref="FormatException">A value is not as described.</exception>
    public byte[] Encode()
    {
        Require();
        return CanonicalJson.Encode(new JsonObject
        {
            ["format"] = FormatVersion,
            ["stream"] = StrictObject.IdText(StreamId),
            ["sequence"] = Sequence,
            ["previous"] = StrictObject.Hex(PreviousHash),
            ["kind"] = Facts.Kind,
            ["subject"] = StrictObject.IdText(Facts.SubjectId),
            ["actor"] = OptionalId(Facts.ActorPersonId),
            ["onBehalfOf"] = OptionalId(Facts.OnBehalfOf),
            ["channel"] = Facts.Channel,
            ["time"] = Facts.UnixMilliseconds,
            ["body"] = StrictObject.Hex(BodyRoot),
        });
    }

    /// <summary>Reads the bytes of <see cref="Encode"/>.</summary>
    /// <exception cref="FormatException">They are not exactly what <see cref="Encode"/> writes.</exception>
    public static EventHeader Decode(ReadOnlySpan<byte> bytes)
    {
        var o = new StrictObject(
            "event header", CanonicalJson.Parse(bytes),
            "format", "stream", "sequence", "previous", "kind", "subject", "actor", "onBehalfOf", "channel", "time", "body");
        o.Format(FormatVersion);
        var facts = new EventFacts(
            o.Text("kind"), o.Id("subject"), o.IdOrNull("actor"), o.IdOrNull("onBehalfOf"), o.Text("channel"), o.Integer("time"));
        var header = new EventHeader(o.Id("stream"), o.Integer("sequence"), o.Bytes32("previous"), facts, o.Bytes32("body"));
        header.Require();
        return header;
    }

    /// <summary>The event's hash: the next event's <see cref="PreviousHash"/>. Always of the bytes kept, never of a new encoding.</summary>
    public static byte[] Hash(byte[] headerBytes) => TaggedHash.Compute(TaggedHash.Event, headerBytes);

    private void Require()
    {
        StrictObject.Require32(PreviousHash, "previous hash");
        StrictObject.Require32(BodyRoot, "body root");
        if (Sequence is < 1 or > CanonicalJson.MaxInteger)
        {
            throw new FormatException("An event's sequence must be an integer from 1 to 2^53.");
        }
        if (Facts.UnixMilliseconds is < 0 or > CanonicalJson.MaxInteger)
        {
            throw new FormatException("An event's time must be in milliseconds since 1970, from 0 to 2^53.");
        }
        if (Facts.Kind.Length > 80 || !WellFormedKind().IsMatch(Facts.Kind))
        {
            throw new FormatException("An event's kind must be lower-case words joined by dots, such as item.explained.");
        }
        if (!Channels.Contains(Facts.Channel))
        {
            throw new FormatException($"An event's channel must be one of {string.Join(", ", Channels)}.");
        }
        if (Sequence == 1 != PreviousHash.All(b => b == 0))
        {
            throw new FormatException("The first event of a stream, and no other, has a previous hash of zeros.");
        }
    }

    private static JsonNode? OptionalId(Guid? id) => id is { } value ? StrictObject.IdText(value) : null;

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)+\z")]
    private static partial Regex WellFormedKind();
}
