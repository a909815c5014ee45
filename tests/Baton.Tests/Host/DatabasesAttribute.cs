using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Baton.Tests.Host;

/// <summary>
/// Runs a theory once a database, before the theory's own data. PostgreSQL is left out only where no server is named and
/// this is not CI: `./test` always names one.
/// </summary>
public sealed class DatabasesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        List<ITheoryDataRow> rows = [new TheoryDataRow<Database>(Database.Sqlite)];
        if (Environment.GetEnvironmentVariable("BATON_TEST_POSTGRES") is { Length: > 0 } || Environment.GetEnvironmentVariable("CI") is not null)
        {
            rows.Add(new TheoryDataRow<Database>(Database.Postgres));
        }

        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(rows);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
