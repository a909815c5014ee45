using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Baton.Web.Features.SignOff;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>Nobody is ever stuck: who is in which role, and who comes instead.</summary>
public sealed class PartyService(HandoverWrite write)
{
    private const int ReasonLength = 1000;

    /// <summary>Roles that can be added while a handover runs.</summary>
    public static readonly IReadOnlyList<PartyRole> Addable =
        [PartyRole.Receiver, PartyRole.Collector, PartyRole.Caretaker, PartyRole.WitnessDeputy, PartyRole.SecondWitness, PartyRole.Proxy];

    /// <summary>
    /// Initiator, HR or manager replaces a party, at any stage before the end. What a replaced receiver had not yet taken
    /// over for good goes to the new one, and is accepted anew.
    /// </summary>
    public Task<Outcome<Done>> ReplaceAsync(
        string number, Actor actor, Guid partyId, Guid? personId, string? reason, CancellationToken cancellationToken) =>
        LeadAsync(number, actor, reason, async (change, text) =>
        {
            var handover = change.Handover;
            if (handover.Parties.Find(p => p.Id == partyId && p.IsCurrent) is not { } party)
            {
                return Refusal.NotFound;
            }

            if (personId is not { } id)
            {
                return Typed.Required.On(nameof(personId));
            }

            if (party.PersonId == id)
            {
                return HandoverRefusals.AlreadyInRole.On(nameof(personId));
            }

            if (await CheckAsync(change, party.Role, id, except: party) is { } refusal)
            {
                return refusal.On(nameof(personId));
            }

            if (await SignService.ReopenIfFrozenAsync(change, text) is { } frozen)
            {
                return frozen;
            }

            party.End(change.Now, text, id);
            Parties.Add(change, party.Role, id);
            await change.RecordAsync(
                "party.replaced", handover.Id, ("role", party.Role), ("person", new Events.Change(party.PersonId ?? party.TeamId, id)), ("reason", text));
            if (party.Role is PartyRole.Receiver or PartyRole.Collector or PartyRole.Caretaker && party.PersonId is { } old)
            {
                await PassItemsAsync(change, old, id);
            }

            return Done.It;
        }, cancellationToken);

    private static async Task PassItemsAsync(HandoverChange change, Guid from, Guid to)
    {
        foreach (var item in await change.Db.Items.Include(i => i.Steps).Include(i => i.TeachBacks)
            .Where(i => i.HandoverId == change.Handover.Id && i.ReceiverId == from && i.State != ItemState.Withdrawn).ToListAsync(change.CancellationToken))
        {
            if (!item.HasPassed(change.Handover, change.Now))
            {
                item.ReceiverId = to;
                item.Version++;
                item.ChangedAt = change.Now;
                var unsettled = item.Unsettle("changed");
                item.Settle(change.NewId);
                await change.RecordAsync("item.changed", item.Id, ("receiver", new Events.Change(from, to)), ("unsettled", unsettled ? true : null));
            }
        }

        foreach (var check in await change.Db.FollowUpChecks
            .Where(c => c.HandoverId == change.Handover.Id && c.ReceiverId == from && c.FilledAt == null).ToListAsync(change.CancellationToken))
        {
            change.Db.FollowUpChecks.Remove(check);
            change.Db.FollowUpChecks.Add(new FollowUpCheck
            {
                Id = change.NewId(), HandoverId = check.HandoverId, ReceiverId = to, DayNumber = check.DayNumber, DueOn = check.DueOn,
            });
        }
    }

    /// <summary>
    /// Adds a receiver (person or team), collector, caretaker, deputy, second witness, or a proxy with the giver's
    /// 委托书; for accounting staff also with the approval of the head of the unit (会计基础工作规范 art. 33).
    /// </summary>
    public Task<Outcome<Done>> AddAsync(
        string number, Actor actor, PartyRole role, Guid? personId, Guid? teamId, string? reason, string? approval, CancellationToken cancellationToken) =>
        LeadAsync(number, actor, reason, async (change, text) =>
        {
            if (!Addable.Contains(role))
            {
                return HandoverRefusals.RoleCannotBeReplaced;
            }

            if (role == PartyRole.Receiver && teamId is { } team)
            {
                if (!await change.Db.Teams.AnyAsync(t => t.Id == team, change.CancellationToken) || change.Handover.Parties.Exists(p => p.IsCurrent && p.TeamId == team))
                {
                    return HandoverRefusals.AlreadyInRole.On(nameof(teamId));
                }

                if (await SignService.ReopenIfFrozenAsync(change, text) is { } stillFrozen)
                {
                    return stillFrozen;
                }

                Parties.Add(change, role, null, team);
                await change.RecordAsync("party.added", change.Handover.Id, ("role", role), ("team", team), ("reason", text));
                return Done.It;
            }

            if (personId is not { } id)
            {
                return Typed.Required.On(nameof(personId));
            }

            if (await CheckAsync(change, role, id, null) is { } refusal)
            {
                return refusal.On(nameof(personId));
            }

            var refusals = new List<Refusal>();
            var approved = Typed.Text(approval, ReasonLength, nameof(approval), refusals);
            if (refusals.Count == 0 && role == PartyRole.Proxy && approved is null
                && (await FindingFacts.LoadAsync(change.Db, change.Handover, change.Now, change.CancellationToken)).IsAccounting)
            {
                refusals.Add(HandoverRefusals.ApprovalNeeded.On(nameof(approval)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (await SignService.ReopenIfFrozenAsync(change, text) is { } frozen)
            {
                return frozen;
            }

            Parties.Add(change, role, id);
            await change.RecordAsync("party.added", change.Handover.Id, ("role", role), ("person", id), ("reason", text), ("approval", approved));
            return Done.It;
        }, cancellationToken);

    /// <summary>Ends a role that nothing hangs on: no items, no signature asked.</summary>
    public Task<Outcome<Done>> RemoveAsync(string number, Actor actor, Guid partyId, string? reason, CancellationToken cancellationToken) =>
        LeadAsync(number, actor, reason, async (change, text) =>
        {
            if (change.Handover.Parties.Find(p => p.Id == partyId && p.IsCurrent) is not { } party)
            {
                return Refusal.NotFound;
            }

            var holds = await change.Db.Items.AnyAsync(i => i.HandoverId == change.Handover.Id && i.State != ItemState.Withdrawn
                && ((party.PersonId != null && i.ReceiverId == party.PersonId) || (party.TeamId != null && i.TeamId == party.TeamId)), change.CancellationToken);
            if (party.Role is PartyRole.Giver or PartyRole.Witness or PartyRole.Initiator
                || (party.Role is PartyRole.Receiver or PartyRole.Collector or PartyRole.Caretaker && holds))
            {
                return HandoverRefusals.RoleCannotBeReplaced;
            }

            if (await SignService.ReopenIfFrozenAsync(change, text) is { } frozen)
            {
                return frozen;
            }

            party.End(change.Now, text);
            await change.RecordAsync("party.removed", change.Handover.Id, ("role", party.Role), ("person", party.PersonId), ("team", party.TeamId), ("reason", text));
            return Done.It;
        }, cancellationToken);

    /// <summary>Sudden leave, no contact: from now on initiator or witness records the giver's steps; or the giver is back.</summary>
    public Task<Outcome<Done>> SetAbsentAsync(string number, Actor actor, bool absent, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (!change.Access.IsLead && !change.Access.IsWitness)
            {
                return HandoverRefusals.NotYours;
            }

            if (!change.Handover.IsOpen || change.Handover.GiverAbsent == absent)
            {
                return HandoverRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, ReasonLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            change.Handover.GiverAbsent = absent;
            await change.RecordAsync("giver.absence", change.Handover.Id, ("absent", absent), ("reason", text));
            return Done.It;
        }, cancellationToken);

    /// <summary>An attempt to reach somebody who does not act.</summary>
    public Task<Outcome<Done>> LogAttemptAsync(
        string number, Actor actor, Guid? personId, string? how, string? result, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (!change.Access.IsLead && !change.Access.IsWitness)
            {
                return HandoverRefusals.NotYours;
            }

            if (!change.Handover.IsOpen)
            {
                return HandoverRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var way = Typed.RequiredText(how, 200, nameof(how), refusals);
            var outcome = Typed.Lines(result, ReasonLength, nameof(result), refusals);
            if (personId is not { } id || !change.Handover.Parties.Exists(p => p.PersonId == id))
            {
                refusals.Add(Typed.Required.On(nameof(personId)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            change.Db.ContactAttempts.Add(new ContactAttempt
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, PersonId = personId!.Value, ById = actor.PersonId, At = change.Now, How = way!, Result = outcome,
            });
            await change.RecordAsync("contact.attempted", change.Handover.Id, ("person", personId), ("how", way), ("result", outcome));
            return Done.It;
        }, cancellationToken);

    /// <summary>The lead of a receiving team names who takes an item.</summary>
    public Task<Outcome<int>> AssignAsync(
        string number, Actor actor, IReadOnlyList<Guid> itemIds, Guid? personId, CancellationToken cancellationToken) =>
        write.RunAsync<int>(number, actor, async change =>
        {
            if (!change.Access.LeadsTeam)
            {
                return HandoverRefusals.NotYours;
            }

            if (change.Handover.Stage is not (Stage.Preparing or Stage.HandingOver))
            {
                return HandoverRefusals.WrongStage;
            }

            if (itemIds.Count == 0)
            {
                return ItemRefusals.NothingSelected;
            }

            var teams = actor.LedTeamIds;
            if (personId is not { } id || !await change.Db.TeamMembers.AnyAsync(m => m.PersonId == id && teams.Contains(m.TeamId), change.CancellationToken)
                || change.Handover.Is(id, PartyRole.Giver) || Parties.Witnesses(change.Handover, id))
            {
                return HandoverRefusals.NotInTeam.On(nameof(personId));
            }

            if (!change.Handover.Is(id, PartyRole.Receiver))
            {
                Parties.Add(change, PartyRole.Receiver, id);
                await change.RecordAsync("party.added", change.Handover.Id, ("role", PartyRole.Receiver), ("person", id));
            }

            var items = await change.Db.Items.Include(i => i.Steps).Include(i => i.TeachBacks)
                .Where(i => i.HandoverId == change.Handover.Id && itemIds.Contains(i.Id) && i.TeamId != null && teams.Contains(i.TeamId.Value)
                    && i.State != ItemState.Withdrawn).ToListAsync(change.CancellationToken);
            foreach (var item in items.Where(i => i.ReceiverId != id && !i.HasPassed(change.Handover, change.Now)))
            {
                var before = item.ReceiverId;
                item.ReceiverId = id;
                item.Version++;
                item.ChangedAt = change.Now;
                item.Unsettle("changed");
                item.Settle(change.NewId);
                await change.RecordAsync("item.changed", item.Id, ("receiver", new Events.Change(before, id)));
            }

            return items.Count;
        }, cancellationToken);

    /// <summary>Last working day and return day, with the reason.</summary>
    public Task<Outcome<Done>> ChangeDaysAsync(
        string number, Actor actor, string? lastWorkingDay, string? returnsOn, string? reason, CancellationToken cancellationToken) =>
        LeadAsync(number, actor, reason, async (change, text) =>
        {
            var refusals = new List<Refusal>();
            var last = Typed.RequiredDay(lastWorkingDay, nameof(lastWorkingDay), refusals);
            var returns = Typed.Day(returnsOn, nameof(returnsOn), refusals);
            if (refusals.Count == 0 && change.Handover.Reason == Reason.TemporaryCover && (returns is null || returns <= last))
            {
                refusals.Add(HandoverRefusals.ReturnDayNeeded.On(nameof(returnsOn)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (change.Handover.LastWorkingDay == last && change.Handover.ReturnsOn == returns)
            {
                return Done.It;
            }

            if (await SignService.ReopenIfFrozenAsync(change, text) is { } frozen)
            {
                return frozen;
            }

            await change.RecordAsync(
                "days.changed", change.Handover.Id, ("lastWorkingDay", new Events.Change(change.Handover.LastWorkingDay, last)),
                ("returnsOn", new Events.Change(change.Handover.ReturnsOn, returns)), ("reason", text));
            change.Handover.LastWorkingDay = last!.Value;
            change.Handover.ReturnsOn = returns;
            return Done.It;
        }, cancellationToken);

    /// <summary>Whether a person may take a role: witnesses never take part, nobody is giver and receiver, nobody twice.</summary>
    private static async Task<Refusal?> CheckAsync(HandoverChange change, PartyRole role, Guid id, Party? except)
    {
        if (!await change.Db.People.AnyAsync(p => p.Id == id && p.Active, change.CancellationToken))
        {
            return HandoverRefusals.UnknownPerson;
        }

        var others = change.Handover.Parties.Where(p => p.IsCurrent && p.PersonId == id && p != except).Select(p => p.Role).ToList();
        if (others.Contains(role))
        {
            return HandoverRefusals.AlreadyInRole;
        }

        var witnesses = others.Exists(r => r is PartyRole.Witness or PartyRole.WitnessDeputy or PartyRole.SecondWitness);
        return role switch
        {
            PartyRole.Witness or PartyRole.WitnessDeputy or PartyRole.SecondWitness =>
                others.Exists(r => r is PartyRole.Giver or PartyRole.Receiver or PartyRole.Collector or PartyRole.Proxy) ? HandoverRefusals.WitnessTakesPart
                : others.Contains(PartyRole.Caretaker) ? HandoverRefusals.CaretakerWitnesses
                : witnesses ? HandoverRefusals.AlreadyInRole : null,
            PartyRole.Giver or PartyRole.Proxy =>
                witnesses ? HandoverRefusals.WitnessTakesPart
                : others.Exists(r => r is PartyRole.Receiver or PartyRole.Collector) ? HandoverRefusals.GiverReceives : null,
            PartyRole.Receiver or PartyRole.Collector =>
                witnesses ? HandoverRefusals.WitnessTakesPart
                : others.Exists(r => r is PartyRole.Giver or PartyRole.Proxy) ? HandoverRefusals.GiverReceives : null,
            PartyRole.Caretaker => witnesses ? HandoverRefusals.CaretakerWitnesses
                : others.Contains(PartyRole.Giver) ? HandoverRefusals.GiverReceives : null,
            PartyRole.Initiator => null,
            _ => HandoverRefusals.RoleCannotBeReplaced,
        };
    }

    /// <summary>What only the initiator's side may do, with a reason.</summary>
    private Task<Outcome<Done>> LeadAsync(
        string number, Actor actor, string? reason, Func<HandoverChange, string, Task<Outcome<Done>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (!change.Access.IsLead)
            {
                return HandoverRefusals.NotYours;
            }

            if (!change.Handover.IsOpen || change.Handover.IsRequest)
            {
                return HandoverRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, ReasonLength, nameof(reason), refusals);
            return refusals.Count > 0 ? refusals : await act(change, text!);
        }, cancellationToken);
}
