using Baton.Web.Features.Items.Categories;
using Baton.Web.Text;
using CsCheck;

namespace Baton.Tests.Text;

public class IncomingTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t ")]
    [InlineData("\u3000\r\n")]
    public void Nothing_written_is_null(string? raw)
    {
        Assert.Equal(default, IncomingText.Clean(raw, 10, multiline: false));
        Assert.Equal(default, IncomingText.Clean(raw, 10, multiline: true));
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd", "a\nb\nc\nd")]
    [InlineData("  第一行\r\n    缩进 \n", "  第一行\n    缩进 \n")]
    [InlineData("\r\r\n\n", null)]
    public void Lines_keep_their_spaces_and_get_lf(string raw, string? expected) =>
        Assert.Equal(expected, IncomingText.Clean(raw, 100, multiline: true).Value);

    [Theory]
    [InlineData("  月度 报表 ", "月度 报表")]
    [InlineData("账面\r\n实点", "账面 实点")]
    [InlineData("a\u2028b\u2029c\u0085d\u000Be\u000Cf", "a b c d e f")]
    [InlineData("a\tb", "a\tb")]
    public void A_single_line_has_no_line_break_and_no_blank_ends(string raw, string expected) =>
        Assert.Equal(expected, IncomingText.Clean(raw, 100, multiline: false).Value);

    [Fact]
    public void Nul_is_refused_with_its_position_text_nul()
    {
        var result = IncomingText.Clean("ab\0c", 100, multiline: true);
        Assert.Equal(new TextRefusal("text.nul", Position: 2), result.Refusal);
        Assert.Null(result.Value);
        Assert.True(result.IsRefused);
    }

    [Theory]
    [InlineData(0xD842)] // a high one alone
    [InlineData(0xDFB7)] // a low one alone
    public void A_lone_surrogate_is_refused_text_surrogate(int unit)
    {
        Assert.Equal(new TextRefusal("text.surrogate", Position: 0), IncomingText.Clean((char)unit + "吉", 100, false).Refusal);
        Assert.Equal(new TextRefusal("text.surrogate", Position: 1), IncomingText.Clean("吉" + (char)unit, 100, false).Refusal);
    }

    [Fact]
    public void A_rare_character_passes_and_counts_two()
    {
        Assert.Equal("𠮷野", IncomingText.Clean("𠮷野", 3, false).Value);
        Assert.Equal(new TextRefusal("text.too-long", Limit: 2, Length: 3), IncomingText.Clean("𠮷野", 2, false).Refusal);
    }

    [Fact]
    public void Length_counts_after_cleaning()
    {
        Assert.Equal("a\nb", IncomingText.Clean("a\r\nb", 3, true).Value);
        Assert.Equal("abc", IncomingText.Clean("   abc   ", 3, false).Value);
    }

    [Fact]
    public void Cleaning_twice_is_cleaning_once() =>
        Gen.Select(Gen.String, Gen.Bool).Sample((raw, multiline) =>
        {
            var once = IncomingText.Clean(raw, int.MaxValue, multiline);
            return once.IsRefused || IncomingText.Clean(once.Value, int.MaxValue, multiline) == once;
        });

    [Theory]
    [InlineData("ＡＢ１２ｶﾞ", "AB12ガ")]
    [InlineData("Ａ\uFFFE", "Ａ\uFFFE")]
    public void Compared_by_its_compatible_form_or_as_it_stands_where_there_is_none(string text, string form) =>
        Assert.Equal(form, IncomingText.Compatible(text));

    [Fact]
    public void A_number_with_what_is_no_character_is_no_number() =>
        Assert.Single(FieldsForm.Parse(Category.Assets, new Dictionary<string, string?> { ["quantity"] = "12\uFFFE" }).Errors);
}
