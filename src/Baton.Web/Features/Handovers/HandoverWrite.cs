using System.Globalization;
using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Api;
using Baton.Web.Features.Files;
using Baton.Web.Features.Items;
using Baton.Web.Features.Meetings;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>
/// The one way to write a handover: open the transaction, lock the handover's row, only then load it and check access;
/// change it and append its events; commit both together. A refusal rolls everything back.
/// </summary>
public sealed class HandoverWrite(BatonDbContext db, EventLog events, WriteTerms terms, TimeProvider time)
{
    /// <param name="number">The handover's number, as in the address.</param>
    /// <param name="change">
    /// Checks stage and rights, changes entities loaded through <see cref="HandoverChange"/>, records events. Where it
    /// records none, nothing is written.
    /// </param>
    public async Task<Outcome<T>> RunAsync<T>(
        string number, Actor actor, Func<HandoverChange, Task<Outcome<T>>> change, CancellationToken cancellationToken)
    {
        // Who may not see it takes no lock, and waits no longer than for a number that was never given.
        var id = await db.Handovers.Where(HandoverAccess.Visible(actor)).Where(h => h.Number == number)
            .Select(h => (Guid?)h.Id).SingleOrDefaultAsync(cancellationToken);
        if (id is not { } handoverId)
        {
            return Refusal.NotFound;
        }

        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        await db.LockHandoverAsync(handoverId, cancellationToken);
        // What was read before the lock may be stale by now.
        db.ChangeTracker.Clear();
        if (!await terms.ClaimAsync(cancellationToken))
        {
            return ApiRefusals.KeyTaken;
        }

        var parties = await db.Parties.WithHandover().Where(p => p.HandoverId == handoverId).ToListAsync(cancellationToken);
        var handover = parties[0].Handover!;
        var session = new HandoverChange(db, events, handover, actor, time, cancellationToken);
        if (!session.Access.CanSee)
        {
            return Refusal.NotFound;
        }

        terms.Version = handover.Version;
        if (terms.SeenVersion is { } seen && seen != handover.Version)
        {
            return HandoverRefusals.Outdated;
        }

        var outcome = await change(session);
        if (outcome.IsRefused)
        {
            db.ChangeTracker.Clear();
            return outcome;
        }

        if (session.HasRecorded)
        {
            handover.Version++;
            await BulkInsert.WriteAddedAsync(db, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await CountAsync(handover, cancellationToken);
        }

        if (session.HasRecorded || session.WritesAside)
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            terms.Version = handover.Version;
        }

        return outcome;
    }

    /// <summary>Opens a handover: gives it the year's next number, writes it with its first event and what its list begins with.</summary>
    /// <param name="continuesId">The handover that it continues: locked, so that of two who continue it at once one is refused.</param>
    /// <param name="check">What would refuse it, asked under the lock.</param>
    public async Task<Outcome<Handover>> OpenAsync(
        Actor actor, DateTimeOffset now, Guid? continuesId, Func<Task<Refusal?>> check, Func<string, Task<Handover>> build,
        Func<Handover, IReadOnlyList<(Item Item, IReadOnlyList<Attachment> Files)>> list, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (continuesId is { } continued)
        {
            await db.LockHandoverAsync(continued, cancellationToken);
        }

        db.ChangeTracker.Clear();
        if (await check() is { } refusal)
        {
            return refusal;
        }

        if (!await terms.ClaimAsync(cancellationToken))
        {
            return ApiRefusals.KeyTaken;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Companies.Select(c => c.TimeZone).SingleAsync(cancellationToken));
        var year = TimeZoneInfo.ConvertTime(now, zone).Year;
        var place = await db.NextInSeriesAsync(string.Create(CultureInfo.InvariantCulture, $"handover-{year}"), cancellationToken);
        var handover = await build(string.Create(CultureInfo.InvariantCulture, $"JJ-{year}-{place:0000}"));
        handover.Version = 1;
        db.Handovers.Add(handover);
        await events.AppendAsync(handover.Id, new EventToAppend(
            handover.IsRequest ? "handover.requested" : "handover.opened", handover.Id, actor.PersonId, null, actor.Channel, now,
            [
                ("number", handover.Number), ("title", handover.Title), ("form", handover.Form), ("reason", handover.Reason),
                ("reasonNote", handover.ReasonNote), ("lastWorkingDay", handover.LastWorkingDay), ("returnsOn", handover.ReturnsOn),
                ("giverAbsent", handover.GiverAbsent), ("continues", handover.ContinuesId), ("overview", handover.Overview), ("template", handover.TemplateId),
                ("parties", handover.Parties.Select(p => $"{p.Role}:{p.PersonId ?? p.TeamId}")),
            ]), cancellationToken);
        foreach (var (item, files) in list(handover))
        {
            db.Items.Add(item);
            await events.AppendAsync(handover.Id, new EventToAppend(
                "item.added", item.Id, actor.PersonId, null, actor.Channel, now, [("category", item.Category), ("title", item.Title)]), cancellationToken);
            foreach (var file in files)
            {
                db.Attachments.Add(file);
                await events.AppendAsync(handover.Id, new EventToAppend(
                    "file.added", item.Id, actor.PersonId, null, actor.Channel, now,
                    [("name", file.Name), ("size", file.Size), ("sha256", file.Hash), ("attachment", file.Id), ("subject", file.Subject)]), cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await CountAsync(handover, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        terms.Version = handover.Version;
        return handover;
    }

    /// <summary>
    /// Records that somebody looked in, once a sign-in. It changes nothing of the handover: its version stays, and open
    /// pages stay as they are.
    /// </summary>
    public async Task RecordLookAsync(Guid handoverId, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        await db.LockHandoverAsync(handoverId, cancellationToken);
        db.ChangeTracker.Clear();
        if (!await Looks(db, actor).AnyAsync(e => e.StreamId == handoverId && e.SubjectId == handoverId, cancellationToken))
        {
            await events.AppendAsync(
                handoverId, new EventToAppend("record.viewed", handoverId, actor.PersonId, null, actor.Channel, time.Now(), [("signIn", actor.SignInId)]),
                cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>The looks on record of this sign-in, in every handover; none for whoever's looks are not recorded.</summary>
    public static IQueryable<StoredEvent> Looks(BatonDbContext db, Actor actor)
    {
        var signIn = actor.SignInId.ToString("D");
        var isRecorded = actor.IsAuditor || actor.IsHumanResources;
        return db.Events.Where(e => isRecorded && e.Kind == "record.viewed" && e.ActorId == actor.PersonId && e.Body!.Fields.Contains(signIn));
    }

    /// <summary>Counts from the rows just written, so that the numbers can't drift from what they count.</summary>
    private async Task CountAsync(Handover handover, CancellationToken cancellationToken)
    {
        var numbers = await NumbersOf(db, handover.Id).SingleAsync(cancellationToken);
        handover.Numbers.Items = numbers.Items;
        handover.Numbers.Settled = numbers.Settled;
        handover.Numbers.Waiting = numbers.Waiting;
        handover.Numbers.WithGaps = numbers.WithGaps;
        handover.Numbers.OpenQuestions = numbers.OpenQuestions;
        handover.Numbers.OpenMatters = numbers.OpenMatters;
        handover.Numbers.MeetingsHeld = numbers.MeetingsHeld;
    }

    /// <summary>The full computation of <see cref="HandoverNumbers"/>.</summary>
    public static IQueryable<HandoverNumbers> NumbersOf(BatonDbContext db, Guid handoverId)
    {
        var items = db.Items.Where(i => i.HandoverId == handoverId && i.State != ItemState.Withdrawn);
        return db.Handovers.Where(h => h.Id == handoverId).Select(_ => new HandoverNumbers
        {
            Items = items.Count(),
            Settled = items.Count(i => i.State == ItemState.Accepted || i.State == ItemState.Reserved),
            Waiting = items.Count(i => i.State == ItemState.Open && i.Steps.Any(s => s.DoneAt != null)),
            WithGaps = items.Count(i => i.HasGap),
            OpenQuestions = db.Questions.Count(q => q.HandoverId == handoverId && q.ResolvedAt == null),
            OpenMatters = db.Matters.Count(m => m.HandoverId == handoverId && m.ClosedAt == null),
            MeetingsHeld = db.Meetings.Count(m => m.HandoverId == handoverId && m.State == MeetingState.Held),
        });
    }
}

/// <summary>One change of one handover under its lock.</summary>
public sealed class HandoverChange(
    BatonDbContext db, EventLog events, Handover handover, Actor actor, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly HandoverAccess access = new(handover, actor);

    public BatonDbContext Db => db;
    public Handover Handover => handover;
    public HandoverAccess Access => access;
    public Actor Actor => actor;
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The instant of this change; the same for everything in it.</summary>
    public DateTimeOffset Now { get; } = time.Now();

    /// <summary>Today in the handover's zone.</summary>
    public DateOnly Today => handover.DayAt(Now);

    public bool HasRecorded { get; private set; }

    /// <summary>
    /// Writes what is no change of the handover: that somebody looked, or what stands outside log and record. The version
    /// stays, and open pages stay as they are.
    /// </summary>
    public bool WritesAside { get; set; }

    public Guid NewId() => time.NewId();

    /// <summary>
    /// Appends an event to the handover's stream. Field values: text, numbers, booleans, ids, days, instants, enums,
    /// decimals, or <see cref="Change"/> for from → to. Call it only for what really changed.
    /// </summary>
    /// <returns>The event's hash.</returns>
    public Task<byte[]> RecordAsync(string kind, Guid subjectId, params (string Name, object? Value)[] fields) =>
        RecordForAsync(null, kind, subjectId, fields);

    /// <summary>As <see cref="RecordAsync"/>, of a look: see <see cref="WritesAside"/>.</summary>
    public Task<byte[]> RecordLookAsync(string kind, Guid subjectId, params (string Name, object? Value)[] fields)
    {
        WritesAside = true;
        return AppendAsync(null, kind, subjectId, fields);
    }

    /// <summary>As <see cref="RecordAsync"/>, done on behalf of somebody else.</summary>
    public Task<byte[]> RecordForAsync(Guid? onBehalfOf, string kind, Guid subjectId, params (string Name, object? Value)[] fields)
    {
        HasRecorded = true;
        return AppendAsync(onBehalfOf, kind, subjectId, fields);
    }

    private Task<byte[]> AppendAsync(Guid? onBehalfOf, string kind, Guid subjectId, (string Name, object? Value)[] fields) =>
        events.AppendAsync(
            handover.Id, new EventToAppend(kind, subjectId, actor.PersonId, onBehalfOf, actor.Channel, Now, fields), cancellationToken);
}
