using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Baton.Evidence;

/// <summary>The bytes that a signature is made over. Who signs, as what and for whom is under the content root, see <see cref="StatementHead"/>.</summary>
/// <param name="ContentRoot">Of the signer's statement, 32 bytes.</param>
/// <param name="Revision">The frozen revision's number, from 1.</param>
/// <param name="FreezingEventHash">The hash of the event that froze the revision, 32 bytes: binds the signature to the stream up to there.</param>
/// <param name="Nonce">32 random bytes, so that no two signatures are over the same bytes.</param>
public sealed record SignerEnvelope(byte[] ContentRoot, long Revision, byte[] FreezingEventHash, byte[] Nonce)
{
    public const int FormatVersion = 1;

    /// <summary>An envelope under a new random nonce.</summary>
    public static SignerEnvelope For(byte[] contentRoot, long revision, byte[] freezingEventHash) =>
        new(contentRoot, revision, freezingEventHash, RandomNumberGenerator.GetBytes(TaggedHash.Size));

    /// <summary>The canonical bytes that are signed and kept.</summary>
    /// <exception cref="FormatException">A value is not as described.</exception>
    public byte[] Encode()
    {
        StrictObject.Require32(ContentRoot, "content root");
        StrictObject.Require32(FreezingEventHash, "freezing event's hash");
        StrictObject.Require32(Nonce, "nonce");
        RequireRevision();
        return CanonicalJson.Encode(new JsonObject
        {
            ["format"] = FormatVersion,
            ["content"] = StrictObject.Hex(ContentRoot),
            ["revision"] = Revision,
            ["event"] = StrictObject.Hex(FreezingEventHash),
            ["nonce"] = StrictObject.Hex(Nonce),
        });
    }

    /// <summary>Reads the bytes of <see cref="Encode"/>.</summary>
    /// <exception cref="FormatException">They are not exactly what <see cref="Encode"/> writes.</exception>
    public static SignerEnvelope Decode(ReadOnlySpan<byte> bytes)
    {
        var o = new StrictObject("envelope", CanonicalJson.Parse(bytes), "format", "content", "revision", "event", "nonce");
        o.Format(FormatVersion);
        var envelope = new SignerEnvelope(o.Bytes32("content"), o.Integer("revision"), o.Bytes32("event"), o.Bytes32("nonce"));
        envelope.RequireRevision();
        return envelope;
    }

    /// <summary>The envelope's hash, of the bytes kept: 32 bytes that name the signature, on paper as <see cref="Fingerprint"/>.</summary>
    public static byte[] Hash(byte[] envelopeBytes) => TaggedHash.Compute(TaggedHash.Envelope, envelopeBytes);

    private void RequireRevision()
    {
        if (Revision is < 1 or > CanonicalJson.MaxInteger)
        {
            throw new FormatException("A revision's number must be an integer from 1 to 2^53.");
        }
    }
}
