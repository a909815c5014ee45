using System.Text;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Baton.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Export;

/// <summary>The list as Markdown: a heading for each category and item, its fields as a list, its description as it was written.</summary>
public sealed class ListMarkdownModel(
    BatonDbContext db, IStringLocalizer<ExportText> texts, IStringLocalizer<ItemText> itemTexts, IStringLocalizer<HandoverText> handoverTexts,
    IStringLocalizer<CategoryText> categoryTexts, IStringLocalizer<SharedText> shared) : ListExport(db, texts, itemTexts, categoryTexts)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var items = Listed(await AllAsync(cancellationToken)).ToLookup(i => i.Category);
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        Line($"# {Escape(Handover.Title)}");
        Line();
        Line($"- {Escape(Texts["number"])}：{Handover.Number}");
        foreach (var role in new[] { PartyRole.Giver, PartyRole.Receiver, PartyRole.Witness }.Where(r => Names(r).Length > 0))
        {
            Line($"- {Escape(handoverTexts.Word("role", role))}：{Escape(Names(role))}");
        }

        Line($"- {Escape(handoverTexts["last-working-day"])}：{Clock.Day(Handover.LastWorkingDay)}");
        if (SeesFrame && Handover.Overview is { } overview)
        {
            Line();
            Line($"## {Escape(handoverTexts["section.overview"])}");
            Line();
            Line(Written(overview));
        }

        foreach (var definition in CategoryCatalog.All)
        {
            var own = items[definition.Category].ToList();
            var isDeclaredEmpty = own.Count == 0 && SeesFrame && Handover.DeclaredEmpty.Contains(definition.Category);
            if (own.Count == 0 && !isDeclaredEmpty)
            {
                continue;
            }

            Line();
            Line($"## {(int)definition.Category} {Name(definition.Category)}");
            if (isDeclaredEmpty)
            {
                Line();
                Line(shared["none"]);
            }

            foreach (var item in own)
            {
                Line();
                Line($"### {item.Label} {Escape(item.Title)}");
                Line();
                foreach (var (label, value) in Facts(item))
                {
                    Line($"- **{Escape(label)}**：{Escape(value).Replace("\n", "\n  ", StringComparison.Ordinal)}");
                }

                if (item.Description is { } description && Access.SeesContentOf(item))
                {
                    Line();
                    Line(Written(description));
                }
            }
        }

        return File(new UTF8Encoding(true).GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray(), "text/markdown", Texts["file-name-md", Handover.Number]);
    }

    private IEnumerable<(string Label, string Value)> Facts(Item item)
    {
        yield return (handoverTexts["role.receiver"], Receiver(item));
        yield return (Texts["state"], State(item));
        if (item.Importance != Importance.Normal)
        {
            yield return (Texts["importance"], CategoryTexts.Word("importance", item.Importance));
        }

        if (!Access.SeesContentOf(item))
        {
            yield return (Texts["content"], Texts["restricted"]);
            yield break;
        }

        if (item.SpecialAttention is { } attention)
        {
            yield return (ItemTexts["attention"], attention);
        }

        foreach (var fact in Filled(item))
        {
            yield return fact;
        }
    }

    /// <summary>Text that is to be read as it stands.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var (at, c) in OutgoingText.ForExport(text).Index())
        {
            // Where a line begins, what would make it a list, a heading or a quotation.
            var isSpecial = c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '~' or '&' or '#'
                || (c is '-' or '+' or '=' or '.' or ')' && (at == 0 || text[at - 1] == '\n' || char.IsAsciiDigit(text[at - 1])));
            escaped.Append(isSpecial ? "\\" : "").Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>Markdown of people's own, in which no HTML comes alive and no heading of the document begins.</summary>
    private static string Written(string markdown) => string.Join('\n', OutgoingText.ForExport(markdown).Split('\n')
        .Select(line => line.Replace("<", "\\<", StringComparison.Ordinal))
        .Select(line => line.TrimStart().StartsWith('#') ? "\\" + line.TrimStart() : line));
}
