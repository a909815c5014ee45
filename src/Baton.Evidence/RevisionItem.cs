namespace Baton.Evidence;

/// <summary>One item as a frozen revision keeps it.</summary>
/// <param name="Id">The item's.</param>
/// <param name="Fields">All that its receiver signs for.</param>
public sealed record RevisionItem(Guid Id, FieldSet Fields)
{
    private static readonly RevisionForm Form = new("revision item", TaggedHash.Item);

    /// <summary>The item hash: id and field root, 32 bytes. A masked copy has the same.</summary>
    public byte[] Hash() => Form.Hash(Id, Fields);

    /// <summary>The canonical bytes that are kept.</summary>
    public byte[] Encode() => RevisionForm.Encode(Id, Fields);

    /// <summary>Reads the bytes of <see cref="Encode"/>. Whether values match, <see cref="FieldSet.Verify"/> says.</summary>
    /// <exception cref="FormatException">They are not exactly what <see cref="Encode"/> writes.</exception>
    public static RevisionItem Decode(ReadOnlySpan<byte> bytes)
    {
        var (id, fields) = Form.Decode(bytes);
        return new RevisionItem(id, fields);
    }
}

/// <summary>One matter (遗留事项) as a frozen revision keeps it: like an item, under a hash of its own kind.</summary>
public sealed record RevisionMatter(Guid Id, FieldSet Fields)
{
    private static readonly RevisionForm Form = new("revision matter", TaggedHash.Matter);

    /// <summary>The matter hash: id and field root, 32 bytes.</summary>
    public byte[] Hash() => Form.Hash(Id, Fields);

    /// <summary>The canonical bytes that are kept.</summary>
    public byte[] Encode() => RevisionForm.Encode(Id, Fields);

    /// <summary>Reads the bytes of <see cref="Encode"/>.</summary>
    /// <exception cref="FormatException">They are not exactly what <see cref="Encode"/> writes.</exception>
    public static RevisionMatter Decode(ReadOnlySpan<byte> bytes)
    {
        var (id, fields) = Form.Decode(bytes);
        return new RevisionMatter(id, fields);
    }
}

/// <summary>The form that items and matters share.</summary>
internal sealed class RevisionForm(string what, string tag)
{
    private const int FormatVersion = 1;

    public byte[] Hash(Guid id, FieldSet fields) =>
        TaggedHash.Compute(tag, CanonicalJson.Utf8(StrictObject.IdText(id)), fields.Root);

    /// <remarks>Written by hand, since a value may already be nested as deep as <see cref="CanonicalJson"/> allows.</remarks>
    public static byte[] Encode(Guid id, FieldSet fields) => CanonicalJson.Utf8(
        $"{{\"fields\":{fields.ToJson()},\"format\":{FormatVersion},\"id\":\"{StrictObject.IdText(id)}\"}}");

    public (Guid Id, FieldSet Fields) Decode(ReadOnlySpan<byte> bytes)
    {
        var node = CanonicalJson.Parse(bytes, CanonicalJson.MaxDepth + FieldSet.NodeDepth + 1);
        var o = new StrictObject(what, node, "fields", "format", "id");
        o.Format(FormatVersion);
        return (o.Id("id"), FieldSet.FromNode(o.Node("fields")));
    }
}
