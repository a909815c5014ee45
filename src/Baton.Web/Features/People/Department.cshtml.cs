using Baton.Web.Data;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

public sealed class DepartmentModel(BatonDbContext db, OrganisationService organisation, IStringLocalizer<PeopleText> texts)
    : OrganisationPage(texts)
{
    public Department Department { get; private set; } = null!;
    public IReadOnlyList<Choice> People { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] DepartmentForm typed, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await organisation.SaveDepartmentAsync(Id, typed, Actor, cancellationToken),
            department => To("/departments", "organisation.saved", department.Name),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(
            await organisation.RemoveDepartmentAsync(Id ?? Guid.Empty, Actor, cancellationToken),
            _ => To("/departments", "organisation.removed"),
            () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var department = IsNew
            ? new Department { Name = "" }
            : await db.Departments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == Id, cancellationToken);
        if (department is null)
        {
            return NotFound();
        }

        Department = department;
        People = await db.People.Names(department.HeadId).ToChoicesAsync(cancellationToken);
        return Page();
    }
}
