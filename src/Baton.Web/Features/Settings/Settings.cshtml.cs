using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Settings;

public sealed class SettingsModel(BatonDbContext db, SettingsService settings, IStringLocalizer<SharedText> shared) : SettingsPage
{
    public Company Company { get; private set; } = null!;

    /// <summary>The known zones, and the company's own where this machine knows no such zone any more.</summary>
    public IEnumerable<Choice> Zones => TimeZones.IsKnown(Company.TimeZone)
        ? TimeZones.Choices
        : TimeZones.Choices.Prepend(new Choice(Company.TimeZone, Company.TimeZone));

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] CompanyForm typed, CancellationToken cancellationToken)
    {
        var outcome = await settings.SaveCompanyAsync(typed, Actor, cancellationToken);
        return await AnswerAsync(
            outcome,
            _ =>
            {
                Flash = shared["saved"];
                return LocalRedirect("/settings");
            },
            () => ShowAsync(cancellationToken));
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Company = await db.Companies.AsNoTracking().SingleAsync(cancellationToken);
        return Page();
    }
}
