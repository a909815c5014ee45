using Baton.Evidence;
using Baton.Web.Data;
using Baton.Web.Features.Accounts;
using Baton.Web.Features.Api;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.SignOff;

/// <summary>What comes with a signature.</summary>
public sealed class SignForm
{
    public string? Password { get; set; }

    /// <summary>A PNG as data URL, or nothing.</summary>
    public string? Drawn { get; set; }

    /// <summary>The signing agreement of <see cref="SignService.AgreementVersion"/>, where it was not accepted before.</summary>
    public bool Agree { get; set; }

    /// <summary>The content root that the signer was shown, hex.</summary>
    public string? Root { get; set; }
}

/// <summary>Freezing, signing, refusing and reopening; for the transfer, a supplement and the completion alike.</summary>
public sealed class SignService(BatonDbContext db, HandoverWrite write, SignInService signIns)
{
    public const int AgreementVersion = 1;
    private const int ReasonLength = 2000;
    private const int MostDrawnBytes = 256 * 1024;
    private const string PngPrefix = "data:image/png;base64,";

    /// <summary>Freezes the content for the transfer signatures. Every finding before signing must be solved.</summary>
    public Task<Outcome<Revision>> StartAsync(string number, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Revision>(number, actor, async change =>
        {
            if (!change.Access.ActsAsGiver && !change.Access.IsWitness && !change.Access.IsLead)
            {
                return SignRefusals.NotYours;
            }

            if (change.Handover.Stage != Stage.HandingOver)
            {
                return SignRefusals.WrongStage;
            }

            var facts = await FindingFacts.LoadAsync(change.Db, change.Handover, change.Now, change.CancellationToken);
            if (change.Handover.Form == HandoverForm.Simple && facts.NeedsFullForm)
            {
                // Added since the list was submitted.
                return HandoverRefusals.NeedsFullForm.With(SimpleForm.MostItems);
            }

            if (Findings.ToSolve(facts).Count(f => f.Gate == FindingGate.Signing) is > 0 and var open)
            {
                return SignRefusals.FindingsOpen.With(open);
            }

            var items = await ItemsAsync(change);
            var bySigning = items.Where(i => !i.IsSettled).ToList();
            if (bySigning.Count > 0 && !change.Access.ActsAsGiver)
            {
                // In the simple form the giver's signature also says that the rest was explained.
                return SignRefusals.NotYours;
            }

            foreach (var step in bySigning.SelectMany(i => i.OpenSteps).Where(s => s.Kind.IsGivers()).ToList())
            {
                step.Do(change.Now, change.Actor.PersonId, change.Access.OnBehalfOfGiver);
                await change.RecordForAsync(change.Access.OnBehalfOfGiver, "step.done", step.ItemId, ("step", step.Kind));
            }

            return await FreezeAsync(change, items, RevisionPurpose.Transfer);
        }, cancellationToken);

    /// <summary>
    /// 现状交接, from the last working day on: settled items pass; the rest go, marked 未接收, to the caretaker.
    /// </summary>
    public Task<Outcome<Revision>> CloseAsItStandsAsync(string number, Actor actor, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Revision>(number, actor, async change =>
        {
            var handover = change.Handover;
            if (!change.Access.IsLead && !change.Access.IsWitness)
            {
                return SignRefusals.NotYours;
            }

            if (handover.IsRequest || handover.Stage is not (Stage.Preparing or Stage.HandingOver or Stage.Signing))
            {
                return SignRefusals.WrongStage;
            }

            if (change.Today < handover.LastWorkingDay)
            {
                return SignRefusals.NotLastDay.With(handover.LastWorkingDay);
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, ReasonLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            if (await CurrentAsync(change) is { Purpose: RevisionPurpose.AsItStands })
            {
                return SignRefusals.WrongStage;
            }

            var items = await ItemsAsync(change);
            if (items.Exists(i => !i.IsSettled) && handover.Caretaker?.PersonId is null)
            {
                return SignRefusals.NoCaretaker;
            }

            if (await ReopenIfFrozenAsync(change, text!) is { } frozen)
            {
                return frozen;
            }

            handover.TransferAt ??= change.Now;
            await change.RecordAsync("handover.closed-as-it-stands", handover.Id, ("reason", text));
            foreach (var item in items.Where(i => !i.IsSettled))
            {
                var before = item.ReceiverId;
                item.State = ItemState.NotReceived;
                item.AwaitsWitness = false;
                item.PassedOverId = item.ReceiverId;
                item.ReceiverId = handover.Caretaker!.PersonId;
                item.ChangedAt = change.Now;
                item.Settle(change.Handover, change.NewId);
                await change.RecordAsync("item.not-received", item.Id, ("receiver", new Events.Change(before, item.ReceiverId)));
            }

            return await FreezeAsync(change, items, RevisionPurpose.AsItStands, asItStandsReason: text);
        }, cancellationToken);

    /// <summary>Freezes a 补充清单 for its own signatures.</summary>
    public Task<Outcome<Revision>> StartSupplementAsync(string number, Actor actor, Guid supplementId, CancellationToken cancellationToken) =>
        write.RunAsync<Revision>(number, actor, async change =>
        {
            if (!change.Access.ActsAsGiver && !change.Access.IsWitness && !change.Access.IsLead)
            {
                return SignRefusals.NotYours;
            }

            var supplement = await change.Db.Supplements.SingleOrDefaultAsync(
                s => s.Id == supplementId && s.HandoverId == change.Handover.Id, change.CancellationToken);
            if (supplement is null)
            {
                return Refusal.NotFound;
            }

            if (change.Handover.Stage != Stage.FollowUp || supplement.FrozenAt is not null || await CurrentAsync(change) is not null)
            {
                return SignRefusals.WrongStage;
            }

            var items = (await ItemsAsync(change)).Where(i => i.SupplementId == supplementId).ToList();
            if (items.Count == 0 || items.Exists(i => !i.IsSettled))
            {
                return FollowUpRefusals.NotSettled;
            }

            var facts = await FindingFacts.LoadAsync(change.Db, change.Handover, change.Now, change.CancellationToken);
            if (change.Handover.Form == HandoverForm.Simple && facts.NeedsFullForm)
            {
                return HandoverRefusals.NeedsFullForm.With(SimpleForm.MostItems);
            }

            if (Findings.OfSupplement(facts, supplementId).Count() is > 0 and var open)
            {
                return SignRefusals.FindingsOpen.With(open);
            }

            supplement.FrozenAt = change.Now;
            return await FreezeAsync(change, items, RevisionPurpose.Supplement, supplement);
        }, cancellationToken);

    /// <summary>Freezes what was reached, for 跟进确认签字. Every finding before completion must be solved or waived.</summary>
    public Task<Outcome<Revision>> StartCompletionAsync(string number, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Revision>(number, actor, async change =>
        {
            if (await FollowUpService.NotReadyAsync(change) is { } refusal)
            {
                return refusal;
            }

            if (await CurrentAsync(change) is not null)
            {
                return SignRefusals.WrongStage;
            }

            return await FreezeAsync(change, await ItemsAsync(change), RevisionPurpose.Completion);
        }, cancellationToken);

    /// <summary>
    /// Signs as oneself, or as deputy or proxy for whom one stands in; the password is asked for again. In 简易交接 a
    /// receiver's signature also accepts what was open.
    /// </summary>
    public async Task<Outcome<Signature>> SignAsync(string number, Actor actor, SignForm form, CancellationToken cancellationToken)
    {
        if (actor.IsProgram)
        {
            return ApiRefusals.PersonOnly;
        }

        var confirmed = await ConfirmAsync(number, actor, form.Password, cancellationToken);
        return await write.RunAsync<Signature>(number, actor, async change =>
        {
            if (await CurrentAsync(change) is not { } revision)
            {
                return SignRefusals.WrongStage;
            }

            var statements = StatementsOpenTo(revision, await StandingAsync(change, revision), actor.PersonId);
            if (statements.Count == 0)
            {
                return revision.Statements.Exists(s => s.SignerId == actor.PersonId) ? SignRefusals.AlreadySigned : SignRefusals.NotYours;
            }

            var statement = statements[0];
            if (statement.Turn > await TurnAsync(change, revision))
            {
                return SignRefusals.NotYourTurn;
            }

            if (confirmed.IsRefused)
            {
                return confirmed.Refusals.ToList();
            }

            if (form.Root != Convert.ToHexStringLower(statement.Root))
            {
                return SignRefusals.Stale;
            }

            if (await AcceptAgreementAsync(change, form) is { } disagreement)
            {
                return disagreement;
            }

            var drawn = Drawn(form.Drawn);
            if (drawn.IsRefused)
            {
                return drawn.Refusals.ToList();
            }

            return await AddAsync(change, revision, statement, SignatureMethod.Password, drawn.Value, null);
        }, cancellationToken);
    }

    /// <summary>Somebody declines to sign and says why. Signing stays open until reopened, or closed by 拒签说明.</summary>
    public Task<Outcome<Done>> RefuseAsync(string number, Actor actor, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            if (await CurrentAsync(change) is not { } revision)
            {
                return SignRefusals.WrongStage;
            }

            if (StatementsOpenTo(revision, await StandingAsync(change, revision), actor.PersonId).Count == 0)
            {
                return revision.Statements.Exists(s => s.SignerId == actor.PersonId) ? SignRefusals.AlreadySigned : SignRefusals.NotYours;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, ReasonLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            change.Db.SigningRefusals.Add(new SigningRefused
            {
                Id = change.NewId(), RevisionId = revision.Id, PersonId = actor.PersonId, At = change.Now, Reason = text!,
            });
            await change.RecordAsync("signature.refused", change.Handover.Id, ("revision", revision.Number), ("reason", text));
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// The witness's 拒签说明 or 未到场说明 in place of a signature, or the record of one made on the printed sheet. The
    /// witness's own can be on paper only. In the completion, those who have left are excused with a note. The password is
    /// asked for again, as for a signature.
    /// </summary>
    public async Task<Outcome<Signature>> StandInAsync(
        string number, Actor actor, PartyRole role, Guid personId, SignatureMethod method, string? words, string? password, CancellationToken cancellationToken)
    {
        var confirmed = await ConfirmAsync(number, actor, password, cancellationToken);
        return await write.RunAsync<Signature>(number, actor, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            if (!change.Access.IsWitness || method == SignatureMethod.Password)
            {
                return SignRefusals.NotYours;
            }

            if (await CurrentAsync(change) is not { } revision)
            {
                return SignRefusals.WrongStage;
            }

            var standing = await StandingAsync(change, revision);
            if (revision.Statements.Find(s => s.Role == role && s.PersonId == personId && s.SignerId == personId) is not { } statement)
            {
                return Refusal.NotFound;
            }

            if (standing.Exists(s => s.Role == role && s.PersonId == personId))
            {
                return SignRefusals.AlreadySigned;
            }

            if (statement.Turn > await TurnAsync(change, revision))
            {
                return SignRefusals.NotYourTurn;
            }

            if ((statement.Turn == Slot.WitnessTurn && method != SignatureMethod.Paper)
                || (method == SignatureMethod.Excused) != (revision.Purpose == RevisionPurpose.Completion && method != SignatureMethod.Paper))
            {
                return SignRefusals.MethodNotHere;
            }

            // A statement accepts nothing: what 简易交接 left to the receiver's signature goes on by 现状交接.
            if (method is SignatureMethod.RefusalStatement or SignatureMethod.AbsenceStatement && statement.Turn == Slot.ReceiverTurn)
            {
                var ids = revision.Items.Where(i => i.ReceiverId == personId).Select(i => i.ItemId).ToList();
                if (await change.Db.Items.AnyAsync(i => ids.Contains(i.Id) && i.State == ItemState.Open, change.CancellationToken))
                {
                    return SignRefusals.NotAccepted;
                }
            }

            if (method == SignatureMethod.Excused && await change.Db.People.AnyAsync(p => p.Id == personId && p.Active, change.CancellationToken))
            {
                return SignRefusals.NotGone;
            }

            if (method == SignatureMethod.RefusalStatement
                && !await change.Db.SigningRefusals.AnyAsync(r => r.RevisionId == revision.Id && r.PersonId == personId, change.CancellationToken)
                && !await change.Db.ContactAttempts.AnyAsync(a => a.HandoverId == change.Handover.Id && a.PersonId == personId, change.CancellationToken))
            {
                return SignRefusals.NothingRefused;
            }

            if (method == SignatureMethod.AbsenceStatement
                && !await change.Db.ContactAttempts.AnyAsync(a => a.HandoverId == change.Handover.Id && a.PersonId == personId, change.CancellationToken))
            {
                return SignRefusals.NoAttempts;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(words, ReasonLength, nameof(words), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            return confirmed.IsRefused ? confirmed.Refusals.ToList() : await AddAsync(change, revision, statement, method, null, text);
        }, cancellationToken);
    }

    /// <summary>
    /// A party reopens with a reason: back to the walkthrough. The witness's signature is void at once, others only where
    /// their own statement will have changed when the content freezes again.
    /// </summary>
    public Task<Outcome<Done>> ReopenAsync(string number, Actor actor, string? reason, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(number, actor, async change =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            if (!change.Handover.Parties.Exists(p => p.IsCurrent && p.PersonId == actor.PersonId) && !change.Access.IsLead)
            {
                return SignRefusals.NotYours;
            }

            if (await CurrentAsync(change) is null)
            {
                return SignRefusals.WrongStage;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(reason, ReasonLength, nameof(reason), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            await ReopenAsync(change, text);
            return Done.It;
        }, cancellationToken);

    /// <summary>The revision that is being signed now, with its statements; null where nothing is frozen.</summary>
    public static async Task<Revision?> CurrentAsync(HandoverChange change) =>
        change.Handover.Stage is Stage.Signing or Stage.FollowUp
            ? await Current(change.Db.Revisions.Include(r => r.Items).Include(r => r.Statements).AsSplitQuery(), change.Handover)
                .FirstOrDefaultAsync(change.CancellationToken)
            : null;

    /// <summary>Their password, asked for again. Where nothing is to be signed, or not for them to see, none is tried: it would be one try less elsewhere.</summary>
    private async Task<Outcome<Done>> ConfirmAsync(string number, Actor actor, string? password, CancellationToken cancellationToken) =>
        await db.Handovers.Where(HandoverAccess.Visible(actor)).AnyAsync(
            h => h.Number == number && db.Revisions.Any(r => r.HandoverId == h.Id && r.ReopenedAt == null && r.ClosedAt == null), cancellationToken)
            ? await signIns.ConfirmPasswordAsync(actor, password) : AccountRefusals.WrongPassword.On("password");

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

    private static async Task<Refusal?> AcceptAgreementAsync(HandoverChange change, SignForm form)
    {
        var person = change.Actor.PersonId;
        if (await change.Db.AgreementAcceptances.AnyAsync(a => a.PersonId == person && a.AgreementVersion == AgreementVersion, change.CancellationToken))
        {
            return null;
        }

        if (!form.Agree)
        {
            return SignRefusals.AgreementNeeded.On(nameof(form.Agree));
        }

        change.Db.AgreementAcceptances.Add(new AgreementAcceptance { PersonId = person, AgreementVersion = AgreementVersion, At = change.Now });
        await change.RecordAsync("agreement.accepted", person, ("version", AgreementVersion));
        return null;
    }

    /// <summary>A PNG of at most 256 KiB, by its first bytes; nothing where nothing was drawn.</summary>
    private static Outcome<byte[]?> Drawn(string? dataUrl)
    {
        if (string.IsNullOrEmpty(dataUrl))
        {
            return (byte[]?)null;
        }

        var buffer = new byte[MostDrawnBytes];
        return dataUrl.StartsWith(PngPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(dataUrl[PngPrefix.Length..], buffer, out var length)
            && buffer.AsSpan(0, length).StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
                ? buffer[..length]
                : SignRefusals.DrawnUnreadable;
    }

    private static async Task<Outcome<Signature>> AddAsync(
        HandoverChange change, Revision revision, Statement statement, SignatureMethod method, byte[]? drawn, string? words)
    {
        var signature = new Signature
        {
            Id = change.NewId(), RevisionId = revision.Id, HandoverId = change.Handover.Id, Role = statement.Role, PersonId = statement.PersonId,
            MadeById = change.Actor.PersonId, Method = method, SignedAt = change.Now, ContentRoot = statement.Root,
            Envelope = SignerEnvelope.For(statement.Root, revision.Number, revision.FreezingEventHash).Encode(), Drawn = drawn, Statement = words,
        };
        change.Db.Signatures.Add(signature);
        await change.RecordForAsync(
            statement.PersonId == change.Actor.PersonId ? null : statement.PersonId, "signature.made", change.Handover.Id,
            ("role", statement.Role), ("person", statement.PersonId), ("method", method), ("revision", revision.Number),
            ("contentRoot", Convert.ToHexStringLower(statement.Root)), ("envelope", Convert.ToHexStringLower(SignerEnvelope.Hash(signature.Envelope))),
            ("words", words), ("drawn", drawn is null ? null : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(drawn))));

        var standing = (await StandingAsync(change, revision)).Append(signature).DistinctBy(s => (s.Role, s.PersonId)).ToList();
        if (revision.Purpose != RevisionPurpose.Completion)
        {
            await SettleBySignatureAsync(change, revision, statement, method, standing);
        }

        if (Turn(revision, standing) == int.MaxValue)
        {
            await CloseAsync(change, revision);
        }

        return signature;
    }

    /// <summary>What a signature settles: acceptance in the simple form, and for which items both have now signed.</summary>
    private static async Task SettleBySignatureAsync(
        HandoverChange change, Revision revision, Statement statement, SignatureMethod method, List<Signature> standing)
    {
        bool HasSigned(Func<Statement, bool> whose) => revision.Statements.Where(whose)
            .All(s => standing.Exists(x => x.Role == s.Role && x.PersonId == s.PersonId));
        var giverSigned = HasSigned(s => s.Role == PartyRole.Giver);
        var ids = revision.Items.Select(i => i.ItemId).ToList();
        var items = await change.Db.Items.Include(i => i.Steps).Where(i => ids.Contains(i.Id)).ToListAsync(change.CancellationToken);
        foreach (var item in items.Where(i => i.BothSignedAt is null && i.ReceiverId is not null))
        {
            if (item.State == ItemState.Open && statement.Turn == Slot.ReceiverTurn && statement.PersonId == item.ReceiverId
                && method is SignatureMethod.Password or SignatureMethod.Paper)
            {
                foreach (var step in item.OpenSteps.ToList())
                {
                    step.DoBySigning(change.Now, statement.PersonId);
                }

                item.State = ItemState.Accepted;
                item.SettledAt = change.Now;
                await change.RecordAsync("item.accepted", item.Id, ("bySigning", true));
            }

            if (giverSigned && item.State is not ItemState.Open && HasSigned(s => s.Turn == Slot.ReceiverTurn && s.PersonId == item.ReceiverId))
            {
                item.BothSignedAt = change.Now;
            }
        }
    }

    /// <summary>What was accepted with reservation remains to be done, by its date and owner: a 遗留事项 from now on.</summary>
    private static async Task CarryReservationsAsync(HandoverChange change, Revision revision)
    {
        var ids = revision.Items.Select(i => i.ItemId).ToList();
        foreach (var item in await change.Db.Items.Where(i => ids.Contains(i.Id) && i.State == ItemState.Reserved).ToListAsync(change.CancellationToken))
        {
            var matter = new Matter
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, ItemId = item.Id, Title = Matter.TitleOf(item.ReservationText!),
                OwnerId = item.ReservationOwnerId!.Value, DueOn = item.ReservationDue!.Value, RaisedById = item.ReceiverId!.Value, RaisedAt = change.Now,
            };
            change.Db.Matters.Add(matter);
            await change.RecordAsync("matter.raised", item.Id, ("title", matter.Title), ("owner", matter.OwnerId), ("due", matter.DueOn));
        }
    }

    private static async Task CloseAsync(HandoverChange change, Revision revision)
    {
        var handover = change.Handover;
        revision.ClosedAt = change.Now;
        if (revision.Purpose != RevisionPurpose.Completion)
        {
            await CarryReservationsAsync(change, revision);
        }

        switch (revision.Purpose)
        {
            case RevisionPurpose.Transfer or RevisionPurpose.AsItStands:
                handover.Stage = Stage.FollowUp;
                handover.SignedOffAt = change.Now;
                await change.RecordAsync("handover.signed-off", handover.Id, ("revision", revision.Number), ("purpose", revision.Purpose));
                await FollowUpPlan.BeginAsync(change);
                break;
            case RevisionPurpose.Supplement:
                (await change.Db.Supplements.SingleAsync(s => s.Id == revision.SupplementId, change.CancellationToken)).SignedOffAt = change.Now;
                await change.RecordAsync("supplement.signed-off", handover.Id, ("revision", revision.Number));
                break;
            case RevisionPurpose.Completion:
                await FollowUpService.CompleteAsync(change);
                break;
        }
    }
}

/// <summary>What signing may be refused for.</summary>
public static class SignRefusals
{
    public static readonly Refusal NotYours = new("sign.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal WrongStage = new("sign.wrong-stage", RefusalKind.Conflict);
    public static readonly Refusal FindingsOpen = new("sign.findings-open", RefusalKind.Conflict);
    public static readonly Refusal NotLastDay = new("sign.not-last-day", RefusalKind.Conflict);
    public static readonly Refusal NoCaretaker = new("sign.no-caretaker", RefusalKind.Conflict);
    public static readonly Refusal AlreadySigned = new("sign.already-signed", RefusalKind.Conflict);
    public static readonly Refusal NotYourTurn = new("sign.not-your-turn", RefusalKind.Conflict);
    /// <summary>The content was frozen again after the signer was shown it.</summary>
    public static readonly Refusal Stale = new("sign.stale", RefusalKind.Conflict);
    public static readonly Refusal AgreementNeeded = new("sign.agreement-needed");
    public static readonly Refusal DrawnUnreadable = new("sign.drawn-unreadable");
    public static readonly Refusal MethodNotHere = new("sign.method-not-here", RefusalKind.Conflict);
    public static readonly Refusal NothingRefused = new("sign.nothing-refused", RefusalKind.Conflict);
    public static readonly Refusal NotAccepted = new("sign.not-accepted", RefusalKind.Conflict);
    /// <summary>免签: only for who is no longer with the company.</summary>
    public static readonly Refusal NotGone = new("sign.not-gone", RefusalKind.Conflict);
    public static readonly Refusal NoAttempts = new("sign.no-attempts", RefusalKind.Conflict);
}
