using System.Text.Json.Nodes;

namespace Baton.Evidence;

/// <summary>The fields that every statement's head must hold, so that who signs, as what and for whom is under the content root.</summary>
public static class StatementHead
{
    /// <summary>The handover's id.</summary>
    public const string HandoverId = "handover.id";

    /// <summary>The signer's person id.</summary>
    public const string SignerId = "signer.id";

    /// <summary>The signer's name as it stood when the content was frozen.</summary>
    public const string SignerName = "signer.name";

    /// <summary>The signer's role in the handover.</summary>
    public const string SignerRole = "signer.role";

    /// <summary>The person id of the one they sign for (委托代办, deputy); null when for themself.</summary>
    public const string SignerOnBehalfOf = "signer.onBehalfOf";

    /// <summary>All of them. A head may hold more.</summary>
    public static IReadOnlyList<string> Required { get; } = [HandoverId, SignerId, SignerName, SignerRole, SignerOnBehalfOf];
}

/// <summary>One line of a statement.</summary>
/// <param name="Id">The item's, matter's or file's id.</param>
/// <param name="Hash">32 bytes: the item hash, the matter hash, or the plain SHA-256 of the file's bytes.</param>
public sealed record ContentEntry(Guid Id, byte[] Hash);

/// <summary>
/// What one signer signs (签署内容): the head, and in the order of the sheet their items, matters and files,
/// all by hash. Values can be masked without touching it.
/// </summary>
public sealed class StatementContent
{
    private const int FormatVersion = 1;

    private StatementContent(byte[] headRoot, ContentEntry[] items, ContentEntry[] matters, ContentEntry[] files)
    {
        Require(items, "item");
        Require(matters, "matter");
        Require(files, "file");
        (HeadRoot, Items, Matters, Files) = (headRoot, items, matters, files);
    }

    /// <summary>The root of the head's fields, 32 bytes.</summary>
    public byte[] HeadRoot { get; }

    public IReadOnlyList<ContentEntry> Items { get; }

    public IReadOnlyList<ContentEntry> Matters { get; }

    public IReadOnlyList<ContentEntry> Files { get; }

    /// <param name="head">Must hold <see cref="StatementHead.Required"/>.</param>
    /// <param name="files">Each file's id and SHA-256.</param>
    /// <exception cref="FormatException">The head lacks a field, an id is there twice, or a file's hash has not 32 bytes.</exception>
    public static StatementContent Of(
        FieldSet head, IEnumerable<RevisionItem> items, IEnumerable<RevisionMatter> matters, IEnumerable<ContentEntry> files)
    {
        if (StatementHead.Required.FirstOrDefault(name => head.Find(name) is null) is { } missing)
        {
            throw new FormatException($"The statement's head has no \"{missing}\".");
        }
        return new StatementContent(
            head.Root,
            [.. items.Select(i => new ContentEntry(i.Id, i.Hash()))],
            [.. matters.Select(m => new ContentEntry(m.Id, m.Hash()))],
            [.. files]);
    }

    /// <summary>The canonical bytes that are hashed and kept.</summary>
    public byte[] Encode() => CanonicalJson.Encode(new JsonObject
    {
        ["format"] = FormatVersion,
        ["head"] = StrictObject.Hex(HeadRoot),
        ["items"] = Encode(Items),
        ["matters"] = Encode(Matters),
        ["files"] = Encode(Files),
    });

    /// <summary>Reads the bytes of <see cref="Encode()"/>.</summary>
    /// <exception cref="FormatException">They are not exactly what <see cref="Encode()"/> writes.</exception>
    public static StatementContent Decode(ReadOnlySpan<byte> bytes)
    {
        var o = new StrictObject("statement", CanonicalJson.Parse(bytes), "format", "head", "items", "matters", "files");
        o.Format(FormatVersion);
        return new StatementContent(o.Bytes32("head"), Decode(o.Array("items")), Decode(o.Array("matters")), Decode(o.Array("files")));
    }

    /// <summary>The content root of the bytes kept. Equal roots keep their signature when a handover is reopened and frozen again.</summary>
    public static byte[] Root(byte[] contentBytes) => TaggedHash.Compute(TaggedHash.Content, contentBytes);

    private static JsonArray Encode(IEnumerable<ContentEntry> entries) =>
        [.. entries.Select(e => new JsonObject { ["id"] = StrictObject.IdText(e.Id), ["hash"] = StrictObject.Hex(e.Hash) })];

    private static ContentEntry[] Decode(JsonArray entries) =>
        [.. entries.Select(e => new StrictObject("statement's line", e, "hash", "id")).Select(o => new ContentEntry(o.Id("id"), o.Bytes32("hash")))];

    private static void Require(ContentEntry[] entries, string what)
    {
        foreach (var entry in entries)
        {
            StrictObject.Require32(entry.Hash, $"{what}'s hash");
        }
        if (entries.CountBy(e => e.Id).FirstOrDefault(c => c.Value > 1) is { Value: > 1, Key: var id })
        {
            throw new FormatException($"The {what} {StrictObject.IdText(id)} is in the statement twice.");
        }
    }
}
