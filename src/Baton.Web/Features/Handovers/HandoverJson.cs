using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;

namespace Baton.Web.Features.Handovers;

/// <summary>Somebody, or a team, in one role of a handover.</summary>
/// <param name="Until">Null while it is theirs.</param>
/// <param name="Reason">Why they were replaced or removed.</param>
public sealed record PartyJson(Guid Id, PartyRole Role, NamedId? Person, NamedId? Team, DateTimeOffset From, DateTimeOffset? Until, string? Reason)
{
    public static PartyJson Of(Party p) => new(
        p.Id, p.Role, p.Person is { } person ? new(person.Id, person.Name) : null, p.Team is { } team ? new(team.Id, team.Name) : null,
        p.FromAt, p.UntilAt, p.Reason);

    public static IReadOnlyList<PartyJson> Current(Handover h) => [.. h.Parties.Where(p => p.IsCurrent).OrderBy(p => p.Role).ThenBy(p => p.Id).Select(Of)];
}

/// <summary>A handover as lists show it.</summary>
public sealed record HandoverRowJson(
    string Number, long Version, string Title, Stage Stage, HandoverForm Form, Reason Reason, bool IsRequest, NamedId? Department,
    DateOnly LastWorkingDay, DateTimeOffset OpenedAt, DateTimeOffset? SignedOffAt, HandoverNumbers Numbers, IReadOnlyList<PartyJson> Parties)
{
    public static HandoverRowJson Of(Handover h) => new(
        h.Number, h.Version, h.Title, h.Stage, h.Form, h.Reason, h.IsRequest, h.Department is { } d ? new(d.Id, d.Name) : null,
        h.LastWorkingDay, h.OpenedAt, h.SignedOffAt, h.Numbers, PartyJson.Current(h));
}

/// <summary>The head of one handover, and what it waits for.</summary>
/// <param name="TimeZone">Days of this handover are days there.</param>
/// <param name="TransferAt">责任转移时间</param>
/// <param name="SignedOffAt">交接已办结: the instant of the last transfer signature.</param>
/// <param name="DeclaredEmpty">Categories that are declared 「无」.</param>
public sealed record HandoverJson(
    string Number, long Version, string Title, Stage Stage, HandoverForm Form, Reason Reason, string? ReasonNote, bool IsRequest, bool GiverAbsent,
    NamedId? Department, NamedId? Position, DateOnly LastWorkingDay, DateOnly? ReturnsOn, string TimeZone, DateTimeOffset OpenedAt,
    DateOnly? FromDay, DateOnly? ToDay, DateTimeOffset? FirstMeetingAt, DateTimeOffset? TransferAt, DateTimeOffset? TimesAgreedAt,
    DateTimeOffset? ListSubmittedAt, DateTimeOffset? ListConfirmedAt, string? ListRemarks, DateTimeOffset? SignedOffAt, DateOnly? FollowUpEndsOn,
    DateTimeOffset? CompletedAt, DateTimeOffset? CancelledAt, string? CancelReason,
    HandoverNumbers Numbers, IReadOnlyList<PartyJson> Parties, IReadOnlyList<Category> DeclaredEmpty, IReadOnlyList<NextStepJson> NextSteps)
{
    public static HandoverJson Of(Handover h, IReadOnlyList<NextStepJson> steps) => new(
        h.Number, h.Version, h.Title, h.Stage, h.Form, h.Reason, h.ReasonNote, h.IsRequest, h.GiverAbsent,
        h.Department is { } d ? new(d.Id, d.Name) : null, h.Position is { } p ? new(p.Id, p.Name) : null, h.LastWorkingDay, h.ReturnsOn, h.TimeZone, h.OpenedAt,
        h.FromDay, h.ToDay, h.FirstMeetingAt, h.TransferAt, h.TimesAgreedAt, h.ListSubmittedAt, h.ListConfirmedAt, h.ListRemarks, h.SignedOffAt, h.FollowUpEndsOn,
        h.CompletedAt, h.CancelledAt, h.CancelReason, h.Numbers, PartyJson.Current(h), [.. h.DeclaredEmpty.Order()], steps);
}

/// <summary>One thing that a handover waits for.</summary>
/// <param name="What">For example walk.accept, times.answer, sign.sign.</param>
/// <param name="Mine">Whether it is the caller's turn.</param>
/// <param name="Owners">Persons of whom one must act; none where it is for human resources or a manager.</param>
/// <param name="Page">Where people do it, below /handovers/NUMBER/.</param>
public sealed record NextStepJson(
    string Number, string What, string Text, bool Mine, PartyRole Role, IReadOnlyList<NamedId> Owners, int Count, string Page, DateOnly? DueOn, DateTimeOffset? Since);

/// <summary>检查提示</summary>
/// <param name="Id">Stable, for example LIST-03.</param>
/// <param name="SubjectId">What it points at; the handover's own id where that is nothing smaller.</param>
/// <param name="Text">What to do, in the language of Accept-Language.</param>
public sealed record FindingJson(string Id, FindingGate Gate, Guid SubjectId, Guid? ItemId, string Text, bool MustBeSolved, bool IsWaivable, string Page);

/// <summary>岗位概述, responsibility boundary, support terms, and what an accountant declares.</summary>
public sealed record BriefJson(
    string? Overview, string? BoundaryBefore, string? BoundaryAfter, string? BoundaryAcross,
    SupportChoice Support, DateOnly? SupportUntil, string? SupportTerms, IReadOnlyList<AccountingDeclarations> Declared)
{
    public static BriefJson Of(Handover h) => new(
        h.Overview, h.BoundaryBefore, h.BoundaryAfter, h.BoundaryAcross, h.Support, h.SupportUntil, h.SupportTerms,
        [.. Enum.GetValues<AccountingDeclarations>().Where(d => d is not (AccountingDeclarations.None or AccountingDeclarations.All) && h.AccountingDeclared.HasFlag(d))]);
}

/// <summary>One proposal of times; every one is kept.</summary>
/// <param name="ConfirmedBy">Ids of persons who said yes.</param>
public sealed record TimeProposalJson(
    Guid Id, NamedId By, DateTimeOffset At, DateOnly FromDay, DateOnly ToDay, DateTimeOffset? FirstMeetingAt, DateTimeOffset TransferAt, string? Note,
    ProposalState State, IReadOnlyList<Guid> ConfirmedBy)
{
    public static TimeProposalJson Of(TimeProposal p) => new(
        p.Id, new(p.ById, p.By!.Name), p.At, p.FromDay, p.ToDay, p.FirstMeetingAt, p.TransferAt, p.Note, p.State, [.. p.Confirmations.Select(c => c.PersonId)]);
}

/// <summary>An attempt to reach a party who does not act.</summary>
public sealed record AttemptJson(Guid Id, NamedId Person, NamedId By, DateTimeOffset At, string How, string? Result);
