using Baton.Web.Data;
using Baton.Web.Features.People;
using Baton.Web.Features.Shared;
using Baton.Web.Features.Templates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>Opens a handover as HR or manager, or asks for one as the giver.</summary>
public sealed class NewModel(BatonDbContext db, OpenHandover open, TemplateCatalog templates, IStringLocalizer<HandoverText> texts) : BatonPage
{
    [BindProperty]
    public NewForm Input { get; set; } = new();

    public List<Person> People { get; private set; } = [];
    public List<Person> Givers { get; private set; } = [];
    public List<Team> Teams { get; private set; } = [];
    public IReadOnlyList<TemplateChoice> Templates { get; private set; } = [];

    /// <summary>Neither HR nor anybody's manager: one asks for one's own handover.</summary>
    public bool AsksForOwn => Givers is [var only] && only.Id == Actor.PersonId;

    public async Task<IActionResult> OnGetAsync(Guid? giver, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        // Chosen before the rest, so that the witness is preset: the giver's manager, or the head of their department.
        var chosen = Givers.Find(p => p.Id == giver) ?? (AsksForOwn ? Givers[0] : null);
        Input.GiverId = chosen?.Id;
        Input.WitnessId = chosen is null ? null : PresetWitness(chosen);
        Input.Template = chosen is null ? TemplateCatalog.ByPosition : (await templates.ForAsync(
            await db.Positions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == chosen.PositionId, cancellationToken), cancellationToken))?.Key;
        Input.CollectorIds = [.. (await db.Desks.Where(d => d.Person!.Active && d.PersonId != Input.GiverId && d.PersonId != Input.WitnessId)
            .OrderBy(d => d.Kind).Select(d => (Guid?)d.PersonId).ToListAsync(cancellationToken)).Distinct()];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        // Preset before anybody chose the giver: who works at a desk hands nothing over to it.
        Input.CollectorIds = [.. Input.CollectorIds.Select(id => id == Input.GiverId ? null : id)];
        return await AnswerAsync((await open.OpenAsync(Input, Actor, cancellationToken)).On("Input"), handover =>
        {
            Flash = texts[handover.IsRequest ? "new.requested" : "new.opened", handover.Number];
            return RedirectToPage("Index", new { number = handover.Number });
        }, async () =>
        {
            await LoadAsync(cancellationToken);
            return Page();
        });
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        People = await PeopleChoices.LoadAsync(db, cancellationToken);
        Givers = [.. People.Where(p => p.Id == Actor.PersonId || OpenHandover.MayOpenFor(Actor, p))];
        Templates = await templates.OfferedAsync(cancellationToken);
        Teams = await db.Teams.AsNoTracking().OrderBy(t => t.Name).ToListAsync(cancellationToken);
    }

    private static Guid? PresetWitness(Person giver) => giver.ManagerId ?? (giver.Department?.HeadId is { } head && head != giver.Id ? head : null);
}
