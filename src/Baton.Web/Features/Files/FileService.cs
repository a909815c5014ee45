using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Files;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Files;

/// <param name="ReplacesId">Of which it is a new version, whatever its name. Without it, a file of the same name in the same place is.</param>
public sealed record FileToAdd(FileSubject Subject, Guid SubjectId, string? Name, Guid? ReplacesId = null);

/// <summary>Files of a handover: attached, replaced, taken off, opened. Whatever way they come in, they come in here.</summary>
public sealed class FileService(HandoverWrite write, FileStore store, FileScanner scanner, FileSettings settings)
{
    /// <summary>Whether a file of this size could be attached now: asked before its bytes come.</summary>
    public Task<Outcome<FileTarget>> CheckAsync(string number, Actor actor, FileToAdd file, long size, CancellationToken cancellationToken) =>
        write.RunAsync<FileTarget>(number, actor, change => CheckAsync(change, file, size, null), cancellationToken);

    /// <summary>The same, under a lock that is held already.</summary>
    /// <param name="uploadId">Whose bytes are counted for the quota as its own.</param>
    internal async Task<Outcome<FileTarget>> CheckAsync(HandoverChange change, FileToAdd file, long size, Guid? uploadId)
    {
        var target = await AttachmentAccess.TargetAsync(change, file.Subject, file.SubjectId);
        if (target.IsRefused)
        {
            return target;
        }

        if (size == 0)
        {
            return FileRefusals.Empty;
        }

        if (size > settings.MaxBytes)
        {
            return FileRefusals.TooLarge.With(FileSize.Of(settings.MaxBytes));
        }

        if (file.ReplacesId is { } replaced && await CurrentOf(change, file.SubjectId).AllAsync(f => f.Id != replaced, change.CancellationToken))
        {
            return FileRefusals.Replaced;
        }

        return await FullAsync(change, size, uploadId) is { } full ? full : target;
    }

    /// <summary>Whether the handover's files leave no room for so much more; null where they do.</summary>
    internal async Task<Refusal?> FullAsync(HandoverChange change, long size, Guid? uploadId)
    {
        // What is on its way has its place already.
        var taken = await change.Db.Attachments.Where(f => f.HandoverId == change.Handover.Id).SumAsync(f => f.Size, change.CancellationToken)
            + await change.Db.Uploads.Where(u => u.HandoverId == change.Handover.Id && u.Id != uploadId && u.AttachmentId == null && u.ExpiresAt > change.Now)
                .SumAsync(u => u.Length, change.CancellationToken);
        return taken + size > settings.QuotaBytes ? FileRefusals.QuotaFull.With(FileSize.Of(settings.QuotaBytes)) : null;
    }

    /// <summary>Takes over the bytes of a file that is to be attached; the temporary file is gone afterwards, whatever the answer.</summary>
    internal async Task<Outcome<FileContent>> KeepAsync(string temporary, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(temporary).Length > settings.MaxBytes)
            {
                return FileRefusals.TooLarge.With(FileSize.Of(settings.MaxBytes));
            }

            var content = await ExamineAsync(temporary, cancellationToken);
            if (!content.IsRefused)
            {
                await store.KeepAsync(temporary, content.Value.Hash, cancellationToken);
            }

            return content;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Puts files of an earlier handover's item on the new one that comes of it; the item counts them.</summary>
    internal static async Task CarryAsync(HandoverChange change, Item item, IEnumerable<Attachment> files)
    {
        foreach (var file in files)
        {
            var carried = file.CarriedTo(item, change.NewId(), change.Actor.PersonId, change.Now);
            change.Db.Attachments.Add(carried);
            await RecordAsync(change, TargetOf(item), carried, unsettled: false);
        }
    }

    /// <summary>Attaches a file to an item that is being made; its bytes are stored already, and the item counts it.</summary>
    internal static Task AttachNewAsync(HandoverChange change, Item item, string name, FileContent content)
    {
        var target = TargetOf(item);
        return RecordAsync(change, target, Add(change, target, name, content, null), unsettled: false);
    }

    /// <summary>Attaches a file that came in one piece; the temporary file is gone afterwards, whatever the answer.</summary>
    public async Task<Outcome<Attachment>> AddAsync(string number, Actor actor, FileToAdd file, string temporary, CancellationToken cancellationToken)
    {
        try
        {
            var check = await CheckAsync(number, actor, file, new FileInfo(temporary).Length, cancellationToken);
            if (check.IsRefused)
            {
                return check.Refusals.ToList();
            }

            var content = await KeepAsync(temporary, cancellationToken);
            return content.IsRefused ? content.Refusals.ToList() : await AttachAsync(number, actor, file, content.Value, null, cancellationToken);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>What it holds, and that no virus was found in it.</summary>
    internal async Task<Outcome<FileContent>> ExamineAsync(string temporary, CancellationToken cancellationToken)
    {
        var content = await FileContent.OfAsync(temporary, cancellationToken);
        return await scanner.ScanAsync(temporary, cancellationToken) switch
        {
            ScanResult.Clean => content,
            ScanResult.Infected => FileRefusals.Infected,
            _ => FileRefusals.NotScanned,
        };
    }

    /// <summary>
    /// Writes that it is there; its bytes are stored already. A change of an accepted item puts it back. The same file once
    /// more changes nothing.
    /// </summary>
    /// <param name="uploadId">The upload that it comes from: it is finished in the same transaction.</param>
    internal Task<Outcome<Attachment>> AttachAsync(
        string number, Actor actor, FileToAdd file, FileContent content, Guid? uploadId, CancellationToken cancellationToken) =>
        write.RunAsync<Attachment>(number, actor, async change =>
        {
            var checkedTarget = await CheckAsync(change, file, content.Size, uploadId);
            if (checkedTarget.IsRefused)
            {
                return checkedTarget.Refusals.ToList();
            }

            var name = FileNames.Clean(file.Name);
            var before = await CurrentOf(change, file.SubjectId).Where(f => file.ReplacesId == null ? f.Name == name : f.Id == file.ReplacesId)
                .OrderByDescending(f => f.Id).FirstOrDefaultAsync(change.CancellationToken);
            var upload = uploadId is { } id ? await change.Db.Uploads.SingleAsync(u => u.Id == id, change.CancellationToken) : null;
            if (before is not null && before.Hash == content.Hash && before.Name == name)
            {
                Finish(change, upload, before);
                return before;
            }

            var attachment = await AttachAsync(change, checkedTarget.Value, name, content, before);
            Finish(change, upload, attachment);
            return attachment;
        }, cancellationToken);

    /// <summary>Attaches a file to an item of the list; its bytes are stored already. Of the same name it is the next version.</summary>
    internal static async Task AttachAsync(HandoverChange change, Item item, string name, FileContent content)
    {
        var before = await CurrentOf(change, item.Id).Where(f => f.Name == name).OrderByDescending(f => f.Id).FirstOrDefaultAsync(change.CancellationToken);
        if (before?.Hash != content.Hash)
        {
            await AttachAsync(change, TargetOf(item), name, content, before);
        }
    }

    /// <summary>
    /// What was attached to an item at that moment gives way to what was there before it: the version before once more, or
    /// nothing. What somebody has put in its place since stays.
    /// </summary>
    /// <returns>Whether it was still there.</returns>
    internal static async Task<bool> TakeBackAsync(HandoverChange change, Item item, DateTimeOffset at)
    {
        if (await CurrentOf(change, item.Id).Where(f => f.AddedAt == at).SingleOrDefaultAsync(change.CancellationToken) is not { } file)
        {
            return false;
        }

        if (await change.Db.Attachments.AsNoTracking().SingleOrDefaultAsync(f => f.ReplacedById == file.Id, change.CancellationToken) is { } before)
        {
            await AttachAsync(change, TargetOf(item), before.Name, new FileContent(before.Hash, before.Size, before.Preview), file);
        }
        else
        {
            await WithdrawAsync(change, TargetOf(item), file);
        }

        return true;
    }

    private static async Task<Attachment> AttachAsync(HandoverChange change, FileTarget target, string name, FileContent content, Attachment? before)
    {
        var attachment = Add(change, target, name, content, before);
        var unsettled = target.Item is { } item && Touch(change, item, before is null ? 1 : 0);
        await RecordAsync(change, target, attachment, unsettled);
        return attachment;
    }

    /// <summary>Taken off, not deleted: the record keeps it.</summary>
    public Task<Outcome<Attachment>> WithdrawAsync(string number, Actor actor, Guid fileId, CancellationToken cancellationToken) =>
        write.RunAsync<Attachment>(number, actor, async change =>
        {
            if (await FindAsync(change, fileId) is not { IsCurrent: true } file)
            {
                return Refusal.NotFound;
            }

            var target = await AttachmentAccess.TargetAsync(change, file.Subject, file.SubjectId);
            if (target.IsRefused)
            {
                return target.Refusals.ToList();
            }

            // Elsewhere everybody's files stand beside each other, and each is its sender's.
            if (file.AddedById != actor.PersonId && (target.Value.Item is null || !change.Access.ActsAsGiver))
            {
                return FileRefusals.NotYours;
            }

            await WithdrawAsync(change, target.Value, file);
            return file;
        }, cancellationToken);

    private static async Task WithdrawAsync(HandoverChange change, FileTarget target, Attachment file)
    {
        file.WithdrawnAt = change.Now;
        file.WithdrawnById = change.Actor.PersonId;
        var unsettled = target.Item is { } item && Touch(change, item, -1);
        await change.RecordForAsync(
            OnBehalfOf(change, target), "file.withdrawn", file.ItemId ?? change.Handover.Id,
            ("name", file.Name), ("attachment", file.Id), ("unsettled", unsettled ? true : null));
    }

    /// <summary>
    /// Somebody opens files: recorded before the bytes leave, once a person, file and sign-in. The receiver who has opened
    /// all of a document item themself, and not by a program, has checked it (核对).
    /// </summary>
    public Task<Outcome<List<Attachment>>> OpenAsync(string number, Actor actor, IReadOnlyCollection<Guid> fileIds, CancellationToken cancellationToken) =>
        write.RunAsync<List<Attachment>>(number, actor, async change =>
        {
            var files = new List<Attachment>();
            foreach (var id in fileIds)
            {
                if (await FindAsync(change, id) is not { } file)
                {
                    return Refusal.NotFound;
                }

                files.Add(file);
            }

            var before = await change.Db.FileOpenings.Where(o => fileIds.Contains(o.AttachmentId) && o.PersonId == actor.PersonId && o.SignInId == actor.SignInId)
                .Select(o => o.AttachmentId).ToListAsync(change.CancellationToken);
            foreach (var file in files.Where(f => !before.Contains(f.Id)))
            {
                change.Db.FileOpenings.Add(new FileOpening { AttachmentId = file.Id, PersonId = actor.PersonId, SignInId = actor.SignInId, At = change.Now });
                await change.RecordLookAsync("file.opened", file.ItemId ?? change.Handover.Id, ("name", file.Name), ("attachment", file.Id), ("signIn", actor.SignInId));
            }

            await change.Db.SaveChangesAsync(change.CancellationToken);
            foreach (var item in files.Where(f => f.Subject == FileSubject.Item && !before.Contains(f.Id) && !actor.IsProgram).Select(f => f.SubjectId).Distinct())
            {
                await WalkService.CheckByOpeningAsync(change, item);
            }

            return files;
        }, cancellationToken);

    private static Task RecordAsync(HandoverChange change, FileTarget target, Attachment file, bool unsettled) => change.RecordForAsync(
        OnBehalfOf(change, target), file.Version == 1 ? "file.added" : "file.replaced", file.ItemId ?? change.Handover.Id,
        ("name", file.Name), ("size", file.Size), ("sha256", file.Hash), ("attachment", file.Id), ("subject", file.Subject),
        ("fileVersion", file.Version > 1 ? file.Version : null), ("unsettled", unsettled ? true : null));

    private static async Task<Attachment?> FindAsync(HandoverChange change, Guid id) =>
        await change.Db.Attachments.Include(f => f.Item).SingleOrDefaultAsync(f => f.Id == id && f.HandoverId == change.Handover.Id, change.CancellationToken) is { } file
        && await AttachmentAccess.SeesAsync(change.Db, change.Handover, change.Access, file, change.CancellationToken) ? file : null;

    private static Guid? OnBehalfOf(HandoverChange change, FileTarget target) =>
        target.Item is { } item && item.ReceiverId != change.Actor.PersonId ? change.Access.OnBehalfOfGiver : null;

    /// <summary>The newest versions in the same place.</summary>
    private static IQueryable<Attachment> CurrentOf(HandoverChange change, Guid subjectId) =>
        change.Db.Attachments.Where(f => f.SubjectId == subjectId && f.HandoverId == change.Handover.Id && f.ReplacedById == null && f.WithdrawnAt == null);

    private static FileTarget TargetOf(Item item) => new(FileSubject.Item, item.Id, item.Id, item);

    private static Attachment Add(HandoverChange change, FileTarget target, string name, FileContent content, Attachment? before)
    {
        var id = change.NewId();
        var attachment = new Attachment
        {
            Id = id, HandoverId = change.Handover.Id, Subject = target.Subject, SubjectId = target.Id, ItemId = target.ItemId, Name = name,
            Hash = content.Hash, Size = content.Size, Preview = content.Preview, SeriesId = before?.SeriesId ?? id, Version = (before?.Version ?? 0) + 1,
            AddedById = change.Actor.PersonId, AddedAt = change.Now,
        };
        change.Db.Attachments.Add(attachment);
        if (before is not null)
        {
            before.ReplacedById = id;
        }

        return attachment;
    }

    private static void Finish(HandoverChange change, Upload? upload, Attachment attachment)
    {
        if (upload is not null)
        {
            upload.AttachmentId = attachment.Id;
            change.WritesAside = true;
        }
    }

    /// <returns>Whether the item was settled.</returns>
    private static bool Touch(HandoverChange change, Item item, int more)
    {
        item.Files += more;
        // Checked was what was there before.
        item.Step(ProofKind.Checked)?.Undo();
        item.ChangedAt = change.Now;
        var unsettled = item.Unsettle("changed");
        item.Settle(change.Handover, change.NewId);
        return unsettled;
    }
}
