namespace Baton.Evidence;

/// <summary>An event as it was found in storage.</summary>
/// <param name="BodyJson">The text of <see cref="FieldSet.ToJson"/>; null when it is not there.</param>
/// <param name="Columns">The facts as columns beside the header repeat them, where they do: pages read those, so they must agree.</param>
public sealed record StoredEvent(
    Guid StreamId, long Sequence, byte[] HeaderBytes, byte[] Hash, string? BodyJson, EventFacts? Columns = null);

/// <summary>What is wrong with the first bad event of a stream.</summary>
public enum ChainFaultReason
{
    /// <summary>The sequence numbers do not run 1, 2, 3: one is missing, repeated or out of order.</summary>
    SequenceGap,

    /// <summary>The stored hash is not that of the stored header bytes.</summary>
    HashMismatch,

    /// <summary>The header bytes are not a header of a known format.</summary>
    HeaderMalformed,

    /// <summary>Stream, sequence or facts in the columns are not those in the header.</summary>
    HeaderColumnsDisagree,

    /// <summary>The header does not follow the event before it.</summary>
    PreviousHashMismatch,

    /// <summary>The event is sound in itself, but not the one that the expected head names: the stream was written anew.</summary>
    HeadMismatch,

    /// <summary>There is no body.</summary>
    BodyMissing,

    /// <summary>The body is not a field set in canonical form.</summary>
    BodyMalformed,

    /// <summary>The body's fields do not give the header's body root.</summary>
    BodyRootMismatch,

    /// <summary>A value or salt in the body does not give its commitment.</summary>
    FieldAltered,

    /// <summary>The stream ends before the expected head.</summary>
    TailMissing,
}

/// <summary>Where a stream first goes wrong.</summary>
/// <param name="Sequence">The first bad sequence number; for a gap or a missing tail, the first that is not there.</param>
/// <param name="Fields">The names of altered fields, for <see cref="ChainFaultReason.FieldAltered"/>; else empty.</param>
public sealed record ChainFault(long Sequence, ChainFaultReason Reason, IReadOnlyList<string> Fields);

/// <summary>What a verification found.</summary>
/// <param name="Head">The last event that is sound.</param>
/// <param name="Fault">Null when the whole stream is sound.</param>
public sealed record ChainReport(Guid StreamId, ChainHead Head, ChainFault? Fault)
{
    public bool IsSound => Fault is null;
}

/// <summary>Checks one stream, fed event by event in order of sequence. Keeps only the head, so a stream may be of any length.</summary>
/// <param name="expectedHead">
/// A head known from outside. Without it, a tail cut off or a stream rewritten from some point to its end cannot be seen.
/// The stream may have gone on since.
/// </param>
public sealed class ChainVerifier(Guid streamId, ChainHead? expectedHead = null)
{
    private ChainHead head = ChainHead.Empty;
    private ChainFault? fault;

    /// <summary>Checks the next event. After the first fault nothing more is checked.</summary>
    /// <returns>Whether all events so far are sound.</returns>
    /// <exception cref="ArgumentException">The row is of another stream: the caller's query is wrong, not the data.</exception>
    public bool Add(StoredEvent stored)
    {
        if (stored.StreamId != streamId)
        {
            throw new ArgumentException("The event was read from another stream than the one being checked.", nameof(stored));
        }
        if (fault is null && (fault = Check(stored)) is null)
        {
            head = new ChainHead(stored.Sequence, stored.Hash);
        }
        return fault is null;
    }

    /// <summary>The result, once every event was added.</summary>
    public ChainReport Finish()
    {
        if (fault is null && expectedHead is not null && head.Sequence < expectedHead.Sequence)
        {
            fault = Bad(head.Sequence + 1, ChainFaultReason.TailMissing);
        }
        return new ChainReport(streamId, head, fault);
    }

    private ChainFault? Check(StoredEvent stored)
    {
        var next = head.Sequence + 1;
        if (stored.Sequence != next)
        {
            return Bad(Math.Min(stored.Sequence, next), ChainFaultReason.SequenceGap);
        }
        if (!EventHeader.Hash(stored.HeaderBytes).AsSpan().SequenceEqual(stored.Hash))
        {
            return Bad(next, ChainFaultReason.HashMismatch);
        }
        EventHeader header;
        try
        {
            header = EventHeader.Decode(stored.HeaderBytes);
        }
        catch (FormatException)
        {
            return Bad(next, ChainFaultReason.HeaderMalformed);
        }
        if (header.StreamId != streamId || header.Sequence != next || (stored.Columns is { } columns && columns != header.Facts))
        {
            return Bad(next, ChainFaultReason.HeaderColumnsDisagree);
        }
        if (!header.PreviousHash.AsSpan().SequenceEqual(head.Hash))
        {
            return Bad(next, ChainFaultReason.PreviousHashMismatch);
        }
        if (expectedHead?.Sequence == next && !stored.Hash.AsSpan().SequenceEqual(expectedHead.Hash))
        {
            return Bad(next, ChainFaultReason.HeadMismatch);
        }
        return CheckBody(next, header.BodyRoot, stored.BodyJson);
    }

    private static ChainFault? CheckBody(long sequence, byte[] root, string? json)
    {
        if (json is null)
        {
            return Bad(sequence, ChainFaultReason.BodyMissing);
        }
        FieldSet body;
        try
        {
            body = FieldSet.FromJson(json);
        }
        catch (FormatException)
        {
            return Bad(sequence, ChainFaultReason.BodyMalformed);
        }
        if (!body.Root.AsSpan().SequenceEqual(root))
        {
            return Bad(sequence, ChainFaultReason.BodyRootMismatch);
        }
        var altered = body.Verify();
        return altered.Count > 0 ? new ChainFault(sequence, ChainFaultReason.FieldAltered, altered) : null;
    }

    private static ChainFault Bad(long sequence, ChainFaultReason reason) => new(sequence, reason, []);
}
