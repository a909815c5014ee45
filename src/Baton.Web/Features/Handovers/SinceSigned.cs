using Baton.Web.Data;
using Baton.Web.Features.Items;
using Baton.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>What was learned of a handover after its signatures, for whoever hands the same work on.</summary>
public sealed class SinceSigned(BatonDbContext db, IStringLocalizer<HandoverText> texts)
{
    /// <summary>
    /// What changed since the handover was signed, for the overview of the next one: items that came later, matters and
    /// problems. Of other people's items nothing. Markdown in the language of whoever opens it; null where nothing changed.
    /// </summary>
    public async Task<string?> OfAsync(Handover handover, IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        var ids = items.Select(i => i.Id).ToList();
        var matters = await db.Matters.AsNoTracking().Include(m => m.Owner)
            .Where(m => m.HandoverId == handover.Id && (m.ItemId == null || ids.Contains(m.ItemId.Value))).OrderBy(m => m.RaisedAt).ToListAsync(cancellationToken);
        var problems = await db.Questions.AsNoTracking()
            .Where(q => q.HandoverId == handover.Id && q.Kind == Questions.QuestionKind.Problem && (q.ItemId == null || ids.Contains(q.ItemId.Value)))
            .OrderBy(q => q.AskedAt).ToListAsync(cancellationToken);
        List<string> lines =
        [
            .. items.Where(i => i.SupplementId is not null).Select(i => texts["since.item", i.Title].Value),
            .. matters.Select(m => (m.IsOpen ? texts["since.matter", m.Title, m.Owner!.Name, Clock.Day(m.DueOn)] : texts["since.matter-closed", m.Title, m.Outcome ?? ""]).Value),
            .. problems.Select(q => texts["since.problem", q.Text.ReplaceLineEndings(" "), q.ResolvedNote?.ReplaceLineEndings(" ") ?? ""].Value),
        ];
        return lines.Count == 0 ? null : texts["since", handover.Number].Value + "\n\n" + string.Join('\n', lines.Select(line => "- " + line));
    }
}
