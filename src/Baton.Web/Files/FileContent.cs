using System.Security.Cryptography;
using Baton.Web.Import;

namespace Baton.Web.Files;

/// <summary>How a file can be looked at on a page.</summary>
public enum Preview
{
    /// <summary>Only by downloading it.</summary>
    None,
    Image,
    Text,
    Pdf,
}

/// <summary>What a file holds, found out from its bytes; what its name or its sender says counts for nothing.</summary>
/// <param name="Hash">SHA-256 in lower-case hex: under it the file is kept.</param>
public sealed record FileContent(string Hash, long Size, Preview Preview)
{
    /// <summary>Longer texts are downloaded.</summary>
    public const int MostText = 1024 * 1024;

    public static async Task<FileContent> OfAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        file.Position = 0;
        var head = new byte[(int)Math.Min(file.Length, MostText)];
        await file.ReadExactlyAsync(head, cancellationToken);
        var preview = ImageType(head) is not null ? Preview.Image
            : head.AsSpan().StartsWith("%PDF-"u8) ? Preview.Pdf
            : file.Length <= MostText && TextFile.Read(head) is { } text && IsReadable(text) ? Preview.Text
            : Preview.None;
        return new(hash, file.Length, preview);
    }

    /// <summary>The type of an image that no browser runs anything in, by its first bytes; null for all else, SVG too.</summary>
    public static string? ImageType(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) ? "image/png"
        : head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? "image/jpeg"
        : head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) ? "image/gif"
        : head.Length > 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? "image/webp"
        : head.Length > 12 && head[4..].StartsWith("ftypavif"u8) ? "image/avif"
        : null;

    private static bool IsReadable(string text) => !text.Any(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f'));
}
