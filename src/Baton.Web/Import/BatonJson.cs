using System.Text.Json;

namespace Baton.Web.Import;

/// <summary>
/// The list of a handover as Baton exports it: <c>{"baton":1,"items":[…]}</c>, each item as the API gives it. As one table:
/// columns are called as the members are, those of <c>content.fields</c> by the field's name. What is withdrawn, and what
/// an item went through (steps, states, signatures), does not come back; nor does when responsibility passed, which another
/// handover agrees anew.
/// </summary>
internal static class BatonJson
{
    /// <summary>The column with the ids of the items that one is linked to, with a space between.</summary>
    public const string Links = "links";

    private const int Version = 1;
    private static readonly string[] Common = ["id", "category", "title", "importance", "restricted", "receiver", "description", "specialAttention"];

    public static Outcome<ImportSource> Read(string text, TableLimits limits)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("baton", out var version) || !root.TryGetProperty("items", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return ImportRefusals.NotBaton;
            }

            if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Version)
            {
                return ImportRefusals.OtherBaton.With(Version);
            }

            if (list.GetArrayLength() > limits.Rows)
            {
                return ImportRefusals.TooManyRows.With(limits.Rows);
            }

            var items = list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object && Text(item, "state") != "withdrawn").Select(Values).ToList();
            var columns = Common.Concat(items.SelectMany(item => item.Keys).Distinct().Except(Common)).ToList();
            return ImportSource.Of(ImportKind.Baton, limits, (
                SheetPurpose.Items, "",
                items.Select(item => (IReadOnlyList<string>)[.. columns.Select(column => item.GetValueOrDefault(column, ""))]).Prepend(columns)));
        }
        catch (JsonException)
        {
            return ImportRefusals.NotBaton;
        }
    }

    private static Dictionary<string, string> Values(JsonElement item)
    {
        var values = new Dictionary<string, string>();
        foreach (var name in new[] { "id", "category", "title", "importance", "restricted" })
        {
            values[name] = Text(item, name);
        }

        // The version tells whether the item was changed since.
        if (values["id"].Length > 0 && Text(item, "version") is { Length: > 0 } version)
        {
            values["id"] += $".{version}";
        }

        // A team, as long as it has named nobody.
        values["receiver"] = new[] { "receiver", "team" }.Select(who => item.TryGetProperty(who, out var named) && named.ValueKind == JsonValueKind.Object ? Text(named, "name") : "")
            .FirstOrDefault(name => name.Length > 0, "");
        if (item.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object)
        {
            values["description"] = Text(content, "description");
            values["specialAttention"] = Text(content, "specialAttention");
            values[Links] = content.TryGetProperty("links", out var links) && links.ValueKind == JsonValueKind.Array
                ? string.Join(' ', links.EnumerateArray().Where(link => link.ValueKind == JsonValueKind.Object).Select(link => Text(link, "id"))) : "";
            if (content.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Object)
            {
                foreach (var field in fields.EnumerateObject())
                {
                    values[field.Name] = Text(field.Value);
                }
            }
        }

        return values;
    }

    private static string Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? Text(value) : "";

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };
}
