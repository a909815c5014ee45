using Baton.Web.Data;
using Baton.Web.Demo;
using Baton.Web.Features.Shared;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Accounts;

[AllowAnonymous]
public sealed class SignInModel(SignInService signIns, BatonOptions options, BatonDbContext db) : BatonPage
{
    /// <summary>Everybody of the demo company, for one-click sign-in; empty outside a demo, which answers this machine only (<see cref="DemoGate"/>).</summary>
    public IReadOnlyList<(string UserName, string Name, string? Post)> DemoPeople { get; private set; } = [];

    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Where to go on afterwards; only ever an address of ours.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Then { get; set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => await LoadDemoAsync(cancellationToken);

    /// <summary>One click instead of name and password: in a demo only, which answers this machine only.</summary>
    public async Task<IActionResult> OnPostDemoAsync(string? person, CancellationToken cancellationToken)
    {
        if (!options.Demo || await db.Users.SingleOrDefaultAsync(u => u.UserName == person && u.DeactivatedAt == null, cancellationToken) is not { } account)
        {
            return NotFound();
        }

        await signIns.StartAsync(account, cancellationToken);
        return LocalRedirect(Url.IsLocalUrl(Then) ? Then : "/");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var outcome = await signIns.SignInAsync(UserName ?? "", Password ?? "", cancellationToken);
        return await AnswerAsync(
            outcome,
            _ => LocalRedirect(Url.IsLocalUrl(Then) ? Then : "/"),
            () => ShowAsync(cancellationToken));
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        await LoadDemoAsync(cancellationToken);
        return Page();
    }

    private async Task LoadDemoAsync(CancellationToken cancellationToken)
    {
        if (options.Demo)
        {
            DemoPeople = [.. (await db.Users.Where(u => u.DeactivatedAt == null).OrderBy(u => u.Id)
                .Select(u => new { u.UserName, u.Person!.Name, Post = u.Person.Position!.Name }).ToListAsync(cancellationToken))
                .Select(u => (u.UserName!, u.Name, (string?)u.Post))];
        }
    }
}
