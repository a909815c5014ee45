using Baton.Web.Features.Shared;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Web.Features.Accounts;

[AllowAnonymous]
public sealed class SignInModel(SignInService signIns) : BatonPage
{
    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Where to go on afterwards; only ever an address of ours.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Then { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var outcome = await signIns.SignInAsync(UserName ?? "", Password ?? "", cancellationToken);
        return await AnswerAsync(
            outcome,
            _ => LocalRedirect(Url.IsLocalUrl(Then) ? Then : "/"),
            () => Task.FromResult<IActionResult>(Page()));
    }
}
