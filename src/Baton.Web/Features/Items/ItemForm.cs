using System.Text.RegularExpressions;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>What the item form sends, as typed. <see cref="ItemInput.Parse"/> turns it into values or refusals on its fields.</summary>
public sealed class ItemForm
{
    public string? Title { get; set; }
    public string? Description { get; set; }
    public Importance Importance { get; set; }
    public string? SpecialAttention { get; set; }
    public bool Restricted { get; set; }

    /// <summary>"p:ID" for a person, "t:ID" for a team, empty for nobody yet.</summary>
    public string? Receiver { get; set; }

    public string? TransferAt { get; set; }
    public List<Guid> Links { get; set; } = [];

    /// <summary>The category's own fields by name.</summary>
    public Dictionary<string, string?> Fields { get; set; } = [];

    /// <summary>The item's version that the form was loaded with; null where a program doesn't say.</summary>
    public int? Seen { get; set; }

    /// <summary>「这不是密码」: the person looked at the warning and says so.</summary>
    public bool NotAPassword { get; set; }
}

/// <summary>An item's content, checked for shape.</summary>
public sealed record ItemInput(
    string Title, string? Description, Importance Importance, string? SpecialAttention, bool Restricted,
    Guid? ReceiverId, Guid? TeamId, DateTimeOffset? TransferAt, IReadOnlyList<Guid> Links, CategoryFields Fields)
{
    public const int TitleLength = 200;
    public const int DescriptionLength = 10_000;
    public const int AttentionLength = 500;

    public static Outcome<ItemInput> Parse(Category category, ItemForm form, TimeZoneInfo zone)
    {
        var refusals = new List<Refusal>();
        var title = Typed.Text(form.Title, TitleLength, nameof(form.Title), refusals);
        if (title is null && refusals.Count == 0)
        {
            refusals.Add(Typed.Required.On(nameof(form.Title)));
        }

        var description = Typed.Lines(form.Description, DescriptionLength, nameof(form.Description), refusals);
        var attention = Typed.Text(form.SpecialAttention, AttentionLength, nameof(form.SpecialAttention), refusals);
        var transferAt = Typed.Instant(form.TransferAt, zone, nameof(form.TransferAt), refusals);
        var (person, team) = Receivers.Parse(form.Receiver, refusals);
        var (fields, errors) = FieldsForm.Parse(category, form.Fields);
        refusals.AddRange(errors.Select(e => new Refusal(e.Code).On($"Fields[{e.Field}]").With([.. e.Arguments])));
        if (refusals.Count > 0)
        {
            return refusals;
        }

        if (!form.NotAPassword && PasswordLook.FindIn(form, category) is { } field)
        {
            return ItemRefusals.LooksLikePassword.On(field);
        }

        return new ItemInput(
            title!, description, form.Importance, attention, form.Restricted, person, team, transferAt, form.Links, fields);
    }
}

/// <summary>Who can be named as an item's receiver, as one value of a select.</summary>
public static partial class Receivers
{
    public static string Value(Guid? personId, Guid? teamId) =>
        personId is { } person ? $"p:{person:D}" : teamId is { } team ? $"t:{team:D}" : "";

    /// <summary>Whom an item may be assigned to.</summary>
    public static IReadOnlyList<Choice> Choices(Handover handover, IStringLocalizer<ItemText> texts) =>
        [.. Parties.Takers(handover).Select(p => new Choice(Value(p.PersonId, p.TeamId), p.Person?.Name ?? texts["list.team", p.Team!.Name].Value))];

    /// <summary>
    /// Whom each name in somebody's list means, as <see cref="Value"/>: those to whom an item may be assigned. Where several
    /// bear a name, none is meant.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ByName(Handover handover) =>
        Parties.Takers(handover).GroupBy(p => p.Person?.Name ?? p.Team!.Name, p => Value(p.PersonId, p.TeamId)).Where(g => g.Distinct().Count() == 1)
            .ToDictionary(g => g.Key, g => g.First());

    /// <summary>A team's name without what our own lists write after it: 华东组（团队）.</summary>
    public static string PlainName(string name) => TeamMark().Replace(name, "");

    /// <summary>The person, or the team as long as it has named none; empty for nobody.</summary>
    public static string NameOf(Item item, Handover handover) =>
        item.Receiver?.Name ?? (item.TeamId is { } team ? handover.Parties.Find(p => p.TeamId == team)?.Team?.Name ?? "?" : "");

    public static (Guid? PersonId, Guid? TeamId) Parse(string? value, List<Refusal> refusals)
    {
        if (string.IsNullOrEmpty(value))
        {
            return (null, null);
        }

        if (value.Length > 2 && Guid.TryParseExact(value.AsSpan(2), "D", out var id))
        {
            if (value.StartsWith("p:", StringComparison.Ordinal))
            {
                return (id, null);
            }

            if (value.StartsWith("t:", StringComparison.Ordinal))
            {
                return (null, id);
            }
        }

        refusals.Add(ItemRefusals.NotAReceiver.On(nameof(ItemForm.Receiver)));
        return (null, null);
    }

    [GeneratedRegex(@"(（团队）| \(team\))$")]
    private static partial Regex TeamMark();
}

/// <summary>Text near accounts that looks like a password is questioned (product.md section 5).</summary>
public static class PasswordLook
{
    private static readonly string[] Marks = ["密码：", "密码:", "口令：", "口令:", "password:", "password=", "pwd:", "pwd=", "passwd"];
    private static readonly string[] Names = ["密码", "口令", "password", "passwd", "pwd"];

    /// <returns>The first field of the form that looks as if it held a password, or null.</returns>
    public static string? FindIn(ItemForm form, Category category) =>
        category != Category.Systems ? null
        : Looks(form.Title) ? nameof(form.Title)
        : Looks(form.Description) ? nameof(form.Description)
        : Looks(form.SpecialAttention) ? nameof(form.SpecialAttention)
        : form.Fields.FirstOrDefault(f => Looks(f.Value)) is { Key: { } name } ? $"Fields[{name}]" : null;

    public static bool Looks(PastedItem item) =>
        item.Category == Category.Systems
        && Looks(new[] { item.Title, item.Description, item.Attention }.Concat(FieldsForm.ToInput(item.Fields).Values));

    public static bool Looks(IEnumerable<string?> texts) => texts.Any(Looks);

    /// <summary>A column called 「密码」 holds passwords, whatever they look like.</summary>
    public static bool IsHeading(string heading) =>
        Names.Any(name => heading.Contains(name, StringComparison.OrdinalIgnoreCase));

    private static bool Looks(string? text) =>
        text is not null && Marks.Any(mark =>
            text.IndexOf(mark, StringComparison.OrdinalIgnoreCase) is var at and >= 0
            && text[(at + mark.Length)..].TrimStart().Length >= 4);
}
