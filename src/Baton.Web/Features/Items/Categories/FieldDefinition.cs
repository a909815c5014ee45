using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Baton.Web.Features.Shared;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items.Categories;

public enum FieldInput
{
    /// <summary>One line, up to 500 characters.</summary>
    Text,
    /// <summary>Several lines, up to 10,000 characters.</summary>
    Lines,
    /// <summary>Several lines, each a step.</summary>
    Steps,
    Choice,
    Date,
    /// <summary>An exact decimal.</summary>
    Amount,
    /// <summary><see cref="NumberRanges"/>, several lines.</summary>
    Numbers,
    Phone,
    Email,
}

/// <summary>How a property of a category's record is typed, shown and guessed from a pasted column.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldAttribute(FieldInput input) : Attribute
{
    public FieldInput Input => input;

    /// <summary>Must be filled for key and critical items, counted assets and accounting items.</summary>
    public bool Bold { get; init; }

    /// <summary>Shown as a column of the list.</summary>
    public bool Column { get; init; }

    /// <summary>Shows 「勿填写密码」.</summary>
    public bool NearAccounts { get; init; }

    /// <summary>Column headers of other people's lists, comma separated.</summary>
    public string Aliases { get; init; } = "";
}

/// <summary>One field of a category.</summary>
public sealed class FieldDefinition
{
    private readonly PropertyInfo property;

    internal FieldDefinition(Category category, PropertyInfo property, FieldAttribute field)
    {
        this.property = property;
        Category = category;
        Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        Input = field.Input;
        Bold = field.Bold;
        IsColumn = field.Column;
        NearAccounts = field.NearAccounts;
        Aliases = field.Aliases.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (Input == FieldInput.Choice)
        {
            ChoiceType = Nullable.GetUnderlyingType(property.PropertyType)!;
            Choices = [.. Enum.GetNames(ChoiceType).Select(JsonNamingPolicy.CamelCase.ConvertName)];
        }
    }

    public Category Category { get; }

    /// <summary>camelCase, as in forms, JSON and text keys.</summary>
    public string Name { get; }
    public FieldInput Input { get; }
    public bool Bold { get; }
    public bool IsColumn { get; }
    public bool NearAccounts { get; }
    public IReadOnlyList<string> Aliases { get; }
    public IReadOnlyList<string> Choices { get; } = [];

    public int MaxLength => IsLong ? 10_000 : 500;
    public bool IsLong => Input is FieldInput.Lines or FieldInput.Steps or FieldInput.Numbers;

    /// <summary>Text keys of <see cref="CategoryText"/>.</summary>
    public string LabelKey => $"field.{Word(Category)}.{Name}";
    public string ChoiceKey(string choice) => $"choice.{Word(Category)}.{Name}.{choice}";

    internal PropertyInfo Property => property;
    internal Type? ChoiceType { get; }

    /// <summary>The value as the form and the JSON write it; null where empty.</summary>
    public string? Get(CategoryFields fields) => property.GetValue(fields) switch
    {
        null => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        decimal amount => Evidence.MinimalDecimal.Format(amount),
        Enum choice => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()),
        var text => (string)text,
    };

    internal static string Word(Category category) => JsonNamingPolicy.CamelCase.ConvertName(category.ToString());
}

/// <summary>What stands in a field, as people read it.</summary>
public static class FieldWords
{
    public static string Shown(this IStringLocalizer<CategoryText> texts, FieldDefinition field, string value) => field.Input switch
    {
        FieldInput.Choice when field.Choices.Contains(value) => texts[field.ChoiceKey(value)],
        FieldInput.Date => Clock.Day(DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        FieldInput.Amount when decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) =>
            amount.ToString("#,##0.############################", CultureInfo.CurrentCulture),
        _ => value,
    };
}
