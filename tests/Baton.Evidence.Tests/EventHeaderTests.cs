using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Baton.Evidence.Tests;

public class EventHeaderTests
{
    private static readonly EventHeader Header =
        new(Samples.Stream, 2, Samples.Bytes(1), Samples.Facts with { OnBehalfOf = Samples.Subject }, Samples.Bytes(2));

    [Fact]
    public void The_bytes_are_canonical_json_of_ids_and_hashes() =>
        Assert.Equal(
            "{\"actor\":\"01943c3a-7b00-7000-8000-000000000003\",\"body\":\"" + string.Concat(Enumerable.Repeat("02", 32))
            + "\",\"channel\":\"web\",\"format\":1,\"kind\":\"item.explained\",\"onBehalfOf\":\"01943c3a-7b00-7000-8000-000000000002\""
            + ",\"previous\":\"" + string.Concat(Enumerable.Repeat("01", 32))
            + "\",\"sequence\":2,\"stream\":\"01943c3a-7b00-7000-8000-000000000001\",\"subject\":\"01943c3a-7b00-7000-8000-000000000002\""
            + ",\"time\":1795420800000}",
            Encoding.UTF8.GetString(Header.Encode()));

    [Fact]
    public void Any_header_comes_back_from_its_bytes() =>
        Gen.Select(
            Gen.Guid, Gen.Long[2, CanonicalJson.MaxInteger], Gen.Byte.Array[32], Gen.Byte.Array[32],
            Gen.Select(Gen.OneOf("a.b", "item.taught-back", "handover.times.agreed2"), Gen.Guid, Gen.Guid.Nullable(), Gen.Guid.Nullable(),
                Gen.OneOf("web", "api", "job", "import", "cli"), Gen.Long[0, CanonicalJson.MaxInteger]))
            .Sample((stream, sequence, previous, body, f) =>
            {
                previous[0] |= 1;
                var header = new EventHeader(stream, sequence, previous, new(f.Item1, f.Item2, f.Item3, f.Item4, f.Item5, f.Item6), body);
                var bytes = header.Encode();
                var back = EventHeader.Decode(bytes);
                return back.Facts == header.Facts && back.StreamId == stream && back.Encode().AsSpan().SequenceEqual(bytes);
            });

    [Fact]
    public void Flipping_any_byte_is_refused_or_gives_another_hash()
    {
        var bytes = Header.Encode();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte[1, 255]).Sample((at, by) =>
        {
            var flipped = Samples.Flip(bytes, at, by);
            try
            {
                // What is still read is read as what it says: nothing is mended silently.
                Assert.Equal(flipped, EventHeader.Decode(flipped).Encode());
            }
            catch (FormatException)
            {
                return true;
            }
            return !EventHeader.Hash(flipped).AsSpan().SequenceEqual(EventHeader.Hash(bytes));
        }, iter: 5_000);
    }

    public static TheoryData<string, EventHeader> Wrong => new()
    {
        { "sequence", Header with { Sequence = 0 } },
        { "sequence", Header with { Sequence = CanonicalJson.MaxInteger + 1 } },
        { "time", Header with { Facts = Header.Facts with { UnixMilliseconds = -1 } } },
        { "time", Header with { Facts = Header.Facts with { UnixMilliseconds = CanonicalJson.MaxInteger + 1 } } },
        { "kind", Header with { Facts = Header.Facts with { Kind = "explained" } } },
        { "kind", Header with { Facts = Header.Facts with { Kind = "item.Explained" } } },
        { "kind", Header with { Facts = Header.Facts with { Kind = "item..explained" } } },
        { "kind", Header with { Facts = Header.Facts with { Kind = "item.explained\n" } } },
        { "kind", Header with { Facts = Header.Facts with { Kind = "item.taught--back" } } },
        { "kind", Header with { Facts = Header.Facts with { Kind = "item." + new string('a', 76) } } },
        { "channel", Header with { Facts = Header.Facts with { Channel = "fax" } } },
        { "previous hash", Header with { PreviousHash = new byte[31] } },
        { "body root", Header with { BodyRoot = new byte[33] } },
        { "zeros", Header with { PreviousHash = new byte[32] } },
        { "zeros", Header with { Sequence = 1 } },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_wrong_value_is_not_encoded(string named, EventHeader header) =>
        Assert.Contains(named, Assert.Throws<FormatException>(header.Encode).Message);

    [Fact]
    public void A_kind_has_at_most_80_characters() =>
        Assert.NotEmpty((Header with { Facts = Header.Facts with { Kind = "item." + new string('a', 75) } }).Encode());

    [Theory]
    [InlineData("format", "2", "version 2")]
    [InlineData("format", "\"1\"", "integer")]
    [InlineData("sequence", "\"2\"", "integer")]
    [InlineData("sequence", "null", "integer")]
    [InlineData("sequence", "0", "sequence")]
    [InlineData("time", "[]", "integer")]
    [InlineData("time", "-1", "time")]
    [InlineData("kind", "7", "text")]
    [InlineData("kind", "\"explained\"", "kind")]
    [InlineData("channel", "\"fax\"", "channel")]
    [InlineData("channel", "null", "text")]
    [InlineData("stream", "\"01943C3A-7B00-7000-8000-000000000001\"", "UUID")]
    [InlineData("stream", "\"01943c3a7b0070008000000000000001\"", "UUID")]
    [InlineData("stream", "null", "text")]
    [InlineData("subject", "\"?\"", "UUID")]
    [InlineData("actor", "\"\"", "UUID")]
    [InlineData("actor", "0", "text")]
    [InlineData("previous", "\"\"", "32 bytes")]
    [InlineData("body", "{}", "text")]
    public void Decoding_refuses_a_wrong_member_and_names_it(string name, string json, string named)
    {
        var members = JsonNode.Parse(Header.Encode())!.AsObject();
        members[name] = JsonNode.Parse(json);
        Assert.Contains(named, Assert.Throws<FormatException>(() => EventHeader.Decode(CanonicalJson.Encode(members))).Message);
    }

    [Fact]
    public void Decoding_refuses_a_missing_or_foreign_member_and_what_is_no_object()
    {
        var members = JsonNode.Parse(Header.Encode())!.AsObject();
        members["name"] = "陈雨";
        Assert.Contains("does not belong", Assert.Throws<FormatException>(() => EventHeader.Decode(CanonicalJson.Encode(members))).Message);
        members.Remove("name");
        members.Remove("actor");
        Assert.Contains("\"actor\"", Assert.Throws<FormatException>(() => EventHeader.Decode(CanonicalJson.Encode(members))).Message);
        Assert.Contains("object", Assert.Throws<FormatException>(() => EventHeader.Decode("[]"u8)).Message);
    }

    [Fact]
    public void The_system_acts_without_a_person()
    {
        var header = Header with { Facts = Header.Facts with { ActorPersonId = null, OnBehalfOf = null, Channel = "job" } };
        Assert.Null(EventHeader.Decode(header.Encode()).Facts.ActorPersonId);
    }
}
