using Baton.Web.Data;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Baton.Web.Features.Api;

/// <summary>
/// On what terms this request writes: the version of the handover that it must meet (If-Match), and the key under which it
/// is done only once (Idempotency-Key). Pages set none.
/// </summary>
public sealed class WriteTerms(BatonDbContext db)
{
    /// <summary>The handover's version that the caller saw; null where any will do.</summary>
    public long? SeenVersion { get; set; }

    /// <summary>Not kept yet; <see cref="ClaimAsync"/> does that.</summary>
    public OnceKey? Key { get; set; }

    /// <summary>The version of the handover as this request read or left it: its ETag.</summary>
    public long? Version { get; set; }

    /// <summary>
    /// Takes the key inside the transaction of what it stands for, so that both are kept or neither: after a crash the
    /// same request finds its key, or may be done anew.
    /// </summary>
    /// <returns>False where another request has it.</returns>
    public async Task<bool> ClaimAsync(CancellationToken cancellationToken) =>
        Key is null || await db.InsertOnceAsync(Key, cancellationToken);
}

/// <summary>What was answered to a request with an Idempotency-Key; kept for a day.</summary>
public sealed class OnceKey
{
    public const int MaxLength = 255;
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    public Guid AccountId { get; init; }
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, address and body: the same key with another request is refused.</summary>
    public required byte[] RequestHash { get; init; }
    public DateTimeOffset At { get; init; }

    // The answer; null while it is not known, or where it was lost with a crash.
    public int? Status { get; set; }
    public string? Body { get; set; }
    public string? Location { get; set; }
    public string? Tag { get; set; }
}

internal sealed class OnceKeyMap : IEntityTypeConfiguration<OnceKey>
{
    public void Configure(EntityTypeBuilder<OnceKey> key)
    {
        key.HasKey(k => new { k.AccountId, k.Key });
        key.Property(k => k.Key).HasMaxLength(OnceKey.MaxLength);
        key.HasIndex(k => k.At);
        key.HasOne<Account>().WithMany().HasForeignKey(k => k.AccountId);
    }
}
