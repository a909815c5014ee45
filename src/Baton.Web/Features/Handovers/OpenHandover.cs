using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>What opening a handover sends.</summary>
public sealed class NewForm
{
    public Guid? GiverId { get; set; }
    public Reason? Reason { get; set; }
    public string? ReasonNote { get; set; }
    public string? Title { get; set; }
    public string? LastWorkingDay { get; set; }
    public string? ReturnsOn { get; set; }
    public HandoverForm Form { get; set; }
    public bool GiverAbsent { get; set; }
    public List<Guid?> ReceiverIds { get; set; } = [];
    public List<Guid?> TeamIds { get; set; } = [];
    public List<Guid?> CollectorIds { get; set; } = [];
    public Guid? WitnessId { get; set; }
    public Guid? DeputyId { get; set; }
    public Guid? CaretakerId { get; set; }
}

/// <summary>What is asked for when a handover is opened, or requested by its giver.</summary>
public sealed record OpenRequest
{
    public required Guid GiverId { get; init; }
    public required Reason Reason { get; init; }
    public string? ReasonNote { get; init; }

    /// <summary>Null: 「{position}交接」 in the language of whoever opens it.</summary>
    public required string Title { get; init; }

    public required DateOnly LastWorkingDay { get; init; }

    /// <summary>Temporary cover only.</summary>
    public DateOnly? ReturnsOn { get; init; }

    public HandoverForm Form { get; init; }
    public bool GiverAbsent { get; init; }
    public IReadOnlyList<Guid> ReceiverIds { get; init; } = [];
    public IReadOnlyList<Guid> TeamIds { get; init; } = [];
    public IReadOnlyList<Guid> CollectorIds { get; init; } = [];

    /// <summary>Null where a giver asks for a handover: HR or their manager names the witness on confirming.</summary>
    public Guid? WitnessId { get; init; }

    public Guid? DeputyId { get; init; }

    /// <summary>Null: the head of the giver's department, unless that is the witness, giver or receiver.</summary>
    public Guid? CaretakerId { get; init; }

    /// <summary>The handover that this one continues, or null.</summary>
    public Guid? ContinuesId { get; init; }
}

/// <summary>Opens handovers: by HR or a manager, or as a request by the giver.</summary>
public sealed class OpenHandover(BatonDbContext db, HandoverWrite write, TimeProvider time, IStringLocalizer<HandoverText> texts)
{
    /// <summary>Opens what was typed or sent.</summary>
    public async Task<Outcome<Handover>> OpenAsync(NewForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var title = Typed.Text(form.Title, 200, nameof(form.Title), refusals);
        var note = Typed.Lines(form.ReasonNote, 1000, nameof(form.ReasonNote), refusals);
        var last = Typed.RequiredDay(form.LastWorkingDay, nameof(form.LastWorkingDay), refusals);
        var returns = Typed.Day(form.ReturnsOn, nameof(form.ReturnsOn), refusals);
        if (form.GiverId is not { } giverId)
        {
            refusals.Add(Typed.Required.On(nameof(form.GiverId)));
            return refusals;
        }

        if (form.Reason is not { } reason)
        {
            refusals.Add(Typed.Required.On(nameof(form.Reason)));
            return refusals;
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        var giver = await db.People.AsNoTracking().Include(p => p.Position).SingleOrDefaultAsync(p => p.Id == giverId, cancellationToken);
        return await OpenAsync(
            new OpenRequest
            {
                GiverId = giverId, Reason = reason, ReasonNote = note, LastWorkingDay = last!.Value, ReturnsOn = returns, Form = form.Form,
                GiverAbsent = form.GiverAbsent,
                Title = title ?? texts["new.title-default", giver?.Position?.Name ?? giver?.Name ?? ""],
                ReceiverIds = [.. form.ReceiverIds.OfType<Guid>()], TeamIds = [.. form.TeamIds.OfType<Guid>()],
                CollectorIds = [.. form.CollectorIds.OfType<Guid>()],
                WitnessId = form.WitnessId, DeputyId = form.DeputyId, CaretakerId = form.CaretakerId,
            },
            actor, cancellationToken);
    }

    public Task<Outcome<Handover>> OpenAsync(OpenRequest request, Actor actor, CancellationToken cancellationToken) =>
        OpenAsync(request, actor, request.GiverId == actor.PersonId, actor.PersonId, [], null, cancellationToken);

    /// <summary>
    /// Opens the handover that continues another, its list filled. What was confirmed for the first needs no new request;
    /// its initiator stays.
    /// </summary>
    public Task<Outcome<Handover>> ContinueAsync(
        OpenRequest request, Actor actor, Guid? initiatorId, IReadOnlyList<Item> items, Guid receiverId, CancellationToken cancellationToken) =>
        OpenAsync(request, actor, false, initiatorId ?? actor.PersonId, items, receiverId, cancellationToken);

    private async Task<Outcome<Handover>> OpenAsync(
        OpenRequest request, Actor actor, bool isRequest, Guid initiatorId, IReadOnlyList<Item> items, Guid? receiverId, CancellationToken cancellationToken)
    {
        if (actor.OnlyHandoverId is not null)
        {
            return ApiRefusals.OneHandoverToken;
        }

        var ids = request.ReceiverIds.Concat(request.CollectorIds).Append(request.GiverId)
            .Concat(new[] { request.WitnessId, request.DeputyId, request.CaretakerId }.OfType<Guid>()).Distinct().ToList();
        var people = await db.People.AsNoTracking().Include(p => p.Department).Where(p => ids.Contains(p.Id) && p.Active)
            .ToDictionaryAsync(p => p.Id, cancellationToken);
        if (people.GetValueOrDefault(request.GiverId) is not { } giver)
        {
            return HandoverRefusals.UnknownPerson.On(nameof(request.GiverId));
        }

        if (!isRequest && items.Count == 0 && !MayOpenFor(actor, giver))
        {
            return HandoverRefusals.NotYours;
        }

        if (await db.Teams.CountAsync(t => request.TeamIds.Contains(t.Id), cancellationToken) != request.TeamIds.Distinct().Count())
        {
            return PeopleRefusals.NotAChoice.On(nameof(request.TeamIds));
        }

        var caretakerId = request.CaretakerId ?? DefaultCaretaker(giver, request);
        if (Refusals(request, isRequest, people, caretakerId) is { Count: > 0 } refusals)
        {
            return refusals;
        }

        var company = await db.Companies.AsNoTracking().SingleAsync(cancellationToken);
        var now = time.Now();
        return await write.OpenAsync(actor, now, number =>
        {
            var handover = new Handover
            {
                Id = time.NewId(),
                Number = number,
                Title = request.Title,
                Form = request.Form,
                Reason = request.Reason,
                ReasonNote = request.ReasonNote,
                IsRequest = isRequest,
                GiverAbsent = request.GiverAbsent,
                DepartmentId = giver.DepartmentId,
                PositionId = giver.PositionId,
                LastWorkingDay = request.LastWorkingDay,
                ReturnsOn = request.ReturnsOn,
                TimeZone = company.TimeZone,
                OpenedAt = now,
                ContinuesId = request.ContinuesId,
            };
            void Add(PartyRole role, Guid? personId, Guid? teamId = null)
            {
                if (personId is not null || teamId is not null)
                {
                    handover.Parties.Add(new Party
                    {
                        Id = time.NewId(), HandoverId = handover.Id, Role = role, PersonId = personId, TeamId = teamId, FromAt = now,
                    });
                }
            }

            Add(PartyRole.Initiator, initiatorId);
            Add(PartyRole.Giver, request.GiverId);
            foreach (var receiver in request.ReceiverIds.Distinct())
            {
                Add(PartyRole.Receiver, receiver);
            }

            foreach (var team in request.TeamIds.Distinct())
            {
                Add(PartyRole.Receiver, null, team);
            }

            foreach (var collector in request.CollectorIds.Distinct())
            {
                Add(PartyRole.Collector, collector);
            }

            Add(PartyRole.Witness, request.WitnessId);
            Add(PartyRole.WitnessDeputy, request.DeputyId);
            Add(PartyRole.Caretaker, caretakerId);
            return handover;
        }, handover => [.. items.Select((item, place) => Copy(item, handover, place + 1, receiverId, now))], cancellationToken);
    }

    /// <summary>The same content, to be walked and accepted anew.</summary>
    private Item Copy(Item item, Handover handover, int place, Guid? receiverId, DateTimeOffset now)
    {
        var copy = new Item
        {
            Id = time.NewId(), HandoverId = handover.Id, Category = item.Category, Place = place, Title = item.Title, Description = item.Description,
            Importance = item.Importance, SpecialAttention = item.SpecialAttention, Fields = item.Fields, Restricted = item.Restricted,
            ReceiverId = receiverId, CreatedAt = now, ChangedAt = now, Version = 1,
        };
        copy.Settle(time.NewId);
        return copy;
    }

    /// <summary>HR, the person's manager, or the head of their department; never for oneself (that is a request).</summary>
    public static bool MayOpenFor(Actor actor, Person giver) =>
        giver.Id != actor.PersonId
        && (actor.IsHumanResources
            || giver.ManagerId == actor.PersonId
            || (giver.DepartmentId is { } department && actor.HeadedDepartmentIds.Contains(department)));

    private static Guid? DefaultCaretaker(Person giver, OpenRequest request) =>
        giver.Department?.HeadId is { } head && head != giver.Id && head != request.WitnessId && head != request.DeputyId ? head : null;

    private static List<Refusal> Refusals(
        OpenRequest request, bool isRequest, Dictionary<Guid, Person> people, Guid? caretakerId)
    {
        var refusals = new List<Refusal>();
        void Need(Guid? id, string field)
        {
            if (id is { } known && !people.ContainsKey(known))
            {
                refusals.Add(HandoverRefusals.UnknownPerson.On(field));
            }
        }

        foreach (var receiver in request.ReceiverIds)
        {
            Need(receiver, nameof(request.ReceiverIds));
        }

        foreach (var collector in request.CollectorIds)
        {
            Need(collector, nameof(request.CollectorIds));
        }

        Need(request.WitnessId, nameof(request.WitnessId));
        Need(request.DeputyId, nameof(request.DeputyId));
        Need(request.CaretakerId, nameof(request.CaretakerId));
        if (request.ReceiverIds.Contains(request.GiverId) || request.CollectorIds.Contains(request.GiverId))
        {
            refusals.Add(HandoverRefusals.GiverReceives.On(nameof(request.ReceiverIds)));
        }

        bool TakesPart(Guid? id) => id is { } person && (person == request.GiverId || request.ReceiverIds.Contains(person) || request.CollectorIds.Contains(person));
        if (TakesPart(request.WitnessId))
        {
            refusals.Add(HandoverRefusals.WitnessTakesPart.On(nameof(request.WitnessId)));
        }

        if (TakesPart(request.DeputyId))
        {
            refusals.Add(HandoverRefusals.WitnessTakesPart.On(nameof(request.DeputyId)));
        }

        if (!isRequest && request.WitnessId is null)
        {
            refusals.Add(new Refusal("shared.required").On(nameof(request.WitnessId)));
        }

        if (caretakerId is { } caretaker && (caretaker == request.WitnessId || caretaker == request.DeputyId))
        {
            refusals.Add(HandoverRefusals.CaretakerWitnesses.On(nameof(request.CaretakerId)));
        }

        // No successor yet: then the caretaker receives, so there must be one.
        if (!isRequest && request.ReceiverIds.Count == 0 && request.TeamIds.Count == 0 && caretakerId is null)
        {
            refusals.Add(HandoverRefusals.NobodyReceives.On(nameof(request.ReceiverIds)));
        }

        if (request.Reason == Reason.TemporaryCover && (request.ReturnsOn is not { } returns || returns <= request.LastWorkingDay))
        {
            refusals.Add(HandoverRefusals.ReturnDayNeeded.On(nameof(request.ReturnsOn)));
        }

        return refusals;
    }
}
