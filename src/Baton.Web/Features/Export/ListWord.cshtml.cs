using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Settings;
using Baton.Web.Features.Shared;
using Baton.Web.Features.SignOff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Export;

/// <summary>The 交接清单 that a company would file, as a Word document: cover, contents, categories, a block to sign in.</summary>
public sealed class ListWordModel(
    BatonDbContext db, TimeProvider time, IStringLocalizer<ExportText> texts, IStringLocalizer<ItemText> itemTexts,
    IStringLocalizer<HandoverText> handoverTexts, IStringLocalizer<CategoryText> categoryTexts, IStringLocalizer<SignOffText> signTexts,
    IStringLocalizer<SharedText> shared) : ListExport(db, texts, itemTexts, categoryTexts)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var items = Listed(await AllAsync(cancellationToken)).ToLookup(i => i.Category);
        var unit = await Db.Companies.Select(c => c.Name).SingleAsync(cancellationToken);
        using var file = new WordFile($"{Handover.Number} {Handover.Title}");
        Cover(file, unit);
        file.PageBreak();
        var categories = CategoryCatalog.All.Where(d => items[d.Category].Any() || (SeesFrame && Handover.DeclaredEmpty.Contains(d.Category))).ToList();
        string Heading(CategoryDefinition d) => $"{(int)d.Category} {Name(d.Category)}";
        file.Contents(Texts["contents"], [.. SeesFrame ? new[] { Texts["frame"].Value } : [], .. categories.Select(Heading), Texts["signatures"].Value]);
        file.PageBreak();
        if (SeesFrame)
        {
            Frame(file);
        }

        foreach (var definition in categories)
        {
            file.Heading(1, Heading(definition));
            Table(file, [.. items[definition.Category]]);
        }

        Signatures(file);
        return File(
            file.ToArray(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Texts["file-name-docx", Handover.Number]);
    }

    private void Cover(WordFile file, string unit)
    {
        var h = Handover;
        file.Title(Texts["cover"]);
        IEnumerable<(string Label, string? Value)> rows =
        [
            (signTexts["sheet.unit"], unit), (Texts["number"], h.Number), (Texts["title"], h.Title),
            (signTexts["sheet.post"], string.Join(' ', new[] { h.Department?.Name, h.Position?.Name }.OfType<string>())),
            (handoverTexts["role.giver"], Names(PartyRole.Giver)), (handoverTexts["role.receiver"], Names(PartyRole.Receiver)),
            (handoverTexts["role.collector"], Names(PartyRole.Collector)), (handoverTexts["role.caretaker"], Names(PartyRole.Caretaker)),
            (handoverTexts["role.witness"], Names(PartyRole.Witness)), (handoverTexts["reason"], handoverTexts.Word("reason", h.Reason)),
            (handoverTexts["last-working-day"], Clock.Day(h.LastWorkingDay)),
            (handoverTexts["times.transfer"], h.TransferAt is { } at ? Clock.Moment(at, h.Zone) : null),
        ];
        file.Table([2600, WordFile.Width - 2600], null, rows.Where(r => !string.IsNullOrEmpty(r.Value)).Select(r => new[] { r.Label, r.Value! }));
        file.Paragraph(Texts["as-of", Clock.Moment(time.Now(), h.Zone), handoverTexts.Word("stage", h.Stage)], isSmall: true);
        file.Paragraph(Texts["not-the-signed-one"], isSmall: true);
    }

    /// <summary>岗位概述, responsibility boundary and support terms.</summary>
    private void Frame(WordFile file)
    {
        var h = Handover;
        file.Heading(1, Texts["frame"]);
        void Part(string label, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                file.Paragraph(label, isBold: true);
                file.Paragraph(text);
            }
        }

        Part(handoverTexts["section.overview"], h.Overview);
        Part(handoverTexts["boundary.before"], h.BoundaryBefore);
        Part(handoverTexts["boundary.after"], h.BoundaryAfter);
        Part(handoverTexts["boundary.across"], h.BoundaryAcross);
        Part(handoverTexts["support"], handoverTexts.Word("support", h.Support)
            + (h.SupportUntil is { } until ? handoverTexts["support.until", Clock.Day(until)] : "") + (h.SupportTerms is null ? "" : "\n" + h.SupportTerms));
    }

    private void Table(WordFile file, IReadOnlyList<Item> items)
    {
        if (items.Count == 0)
        {
            file.Paragraph(shared["none"]);
            return;
        }

        file.Table(
            [800, 2300, WordFile.Width - 800 - 2300 - 1300 - 1500, 1300, 1500],
            [ItemTexts["list.no"], ItemTexts["list.name"], Texts["content"], handoverTexts["role.receiver"], Texts["state"]],
            items.Select(item => new[] { item.Label, Title(item), Content(item), Receiver(item), State(item) }));
    }

    private string Title(Item item) => item.Importance == Importance.Normal ? item.Title
        : $"{item.Title}\n{CategoryTexts.Word("importance", item.Importance)}";

    private string Content(Item item) => !Access.SeesContentOf(item) ? Texts["restricted"] : string.Join('\n', Filled(item)
        .Select(f => $"{f.Label}：{f.Value}")
        .Prepend(item.SpecialAttention is { } attention ? $"{ItemTexts["attention"]}：{attention}" : null)
        .Append(item.Description).OfType<string>());

    private void Signatures(WordFile file)
    {
        file.Heading(1, Texts["signatures"]);
        var roles = new[] { PartyRole.Giver, PartyRole.Receiver, PartyRole.Collector, PartyRole.Witness };
        var people = Handover.Parties.Where(p => p.IsCurrent && roles.Contains(p.Role)
            && (SeesFrame || p.PersonId == Actor.PersonId || p.Role == PartyRole.Giver)).OrderBy(p => p.Role).ThenBy(p => p.FromAt).ThenBy(p => p.Id);
        file.Table(
            [2000, 2400, WordFile.Width - 2000 - 2400 - 2200, 2200],
            [Texts["role"], Texts["name"], Texts["signature"], Texts["date"]],
            people.Select(p => new[] { handoverTexts.Word("role", p.Role), p.Person?.Name ?? p.Team?.Name ?? "", "\n\n", "" }));
    }
}
