namespace Baton.Evidence;

/// <summary>Hashes as people compare them, on a printed sheet or by telephone.</summary>
public static class Fingerprint
{
    /// <summary>The first 8 bytes: "9F3A 61C2 77E0 4B1D". For people's eyes only; proofs use the whole hash.</summary>
    /// <exception cref="FormatException">The hash has not 32 bytes.</exception>
    public static string Short(byte[] hash)
    {
        StrictObject.Require32(hash, "hash");
        return string.Join(' ', Convert.ToHexString(hash, 0, 8).Chunk(4).Select(four => new string(four)));
    }
}
