using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Evidence;

/// <summary>
/// The one way a JSON value becomes bytes before it is hashed: RFC 8785 (JSON Canonicalization Scheme),
/// narrowed to the values that every language reads alike.
/// </summary>
/// <remarks>
/// Numbers are integers from -(2^53) to 2^53; anything else (amounts, rates) is text, see <see cref="MinimalDecimal"/>.
/// Text must be well-formed Unicode: lone surrogates are refused, nothing is normalised.
/// At most <see cref="MaxDepth"/> objects and arrays may stand inside one another.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>How many objects and arrays may stand inside one another.</summary>
    public const int MaxDepth = 32;

    /// <summary>The largest integer, and its negative the smallest, that a number may be: 2^53.</summary>
    public const long MaxInteger = 1L << 53;

    internal static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions StrictReading = new() { AllowDuplicateProperties = false };

    /// <summary>The canonical UTF-8 bytes of a value; <c>null</c> is JSON's <c>null</c>.</summary>
    /// <exception cref="FormatException">The value holds a number, text or depth that is not allowed.</exception>
    public static byte[] Encode(JsonNode? value) => Encode(value, MaxDepth);

    /// <summary>Reads bytes that must already be canonical.</summary>
    /// <exception cref="FormatException">They are not JSON, or not the bytes that <see cref="Encode(JsonNode?)"/> would write.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> bytes) => Parse(bytes, MaxDepth);

    /// <summary>The UTF-8 bytes of text.</summary>
    /// <exception cref="FormatException">It has a lone surrogate.</exception>
    internal static byte[] Utf8(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("The text is not well-formed Unicode.", e);
        }
    }

    private static byte[] Encode(JsonNode? value, int depth)
    {
        var text = new StringBuilder();
        try
        {
            Write(text, value, depth);
            return StrictUtf8.GetBytes(text.ToString());
        }
        // A lone surrogate reaches us as EncoderFallbackException (an ArgumentException) when it stands in a string,
        // as InvalidOperationException when it was read as an escape; a doubled property as ArgumentException.
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new FormatException("The value has text that is not well-formed Unicode, or one property twice.", e);
        }
    }

    /// <param name="depth">How deep it may nest: more than a value may, where values stand inside a form of ours.</param>
    internal static JsonNode? Parse(ReadOnlySpan<byte> bytes, int depth)
    {
        JsonNode? value;
        try
        {
            value = JsonNode.Parse(bytes, null, StrictReading);
        }
        // A property's name with half a surrogate pair reaches us as InvalidOperationException.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The bytes are not JSON of well-formed Unicode.", e);
        }
        if (!bytes.SequenceEqual(Encode(value, depth)))
        {
            throw new FormatException("The bytes are JSON, but not in canonical form (RFC 8785).");
        }
        return value;
    }

    /// <param name="depth">How many more objects and arrays may stand inside one another from here.</param>
    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        if (depth == 0 && node is (JsonObject or JsonArray))
        {
            throw new FormatException("The value is nested too deep.");
        }
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteObject(text, members, depth);
                break;
            case JsonArray elements:
                WriteArray(text, elements, depth);
                break;
            default:
                WriteScalar(text, node.AsValue());
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonObject members, int depth)
    {
        text.Append('{');
        var separator = "";
        // RFC 8785, 3.2.3: names are ordered by their UTF-16 code units.
        foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            text.Append(separator);
            WriteText(text, name);
            text.Append(':');
            Write(text, value, depth - 1);
            separator = ",";
        }
        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, JsonArray elements, int depth)
    {
        text.Append('[');
        var separator = "";
        foreach (var value in elements)
        {
            text.Append(separator);
            Write(text, value, depth - 1);
            separator = ",";
        }
        text.Append(']');
    }

    private static void WriteScalar(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.String:
                // A Guid or DateOnly put in as such is read back as the text that JSON gives it.
                WriteText(text, value.TryGetValue<string>(out var s) ? s : JsonNode.Parse(value.ToJsonString())!.GetValue<string>());
                break;
            case JsonValueKind.Number:
                WriteInteger(text, value.ToJsonString());
                break;
            default:
                throw new FormatException("A value must be text, an integer, true, false, null, an object or an array.");
        }
    }

    private static void WriteInteger(StringBuilder text, string number)
    {
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            || integer is < -MaxInteger or > MaxInteger)
        {
            throw new FormatException("A number must be an integer from -(2^53) to 2^53; write any other as text.");
        }
        text.Append(integer);
    }

    /// <summary>RFC 8785, 3.2.2.2: only what JSON demands is escaped, in its shortest form, hex in lower case.</summary>
    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append("\\u00").Append(Convert.ToHexStringLower([(byte)c])),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
