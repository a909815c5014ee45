using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Identity;
using Baton.Web.Import;

namespace Baton.Web.Features.People;

/// <summary>
/// People from a table: worked out first, then carried out as it was shown, in one transaction with its events. The page and
/// the API call both methods. Roles and accounts never come from a table.
/// </summary>
public sealed class PeopleImport(BatonDbContext db, InstallationWrite write, PeopleService people, TimeProvider time)
{
    public const int MostRows = 20_000;

    /// <summary>What the rows would do now; writes nothing.</summary>
    /// <param name="createMissing">Whether departments and positions that nobody knows yet are added; else their rows are bad.</param>
    /// <returns>The plan, or the refusal of somebody who keeps no people, or of too many rows.</returns>
    public async Task<Outcome<ImportPlan>> PlanAsync(
        IReadOnlyList<PersonRow> rows, bool createMissing, Actor actor, CancellationToken cancellationToken) =>
        !PeopleRights.MayKeep(actor) ? Refusal.NotFound
        : rows.Count > MostRows ? ImportRefusals.TooManyRows.With(MostRows)
        : (await PeoplePlanner.RunAsync(db, rows, createMissing, actor.PersonId, actor.Roles, time.NewId, cancellationToken)).Plan;

    /// <summary>Carries the plan out. Bad rows are left out.</summary>
    /// <param name="fingerprint">Of the plan that was shown. Where the rows would do something else by now, nothing is done:
    /// <see cref="PeopleRefusals.PlanChanged"/>.</param>
    /// <param name="deactivate">Whether the plan's <see cref="ImportPlan.ToDeactivate"/> are deactivated, as on their pages;
    /// refused while there are bad rows.</param>
    public Task<Outcome<Imported>> RunAsync(
        IReadOnlyList<PersonRow> rows, bool createMissing, bool deactivate, string? fingerprint, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Imported>(actor, PeopleRights.Keepers, async change =>
        {
            if (rows.Count > MostRows)
            {
                return ImportRefusals.TooManyRows.With(MostRows);
            }

            var planner = await PeoplePlanner.RunAsync(
                change.Db, rows, createMissing, actor.PersonId, change.Roles, change.NewId, change.CancellationToken);
            var plan = planner.Plan;
            if (plan.Fingerprint != fingerprint)
            {
                return PeopleRefusals.PlanChanged;
            }

            if (deactivate && plan.Count(RowFate.Bad) > 0)
            {
                return PeopleRefusals.BadRowsFirst;
            }

            if (!plan.DoesSomething(deactivate))
            {
                return PeopleRefusals.NothingToImport;
            }

            // Looking for changes at every event would take the square of their number; saving looks once.
            change.Db.ChangeTracker.AutoDetectChangesEnabled = false;
            var deactivated = await WriteAsync(change, planner, deactivate);
            change.Db.ChangeTracker.AutoDetectChangesEnabled = true;
            var imported = new Imported(plan.Count(RowFate.New), plan.Count(RowFate.Changed), deactivated);
            await change.RecordAsync(
                "people.imported", Streams.Installation, ("rows", rows.Count), ("added", imported.Added), ("changed", imported.Changed), ("deactivated", deactivated));
            return imported;
        }, cancellationToken);

    private async Task<int> WriteAsync(InstallationChange change, PeoplePlanner planner, bool deactivate)
    {
        foreach (var department in planner.NewDepartments)
        {
            await OrganisationService.AddAsync(change, department);
        }

        foreach (var position in planner.NewPositions)
        {
            await OrganisationService.AddAsync(change, position);
        }

        foreach (var (person, isNew, values) in planner.Changes)
        {
            if (!isNew)
            {
                change.Db.Attach(person);
            }

            await PeopleService.PutAsync(change, person, isNew, values);
        }

        var leaving = deactivate ? planner.ToDeactivate.ToList() : [];
        foreach (var (person, account) in leaving)
        {
            change.Db.Attach(person);
            if (account is not null)
            {
                change.Db.Attach(account);
            }

            await people.DeactivateAsync(change, person, account);
        }

        return leaving.Count;
    }
}
