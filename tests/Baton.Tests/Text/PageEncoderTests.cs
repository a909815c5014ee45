using AngleSharp.Html.Parser;
using Baton.Web.Text;
using CsCheck;

namespace Baton.Tests.Text;

public sealed class PageEncoderTests
{
    [Fact]
    public void Chinese_goes_out_as_itself_and_signs_of_html_do_not() =>
        Assert.Equal("交接&lt;b&gt;&quot;&#x27;&amp;\u0080\u009F", new PageEncoder().Encode("交接<b>\"'&\u0080\u009F"));

    /// <summary>A page has no NUL, and reads a carriage return as a line break.</summary>
    [Fact]
    public void Any_text_is_read_back_from_a_page_as_it_was_by_each_way_of_writing_it() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char['\u0001', '\u00FF'], 0, 40]).Sample(
            raw =>
            {
                var text = raw.Replace("\0", "", StringComparison.Ordinal).Replace('\r', '\n');
                var encoder = new PageEncoder();
                using var output = new StringWriter();
                encoder.Encode(output, $"甲{text}乙", 1, text.Length);
                using var chars = new StringWriter();
                encoder.Encode(chars, text.ToCharArray(), 0, text.Length);
                var whole = encoder.Encode(text);
                var read = new HtmlParser().ParseDocument($"<p title=\"{whole}\">-{whole}").QuerySelector("p")!;
                return whole == output.ToString() && whole == chars.ToString()
                    && (text.Any(char.IsSurrogate) || (read.GetAttribute("title") == text && read.TextContent == "-" + text));
            });
}
