using System.Security.Cryptography;
using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items.Credentials;

/// <summary>Sealing a credential for the receiver, and its one reading.</summary>
public sealed class CredentialService(BatonDbContext db, HandoverWrite write, SignInService signIns, InstanceKey key, ILogger<CredentialService> logger)
{
    private const int SecretLength = 2000;

    /// <summary>Seals what was typed; what was sealed before for the item is destroyed.</summary>
    public Task<Outcome<Done>> SealAsync(string number, Actor actor, Guid itemId, string? secret, CancellationToken cancellationToken) =>
        WithItemAsync<Done>(number, actor, itemId, async (change, item) =>
        {
            if (!change.Access.ActsAsGiver)
            {
                return ItemRefusals.NotYours;
            }

            if (!change.Handover.IsOpen || item.Step(ProofKind.PasswordChanged) is { IsDone: true })
            {
                return ItemRefusals.WrongStage;
            }

            // 简易交接 is for what needs no ceremony.
            if (change.Handover.Form == HandoverForm.Simple)
            {
                return HandoverRefusals.NeedsFullForm;
            }

            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(secret, SecretLength, nameof(secret), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            await SealedCredential.DestroyAsync(change, item.Id);
            var credential = new SealedCredential
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, ItemId = item.Id, SealedById = actor.PersonId, SealedAt = change.Now,
            };
            credential.Seal(key, text!);
            change.Db.SealedCredentials.Add(credential);
            await change.RecordForAsync(change.Access.OnBehalfOfGiver, "credential.sealed", item.Id);
            return Done.It;
        }, cancellationToken);

    /// <summary>The giver takes it back unread; nobody sees it any more.</summary>
    public Task<Outcome<Done>> WithdrawAsync(string number, Actor actor, Guid itemId, CancellationToken cancellationToken) =>
        WithItemAsync<Done>(number, actor, itemId, async (change, item) =>
        {
            if (!change.Access.ActsAsGiver)
            {
                return ItemRefusals.NotYours;
            }

            await SealedCredential.DestroyAsync(change, item.Id);
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// The item's receiver reads it, once, with their password asked for again. That they did is on record before the
    /// answer leaves; from then on the password is theirs to change.
    /// </summary>
    public async Task<Outcome<string>> ReadAsync(string number, Actor actor, Guid itemId, string? password, CancellationToken cancellationToken)
    {
        // Only who could read it tries a password; for others it would be one try less elsewhere.
        var mayTry = await db.SealedCredentials.AnyAsync(
            c => c.ItemId == itemId && c.Sealed != null && c.ReadAt == null && db.Items.Any(i => i.Id == itemId && i.ReceiverId == actor.PersonId), cancellationToken);
        Outcome<Done> confirmed = mayTry ? await signIns.ConfirmPasswordAsync(actor, password) : Done.It;
        return await WithItemAsync<string>(number, actor, itemId, async (change, item) =>
        {
            if (actor.IsProgram)
            {
                return ApiRefusals.PersonOnly;
            }

            if (item.ReceiverId != actor.PersonId)
            {
                return ItemRefusals.NotYours;
            }

            if (change.Handover.Stage is not (Stage.HandingOver or Stage.Signing or Stage.FollowUp))
            {
                return ItemRefusals.WrongStage;
            }

            if (await Newest(change.Db.SealedCredentials, item.Id).FirstOrDefaultAsync(change.CancellationToken) is not { Sealed: not null } credential)
            {
                return ItemRefusals.NothingSealed;
            }

            if (!credential.IsUnread)
            {
                return ItemRefusals.CredentialRead;
            }

            if (!mayTry || confirmed.IsRefused)
            {
                return mayTry ? confirmed.Refusals.ToList() : ItemRefusals.NothingSealed;
            }

            string secret;
            try
            {
                secret = credential.Read(key, actor.PersonId, change.Now);
            }
            catch (CryptographicException wrong)
            {
                logger.LogError(wrong, "The credential of item {Item} was sealed with another instance key", item.Id);
                return ItemRefusals.CredentialUnreadable;
            }

            item.CredentialReadAt = change.Now;
            await change.RecordAsync("credential.read", item.Id);
            return secret;
        }, cancellationToken);
    }

    /// <summary>What was sealed last for an item.</summary>
    public static IQueryable<SealedCredential> Newest(IQueryable<SealedCredential> credentials, Guid itemId) =>
        credentials.Where(c => c.ItemId == itemId).OrderByDescending(c => c.SealedAt).ThenByDescending(c => c.Id);

    private Task<Outcome<T>> WithItemAsync<T>(
        string number, Actor actor, Guid itemId, Func<HandoverChange, Item, Task<Outcome<T>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<T>(number, actor, async change =>
        {
            var item = await change.Db.Items.Include(i => i.Steps)
                .SingleOrDefaultAsync(i => i.Id == itemId && i.HandoverId == change.Handover.Id && i.Category == Category.Systems, change.CancellationToken);
            return item is null || !change.Access.SeesContentOf(item) ? Refusal.NotFound
                : item.State == ItemState.Withdrawn ? ItemRefusals.Withdrawn
                : await act(change, item);
        }, cancellationToken);
}
