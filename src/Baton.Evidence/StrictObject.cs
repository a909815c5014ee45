using System.Text.Json.Nodes;

namespace Baton.Evidence;

/// <summary>
/// A JSON object read without mercy: exactly the expected members, each in the one spelling we write.
/// So what is decoded encodes to the same bytes again, and no byte can change unseen.
/// </summary>
internal sealed class StrictObject
{
    private readonly string what;
    private readonly JsonObject members;

    /// <param name="what">What is being read, for the error's sentence: "event header".</param>
    public StrictObject(string what, JsonNode? node, params ReadOnlySpan<string> names)
    {
        this.what = what;
        members = node as JsonObject ?? throw new FormatException($"The {what} is not a JSON object.");
        foreach (var name in names)
        {
            if (!members.ContainsKey(name))
            {
                throw new FormatException($"The {what} has no \"{name}\".");
            }
        }
        if (members.Count != names.Length)
        {
            throw new FormatException($"The {what} has a member that does not belong to it.");
        }
    }

    public JsonNode? Node(string name) => members[name];

    public string Text(string name) =>
        members[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Wrong(name, "text");

    public long Integer(string name) =>
        members[name] is JsonValue value && value.TryGetValue<long>(out var integer) ? integer : throw Wrong(name, "an integer");

    public JsonArray Array(string name) => members[name] as JsonArray ?? throw Wrong(name, "an array");

    /// <summary>32 bytes as 64 lower-case hexadecimal digits.</summary>
    public byte[] Bytes32(string name)
    {
        var text = Text(name);
        return text.Length == 2 * TaggedHash.Size && text.All(char.IsAsciiHexDigitLower)
            ? Convert.FromHexString(text)
            : throw Wrong(name, "32 bytes as 64 lower-case hexadecimal digits");
    }

    public Guid Id(string name)
    {
        var text = Text(name);
        return Guid.TryParseExact(text, "D", out var id) && IdText(id) == text
            ? id
            : throw Wrong(name, "a lower-case UUID");
    }

    public Guid? IdOrNull(string name) => members[name] is null ? null : Id(name);

    /// <summary>Refuses any format version but the one this library writes.</summary>
    public void Format(long version)
    {
        if (Integer("format") != version)
        {
            throw new FormatException($"The {what} has format version {Integer("format")}; this reader knows {version}.");
        }
    }

    public static string IdText(Guid id) => id.ToString("D");

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>Refuses bytes of our own making that are not 32 long, before they are encoded.</summary>
    public static void Require32(byte[] bytes, string what)
    {
        if (bytes.Length != TaggedHash.Size)
        {
            throw new FormatException($"The {what} must have {TaggedHash.Size} bytes, not {bytes.Length}.");
        }
    }

    private FormatException Wrong(string name, string expected) => new($"\"{name}\" in the {what} is not {expected}.");
}
