using Baton.Evidence;
using Baton.Tests.Host;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.SignOff;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Races;

/// <summary>What is true of every handover after every act, whatever happened (product.md sections 2 and 3).</summary>
public static class Invariants
{
    public static Task HoldAsync(TestApp app, Guid handoverId) => app.ReadAsync(async db =>
    {
        var handover = await db.Handovers.AsNoTracking().Include(h => h.Parties).AsSplitQuery().SingleAsync(h => h.Id == handoverId);
        var items = await db.Items.AsNoTracking().Include(i => i.Steps).AsSplitQuery().Where(i => i.HandoverId == handoverId).ToListAsync();
        var revisions = await db.Revisions.AsNoTracking().Include(r => r.Statements).Include(r => r.Items).AsSplitQuery()
            .Where(r => r.HandoverId == handoverId).OrderBy(r => r.Number).ToListAsync();
        var signatures = await db.Signatures.AsNoTracking().Where(s => s.HandoverId == handoverId).ToListAsync();

        await TheChainProvesItselfAsync(db, handoverId);
        await TheNumbersAreThoseOfTheRowsAsync(db, handover);
        foreach (var item in items.Where(i => i.IsSettled))
        {
            // With reservation, a step may remain; what is there and what was understood may not (docs/decisions/0009).
            var missing = item.OpenSteps.Where(s => item.State == ItemState.Accepted || s.Kind.HasFigures() || (s.Kind == ProofKind.TaughtBack && item.Importance == Importance.Critical));
            Assert.True(!missing.Any(), $"{item.Title} is {item.State} without {string.Join(", ", missing.Select(s => s.Kind))}");
            Assert.False(item.AwaitsWitness, $"{item.Title} is settled and waits for the witness");
        }

        foreach (var item in items.Where(i => i.State == ItemState.NotReceived))
        {
            Assert.True(item.ReceiverId == handover.Caretaker?.PersonId, $"{item.Title} was not received, and the caretaker does not hold it");
        }

        Assert.Equal(Enumerable.Range(1, revisions.Count), revisions.Select(r => r.Number));
        var open = revisions.Where(r => r is { ReopenedAt: null, ClosedAt: null }).ToList();
        Assert.True(open.Count <= 1, "Two revisions are being signed at once.");
        if (handover.Stage != Stage.Cancelled)
        {
            Assert.Equal(handover.Stage == Stage.Signing, open.Exists(r => r.Purpose is RevisionPurpose.Transfer or RevisionPurpose.AsItStands));
        }

        foreach (var revision in revisions)
        {
            NobodySignsTwiceOrWhatTheyWereNotShown(revision, [.. signatures.Where(s => s.RevisionId == revision.Id)]);
            if (revision.ClosedAt is not null)
            {
                Assert.Equal(int.MaxValue, SignService.Turn(revision, [.. SignService.Standing(revision, signatures)]));
            }
        }

        foreach (var revision in open.Where(r => r.Purpose != RevisionPurpose.Completion))
        {
            WhatIsSignedStandsStill(revision, items);
        }

        return true;
    });

    private static async Task TheChainProvesItselfAsync(BatonDbContext db, Guid stream)
    {
        var verifier = new ChainVerifier(stream);
        await foreach (var e in db.Events.AsNoTracking().Include(e => e.Body).Where(e => e.StreamId == stream).OrderBy(e => e.Sequence).AsAsyncEnumerable())
        {
            verifier.Add(new StoredEvent(
                e.StreamId, e.Sequence, e.Header, e.Hash, e.Body?.Fields,
                new EventFacts(e.Kind, e.SubjectId, e.ActorId, e.OnBehalfOfId, e.Channel, e.At.ToUnixTimeMilliseconds())));
        }

        Assert.Null(verifier.Finish().Fault);
    }

    private static async Task TheNumbersAreThoseOfTheRowsAsync(BatonDbContext db, Handover handover) =>
        Assert.Equivalent(await HandoverWrite.NumbersOf(db, handover.Id).SingleAsync(), handover.Numbers);

    private static void NobodySignsTwiceOrWhatTheyWereNotShown(Revision revision, List<Signature> signatures)
    {
        var standing = signatures.Where(s => s.Stands).Select(s => (s.Role, s.PersonId)).ToList();
        Assert.Equal(standing.Distinct().Count(), standing.Count);
        Assert.All(signatures, s => Assert.Contains(
            revision.Statements, t => t.Role == s.Role && t.PersonId == s.PersonId && t.Root.AsSpan().SequenceEqual(s.ContentRoot)));
    }

    /// <summary>While a revision is being signed, what stands in it is what stands in the list.</summary>
    private static void WhatIsSignedStandsStill(Revision revision, List<Item> items)
    {
        var frozen = Sheet.FromJson(revision.Sheet).Rows;
        Assert.Equal(
            items.Where(i => i.State != ItemState.Withdrawn && i.SupplementId == revision.SupplementId).Select(i => i.Id).Order(), frozen.Select(r => r.ItemId).Order());
        Assert.All(frozen, row =>
        {
            var item = items.Single(i => i.Id == row.ItemId);
            // 简易交接 freezes as accepted what the receiver's signature will accept.
            Assert.True(item.State == row.State || (item.State == ItemState.Open && row.State == ItemState.Accepted), $"{item.Title}: {row.State} was frozen, {item.State} stands");
            Assert.Equal((item.Title, item.ReceiverId, item.Importance), (row.Title, row.ReceiverId, row.Importance));
        });
    }
}
