using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Baton.Web.Features.Items.Categories;

/// <summary>
/// A category's record as versioned JSON: {"v":1,"category":"systems","address":"…"}. Every value as its form writes it,
/// amounts as plain decimals in text; empty fields are left out.
/// </summary>
public static class FieldsJson
{
    public const int Version = 1;

    public static string Write(CategoryFields fields)
    {
        var definition = FieldsForm.Definition(fields);
        var json = new JsonObject { ["v"] = Version, ["category"] = definition.Word };
        foreach (var field in definition.Fields)
        {
            if (field.Get(fields) is { } value)
            {
                json[field.Name] = value;
            }
        }

        return json.ToJsonString();
    }

    /// <exception cref="JsonException">Not what <see cref="Write"/> wrote, or of a newer version.</exception>
    public static CategoryFields Read(string text)
    {
        var head = JsonSerializer.Deserialize<Head>(text, Reading);
        if (head?.V is not Version)
        {
            throw new JsonException($"An item's fields are of version {head?.V}; this Baton reads {Version}.");
        }

        // Read for every item of every list, so straight into the record; the rules for what is typed were kept on writing.
        return head.Category is { } word && Types.TryGetValue(word, out var type)
            ? (CategoryFields)JsonSerializer.Deserialize(text, type, Reading)!
            : throw new JsonException($"No category is called {head.Category}.");
    }

    private static readonly Dictionary<string, Type> Types = CategoryCatalog.All.ToDictionary(d => d.Word, d => d.FieldsType);

    private static readonly JsonSerializerOptions Reading = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private sealed record Head(int? V, string? Category);
}
