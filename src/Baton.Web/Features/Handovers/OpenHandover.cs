using System.Globalization;
using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Files;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Baton.Web.Features.Templates;
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

    /// <summary>The key of the template to begin with, or by-position for what the giver's position asks for; empty for none.</summary>
    public string? Template { get; set; }
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

    /// <summary>
    /// Null where a giver asks for a handover: HR or their manager names the witness on confirming. In 简易交接 null is the
    /// giver's manager.
    /// </summary>
    public Guid? WitnessId { get; init; }

    public Guid? DeputyId { get; init; }

    /// <summary>Null: the head of the giver's department, unless that is the witness, giver or receiver.</summary>
    public Guid? CaretakerId { get; init; }

    /// <summary>The handover that this one continues, or null.</summary>
    public Guid? ContinuesId { get; init; }

    /// <summary>What the overview begins with, Markdown; the giver goes on from there.</summary>
    public string? Overview { get; init; }

    /// <summary>The template to begin with; null for none.</summary>
    public TemplateContent? Template { get; init; }

    /// <summary>Expected items of which it is known already that this job has none.</summary>
    public IReadOnlyList<string> NotApplicable { get; init; } = [];
}

/// <summary>Opens handovers: by HR or a manager, or as a request by the giver.</summary>
public sealed class OpenHandover(BatonDbContext db, HandoverWrite write, TemplateCatalog templates, TimeProvider time, IStringLocalizer<HandoverText> texts)
{
    /// <summary>Opens what was typed or sent.</summary>
    public async Task<Outcome<Handover>> OpenAsync(NewForm form, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var title = Typed.Text(form.Title, 200, nameof(form.Title), refusals);
        var note = Typed.Lines(form.ReasonNote, 1000, nameof(form.ReasonNote), refusals);
        var last = Typed.RequiredDay(form.LastWorkingDay, nameof(form.LastWorkingDay), refusals);
        var returns = Typed.Day(form.ReturnsOn, nameof(form.ReturnsOn), refusals);
        if (form.GiverId is null)
        {
            refusals.Add(Typed.Required.On(nameof(form.GiverId)));
        }

        if (form.Reason is null)
        {
            refusals.Add(Typed.Required.On(nameof(form.Reason)));
        }

        var giver = await db.People.AsNoTracking().Include(p => p.Position).SingleOrDefaultAsync(p => p.Id == form.GiverId, cancellationToken);
        var template = await TemplateAsync(form.Template, giver?.Position, refusals, cancellationToken);
        if (form is not { GiverId: { } giverId, Reason: { } reason } || refusals.Count > 0)
        {
            return refusals;
        }

        var outcome = await OpenAsync(
            new OpenRequest
            {
                GiverId = giverId, Reason = reason, ReasonNote = note, LastWorkingDay = last!.Value, ReturnsOn = returns, Form = form.Form,
                GiverAbsent = form.GiverAbsent,
                Title = title ?? texts["new.title-default", giver?.Position?.Name ?? giver?.Name ?? ""],
                ReceiverIds = [.. form.ReceiverIds.OfType<Guid>()], TeamIds = [.. form.TeamIds.OfType<Guid>()],
                CollectorIds = [.. form.CollectorIds.OfType<Guid>()],
                WitnessId = form.WitnessId, DeputyId = form.DeputyId, CaretakerId = form.CaretakerId, Template = template,
            },
            actor, cancellationToken);
        return outcome.IsRefused ? outcome.Refusals.Select(refusal => AsTyped(refusal, form)).ToList() : outcome;
    }

    /// <summary>Between the people that were chosen, the form has fields that were left empty.</summary>
    private static Refusal AsTyped(Refusal refusal, NewForm form)
    {
        foreach (var (name, ids) in new[] { (nameof(form.ReceiverIds), form.ReceiverIds), (nameof(form.CollectorIds), form.CollectorIds) })
        {
            for (var (place, chosen) = (0, 0); place < ids.Count; place++)
            {
                if (ids[place] is not null && refusal.Field == Place(name, chosen++))
                {
                    return refusal.On(Place(name, place));
                }
            }
        }

        return refusal;
    }

    private static string Place(string field, int index) => string.Create(CultureInfo.InvariantCulture, $"{field}[{index}]");

    private async Task<TemplateContent?> TemplateAsync(string? key, Position? position, List<Refusal> refusals, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key))
        {
            return null;
        }

        if (key == TemplateCatalog.ByPosition)
        {
            return (await templates.ForAsync(position, cancellationToken))?.Content;
        }

        if (await templates.FindAsync(key, cancellationToken) is { IsRetired: false } found)
        {
            return found.Content;
        }

        refusals.Add(TemplateRefusals.Unknown.On(nameof(NewForm.Template)));
        return null;
    }

    public Task<Outcome<Handover>> OpenAsync(OpenRequest request, Actor actor, CancellationToken cancellationToken) =>
        OpenAsync(request, actor, request.GiverId == actor.PersonId, actor.PersonId, [], AttachmentAccess.None, null, cancellationToken);

    /// <summary>
    /// Opens the handover that continues another, its list filled. What was confirmed for the first needs no new request;
    /// its initiator stays.
    /// </summary>
    public Task<Outcome<Handover>> ContinueAsync(
        OpenRequest request, Actor actor, Guid? initiatorId, IReadOnlyList<Item> items, ILookup<Guid, Attachment> files, Guid receiverId,
        CancellationToken cancellationToken) =>
        OpenAsync(request, actor, false, initiatorId ?? actor.PersonId, items, files, receiverId, cancellationToken);

    private async Task<Outcome<Handover>> OpenAsync(
        OpenRequest request, Actor actor, bool isRequest, Guid initiatorId, IReadOnlyList<Item> items, ILookup<Guid, Attachment> files, Guid? receiverId,
        CancellationToken cancellationToken)
    {
        if (actor.OnlyHandoverId is not null)
        {
            return ApiRefusals.OneHandoverToken;
        }

        var ids = request.ReceiverIds.Concat(request.CollectorIds).Append(request.GiverId)
            .Concat(new[] { request.WitnessId, request.DeputyId, request.CaretakerId }.OfType<Guid>()).Distinct().ToList();
        var people = await db.People.AsNoTracking().Include(p => p.Department!.Head)
            .Where(p => p.Active && (ids.Contains(p.Id) || db.People.Any(g => g.Id == request.GiverId && (g.ManagerId == p.Id || g.Department!.HeadId == p.Id))))
            .ToDictionaryAsync(p => p.Id, cancellationToken);
        if (people.GetValueOrDefault(request.GiverId) is not { } giver)
        {
            return HandoverRefusals.UnknownPerson.On(nameof(request.GiverId));
        }

        if (!isRequest && items.Count == 0 && !MayOpenFor(actor, giver))
        {
            return HandoverRefusals.NotYours;
        }

        request = Preset(request, giver);
        // What a giver asks for gets its caretaker when it is confirmed, with the witness known.
        var caretakerId = request.CaretakerId ?? (isRequest ? null
            : Parties.DefaultCaretaker(giver, id => id == request.WitnessId || id == request.DeputyId));
        if (await RefusalsAsync(request, isRequest, people, caretakerId, cancellationToken) is { Count: > 0 } refusals)
        {
            return refusals;
        }

        var company = await db.Companies.AsNoTracking().SingleAsync(cancellationToken);
        var now = time.Now();
        return await write.OpenAsync(actor, now, request.ContinuesId, () => AlreadyContinuedAsync(request, cancellationToken), async number =>
        {
            var handover = new Handover
            {
                TemplateId = request.Template is { } template ? await TemplateCatalog.KeepAsync(db, template, cancellationToken) : null,
                NotApplicable = [.. request.NotApplicable],
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
                Overview = request.Overview,
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

            // Whoever confirms a request is its initiator; the giver is none.
            Add(PartyRole.Initiator, isRequest ? null : initiatorId);
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
        }, handover => CopyList(items, files, actor, handover, receiverId, now), cancellationToken);
    }

    /// <summary>One giver continues a handover once.</summary>
    private async Task<Refusal?> AlreadyContinuedAsync(OpenRequest request, CancellationToken cancellationToken) =>
        request.ContinuesId is { } id && await db.Handovers.AnyAsync(h => h.ContinuesId == id && h.Stage != Stage.Cancelled
            && h.Parties.Any(p => p.Role == PartyRole.Giver && p.PersonId == request.GiverId), cancellationToken)
            ? HandoverRefusals.AlreadyContinued : null;

    /// <summary>The list anew, with its files: numbered from 1 in each category, links between what was taken along kept.</summary>
    private List<(Item, IReadOnlyList<Attachment>)> CopyList(
        IReadOnlyList<Item> items, ILookup<Guid, Attachment> files, Actor actor, Handover handover, Guid? receiverId, DateTimeOffset now)
    {
        var copies = items.GroupBy(i => i.Category)
            .SelectMany(group => group.OrderBy(i => i.Place).Select((item, at) => (Item: item, Copy: Copy(item, handover, at + 1, receiverId, now)))).ToList();
        var copyOf = copies.ToDictionary(c => c.Item.Id, c => c.Copy.Id);
        foreach (var (item, copy) in copies)
        {
            copy.Links.AddRange(item.Links.Where(l => copyOf.ContainsKey(l.ToId)).Select(l => new ItemLink { FromId = copy.Id, ToId = copyOf[l.ToId] }));
        }

        return [.. copies.Select(c => (c.Copy, (IReadOnlyList<Attachment>)[.. files[c.Item.Id].Select(f => f.CarriedTo(c.Copy, time.NewId(), actor.PersonId, now))]))];
    }

    /// <summary>The same content, to be walked and accepted anew.</summary>
    private Item Copy(Item item, Handover handover, int place, Guid? receiverId, DateTimeOffset now)
    {
        var copy = new Item
        {
            Id = time.NewId(), HandoverId = handover.Id, Category = item.Category, Place = place, Title = item.Title, Description = item.Description,
            Importance = item.Importance, SpecialAttention = item.SpecialAttention, Fields = item.Fields, Restricted = item.Restricted,
            ReceiverId = receiverId, ExpectedKey = item.ExpectedKey, Files = item.Files, CreatedAt = now, ChangedAt = now, Version = 1,
        };
        copy.Settle(handover, time.NewId);
        return copy;
    }

    /// <summary>HR, the person's manager, or the head of their department; never for oneself (that is a request).</summary>
    public static bool MayOpenFor(Actor actor, Person giver) =>
        giver.Id != actor.PersonId
        && (actor.IsHumanResources
            || giver.ManagerId == actor.PersonId
            || (giver.DepartmentId is { } department && actor.HeadedDepartmentIds.Contains(department)));

    /// <summary>简易交接: the giver's manager witnesses, unless they take part themselves.</summary>
    private static OpenRequest Preset(OpenRequest request, Person giver) =>
        request is { Form: HandoverForm.Simple, WitnessId: null } && giver.ManagerId is { } manager
        && !request.ReceiverIds.Contains(manager) && !request.CollectorIds.Contains(manager) && request.DeputyId != manager
            ? request with { WitnessId = manager }
            : request;

    private async Task<List<Refusal>> RefusalsAsync(
        OpenRequest request, bool isRequest, Dictionary<Guid, Person> people, Guid? caretakerId, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var roles = new List<(Guid Person, PartyRole Role)> { (request.GiverId, PartyRole.Giver) };
        void Take(PartyRole role, Guid? id, string field)
        {
            if (id is not { } person)
            {
                return;
            }

            var refusal = people.ContainsKey(person)
                ? Parties.Conflict(role, [.. roles.Where(r => r.Person == person).Select(r => r.Role)])
                : HandoverRefusals.UnknownPerson;
            roles.Add((person, role));
            if (refusal is not null)
            {
                refusals.Add(refusal.On(field));
            }
        }

        foreach (var (index, receiver) in request.ReceiverIds.Index().DistinctBy(r => r.Item))
        {
            Take(PartyRole.Receiver, receiver, Place(nameof(request.ReceiverIds), index));
        }

        foreach (var (index, collector) in request.CollectorIds.Index().DistinctBy(c => c.Item))
        {
            Take(PartyRole.Collector, collector, Place(nameof(request.CollectorIds), index));
        }

        Take(PartyRole.Witness, request.WitnessId, nameof(request.WitnessId));
        Take(PartyRole.WitnessDeputy, request.DeputyId, nameof(request.DeputyId));
        Take(PartyRole.Caretaker, caretakerId, nameof(request.CaretakerId));
        var teams = request.TeamIds.Distinct().ToList();
        var leads = await db.Teams.Where(t => teams.Contains(t.Id)).Select(t => t.LeadId).ToListAsync(cancellationToken);
        if (leads.Count != teams.Count)
        {
            refusals.Add(PeopleRefusals.NotAChoice.On(nameof(request.TeamIds)));
        }

        // The lead acts for the receiving team.
        refusals.AddRange(leads.Select(lead => Parties.Conflict(PartyRole.Receiver, [.. roles.Where(r => r.Person == lead && r.Role != PartyRole.Receiver).Select(r => r.Role)]))
            .OfType<Refusal>().Select(r => r.On(nameof(request.TeamIds))));

        if (!isRequest && request.WitnessId is null)
        {
            refusals.Add(Typed.Required.On(nameof(request.WitnessId)));
        }

        // No successor yet: then the caretaker receives, so there must be one.
        if (!isRequest && request.ReceiverIds.Count == 0 && request.TeamIds.Count == 0 && caretakerId is null)
        {
            refusals.Add(HandoverRefusals.NobodyReceives.On(nameof(request.ReceiverIds)));
        }

        if (Times.IsFar(request.LastWorkingDay, time.Now()))
        {
            refusals.Add(HandoverRefusals.DayOutOfRange.On(nameof(request.LastWorkingDay)));
        }

        // Who asks for a handover needs somebody who may confirm it.
        var asker = people[request.GiverId];
        if (isRequest && asker.ManagerId is null && (asker.Department?.HeadId ?? asker.Id) == asker.Id
            && !(await db.Users.Where(u => u.PersonId != asker.Id && u.DeactivatedAt == null).Select(u => u.Roles).ToListAsync(cancellationToken))
                .Exists(roles => roles.HasFlag(SystemRoles.HumanResources)))
        {
            refusals.Add(HandoverRefusals.NobodyConfirms);
        }

        if (request.Reason == Reason.TemporaryCover && (request.ReturnsOn is not { } returns || returns <= request.LastWorkingDay))
        {
            refusals.Add(HandoverRefusals.ReturnDayNeeded.On(nameof(request.ReturnsOn)));
        }

        return refusals;
    }
}
