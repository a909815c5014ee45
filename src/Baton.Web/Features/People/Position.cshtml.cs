using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Baton.Web.Features.Templates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

public sealed class PositionModel(BatonDbContext db, OrganisationService organisation, TemplateCatalog templates, IStringLocalizer<PeopleText> texts)
    : OrganisationPage(texts)
{
    public Position Position { get; private set; } = null!;
    public IReadOnlyList<Choice> Departments { get; private set; } = [];
    public IReadOnlyList<TemplateChoice> Templates { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] PositionForm typed, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await organisation.SavePositionAsync(Id, typed, Actor, cancellationToken),
            position => To("/positions", "organisation.saved", position.Name),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(
            await organisation.RemovePositionAsync(Id ?? Guid.Empty, Actor, cancellationToken),
            _ => To("/positions", "organisation.removed"),
            () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var position = IsNew
            ? new Position { Name = "" }
            : await db.Positions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == Id, cancellationToken);
        if (position is null)
        {
            return NotFound();
        }

        Position = position;
        Templates = [.. (await templates.ListAsync(cancellationToken)).Where(t => !t.IsRetired || t.Key == position.TemplateKey)];
        Departments = await db.Departments.OrderBy(d => d.Name).Select(d => new NamedId(d.Id, d.Name)).ToChoicesAsync(cancellationToken);
        return Page();
    }
}
