using System.Xml;
using Baton.Web.Text;
using CsCheck;

namespace Baton.Tests.Text;

public class OutgoingTextTests
{
    [Theory]
    [InlineData("\0\a\b\u001B\u001F\u007F", "\u2400\u2407\u2408\u241B\u241F\u2421")]
    [InlineData("a\tb\nc", "a\tb\nc")]
    [InlineData("a\rb", "a\u240Db")]
    [InlineData("\uFFFE\uFFFF", "\uFFFD\uFFFD")]
    [InlineData("𠮷 👩‍🔧 الع", "𠮷 👩‍🔧 الع")]
    public void Control_characters_become_visible_and_text_stays(string text, string expected) =>
        Assert.Equal(expected, OutgoingText.ForExport(text));

    [Fact]
    public void A_lone_surrogate_becomes_a_replacement_character() =>
        Assert.Equal("a\uFFFDb\uFFFD", OutgoingText.ForExport("a" + (char)0xDC00 + "b" + (char)0xD800));

    [Fact]
    public void Whatever_comes_xml_can_carry_it() =>
        Gen.Char['\0', '\uFFFF'].Array.Sample(units =>
        {
            var text = OutgoingText.ForExport(new string(units));
            return text.Length == units.Length && XmlConvert.VerifyXmlChars(text) == text;
        });
}
