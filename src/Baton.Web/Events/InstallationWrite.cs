using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Events;

/// <summary>
/// The one way to write what belongs to the installation itself (accounts, roles, people, settings): open the
/// transaction, take the installation's lock, only then read and check; change, append events; commit both together.
/// A refusal rolls everything back.
/// </summary>
public sealed class InstallationWrite(BatonDbContext db, EventLog events, WriteTerms terms, TimeProvider time)
{
    /// <summary>
    /// For whoever holds one of the roles, as the database says once the lock is held. For others the answer is that
    /// of a page that does not exist.
    /// </summary>
    public Task<Outcome<T>> RunAsync<T>(
        Actor actor, SystemRoles anyOf, Func<InstallationChange, Task<Outcome<T>>> change, CancellationToken cancellationToken) =>
        RunAsync(actor.PersonId, actor.Channel, async session =>
        {
            session.Roles = await db.Users
                .Where(a => a.Id == actor.AccountId && a.DeactivatedAt == null)
                .Select(a => a.Roles)
                .SingleOrDefaultAsync(cancellationToken);
            return (session.Roles & anyOf) == 0 ? Refusal.NotFound : await change(session);
        }, cancellationToken);

    /// <summary>For what people do with their own account, with or without being signed in.</summary>
    /// <param name="actorId">The person who acts.</param>
    public async Task<Outcome<T>> RunAsync<T>(
        Guid actorId, string channel, Func<InstallationChange, Task<Outcome<T>>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        await db.LockInstallationAsync(cancellationToken);
        // What was read before the lock may be stale by now.
        db.ChangeTracker.Clear();
        if (!await terms.ClaimAsync(cancellationToken))
        {
            return ApiRefusals.KeyTaken;
        }

        var session = new InstallationChange(db, events, actorId, channel, time, cancellationToken);
        var outcome = await change(session);
        if (outcome.IsRefused)
        {
            db.ChangeTracker.Clear();
            return outcome;
        }

        if (session.HasRecorded)
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return outcome;
    }
}

/// <summary>One change of the installation under its lock.</summary>
public sealed class InstallationChange(
    BatonDbContext db, EventLog events, Guid actorId, string channel, TimeProvider time, CancellationToken cancellationToken)
{
    public BatonDbContext Db => db;
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whose act it is. An invitation finds this out only once it has been read.</summary>
    public Guid ActorId { get; set; } = actorId;

    /// <summary>The actor's roles under the lock; none where the act needs none.</summary>
    public SystemRoles Roles { get; internal set; }

    /// <summary>The instant of this change; the same for everything in it.</summary>
    public DateTimeOffset Now { get; } = time.Now();

    public bool HasRecorded { get; private set; }

    public Guid NewId() => time.NewId();

    /// <summary>Appends an event to the installation's stream. Call it only for what really changed.</summary>
    public async Task RecordAsync(string kind, Guid subjectId, params (string Name, object? Value)[] fields)
    {
        HasRecorded = true;
        await events.AppendAsync(
            Streams.Installation, new EventToAppend(kind, subjectId, ActorId, null, channel, Now, fields), cancellationToken);
    }

    /// <summary>As <see cref="RecordAsync"/>, with only those fields whose values differ; none differs, no event.</summary>
    public async Task RecordChangesAsync(string kind, Guid subjectId, params (string Name, object? From, object? To)[] fields)
    {
        var changed = fields.Where(f => !Equals(f.From, f.To))
            .Select(f => (f.Name, (object?)new Change(f.From, f.To))).ToArray();
        if (changed.Length > 0)
        {
            await RecordAsync(kind, subjectId, changed);
        }
    }
}
