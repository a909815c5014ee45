namespace Baton.Web.Identity;

/// <summary>
/// Who acts, as read from the database for this request. Rights follow from it and the handover's record,
/// never from what a cookie says.
/// </summary>
/// <param name="HeadedDepartmentIds">Departments whose head this person is.</param>
/// <param name="LedTeamIds">Teams that this person leads.</param>
/// <param name="SignInId">The sign-in, or the token, with which they act.</param>
/// <param name="Channel">How the act comes in; see <see cref="Channels"/>.</param>
public sealed record Actor(
    Guid PersonId,
    string Name,
    Guid AccountId,
    Guid SignInId,
    SystemRoles Roles,
    IReadOnlyList<Guid> HeadedDepartmentIds,
    IReadOnlyList<Guid> LedTeamIds,
    string Channel)
{
    /// <summary>Where a token reaches one handover only, that one.</summary>
    public Guid? OnlyHandoverId { get; init; }

    /// <summary>A program acts, with a person's token: it can't do what only the person may (product.md section 7).</summary>
    public bool IsProgram => Channel == Channels.Api;

    public bool IsAdministrator => Roles.HasFlag(SystemRoles.Administrator);
    public bool IsHumanResources => Roles.HasFlag(SystemRoles.HumanResources);
    public bool IsAuditor => Roles.HasFlag(SystemRoles.Auditor);
}

/// <summary>How an act comes in; part of the event's header.</summary>
public static class Channels
{
    public const string Web = "web";
    public const string Api = "api";
    public const string Job = "job";
    public const string CommandLine = "cli";
}
