namespace Baton.Evidence;

/// <summary>How far a stream has come. Anchored outside (in a PDF, a mail), it shows later that nothing was cut off or rewritten.</summary>
/// <param name="Sequence">The last event's; 0 when there is none.</param>
/// <param name="Hash">The last event's, 32 bytes; zeros when there is none.</param>
public sealed record ChainHead(long Sequence, byte[] Hash)
{
    /// <summary>The head of a stream without events.</summary>
    public static ChainHead Empty { get; } = new(0, new byte[TaggedHash.Size]);

    public bool Equals(ChainHead? other) =>
        other is not null && Sequence == other.Sequence && Hash.AsSpan().SequenceEqual(other.Hash);

    public override int GetHashCode()
    {
        var code = new HashCode();
        code.Add(Sequence);
        code.AddBytes(Hash);
        return code.ToHashCode();
    }
}

/// <summary>An event ready to be stored: the header's exact bytes, their hash, and the body.</summary>
public sealed record SealedEvent(EventHeader Header, byte[] HeaderBytes, byte[] Hash, FieldSet Body)
{
    /// <summary>The stream's head once this event is stored.</summary>
    public ChainHead Head => new(Header.Sequence, Hash);
}

/// <summary>Makes the next event of a stream. The caller holds the stream's lock, so that two never follow the same head.</summary>
public static class EventChain
{
    /// <exception cref="FormatException">A fact is not as <see cref="EventFacts"/> describes it.</exception>
    public static SealedEvent Append(ChainHead previous, Guid streamId, EventFacts facts, FieldSet body)
    {
        var header = new EventHeader(streamId, previous.Sequence + 1, previous.Hash, facts, body.Root);
        var bytes = header.Encode();
        return new SealedEvent(header, bytes, EventHeader.Hash(bytes), body);
    }
}
