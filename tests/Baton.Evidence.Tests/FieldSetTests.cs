using System.Text.Json.Nodes;
using CsCheck;

namespace Baton.Evidence.Tests;

public class FieldSetTests
{
    private static readonly (string, JsonNode?)[] Values =
        [("title", "银行网银"), ("account", "6222 0000"), ("amount", "1284300"), ("note", null)];

    [Fact]
    public void Fields_stand_in_ordinal_order_with_salts_of_their_own()
    {
        var set = FieldSet.Commit(Values);
        Assert.Equal(["account", "amount", "note", "title"], set.Fields.Select(f => f.Name));
        Assert.All(set.Fields, f => Assert.Equal(32, f.Salt!.Length));
        Assert.Equal(4, set.Fields.Select(f => Convert.ToHexString(f.Salt!)).Distinct().Count());
        Assert.Equal("银行网银", set.Find("title")!.Value!.GetValue<string>());
        Assert.Null(set.Find("none"));
        Assert.NotEqual(FieldSet.Commit(Values).Root, set.Root);
    }

    [Fact]
    public void A_null_is_a_value_and_not_a_gap()
    {
        var set = FieldSet.Commit(Values);
        Assert.False(set.Find("note")!.IsLeftOut);
        Assert.Null(set.Find("note")!.Value);
        Assert.Equal("null", set.Find("note")!.ValueJson);
        Assert.True(set.Erase("note").Find("note")!.IsLeftOut);
        Assert.Null(set.Erase("title").Find("title")!.Value);
    }

    [Fact]
    public void A_value_changed_after_commitment_leaves_the_set_alone()
    {
        var value = new JsonArray("a");
        var set = FieldSet.Commit([("list", value)]);
        value.Add((JsonNode)"b");
        ((JsonArray)set.Find("list")!.Value!).Clear();
        Assert.Equal("""["a"]""", set.Find("list")!.ValueJson);
        Assert.Empty(set.Verify());
    }

    [Fact]
    public void No_fields_have_a_root_too()
    {
        Assert.Equal("{}", FieldSet.Empty.ToJson());
        Assert.Equal(FieldSet.Empty.Root, FieldSet.FromJson("{}").Root);
        Assert.NotEqual(FieldSet.Empty.Root, FieldSet.Commit(Values).Root);
    }

    [Fact]
    public void Any_set_comes_back_from_its_text() =>
        Samples.GenFields.Sample(values =>
        {
            var set = FieldSet.Commit(values);
            var back = FieldSet.FromJson(set.ToJson());
            Assert.Equal(set.Root, back.Root);
            Assert.Equal(set.ToJson(), back.ToJson());
            Assert.Empty(back.Verify());
            Assert.All(values, v => Assert.True(JsonNode.DeepEquals(v.Value, back.Find(v.Name)!.Value)));
        });

    [Fact]
    public void Erasing_and_masking_keep_the_root_and_all_other_proofs() =>
        Gen.Select(Samples.GenFields, Gen.ULong).Sample((values, choice) =>
        {
            var set = FieldSet.Commit(values);
            var names = values.Where((_, i) => (choice >> i & 1) == 1).Select(v => v.Name).ToArray();
            var masked = FieldSet.FromJson(set.Mask(names).ToJson());
            Assert.Equal(set.Root, masked.Root);
            Assert.Empty(masked.Verify());
            Assert.All(masked.Fields, f => Assert.Equal(names.Contains(f.Name), f.IsLeftOut));
            Assert.All(names, n => Assert.Null(masked.Find(n)!.Salt));
            Assert.Equal(masked.ToJson(), names.Aggregate(set, (s, n) => s.Erase(n)).ToJson());
            Assert.Equal(masked.ToJson(), masked.Mask(names).ToJson());
        });

    [Fact]
    public void What_is_masked_is_not_in_the_text()
    {
        var set = FieldSet.Commit(Values);
        var text = set.Mask("account", "title").ToJson();
        Assert.DoesNotContain("6222", text);
        Assert.DoesNotContain("银行", text);
        Assert.DoesNotContain(Convert.ToHexStringLower(set.Find("account")!.Salt!), text);
        Assert.Contains("1284300", text);
    }

    [Fact]
    public void Leaving_out_an_unknown_field_is_an_error() =>
        Assert.Contains("\"phone\"", Assert.Throws<ArgumentException>(() => FieldSet.Commit(Values).Mask("title", "phone")).Message);

    [Fact]
    public void Freezing_again_keeps_the_salts_of_unchanged_values_only()
    {
        var first = FieldSet.Commit(Values);
        Assert.Equal(first.ToJson(), FieldSet.Commit(Values.Reverse(), first).ToJson());

        var second = FieldSet.Commit([("title", "网银"), ("account", "6222 0000"), ("phone", "1")], first);
        Assert.Equal(first.Find("account")!.Commitment, second.Find("account")!.Commitment);
        Assert.NotEqual(first.Find("title")!.Salt, second.Find("title")!.Salt);
        Assert.Equal(["account", "phone", "title"], second.Fields.Select(f => f.Name));

        var erased = FieldSet.Commit(Values, first.Erase("title"));
        Assert.NotEqual(first.Find("title")!.Salt, erased.Find("title")!.Salt);
        Assert.NotEqual(first.Root, erased.Root);
    }

    [Fact]
    public void An_altered_value_salt_or_commitment_is_named()
    {
        var set = FieldSet.Commit(Values);
        Assert.Equal(["amount"], FieldSet.FromJson(set.ToJson().Replace("1284300", "1284301")).Verify());
        var salt = Convert.ToHexStringLower(set.Find("title")!.Salt!);
        Assert.Equal(["title"], FieldSet.FromJson(set.ToJson().Replace(salt, new string('0', 64))).Verify());
        var commitment = Convert.ToHexStringLower(set.Find("note")!.Commitment);
        var recommitted = FieldSet.FromJson(set.ToJson().Replace(commitment, new string('0', 64)));
        Assert.Equal(["note"], recommitted.Verify());
        Assert.NotEqual(set.Root, recommitted.Root);
    }

    [Fact]
    public void A_name_is_part_of_commitment_and_root()
    {
        var set = FieldSet.Commit(Values);
        var renamed = FieldSet.FromJson(set.ToJson().Replace("\"title\"", "\"titlf\""));
        Assert.Equal(["titlf"], renamed.Verify());
        Assert.NotEqual(set.Root, renamed.Root);
        Assert.NotEqual(set.Root, FieldSet.FromJson(set.Mask("title").ToJson().Replace("\"title\"", "\"titlf\"")).Root);
    }

    [Fact]
    public void Flipping_any_byte_of_the_text_is_detected() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Byte[1, 255]).Sample((at, by) =>
        {
            var set = FieldSet.Commit(Values);
            var flipped = Samples.Flip(Samples.Utf8(set.ToJson()), at, by);
            FieldSet read;
            try
            {
                read = FieldSet.FromJson(CanonicalJson.StrictUtf8.GetString(flipped));
            }
            catch (Exception e) when (e is FormatException or System.Text.DecoderFallbackException)
            {
                return true;
            }
            return read.Verify().Count > 0 || !read.Root.AsSpan().SequenceEqual(set.Root);
        }, iter: 5_000);

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("名称")]
    [InlineData("a\"")]
    public void A_malformed_name_is_refused(string name)
    {
        Assert.Contains("name", Assert.Throws<FormatException>(() => FieldSet.Commit([(name, "x")])).Message);
    }

    [Fact]
    public void A_name_has_at_most_100_characters()
    {
        Assert.Single(FieldSet.Commit([(new string('a', 100), "x")]).Fields);
        Assert.Throws<FormatException>(() => FieldSet.Commit([(new string('a', 101), "x")]));
    }

    [Fact]
    public void A_doubled_name_is_refused() =>
        Assert.Contains("\"a\"", Assert.Throws<FormatException>(() => FieldSet.Commit([("a", "x"), ("a", "x")])).Message);

    [Fact]
    public void A_salt_of_another_length_is_refused() =>
        Assert.Contains("32", Assert.Throws<FormatException>(() => FieldSet.Commit([new SaltedField("a", "x", new byte[31])])).Message);

    [Fact]
    public void A_value_that_is_not_allowed_is_refused() =>
        Assert.Throws<FormatException>(() => FieldSet.Commit([("a", 0.5)]));

    [Fact]
    public void The_deepest_value_comes_back()
    {
        JsonNode value = new JsonArray();
        for (var i = 1; i < CanonicalJson.MaxDepth; i++)
        {
            value = new JsonArray(value);
        }
        var set = FieldSet.Commit([("a", value)]);
        Assert.Equal(set.Root, FieldSet.FromJson(set.ToJson()).Root);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{} ")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":{"commitment":"aa"}}""")]
    [InlineData("""{"a":{"commitment":1}}""")]
    [InlineData("""{"a":{"value":"HASH"}}""")]
    [InlineData("""{"a":{"commitment":"UPPER"}}""")]
    [InlineData("""{"a":{"commitment":"LETTER"}}""")]
    [InlineData("""{"a":{"commitment":"HASH","salt":"HASH"}}""")]
    [InlineData("""{"a":{"commitment":"HASH","value":1}}""")]
    [InlineData("""{"a":{"commitment":"HASH","salt":null,"value":1}}""")]
    [InlineData("""{"a":{"commitment":"HASH","salt":"HASH","value":1.5}}""")]
    [InlineData("""{"a":{"commitment":"HASH","salt":"HASH","value":1,"x":1}}""")]
    [InlineData("""{"a":{"commitment":"HASH","salt":"HASH","value":"\ud800"}}""")]
    [InlineData("""{"a":{"commitment":"HASH","salt":"HASH","value":"LONE"}}""")]
    [InlineData("""{"\ud800":{"commitment":"HASH"}}""")]
    [InlineData("""{"a":{"salt":"HASH","commitment":"HASH","value":1}}""")]
    [InlineData("""{"b":{"commitment":"HASH"},"a":{"commitment":"HASH"}}""")]
    [InlineData("""{"a":{"commitment":"HASH"},"a":{"commitment":"HASH"}}""")]
    [InlineData("""{"名":{"commitment":"HASH"}}""")]
    public void A_text_that_we_would_not_write_is_refused(string pattern)
    {
        var hash = new string('a', 64);
        var json = pattern.Replace("HASH", hash).Replace("UPPER", hash.ToUpperInvariant()).Replace("LETTER", hash[1..] + "g").Replace("LONE", "\ud800");
        Assert.EndsWith(".", Assert.Throws<FormatException>(() => FieldSet.FromJson(json)).Message);
    }
}
