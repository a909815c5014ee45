using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>Normal items explained, checked and accepted together.</summary>
public sealed class ManyModel(BatonDbContext db, WalkService walk, IStringLocalizer<ItemText> texts) : HandoverPage(db)
{
    public IReadOnlyList<Item> Items { get; private set; } = [];

    /// <summary>What the reader could do with at least one of them.</summary>
    public IReadOnlyList<ProofKind> Kinds { get; private set; } = [];
    public bool MayAccept { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(List<Guid> ids, string? act, CancellationToken cancellationToken)
    {
        var outcome = act == "accept" ? await walk.AcceptManyAsync(Number, Actor, ids, cancellationToken)
            : Enum.TryParse<ProofKind>(act, out var kind) ? await walk.DoManyAsync(Number, Actor, ids, kind, cancellationToken)
            : new Refusal("shared.not-a-choice");
        return await AnswerAsync(outcome, done =>
        {
            Flash = texts["many.done", done, ids.Count];
            return RedirectToPage(new { number = Number });
        }, () => ShowAsync(cancellationToken));
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Handover.Stage == Stage.Preparing)
        {
            return NotFound();
        }

        Items = [.. (await Db.Items.Include(i => i.Receiver)
            .Where(i => i.HandoverId == Handover.Id && i.Importance == Importance.Normal && i.State == ItemState.Open)
            .ToListWithStepsAsync(Db, cancellationToken)).Where(Access.SeesContentOf).OrderBy(i => i.Category).ThenBy(i => i.Place)];
        Kinds = [.. WalkService.ForMany.Where(k => Items.Any(i => i.Step(k) is { IsDone: false, IsLeftOut: false } && WalkService.MayDo(Access, i, k)))];
        MayAccept = Items.Any(i => i.ReceiverId == Actor.PersonId && !i.OpenSteps.Any());
        return Page();
    }
}
