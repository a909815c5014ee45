using System.Globalization;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Templates;

namespace Baton.Tests.Templates;

/// <summary>The templates that come with Baton say the same in both languages, and nothing that the product can't take.</summary>
public sealed class BuiltInTemplateTests
{
    public static TheoryData<string> Keys => [.. BuiltInTemplates.Keys];

    [Theory, MemberData(nameof(Keys))]
    public void Both_languages_have_the_same_lines(string key)
    {
        var (chinese, english) = (Of(key, "zh-CN"), Of(key, "en"));

        Assert.Equal(chinese.Items.Select(Shape), english.Items.Select(Shape));
        Assert.Equal(
            chinese.Questions.Select(q => $"{q.Key} {q.Category} {string.Join(',', q.Fields.Keys)}"),
            english.Questions.Select(q => $"{q.Key} {q.Category} {string.Join(',', q.Fields.Keys)}"));
        Assert.Equal(chinese.FollowUpDays, english.FollowUpDays);
        Assert.DoesNotContain(english.Items.Select(i => i.Title + i.Prompt).Concat(english.Questions.Select(q => q.Text + q.Hint)), text => text.Any(c => c > 0x2E80));
    }

    [Theory, MemberData(nameof(Keys))]
    public void Every_line_can_become_an_item(string key)
    {
        foreach (var template in new[] { Of(key, "zh-CN"), Of(key, "en") })
        {
            Assert.InRange(template.Items.Count, 20, 60);
            Assert.InRange(template.Questions.Count, 20, 60);
            Assert.Equal(template.Items.Count, template.Items.Select(i => i.Key).Distinct().Count());
            Assert.Equal(template.Questions.Count, template.Questions.Select(q => q.Key).Distinct().Count());
            Assert.All(template.Items, item =>
            {
                Assert.NotEmpty(item.Title);
                var fields = Fields(item.Category, item.Fields);
                Assert.All(item.Steps, step => Assert.Contains(step, TemplateService.ExtraSteps));
                Assert.Empty(item.Steps.Intersect(CategoryCatalog.DefaultSteps(fields, item.Importance)));
            });
            Assert.All(template.Questions, question => Fields(question.Category, question.Fields));
        }
    }

    [Fact]
    public void Finance_templates_follow_the_accounting_rules_and_name_every_kind()
    {
        Assert.All(["accountant", "cashier", "finance-head"], key =>
        {
            var template = Of(key, "zh-CN");
            Assert.True(template.IsAccounting);
            Assert.Equal(30, template.RetentionYears);
        });
        var kinds = Of("accountant", "zh-CN").Items.Where(i => i.Category == Category.Finance).Select(i => i.Fields.GetValueOrDefault("kind"));
        Assert.Equal(
            Enum.GetNames<FinanceKind>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]).Order(StringComparer.Ordinal),
            kinds.OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.All(BuiltInTemplates.Keys.Except(["accountant", "cashier", "finance-head"]), key => Assert.False(Of(key, "zh-CN").IsAccounting));
    }

    [Theory]
    [InlineData("出纳", "cashier")]
    [InlineData("成本会计", "accountant")]
    [InlineData("高级软件开发工程师", "software-engineer")]
    [InlineData("大区销售经理", "sales")]
    [InlineData("市场部经理", "department-head")]
    [InlineData("品牌策划", "general")]
    public void A_positions_name_suggests_its_template(string position, string key) =>
        Assert.Equal(key, TemplateCatalog.Guess(new Web.Features.People.Position { Name = position }));

    private static TemplateContent Of(string key, string language) =>
        BuiltInTemplates.Find(key, CultureInfo.GetCultureInfo(language)) ?? throw new ArgumentException($"{key} is not there.", nameof(key));

    private static string Shape(ExpectedItem item) =>
        $"{item.Key} {item.Category} {item.Importance} {item.Restricted} {item.Desk} {string.Join(',', item.Steps)} {string.Join(',', item.Fields.Keys)}";

    private static CategoryFields Fields(Category category, IReadOnlyDictionary<string, string> typed)
    {
        var (fields, errors) = FieldsForm.Parse(category, typed.ToDictionary(f => f.Key, f => (string?)f.Value));
        Assert.Empty(errors);
        Assert.Empty(typed.Keys.Except(CategoryCatalog.Of(category).Fields.Select(f => f.Name)));
        return fields;
    }
}
