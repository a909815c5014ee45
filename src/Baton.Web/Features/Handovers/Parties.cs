namespace Baton.Web.Features.Handovers;

/// <summary>Who is in which role, and who may not be in two.</summary>
public static class Parties
{
    /// <summary>Giver, receiver or collector: such a person never witnesses.</summary>
    public static bool TakesPart(Handover handover, Guid personId) =>
        handover.Parties.Any(p => p.IsCurrent && p.PersonId == personId
            && p.Role is PartyRole.Giver or PartyRole.Receiver or PartyRole.Collector or PartyRole.Proxy);

    public static bool Witnesses(Handover handover, Guid personId) =>
        handover.Parties.Any(p => p.IsCurrent && p.PersonId == personId
            && p.Role is PartyRole.Witness or PartyRole.WitnessDeputy or PartyRole.SecondWitness);

    public static IReadOnlyList<PartyRole> RolesOf(Handover handover, Guid personId, Party? except = null) =>
        [.. handover.Parties.Where(p => p.IsCurrent && p.PersonId == personId && p != except).Select(p => p.Role)];

    private static readonly PartyRole[] Giving = [PartyRole.Giver, PartyRole.Proxy];
    private static readonly PartyRole[] Receiving = [PartyRole.Receiver, PartyRole.Collector];
    private static readonly PartyRole[] Witnessing = [PartyRole.Witness, PartyRole.WitnessDeputy, PartyRole.SecondWitness];

    /// <summary>
    /// Why a person who has <paramref name="others"/> may not take <paramref name="role"/>, too: witnesses take no part and
    /// witness once, nobody receives what they hand over, the caretaker never witnesses. Null where they may.
    /// </summary>
    public static Refusal? Conflict(PartyRole role, IReadOnlyCollection<PartyRole> others)
    {
        bool Has(PartyRole[] roles) => others.Any(roles.Contains);
        if (others.Contains(role))
        {
            return HandoverRefusals.AlreadyInRole;
        }

        if (Witnessing.Contains(role))
        {
            return Has(Giving) || Has(Receiving) ? HandoverRefusals.WitnessTakesPart
                : others.Contains(PartyRole.Caretaker) ? HandoverRefusals.CaretakerWitnesses
                : Has(Witnessing) ? HandoverRefusals.AlreadyInRole : null;
        }

        return role switch
        {
            PartyRole.Initiator => null,
            PartyRole.Caretaker when Has(Witnessing) => HandoverRefusals.CaretakerWitnesses,
            _ when Has(Witnessing) => HandoverRefusals.WitnessTakesPart,
            PartyRole.Giver or PartyRole.Proxy => Has(Receiving) || others.Contains(PartyRole.Caretaker) ? HandoverRefusals.GiverReceives : null,
            PartyRole.Receiver or PartyRole.Collector or PartyRole.Caretaker => Has(Giving) ? HandoverRefusals.GiverReceives : null,
            _ => HandoverRefusals.RoleCannotBeReplaced,
        };
    }

    /// <summary>Whom an item can be given: receivers (persons and teams), collectors, the caretaker.</summary>
    public static IEnumerable<Party> Takers(Handover handover) => handover.Parties
        .Where(p => p.IsCurrent && p.Role is PartyRole.Receiver or PartyRole.Collector or PartyRole.Caretaker)
        .OrderBy(p => p.Role).ThenBy(p => p.FromAt).ThenBy(p => p.Person?.Name ?? p.Team?.Name, StringComparer.Ordinal).ThenBy(p => p.Id)
        .DistinctBy(p => (p.PersonId, p.TeamId));

    /// <summary>Whether somebody who holds items is followed up: a collector who is nothing else counted, signed, and is done.</summary>
    public static bool IsFollowed(Handover handover, Guid personId) =>
        handover.Is(personId, PartyRole.Receiver) || handover.Is(personId, PartyRole.Caretaker);

    /// <summary>The head of the giver's department, unless they take part or witness already; null where there is none.</summary>
    /// <param name="giver">With the department and its head.</param>
    public static Guid? DefaultCaretaker(People.Person giver, Func<Guid, bool> hasAnotherRole) =>
        giver.Department?.Head is { Active: true } head && head.Id != giver.Id && !hasAnotherRole(head.Id) ? head.Id : null;

    public static Party Add(HandoverChange change, PartyRole role, Guid? personId, Guid? teamId = null, string? grounds = null)
    {
        var party = new Party
        {
            Id = change.NewId(), HandoverId = change.Handover.Id, Role = role, PersonId = personId, TeamId = teamId, FromAt = change.Now, Grounds = grounds,
        };
        change.Handover.Parties.Add(party);
        change.Db.Parties.Add(party);
        return party;
    }
}
