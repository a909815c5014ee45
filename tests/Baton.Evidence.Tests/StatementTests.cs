using System.Text.Json.Nodes;
using CsCheck;

namespace Baton.Evidence.Tests;

public class StatementTests
{
    private static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    private static FieldSet Head(string name = "陈雨") => Samples.Body(
        (StatementHead.HandoverId, Samples.Stream), (StatementHead.SignerId, Samples.Person),
        (StatementHead.SignerName, name), (StatementHead.SignerRole, "receiver"), (StatementHead.SignerOnBehalfOf, null));

    private static RevisionItem Item(int n, string title = "月结") => new(Id(n), Samples.Body(("title", title), ("phone", "138 0013 8000")));

    private static ContentEntry[] Entries(params (int Id, byte Hash)[] entries) => [.. entries.Select(e => new ContentEntry(Id(e.Id), Samples.Bytes(e.Hash)))];

    private static StatementContent Content(FieldSet head, RevisionItem[] items, RevisionMatter[]? matters = null, ContentEntry[]? files = null) =>
        StatementContent.Of(head, items, matters ?? [], files ?? []);

    private static byte[] RootOf(StatementContent content) => StatementContent.Root(content.Encode());

    [Fact]
    public void An_item_and_a_matter_come_back_and_differ_in_hash()
    {
        var item = Item(1);
        var back = RevisionItem.Decode(item.Encode());
        Assert.Equal((item.Id, item.Hash()), (back.Id, back.Hash()), ByHash);
        Assert.Equal(item.Encode(), back.Encode());

        var matter = new RevisionMatter(item.Id, item.Fields);
        Assert.Equal(matter.Hash(), RevisionMatter.Decode(matter.Encode()).Hash());
        Assert.NotEqual(item.Hash(), matter.Hash());
        Assert.NotEqual(item.Hash(), (item with { Id = Id(2) }).Hash());
    }

    private static bool ByHash((Guid Id, byte[] Hash) a, (Guid Id, byte[] Hash) b) => a.Id == b.Id && a.Hash.AsSpan().SequenceEqual(b.Hash);

    [Fact]
    public void Any_item_comes_back() =>
        Samples.GenFields.Sample(values =>
        {
            var item = new RevisionItem(Id(1), FieldSet.Commit(values));
            return RevisionItem.Decode(item.Encode()).Encode().AsSpan().SequenceEqual(item.Encode());
        });

    [Fact]
    public void An_item_with_the_deepest_value_comes_back()
    {
        JsonNode value = new JsonObject();
        for (var i = 1; i < CanonicalJson.MaxDepth; i++)
        {
            value = new JsonArray(value);
        }
        var item = new RevisionItem(Id(1), Samples.Body(("a", value)));
        Assert.Equal(item.Hash(), RevisionItem.Decode(item.Encode()).Hash());
    }

    [Fact]
    public void Flipping_any_byte_of_an_item_is_detected() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Byte[1, 255]).Sample((at, by) =>
        {
            var item = Item(1);
            try
            {
                var read = RevisionItem.Decode(Samples.Flip(item.Encode(), at, by));
                return read.Fields.Verify().Count > 0 || !read.Hash().AsSpan().SequenceEqual(item.Hash());
            }
            catch (FormatException)
            {
                return true;
            }
        }, iter: 5_000);

    [Theory]
    [InlineData("""{"fields":{},"format":2,"id":"00000001-0000-0000-0000-000000000000"}""")]
    [InlineData("""{"fields":[],"format":1,"id":"00000001-0000-0000-0000-000000000000"}""")]
    [InlineData("""{"fields":{},"format":1,"id":"1"}""")]
    [InlineData("""{"fields":{},"format":1}""")]
    [InlineData("""{"format":1,"fields":{},"id":"00000001-0000-0000-0000-000000000000"}""")]
    public void A_malformed_item_or_matter_is_refused(string json)
    {
        Assert.Throws<FormatException>(() => RevisionItem.Decode(Samples.Utf8(json)));
        Assert.Throws<FormatException>(() => RevisionMatter.Decode(Samples.Utf8(json)));
    }

    [Fact]
    public void A_masked_copy_still_verifies_under_the_signed_root()
    {
        var head = Head();
        var items = new[] { Item(1), Item(2) };
        var signed = RootOf(Content(head, items));

        var copy = items.Select(i => RevisionItem.Decode((i with { Fields = i.Fields.Mask("phone") }).Encode())).ToArray();
        Assert.All(copy, i => Assert.Empty(i.Fields.Verify()));
        Assert.All(items, i => Assert.Contains("138 0013 8000", i.Fields.ToJson(), StringComparison.Ordinal));
        Assert.All(copy, i => Assert.DoesNotContain("138 0013 8000", i.Fields.ToJson()));
        Assert.Equal(signed, RootOf(Content(head.Mask(StatementHead.SignerName), copy)));
    }

    [Fact]
    public void A_statement_comes_back_from_its_bytes()
    {
        var content = Content(Head(), [Item(2), Item(1)], [new RevisionMatter(Id(3), Samples.Body(("owner", "x")))], Entries((4, 4), (5, 4)));
        var back = StatementContent.Decode(content.Encode());
        Assert.Equal(content.Encode(), back.Encode());
        Assert.Equal([Id(2), Id(1)], back.Items.Select(i => i.Id));
        Assert.Equal([Id(3)], back.Matters.Select(i => i.Id));
        Assert.Equal([Id(4), Id(5)], back.Files.Select(i => i.Id));
        Assert.True(ContentDiff.Between(content, back).IsEmpty);
    }

    [Fact]
    public void Every_part_and_the_order_are_under_the_root()
    {
        var (head, one, two) = (Head(), Item(1), Item(2));
        var matter = new RevisionMatter(Id(1), one.Fields);
        var roots = new[]
        {
            Content(head, [one, two]),
            Content(head, [two, one]),
            Content(head, [one]),
            Content(Head(), [one, two]),
            Content(head, [one, two], [matter]),
            Content(head, [one, two], [], Entries((1, 1))),
            Content(head, [one, two], [], Entries((1, 2))),
            Content(head, [one, two], [], Entries((2, 1))),
        }.Select(c => Convert.ToHexString(RootOf(c)));
        Assert.Equal(8, roots.Distinct().Count());
    }

    [Fact]
    public void Flipping_any_byte_of_a_statement_or_envelope_is_refused_or_gives_another_hash()
    {
        var content = Content(Head(), [Item(1)], [new RevisionMatter(Id(3), FieldSet.Empty)], Entries((4, 4))).Encode();
        var envelope = SignerEnvelope.For(StatementContent.Root(content), 3, Samples.Bytes(9)).Encode();
        Gen.Select(Gen.Int[0, 10_000], Gen.Byte[1, 255]).Sample((at, by) =>
        {
            AssertDetected(content, Samples.Flip(content, at, by), b => StatementContent.Decode(b).Encode(), StatementContent.Root);
            AssertDetected(envelope, Samples.Flip(envelope, at, by), b => SignerEnvelope.Decode(b).Encode(), SignerEnvelope.Hash);
        }, iter: 5_000);
    }

    private static void AssertDetected(byte[] original, byte[] flipped, Func<byte[], byte[]> reencode, Func<byte[], byte[]> hash)
    {
        try
        {
            Assert.Equal(flipped, reencode(flipped));
        }
        catch (FormatException)
        {
            return;
        }
        Assert.NotEqual(hash(original), hash(flipped));
    }

    [Fact]
    public void A_head_without_its_signer_is_refused() =>
        Assert.All(StatementHead.Required, name =>
        {
            var fields = StatementHead.Required.Where(n => n != name).Select(n => (n, (JsonNode?)"x")).ToArray();
            Assert.Contains($"\"{name}\"", Assert.Throws<FormatException>(() => Content(Samples.Body(fields), [])).Message);
        });

    [Fact]
    public void An_id_twice_or_a_hash_of_another_length_is_refused()
    {
        Assert.Contains("item", Assert.Throws<FormatException>(() => Content(Head(), [Item(1), Item(1)])).Message);
        var matter = new RevisionMatter(Id(1), FieldSet.Empty);
        Assert.Contains("matter", Assert.Throws<FormatException>(() => Content(Head(), [], [matter, matter])).Message);
        Assert.Contains("file", Assert.Throws<FormatException>(() => Content(Head(), [], [], Entries((1, 1), (2, 1), (1, 2)))).Message);
        Assert.Contains("32", Assert.Throws<FormatException>(() => Content(Head(), [], [], [new ContentEntry(Id(1), new byte[20])])).Message);
    }

    [Theory]
    [InlineData("format", "2")]
    [InlineData("head", "\"\"")]
    [InlineData("items", "{}")]
    [InlineData("matters", "[1]")]
    [InlineData("files", "[{\"id\":\"00000001-0000-0000-0000-000000000000\"}]")]
    [InlineData("files", "null")]
    public void A_malformed_statement_is_refused(string name, string json)
    {
        var members = JsonNode.Parse(Content(Head(), [Item(1)]).Encode())!.AsObject();
        members[name] = JsonNode.Parse(json);
        Assert.Throws<FormatException>(() => StatementContent.Decode(CanonicalJson.Encode(members)));
    }

    [Fact]
    public void Freezing_unchanged_content_again_keeps_the_root_and_a_change_is_shown()
    {
        var head = Head();
        var (kept, changed) = (Item(1), Item(2));
        var before = Content(head, [kept, changed, Item(3)], [], Entries((9, 1)));

        RevisionItem Refreeze(RevisionItem item, string title) =>
            item with { Fields = FieldSet.Commit([("title", title), ("phone", "138 0013 8000")], item.Fields) };
        Assert.Equal(RootOf(Content(head, [kept])), RootOf(Content(head, [Refreeze(kept, "月结")])));

        var after = Content(Head("陈宇"), [Item(4), Refreeze(kept, "月结"), Refreeze(changed, "季结")], [], Entries((9, 2)));
        var diff = ContentDiff.Between(before, after);
        Assert.True(diff.HeadChanged);
        Assert.Equal([Id(4)], diff.Items.Added);
        Assert.Equal([Id(3)], diff.Items.Removed);
        Assert.Equal([Id(2)], diff.Items.Changed);
        Assert.False(diff.Items.Reordered);
        Assert.True(diff.Matters.IsEmpty);
        Assert.Equal([Id(9)], diff.Files.Changed);
        Assert.False(diff.IsEmpty);
    }

    [Fact]
    public void A_difference_is_empty_exactly_when_the_roots_are_equal()
    {
        var heads = new[] { Head(), Head() };
        var items = new[] { Item(1), Item(1), Item(2), Item(3) };
        var genItems = Gen.Int[0, 3].Array[0, 3].Select(a => a.Select(i => items[i]).DistinctBy(i => i.Id).ToArray());
        var genEntries = Gen.Select(Gen.Int[1, 2], Gen.Byte[1, 2]).Array[0, 2].Select(a => Entries([.. a.DistinctBy(e => e.Item1)]));
        var genMatters = genItems.Select(a => a.Take(1).Select(i => new RevisionMatter(i.Id, i.Fields)).ToArray());
        var gen = Gen.Select(Gen.Int[0, 1], genItems, genMatters, genEntries).Select((h, i, m, f) => Content(heads[h], i, m, f));
        Gen.Select(gen, gen).Sample((a, b) =>
            ContentDiff.Between(a, b).IsEmpty == RootOf(a).AsSpan().SequenceEqual(RootOf(b)), iter: 5_000);
    }

    [Fact]
    public void An_envelope_holds_five_things_and_comes_back()
    {
        var envelope = new SignerEnvelope(Samples.Bytes(1), 3, Samples.Bytes(2), Samples.Bytes(3));
        var members = JsonNode.Parse(envelope.Encode())!.AsObject();
        Assert.Equal(["content", "event", "format", "nonce", "revision"], members.Select(m => m.Key));
        var back = SignerEnvelope.Decode(envelope.Encode());
        Assert.Equal(envelope.Encode(), back.Encode());
        Assert.Equal(3, back.Revision);
    }

    [Fact]
    public void Two_envelopes_are_never_the_same()
    {
        var one = SignerEnvelope.For(Samples.Bytes(1), 1, Samples.Bytes(2)).Encode();
        var two = SignerEnvelope.For(Samples.Bytes(1), 1, Samples.Bytes(2)).Encode();
        Assert.NotEqual(SignerEnvelope.Hash(one), SignerEnvelope.Hash(two));
    }

    [Fact]
    public void A_wrong_envelope_is_not_encoded_and_not_read()
    {
        var envelope = new SignerEnvelope(Samples.Bytes(1), 3, Samples.Bytes(2), Samples.Bytes(3));
        Assert.Contains("content root", Assert.Throws<FormatException>((envelope with { ContentRoot = [] }).Encode).Message);
        Assert.Contains("event", Assert.Throws<FormatException>((envelope with { FreezingEventHash = [] }).Encode).Message);
        Assert.Contains("nonce", Assert.Throws<FormatException>((envelope with { Nonce = [] }).Encode).Message);
        Assert.Contains("revision", Assert.Throws<FormatException>((envelope with { Revision = 0 }).Encode).Message);
        Assert.Throws<FormatException>((envelope with { Revision = CanonicalJson.MaxInteger + 1 }).Encode);

        var members = JsonNode.Parse(envelope.Encode())!.AsObject();
        members["revision"] = 0;
        Assert.Throws<FormatException>(() => SignerEnvelope.Decode(CanonicalJson.Encode(members)));
        members["revision"] = 1;
        members["format"] = 9;
        Assert.Throws<FormatException>(() => SignerEnvelope.Decode(CanonicalJson.Encode(members)));
    }
}
