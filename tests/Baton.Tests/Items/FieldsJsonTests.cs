using System.Text.Json;
using Baton.Web.Features.Items.Categories;

namespace Baton.Tests.Items;

/// <summary>How a category's fields lie in their column.</summary>
public sealed class FieldsJsonTests
{
    [Fact]
    public void Whatever_a_form_can_write_comes_back_equal()
    {
        foreach (var definition in CategoryCatalog.All)
        {
            var (fields, errors) = FieldsForm.Parse(definition.Category, definition.Fields.ToDictionary(f => f.Name, f => (string?)Sample(f)));
            Assert.Empty(errors);
            Assert.All(definition.Fields, f => Assert.NotNull(f.Get(fields)));

            Assert.Equal(fields, FieldsJson.Read(FieldsJson.Write(fields)));
            Assert.Equal(definition.Empty, FieldsJson.Read(FieldsJson.Write(definition.Empty)));
        }
    }

    [Theory]
    [InlineData("""{"v":2,"category":"duties"}""")]
    [InlineData("""{"category":"duties"}""")]
    [InlineData("""{"v":1,"category":"secrets"}""")]
    [InlineData("""{"v":1,"category":"pending","due":"soon"}""")]
    [InlineData("""{"v":1,"category":"assets","kind":"ghost"}""")]
    [InlineData("""{"v":1,"category":"assets","kind":1}""")]
    [InlineData("null")]
    public void What_this_Baton_did_not_write_is_not_guessed_at(string text) =>
        Assert.Throws<JsonException>(() => FieldsJson.Read(text));

    private static string Sample(FieldDefinition field) => field.Input switch
    {
        FieldInput.Choice => field.Choices[^1],
        FieldInput.Date => "2026-12-15",
        FieldInput.Amount => "-1284.0055",
        FieldInput.Numbers => "00001-00050\n00061（作废）",
        FieldInput.Phone => "13800000000",
        FieldInput.Email => "a@example.com",
        FieldInput.Lines or FieldInput.Steps => "一\n「二」",
        _ => "𠮷 \"x\" \\",
    };
}
