using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Items;
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
            await PassItemsAsync(change, party, id, text);
            await PrepareService.AgreeIfAllConfirmedAsync(change);
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// What a replaced party had to take goes to the new one, to be proven and accepted anew; after 交接已办结 as a 补充清单,
    /// since content that was signed changes by supplement only. What a caretaker holds passes with the role.
    /// </summary>
    private static async Task PassItemsAsync(HandoverChange change, Party from, Guid to, string reason)
    {
        if (from.Role is not (PartyRole.Receiver or PartyRole.Collector or PartyRole.Caretaker))
        {
            return;
        }

        var handover = change.Handover;
        foreach (var item in (await HeldByAsync(change, from)).Where(i => from.PersonId is not null || i.ReceiverId is null))
        {
            var before = item.ReceiverId;
            var isHeld = item.State == ItemState.NotReceived;
            if (handover.Stage != Stage.FollowUp && item.HasPassed(handover, change.Now))
            {
                continue;
            }

            item.Version++;
            item.ChangedAt = change.Now;
            var reset = false;
            if (isHeld)
            {
                item.ReceiverId = to;
            }
            else
            {
                if (handover.Stage == Stage.FollowUp)
                {
                    item.SupplementId = (await FollowUpService.OpenSupplementAsync(change, reason)).Id;
                }

                reset = item.GiveTo(to, null);
                item.Settle(change.Handover, change.NewId);
            }

            await change.RecordAsync("item.changed", item.Id, ("receiver", new Events.Change(before, to)), ("unsettled", reset ? true : null));
        }

        foreach (var check in await change.Db.FollowUpChecks
            .Where(c => c.HandoverId == handover.Id && c.ReceiverId == from.PersonId && c.FilledAt == null).ToListAsync(change.CancellationToken))
        {
            change.Db.FollowUpChecks.Remove(check);
            change.Db.FollowUpChecks.Add(new FollowUpCheck
            {
                Id = change.NewId(), HandoverId = check.HandoverId, ReceiverId = to, DayNumber = check.DayNumber, DueOn = check.DueOn,
            });
        }
    }

    /// <summary>
    /// What a party has on the list as it stands now: reopening 现状交接, just before, gave items back that are not saved yet.
    /// </summary>
    private static async Task<List<Item>> HeldByAsync(HandoverChange change, Party party) =>
        [.. (await change.Db.Items.Include(i => i.Steps).Include(i => i.TeachBacks).AsSplitQuery()
            .Where(i => i.HandoverId == change.Handover.Id && i.State != ItemState.Withdrawn).ToListAsync(change.CancellationToken))
            .Where(i => party.PersonId is { } person ? i.ReceiverId == person : i.TeamId == party.TeamId)];

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
                if (await change.Db.Teams.SingleOrDefaultAsync(t => t.Id == team, change.CancellationToken) is not { } named
                    || change.Handover.Parties.Exists(p => p.IsCurrent && p.TeamId == team))
                {
                    return HandoverRefusals.AlreadyInRole.On(nameof(teamId));
                }

                // The lead acts for the receiving team.
                if (Parties.Conflict(PartyRole.Receiver, [.. Parties.RolesOf(change.Handover, named.LeadId).Where(r => r != PartyRole.Receiver)]) is { } conflict)
                {
                    return conflict.On(nameof(teamId));
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

            // A proxy signs for the giver: nobody names themself.
            if (role == PartyRole.Proxy && id == actor.PersonId)
            {
                return HandoverRefusals.NotYourself.On(nameof(personId));
            }

            if (role == PartyRole.Caretaker && change.Handover.Caretaker is not null)
            {
                return HandoverRefusals.HasCaretaker.On(nameof(role));
            }

            if (await CheckAsync(change, role, id, null) is { } refusal)
            {
                return refusal.On(nameof(personId));
            }

            var refusals = new List<Refusal>();
            var approved = Typed.Text(approval, ReasonLength, nameof(approval), refusals);
            if (refusals.Count == 0 && role == PartyRole.Proxy && approved is null
                && await FindingFacts.IsAccountingAsync(change.Db, change.Handover, change.CancellationToken))
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

            Parties.Add(change, role, id, grounds: role == PartyRole.Proxy ? string.Join('\n', new[] { text, approved }.OfType<string>()) : null);
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

            if (party.Role is PartyRole.Giver or PartyRole.Witness or PartyRole.Initiator)
            {
                return HandoverRefusals.RoleCannotBeReplaced;
            }

            if (await SignService.ReopenIfFrozenAsync(change, text) is { } frozen)
            {
                return frozen;
            }

            if (party.Role is PartyRole.Receiver or PartyRole.Collector or PartyRole.Caretaker && (await HeldByAsync(change, party)).Count > 0)
            {
                return HandoverRefusals.RoleCannotBeReplaced;
            }

            party.End(change.Now, text);
            await change.RecordAsync("party.removed", change.Handover.Id, ("role", party.Role), ("person", party.PersonId), ("team", party.TeamId), ("reason", text));
            await PrepareService.AgreeIfAllConfirmedAsync(change);
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

            var supplement = change.Handover.Stage == Stage.FollowUp ? await FollowUpService.OpenSupplementIdAsync(change) : null;
            if (change.Handover.Stage is not (Stage.Preparing or Stage.HandingOver) && supplement is null)
            {
                return HandoverRefusals.WrongStage;
            }

            if (itemIds.Count == 0)
            {
                return ItemRefusals.NothingSelected;
            }

            var teams = actor.LedTeamIds;
            if (personId is not { } id || !await change.Db.TeamMembers.AnyAsync(
                m => m.PersonId == id && m.Person!.Active && teams.Contains(m.TeamId), change.CancellationToken))
            {
                return HandoverRefusals.NotInTeam.On(nameof(personId));
            }

            if (!change.Handover.Is(id, PartyRole.Receiver))
            {
                if (Parties.Conflict(PartyRole.Receiver, Parties.RolesOf(change.Handover, id)) is { } refusal)
                {
                    return refusal.On(nameof(personId));
                }

                Parties.Add(change, PartyRole.Receiver, id);
                await change.RecordAsync("party.added", change.Handover.Id, ("role", PartyRole.Receiver), ("person", id));
            }

            var items = await change.Db.Items.Include(i => i.Steps).Include(i => i.TeachBacks)
                .Where(i => i.HandoverId == change.Handover.Id && itemIds.Contains(i.Id) && i.TeamId != null && teams.Contains(i.TeamId.Value)
                    && i.State != ItemState.Withdrawn && (supplement == null || i.SupplementId == supplement)).ToListAsync(change.CancellationToken);
            foreach (var item in items.Where(i => i.ReceiverId != id && !i.HasPassed(change.Handover, change.Now)))
            {
                var before = item.ReceiverId;
                var reset = item.GiveTo(id, item.TeamId);
                item.Version++;
                item.ChangedAt = change.Now;
                item.Settle(change.Handover, change.NewId);
                await change.RecordAsync("item.changed", item.Id, ("receiver", new Events.Change(before, id)), ("unsettled", reset ? true : null));
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
            if (last is { } day && Times.IsFar(day, change.Now))
            {
                refusals.Add(HandoverRefusals.DayOutOfRange.On(nameof(lastWorkingDay)));
            }

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

    private static async Task<Refusal?> CheckAsync(HandoverChange change, PartyRole role, Guid id, Party? except) =>
        await change.Db.People.AnyAsync(p => p.Id == id && p.Active, change.CancellationToken)
            ? Parties.Conflict(role, Parties.RolesOf(change.Handover, id, except))
            : HandoverRefusals.UnknownPerson;

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
