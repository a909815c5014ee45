using Baton.Web.Features.Shared;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Web.Features.Settings;

/// <summary>The first page of a new installation; <see cref="SetupGate"/> hides it afterwards.</summary>
[AllowAnonymous]
public sealed class SetupModel(SetupService setup, SignInService signIns) : BatonPage
{
    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync([FromForm] SetupForm typed, CancellationToken cancellationToken)
    {
        var outcome = await setup.SetUpAsync(typed, cancellationToken);
        if (!outcome.IsRefused)
        {
            await signIns.StartAsync(outcome.Value, cancellationToken);
        }

        return await AnswerAsync(outcome, _ => LocalRedirect("/people"), () => Task.FromResult<IActionResult>(Page()));
    }
}
