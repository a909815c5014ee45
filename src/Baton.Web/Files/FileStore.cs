namespace Baton.Web.Files;

/// <param name="At">Since when; the last time, where it came several times.</param>
public sealed record KeptFile(string Hash, long Size, DateTimeOffset At);

/// <summary>Files by their content (SHA-256), outside the web root. The same bytes are kept once; nothing is ever overwritten with others.</summary>
public abstract class FileStore
{
    /// <summary>Takes a finished temporary file over. When it returns, the file survives a power cut, and the temporary one is gone.</summary>
    /// <param name="hash">Of its bytes, from <see cref="FileContent"/>.</param>
    public abstract Task KeepAsync(string temporary, string hash, CancellationToken cancellationToken);

    /// <summary>The bytes, to be read from any place.</summary>
    /// <exception cref="FileNotFoundException">The store has lost it: our mistake, never the reader's.</exception>
    public abstract Task<Stream> OpenAsync(string hash, long size, CancellationToken cancellationToken);

    /// <summary>Everything that is kept.</summary>
    public abstract IAsyncEnumerable<KeptFile> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes a file away that nothing names; not one that somebody brought again since.</summary>
    /// <param name="before">Kept since before this moment.</param>
    /// <returns>Whether it was taken away.</returns>
    public abstract Task<bool> DeleteAsync(string hash, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Where it lies: two levels of 256 folders, so that none grows large.</summary>
    protected static string KeyOf(string hash) => hash is { Length: 64 } && hash.All(char.IsAsciiHexDigitLower)
        ? $"{hash[..2]}/{hash[2..4]}/{hash}" : throw new ArgumentException("No SHA-256 in hex.", nameof(hash));
}

/// <summary>Files in a folder of this machine, or of one that several nodes share.</summary>
public sealed class FolderStore(string root) : FileStore
{
    public override Task KeepAsync(string temporary, string hash, CancellationToken cancellationToken)
    {
        Durable.Move(temporary, PathOf(hash));
        return Task.CompletedTask;
    }

    public override Task<Stream> OpenAsync(string hash, long size, CancellationToken cancellationToken) => Task.FromResult<Stream>(
        new FileStream(PathOf(hash), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous));

    public override IAsyncEnumerable<KeptFile> ListAsync(CancellationToken cancellationToken) =>
        (Directory.Exists(root) ? new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories) : [])
            .Where(file => file.Extension.Length == 0).Select(file => new KeptFile(file.Name, file.Length, file.LastWriteTimeUtc)).ToAsyncEnumerable();

    /// <summary>Moved aside first: what is moved is not written meanwhile, and can be put back.</summary>
    public override Task<bool> DeleteAsync(string hash, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (path, aside) = (PathOf(hash), PathOf(hash) + ".gone");
        File.Move(path, aside, overwrite: true);
        if (File.GetLastWriteTimeUtc(aside) >= before.UtcDateTime)
        {
            File.Move(aside, path, overwrite: true);
            return Task.FromResult(false);
        }

        File.Delete(aside);
        return Task.FromResult(true);
    }

    private string PathOf(string hash) => Path.Combine([root, .. KeyOf(hash).Split('/')]);
}
