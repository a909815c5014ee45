using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.People;
using Baton.Web.Features.Settings;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Templates;

/// <summary>The templates that a handover can begin with, and who takes things back for the company.</summary>
public sealed class TemplatesModel(BatonDbContext db, TemplateCatalog catalog, TemplateService service, IStringLocalizer<TemplateText> texts) : SettingsPage
{
    public IReadOnlyList<TemplateChoice> Templates { get; private set; } = [];
    public Dictionary<DeskKind, Guid> Desks { get; private set; } = [];
    public List<Person> People { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostDesksAsync(Dictionary<DeskKind, Guid?> desks, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await service.SaveDesksAsync(Enum.GetValues<DeskKind>().ToDictionary(k => k, k => desks.GetValueOrDefault(k)), Actor, cancellationToken),
            _ =>
            {
                Flash = texts["desks.saved"];
                return LocalRedirect("/settings/templates");
            },
            () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Templates = await catalog.ListAsync(cancellationToken);
        Desks = await db.Desks.ToDictionaryAsync(d => d.Kind, d => d.PersonId, cancellationToken);
        People = await PeopleChoices.LoadAsync(db, cancellationToken);
        return Page();
    }
}
