using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Baton.Web.Files;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>点收单: all that one person takes and counts, filled in at once, or printed to be filled in by hand.</summary>
public sealed class CountModel(BatonDbContext db, TimeProvider time, WalkService walk, IStringLocalizer<ItemText> texts) : HandoverPage(db)
{
    /// <summary>Whose things; null for all.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Receiver { get; set; }

    [BindProperty]
    public List<CountRow> Rows { get; set; } = [];

    public IReadOnlyList<Item> Items { get; private set; } = [];

    /// <summary>Whoever takes something that is counted.</summary>
    public IReadOnlyList<Choice> Receivers { get; private set; } = [];

    public string? ReceiverName => Receivers.FirstOrDefault(r => r.Value == Receiver?.ToString("D"))?.Text;

    /// <summary>Those that the reader may count now; a row of the form each, in this order.</summary>
    public IReadOnlyList<Item> Open { get; private set; } = [];

    /// <summary>By item; they are taken and added on the item's own page.</summary>
    public ILookup<Guid, Attachment> Photos { get; private set; } = AttachmentAccess.None;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await walk.CountManyAsync(Number, Actor, Rows, cancellationToken), count =>
        {
            Flash = texts["count.done", count];
            return RedirectToPage(new { number = Number, receiver = Receiver });
        }, () => ShowAsync(cancellationToken));

    public static ProofStep Step(Item item) => item.Step(ProofKind.Counted)!;

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var all = (await Db.Items.AsNoTracking().Include(i => i.Steps).ThenInclude(s => s.DoneBy).Include(i => i.Receiver).AsSplitQuery()
                .Where(i => i.HandoverId == Handover.Id && i.State != ItemState.Withdrawn && i.Steps.Any(s => s.Kind == ProofKind.Counted)).ToListAsync(cancellationToken))
            .Where(Access.SeesContentOf).OrderBy(i => i.Category).ThenBy(i => i.Place).ToList();
        Receivers = [.. all.Where(i => i.Receiver is not null).Select(i => new Choice(i.ReceiverId!.Value.ToString("D"), i.Receiver!.Name)).Distinct()];
        Items = all.FindAll(i => Receiver is null || i.ReceiverId == Receiver);
        var ids = Items.Select(i => i.Id).ToList();
        Photos = await AttachmentAccess.OfAsync(Db.Attachments.Where(f => f.Subject == FileSubject.Item && f.Preview == Preview.Image && ids.Contains(f.SubjectId)), cancellationToken);
        var openSupplements = await Db.Supplements.Where(s => s.HandoverId == Handover.Id && s.FrozenAt == null).Select(s => s.Id).ToListAsync(cancellationToken);
        Open = [.. Items.Where(i => !i.IsSettled && Step(i) is { IsDone: false, IsLeftOut: false } && WalkService.MayDo(Access, i, ProofKind.Counted)
            && WalkService.IsOpen(Handover, i, i.SupplementId is { } supplement && openSupplements.Contains(supplement), time.Now()))];
        return Page();
    }
}
