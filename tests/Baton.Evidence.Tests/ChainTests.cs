using System.Text;
using CsCheck;

namespace Baton.Evidence.Tests;

public class ChainTests
{
    private static void AssertFault(ChainReport report, long sequence, ChainFaultReason reason)
    {
        Assert.False(report.IsSound);
        Assert.Equal((sequence, reason), (report.Fault!.Sequence, report.Fault.Reason));
    }

    /// <summary>The chain with the event at this sequence replaced, and its hash made to fit where asked.</summary>
    private static List<StoredEvent> With(List<StoredEvent> events, int sequence, Func<StoredEvent, StoredEvent> change)
    {
        var changed = events.ToList();
        changed[sequence - 1] = change(changed[sequence - 1]);
        return changed;
    }

    private static StoredEvent Rehashed(StoredEvent e, EventHeader header) =>
        e with { HeaderBytes = header.Encode(), Hash = EventHeader.Hash(header.Encode()) };

    [Fact]
    public void The_first_event_follows_nothing_and_the_next_follows_it()
    {
        var first = EventChain.Append(ChainHead.Empty, Samples.Stream, Samples.Facts, Samples.Body(("title", "章")));
        Assert.Equal(1, first.Header.Sequence);
        Assert.Equal(new byte[32], first.Header.PreviousHash);
        Assert.Equal(first.Body.Root, first.Header.BodyRoot);
        Assert.Equal(EventHeader.Hash(first.HeaderBytes), first.Hash);

        var second = EventChain.Append(first.Head, Samples.Stream, Samples.Facts, FieldSet.Empty);
        Assert.Equal(2, second.Header.Sequence);
        Assert.Equal(first.Hash, second.Header.PreviousHash);
    }

    [Fact]
    public void A_sound_stream_is_reported_with_its_head()
    {
        var events = Samples.Chain(5);
        var report = Samples.Verify(events);
        Assert.True(report.IsSound);
        Assert.Equal(Samples.Stream, report.StreamId);
        Assert.Equal(Samples.HeadOf(events), report.Head);
    }

    [Fact]
    public void An_empty_stream_is_sound() => Assert.Equal(ChainHead.Empty, Samples.Verify([]).Head);

    [Fact]
    public void An_erased_value_leaves_the_stream_sound()
    {
        var events = With(Samples.Chain(3), 2, e => e with { BodyJson = FieldSet.FromJson(e.BodyJson!).Erase("title").ToJson() });
        Assert.True(Samples.Verify(events, Samples.HeadOf(events)).IsSound);
    }

    [Fact]
    public void Removing_an_event_names_the_first_that_is_missing() =>
        Gen.Int[1, 7].Sample(at => AssertFault(Samples.Verify(Samples.Chain(8).Where(e => e.Sequence != at)), at, ChainFaultReason.SequenceGap));

    [Fact]
    public void Cutting_the_tail_is_seen_against_a_known_head_only() =>
        Gen.Int[0, 7].Sample(kept =>
        {
            var events = Samples.Chain(8);
            Assert.True(Samples.Verify(events.Take(kept)).IsSound);
            AssertFault(Samples.Verify(events.Take(kept), Samples.HeadOf(events)), kept + 1, ChainFaultReason.TailMissing);
        });

    [Fact]
    public void A_stream_may_have_gone_on_since_the_known_head()
    {
        var events = Samples.Chain(4);
        Assert.True(Samples.Verify(events, Samples.HeadOf(events[..2])).IsSound);
        Assert.True(Samples.Verify(events, ChainHead.Empty).IsSound);
    }

    [Fact]
    public void Swapping_two_events_names_the_first() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[1, 7]).Where((a, b) => a < b).Sample((a, b) =>
        {
            var events = Samples.Chain(8);
            (events[a], events[b]) = (events[b], events[a]);
            AssertFault(Samples.Verify(events), a + 1, ChainFaultReason.SequenceGap);

            // The same with the sequence columns put in order again.
            (events[a], events[b]) = (events[a] with { Sequence = a + 1 }, events[b] with { Sequence = b + 1 });
            AssertFault(Samples.Verify(events), a + 1, ChainFaultReason.HeaderColumnsDisagree);
        });

    [Fact]
    public void Repeating_an_event_names_it() =>
        AssertFault(Samples.Verify(Samples.Chain(2).Concat(Samples.Chain(2)[1..])), 2, ChainFaultReason.SequenceGap);

    [Fact]
    public void Inserting_an_event_names_the_one_that_no_longer_follows() =>
        Gen.Int[2, 6].Sample(at =>
        {
            var events = Samples.Chain(6);
            var before = events[at - 2];
            var forged = EventChain.Append(
                new ChainHead(before.Sequence, before.Hash), Samples.Stream, Samples.Facts, Samples.Body(("title", "伪造")));
            events.Insert(at - 1, new StoredEvent(Samples.Stream, at, forged.HeaderBytes, forged.Hash, forged.Body.ToJson()));
            // Even with every later header numbered anew and hashed again, the next one follows another event.
            for (var i = at; i < events.Count; i++)
            {
                var header = EventHeader.Decode(events[i].HeaderBytes) with { Sequence = i + 1 };
                events[i] = Rehashed(events[i], header) with { Sequence = i + 1 };
            }
            AssertFault(Samples.Verify(events), at + 1, ChainFaultReason.PreviousHashMismatch);
        });

    [Fact]
    public void A_stream_written_anew_is_seen_against_a_known_head()
    {
        var known = Samples.HeadOf(Samples.Chain(3));
        var anew = Samples.Chain(5);
        Assert.True(Samples.Verify(anew).IsSound);
        AssertFault(Samples.Verify(anew, known), 3, ChainFaultReason.HeadMismatch);
    }

    [Fact]
    public void Flipping_any_byte_of_header_hash_or_body_names_the_event()
    {
        var events = Samples.Chain(4);
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 2], Gen.Int[0, 10_000], Gen.Byte[1, 127]).Sample((sequence, part, at, by) =>
        {
            var report = Samples.Verify(With(events, sequence, e => part switch
            {
                0 => e with { HeaderBytes = Samples.Flip(e.HeaderBytes, at, by) },
                1 => e with { Hash = Samples.Flip(e.Hash, at, by) },
                _ => e with { BodyJson = Encoding.UTF8.GetString(Samples.Flip(Samples.Utf8(e.BodyJson!), at, by)) },
            }));
            Assert.Equal(sequence, report.Fault?.Sequence);
            Assert.Equal(sequence - 1, report.Head.Sequence);
            Assert.Equal(part < 2, report.Fault!.Reason == ChainFaultReason.HashMismatch);
        }, iter: 5_000);
    }

    [Fact]
    public void A_header_that_cannot_be_read_is_named()
    {
        var bytes = "{}"u8.ToArray();
        AssertFault(
            Samples.Verify(With(Samples.Chain(3), 2, e => e with { HeaderBytes = bytes, Hash = EventHeader.Hash(bytes) })),
            2, ChainFaultReason.HeaderMalformed);
    }

    [Fact]
    public void Columns_that_say_something_else_are_named()
    {
        var events = Samples.Chain(3);
        var other = Samples.Facts with { ActorPersonId = Samples.Subject };
        AssertFault(Samples.Verify(With(events, 2, e => e with { Columns = other })), 2, ChainFaultReason.HeaderColumnsDisagree);
        Assert.True(Samples.Verify(With(events, 2, e => e with { Columns = null })).IsSound);
    }

    [Fact]
    public void An_event_moved_here_from_another_stream_is_named()
    {
        var foreign = EventChain.Append(ChainHead.Empty, Samples.Subject, Samples.Facts, FieldSet.Empty);
        AssertFault(
            Samples.Verify([new StoredEvent(Samples.Stream, 1, foreign.HeaderBytes, foreign.Hash, "{}")]),
            1, ChainFaultReason.HeaderColumnsDisagree);
    }

    [Fact]
    public void A_row_of_another_stream_is_the_callers_error() =>
        Assert.Throws<ArgumentException>(() => new ChainVerifier(Samples.Subject).Add(Samples.Chain(1)[0]));

    [Fact]
    public void A_missing_body_is_named() =>
        AssertFault(Samples.Verify(With(Samples.Chain(3), 3, e => e with { BodyJson = null })), 3, ChainFaultReason.BodyMissing);

    [Fact]
    public void A_body_that_cannot_be_read_is_named() =>
        AssertFault(Samples.Verify(With(Samples.Chain(3), 1, e => e with { BodyJson = e.BodyJson + " " })), 1, ChainFaultReason.BodyMalformed);

    [Fact]
    public void A_body_of_another_event_is_named()
    {
        var events = Samples.Chain(3);
        AssertFault(Samples.Verify(With(events, 2, e => e with { BodyJson = events[0].BodyJson })), 2, ChainFaultReason.BodyRootMismatch);
    }

    [Fact]
    public void Altered_fields_are_named()
    {
        var report = Samples.Verify(With(Samples.Chain(3), 2, e => e with { BodyJson = e.BodyJson!.Replace("1284300.5", "284300.5") }));
        AssertFault(report, 2, ChainFaultReason.FieldAltered);
        Assert.Equal(["amount"], report.Fault!.Fields);
    }

    [Fact]
    public void Nothing_is_checked_after_the_first_fault()
    {
        var events = Samples.Chain(3);
        var verifier = new ChainVerifier(Samples.Stream, Samples.HeadOf(events));
        Assert.True(verifier.Add(events[0]));
        Assert.False(verifier.Add(events[1] with { BodyJson = null }));
        Assert.False(verifier.Add(events[2]));
        AssertFault(verifier.Finish(), 2, ChainFaultReason.BodyMissing);
        Assert.Equal(1, verifier.Finish().Head.Sequence);
    }

    [Fact]
    public void Heads_are_equal_by_value()
    {
        var a = new ChainHead(3, Samples.Bytes(7));
        Assert.Equal(a, new ChainHead(3, Samples.Bytes(7)));
        Assert.Equal(a.GetHashCode(), new ChainHead(3, Samples.Bytes(7)).GetHashCode());
        Assert.NotEqual(a, new ChainHead(4, Samples.Bytes(7)));
        Assert.NotEqual(a, new ChainHead(3, Samples.Bytes(8)));
        Assert.False(a.Equals(null));
    }

    [Fact]
    public void A_fingerprint_is_four_groups_of_four()
    {
        Assert.Equal("9F3A 61C2 77E0 4B1D", Fingerprint.Short([0x9f, 0x3a, 0x61, 0xc2, 0x77, 0xe0, 0x4b, 0x1d, .. new byte[24]]));
        Assert.Throws<FormatException>(() => Fingerprint.Short(new byte[31]));
    }
}
