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

    public static Party Add(HandoverChange change, PartyRole role, Guid? personId, Guid? teamId = null)
    {
        var party = new Party
        {
            Id = change.NewId(), HandoverId = change.Handover.Id, Role = role, PersonId = personId, TeamId = teamId, FromAt = change.Now,
        };
        change.Handover.Parties.Add(party);
        change.Db.Parties.Add(party);
        return party;
    }
}
