using System.Text.Json;
using System.Text.Json.Nodes;

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
        var json = JsonNode.Parse(text)?.AsObject() ?? throw new JsonException("An item's fields are a JSON object.");
        if (json["v"]?.GetValue<int>() is not Version)
        {
            throw new JsonException($"An item's fields are of version {json["v"]}; this Baton reads {Version}.");
        }

        var word = json["category"]!.GetValue<string>();
        var definition = CategoryCatalog.All.First(d => d.Word == word);
        var (fields, errors) = FieldsForm.Parse(
            definition.Category, definition.Fields.ToDictionary(f => f.Name, f => json[f.Name]?.GetValue<string>()));
        return errors.Count == 0 ? fields : throw new JsonException($"The field {errors[0].Field} could not be read: {errors[0].Code}.");
    }
}
