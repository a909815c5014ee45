using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Import;
using Baton.Web.Text;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>A cell whose text does not fit the field its column is for; it stands in the description instead.</summary>
public sealed record UnreadCell(int Column, Refusal Why);

/// <summary>What a row of somebody's table says of an item. Values as the item's form sends them; null where the row says nothing.</summary>
/// <param name="Fields">The category's own fields, each readable.</param>
/// <param name="Identity">What the row's maker calls it by: a number, or the id of a card.</param>
public sealed partial record RowContent(
    string? Title, string? Description, string? Attention, string? Receiver, Importance? Importance, bool? Restricted, string? Identity,
    IReadOnlyDictionary<string, string?> Fields, IReadOnlyList<UnreadCell> Unread)
{
    /// <param name="cell">The text that people see in a column.</param>
    /// <param name="columns">What each column is for, see <see cref="ColumnGuess"/>.</param>
    /// <param name="group">What the row's category is called in the table; empty where nothing calls it.</param>
    public static RowContent Read(
        Func<int, string> cell, IReadOnlyList<string> columns, IReadOnlyList<string> headers, Category category, string group, IStringLocalizer<CategoryText> texts)
    {
        var definition = CategoryCatalog.Of(category);
        var fields = new Dictionary<string, string?>();
        var unread = new List<UnreadCell>();
        var (description, more) = (new List<string>(), new List<string>());
        string? title = null, attention = null, receiver = null, identity = null;
        Importance? importance = null;
        bool? restricted = null;
        for (var column = 0; column < columns.Count; column++)
        {
            var text = cell(column);
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            string Labelled() => $"{Heading(headers, column)}{texts["field.colon"]}{text}";
            void Leave(Refusal why)
            {
                unread.Add(new(column, why));
                more.Add(Labelled());
            }

            switch (columns[column])
            {
                case ColumnGuess.Ignore or ColumnGuess.CategoryColumn:
                    break;
                case ColumnGuess.Title:
                    title = IncomingText.Clean(columns.Count == 1 ? ListMark().Replace(text, "") : text, int.MaxValue, multiline: false).Value;
                    if (title?.Length > ItemInput.TitleLength)
                    {
                        more.Insert(0, title);
                        title = IncomingText.Cut(title, ItemInput.TitleLength);
                    }

                    break;
                case ColumnGuess.Description:
                    description.Add(description.Count == 0 && !IsProperty(headers[column]) ? text : Labelled());
                    break;
                case ColumnGuess.Receiver:
                    receiver = text.Trim();
                    break;
                case ColumnGuess.Identity:
                    identity = text.Trim();
                    break;
                case ColumnGuess.Restricted when bool.TryParse(text.Trim(), out var said):
                    restricted = said;
                    break;
                case ColumnGuess.Importance:
                    if (FieldLabels.ImportanceOf(text) is { } word)
                    {
                        importance = word;
                    }
                    else
                    {
                        Leave(FieldRefusals.Choice);
                    }

                    break;
                case ColumnGuess.Attention when text.Length <= ItemInput.AttentionLength:
                    attention = IncomingText.Clean(text, ItemInput.AttentionLength, multiline: false).Value;
                    break;
                case ColumnGuess.Numbers when category == Category.Finance && fields.GetValueOrDefault(ColumnGuess.Numbers) is { } first:
                    if (NumberRanges.Parse($"{first}-{text.Trim()}") is { IsRefused: true } range)
                    {
                        Leave(range.Refusals[0]);
                    }
                    else
                    {
                        fields[ColumnGuess.Numbers] = $"{first}-{text.Trim()}";
                    }

                    break;
                case var name when definition.Fields.FirstOrDefault(f => f.Name == name) is { } field:
                    var (value, why, isWhole) = Value(field, text);
                    if (value is not null)
                    {
                        fields[name] = value;
                    }

                    if (why is not null)
                    {
                        Leave(why);
                    }
                    else if (!isWhole)
                    {
                        more.Add(Labelled());
                    }

                    break;
                default:
                    Leave(ItemRefusals.NoSuchField);
                    break;
            }
        }

        if (title is not null && category == Category.Finance && CategoryGuess.FinanceKindFrom(group.Length > 0 ? group : title) is { } kind)
        {
            fields.TryAdd("kind", JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()));
        }

        var words = string.Join('\n', description.Concat(more));
        return new(
            title, words.Length == 0 ? null : IncomingText.Cut(words, ItemInput.DescriptionLength), attention, receiver, importance, restricted, identity, fields, unread);
    }

    public static bool IsMarkdownHeading(string title) => MarkdownHeading().IsMatch(title);

    /// <summary>TEL 2, LOCATION: what a program calls a value says what it is, and the value alone would not.</summary>
    private static bool IsProperty(string header) => header is not ("NOTE" or "DESCRIPTION" or Outline.Text) && Property().IsMatch(header);

    /// <summary>The column's header, or the letter over it.</summary>
    private static string Heading(IReadOnlyList<string> headers, int column) => headers[column].Length > 0 ? headers[column] : CellReference.Letters(column);

    /// <summary>The text as the field's form would send it, or why the field can't hold it.</summary>
    /// <returns>Not whole where a time of day or other words stand beside a day.</returns>
    private static (string? Value, Refusal? Why, bool IsWhole) Value(FieldDefinition field, string text)
    {
        var (value, isWhole) = (text, true);
        if (field.Input == FieldInput.Choice)
        {
            value = FieldLabels.ChoiceOf(field, text.Trim()) ?? text;
        }
        else if (field.Input == FieldInput.Date && LooseDay.Read(text) is { } day)
        {
            (value, isWhole) = (day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), !day.HasMore);
        }

        return FieldsForm.Parse(field.Category, new Dictionary<string, string?> { [field.Name] = value }) is { Errors: [var error, ..] }
            ? (null, new Refusal(error.Code).With([.. error.Arguments]), true)
            : (value, null, isWhole);
    }

    [GeneratedRegex(@"^\s*([-*+]|\d+[.、)])\s+(\[[ xX]\]\s*)?")]
    private static partial Regex ListMark();

    [GeneratedRegex(@"^[A-Z][A-Z-]+( \d+)?$")]
    private static partial Regex Property();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex MarkdownHeading();
}
