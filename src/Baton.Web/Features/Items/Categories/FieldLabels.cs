using System.Globalization;
using System.Resources;
using System.Text.Json;

namespace Baton.Web.Features.Items.Categories;

/// <summary>
/// The names of categories, fields and choices in both languages: a table that was made in one is read whatever the
/// reader's language is.
/// </summary>
internal static class FieldLabels
{
    private static readonly ResourceManager Texts = new(typeof(CategoryText));
    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo("zh-CN"), CultureInfo.GetCultureInfo("en")];

    private static readonly Dictionary<string, Category> Categories = CategoryCatalog.All
        .SelectMany(d => Of(d.NameKey).Append(d.Word).Select(name => (name, d.Category))).DistinctBy(c => c.name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(c => c.name, c => c.Category, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<Category, Dictionary<string, string>> Fields = CategoryCatalog.All.ToDictionary(
        d => d.Category,
        d => d.Fields.SelectMany(f => Of(f.LabelKey).Append(f.Name).Select(label => (label, f.Name))).DistinctBy(f => f.label, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(f => f.label, f => f.Name, StringComparer.OrdinalIgnoreCase));

    private static readonly Dictionary<FieldDefinition, Dictionary<string, string>> Choices = CategoryCatalog.All.SelectMany(d => d.Fields)
        .Where(f => f.Choices.Count > 0).ToDictionary(
            f => f,
            f => f.Choices.SelectMany(c => Of(f.ChoiceKey(c)).Append(c).Select(label => (label, c))).DistinctBy(c => c.label, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(c => c.label, c => c.c, StringComparer.OrdinalIgnoreCase));

    private static readonly Dictionary<string, Importance> Importances = Enum.GetValues<Importance>()
        .SelectMany(i => Of($"importance.{JsonNamingPolicy.CamelCase.ConvertName(i.ToString())}").Append(i.ToString()).Select(label => (label, i)))
        .DistinctBy(i => i.label, StringComparer.OrdinalIgnoreCase).ToDictionary(i => i.label, i => i.i, StringComparer.OrdinalIgnoreCase);

    /// <summary>The category of exactly this name.</summary>
    public static Category? CategoryOf(string name) => Categories.TryGetValue(name.Trim(), out var category) ? category : null;

    /// <summary>The field of exactly this label.</summary>
    public static string? FieldOf(Category category, string label) => Fields[category].GetValueOrDefault(label.Trim());

    public static string? ChoiceOf(FieldDefinition field, string label) => Choices[field].GetValueOrDefault(label);

    public static Importance? ImportanceOf(string label) => Importances.TryGetValue(label.Trim(), out var importance) ? importance : null;

    private static IEnumerable<string> Of(string key) => Languages.Select(language => Texts.GetString(key, language)!).Where(text => text.Length > 0);
}
