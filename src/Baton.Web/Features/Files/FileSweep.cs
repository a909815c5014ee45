using Baton.Web.Data;
using Baton.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Files;

/// <summary>
/// sweep-files: takes away uploads whose time is over, and what is kept and named by no row, such as what was refused after
/// its bytes were there. What the record has is named for ever.
/// </summary>
public static class FileSweep
{
    private const int AtOnce = 500;

    /// <summary>A file is kept before the row that names it is written; so long that may take.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output)
    {
        await using var scope = services.CreateAsyncScope();
        var uploads = await scope.ServiceProvider.GetRequiredService<UploadService>().SweepAsync(CancellationToken.None);
        var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
        var store = scope.ServiceProvider.GetRequiredService<FileStore>();
        var before = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow() - Grace;
        var (files, bytes) = (0, 0L);
        await foreach (var some in store.ListAsync(CancellationToken.None).Where(file => file.At < before).Chunk(AtOnce))
        {
            var hashes = some.Select(file => file.Hash).ToList();
            var named = (await db.Attachments.Where(f => hashes.Contains(f.Hash)).Select(f => f.Hash)
                .Union(db.Uploads.Where(u => hashes.Contains(u.Hash!)).Select(u => u.Hash!)).ToListAsync()).ToHashSet();
            foreach (var file in some.Where(file => !named.Contains(file.Hash)))
            {
                if (await store.DeleteAsync(file.Hash, before, CancellationToken.None))
                {
                    (files, bytes) = (files + 1, bytes + file.Size);
                }
            }
        }

        await output.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{uploads} uploads, {files} files, {bytes} bytes taken away"));
        return 0;
    }
}
