using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

public sealed class TeamModel(BatonDbContext db, OrganisationService organisation, IStringLocalizer<PeopleText> texts)
    : OrganisationPage(texts)
{
    public Team Team { get; private set; } = null!;
    public IReadOnlyList<NamedId> Members { get; private set; } = [];
    public IReadOnlyList<Choice> Leads { get; private set; } = [];
    public IReadOnlyList<Choice> Others { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] TeamForm typed, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await organisation.SaveTeamAsync(Id, typed, Actor, cancellationToken),
            team => IsNew ? LocalRedirect($"/teams/{team.Id}") : To("/teams", "organisation.saved", team.Name),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostAddAsync(Guid? personId, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await organisation.AddMemberAsync(Id ?? Guid.Empty, personId, Actor, cancellationToken),
            _ => To($"/teams/{Key}", "team.member-added"),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostDropAsync(Guid personId, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await organisation.RemoveMemberAsync(Id ?? Guid.Empty, personId, Actor, cancellationToken),
            _ => To($"/teams/{Key}", "team.member-removed"),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(
            await organisation.RemoveTeamAsync(Id ?? Guid.Empty, Actor, cancellationToken),
            _ => To("/teams", "organisation.removed"),
            () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var team = IsNew
            ? new Team { Name = "" }
            : await db.Teams.AsNoTracking().SingleOrDefaultAsync(t => t.Id == Id, cancellationToken);
        if (team is null)
        {
            return NotFound();
        }

        Team = team;
        Members = await db.TeamMembers.Where(m => m.TeamId == team.Id).OrderBy(m => m.Person!.Name)
            .Select(m => new NamedId(m.PersonId, m.Person!.Name)).ToListAsync(cancellationToken);
        Leads = await db.People.Names(team.LeadId).ToChoicesAsync(cancellationToken);
        Others = await db.People.Where(p => !db.TeamMembers.Any(m => m.TeamId == team.Id && m.PersonId == p.Id)).Names().ToChoicesAsync(cancellationToken);
        return Page();
    }
}
