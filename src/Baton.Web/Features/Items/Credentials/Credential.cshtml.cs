using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items.Credentials;

/// <summary>The sealed credential of one account: the giver seals, its receiver reads once, others see that there is one.</summary>
public sealed class CredentialModel(BatonDbContext db, CredentialService credentials, IStringLocalizer<ItemText> texts) : HandoverPage(db)
{
    [BindProperty(SupportsGet = true)]
    public Guid ItemId { get; set; }

    public Item Item { get; private set; } = null!;
    public SealedCredential? Sealed { get; private set; }

    /// <summary>What was read just now; shown once, and in no other answer.</summary>
    public string? Secret { get; private set; }

    public bool MaySeal => Access.ActsAsGiver && Handover is { IsOpen: true, Form: HandoverForm.Full } && Item.Step(ProofKind.PasswordChanged) is not { IsDone: true };
    public bool MayRead => Item.ReceiverId == Actor.PersonId && Sealed is { IsUnread: true } && Handover.Stage is Stage.HandingOver or Stage.Signing or Stage.FollowUp;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostSealAsync(Guid itemId, string? secret, CancellationToken cancellationToken) =>
        await AnswerAsync(await credentials.SealAsync(Number, Actor, itemId, secret, cancellationToken), _ => Here("credential.sealed-now"), () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostWithdrawAsync(Guid itemId, CancellationToken cancellationToken) =>
        await AnswerAsync(await credentials.WithdrawAsync(Number, Actor, itemId, cancellationToken), _ => Here("credential.withdrawn-now"), () => ShowAsync(cancellationToken));

    /// <summary>Answers with the secret itself: a redirect would have to keep it somewhere.</summary>
    public async Task<IActionResult> OnPostReadAsync(Guid itemId, string? password, CancellationToken cancellationToken)
    {
        var outcome = await credentials.ReadAsync(Number, Actor, itemId, password, cancellationToken);
        Secret = outcome.IsRefused ? null : outcome.Value;
        return (outcome.IsRefused ? Refused(outcome.Refusals) : null) ?? await ShowAsync(cancellationToken);
    }

    private RedirectToPageResult Here(string said)
    {
        Flash = texts[said];
        return RedirectToPage(new { number = Number, itemId = ItemId });
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken)
            || await Db.Items.AsNoTracking().Include(i => i.Steps).Include(i => i.Receiver)
                .SingleOrDefaultAsync(i => i.Id == ItemId && i.HandoverId == Handover.Id && i.Category == Category.Systems && i.State != ItemState.Withdrawn, cancellationToken) is not { } item
            || !Access.SeesContentOf(item))
        {
            return NotFound();
        }

        Item = item;
        Sealed = await CredentialService.Newest(Db.SealedCredentials.AsNoTracking().Include(c => c.ReadBy), ItemId).FirstOrDefaultAsync(cancellationToken);
        return Page();
    }
}
