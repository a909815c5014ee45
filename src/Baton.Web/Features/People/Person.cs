namespace Baton.Web.Features.People;

/// <summary>
/// Somebody whom handovers, events and signatures refer to. A person may have no account, and outlives it.
/// </summary>
public sealed class Person
{
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public string? EmployeeNumber { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public Guid? DepartmentId { get; set; }
    public Department? Department { get; set; }
    public Guid? PositionId { get; set; }
    public Position? Position { get; set; }
    public Guid? ManagerId { get; set; }
    public Person? Manager { get; set; }
    public bool Active { get; set; } = true;
}

public sealed class Department
{
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public Guid? HeadId { get; set; }
    public Person? Head { get; set; }
}

/// <summary>The job itself, whose knowledge outlives the people in it.</summary>
public sealed class Position
{
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public Guid? DepartmentId { get; set; }
    public Department? Department { get; set; }
    public AccountingRank AccountingRank { get; set; }

    /// <summary>The template that its handovers begin with; null: what its name suggests.</summary>
    public string? TemplateKey { get; set; }
}

/// <summary>
/// Ranks that 会计基础工作规范 art. 28 tells apart when it says who must witness an accounting handover.
/// </summary>
public enum AccountingRank
{
    /// <summary>Not an accounting position.</summary>
    None,
    /// <summary>会计人员</summary>
    Accountant,
    /// <summary>会计主管人员</summary>
    AccountingSupervisor,
    /// <summary>会计机构负责人</summary>
    AccountingHead,
    /// <summary>单位负责人</summary>
    UnitHead,
}

public sealed class Team
{
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public Guid LeadId { get; set; }
    public Person? Lead { get; set; }
    public List<TeamMember> Members { get; init; } = [];
}

public sealed class TeamMember
{
    public Guid TeamId { get; init; }
    public Guid PersonId { get; init; }
    public Person? Person { get; init; }
}
