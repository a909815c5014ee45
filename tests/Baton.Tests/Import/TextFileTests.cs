using System.Text;
using Baton.Web.Import;

namespace Baton.Tests.Import;

public class TextFileTests
{
    private const string Words = "工号,姓名\r\n1001,赵磊\r\n1002,𠮷野 㛃\r\n";

    private static byte[] In(string encoding, string text, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var named = Encoding.GetEncoding(encoding);
        return mark ? [.. named.Preamble, .. named.GetBytes(text)] : named.GetBytes(text);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("gb18030", false)]
    public void The_text_is_the_same_in_every_encoding_that_offices_use(string encoding, bool mark) =>
        Assert.Equal(Words, TextFile.Read(In(encoding, Words, mark)));

    [Fact]
    public void Every_common_character_comes_back_from_each_encoding()
    {
        var characters = File.ReadAllText(RealFiles.Path("hanzi/tongyong-guifan-8105.txt"));
        Assert.All(["utf-8", "gb18030", "utf-16", "utf-16BE"], encoding => Assert.Equal(characters, TextFile.Read(In(encoding, characters, mark: false))));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0x0A, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0xC3 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0xD8 })]
    public void Bytes_that_are_no_text_are_none(byte[] bytes) => Assert.Null(TextFile.Read(bytes));

    [Fact]
    public void Nothing_is_an_empty_text() => Assert.Equal("", TextFile.Read([]));
}
