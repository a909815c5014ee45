using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Files;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Files;

/// <summary>How an upload stands.</summary>
/// <param name="Offset">So much has arrived.</param>
public sealed record UploadState(Guid Id, long Offset, long Length, DateTimeOffset ExpiresAt, Guid? AttachmentId);

/// <summary>
/// Files that come in parts. Room for all of it is kept from the beginning; with its last byte it is attached as any other
/// file. Only who began it goes on with it.
/// </summary>
public sealed class UploadService(BatonDbContext db, HandoverWrite write, FileService files, FileStore store, UploadFolder folder, TimeProvider time)
{
    public async Task<Outcome<UploadState>> BeginAsync(string number, Actor actor, FileToAdd file, long length, CancellationToken cancellationToken)
    {
        var now = time.Now();
        if (await db.Uploads.AnyAsync(u => u.ExpiresAt <= now, cancellationToken))
        {
            await SweepAsync(cancellationToken);
        }

        var begun = await write.RunAsync<Upload>(number, actor, async change =>
        {
            var check = await files.CheckAsync(change, file, length, null);
            if (check.IsRefused)
            {
                return check.Refusals.ToList();
            }

            var upload = new Upload
            {
                Id = change.NewId(), HandoverId = change.Handover.Id, PersonId = actor.PersonId, Subject = file.Subject, SubjectId = file.SubjectId,
                ReplacesId = file.ReplacesId, Name = FileNames.Clean(file.Name), Length = length, ExpiresAt = change.Now + FileSettings.UploadsKept,
            };
            folder.Create(upload.Id);
            change.Db.Uploads.Add(upload);
            change.WritesAside = true;
            return upload;
        }, cancellationToken);
        return begun.IsRefused ? begun.Refusals.ToList() : StateOf(begun.Value, 0);
    }

    /// <summary>How far it has come. One that is complete and not attached, since the server was killed just then, is attached now.</summary>
    public async Task<Outcome<UploadState>> LookAsync(string number, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(number, actor, id, cancellationToken) is not { } upload)
        {
            return Refusal.NotFound;
        }

        if (upload.AttachmentId is not null)
        {
            return StateOf(upload, upload.Length);
        }

        long offset;
        await using (var part = folder.Open(id))
        {
            if (part == PartialFile.Busy)
            {
                return UploadRefusals.Locked;
            }

            if (part is null && upload.Hash is null)
            {
                return Refusal.NotFound;
            }

            offset = part?.Offset ?? upload.Length;
        }

        return offset == upload.Length ? await FinishAsync(number, actor, upload, cancellationToken) : StateOf(upload, offset);
    }

    /// <param name="offset">Where the sender goes on; it must be where the upload stands.</param>
    public async Task<Outcome<UploadState>> AppendAsync(
        string number, Actor actor, Guid id, long offset, CheckSum? checkSum, Stream body, CancellationToken cancellationToken)
    {
        if (await FindAsync(number, actor, id, cancellationToken) is not { } upload)
        {
            return Refusal.NotFound;
        }

        if (upload.AttachmentId is not null)
        {
            return offset == upload.Length ? StateOf(upload, upload.Length) : UploadRefusals.WrongOffset;
        }

        await using (var part = folder.Open(id))
        {
            if (part is null)
            {
                return Refusal.NotFound;
            }

            if (part == PartialFile.Busy)
            {
                return UploadRefusals.Locked;
            }

            if (part.Offset != offset)
            {
                return UploadRefusals.WrongOffset;
            }

            switch (await part.AppendAsync(body, upload.Length - offset, checkSum, cancellationToken))
            {
                case PartFault.TooLong: return UploadRefusals.TooLong;
                case PartFault.WrongCheckSum: return UploadRefusals.WrongCheckSum;
            }

            offset = part.Offset;
        }

        if (offset == upload.Length)
        {
            return await FinishAsync(number, actor, upload, cancellationToken);
        }

        upload.ExpiresAt = time.Now() + FileSettings.UploadsKept;
        await db.Uploads.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.ExpiresAt, upload.ExpiresAt), cancellationToken);
        return StateOf(upload, offset);
    }

    /// <summary>Gives an upload up. What has been attached stays.</summary>
    public async Task<Outcome<Done>> EndAsync(string number, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(number, actor, id, cancellationToken) is null)
        {
            return Refusal.NotFound;
        }

        await db.Uploads.Where(u => u.Id == id).ExecuteDeleteAsync(cancellationToken);
        folder.Delete(id);
        return Done.It;
    }

    /// <summary>
    /// All bytes are there: stored by their hash, then attached. Its hash is noted before its file moves, so that whoever is
    /// killed between the two finds it again. What is refused now is given up.
    /// </summary>
    private async Task<Outcome<UploadState>> FinishAsync(string number, Actor actor, Upload upload, CancellationToken cancellationToken)
    {
        var path = folder.PathOf(upload.Id);
        if (File.Exists(path))
        {
            var content = await files.ExamineAsync(path, cancellationToken);
            if (content.IsRefused)
            {
                // What could not be looked at may be looked at again.
                return content.Refusals[0].Kind == RefusalKind.Unavailable ? content.Refusals.ToList() : await GiveUpAsync(upload, content.Refusals);
            }

            (upload.Hash, upload.Preview) = (content.Value.Hash, content.Value.Preview);
            await db.Uploads.Where(u => u.Id == upload.Id)
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.Hash, upload.Hash).SetProperty(x => x.Preview, upload.Preview), cancellationToken);
            await store.KeepAsync(path, upload.Hash, cancellationToken);
        }

        var attached = await files.AttachAsync(
            number, actor, new FileToAdd(upload.Subject!.Value, upload.SubjectId, upload.Name, upload.ReplacesId),
            new FileContent(upload.Hash!, upload.Length, upload.Preview), upload.Id, cancellationToken);
        return attached.IsRefused ? await GiveUpAsync(upload, attached.Refusals)
            : new UploadState(upload.Id, upload.Length, upload.Length, upload.ExpiresAt, attached.Value.Id);
    }

    private async Task<Outcome<UploadState>> GiveUpAsync(Upload upload, IReadOnlyList<Refusal> why)
    {
        await db.Uploads.Where(u => u.Id == upload.Id).ExecuteDeleteAsync(CancellationToken.None);
        folder.Delete(upload.Id);
        return why.ToList();
    }

    private Task<Upload?> FindAsync(string number, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return db.Uploads.AsNoTracking().SingleOrDefaultAsync(
            u => u.Id == id && u.PersonId == actor.PersonId && u.Subject != null && u.ExpiresAt > now
                && db.Handovers.Where(HandoverAccess.Visible(actor)).Any(h => h.Id == u.HandoverId && h.Number == number), cancellationToken);
    }

    /// <summary>Takes away uploads whose time is over, and what a killed server left in their folder.</summary>
    /// <returns>How many uploads.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.Now();
        var ended = await db.Uploads.Where(u => u.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        folder.Sweep(now - FileSettings.UploadsKept);
        return ended;
    }

    private static UploadState StateOf(Upload upload, long offset) => new(upload.Id, offset, upload.Length, upload.ExpiresAt, upload.AttachmentId);
}
