using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Baton.Evidence.Tests;

/// <summary>The vectors of docs/record-format.md, computed again: the page says what the code does.</summary>
public sealed partial class RecordFormatVectorsTests
{
    private static readonly JsonNode Vectors = Read();

    [Fact]
    public void Canonical_json()
    {
        foreach (var vector in List("canonicalJson"))
        {
            var canonical = CanonicalJson.Encode(JsonNode.Parse(Text(vector, "input")));

            Assert.Equal(Text(vector, "canonical"), Encoding.UTF8.GetString(canonical));
            Assert.Equal(canonical, CanonicalJson.Encode(CanonicalJson.Parse(canonical)));
        }

        Assert.All(List("refusedJson"), json => Assert.Throws<FormatException>(() => CanonicalJson.Parse(Samples.Utf8((string)json!))));
    }

    [Fact]
    public void Minimal_decimals()
    {
        Assert.All(List("minimalDecimals"), vector =>
        {
            var amount = decimal.Parse(Text(vector, "amount"), CultureInfo.InvariantCulture);
            Assert.Equal(Text(vector, "text"), MinimalDecimal.Format(amount));
            Assert.Equal(amount, MinimalDecimal.Parse(Text(vector, "text")));
        });
        Assert.All(List("refusedDecimals"), text => Assert.Throws<FormatException>(() => MinimalDecimal.Parse((string)text!)));
    }

    [Fact]
    public void Tagged_hashes() =>
        Assert.All(List("taggedHashes"), vector => Assert.Equal(
            Text(vector, "hash"),
            Hex(TaggedHash.Compute(Text(vector, "tag"), [.. vector!["parts"]!.AsArray().Select(p => Convert.FromHexString((string)p!))]))));

    [Fact]
    public void A_field_set_and_the_same_with_a_value_left_out()
    {
        var vector = Vectors["fieldSet"]!;

        var fields = FieldSet.Commit(vector["fields"]!.AsArray().Select(f =>
            new SaltedField(Text(f, "name"), f!["value"]?.DeepClone(), Bytes(f, "salt"))));

        Assert.All(vector["fields"]!.AsArray(), f => Assert.Equal(Text(f, "commitment"), Hex(fields.Find(Text(f, "name"))!.Commitment)));
        Assert.Equal(Text(vector, "root"), Hex(fields.Root));
        Assert.Equal(Text(vector, "text"), fields.ToJson());
        Assert.Equal(Text(vector, "withoutTitle"), fields.Mask("title").ToJson());
        Assert.Equal(Text(vector, "root"), Hex(Fields(vector, "withoutTitle").Root));
        Assert.Equal(Text(vector, "emptyRoot"), Hex(FieldSet.Empty.Root));
    }

    [Fact]
    public void A_chain_of_two_events()
    {
        var chain = Vectors["chain"]!;
        var stream = Id(chain, "stream");
        var verifier = new ChainVerifier(stream);
        var head = ChainHead.Empty;
        foreach (var vector in chain["events"]!.AsArray())
        {
            var facts = new EventFacts(
                Text(vector, "kind"), Id(vector, "subject"), Id(vector, "actor"), IdOrNull(vector, "onBehalfOf"), Text(vector, "channel"), (long)vector!["time"]!);

            var made = EventChain.Append(head, stream, facts, Fields(vector, "body"));

            Assert.Equal(Text(vector, "header"), Encoding.UTF8.GetString(made.HeaderBytes));
            Assert.Equal(Text(vector, "hash"), Hex(made.Hash));
            Assert.True(verifier.Add(new StoredEvent(
                stream, made.Header.Sequence, Samples.Utf8(Text(vector, "header")), Bytes(vector, "hash"), Text(vector, "body"), facts)));
            head = made.Head;
        }

        Assert.Equal(2, head.Sequence);
        Assert.Equal(head, verifier.Finish().Head);
    }

    [Fact]
    public void A_statement_and_its_root()
    {
        var vector = Vectors["statement"]!;
        var items = vector["items"]!.AsArray().Select(i => RevisionItem.Decode(Samples.Utf8(Text(i, "kept")))).ToList();
        var matters = vector["matters"]!.AsArray().Select(m => RevisionMatter.Decode(Samples.Utf8(Text(m, "kept")))).ToList();

        var content = StatementContent.Of(
            Fields(vector, "head"), items, matters, vector["files"]!.AsArray().Select(f => new ContentEntry(Id(f, "id"), Bytes(f, "hash")))).Encode();

        Assert.All(items, i => Assert.Empty(i.Fields.Verify()));
        Assert.Equal(vector["items"]!.AsArray().Select(i => Text(i, "hash")), items.Select(i => Hex(i.Hash())));
        Assert.Equal(vector["items"]!.AsArray().Select(i => Id(i, "id")), items.Select(i => i.Id));
        Assert.Equal(vector["matters"]!.AsArray().Select(m => Text(m, "hash")), matters.Select(m => Hex(m.Hash())));
        Assert.Equal(Text(vector, "content"), Encoding.UTF8.GetString(content));
        Assert.Equal(Text(vector, "root"), Hex(StatementContent.Root(content)));
    }

    [Fact]
    public void A_signers_envelope()
    {
        var vector = Vectors["envelope"]!;

        var bytes = new SignerEnvelope(Bytes(vector, "contentRoot"), (long)vector["revision"]!, Bytes(vector, "event"), Bytes(vector, "nonce")).Encode();

        Assert.Equal(Text(vector, "text"), Encoding.UTF8.GetString(bytes));
        Assert.Equal(Text(vector, "hash"), Hex(SignerEnvelope.Hash(bytes)));
        Assert.Equal(Text(vector, "fingerprint"), Fingerprint.Short(SignerEnvelope.Hash(bytes)));
        Assert.Equal(bytes, SignerEnvelope.Decode(bytes).Encode());
    }

    private static JsonNode Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Baton.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found above the tests.");
        }

        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "record-format.md"));
        return JsonNode.Parse(VectorBlock().Match(page).Groups[1].Value, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!;
    }

    private static JsonArray List(string name)
    {
        var list = Vectors[name]!.AsArray();
        Assert.NotEmpty(list);
        return list;
    }

    private static string Text(JsonNode? node, string name) => (string)node![name]!;

    private static byte[] Bytes(JsonNode? node, string name) => Convert.FromHexString(Text(node, name));

    private static Guid Id(JsonNode? node, string name) => Guid.ParseExact(Text(node, name), "D");

    private static Guid? IdOrNull(JsonNode? node, string name) => node![name] is null ? null : Id(node, name);

    private static FieldSet Fields(JsonNode? node, string name) => FieldSet.FromJson(Text(node, name));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex(@"## Test vectors.*?```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex VectorBlock();
}
