using Baton.Web.Data;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.People;

/// <summary>
/// A person as a row gives them. An empty cell says nothing: what is known stays. Departments and positions go by their
/// names, managers by employee number, or by a name that nobody else has.
/// </summary>
/// <param name="Number">The row's, from 1, as people count.</param>
public sealed record PersonRow(
    int Number, string? EmployeeNumber, string? Name, string? Department = null, string? Position = null, string? Manager = null,
    string? Email = null, string? Phone = null);

/// <summary>
/// Works out what rows of people would change. Reads the whole company once, so that its work grows with rows and people
/// and never with their product.
/// </summary>
internal sealed class PeoplePlanner
{
    private readonly BatonDbContext db;
    private readonly Func<Guid> newId;
    private readonly bool createMissing;

    private List<Person> known = [];
    private Dictionary<Guid, Person> knownById = [];
    private Dictionary<string, Department> departments = [];
    private Dictionary<Guid, string> departmentNames = [];
    private Dictionary<(string Name, Guid? Department), Position> positions = [];
    private Dictionary<Guid, Position> positionsById = [];
    private Dictionary<Guid, Account> accounts = [];
    private List<Entry> entries = [];

    private PeoplePlanner(BatonDbContext db, Func<Guid> newId, bool createMissing)
    {
        this.db = db;
        this.newId = newId;
        this.createMissing = createMissing;
    }

    public ImportPlan Plan { get; private set; } = null!;

    /// <summary>Good rows that bring something, in the order of the table.</summary>
    public IEnumerable<(Person Person, bool IsNew, PersonValues Values)> Changes => entries
        .Where(entry => entry.Fate is RowFate.New or RowFate.Changed).Select(entry => (entry.Person!, entry.IsNew, entry.Values));

    public IReadOnlyList<Department> NewDepartments { get; private set; } = [];
    public IReadOnlyList<Position> NewPositions { get; private set; } = [];

    public IEnumerable<(Person Person, Account? Account)> ToDeactivate => Plan.ToDeactivate.Select(person => (knownById[person.Id], accounts.GetValueOrDefault(person.Id)));

    public static async Task<PeoplePlanner> RunAsync(
        BatonDbContext db, IReadOnlyList<PersonRow> rows, bool createMissing, Guid actorId, SystemRoles roles, Func<Guid> newId, CancellationToken cancellationToken)
    {
        var planner = new PeoplePlanner(db, newId, createMissing);
        await planner.LoadAsync(cancellationToken);
        planner.Read(rows);
        planner.FindManagers(await PeopleRights.MaySetOwnReachAsync(db, actorId, roles, cancellationToken) ? null : actorId);
        planner.Finish(actorId, roles);
        return planner;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        known = await db.People.AsNoTracking().OrderBy(p => p.Id).ToListAsync(cancellationToken);
        knownById = known.ToDictionary(p => p.Id);
        departments = (await db.Departments.AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(d => d.Name);
        departmentNames = departments.Values.ToDictionary(d => d.Id, d => d.Name);
        positionsById = await db.Positions.AsNoTracking().ToDictionaryAsync(p => p.Id, cancellationToken);
        positions = positionsById.Values.DistinctBy(p => (p.Name, p.DepartmentId)).ToDictionary(p => (p.Name, p.DepartmentId));
        accounts = await db.Users.AsNoTracking().ToDictionaryAsync(a => a.PersonId, cancellationToken);
    }

    /// <summary>Everything of the rows but the managers, who may stand in a later row.</summary>
    private void Read(IReadOnlyList<PersonRow> rows)
    {
        var byNumber = known.Where(p => p.EmployeeNumber is not null).ToDictionary(p => p.EmployeeNumber!);
        var withoutNumber = known.Where(p => p.Active && p.EmployeeNumber is null).Select(p => p.Name).ToHashSet();
        entries = [.. rows.Select(row => new Entry(row))];
        foreach (var entry in entries)
        {
            var (row, refusals) = (entry.Row, entry.Refusals);
            var number = Typed.RequiredText(row.EmployeeNumber, int.MaxValue, nameof(row.EmployeeNumber), refusals);
            var existing = number is null ? null : byNumber.GetValueOrDefault(number);
            entry.Number = number;
            entry.IsNew = existing is null;
            entry.Values = PersonValues.Read(
                new(Or(row.Name, existing?.Name), number, Or(row.Email, existing?.Email), Or(row.Phone, existing?.Phone),
                    existing?.DepartmentId, existing?.PositionId, existing?.ManagerId),
                refusals);
            entry.Person = existing ?? new Person { Id = newId(), Name = entry.Values.Name };
            if (existing is { Active: false })
            {
                refusals.Add(PeopleRefusals.Inactive.On(nameof(row.EmployeeNumber)));
            }

            if (existing is null && withoutNumber.Contains(entry.Values.Name))
            {
                refusals.Add(PeopleRefusals.NamesakeWithoutNumber.On(nameof(row.Name)).With(entry.Values.Name));
            }

            FindDepartment(entry);
            FindPosition(entry);
        }

        foreach (var same in entries.Where(e => e.Number is not null).GroupBy(e => e.Number).Where(g => g.Count() > 1))
        {
            foreach (var entry in same)
            {
                entry.Refusals.Add(PeopleRefusals.NumberTwice.On(nameof(PersonRow.EmployeeNumber))
                    .With(string.Join(", ", same.Where(other => other != entry).Select(other => other.Row.Number).Take(5))));
            }
        }
    }

    private void FindDepartment(Entry entry)
    {
        if (Typed.Text(entry.Row.Department, PersonValues.NameLength, nameof(PersonRow.Department), entry.Refusals) is not { } name)
        {
            return;
        }

        if (!departments.TryGetValue(name, out var department))
        {
            if (!createMissing)
            {
                entry.Refusals.Add(PeopleRefusals.NoSuchDepartment.On(nameof(PersonRow.Department)).With(name));
                return;
            }

            department = new Department { Id = newId(), Name = name };
            departments.Add(name, department);
        }

        entry.Values = entry.Values with { DepartmentId = department.Id };
    }

    /// <summary>The position of this name in the person's department, else the one that belongs to none.</summary>
    private void FindPosition(Entry entry)
    {
        if (Typed.Text(entry.Row.Position, PersonValues.NameLength, nameof(PersonRow.Position), entry.Refusals) is not { } name)
        {
            return;
        }

        if (entry.Values.PositionId is { } now && positionsById[now].Name == name && entry.Values.DepartmentId == entry.Person!.DepartmentId)
        {
            return;
        }

        var department = entry.Values.DepartmentId;
        if (!positions.TryGetValue((name, department), out var position) && !positions.TryGetValue((name, null), out position))
        {
            if (!createMissing)
            {
                entry.Refusals.Add(PeopleRefusals.NoSuchPosition.On(nameof(PersonRow.Position)).With(name));
                return;
            }

            position = new Position { Id = newId(), Name = name, DepartmentId = department };
            positions.Add((name, department), position);
        }

        entry.Values = entry.Values with { PositionId = position.Id };
    }

    /// <param name="notManager">Who may not make themself anybody's manager; null where they may.</param>
    private void FindManagers(Guid? notManager)
    {
        var inRows = entries.Where(e => e.Number is not null).DistinctBy(e => e.Number).ToDictionary(e => e.Number!);
        var byNumber = known.Where(p => p.EmployeeNumber is not null).ToDictionary(p => p.EmployeeNumber!);
        var renamed = entries.Where(e => !e.IsNew).DistinctBy(e => e.Person).ToDictionary(e => e.Person!, e => e.Values.Name);
        var byName = known.Where(p => p.Active).Concat(entries.Where(e => e is { IsNew: true, Number: not null }).Select(e => e.Person!))
            .ToLookup(p => renamed.GetValueOrDefault(p, p.Name));
        foreach (var entry in entries)
        {
            var refusals = entry.Refusals;
            if (Typed.Text(entry.Row.Manager, PersonValues.NameLength, nameof(PersonRow.Manager), refusals) is not { } text)
            {
                continue;
            }

            var now = entry.Values.ManagerId is { } id ? knownById[id] : null;
            if (now is not null && (now.EmployeeNumber == text || now.Name == text))
            {
                continue;
            }

            var manager = byNumber.GetValueOrDefault(text) ?? inRows.GetValueOrDefault(text)?.Person;
            var ofThatName = manager is null ? byName[text].Take(2).ToList() : [];
            switch ((manager, ofThatName.Count))
            {
                case ({ Active: false }, _):
                    refusals.Add(PeopleRefusals.NamedInactive.On(nameof(PersonRow.Manager)).With(text));
                    break;
                case (not null, _):
                    entry.Values = entry.Values with { ManagerId = manager.Id };
                    break;
                case (null, 1):
                    entry.Values = entry.Values with { ManagerId = ofThatName[0].Id };
                    break;
                case (null, 0):
                    refusals.Add(PeopleRefusals.NoSuchPerson.On(nameof(PersonRow.Manager)).With(text));
                    break;
                default:
                    refusals.Add(PeopleRefusals.SeveralOfThatName.On(nameof(PersonRow.Manager)).With(text));
                    break;
            }
        }

        foreach (var entry in entries.Where(e => notManager is not null && e.Values.ManagerId == notManager && e.Person?.ManagerId != notManager))
        {
            entry.Refusals.Add(PeopleRefusals.NotOwnReach.On(nameof(PersonRow.Manager)));
        }

        // A bad row takes with it those whose new manager it was to add; and what it would have changed may have kept others out
        // of a circle. So again, until nothing turns bad any more.
        while (RefuseLostManagers() || RefuseCircles())
        {
        }
    }

    private bool RefuseLostManagers()
    {
        var lost = entries.Where(e => e is { IsNew: true, IsBad: true }).DistinctBy(e => e.Person!.Id).ToDictionary(e => e.Person!.Id);
        var found = false;
        foreach (var entry in entries.Where(e => !e.IsBad && e.Values.ManagerId is { } id && lost.ContainsKey(id)))
        {
            entry.Refusals.Add(PeopleRefusals.ManagerRowIsBad.On(nameof(PersonRow.Manager)).With(lost[entry.Values.ManagerId!.Value].Row.Number));
            found = true;
        }

        return found;
    }

    private bool RefuseCircles()
    {
        var managers = known.ToDictionary(p => p.Id, p => p.ManagerId);
        foreach (var entry in entries.Where(e => !e.IsBad))
        {
            managers[entry.Person!.Id] = entry.Values.ManagerId;
        }

        var circles = InCircles(managers);
        var found = false;
        foreach (var entry in entries.Where(e => !e.IsBad && e.Values.ManagerId != e.Person!.ManagerId && circles.Contains(e.Person.Id)))
        {
            entry.Refusals.Add(PeopleRefusals.ManagesThemself.On(nameof(PersonRow.Manager)));
            found = true;
        }

        return found;
    }

    /// <summary>Everybody whose way up leads back to them.</summary>
    private static HashSet<Guid> InCircles(Dictionary<Guid, Guid?> managers)
    {
        var circles = new HashSet<Guid>();
        var walkOf = new Dictionary<Guid, Guid>();
        foreach (var start in managers.Keys)
        {
            Guid? at = start;
            while (at is { } here && walkOf.TryAdd(here, start))
            {
                at = managers.GetValueOrDefault(here);
            }

            // Back where this walk has been: a circle. Where another has been, that one has seen to it.
            for (; at is { } again && walkOf[again] == start && circles.Add(again); at = managers.GetValueOrDefault(again))
            {
            }
        }

        return circles;
    }

    private void Finish(Guid actorId, SystemRoles roles)
    {
        var good = entries.Where(e => !e.IsBad).ToList();
        var usedDepartments = good.Select(e => e.Values.DepartmentId).ToHashSet();
        var usedPositions = good.Select(e => e.Values.PositionId).ToHashSet();
        NewDepartments = [.. departments.Values.Where(d => !departmentNames.ContainsKey(d.Id) && usedDepartments.Contains(d.Id))];
        NewPositions = [.. positions.Values.Where(p => !positionsById.ContainsKey(p.Id) && usedPositions.Contains(p.Id))];

        var departmentById = departments.Values.ToDictionary(d => d.Id, d => d.Name);
        var positionById = positions.Values.Concat(positionsById.Values).DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => p.Name);
        var people = known.Concat(entries.Where(e => e.IsNew).Select(e => e.Person!)).ToDictionary(p => p.Id);
        var numbers = entries.Select(e => (e.Person!.Id, e.Number)).DistinctBy(e => e.Id).ToDictionary(e => e.Id, e => e.Number);
        string? Manager(Guid? id) => id is { } person ? Names(people[person].Name, people[person].EmployeeNumber ?? numbers.GetValueOrDefault(person)) : null;
        foreach (var entry in entries)
        {
            var (before, after) = (entry.Person!, entry.Values);
            PlannedValue[] values =
            [
                new(nameof(PersonRow.Name), entry.IsNew ? null : before.Name, after.Name),
                new(nameof(PersonRow.Department), before.DepartmentId is { } d ? departmentById[d] : null, after.DepartmentId is { } to ? departmentById[to] : null),
                new(nameof(PersonRow.Position), before.PositionId is { } p ? positionById[p] : null, after.PositionId is { } into ? positionById[into] : null),
                new(nameof(PersonRow.Manager), Manager(before.ManagerId), Manager(after.ManagerId)),
                new(nameof(PersonRow.Email), before.Email, after.Email),
                new(nameof(PersonRow.Phone), before.Phone, after.Phone),
            ];
            var isSame = before.Name == after.Name && before.Email == after.Email && before.Phone == after.Phone
                && before.DepartmentId == after.DepartmentId && before.PositionId == after.PositionId && before.ManagerId == after.ManagerId;
            entry.Fate = entry.IsBad ? RowFate.Bad : entry.IsNew ? RowFate.New : isSame ? RowFate.Unchanged : RowFate.Changed;
            entry.Shown = entry.IsBad ? [] : [.. values.Where(v => v.From != v.To)];
        }

        var inTable = entries.Select(e => e.Number).OfType<string>().ToHashSet();
        var administrators = accounts.Values.Where(a => a.DeactivatedAt is null && a.Roles.HasFlag(SystemRoles.Administrator)).Select(a => a.PersonId).ToList();
        Plan = new(
            [.. entries.Select(e => new PlannedRow(e.Row.Number, e.Number, e.Values.Name, e.Fate, e.Shown, e.Refusals))],
            [.. NewDepartments.Select(d => d.Name)],
            [.. NewPositions.Select(p => p.DepartmentId is { } department ? $"{p.Name} · {departmentById[department]}" : p.Name)],
            [.. known.Where(p => p is { Active: true, EmployeeNumber: { } number } && !inTable.Contains(number))
                .Select(p => new MissingPerson(p.Id, p.Name, p.EmployeeNumber!, PeopleRights.WhyNotDeactivate(
                    actorId, roles, p.Id, accounts.GetValueOrDefault(p.Id)?.Roles ?? SystemRoles.None, administrators is [var last] && last == p.Id)))]);
    }

    private static string? Or(string? given, string? known) => string.IsNullOrWhiteSpace(given) ? known : given;

    private static string Names(string name, string? number) => number is null ? name : $"{name} · {number}";

    /// <summary>A row on its way.</summary>
    private sealed class Entry(PersonRow row)
    {
        public PersonRow Row => row;
        public List<Refusal> Refusals { get; } = [];
        public bool IsBad => Refusals.Count > 0;
        public string? Number { get; set; }

        /// <summary>As they are now, or somebody to be added.</summary>
        public Person? Person { get; set; }

        public bool IsNew { get; set; }
        public PersonValues Values { get; set; } = null!;
        public RowFate Fate { get; set; }
        public IReadOnlyList<PlannedValue> Shown { get; set; } = [];
    }
}
