using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Positions;

/// <summary>The position's last signed list, for the giver to choose from what the new one begins with.</summary>
public sealed class LastListModel(BatonDbContext db, PositionMemory memory, IStringLocalizer<PositionText> texts) : HandoverPage(db)
{
    public LastList Last { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(List<Guid> items, bool overview, CancellationToken cancellationToken) =>
        await AnswerAsync(await memory.TakeAsync(Number, Actor, items, overview, cancellationToken), count =>
        {
            Flash = count == 0 ? texts["taken-none"] : texts["taken", count];
            return RedirectToPage("/Items/List", new { number = Number });
        }, () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || await memory.ReadAsync(Handover, Access, cancellationToken) is not { } last)
        {
            return NotFound();
        }

        Last = last;
        return Page();
    }
}
