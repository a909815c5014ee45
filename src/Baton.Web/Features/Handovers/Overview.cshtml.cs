using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>岗位概述, with the responsibility boundary, the support terms and what an accountant declares.</summary>
public sealed class OverviewModel(BatonDbContext db, TimeProvider time, PrepareService prepare, IStringLocalizer<HandoverText> texts) : HandoverPage(db)
{
    [BindProperty]
    public BriefForm Input { get; set; } = new();

    public bool MayEdit { get; private set; }
    public bool IsAccounting { get; private set; }
    public long Now { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await ShowAsync(cancellationToken) is not PageResult page)
        {
            return NotFound();
        }

        var h = Handover;
        Input = new BriefForm
        {
            Overview = h.Overview, BoundaryBefore = h.BoundaryBefore, BoundaryAfter = h.BoundaryAfter, BoundaryAcross = h.BoundaryAcross,
            Support = h.Support, SupportUntil = Clock.Input(h.SupportUntil), SupportTerms = h.SupportTerms,
            Declared = [.. Enum.GetValues<AccountingDeclarations>().Where(d => d is not (AccountingDeclarations.None or AccountingDeclarations.All) && h.AccountingDeclared.HasFlag(d))],
            Seen = h.Version, SeenAt = Now,
        };
        return page;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        await AnswerAsync((await prepare.SaveBriefAsync(Number, Actor, Input, cancellationToken)).On("Input"), _ =>
        {
            Flash = texts["saved-now"];
            return RedirectToPage(new { number = Number });
        }, () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Access.IsOnlyCollector)
        {
            return NotFound();
        }

        MayEdit = Access.ActsAsGiver && Handover.Stage is (Stage.Preparing or Stage.HandingOver);
        var now = time.Now();
        Now = now.ToUnixTimeMilliseconds();
        IsAccounting = await FindingFacts.IsAccountingAsync(Db, Handover, cancellationToken);
        return Page();
    }
}
