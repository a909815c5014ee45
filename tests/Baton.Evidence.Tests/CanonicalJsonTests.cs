using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Baton.Evidence.Tests;

public class CanonicalJsonTests
{
    private static string Canonical(JsonNode? node) => Encoding.UTF8.GetString(CanonicalJson.Encode(node));

    [Fact]
    public void Rfc8785_section_3_2_2_text_and_literals()
    {
        var node = JsonNode.Parse("""
            { "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }
            """);
        Assert.Equal("""{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}""", Canonical(node));
    }

    [Fact]
    public void Rfc8785_section_3_2_3_names_are_ordered_by_utf16_code_units()
    {
        var node = JsonNode.Parse("""
            { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" }
            """);
        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
            + "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            Canonical(node));
    }

    [Fact]
    public void Control_characters_take_their_shortest_escape_and_others_none() =>
        Assert.Equal("\"\\b\\t\\n\\f\\r\\u0000\\u001f \u007f\u2028\"", Canonical("\b\t\n\f\r\0\u001f \u007f\u2028"));

    [Fact]
    public void An_absent_node_is_null() => Assert.Equal("null", Canonical(null));

    [Fact]
    public void Empty_object_and_array() => Assert.Equal("""[{},[]]""", Canonical(new JsonArray(new JsonObject(), new JsonArray())));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("-9007199254740992", "-9007199254740992")]
    public void Integers_up_to_two_to_the_53rd_are_allowed(string given, string expected) =>
        Assert.Equal(expected, Canonical(JsonNode.Parse(given)));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("-9007199254740993")]
    [InlineData("99999999999999999999")]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    public void Every_other_number_is_refused(string given) =>
        Assert.Contains("integer", Assert.Throws<FormatException>(() => Canonical(JsonNode.Parse(given))).Message);

    [Fact]
    public void Numbers_are_told_by_their_value_whatever_type_they_came_in()
    {
        Assert.Equal("[7,7,7,7]", Canonical(new JsonArray(JsonValue.Create(7), JsonValue.Create((short)7), JsonValue.Create(7.0), JsonValue.Create(7m))));
        Assert.Throws<FormatException>(() => Canonical(JsonValue.Create(0.5m)));
    }

    [Fact]
    public void Ids_and_dates_become_the_text_that_json_gives_them() =>
        Assert.Equal(
            $"[\"{Samples.Person}\",\"2026-11-23T00:00:00+00:00\"]",
            Canonical(new JsonArray(JsonValue.Create(Samples.Person), JsonValue.Create(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero)))));

    [Fact]
    public void A_wrapped_object_is_refused() =>
        Assert.Throws<FormatException>(() => Canonical(JsonValue.Create(new[] { 1, 2 })));

    [Fact]
    public void A_lone_surrogate_is_refused_in_text_and_names_however_it_comes()
    {
        Assert.Throws<FormatException>(() => Canonical("a\ud800"));
        Assert.Throws<FormatException>(() => Canonical(new JsonObject { ["\udc00"] = 1 }));
        Assert.Throws<FormatException>(() => Canonical(JsonNode.Parse("""["\ud800"]""")));
        Assert.Throws<FormatException>(() => Canonical(JsonNode.Parse("""{"\ud800":1}""")));
    }

    [Fact]
    public void A_doubled_name_is_refused()
    {
        Assert.Throws<FormatException>(() => Canonical(JsonNode.Parse("""{"a":1,"a":1}""")));
        Assert.Throws<FormatException>(() => CanonicalJson.Parse("""{"a":1,"a":1}"""u8));
    }

    [Fact]
    public void Nesting_ends_at_the_stated_depth()
    {
        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
        Assert.Equal(Nested(CanonicalJson.MaxDepth), Canonical(JsonNode.Parse(Nested(CanonicalJson.MaxDepth))));
        Assert.Contains("deep", Assert.Throws<FormatException>(() => Canonical(JsonNode.Parse(Nested(CanonicalJson.MaxDepth + 1)))).Message);
        Assert.Throws<FormatException>(() => CanonicalJson.Parse(Samples.Utf8(Nested(1000))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nul")]
    public void What_is_not_json_is_refused(string text) =>
        Assert.Contains("not JSON", Assert.Throws<FormatException>(() => CanonicalJson.Parse(Samples.Utf8(text))).Message);

    [Theory]
    [InlineData(" 1")]
    [InlineData("""{"b":1,"a":2}""")]
    [InlineData("""["\u0041"]""")]
    [InlineData("[1, 2]")]
    [InlineData("-0")]
    public void What_is_json_but_not_canonical_is_refused(string text) =>
        Assert.Contains("canonical", Assert.Throws<FormatException>(() => CanonicalJson.Parse(Samples.Utf8(text))).Message);

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        Assert.Throws<FormatException>(() => CanonicalJson.Parse([(byte)'"', 0xff, (byte)'"']));
        Assert.Throws<FormatException>(() => CanonicalJson.Parse([0xef, 0xbb, 0xbf, (byte)'1']));
    }

    [Fact]
    public void Any_value_comes_back_to_the_same_bytes() =>
        Samples.GenValue.Sample(value =>
        {
            var bytes = CanonicalJson.Encode(value);
            var back = CanonicalJson.Parse(bytes);
            return JsonNode.DeepEquals(value, back) && CanonicalJson.Encode(back).AsSpan().SequenceEqual(bytes);
        });
}

public class MinimalDecimalTests
{
    public static TheoryData<decimal, string> Amounts => new()
    {
        { 1284300m, "1284300" },
        { 1284300.00m, "1284300" },
        { 0.50m, "0.5" },
        { -12.030m, "-12.03" },
        { 0m, "0" },
        { 0.000m, "0" },
        { -0.0m, "0" },
        { 100m, "100" },
        { 0.0000000000000000000000000001m, "0.0000000000000000000000000001" },
        { decimal.MaxValue, "79228162514264337593543950335" },
    };

    [Theory]
    [MemberData(nameof(Amounts))]
    public void An_amount_has_one_text(decimal amount, string expected)
    {
        Assert.Equal(expected, MinimalDecimal.Format(amount));
        Assert.Equal(amount, MinimalDecimal.Parse(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.50")]
    [InlineData("01")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1-")]
    [InlineData("１")]
    [InlineData("79228162514264337593543950336")]
    [InlineData("0.00000000000000000000000000001")]
    public void Another_spelling_is_refused(string text) =>
        Assert.Contains("minimal decimal", Assert.Throws<FormatException>(() => MinimalDecimal.Parse(text)).Message);

    [Fact]
    public void Equal_amounts_have_equal_texts_and_come_back() =>
        Gen.Decimal.Sample(d => MinimalDecimal.Parse(MinimalDecimal.Format(d)) == d && !MinimalDecimal.Format(d).Contains('E'));
}
