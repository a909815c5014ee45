using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Web.Identity;

/// <summary>
/// With it a program acts for the account's owner, with their rights of that moment. Only the SHA-256 of the secret is
/// kept. Read at every request, so that revoking it takes effect at once on every node.
/// </summary>
public sealed class ApiToken
{
    public const int NameLength = 100;

    /// <summary>Scanners for secrets that were committed or sent by mistake know a token by it.</summary>
    public const string Prefix = "baton_";

    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Account? Account { get; init; }

    /// <summary>What it is for, in its owner's words.</summary>
    public required string Name { get; init; }
    public required byte[] Hash { get; init; }
    public TokenScope Scope { get; init; }

    /// <summary>The one handover that it reaches; null for all that its owner sees.</summary>
    public Guid? HandoverId { get; init; }
    public DateTimeOffset MadeAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }

    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

public enum TokenScope
{
    Read,
    Write,
}
