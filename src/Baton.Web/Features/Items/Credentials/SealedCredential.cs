using Baton.Web.Features.Handovers;
using Baton.Web.Features.People;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Items.Credentials;

/// <summary>
/// A credential that the giver sealed for an item's receiver (product.md section 5): encrypted by a key outside the
/// database, read once, destroyed once the password is changed.
/// </summary>
public sealed class SealedCredential
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Guid ItemId { get; init; }
    public Guid SealedById { get; init; }
    public DateTimeOffset SealedAt { get; init; }

    /// <summary>As <see cref="InstanceKey.Encrypt"/> wrote it; null once it is destroyed.</summary>
    public byte[]? Sealed { get; private set; }

    public Guid? ReadById { get; private set; }
    public Person? ReadBy { get; init; }
    public DateTimeOffset? ReadAt { get; private set; }
    public DateTimeOffset? DestroyedAt { get; private set; }

    public bool IsUnread => Sealed is not null && ReadAt is null;

    /// <summary>Bound to its item and itself, so that no row opens in another's place.</summary>
    private string Purpose => $"baton:credential:1:{ItemId:D}:{Id:D}";

    public void Seal(InstanceKey key, string secret) => Sealed = key.Encrypt(System.Text.Encoding.UTF8.GetBytes(secret), Purpose);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The key is not the one that it was sealed with.</exception>
    public string Read(InstanceKey key, Guid reader, DateTimeOffset now)
    {
        var secret = System.Text.Encoding.UTF8.GetString(key.Decrypt(Sealed!, Purpose));
        (ReadById, ReadAt) = (reader, now);
        return secret;
    }

    /// <summary>Destroys what is sealed for an item, or in the whole handover: it has served, or never will.</summary>
    public static async Task DestroyAsync(HandoverChange change, Guid? itemId)
    {
        foreach (var credential in await change.Db.SealedCredentials
            .Where(c => c.HandoverId == change.Handover.Id && (itemId == null || c.ItemId == itemId) && c.Sealed != null).ToListAsync(change.CancellationToken))
        {
            credential.Sealed = null;
            credential.DestroyedAt = change.Now;
            await change.RecordAsync("credential.destroyed", credential.ItemId);
        }
    }
}

internal sealed class SealedCredentialMap : IEntityTypeConfiguration<SealedCredential>
{
    public void Configure(EntityTypeBuilder<SealedCredential> credential)
    {
        credential.Property(c => c.Id).ValueGeneratedNever();
        credential.HasIndex(c => new { c.HandoverId, c.ItemId });
        credential.HasOne<Item>().WithMany().HasForeignKey(c => c.ItemId).OnDelete(DeleteBehavior.Restrict);
        credential.HasOne(c => c.ReadBy).WithMany().HasForeignKey(c => c.ReadById).OnDelete(DeleteBehavior.Restrict);
        credential.Ignore(c => c.IsUnread);
    }
}
