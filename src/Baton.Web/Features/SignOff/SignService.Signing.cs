using Baton.Evidence;
using Baton.Web.Features.Accounts;
using Baton.Web.Features.Api;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.SignOff;

// A signature: by the signer or in their stead, and what follows from the last of them.
public sealed partial class SignService
{
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

    /// <summary>Their password, asked for again. Where nothing is to be signed, or not for them to see, none is tried: it would be one try less elsewhere.</summary>
    private async Task<Outcome<Done>> ConfirmAsync(string number, Actor actor, string? password, CancellationToken cancellationToken) =>
        await db.Handovers.Where(HandoverAccess.Visible(actor)).AnyAsync(
            h => h.Number == number && db.Revisions.Any(r => r.HandoverId == h.Id && r.ReopenedAt == null && r.ClosedAt == null), cancellationToken)
            ? await signIns.ConfirmPasswordAsync(actor, password) : AccountRefusals.WrongPassword.On("password");

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
