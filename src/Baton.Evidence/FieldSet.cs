using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Baton.Evidence;

/// <summary>
/// Named values under one root, each behind its own salted commitment: any value can be left out
/// (erased by law, masked in a copy) and the rest still proves itself against the same root.
/// </summary>
/// <remarks>
/// Immutable. Fields are ordered by name; names are unique and are part of the root, so they must never carry
/// personal data. Stored as the text of <see cref="ToJson"/>.
/// </remarks>
public sealed class FieldSet
{
    private readonly SortedList<string, CommittedField> fields;

    private FieldSet(IEnumerable<CommittedField> committed)
    {
        fields = new SortedList<string, CommittedField>(StringComparer.Ordinal);
        foreach (var field in committed)
        {
            if (!fields.TryAdd(field.Name, field))
            {
                throw new FormatException($"The field \"{field.Name}\" is there twice.");
            }
        }
        Root = ComputeRoot();
    }

    /// <summary>No fields. It has a root, too.</summary>
    public static FieldSet Empty { get; } = new([]);

    /// <summary>The fields in order of their names.</summary>
    public IReadOnlyList<CommittedField> Fields => fields.Values.AsReadOnly();

    /// <summary>32 bytes that stand for the names and commitments of all fields.</summary>
    public byte[] Root { get; }

    /// <summary>The field of this name, or null.</summary>
    public CommittedField? Find(string name) => fields.GetValueOrDefault(name);

    /// <summary>Commits values, each under a new random salt.</summary>
    /// <param name="previous">
    /// The same fields as they were frozen last time. A value that is still the same keeps its salt, so that
    /// unchanged content keeps its root and the signatures under it; a changed value gets a new one.
    /// </param>
    /// <exception cref="FormatException">A name is malformed or there twice, or a value is not allowed.</exception>
    public static FieldSet Commit(IEnumerable<(string Name, JsonNode? Value)> values, FieldSet? previous = null) =>
        new(values.Select(v => Recommit(v.Name, v.Value, previous?.Find(v.Name))));

    /// <summary>Commits values under given salts.</summary>
    /// <exception cref="FormatException">A name or salt is malformed, a name is there twice, or a value is not allowed.</exception>
    public static FieldSet Commit(IEnumerable<SaltedField> values) => new(values.Select(v => v.Commit()));

    /// <summary>The same fields without these values and salts. The root stays. What is already left out stays so.</summary>
    /// <exception cref="ArgumentException">There is no field of that name.</exception>
    public FieldSet Mask(params IEnumerable<string> names)
    {
        var masked = names.ToHashSet(StringComparer.Ordinal);
        if (masked.FirstOrDefault(name => !fields.ContainsKey(name)) is { } unknown)
        {
            throw new ArgumentException($"There is no field \"{unknown}\" to leave out.", nameof(names));
        }
        return new FieldSet(fields.Values.Select(f => masked.Contains(f.Name) ? f.WithoutValue() : f));
    }

    /// <summary>The same fields with one value gone for good. The root stays.</summary>
    /// <exception cref="ArgumentException">There is no field of that name.</exception>
    public FieldSet Erase(string name) => Mask(name);

    /// <summary>The names of fields whose value and salt do not give their commitment. Fields left out prove nothing and are not named.</summary>
    public IReadOnlyList<string> Verify() => [.. fields.Values.Where(f => !f.Holds()).Select(f => f.Name)];

    /// <summary>The canonical text in which a field set is stored and handed on.</summary>
    public string ToJson()
    {
        // Names need no escaping and stand in order, so this is canonical JSON as it is written.
        var text = new StringBuilder("{");
        foreach (var field in fields.Values)
        {
            text.Append(text.Length > 1 ? "," : "").Append('"').Append(field.Name).Append("\":{\"commitment\":\"")
                .Append(StrictObject.Hex(field.Commitment)).Append('"');
            if (!field.IsLeftOut)
            {
                text.Append(",\"salt\":\"").Append(StrictObject.Hex(field.Salt)).Append("\",\"value\":").Append(field.ValueJson);
            }
            text.Append('}');
        }
        return text.Append('}').ToString();
    }

    /// <summary>Reads the text of <see cref="ToJson"/>. It says nothing about whether values match: ask <see cref="Verify"/> and compare <see cref="Root"/>.</summary>
    /// <exception cref="FormatException">The text is not exactly what <see cref="ToJson"/> writes.</exception>
    public static FieldSet FromJson(string json) =>
        FromNode(CanonicalJson.Parse(CanonicalJson.Utf8(json), CanonicalJson.MaxDepth + NodeDepth));

    /// <summary>How many levels of a field set stand around each value.</summary>
    internal const int NodeDepth = 2;

    /// <param name="node">Read from canonical bytes.</param>
    internal static FieldSet FromNode(JsonNode? node)
    {
        var members = node as JsonObject ?? throw new FormatException("The field set is not a JSON object.");
        return new FieldSet(members.Select(m => CommittedField.FromNode(m.Key, m.Value)));
    }

    private static CommittedField Recommit(string name, JsonNode? value, CommittedField? before)
    {
        if (before?.Salt is { } salt
            && new SaltedField(name, value, salt).Commit() is var again
            && again.ValueJson == before.ValueJson)
        {
            return again;
        }
        return new SaltedField(name, value, RandomNumberGenerator.GetBytes(TaggedHash.Size)).Commit();
    }

    private byte[] ComputeRoot()
    {
        var count = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(count, fields.Count);
        return TaggedHash.Compute(
            TaggedHash.Fields,
            [count, .. fields.Values.SelectMany(f => new[] { Encoding.ASCII.GetBytes(f.Name), f.Commitment })]);
    }
}
