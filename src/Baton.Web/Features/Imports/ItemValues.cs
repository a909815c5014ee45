using System.Globalization;
using System.Text.Json;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Files;
using Baton.Web.Import;
using Baton.Web.Text;

namespace Baton.Web.Features.Imports;

/// <summary>
/// What an import can say of an item, as text by name: <c>title</c>, <c>description</c>, <c>specialAttention</c>,
/// <c>importance</c>, <c>restricted</c>, <c>receiver</c>, <c>field.NAME</c> and, of a file in an archive, <c>file</c>. In one form whether it comes from an item or
/// from a row, so that both can be compared; null is empty.
/// </summary>
public static class ItemValues
{
    public const string Title = "title";
    public const string Description = "description";
    public const string Attention = "specialAttention";
    public const string Importance = "importance";
    public const string Restricted = "restricted";
    public const string Receiver = "receiver";
    public const string Field = "field.";
    public const string File = "file";

    /// <summary>What tells a file from another version of it: 1.2 MB · 8f3a09c1.</summary>
    public static string Of(ArchivedFile file) => string.Create(CultureInfo.InvariantCulture, $"{FileSize.Of(file.Size)} · {file.Crc32:x8}");

    public static Dictionary<string, string?> Of(Item item)
    {
        var values = new Dictionary<string, string?>
        {
            [Title] = item.Title, [Description] = item.Description, [Attention] = item.SpecialAttention,
            [Importance] = Word(item.Importance), [Restricted] = Word(item.Restricted),
            [Receiver] = Receivers.Value(item.ReceiverId, item.TeamId) is { Length: > 0 } receiver ? receiver : null,
        };
        foreach (var (name, value) in FieldsForm.ToInput(item.Fields))
        {
            values[Field + name] = value;
        }

        return values;
    }

    /// <summary>What a row says: only what it has a column for. An empty cell says that there is nothing, but not that nobody receives.</summary>
    /// <param name="columns">What the row's columns are for.</param>
    /// <param name="receiver">Whom the receiver's cell names (<see cref="Receivers.Value"/>); null where nobody or several bear the name.</param>
    public static Dictionary<string, string?> Of(RowContent row, Category category, IReadOnlyList<string> columns, string? receiver)
    {
        var values = new Dictionary<string, string?> { [Title] = row.Title };
        if (columns.Contains(ColumnGuess.Description) || row.Description is not null)
        {
            values[Description] = IncomingText.Clean(row.Description, ItemInput.DescriptionLength, multiline: true).Value;
        }

        if (columns.Contains(ColumnGuess.Attention))
        {
            values[Attention] = row.Attention;
        }

        if (row.Importance is { } importance)
        {
            values[Importance] = Word(importance);
        }

        if (row.Restricted is { } restricted)
        {
            values[Restricted] = Word(restricted);
        }

        if (receiver is not null)
        {
            values[Receiver] = receiver;
        }

        var read = FieldsForm.ToInput(FieldsForm.Parse(category, row.Fields).Fields);
        foreach (var (name, value) in read.Where(field => columns.Contains(field.Key) || field.Value is not null))
        {
            values[Field + name] = value;
        }

        return values;
    }

    /// <summary>The item's content with these values instead of its own.</summary>
    public static ItemInput Apply(Item item, IReadOnlyDictionary<string, string?> changed)
    {
        var values = Of(item);
        foreach (var (name, value) in changed)
        {
            values[name] = value;
        }

        var (person, team) = Receivers.Parse(values[Receiver], []);
        return new(
            values[Title]!, values[Description], Enum.Parse<Importance>(values[Importance]!, ignoreCase: true), values[Attention], bool.Parse(values[Restricted]!),
            person, team, item.TransferAt, [.. item.Links.Select(l => l.ToId)], FieldsForm.Parse(item.Category, Fields(values)).Fields);
    }

    /// <summary>The category's own fields among the values.</summary>
    public static Dictionary<string, string?> Fields(IReadOnlyDictionary<string, string?> values) =>
        values.Where(v => v.Key.StartsWith(Field, StringComparison.Ordinal)).ToDictionary(v => v.Key[Field.Length..], v => v.Value);

    private static string Word(Importance importance) => JsonNamingPolicy.CamelCase.ConvertName(importance.ToString());

    private static string Word(bool flag) => flag.ToString(CultureInfo.InvariantCulture).ToLowerInvariant();
}
