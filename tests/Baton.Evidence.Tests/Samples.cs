using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Baton.Evidence.Tests;

/// <summary>Fixed values and generators that the tests share.</summary>
internal static class Samples
{
    public static readonly Guid Stream = Guid.Parse("01943c3a-7b00-7000-8000-000000000001");
    public static readonly Guid Subject = Guid.Parse("01943c3a-7b00-7000-8000-000000000002");
    public static readonly Guid Person = Guid.Parse("01943c3a-7b00-7000-8000-000000000003");

    public static readonly EventFacts Facts = new("item.explained", Subject, Person, null, "web", 1_795_420_800_000);

    /// <summary>32 bytes, all the same.</summary>
    public static byte[] Bytes(byte b) => [.. Enumerable.Repeat(b, 32)];

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static FieldSet Body(params (string, JsonNode?)[] values) => FieldSet.Commit(values);

    /// <summary>A sound stream of so many events, each with a body of three fields.</summary>
    public static List<StoredEvent> Chain(int length)
    {
        var events = new List<StoredEvent>();
        var head = ChainHead.Empty;
        for (var i = 1; i <= length; i++)
        {
            var body = Body(("title", $"增值税申报 {i}"), ("amount", MinimalDecimal.Format(1_284_300.50m)), ("count", i));
            var facts = Facts with { UnixMilliseconds = Facts.UnixMilliseconds + i };
            var made = EventChain.Append(head, Stream, facts, body);
            events.Add(new StoredEvent(Stream, i, made.HeaderBytes, made.Hash, made.Body.ToJson(), made.Header.Facts));
            head = made.Head;
        }
        return events;
    }

    public static ChainReport Verify(IEnumerable<StoredEvent> events, ChainHead? expected = null)
    {
        var verifier = new ChainVerifier(Stream, expected);
        foreach (var e in events)
        {
            verifier.Add(e);
        }
        return verifier.Finish();
    }

    public static ChainHead HeadOf(List<StoredEvent> events) => new(events[^1].Sequence, events[^1].Hash);

    /// <summary>Well-formed text, with everything that JSON must escape and pairs beyond the basic plane.</summary>
    public static readonly Gen<string> GenText = Gen.OneOf(
            Gen.Char['\0', '\u00ff'].Select(c => c.ToString()),
            Gen.Char['一', '龥'].Select(c => c.ToString()),
            Gen.OneOf("𠮷", "😀", "\u2028", "\ufeff", "\"", "\\", "/"))
        .Array[0, 12].Select(string.Concat);

    public static readonly Gen<JsonNode?> GenValue = Gen.Recursive<JsonNode?>((depth, inner) =>
    {
        var scalar = Gen.OneOf(
            GenText.Select(t => (JsonNode?)JsonValue.Create(t)),
            Gen.Long[-CanonicalJson.MaxInteger, CanonicalJson.MaxInteger].Select(n => (JsonNode?)JsonValue.Create(n)),
            Gen.OneOf<bool?>(true, false, null).Select(b => (JsonNode?)(b is { } x ? JsonValue.Create(x) : null)));
        return depth >= 3
            ? scalar
            : Gen.OneOf(
                scalar,
                inner.Array[0, 4].Select(a => (JsonNode?)new JsonArray([.. a.Select(n => n?.DeepClone())])),
                Gen.Select(GenText, inner).Array[0, 4].Select(m => (JsonNode?)new JsonObject(
                    m.DistinctBy(p => p.Item1).Select(p => KeyValuePair.Create(p.Item1, p.Item2?.DeepClone())))));
    });

    public static readonly Gen<(string Name, JsonNode? Value)[]> GenFields =
        Gen.Select(Gen.OneOf("a", "b", "B", "title", "title.en", "x-1", "x_1", "x:1", "zz"), GenValue)
            .Array[0, 6].Select(f => f.DistinctBy(p => p.Item1).Select(p => (p.Item1, p.Item2)).ToArray());

    /// <summary>The same bytes with one changed: which one, and to what, by the numbers given.</summary>
    public static byte[] Flip(byte[] bytes, int at, byte by)
    {
        var flipped = bytes.ToArray();
        flipped[at % bytes.Length] ^= by;
        return flipped;
    }
}
