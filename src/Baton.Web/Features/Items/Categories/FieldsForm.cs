using System.Globalization;
using Baton.Web.Text;

namespace Baton.Web.Features.Items.Categories;

/// <summary>A refusal of what was typed into one of the category's fields.</summary>
public sealed record FieldError(string Field, string Code, params object[] Arguments);

/// <summary>Between what a person types and a category's record.</summary>
public static class FieldsForm
{
    /// <summary>Every field that can't be read is named; the others are kept. Unknown names are ignored.</summary>
    public static (CategoryFields Fields, IReadOnlyList<FieldError> Errors) Parse(
        Category category, IReadOnlyDictionary<string, string?> input)
    {
        var definition = CategoryCatalog.Of(category);
        var fields = definition.Empty;
        var errors = new List<FieldError>();
        foreach (var field in definition.Fields)
        {
            var cleaned = IncomingText.Clean(input.GetValueOrDefault(field.Name), field.MaxLength, field.IsLong);
            if (cleaned.Refusal is { } refusal)
            {
                errors.Add(new(field.Name, refusal.Code, refusal.Limit, refusal.Length));
                continue;
            }

            if (cleaned.Value is { } text)
            {
                var (value, no) = Read(field, text);
                if (no is not null)
                {
                    errors.Add(new(field.Name, no.Code, [.. no.Arguments]));
                }
                else
                {
                    // The record is still ours alone: nobody has seen it yet.
                    field.Property.SetValue(fields, value);
                }
            }
        }

        return (fields, errors);
    }

    public static Dictionary<string, string?> ToInput(CategoryFields fields) =>
        Definition(fields).Fields.ToDictionary(f => f.Name, f => f.Get(fields));

    /// <summary>What changed, by field; empty where nothing did.</summary>
    public static IReadOnlyList<(string Field, string? From, string? To)> Difference(CategoryFields before, CategoryFields after)
    {
        var names = Definition(before).Fields.Concat(Definition(after).Fields).Select(f => f.Name).Distinct();
        var (old, now) = (ToInput(before), ToInput(after));
        return [.. names.Select(n => (n, old.GetValueOrDefault(n), now.GetValueOrDefault(n))).Where(d => d.Item2 != d.Item3)];
    }

    public static CategoryDefinition Definition(CategoryFields fields) =>
        CategoryCatalog.All.First(d => d.FieldsType == fields.GetType());

    private static (object? Value, Refusal? Refusal) Read(FieldDefinition field, string text)
    {
        switch (field.Input)
        {
            case FieldInput.Choice:
                return field.Choices.Contains(text) ? (Enum.Parse(field.ChoiceType!, text, ignoreCase: true), null) : (null, FieldRefusals.Choice);
            case FieldInput.Date:
                return Day(text) is { } day ? (day, null) : (null, FieldRefusals.Date);
            case FieldInput.Amount:
                return Amount(text) is { } amount ? (amount, null) : (null, FieldRefusals.Amount);
            case FieldInput.Numbers:
                return NumberRanges.Parse(text) is { IsRefused: true } ranges ? (null, ranges.Refusals[0]) : (text, null);
            case FieldInput.Phone:
                return text.Count(char.IsAsciiDigit) >= 3 && text.Length <= 60 ? (text, null) : (null, FieldRefusals.Phone);
            case FieldInput.Email:
                return System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text ? (text, null) : (null, FieldRefusals.Email);
            default:
                return (text, null);
        }
    }

    /// <summary>2026-12-15, 2026/12/15, 2026年12月15日, 2026.12.15</summary>
    internal static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, ["yyyy-M-d", "yyyy/M/d", "yyyy年M月d日", "yyyy.M.d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1900 and <= 2200 ? day : null;

    /// <summary>1,284,300.00, ￥3.50, full-width digits; at most four decimals.</summary>
    internal static decimal? Amount(string text)
    {
        var plain = IncomingText.Compatible(text).TrimStart('¥', '￥').Replace(",", "", StringComparison.Ordinal).Trim();
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && Math.Abs(amount) < 1_000_000_000_000_000m && decimal.Round(amount, 4) == amount ? amount : null;
    }
}
