using Baton.Web.Features.Shared;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Web.Features.Accounts;

/// <summary>Whoever holds the link sets a password here, and is signed in.</summary>
[AllowAnonymous]
public sealed class InvitationModel(InvitationService invitations, SignInService signIns) : BatonPage
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>Null: the link leads nowhere any more.</summary>
    public Invitation? Invitation { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(string? password, string? repeated, CancellationToken cancellationToken)
    {
        var outcome = await invitations.AcceptAsync(Token, password, repeated, cancellationToken);
        if (outcome.Refusals.Any(r => r.Kind == RefusalKind.NotFound))
        {
            return await ShowAsync(cancellationToken);
        }

        if (!outcome.IsRefused)
        {
            await signIns.StartAsync(outcome.Value, cancellationToken);
        }

        return await AnswerAsync(outcome, _ => LocalRedirect("/"), () => ShowAsync(cancellationToken));
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Invitation = await invitations.FindAsync(Token, cancellationToken);
        if (Invitation is null)
        {
            Response.StatusCode = StatusCodes.Status410Gone;
        }

        return Page();
    }
}
