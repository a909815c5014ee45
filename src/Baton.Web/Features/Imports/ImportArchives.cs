using System.IO.Compression;
using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Baton.Web.Files;
using Baton.Web.Identity;
using Baton.Web.Import;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Imports;

/// <summary>
/// Archives and folders that are too large to go along in the form between preview and confirmation: kept like an upload,
/// for whoever sent them, until they are taken or their time is over.
/// </summary>
public sealed class ImportArchives(BatonDbContext db, HandoverWrite write, FileService files, UploadFolder folder, TimeProvider time)
{
    /// <summary>All that one form sends.</summary>
    public const int MostBytes = 100 * 1024 * 1024;

    /// <summary>Keeps a zip as it came, or files with the folders that their names say as one.</summary>
    /// <returns>Its id.</returns>
    public async Task<Outcome<Guid>> KeepAsync(string number, Actor actor, IReadOnlyList<IFormFile> sent, CancellationToken cancellationToken)
    {
        var temporary = folder.NewTemporary();
        try
        {
            await WriteAsync(sent, temporary, cancellationToken);
            return await write.RunAsync<Guid>(number, actor, async change =>
            {
                if (!ListImportService.MayImport(change.Handover, change.Access))
                {
                    return Refusal.NotFound;
                }

                var size = new FileInfo(temporary).Length;
                if (await files.FullAsync(change, size, null) is { } full)
                {
                    return full;
                }

                var upload = new Upload
                {
                    Id = change.NewId(), HandoverId = change.Handover.Id, PersonId = actor.PersonId, SubjectId = change.Handover.Id, Name = FileNames.Nameless,
                    Length = size, ExpiresAt = change.Now + FileSettings.UploadsKept,
                };
                File.Move(temporary, folder.PathOf(upload.Id));
                change.Db.Uploads.Add(upload);
                change.WritesAside = true;
                return upload.Id;
            }, cancellationToken);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <returns>Null where it is not the actor's, or no longer there.</returns>
    public async Task<Stream?> OpenAsync(Guid handoverId, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return await db.Uploads.AnyAsync(
                u => u.Id == id && u.HandoverId == handoverId && u.PersonId == actor.PersonId && u.Subject == null && u.ExpiresAt > now, cancellationToken)
            && File.Exists(folder.PathOf(id)) ? File.OpenRead(folder.PathOf(id)) : null;
    }

    /// <summary>Keeps the bytes of these files in the store, or of none.</summary>
    /// <returns>By the archive's entry.</returns>
    public async Task<Outcome<Dictionary<int, FileContent>>> UnpackAsync(Stream archive, IReadOnlyList<ArchivedFile> wanted, CancellationToken cancellationToken)
    {
        using var zip = FileArchive.Open(archive);
        var kept = new Dictionary<int, FileContent>();
        foreach (var file in wanted)
        {
            var temporary = folder.NewTemporary();
            await using (var to = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await using var from = await zip.Entries[file.Entry].OpenAsync(cancellationToken);
                await from.CopyToAsync(to, cancellationToken);
            }

            var content = await files.KeepAsync(temporary, cancellationToken);
            if (content.IsRefused)
            {
                return content.Refusals.ToList();
            }

            kept[file.Entry] = content.Value;
        }

        return kept;
    }

    /// <summary>What was taken apart needs no archive any more.</summary>
    public async Task ForgetAsync(Guid id)
    {
        await db.Uploads.Where(u => u.Id == id).ExecuteDeleteAsync(CancellationToken.None);
        folder.Delete(id);
    }

    private static async Task WriteAsync(IReadOnlyList<IFormFile> sent, string path, CancellationToken cancellationToken)
    {
        await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        if (sent is [var only] && IsArchive(only))
        {
            await only.CopyToAsync(to, cancellationToken);
            return;
        }

        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, null, cancellationToken);
        foreach (var file in sent)
        {
            await using var entry = await zip.CreateEntry(file.FileName, CompressionLevel.NoCompression).OpenAsync(cancellationToken);
            await file.CopyToAsync(entry, cancellationToken);
        }
    }

    public static bool IsArchive(IFormFile file)
    {
        using var stream = file.OpenReadStream();
        return FileArchive.IsOne(stream);
    }
}
