using Baton.Web.Files;

namespace Baton.Tests.Files;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("合同 2026.pdf", "合同 2026.pdf")]
    [InlineData("C:\\用户\\合同.pdf", "合同.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt")]
    [InlineData("\u202Egpj.exe", "gpj.exe")]
    [InlineData("a\u2066b\u200Fc\u061Cd.txt", "abcd.txt")]
    [InlineData("a\0b.txt", "ab.txt")]
    [InlineData("..", "file")]
    [InlineData("  ", "file")]
    [InlineData(null, "file")]
    [InlineData("报告.docx. . ", "报告.docx")]
    [InlineData(".env", ".env")]
    public void What_could_do_harm_is_gone_from_a_name(string? raw, string expected) => Assert.Equal(expected, FileNames.Clean(raw));

    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("\uFFFDa.txt", FileNames.Clean("\uD83Da.txt"));

    [Fact]
    public void A_long_name_is_cut_before_its_extension()
    {
        var name = FileNames.Clean(new string('长', 300) + ".xlsx");

        Assert.Equal(FileNames.MaxLength, name.Length);
        Assert.EndsWith("….xlsx", name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a<b>:c?.txt", "a_b__c_.txt")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("COM1", "_COM1")]
    [InlineData("compass.txt", "compass.txt")]
    public void What_a_disk_would_not_take_is_replaced(string name, string expected) => Assert.Equal(expected, FileNames.OnDisk(name));

    [Fact]
    public void Of_two_of_the_same_name_the_second_gets_a_number()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        Assert.Equal("1 a/b.pdf", FileNames.Unique("1 a/b.pdf", taken));
        Assert.Equal("1 a/B (2).pdf", FileNames.Unique("1 a/B.pdf", taken));
        Assert.Equal("1 a/b (3).pdf", FileNames.Unique("1 a/b.pdf", taken));
    }
}
