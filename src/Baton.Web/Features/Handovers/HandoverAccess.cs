using System.Linq.Expressions;
using Baton.Web.Features.Items;
using Baton.Web.Identity;

namespace Baton.Web.Features.Handovers;

/// <summary>
/// Who may see and do what in one handover (product.md section 7), computed from the record at the moment of asking.
/// Built from a handover whose current parties and their persons are loaded.
/// </summary>
public sealed class HandoverAccess
{
    private readonly Handover handover;
    private readonly HashSet<PartyRole> roles;

    public HandoverAccess(Handover handover, Actor actor)
    {
        this.handover = handover;
        Actor = actor;
        roles = [.. handover.Parties.Where(p => p.IsCurrent && p.PersonId == actor.PersonId).Select(p => p.Role)];
        LeadsTeam = handover.Parties.Any(p => p.IsCurrent && p.TeamId is { } team && actor.LedTeamIds.Contains(team));

        // HR, manager and auditor rights never apply where one is giver or receiver oneself.
        var handsOrTakes = IsGiver || IsReceiver;
        IsManager = !handsOrTakes && Manages(actor, handover, handover.IsRequest);
        IsLead = !handsOrTakes && (actor.IsHumanResources || IsManager || Has(PartyRole.Initiator));
        IsAuditor = actor.IsAuditor && !handsOrTakes;
        LeadsForGiver = handover.GiverAbsent && (IsWitness || (Has(PartyRole.Initiator) && !handsOrTakes));
    }

    public Actor Actor { get; }

    public bool Has(PartyRole role) => roles.Contains(role);

    public bool IsGiver => Has(PartyRole.Giver);
    public bool IsReceiver => Has(PartyRole.Receiver);
    public bool IsCollector => Has(PartyRole.Collector);

    /// <summary>A collector and nothing else: sees and does what their own items need.</summary>
    public bool IsOnlyCollector => IsCollector && !(IsReceiver || IsCaretaker || LeadsTeam || IsLead || IsAuditor);
    public bool IsCaretaker => Has(PartyRole.Caretaker);
    public bool IsProxy => Has(PartyRole.Proxy);
    public bool LeadsTeam { get; }

    /// <summary>Witness or deputy: what the witness decides, either decides.</summary>
    public bool IsWitness => Has(PartyRole.Witness) || Has(PartyRole.WitnessDeputy);
    public bool IsSecondWitness => Has(PartyRole.SecondWitness);

    /// <summary>Manager of the giver or of a receiver; only the giver's, while the handover is a request.</summary>
    public bool IsManager { get; }

    /// <summary>Initiator, HR or manager: opens, changes people and dates, cancels, reminds.</summary>
    public bool IsLead { get; }

    public bool IsAuditor { get; }

    /// <summary>
    /// Sees what no part in the handover shows them: an auditor, or human resources without a part. That they looked is kept
    /// on record.
    /// </summary>
    public bool IsOutsider => (IsAuditor && !IsWitness && !IsSecondWitness && !IsProxy) || (Actor.IsHumanResources && roles.Count == 0 && !LeadsTeam);

    /// <summary>Initiator or witness, where the giver is absent: leads in their place, and the record says who did.</summary>
    public bool LeadsForGiver { get; }

    /// <summary>
    /// May record the giver's steps: the giver; a proxy with their letter; and, where the giver is absent, initiator or
    /// witness.
    /// </summary>
    public bool ActsAsGiver => IsGiver || IsProxy || LeadsForGiver;

    /// <summary>The giver, where the actor records a step of theirs; null where the actor is the giver.</summary>
    public Guid? OnBehalfOfGiver => IsGiver || !ActsAsGiver ? null : handover.Giver?.PersonId;

    public bool CanSee => (Actor.OnlyHandoverId ?? handover.Id) == handover.Id
        && (handover.IsRequest
            ? IsGiver || IsManager || (Actor.IsHumanResources && !IsReceiver)
            : roles.Count > 0 || LeadsTeam || IsLead || IsAuditor);

    /// <summary>The list with titles and states. A collector sees their items only.</summary>
    public bool SeesTitleOf(Item item) => SeesTitleOf(item.Restricted, item.ReceiverId, item.TeamId);

    public bool SeesTitleOf(bool restricted, Guid? receiverId, Guid? teamId) =>
        CanSee && (SeesContentOf(restricted, receiverId, teamId) || IsReceiver || IsCaretaker || LeadsTeam || IsLead || IsWitness || IsSecondWitness || IsProxy);

    public bool SeesContentOf(Item item) => SeesContentOf(item.Restricted, item.ReceiverId, item.TeamId);

    /// <summary>The content of an item: its fields, description, proof, questions and history.</summary>
    public bool SeesContentOf(bool restricted, Guid? receiverId, Guid? teamId)
    {
        if (!CanSee)
        {
            return false;
        }

        if (IsGiver || IsProxy || IsWitness || IsSecondWitness || IsAuditor || receiverId == Actor.PersonId)
        {
            return true;
        }

        if (teamId is { } team && receiverId is null && Actor.LedTeamIds.Contains(team))
        {
            return true;
        }

        // Leading an absent giver's handover needs the content.
        if (LeadsForGiver)
        {
            return true;
        }

        return !restricted && (IsReceiver || IsCaretaker || LeadsTeam || IsLead);
    }

    /// <summary>The handovers that one may see, as a query: the same rule as <see cref="CanSee"/>. For lists: <see cref="HandoverList"/>.</summary>
    public static Expression<Func<Handover, bool>> Visible(Actor actor)
    {
        var me = actor.PersonId;
        if (actor is { IsHumanResources: true, OnlyHandoverId: null })
        {
            // Whom a request names as its receiver has no say in it yet.
            return h => !h.IsRequest || !h.Parties.Any(p => p.UntilAt == null && p.Role == PartyRole.Receiver && p.PersonId == me);
        }

        var departments = actor.HeadedDepartmentIds;
        var teams = actor.LedTeamIds;
        var hr = actor.IsHumanResources;
        var auditor = actor.IsAuditor;
        var only = actor.OnlyHandoverId;
        return h => (only == null || h.Id == only)
            && ((h.IsRequest && (h.Parties.Any(p => p.UntilAt == null && p.Role == PartyRole.Giver && p.PersonId == me)
                || (!h.Parties.Any(p => p.UntilAt == null && p.Role == PartyRole.Receiver && p.PersonId == me)
                    && (hr || h.Parties.Any(p => p.UntilAt == null && p.Role == PartyRole.Giver
                        && (p.Person!.ManagerId == me
                            || (p.Person.DepartmentId != null && departments.Contains(p.Person.DepartmentId.Value))))))))
            || (!h.IsRequest && (hr || auditor || h.Parties.Any(p => p.UntilAt == null
                && (p.PersonId == me
                    || (p.TeamId != null && teams.Contains(p.TeamId.Value))
                    || ((p.Role == PartyRole.Giver || p.Role == PartyRole.Receiver)
                        && (p.Person!.ManagerId == me
                            || (p.Person.DepartmentId != null && departments.Contains(p.Person.DepartmentId.Value)))))))));
    }

    private static bool Manages(Actor actor, Handover handover, bool giverOnly) => handover.Parties.Any(p =>
        p.IsCurrent
        && (p.Role == PartyRole.Giver || (!giverOnly && p.Role == PartyRole.Receiver))
        && p.Person is { } person
        && (person.ManagerId == actor.PersonId
            || (person.DepartmentId is { } department && actor.HeadedDepartmentIds.Contains(department))));
}
