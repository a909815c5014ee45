using Baton.Web.Data;
using Baton.Web.Features.Accounts;
using Baton.Web.Features.Shared;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

/// <summary>One person: details, account, roles. Without an id, somebody new.</summary>
public sealed class PersonModel(
    BatonDbContext db, PeopleService people, InvitationService invitations, IStringLocalizer<PeopleText> texts) : PeoplePage
{
    public const string New = "new";

    /// <summary>The person's id, or <see cref="New"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string Key { get; set; } = "";

    public Guid? Id => Guid.TryParse(Key, out var id) ? id : null;

    /// <summary>The link just made; shown on the next page and never again.</summary>
    [TempData]
    public string? InvitationLink { get; set; }

    public Person Person { get; private set; } = null!;
    public Account? Account { get; private set; }
    public Invitation? Invitation { get; private set; }
    public DateTimeOffset? LastSeenAt { get; private set; }
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;
    public IReadOnlyList<Choice> Departments { get; private set; } = [];
    public IReadOnlyList<Choice> Positions { get; private set; } = [];
    public IReadOnlyList<Choice> Managers { get; private set; } = [];
    public bool IsSelf => Id == Actor.PersonId;
    public bool MayHandle => PeopleRights.MayHandle(Actor.Roles, Account?.Roles ?? Invitation?.Roles ?? SystemRoles.None);

    /// <summary>What a new account may be called, unless somebody types another name.</summary>
    public string? SuggestedUserName => Invitation?.UserName ?? Person.Email?.Split('@')[0] ?? Person.EmployeeNumber;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] PersonForm typed, CancellationToken cancellationToken) =>
        Key != New && Id is null ? NotFound() : await AnswerAsync(await people.SaveAsync(Id, typed, Actor, cancellationToken), Saved, () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostRolesAsync(SystemRoles[] roles, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await people.SetRolesAsync(Id ?? Guid.Empty, PeopleWords.Read(roles), Actor, cancellationToken),
            _ => Here("roles.saved"),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostDeactivateAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(
            await people.DeactivateAsync(Id ?? Guid.Empty, Actor, cancellationToken), _ => Here("deactivated"), () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostReactivateAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(
            await people.ReactivateAsync(Id ?? Guid.Empty, Actor, cancellationToken), _ => Here("reactivated"), () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostInviteAsync(string? userName, SystemRoles[] roles, CancellationToken cancellationToken)
    {
        SystemRoles? granted = Actor.IsAdministrator ? PeopleWords.Read(roles) : null;
        var outcome = await invitations.InviteAsync(Id ?? Guid.Empty, userName, granted, Actor, cancellationToken);
        return await AnswerAsync(
            outcome,
            token =>
            {
                InvitationLink = $"{Request.Scheme}://{Request.Host}/invitation/{token}";
                return RedirectToPage("Person", new { Key });
            },
            () => ShowAsync(cancellationToken));
    }

    public async Task<IActionResult> OnPostRevokeAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(
            await invitations.RevokeAsync(Id ?? Guid.Empty, Actor, cancellationToken), _ => Here("invitation.revoked"), () => ShowAsync(cancellationToken));

    private RedirectToPageResult Saved(Person person)
    {
        Flash = texts[Id is null ? "person.added" : "person.saved", person.Name];
        return RedirectToPage("Person", new { Key = person.Id });
    }

    private RedirectToPageResult Here(string said)
    {
        Flash = texts[said];
        return RedirectToPage("Person", new { Key });
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var person = Key == New
            ? new Person { Name = "" }
            : await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == Id, cancellationToken);
        if (person is null)
        {
            return NotFound();
        }

        Person = person;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Companies.Select(c => c.TimeZone).SingleAsync(cancellationToken));
        Account = await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.PersonId == person.Id, cancellationToken);
        Invitation = await db.Invitations.AsNoTracking().Where(i => i.PersonId == person.Id && i.UsedAt == null).FirstOrDefaultAsync(cancellationToken);
        if (Account is not null)
        {
            LastSeenAt = await db.SignIns.Where(s => s.AccountId == Account.Id).MaxAsync(s => (DateTimeOffset?)s.LastSeenAt, cancellationToken);
        }

        Departments = await db.Departments.OrderBy(d => d.Name).Select(d => new NamedId(d.Id, d.Name)).ToChoicesAsync(cancellationToken);
        Positions = await db.Positions.OrderBy(p => p.Name)
            .Select(p => new NamedId(p.Id, p.Department == null ? p.Name : p.Name + " · " + p.Department.Name)).ToChoicesAsync(cancellationToken);
        Managers = await db.People.Where(p => p.Id != person.Id).Names(person.ManagerId).ToChoicesAsync(cancellationToken);
        return Page();
    }
}
