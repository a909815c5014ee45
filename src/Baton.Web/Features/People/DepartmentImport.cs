using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Identity;
using Baton.Web.Import;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

/// <summary>A department as a row gives it. Its head goes by employee number, or by a name that nobody else has.</summary>
/// <param name="Number">The row's, from 1, as people count.</param>
public sealed record DepartmentRow(int Number, string? Name, string? Head);

/// <summary>Departments from a table, as <see cref="PeopleImport"/> does with people.</summary>
public sealed class DepartmentImport(BatonDbContext db, InstallationWrite write, TimeProvider time)
{
    public async Task<Outcome<ImportPlan>> PlanAsync(IReadOnlyList<DepartmentRow> rows, Actor actor, CancellationToken cancellationToken) =>
        !PeopleRights.MayKeep(actor) ? Refusal.NotFound
        : rows.Count > PeopleImport.MostRows ? ImportRefusals.TooManyRows.With(PeopleImport.MostRows)
        : (await WorkOutAsync(db, rows, actor.PersonId, actor.Roles, time.NewId, cancellationToken)).Plan;

    /// <param name="fingerprint">Of the plan that was shown.</param>
    public Task<Outcome<Imported>> RunAsync(IReadOnlyList<DepartmentRow> rows, string? fingerprint, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Imported>(actor, PeopleRights.Keepers, async change =>
        {
            if (rows.Count > PeopleImport.MostRows)
            {
                return ImportRefusals.TooManyRows.With(PeopleImport.MostRows);
            }

            var (plan, changes) = await WorkOutAsync(change.Db, rows, actor.PersonId, change.Roles, change.NewId, change.CancellationToken);
            if (plan.Fingerprint != fingerprint)
            {
                return PeopleRefusals.PlanChanged;
            }

            if (!plan.DoesSomething(deactivates: false))
            {
                return PeopleRefusals.NothingToImport;
            }

            change.Db.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var (department, isNew, headId) in changes)
            {
                if (isNew)
                {
                    department.HeadId = headId;
                    await OrganisationService.AddAsync(change, department);
                }
                else
                {
                    change.Db.Attach(department);
                    await OrganisationService.SetHeadAsync(change, department, headId);
                }
            }

            change.Db.ChangeTracker.AutoDetectChangesEnabled = true;
            return new Imported(plan.Count(RowFate.New), plan.Count(RowFate.Changed), 0);
        }, cancellationToken);

    private static async Task<(ImportPlan Plan, List<(Department Department, bool IsNew, Guid? HeadId)> Changes)> WorkOutAsync(
        BatonDbContext db, IReadOnlyList<DepartmentRow> rows, Guid actorId, SystemRoles roles, Func<Guid> newId, CancellationToken cancellationToken)
    {
        var mayHead = await PeopleRights.MaySetOwnReachAsync(db, actorId, roles, cancellationToken);
        var known = (await db.Departments.AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(d => d.Name);
        var people = await db.People.AsNoTracking().ToListAsync(cancellationToken);
        var byNumber = people.Where(p => p.EmployeeNumber is not null).ToDictionary(p => p.EmployeeNumber!);
        var byName = people.Where(p => p.Active).ToLookup(p => p.Name);
        var byId = people.ToDictionary(p => p.Id);
        var planned = new List<PlannedRow>();
        var changes = new List<(Department, bool, Guid?)>();
        var entries = rows.Select(row =>
        {
            var refusals = new List<Refusal>();
            return (Row: row, Name: Typed.RequiredText(row.Name, PersonValues.NameLength, nameof(row.Name), refusals), Refusals: refusals);
        }).ToList();
        var rowsOfName = entries.ToLookup(entry => entry.Name, entry => entry.Row.Number);
        foreach (var (row, name, refusals) in entries)
        {
            if (name is not null && rowsOfName[name].Count() > 1)
            {
                refusals.Add(PeopleRefusals.NameTwice.On(nameof(row.Name)).With(string.Join(", ", rowsOfName[name].Where(other => other != row.Number).Take(5))));
            }

            var existing = name is null ? null : known.GetValueOrDefault(name);
            var before = existing?.HeadId is { } id ? byId[id] : null;
            var head = FindHead(row, before, byNumber, byName, refusals);
            if (!mayHead && head?.Id == actorId && before?.Id != actorId)
            {
                refusals.Add(PeopleRefusals.NotOwnReach.On(nameof(row.Head)));
            }

            var fate = refusals.Count > 0 ? RowFate.Bad : existing is null ? RowFate.New : head?.Id == before?.Id ? RowFate.Unchanged : RowFate.Changed;
            if (fate is RowFate.New or RowFate.Changed)
            {
                changes.Add((existing ?? new Department { Id = newId(), Name = name! }, existing is null, head?.Id));
            }

            planned.Add(new(
                row.Number, name, name, fate,
                refusals.Count > 0 || head?.Id == before?.Id ? [] : [new(nameof(row.Head), Named(before), Named(head))], refusals));
        }

        return (new(planned, [], [], []), changes);
    }

    private static Person? FindHead(
        DepartmentRow row, Person? now, Dictionary<string, Person> byNumber, ILookup<string, Person> byName, List<Refusal> refusals)
    {
        if (Typed.Text(row.Head, PersonValues.NameLength, nameof(row.Head), refusals) is not { } text || now?.EmployeeNumber == text || now?.Name == text)
        {
            return now;
        }

        var found = byNumber.GetValueOrDefault(text) is { } ofNumber ? [ofNumber] : byName[text].Take(2).ToList();
        if (found is [{ Active: true }])
        {
            return found[0];
        }

        var refusal = found switch
        {
            [] => PeopleRefusals.NoSuchPerson,
            [_] => PeopleRefusals.NamedInactive,
            _ => PeopleRefusals.SeveralOfThatName,
        };
        refusals.Add(refusal.On(nameof(row.Head)).With(text));
        return null;
    }

    private static string? Named(Person? person) =>
        person is null ? null : person.EmployeeNumber is { } number ? $"{person.Name} · {number}" : person.Name;
}
