using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Evidence;

/// <summary>
/// SHA-256 over a tag, a zero byte, and each part after its length (8 bytes, big-endian).
/// The tag keeps a hash of one kind from standing in for another; the lengths keep parts from running into each other.
/// </summary>
internal static class TaggedHash
{
    public const int Size = SHA256.HashSizeInBytes;

    public const string Field = "baton:field:1";
    public const string Fields = "baton:fields:1";
    public const string Event = "baton:event:1";
    public const string Item = "baton:item:1";
    public const string Matter = "baton:matter:1";
    public const string Content = "baton:content:1";
    public const string Envelope = "baton:envelope:1";

    public static byte[] Compute(string tag, params IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(tag));
        hash.AppendData([0]);
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt64BigEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }
        return hash.GetHashAndReset();
    }
}
