using System.Globalization;
using System.Security.Cryptography;

namespace Baton.Web.Files;

/// <summary>
/// What is on its way: one file for each upload, as long as what has arrived. A server that is killed goes on where the
/// file ends. Where a part comes with its check sum, a mark beside the file says how far it had been checked.
/// </summary>
public sealed class UploadFolder(FileSettings settings)
{
    private readonly string folder = Path.Combine(settings.Folder!, "incoming");

    /// <summary>A place for a file that comes in one piece.</summary>
    public string NewTemporary()
    {
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, Path.GetRandomFileName() + ".tmp");
    }

    public void Create(Guid id)
    {
        Durable.CreateFolder(folder);
        using var _ = new FileStream(PathOf(id), FileMode.CreateNew, FileAccess.Write);
    }

    /// <returns>Null where it is not there; <see cref="PartialFile.Busy"/> where somebody else holds it.</returns>
    public PartialFile? Open(Guid id)
    {
        try
        {
            // Nobody else, no other process either, holds it until it is disposed.
            var stream = new FileStream(PathOf(id), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous);
            return new PartialFile(PathOf(id), stream);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException)
        {
            return PartialFile.Busy;
        }
    }

    public void Delete(Guid id)
    {
        File.Delete(PathOf(id));
        File.Delete(PartialFile.MarkOf(PathOf(id)));
    }

    /// <summary>Takes away what nobody has written to for so long.</summary>
    public void Sweep(DateTimeOffset before)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
        {
            if (File.GetLastWriteTimeUtc(file) < before.UtcDateTime)
            {
                File.Delete(file);
            }
        }
    }

    public string PathOf(Guid id) => Path.Combine(folder, id.ToString("N") + ".part");
}

/// <summary>The part of an upload that has arrived, held by one request at a time.</summary>
public sealed class PartialFile : IAsyncDisposable
{
    /// <summary>Another request holds it.</summary>
    public static readonly PartialFile Busy = new("", null!);

    private readonly FileStream stream;

    public PartialFile(string path, FileStream stream)
    {
        (Path, this.stream) = (path, stream);
        if (stream is not null && File.Exists(MarkOf(path)))
        {
            // A part whose check sum nobody saw the end of.
            stream.SetLength(Math.Min(stream.Length, long.Parse(File.ReadAllText(MarkOf(path)), CultureInfo.InvariantCulture)));
            stream.Flush(flushToDisk: true);
            File.Delete(MarkOf(path));
        }
    }

    public string Path { get; }

    /// <summary>How much has arrived.</summary>
    public long Offset => stream.Length;

    public static string MarkOf(string path) => path + ".checked";

    /// <summary>
    /// Writes what comes to the end. What arrived before a connection broke is kept; with a check sum only all of it or
    /// nothing.
    /// </summary>
    /// <param name="most">More than so many bytes are refused.</param>
    /// <returns>Null where it is written and survives a power cut.</returns>
    public async Task<PartFault?> AppendAsync(Stream body, long most, CheckSum? checkSum, CancellationToken cancellationToken)
    {
        var start = stream.Length;
        using var hash = checkSum is null ? null : IncrementalHash.CreateHash(checkSum.Algorithm);
        if (hash is not null)
        {
            await File.WriteAllTextAsync(MarkOf(Path), start.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }

        stream.Position = start;
        PartFault? fault = null;
        var isComplete = false;
        try
        {
            var buffer = new byte[128 * 1024];
            for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (stream.Length + read - start > most)
                {
                    fault = PartFault.TooLong;
                    break;
                }

                hash?.AppendData(buffer.AsSpan(0, read));
                // Not cut off in the middle of writing: what is there counts.
                await stream.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }

            isComplete = fault is null;
        }
        finally
        {
            if (isComplete && hash is not null && !hash.GetHashAndReset().AsSpan().SequenceEqual(checkSum!.Value))
            {
                fault = PartFault.WrongCheckSum;
            }

            if (fault is not null || (hash is not null && !isComplete))
            {
                stream.SetLength(start);
            }

            stream.Flush(flushToDisk: true);
            File.Delete(MarkOf(Path));
        }

        return fault;
    }

    public ValueTask DisposeAsync() => stream?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public enum PartFault
{
    TooLong,
    WrongCheckSum,
}

/// <summary>What a part's bytes must add up to.</summary>
public sealed record CheckSum(HashAlgorithmName Algorithm, byte[] Value)
{
    /// <summary>As OPTIONS announces them.</summary>
    public const string Known = "sha256,sha1";

    /// <summary>The header Upload-Checksum: a word and Base64.</summary>
    public static bool TryParse(string header, out CheckSum? checkSum)
    {
        checkSum = null;
        var (algorithm, length) = header.Split(' ')[0] switch
        {
            "sha256" => (HashAlgorithmName.SHA256, 32),
            "sha1" => (HashAlgorithmName.SHA1, 20),
            _ => (default, 0),
        };
        var value = new byte[64];
        if (length == 0 || header.Split(' ') is not [_, var base64] || !Convert.TryFromBase64String(base64, value, out var written) || written != length)
        {
            return false;
        }

        checkSum = new(algorithm, value[..length]);
        return true;
    }
}
