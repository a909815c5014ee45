using Baton.Web.Features.Api;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.SignOff;

// What is frozen, who has signed it and whose turn it is; frozen anew and opened again.
public sealed partial class SignService
{
    /// <summary>The revision that is being signed now, with its statements; null where nothing is frozen.</summary>
    public static async Task<Revision?> CurrentAsync(HandoverChange change) =>
        change.Handover.Stage is Stage.Signing or Stage.FollowUp
            ? await Current(change.Db.Revisions.Include(r => r.Items).Include(r => r.Statements).AsSplitQuery(), change.Handover)
                .FirstOrDefaultAsync(change.CancellationToken)
            : null;

    /// <summary>Whether 跟进确认签字 is under way: what is confirmed stands still until it is signed or reopened.</summary>
    public static async Task<bool> IsEndingAsync(HandoverChange change) =>
        change.Handover.Stage == Stage.FollowUp
        && await Current(change.Db.Revisions, change.Handover).Select(r => (RevisionPurpose?)r.Purpose).FirstOrDefaultAsync(change.CancellationToken)
            is RevisionPurpose.Completion;

    /// <summary>The newest revision, unless it was reopened or has all its signatures.</summary>
    public static IQueryable<Revision> Current(IQueryable<Revision> revisions, Handover handover) => revisions
        .Where(r => r.HandoverId == handover.Id && r.ReopenedAt == null && r.ClosedAt == null)
        .OrderByDescending(r => r.Number);

    /// <summary>Signatures that stand under a revision: made for it, or for an earlier one with the same content root.</summary>
    public static IEnumerable<Signature> Standing(Revision revision, IEnumerable<Signature> signatures) =>
        signatures.Where(s => s.Stands && revision.Statements.Exists(t =>
            t.Role == s.Role && t.PersonId == s.PersonId && t.Root.AsSpan().SequenceEqual(s.ContentRoot)));

    /// <summary>The statements that this person could sign now.</summary>
    public static List<Statement> StatementsOpenTo(Revision revision, IReadOnlyList<Signature> standing, Guid personId) =>
        [.. revision.Statements.Where(s => s.SignerId == personId && !standing.Any(x => x.Role == s.Role && x.PersonId == s.PersonId))
            .OrderBy(s => s.Turn)];

    /// <summary>Whose turn it is: the lowest turn that lacks a signature.</summary>
    public static int Turn(Revision revision, IReadOnlyList<Signature> standing) => revision.Statements
        .Where(s => !standing.Any(x => x.Role == s.Role && x.PersonId == s.PersonId))
        .Select(s => s.Turn).DefaultIfEmpty(int.MaxValue).Min();

    private static async Task<int> TurnAsync(HandoverChange change, Revision revision) => Turn(revision, await StandingAsync(change, revision));

    private static async Task<List<Signature>> StandingAsync(HandoverChange change, Revision revision) =>
        [.. Standing(revision, await change.Db.Signatures.Where(s => s.HandoverId == change.Handover.Id && s.VoidedAt == null)
            .ToListAsync(change.CancellationToken))];

    private static async Task<List<Item>> ItemsAsync(HandoverChange change) =>
        [.. (await change.Db.Items.Include(i => i.Steps).Include(i => i.TeachBacks).AsSplitQuery()
            .Where(i => i.HandoverId == change.Handover.Id && i.State != ItemState.Withdrawn)
            .ToListAsync(change.CancellationToken)).OrderBy(i => i.Category).ThenBy(i => i.Place)];

    private static async Task<Revision> FreezeAsync(
        HandoverChange change, IReadOnlyList<Item> items, RevisionPurpose purpose, Supplement? supplement = null, string? asItStandsReason = null)
    {
        var revision = await Freeze.RunAsync(change, items, purpose, supplement, asItStandsReason);
        if (purpose is RevisionPurpose.Transfer or RevisionPurpose.AsItStands)
        {
            change.Handover.Stage = Stage.Signing;
        }

        // What is signed already and unchanged keeps its signature; the rest is void, and stays on record. A supplement or
        // the completion says nothing about signatures under the transfer.
        var standing = await StandingAsync(change, revision);
        var supplementId = supplement?.Id;
        var isCompletion = purpose == RevisionPurpose.Completion;
        foreach (var signature in await change.Db.Signatures
            .Where(s => s.HandoverId == change.Handover.Id && s.VoidedAt == null
                && change.Db.Revisions.Any(r => r.Id == s.RevisionId && r.ReopenedAt != null
                    && r.SupplementId == supplementId && (r.Purpose == RevisionPurpose.Completion) == isCompletion))
            .ToListAsync(change.CancellationToken))
        {
            if (!standing.Contains(signature))
            {
                await VoidAsync(change, signature, "changed");
            }
        }

        return revision;
    }

    private static async Task ReopenAsync(HandoverChange change, string? reason)
    {
        var revision = await CurrentAsync(change) ?? throw new InvalidOperationException("Nothing is frozen.");
        revision.ReopenedAt = change.Now;
        revision.ReopenedById = change.Actor.PersonId;
        revision.ReopenReason = reason;
        if (change.Handover.Stage == Stage.Signing)
        {
            change.Handover.Stage = Stage.HandingOver;
        }

        if (revision.SupplementId is { } supplementId)
        {
            (await change.Db.Supplements.SingleAsync(s => s.Id == supplementId, change.CancellationToken)).FrozenAt = null;
        }

        await change.RecordAsync("signing.reopened", change.Handover.Id, ("revision", revision.Number), ("reason", reason));
        if (revision.Purpose == RevisionPurpose.AsItStands)
        {
            // Not closed after all: what has not passed to the caretaker goes on to whom it was meant for.
            var notReceived = await change.Db.Items.Include(i => i.Steps)
                .Where(i => i.HandoverId == change.Handover.Id && i.State == ItemState.NotReceived).ToListAsync(change.CancellationToken);
            foreach (var item in notReceived.Where(i => !i.HasPassed(change.Handover, change.Now)))
            {
                var caretaker = item.ReceiverId;
                item.Reopen();
                item.ReceiverId = item.PassedOverId;
                item.PassedOverId = null;
                item.ChangedAt = change.Now;
                item.Settle(change.Handover, change.NewId);
                await change.RecordAsync("item.changed", item.Id, ("receiver", new Events.Change(caretaker, item.ReceiverId)), ("unsettled", true));
            }
        }

        foreach (var signature in await change.Db.Signatures
            .Where(s => s.RevisionId == revision.Id && s.VoidedAt == null && (s.Role == PartyRole.Witness || s.Role == PartyRole.SecondWitness))
            .ToListAsync(change.CancellationToken))
        {
            await VoidAsync(change, signature, "reopened");
        }
    }

    /// <summary>Reopens because a party was replaced while content was frozen; nothing where it wasn't.</summary>
    /// <returns>Why it may not be reopened so; null where it was, or need not be.</returns>
    internal static async Task<Refusal?> ReopenIfFrozenAsync(HandoverChange change, string? reason)
    {
        if (await CurrentAsync(change) is null)
        {
            return null;
        }

        if (change.Actor.IsProgram)
        {
            return ApiRefusals.PersonOnly;
        }

        await ReopenAsync(change, reason);
        return null;
    }

    private static async Task VoidAsync(HandoverChange change, Signature signature, string why)
    {
        signature.VoidedAt = change.Now;
        signature.VoidReason = why;
        await change.RecordAsync("signature.voided", change.Handover.Id, ("role", signature.Role), ("person", signature.PersonId), ("why", why));
        // Both must have signed; what was signed here and has not passed yet is open again.
        if (signature.Role != PartyRole.Witness && signature.Role != PartyRole.SecondWitness)
        {
            foreach (var item in await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id && i.BothSignedAt != null
                    && change.Db.Revisions.Any(r => r.Id == signature.RevisionId && r.Purpose != RevisionPurpose.Completion
                        && r.Items.Any(x => x.ItemId == i.Id)))
                .ToListAsync(change.CancellationToken))
            {
                if ((signature.Role == PartyRole.Giver || item.ReceiverId == signature.PersonId) && !item.HasPassed(change.Handover, change.Now))
                {
                    item.BothSignedAt = null;
                }
            }
        }
    }
}
