using Baton.Web.Identity;

namespace Baton.Tests.Identity;

public class CommonPasswordsTests
{
    private static bool Common(string password, params string[] context) => CommonPasswords.Contains(password, context);

    [Fact]
    public void At_least_ten_thousand_are_known() => Assert.InRange(CommonPasswords.Count, 10_000, 30_000);

    [Fact]
    public void The_list_is_small()
    {
        using var stream = typeof(CommonPasswords).Assembly
            .GetManifestResourceStream("Baton.Web.Identity.common-passwords.txt.br")!;
        Assert.InRange(stream.Length, 1, 60 * 1024);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("qwertyuiop")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("iloveyou")]
    [InlineData("WoAiNi1314")]
    [InlineData("5201314")]
    [InlineData("a123456")]
    [InlineData("woaini5201314")]
    public void Common_passwords_and_chinese_habits_are_found(string password) => Assert.True(Common(password));

    [Theory]
    [InlineData("Password2026!")]
    [InlineData("!!Shanghai88")]
    [InlineData("ｐａｓｓｗｏｒｄ１２３")]
    [InlineData("wodemima@123")]
    public void A_few_digits_or_signs_around_a_common_word_do_not_hide_it(string password) => Assert.True(Common(password));

    [Theory]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abcabcabcabc")]
    [InlineData("23456789")]
    [InlineData("ihgfedcb")]
    [InlineData("。。。。。。。。")]
    public void Repeats_and_runs_are_found(string password) => Assert.True(Common(password));

    [Theory]
    [InlineData("19900101")]
    [InlineData("zw19861231")]
    [InlineData("20020229lyx")]
    [InlineData("13812345678")]
    [InlineData("wxy13987654321")]
    public void Birthdays_and_mobile_numbers_are_found_with_initials(string password) => Assert.True(Common(password));

    [Theory]
    [InlineData("hengtong2026", "Hengtong Materials")]
    [InlineData("HengtongMaterials1", "Hengtong Materials")]
    [InlineData("lin.yue@88", "lin.yue@example.com")]
    [InlineData("linyue-2026", "lin.yue")]
    [InlineData("恒通材料2026", "恒通材料有限公司")]
    [InlineData("林悦12345", "林悦")]
    [InlineData("baton2026!")]
    [InlineData("JieLi@2026")]
    public void Words_of_company_person_and_product_are_found(string password, params string[] context) =>
        Assert.True(Common(password, context));

    [Theory]
    [InlineData("correct horse battery staple", "马力")]
    [InlineData("青山一道同云雨", "林悦", "恒通材料")]
    [InlineData("k7#Vq!mZ2x", "lin.yue@example.com")]
    [InlineData("hengtong-walks-7-miles", "Hengtong")]
    [InlineData("dragon9x$K2vQ7")]
    [InlineData("ligature-moss-41", "li")]
    public void Passwords_of_ones_own_pass(string password, params string[] context) => Assert.False(Common(password, context));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void Too_short_to_judge_is_not_common(string password) => Assert.False(Common(password, "", " "));

    [Fact]
    public void A_lone_surrogate_does_not_throw() => Assert.False(Common((char)0xD800 + "k7#Vq!mZ2x"));
}
