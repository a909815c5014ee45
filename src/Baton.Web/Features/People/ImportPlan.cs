using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Web.Features.People;

/// <summary>What becomes of a row.</summary>
public enum RowFate
{
    /// <summary>Can't be taken, and says why; left out.</summary>
    Bad,
    New,
    Changed,
    Unchanged,
}

/// <summary>A value that a row brings; from null where there was none.</summary>
/// <param name="Column">One of the import's columns.</param>
public sealed record PlannedValue(string Column, string? From, string? To);

/// <summary>A row and what will become of it.</summary>
/// <param name="Number">From 1, as people count the rows of the table.</param>
/// <param name="Key">Employee number, or the department's name; null where the row has none.</param>
/// <param name="Name">Whom or what it is about.</param>
/// <param name="Refusals">Why it is bad, each on its column.</param>
public sealed record PlannedRow(
    int Number, string? Key, string? Name, RowFate Fate, IReadOnlyList<PlannedValue> Values, IReadOnlyList<Refusal> Refusals);

/// <summary>Somebody active who has an employee number that no row has.</summary>
/// <param name="Stays">Why they may not be deactivated; null where they may.</param>
public sealed record MissingPerson(Guid Id, string Name, string EmployeeNumber, Refusal? Stays);

/// <summary>What an import would do, as the database is now. Nothing has been written.</summary>
public sealed record ImportPlan(
    IReadOnlyList<PlannedRow> Rows, IReadOnlyList<string> NewDepartments, IReadOnlyList<string> NewPositions, IReadOnlyList<MissingPerson> Missing)
{
    /// <summary>
    /// SHA-256 over everything that was shown. An import carries out what somebody has seen, or nothing.
    /// </summary>
    public string Fingerprint => fingerprint ??= Compute();

    private string? fingerprint;

    public int Count(RowFate fate) => Rows.Count(row => row.Fate == fate);

    /// <summary>Whoever has a bad row may be in the file after all, so nobody is missing for sure until all rows are good.</summary>
    public IEnumerable<MissingPerson> ToDeactivate => Count(RowFate.Bad) > 0 ? [] : Missing.Where(person => person.Stays is null);

    public bool DoesSomething(bool deactivates) =>
        Rows.Any(row => row.Fate is RowFate.New or RowFate.Changed) || (deactivates && ToDeactivate.Any());

    private string Compute()
    {
        var shown = new StringBuilder();
        void Add(params IEnumerable<object?> parts) => shown.AppendJoin('\u001F', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture))).Append('\u001E');
        foreach (var row in Rows)
        {
            Add(row.Number, row.Key, row.Name, row.Fate);
            foreach (var value in row.Values)
            {
                Add(value.Column, value.From, value.To);
            }

            foreach (var refusal in row.Refusals)
            {
                Add([refusal.Code, refusal.Field, .. refusal.Arguments]);
            }
        }

        Add(NewDepartments);
        Add(NewPositions);
        foreach (var person in Missing)
        {
            Add(person.Id, person.Name, person.Stays?.Code);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown.ToString())));
    }
}

/// <summary>What an import has done.</summary>
public sealed record Imported(int Added, int Changed, int Deactivated);
