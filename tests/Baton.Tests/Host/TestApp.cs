using Baton.Web;
using Baton.Web.Data;
using Baton.Web.Features.People;
using Baton.Web.Features.Settings;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Baton.Tests.Host;

public enum Database
{
    Sqlite,
    Postgres,
}

/// <summary>The whole product on a real database, listening on a port of loopback, with a clock that a test can move.</summary>
public sealed class TestApp : IAsyncDisposable
{
    public const string Password = "青山绿水 2026 接力";

    private static readonly Lazy<Task<TestApp>> SharedSqlite = new(() => StartAsync(Database.Sqlite));
    private static readonly Lazy<Task<TestApp>> SharedPostgres = new(() => StartAsync(Database.Postgres));

    private readonly WebApplication app;
    private readonly string folder;
    private readonly Lazy<QueryCount> queries;
    private int people;

    private TestApp(WebApplication app, string folder, IReadOnlyList<string> storage, MovableTime time)
    {
        this.app = app;
        this.folder = folder;
        Storage = storage;
        Time = time;
        queries = new(() => new QueryCount(this));
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The folder with the embedded database and, beside it, the keys.</summary>
    public string Folder => folder;

    public Uri Address { get; }

    /// <summary>The arguments with which another Baton uses the same database and keys.</summary>
    public IReadOnlyList<string> Storage { get; }
    public MovableTime Time { get; }
    public QueryCount Queries => queries.Value;
    public IServiceProvider Services => app.Services;

    /// <summary>Where the database of SQLite lies.</summary>
    public string DataFolder => Path.Combine(folder, "data");

    /// <summary>One app for all tests that don't move the clock; each makes people and handovers of its own.</summary>
    public static Task<TestApp> SharedAsync(Database database) =>
        (database == Database.Sqlite ? SharedSqlite : SharedPostgres).Value;

    /// <param name="server">Another PostgreSQL than that of all tests: a connection string without a database.</param>
    /// <param name="more">What else stands on the command line.</param>
    public static async Task<TestApp> StartAsync(
        Database database, bool setUp = true, int formsPerMinute = 100_000, string? server = null, IReadOnlyList<string>? more = null,
        Action<IServiceCollection>? services = null)
    {
        var folder = Directory.CreateTempSubdirectory("baton-test-").FullName;
        // All of it as on the command line: which database it is, the app reads before a test could change its configuration.
        string[] connection = database == Database.Postgres ? ["--ConnectionStrings:Baton", await NewPostgresDatabaseAsync(server)] : [];
        string[] storage = ["--data", Path.Combine(folder, "data"), "--keys", Path.Combine(folder, "keys"), .. connection];
        var options = BatonOptions.Parse(
        [
            .. storage, "--urls", "http://127.0.0.1:0", "--Serilog:MinimumLevel:Default", "Fatal", "--Serilog:MinimumLevel:Override:Microsoft", "Fatal",
            // All tests come from one address.
            "--Limits:FormsPerMinute", formsPerMinute.ToString(System.Globalization.CultureInfo.InvariantCulture), .. more ?? [],
        ]);
        var time = new MovableTime();
        var app = BatonApp.Build(options, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time))
                // Hundreds of people sign in; how slow guessing is made is not what is tested.
                .Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000)
                // EF Core would remember for a second that nobody listens, and QueryCount miss what is sent meanwhile.
                .ConfigureDbContext<SqliteBatonDbContext>(o => o.ConfigureLoggingCacheTime(TimeSpan.Zero))
                .ConfigureDbContext<PostgresBatonDbContext>(o => o.ConfigureLoggingCacheTime(TimeSpan.Zero));
            services?.Invoke(builder.Services);
        });
        await using (var scope = app.Services.CreateAsyncScope())
        {
            Directory.CreateDirectory(options.DataFolder);
            var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
            Assert.Equal(database == Database.Postgres, db is PostgresBatonDbContext);
            await DatabaseSetup.MigrateAsync(db, CancellationToken.None);
            if (setUp)
            {
                db.Companies.Add(new Company { Name = "华东贸易有限公司", TimeZone = "Asia/Shanghai" });
                await db.SaveChangesAsync();
            }
        }

        await BatonApp.PrepareAsync(app, options);
        await app.StartAsync();
        return new TestApp(app, folder, storage, time);
    }

    /// <summary>A person with an account, in the database; the user name is made unique.</summary>
    public async Task<TestPerson> AddPersonAsync(
        string name, SystemRoles roles = SystemRoles.None, Guid? departmentId = null, Guid? positionId = null, Guid? managerId = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var userName = $"user{Interlocked.Increment(ref people)}";
        var person = new Person { Id = Time.NewId(), Name = name, DepartmentId = departmentId, PositionId = positionId, ManagerId = managerId };
        db.People.Add(person);
        await db.SaveChangesAsync();
        var result = await users.CreateAsync(new Account { Id = Time.NewId(), UserName = userName, PersonId = person.Id, Roles = roles }, Password);
        Assert.True(result.Succeeded, string.Join(" ", result.Errors.Select(e => e.Description)));
        return new TestPerson(person.Id, name, userName);
    }

    public async Task<Guid> AddDepartmentAsync(string name, Guid? headId = null)
    {
        var department = new Department { Id = Time.NewId(), Name = $"{name} {Guid.CreateVersion7():N}", HeadId = headId };
        await ChangeAsync(db => db.Departments.Add(department));
        return department.Id;
    }

    public async Task<Guid> AddPositionAsync(string name, AccountingRank rank = AccountingRank.None, Guid? departmentId = null)
    {
        var position = new Position { Id = Time.NewId(), Name = name, AccountingRank = rank, DepartmentId = departmentId };
        await ChangeAsync(db => db.Positions.Add(position));
        return position.Id;
    }

    public async Task<Guid> AddTeamAsync(string name, Guid leadId, params Guid[] members)
    {
        var team = new Team { Id = Time.NewId(), Name = $"{name} {Guid.CreateVersion7():N}", LeadId = leadId };
        team.Members.AddRange(members.Select(id => new TeamMember { TeamId = team.Id, PersonId = id }));
        await ChangeAsync(db => db.Teams.Add(team));
        return team.Id;
    }

    /// <summary>A browser without script, signed in through the sign-in page.</summary>
    public async Task<Visitor> SignInAsync(TestPerson person)
    {
        var visitor = new Visitor(Address);
        await visitor.GetAsync("/sign-in");
        await visitor.SubmitAsync("main form", new() { ["UserName"] = person.UserName, ["Password"] = Password });
        Assert.True(visitor.Path == "/", $"{person.Name} could not sign in: {visitor.Path}");
        return visitor;
    }

    public Visitor Stranger() => new(Address);

    /// <summary>A visitor from another address of loopback, such as 127.0.0.2.</summary>
    public Visitor StrangerFrom(string source) => new(Address, source: source);

    public async Task<T> ReadAsync<T>(Func<BatonDbContext, Task<T>> read)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<BatonDbContext>());
    }

    private async Task ChangeAsync(Action<BatonDbContext> change)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
        change(db);
        await db.SaveChangesAsync();
    }

    /// <summary>Serves nobody any more; what it stored can still be read.</summary>
    public Task StopServingAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (queries.IsValueCreated)
        {
            queries.Value.Dispose();
        }

        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> NewPostgresDatabaseAsync(string? server)
    {
        server ??= Environment.GetEnvironmentVariable("BATON_TEST_POSTGRES")
            ?? throw new InvalidOperationException("BATON_TEST_POSTGRES names no server; ./test starts one.");
        var name = $"baton_test_{Guid.CreateVersion7():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ToString();
    }
}

public sealed record TestPerson(Guid Id, string Name, string UserName);

/// <summary>The real time, moved by as much as a test says.</summary>
public sealed class MovableTime : TimeProvider
{
    private TimeSpan moved;

    public void Move(TimeSpan by) => moved += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + moved;
}
