using System.IO.Compression;

namespace Baton.Web.Import;

/// <summary>
/// What a zip may hold, asked before anything is read from it: .NET's reader keeps no limits, and cuts a part off without a
/// word where its size is lied about.
/// </summary>
/// <param name="Unpacked">Bytes of all entries together.</param>
internal sealed record ZipLimits(int Entries, long Unpacked)
{
    // A sheet that repeats one number packs 1:100, a bomb 1:1000.
    private const int MostTimes = 250;
    private const int SmallEnough = 1024 * 1024;

    /// <summary>Why it can't be read; null where each entry is as the directory says.</summary>
    public Refusal? Refusal(ZipArchive zip)
    {
        if (zip.Entries.Count > Entries || zip.Entries.Sum(entry => (decimal)entry.Length) > Unpacked
            || zip.Entries.Any(entry => entry.Length > SmallEnough && entry.Length / MostTimes > entry.CompressedLength))
        {
            return ImportRefusals.UnpacksTooBig;
        }

        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            if (!IsAsSaid(entry, content))
            {
                return ImportRefusals.LyingSize;
            }
        }

        return null;
    }

    /// <summary>
    /// Reads it to its end. The reader stops at the size that the directory names; where more follows, or less is there,
    /// the check sum of what was read is another.
    /// </summary>
    private static bool IsAsSaid(ZipArchiveEntry entry, Stream content)
    {
        var buffer = new byte[64 * 1024];
        var (length, crc) = (0L, Crc32.Start);
        for (int read; (read = content.Read(buffer)) > 0; length += read)
        {
            crc = Crc32.Add(crc, buffer.AsSpan(0, read));
        }

        return length == entry.Length && Crc32.End(crc) == entry.Crc32;
    }

    /// <summary>As zip has it (ISO 3309).</summary>
    private static class Crc32
    {
        public const uint Start = 0xFFFFFFFF;

        private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value =>
        {
            var crc = (uint)value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }

            return crc;
        })];

        public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
        {
            foreach (var value in bytes)
            {
                crc = (crc >> 8) ^ Table[(byte)(crc ^ value)];
            }

            return crc;
        }

        public static uint End(uint crc) => crc ^ 0xFFFFFFFF;
    }
}
