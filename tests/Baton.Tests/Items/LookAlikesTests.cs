using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;

namespace Baton.Tests.Items;

/// <summary>HINT-06</summary>
public sealed class LookAlikesTests
{
    [Theory]
    [InlineData("月度经营分析报告", "月度经营分析 报告", true)]
    [InlineData("月度经营分析报告", "月度经营分析的报告", false)]
    [InlineData("供应商年度框架合同续签", "供应商年度框架合同的续签", true)]
    [InlineData("ＥＲＰ系统", "erp 系统", true)]
    [InlineData("北京办公室钥匙", "南京办公室钥匙", false)]
    [InlineData("月度报表", "季度报表", false)]
    [InlineData("1号仓库钥匙", "2号仓库钥匙", false)]
    [InlineData("报销", "报税", false)]
    [InlineData("\uFFFE\U0001FFFF?", "\uFFFE\U0001FFFF?", false)]
    public void Titles_that_say_the_same_look_alike(string one, string other, bool areAlike)
    {
        var items = new[] { Duty(one), Duty(other) };

        Assert.Equal(areAlike ? [(items[1], items[0])] : [], LookAlikes.Of(items));
    }

    [Fact]
    public void So_do_items_with_the_same_number_and_people_with_the_same_phone_but_not_people_of_one_name()
    {
        Item[] items =
        [
            Of("笔记本", new AssetsFields { SerialNumber = "PF-3X 1" }), Of("旧笔记本电脑", new AssetsFields { SerialNumber = "pf3x1" }),
            Of("王伟", new ContactsFields { Phone = "138 0000 0000" }), Of("老王", new ContactsFields { Phone = "13800000000" }),
            Of("王伟", new ContactsFields { Phone = "139 1111 1111" }), Of("报销系统", new SystemsFields { Address = "https://a", Account = "zw" }),
            Of("OA", new SystemsFields { Address = "https://a", Account = "admin" }),
        ];

        Assert.Equal([(items[1], items[0]), (items[3], items[2])], LookAlikes.Of(items));
    }

    /// <summary>Not each with each: a list of thousands would take seconds.</summary>
    [Fact]
    public void A_long_list_is_compared_by_what_is_rare()
    {
        var items = Enumerable.Range(0, 5000).Select(i => Duty($"{(char)(0x4E00 + i)}{(char)(0x6E00 + (i * 7 % 5000))}项目的月度进度汇报与复盘")).ToList();
        items.Add(Duty(items[17].Title + "。"));

        Assert.Equal([(items[5000], items[17])], LookAlikes.Of(items).Where(pair => pair.Item == items[5000]));
    }

    private static Item Duty(string title) => Of(title, new DutiesFields());

    private static Item Of(string title, CategoryFields fields) =>
        new() { Id = Guid.CreateVersion7(), Title = title, Fields = fields, Category = FieldsForm.Definition(fields).Category };
}
