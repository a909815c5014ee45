using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Evidence;
using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Baton.Web.Features.SignOff;
using Baton.Web.Files;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.History;

/// <summary>Events in people's words.</summary>
public sealed class HistoryWords(
    IStringLocalizer<HistoryText> texts, IStringLocalizer<HandoverText> handoverTexts, IStringLocalizer<ItemText> itemTexts,
    IStringLocalizer<CategoryText> categoryTexts, IStringLocalizer<FollowUpText> followUpTexts, IStringLocalizer<SignOffText> signOffTexts,
    IStringLocalizer<FileText> fileTexts)
{
    /// <summary>Fields that prove something and tell a person nothing.</summary>
    public static readonly IReadOnlySet<string> Silent =
        new HashSet<string> { "attachment", "contentRoot", "continues", "drawn", "envelope", "expected", "imported", "pasted", "reconciliation", "sha256", "signIn", "statements", "supplement", "template" };

    /// <summary>What happened, said after the actor's name; what the reader may not see is 「受限」.</summary>
    public string Sentence(string kind, FieldSet body, HistoryNames names, HistorySubject subject)
    {
        var item = subject.Item is { } one ? names.Item(one.Id) : "";
        var step = body.Find("step")?.Value?.GetValue<string>();
        var key = kind == "step.done" && step is not null ? $"event.step.done.{Camel(step)}" : $"event.{kind}";
        return texts[key, item, About(kind) is { } about ? Words(kind, body.Find(about), names, subject) : ""].Value.Trim();
    }

    /// <summary>What the event says beside its sentence.</summary>
    public IEnumerable<HistoryDetail> Details(string kind, FieldSet body, HistoryNames names, HistorySubject subject, string actor)
    {
        if (!subject.SeesContent)
        {
            yield break;
        }

        foreach (var field in body.Fields.Where(f => !Silent.Contains(f.Name) && f.Name != About(kind)))
        {
            var words = Words(kind, field, names, subject);
            if (words.Length > 0 && words != actor && !(field.Name == "title" && words == subject.Item?.Title))
            {
                yield return new HistoryDetail(Label(field.Name, subject.Item), words);
            }
        }
    }

    /// <summary>
    /// What differs between an item as it was frozen before and after: each field's label with from → to. Proof that was
    /// given anew is named without its words.
    /// </summary>
    public IEnumerable<string> Differences(FieldSet before, FieldSet after)
    {
        foreach (var name in before.Fields.Concat(after.Fields).Select(f => f.Name).Distinct())
        {
            var (from, to) = (before.Find(name), after.Find(name));
            if (from?.ValueJson == to?.ValueJson)
            {
                continue;
            }

            var label = name switch
            {
                "title" or "description" or "importance" or "specialAttention" or "restricted" => texts[$"field.{name}"].Value,
                "receiver.name" => handoverTexts["role.receiver"].Value,
                "reservation.text" => itemTexts["walk.reservation"].Value,
                "teachBack" => categoryTexts["proof.taughtBack"].Value,
                _ when name.StartsWith("field.", StringComparison.Ordinal) => Label(name, null),
                _ when name.StartsWith("file.", StringComparison.Ordinal) => texts["file", (to ?? from)!.Value?["name"]?.ToString() ?? ""].Value,
                _ when name.StartsWith("step.", StringComparison.Ordinal) => categoryTexts[$"proof.{Camel(name[5..])}"].Value,
                _ => null,
            };
            if (label is null)
            {
                continue;
            }

            string Of(CommittedField? field) => field?.Value switch
            {
                null => texts["empty"],
                var value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => texts[value.GetValue<bool>() ? "yes" : "no"],
                var value when name == "importance" => categoryTexts[$"importance.{Camel(value.ToString())}"],
                var value when Definition(name, null) is { } definition => categoryTexts.Shown(definition, value.ToString()),
                var value => value.ToString(),
            };
            // A file is another one as soon as anything of it is.
            yield return name.StartsWith("file.", StringComparison.Ordinal) ? texts[to is null ? "file-gone" : "file-came", label]
                : name == "teachBack" || name.StartsWith("step.", StringComparison.Ordinal) ? label : $"{label} {texts["changed", Of(from), Of(to)]}";
        }
    }

    /// <summary>The field that stands in the sentence itself.</summary>
    private static string? About(string kind) => kind.Split('.')[0] switch
    {
        "step" => "step",
        "category" => "category",
        "party" => "role",
        "signature" => "role",
        "matter" or "meeting" => "title",
        "file" => "name",
        "check" => "day",
        "waiver" => "finding",
        "revision" or "supplement" => "number",
        _ => null,
    };

    private string Label(string field, Item? item) =>
        field.StartsWith("field.", StringComparison.Ordinal)
            ? Definition(field, item) is { } definition ? categoryTexts[definition.LabelKey] : field[6..]
            : texts[$"field.{field}"];

    private string Words(string kind, CommittedField? field, HistoryNames names, HistorySubject subject)
    {
        if (field is null)
        {
            return "";
        }

        if (field.IsLeftOut)
        {
            return texts["erased"];
        }

        // Titles are content; which step, which role, which day is not.
        if (!subject.SeesContent && field.Name is "title" or "name")
        {
            return texts["restricted"];
        }

        // A flag that is not set says nothing, but for an answer.
        if (field.ValueJson == "false" && field.Name is not ("suits" or "absent"))
        {
            return "";
        }

        string Of(JsonNode? value) => value switch
        {
            null => "",
            JsonArray many => string.Join(texts["list-separator"], many.Select(Of).Where(v => v.Length > 0)),
            _ when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => texts[value.GetValue<bool>() ? "yes" : "no"],
            _ => Text(kind, field.Name, value.ToString(), names, subject),
        };
        string OrEmpty(JsonNode? value) => Of(value) is { Length: > 0 } words ? words : texts["empty"];
        return field.Value is JsonObject change
            // A receiver may go from nobody to nobody where only the team changed.
            ? change["from"] is null && change["to"] is null ? "" : texts["changed", OrEmpty(change["from"]), OrEmpty(change["to"])]
            : Of(field.Value);
    }

    private string Text(string kind, string field, string value, HistoryNames names, HistorySubject subject) => field switch
    {
        "receiver" or "person" or "owner" or "witness" or "deputy" or "caretaker" or "attendees" or "came" or "team" => names.Of(value),
        "items" or "links" or "copyOf" => Guid.TryParse(value, out var item) ? names.Item(item) : "",
        "parties" => value.Split(':') is [var role, var id] ? $"{handoverTexts[$"role.{Camel(role)}"]} {names.Of(id)}" : "",
        "transferAt" or "firstMeetingAt" or "startsAt" =>
            Clock.Moment(DateTimeOffset.Parse(value, CultureInfo.InvariantCulture), names.Zone),
        "lastWorkingDay" or "returnsOn" or "fromDay" or "toDay" or "endsOn" or "due" or "supportUntil" or "until" or "firstRunOn" =>
            Clock.Day(DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "importance" => categoryTexts[$"importance.{Camel(value)}"],
        "step" => categoryTexts[$"proof.{Camel(value)}"],
        "category" => categoryTexts[$"category.{Camel(value)}"],
        "stage" or "form" or "role" or "support" => handoverTexts[$"{field}.{Camel(value)}"],
        "reason" when kind is "handover.opened" or "handover.requested" => handoverTexts[$"reason.{Camel(value)}"],
        "accountingDeclared" when Enum.TryParse<AccountingDeclarations>(value, out var declared) => string.Join(
            texts["list-separator"],
            Enum.GetValues<AccountingDeclarations>()
                .Where(d => d is not (AccountingDeclarations.None or AccountingDeclarations.All) && declared.HasFlag(d))
                .Select(d => handoverTexts.Word("accounting", d))),
        "decision" => itemTexts[$"decision.{Camel(value)}"],
        "mastery" or "rating" => followUpTexts[$"{field}.{Camel(value)}"],
        "size" => FileSize.Of(long.Parse(value, CultureInfo.InvariantCulture)),
        "subject" => fileTexts[$"subject.{Camel(value)}"],
        "method" or "purpose" => signOffTexts[$"{field}.{Camel(value)}"],
        "why" => texts[$"why.{value}"],
        _ when Definition(field, subject.Item) is { } definition => categoryTexts.Shown(definition, value),
        _ => value,
    };

    /// <summary>The category's field behind field.X; of another category where the item has moved since.</summary>
    private static FieldDefinition? Definition(string field, Item? item) =>
        !field.StartsWith("field.", StringComparison.Ordinal) ? null
        : CategoryCatalog.All.OrderByDescending(d => d.Category == item?.Category)
            .SelectMany(d => d.Fields).FirstOrDefault(f => f.Name == field[6..]);

    private static string Camel(string word) => JsonNamingPolicy.CamelCase.ConvertName(word);
}

/// <param name="Item">What the event is about, where that is an item.</param>
/// <param name="SeesContent">Whether the reader may see the event's values.</param>
public sealed record HistorySubject(Item? Item, bool SeesContent);

public sealed record HistoryDetail(string Label, string Words);

/// <summary>Names of people, teams and items that events speak of by id.</summary>
/// <param name="Items">The items whose title the reader may see, as the text that names them.</param>
public sealed record HistoryNames(IReadOnlyDictionary<Guid, string> People, IReadOnlyDictionary<Guid, string> Items, TimeZoneInfo Zone)
{
    public string Of(string id) => Guid.TryParse(id, out var known) ? People.GetValueOrDefault(known, "?") : "?";

    public string Item(Guid id) => Items.GetValueOrDefault(id, "");
}
