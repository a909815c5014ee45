using Baton.Web.Features.Shared;
using Baton.Web.Identity;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

/// <summary>Names of roles and ranks in the reader's language.</summary>
public static class PeopleWords
{
    public static readonly IReadOnlyList<SystemRoles> Roles = [SystemRoles.Administrator, SystemRoles.HumanResources, SystemRoles.Auditor];

    public static string RolesIn(SystemRoles roles, IStringLocalizer texts) =>
        string.Join(texts["list-comma"], Roles.Where(role => roles.HasFlag(role)).Select(role => texts[$"role.{role}"].Value));

    public static IReadOnlyList<Choice> RoleChoices(IStringLocalizer texts) =>
        [.. Roles.Select(role => new Choice(role.ToString(), texts[$"role.{role}"]))];

    public static IReadOnlyList<Choice> RankChoices(IStringLocalizer texts) =>
        [.. Enum.GetValues<AccountingRank>().Select(rank => new Choice(rank.ToString(), texts[$"rank.{rank}"]))];

    public static IReadOnlyList<SystemRoles> In(SystemRoles roles) => [.. Roles.Where(role => roles.HasFlag(role))];

    public static IEnumerable<string> Words(SystemRoles roles) => Roles.Where(role => roles.HasFlag(role)).Select(role => role.ToString());

    /// <summary>What the boxes of a form say together.</summary>
    public static SystemRoles Read(IEnumerable<SystemRoles>? ticked) =>
        (ticked ?? []).Aggregate(SystemRoles.None, (all, role) => all | role);
}
