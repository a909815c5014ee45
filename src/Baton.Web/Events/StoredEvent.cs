namespace Baton.Web.Events;

/// <summary>One event as kept: the exact chained bytes, and columns copied from them for queries. Never updated, never deleted.</summary>
public sealed class StoredEvent
{
    public Guid StreamId { get; init; }
    public long Sequence { get; init; }
    public required byte[] Header { get; init; }
    public required byte[] Hash { get; init; }
    public required string Kind { get; init; }
    public Guid SubjectId { get; init; }
    public Guid? ActorId { get; init; }
    public Guid? OnBehalfOfId { get; init; }
    public required string Channel { get; init; }
    public DateTimeOffset At { get; init; }
    public EventBody? Body { get; init; }
}

/// <summary>
/// The changed fields with salts and commitments, as JSON. Apart from the header so that one value can be erased
/// at the end of retention while the chain still proves the rest.
/// </summary>
public sealed class EventBody
{
    public Guid StreamId { get; init; }
    public long Sequence { get; init; }
    public required string Fields { get; set; }
}

/// <summary>The installation's own stream: roles, accounts, settings, keys. A handover's stream is its id.</summary>
public static class Streams
{
    public static readonly Guid Installation = new("ba700000-0000-7000-8000-000000000001");
}
