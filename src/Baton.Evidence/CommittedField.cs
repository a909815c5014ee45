using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Baton.Evidence;

/// <summary>A value about to be committed.</summary>
/// <param name="Name">1 to 100 of A-Z a-z 0-9 . _ : -, beginning with a letter. Never personal data: names stay when values are erased.</param>
/// <param name="Value">What <see cref="CanonicalJson"/> allows; null is JSON's null.</param>
/// <param name="Salt">32 random bytes, used for this value only.</param>
public sealed record SaltedField(string Name, JsonNode? Value, byte[] Salt)
{
    /// <exception cref="FormatException">Name, value or salt is not as described.</exception>
    internal CommittedField Commit()
    {
        StrictObject.Require32(Salt, "salt");
        var value = CanonicalJson.Encode(Value);
        var commitment = CommittedField.Compute(Salt, Name, value);
        return new CommittedField(Name, commitment, Salt, CanonicalJson.StrictUtf8.GetString(value));
    }
}

/// <summary>One field of a <see cref="FieldSet"/>: its commitment, and unless it was left out, the salt and value that prove it.</summary>
public sealed partial class CommittedField
{
    internal CommittedField(string name, byte[] commitment, byte[]? salt, string? valueJson)
    {
        if (!WellFormedName().IsMatch(name))
        {
            throw new FormatException("A field's name must be 1 to 100 of A-Z a-z 0-9 . _ : - and begin with a letter.");
        }
        (Name, Commitment, Salt, ValueJson) = (name, commitment, salt, valueJson);
    }

    public string Name { get; }

    /// <summary>SHA-256 over salt, name and canonical value; 32 bytes.</summary>
    public byte[] Commitment { get; }

    /// <summary>32 bytes; null when the value was left out.</summary>
    public byte[]? Salt { get; }

    /// <summary>The canonical JSON text of the value; null when it was left out.</summary>
    public string? ValueJson { get; }

    /// <summary>Whether value and salt are gone (erased, or masked in this copy).</summary>
    [MemberNotNullWhen(false, nameof(Salt), nameof(ValueJson))]
    public bool IsLeftOut => Salt is null;

    /// <summary>The value, as a new node each time. Null both for JSON's null and for a value left out: see <see cref="IsLeftOut"/>.</summary>
    public JsonNode? Value => ValueJson is null ? null : JsonNode.Parse(ValueJson);

    internal static byte[] Compute(byte[] salt, string name, byte[] value) =>
        TaggedHash.Compute(TaggedHash.Field, salt, Encoding.UTF8.GetBytes(name), value);

    internal static CommittedField FromNode(string name, JsonNode? node)
    {
        const string what = "field";
        if (node is JsonObject { Count: 1 })
        {
            var leftOut = new StrictObject(what, node, "commitment");
            return new CommittedField(name, leftOut.Bytes32("commitment"), null, null);
        }
        var field = new StrictObject(what, node, "commitment", "salt", "value");
        var value = CanonicalJson.StrictUtf8.GetString(CanonicalJson.Encode(field.Node("value")));
        return new CommittedField(name, field.Bytes32("commitment"), field.Bytes32("salt"), value);
    }

    internal CommittedField WithoutValue() => new(Name, Commitment, null, null);

    internal bool Holds() =>
        IsLeftOut
        || Compute(Salt, Name, CanonicalJson.StrictUtf8.GetBytes(ValueJson)).AsSpan().SequenceEqual(Commitment);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._:-]{0,99}\z")]
    private static partial Regex WellFormedName();
}
