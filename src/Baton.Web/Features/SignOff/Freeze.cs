using System.Globalization;
using System.Text.Json.Nodes;
using Baton.Evidence;
using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Baton.Web.Features.Templates;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.SignOff;

/// <summary>Whose signature is asked for, and who may make it.</summary>
/// <param name="Turn">See <see cref="Statement.Turn"/>.</param>
public sealed record Slot(PartyRole Role, Guid PersonId, IReadOnlyList<Guid> SignerIds, int Turn)
{
    public const int ReceiverTurn = 1;
    public const int WitnessTurn = 3;

    /// <summary>Giver; everybody who receives an item; second witnesses; witness. The completion asks no giver.</summary>
    public static IReadOnlyList<Slot> Of(Handover handover, IReadOnlyList<Item> items, RevisionPurpose purpose)
    {
        var slots = new List<Slot>();
        if (purpose != RevisionPurpose.Completion && handover.Giver?.PersonId is { } giver)
        {
            slots.Add(new Slot(PartyRole.Giver, giver, [.. Ids(handover, PartyRole.Proxy).Prepend(giver).Distinct()], 0));
        }

        foreach (var receiver in items.Select(i => i.ReceiverId).OfType<Guid>().Distinct())
        {
            var role = handover.Is(receiver, PartyRole.Receiver) ? PartyRole.Receiver
                : handover.Is(receiver, PartyRole.Collector) ? PartyRole.Collector
                : handover.Is(receiver, PartyRole.Caretaker) ? PartyRole.Caretaker
                : PartyRole.Receiver;
            if (purpose != RevisionPurpose.Completion || role == PartyRole.Receiver)
            {
                slots.Add(new Slot(role, receiver, [receiver], ReceiverTurn));
            }
        }

        slots.AddRange(Ids(handover, PartyRole.SecondWitness).Select(id => new Slot(PartyRole.SecondWitness, id, [id], 2)));
        if (handover.Witness?.PersonId is { } witness)
        {
            slots.Add(new Slot(PartyRole.Witness, witness, [.. Ids(handover, PartyRole.WitnessDeputy).Prepend(witness).Distinct()], WitnessTurn));
        }

        return slots;
    }

    /// <summary>Witnesses sign for the whole, and so does the giver; others for their own items.</summary>
    public bool Covers(Item item) => Turn != ReceiverTurn || item.ReceiverId == PersonId;

    private static IEnumerable<Guid> Ids(Handover handover, PartyRole role) => handover.Current(role).Select(p => p.PersonId).OfType<Guid>();
}

/// <summary>
/// Freezes content as the next numbered revision: items as salted canonical bytes, the sheet, and each signer's
/// statement. Values that did not change keep their salt, so that an unchanged statement keeps its root.
/// </summary>
internal static class Freeze
{
    /// <summary>会计档案管理办法: a list of what was handed over in accounting is kept 30 years.</summary>
    private const int AccountingRetentionYears = 30;

    public static async Task<Revision> RunAsync(
        HandoverChange change, IReadOnlyList<Item> items, RevisionPurpose purpose, Supplement? supplement, string? asItStandsReason)
    {
        var handover = change.Handover;
        var db = change.Db;
        var last = await db.Revisions.AsNoTracking().Include(r => r.Items).Include(r => r.Statements).AsSplitQuery()
            .Where(r => r.HandoverId == handover.Id).OrderByDescending(r => r.Number).FirstOrDefaultAsync(change.CancellationToken);
        var names = await NamesAsync(change, items);
        var matters = await db.Matters.AsNoTracking().Include(m => m.Owner)
            .Where(m => m.HandoverId == handover.Id && (purpose == RevisionPurpose.Completion || m.ClosedAt == null))
            .OrderBy(m => m.Id).ToListAsync(change.CancellationToken);
        var unit = await db.Companies.Select(c => c.Name).SingleAsync(change.CancellationToken);
        var posts = handover.PositionId is { } positionId
            ? await db.Positions.Where(p => p.Id == positionId).Select(p => new { p.Name, Department = p.Department!.Name }).SingleAsync(change.CancellationToken)
            : null;
        var isAccounting = await FindingFacts.IsAccountingAsync(db, handover, change.CancellationToken);

        var ids = items.Select(i => i.Id).ToList();
        var files = (await db.Attachments.AsNoTracking()
            .Where(f => f.HandoverId == handover.Id && f.Subject == FileSubject.Item && f.ReplacedById == null && f.WithdrawnAt == null && ids.Contains(f.SubjectId))
            .ToListAsync(change.CancellationToken)).ToLookup(f => f.SubjectId);

        var frozenItems = items.Select(item =>
        {
            var before = last?.Items.Find(i => i.ItemId == item.Id) is { } old ? FieldSet.FromJson(old.Fields) : null;
            return (Item: item, Frozen: new Evidence.RevisionItem(item.Id, FieldSet.Commit(Values(item, [.. files[item.Id].OrderBy(f => f.Id)], handover, names, purpose), before)));
        }).ToList();
        var oldMatters = last is null ? [] : ReadMatters(last.Matters);
        var frozenMatters = matters.Select(m => (Matter: m, Frozen: new RevisionMatter(
            m.Id, FieldSet.Commit(Values(m), oldMatters.GetValueOrDefault(m.Id)?.Fields)))).ToList();
        var sheet = SheetOf(change, items, matters, names, unit, posts?.Department, posts?.Name, isAccounting, purpose) with
        {
            AsItStandsReason = asItStandsReason,
            RetentionYears = (await TemplateCatalog.OfAsync(db, handover.TemplateId, change.CancellationToken))?.RetentionYears
                ?? (isAccounting ? AccountingRetentionYears : null),
        };
        if (purpose == RevisionPurpose.Completion)
        {
            sheet = sheet with { Checks = await ChecksAsync(change), Waivers = await WaiversAsync(change, items) };
        }

        var number = (last?.Number ?? 0) + 1;
        var id = change.NewId();
        var slots = Slot.Of(handover, items, purpose);
        var statements = new List<Statement>();
        foreach (var slot in slots)
        {
            foreach (var signer in slot.SignerIds)
            {
                var old = last?.Statements.Find(s => s.Role == slot.Role && s.PersonId == slot.PersonId && s.SignerId == signer);
                var head = FieldSet.Commit(Head(handover, sheet, slot, signer, names), old is null ? null : FieldSet.FromJson(old.Head));
                var covered = frozenItems.Where(i => slot.Covers(i.Item)).ToList();
                var content = StatementContent.Of(
                    head, covered.Select(i => i.Frozen),
                    frozenMatters.Where(m => slot.Turn != Slot.ReceiverTurn || m.Matter.OwnerId == slot.PersonId || covered.Exists(c => c.Item.Id == m.Matter.ItemId)).Select(m => m.Frozen),
                    covered.SelectMany(i => files[i.Item.Id].OrderBy(f => f.Id)).Select(f => new ContentEntry(f.Id, Convert.FromHexString(f.Hash)))).Encode();
                statements.Add(new Statement
                {
                    RevisionId = id, Role = slot.Role, PersonId = slot.PersonId, SignerId = signer, Head = head.ToJson(), Content = content,
                    Root = StatementContent.Root(content), Items = covered.Count, Turn = slot.Turn,
                });
            }
        }

        var hash = await change.RecordAsync(
            "revision.frozen", handover.Id, ("number", number), ("purpose", purpose), ("supplement", supplement?.Id),
            ("items", frozenItems.Select(i => Convert.ToHexStringLower(i.Frozen.Hash()))),
            ("statements", statements.Select(s => $"{s.Role}:{s.PersonId:D}:{s.SignerId:D}:{Convert.ToHexStringLower(s.Root)}")));
        var revision = new Revision
        {
            Id = id, HandoverId = handover.Id, SupplementId = supplement?.Id, Number = number, FrozenAt = change.Now,
            FrozenById = change.Actor.PersonId, FreezingEventHash = hash, Purpose = purpose, Sheet = sheet.ToJson(),
            Matters = "[" + string.Join(',', frozenMatters.Select(m => System.Text.Encoding.UTF8.GetString(m.Frozen.Encode()))) + "]",
        };
        revision.Items.AddRange(frozenItems.Select(i => new RevisionItem
        {
            RevisionId = id, ItemId = i.Item.Id, ReceiverId = i.Item.ReceiverId, Fields = i.Frozen.Fields.ToJson(), Hash = i.Frozen.Hash(),
        }));
        revision.Statements.AddRange(statements);
        db.Revisions.Add(revision);
        return revision;
    }

    private static Dictionary<Guid, RevisionMatter> ReadMatters(string json) =>
        JsonNode.Parse(json)!.AsArray()
            .Select(m => RevisionMatter.Decode(System.Text.Encoding.UTF8.GetBytes(m!.ToJsonString(Relaxed))))
            .ToDictionary(m => m.Id);

    // Canonical bytes escape only what JSON demands.
    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static async Task<Dictionary<Guid, Person>> NamesAsync(HandoverChange change, IReadOnlyList<Item> items)
    {
        var ids = change.Handover.Parties.Select(p => p.PersonId)
            .Concat(items.SelectMany(i => new[] { i.ReceiverId, i.ReservationOwnerId }))
            .Concat(items.SelectMany(i => i.Steps).SelectMany(s => new[] { s.DoneById, s.LeftOutById }))
            .Concat(items.SelectMany(i => i.TeachBacks).Select(t => (Guid?)t.ById))
            .OfType<Guid>().Distinct().ToList();
        return await change.Db.People.AsNoTracking().Include(p => p.Position).Where(p => ids.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, change.CancellationToken);
    }

    private static Sheet SheetOf(
        HandoverChange change, IReadOnlyList<Item> items, List<Matter> matters, Dictionary<Guid, Person> names,
        string unit, string? department, string? post, bool isAccounting, RevisionPurpose purpose)
    {
        var handover = change.Handover;
        string? Name(Guid? id) => id is { } known ? names.GetValueOrDefault(known)?.Name : null;
        return new Sheet(
            unit, handover.Number, handover.Title, department, post, handover.Reason.ToString(), handover.LastWorkingDay, handover.TransferAt,
            handover.TimeZone, handover.BoundaryBefore, handover.BoundaryAfter, handover.BoundaryAcross, handover.Support,
            handover.SupportUntil, handover.SupportTerms, isAccounting,
            [.. handover.Parties.Where(p => p is { IsCurrent: true, PersonId: not null } && p.Role != PartyRole.Initiator)
                .OrderBy(p => p.Role).ThenBy(p => p.FromAt).ThenBy(p => p.Id)
                .Select(p => new SheetPerson(p.Role, p.PersonId!.Value, names[p.PersonId.Value].Name, names[p.PersonId.Value].Position?.Name))],
            [.. items.Select(i => new SheetRow(
                i.Id, i.Category, i.Label, i.Title, i.Importance, i.Restricted, i.Added, Quantity(i), Expected(i), Settled(i, handover, purpose),
                i.ReceiverId, Name(i.ReceiverId), Remark(i), i.ReservationDue, Name(i.ReservationOwnerId), i.TransferAt,
                purpose == RevisionPurpose.Completion ? i.Mastery : null,
                i.Fields is PendingFields pending ? new SheetPending(pending.NextStep, PendingDue.Of(i, handover, Name(i.ReceiverId))!) : null))],
            [.. handover.DeclaredEmpty.Order()],
            [.. matters.Select(m => new SheetMatter(
                m.Id, m.Title, m.Owner!.Name, m.DueOn, m.ItemId, items.FirstOrDefault(i => i.Id == m.ItemId)?.Label, m.OwnerId, m.Outcome))],
            [], [], null, null);
    }

    private static async Task<IReadOnlyList<SheetCheck>> ChecksAsync(HandoverChange change) =>
        await change.Db.FollowUpChecks.Where(c => c.HandoverId == change.Handover.Id && c.Rating != null).OrderBy(c => c.DueOn).ThenBy(c => c.Id)
            .Select(c => new SheetCheck(c.ReceiverId, c.Receiver!.Name, c.DayNumber, c.Rating!.Value)).ToListAsync(change.CancellationToken);

    private static async Task<IReadOnlyList<SheetWaiver>> WaiversAsync(HandoverChange change, IReadOnlyList<Item> items) =>
        [.. (await change.Db.Waivers.Include(w => w.AskedBy).Where(w => w.HandoverId == change.Handover.Id && w.State == WaiverState.Granted)
            .OrderBy(w => w.AskedAt).ThenBy(w => w.Id).ToListAsync(change.CancellationToken))
            .Select(w => new SheetWaiver(w.FindingId, items.FirstOrDefault(i => i.Id == w.SubjectId)?.Label, w.Reason, w.AskedBy!.Name))];

    /// <summary>As counted or reconciled, else as listed.</summary>
    private static string? Quantity(Item item)
    {
        var figure = item.Steps.Find(s => s.IsDone && s.Kind.HasFigures())?.Actual ?? item.Listed;
        var unit = item.Fields is FinanceFields finance ? finance.Unit ?? finance.Currency : null;
        return figure is { } amount ? MinimalDecimal.Format(amount) + (unit is null ? "" : " " + unit) : null;
    }

    /// <summary>What the list said, where something else was found.</summary>
    private static string? Expected(Item item) => Difference(item) is { Expected: { } expected } ? MinimalDecimal.Format(expected) : null;

    private static string? Remark(Item item) => item.ReservationText ?? Difference(item)?.Note;

    private static ProofStep? Difference(Item item) => item.Steps.Find(s => s.IsDone && s.Kind.HasFigures() && s.Expected != s.Actual);

    /// <summary>简易交接: what is accepted by the receiver's signature is frozen as accepted.</summary>
    private static ItemState Settled(Item item, Handover handover, RevisionPurpose purpose) =>
        item.State == ItemState.Open && handover.Form == HandoverForm.Simple && purpose == RevisionPurpose.Transfer ? ItemState.Accepted : item.State;

    private static IEnumerable<(string, JsonNode?)> Head(Handover handover, Sheet sheet, Slot slot, Guid signer, Dictionary<Guid, Person> names)
    {
        yield return (StatementHead.HandoverId, handover.Id.ToString("D"));
        yield return (StatementHead.SignerId, signer.ToString("D"));
        yield return (StatementHead.SignerName, names[signer].Name);
        yield return (StatementHead.SignerRole, slot.Role.ToString());
        yield return (StatementHead.SignerOnBehalfOf, signer == slot.PersonId ? null : slot.PersonId.ToString("D"));
        yield return ("unit", sheet.Unit);
        yield return ("number", sheet.Number);
        yield return ("title", sheet.Title);
        yield return ("department", sheet.Department);
        yield return ("post", sheet.Post);
        yield return ("reason", sheet.Reason);
        yield return ("reason.note", handover.ReasonNote);
        yield return ("lastWorkingDay", Day(sheet.LastWorkingDay));
        yield return ("transferAt", Instant(sheet.TransferAt));
        yield return ("timeZone", sheet.TimeZone);
        yield return ("overview", handover.Overview);
        yield return ("boundary.before", sheet.BoundaryBefore);
        yield return ("boundary.after", sheet.BoundaryAfter);
        yield return ("boundary.across", sheet.BoundaryAcross);
        yield return ("support", sheet.Support.ToString());
        yield return ("support.until", sheet.SupportUntil is { } until ? Day(until) : null);
        yield return ("support.terms", sheet.SupportTerms);
        yield return ("accounting.declared", handover.AccountingDeclared.ToString());
        yield return ("giver.absent", handover.GiverAbsent);
        yield return ("asItStands.reason", sheet.AsItStandsReason);
        yield return ("retentionYears", sheet.RetentionYears);
        yield return ("declaredEmpty", new JsonArray([.. sheet.DeclaredEmpty.Select(c => JsonValue.Create(c.ToString()))]));
        foreach (var role in sheet.People.GroupBy(p => p.Role))
        {
            yield return ($"people.{role.Key}", new JsonArray([.. role.Select(p => new JsonObject
            {
                ["id"] = p.Id.ToString("D"), ["name"] = p.Name, ["post"] = p.Post,
            })]));
        }
    }

    private static IEnumerable<(string, JsonNode?)> Values(Item item, IReadOnlyList<Attachment> files, Handover handover, Dictionary<Guid, Person> names, RevisionPurpose purpose)
    {
        yield return ("label", item.Label);
        yield return ("category", item.Category.ToString());
        yield return ("title", item.Title);
        yield return ("description", item.Description);
        yield return ("importance", item.Importance.ToString());
        yield return ("specialAttention", item.SpecialAttention);
        yield return ("restricted", item.Restricted);
        yield return ("added", item.Added);
        yield return ("receiver.id", item.ReceiverId?.ToString("D"));
        yield return ("receiver.name", item.ReceiverId is { } receiver ? names[receiver].Name : null);
        yield return ("transferAt", Instant(item.TransferAt));
        yield return ("state", Settled(item, handover, purpose).ToString());
        yield return ("reservation.text", item.ReservationText);
        yield return ("reservation.due", item.ReservationDue is { } due ? Day(due) : null);
        yield return ("reservation.owner", item.ReservationOwnerId?.ToString("D"));
        foreach (var field in FieldsForm.Definition(item.Fields).Fields)
        {
            if (field.Get(item.Fields) is { } value)
            {
                yield return ($"field.{field.Name}", value);
            }
        }

        foreach (var file in files)
        {
            yield return ($"file.{file.Id:N}", new JsonObject
            {
                ["name"] = file.Name, ["sha256"] = file.Hash, ["size"] = file.Size, ["version"] = file.Version,
            });
        }

        foreach (var step in item.Steps.Where(s => (s is { IsDone: true, BySigning: false } && s.Kind.IsBeforeAcceptance()) || s.IsLeftOut || (s.IsDone && purpose == RevisionPurpose.Completion)).OrderBy(s => s.Kind))
        {
            yield return ($"step.{step.Kind}", new JsonObject
            {
                ["doneAt"] = Instant(step.DoneAt), ["doneBy"] = step.DoneById?.ToString("D"), ["onBehalfOf"] = step.OnBehalfOfId?.ToString("D"),
                ["note"] = step.Note, ["expected"] = Amount(step.Expected), ["actual"] = Amount(step.Actual), ["condition"] = step.Condition,
                ["reconciliation"] = step.Reconciliation is { } how ? JsonNode.Parse(how.ToJson()) : null,
                ["shown"] = step.Shown.Count > 0 ? new JsonArray([.. step.Shown.Select(at => JsonValue.Create(at))]) : null,
                ["bySample"] = step.BySample, ["simulated"] = step.Simulated,
                ["leftOutAt"] = Instant(step.LeftOutAt), ["leftOutBy"] = step.LeftOutById?.ToString("D"), ["leftOutReason"] = step.LeaveOutReason,
            });
        }

        if (item.TeachBacks.Where(t => t.State == TeachBackState.Confirmed).MaxBy(t => t.At) is { } teachBack)
        {
            yield return ("teachBack", new JsonObject
            {
                ["by"] = teachBack.ById.ToString("D"), ["at"] = Instant(teachBack.At), ["text"] = teachBack.Text, ["spoken"] = teachBack.Spoken,
                ["confirmedBy"] = teachBack.AnsweredById?.ToString("D"), ["confirmedAt"] = Instant(teachBack.AnsweredAt),
            });
        }

        if (purpose == RevisionPurpose.Completion)
        {
            yield return ("mastery", item.Mastery?.ToString());
            yield return ("firstIndependentRunOn", item.FirstIndependentRunOn is { } run ? Day(run) : null);
        }
    }

    private static IEnumerable<(string, JsonNode?)> Values(Matter matter)
    {
        yield return ("title", matter.Title);
        yield return ("item", matter.ItemId?.ToString("D"));
        yield return ("owner.id", matter.OwnerId.ToString("D"));
        yield return ("owner.name", matter.Owner!.Name);
        yield return ("due", Day(matter.DueOn));
        yield return ("closedAt", Instant(matter.ClosedAt));
        yield return ("outcome", matter.Outcome);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Instant(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? Amount(decimal? amount) => amount is { } value ? MinimalDecimal.Format(value) : null;
}
