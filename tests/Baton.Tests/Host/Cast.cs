using Baton.Web.Features.Handovers;
using Baton.Web.Features.People;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Host;

/// <summary>How somebody stands to a handover, in the order of the columns of Access/acts.txt.</summary>
public enum Relation
{
    Giver,
    Receiver,
    OtherReceiver,
    Collector,
    Caretaker,
    TeamLead,
    Proxy,
    Witness,
    Deputy,
    SecondWitness,
    Initiator,
    HumanResources,
    GiversManager,
    ReceiversManager,
    Auditor,
    Administrator,
    Former,
    Stranger,
    Nobody,
}

/// <summary>
/// One company with somebody for each relation: all handovers of <see cref="StagedHandover"/> are between these people.
/// Giver and other receiver are human resources, auditor and administrator as well: it gives them nothing here. The
/// stranger is a colleague of the giver's department and of the receiving team, whom its lead has named for nothing.
/// </summary>
public sealed class Cast
{
    private const SystemRoles Everything = SystemRoles.HumanResources | SystemRoles.Auditor | SystemRoles.Administrator;

    private readonly Dictionary<Relation, TestPerson> people = [];
    private readonly Dictionary<Relation, Actor> actors = [];

    private Cast(TestApp app) => App = app;

    public TestApp App { get; }

    /// <summary>Who can still come into a handover.</summary>
    public TestPerson Spare { get; private set; } = null!;

    public Guid TeamId { get; private set; }

    public string Tomorrow => HandoverStory.Text(DateOnly.FromDateTime(App.Time.GetUtcNow().AddHours(8).AddDays(1).UtcDateTime));

    public TestPerson this[Relation relation] => people[relation];

    public static async Task<Cast> GatherAsync(TestApp app)
    {
        var cast = new Cast(app);
        await cast.AddAsync(Relation.GiversManager, "方经理");
        await cast.AddAsync(Relation.ReceiversManager, "董经理");
        var department = await app.AddDepartmentAsync("运营部", cast[Relation.GiversManager].Id);
        await cast.AddAsync(Relation.Giver, "张伟", Everything, department, positionId: await cast.AddPositionAsync());
        await cast.AddAsync(Relation.Receiver, "王强", managerId: cast[Relation.ReceiversManager].Id);
        await cast.AddAsync(Relation.OtherReceiver, "陈静", Everything);
        await cast.AddAsync(Relation.Collector, "赵行政");
        await cast.AddAsync(Relation.Caretaker, "孙丽");
        await cast.AddAsync(Relation.TeamLead, "高组长");
        await cast.AddAsync(Relation.Proxy, "代小林");
        await cast.AddAsync(Relation.Witness, "周敏");
        await cast.AddAsync(Relation.Deputy, "吴刚");
        await cast.AddAsync(Relation.SecondWitness, "郑会同");
        await cast.AddAsync(Relation.Initiator, "何发起");
        await cast.AddAsync(Relation.HumanResources, "李娜", SystemRoles.HumanResources);
        await cast.AddAsync(Relation.Auditor, "钱审计", SystemRoles.Auditor);
        await cast.AddAsync(Relation.Administrator, "管理员小马", SystemRoles.Administrator);
        await cast.AddAsync(Relation.Former, "旧接收人");
        await cast.AddAsync(Relation.Stranger, "路人", departmentId: department);
        cast.Spare = await app.AddPersonAsync("备选");
        cast.TeamId = await app.AddTeamAsync(
            "华东组", cast[Relation.TeamLead].Id, cast[Relation.TeamLead].Id, cast[Relation.Receiver].Id, cast[Relation.Stranger].Id);
        await cast.LoadActorsAsync();
        return cast;
    }

    /// <summary>The same person as the services know them.</summary>
    public Actor As(Relation relation) => actors[relation];

    private async Task AddAsync(
        Relation relation, string name, SystemRoles roles = SystemRoles.None, Guid? departmentId = null, Guid? managerId = null, Guid? positionId = null) =>
        people[relation] = await App.AddPersonAsync(name, roles, departmentId, positionId, managerId: managerId);

    /// <summary>A position that was handed over before, so that there is a last signed list.</summary>
    private async Task<Guid> AddPositionAsync()
    {
        var position = await App.AddPositionAsync("运营主管");
        await App.ReadAsync(db =>
        {
            db.Handovers.Add(new()
            {
                Id = Guid.CreateVersion7(), Number = $"JJ-2000-{position.ToString("N")[^8..]}", Title = "上一任的交接", PositionId = position, Stage = Stage.Completed,
                TimeZone = "Asia/Shanghai", SignedOffAt = DateTimeOffset.UnixEpoch, Overview = "上一任写的概述",
            });
            return db.SaveChangesAsync();
        });
        return position;
    }

    private async Task LoadActorsAsync()
    {
        var accounts = await App.ReadAsync(db => db.Users.AsNoTracking().ToDictionaryAsync(u => u.PersonId));
        var headed = await App.ReadAsync(db => db.Departments.Where(d => d.HeadId != null).ToListAsync());
        foreach (var (relation, person) in people)
        {
            actors[relation] = new Actor(
                person.Id, person.Name, accounts[person.Id].Id, Guid.Empty, accounts[person.Id].Roles,
                [.. headed.Where(d => d.HeadId == person.Id).Select(d => d.Id)], relation == Relation.TeamLead ? [TeamId] : [], Channels.Web);
        }
    }
}
