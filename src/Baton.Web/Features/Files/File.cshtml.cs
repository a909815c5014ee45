using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Files;
using Baton.Web.Import;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Files;

/// <summary>One version of a file: what is in it, what it was before, who has opened it.</summary>
public sealed class FileModel(BatonDbContext db, FileService service, FileStore store, IStringLocalizer<FileText> texts) : HandoverPage(db)
{
    [BindProperty(SupportsGet = true, Name = "file")]
    public Guid FileId { get; set; }

    public Attachment Shown { get; private set; } = null!;
    public IReadOnlyList<Attachment> Versions { get; private set; } = [];

    /// <summary>Each person once, since when.</summary>
    public IReadOnlyList<FileOpening> Openings { get; private set; } = [];

    /// <summary>Of a text that is shown.</summary>
    public string? Text { get; private set; }
    public bool MayChange { get; private set; }
    public bool MayWithdraw { get; private set; }

    public string? SubjectPage => Shown switch
    {
        { Subject: FileSubject.Meeting } => "meetings",
        { Subject: FileSubject.Waiver } => "waivers",
        { Item: { } item } => Handover.Stage == Stage.Preparing ? $"list?category={item.Category}&item={item.Id:D}" : $"walk/{item.Id:D}",
        { Subject: FileSubject.Question } => "questions",
        _ => null,
    };

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostWithdrawAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await service.WithdrawAsync(Number, Actor, FileId, cancellationToken), file =>
        {
            Flash = texts["withdrawn-now", file.Name];
            return RedirectToPage("/Files/Files", new { number = Number });
        }, () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var series = Db.Attachments.Where(f => f.Id == FileId).Select(f => f.SeriesId);
        Versions = await Db.Attachments.AsNoTracking().Include(f => f.Item).Include(f => f.AddedBy)
            .Where(f => f.HandoverId == Handover.Id && series.Contains(f.SeriesId)).OrderByDescending(f => f.Version).ToListAsync(cancellationToken);
        if (Versions.SingleOrDefault(f => f.Id == FileId) is not { } file || !await AttachmentAccess.SeesAsync(Db, Handover, Access, file, cancellationToken))
        {
            return NotFound();
        }

        Shown = file;
        if (file.Preview == Preview.Text)
        {
            // Shown is opened.
            if ((await service.OpenAsync(Number, Actor, [file.Id], cancellationToken)).IsRefused)
            {
                return NotFound();
            }

            Text = await ReadTextAsync(file, cancellationToken);
        }

        Openings = [.. (await Db.FileOpenings.AsNoTracking().Include(o => o.Person).Where(o => o.AttachmentId == file.Id).OrderBy(o => o.At).ToListAsync(cancellationToken))
            .DistinctBy(o => o.PersonId)];
        MayChange = !(await service.CheckAsync(Number, Actor, new FileToAdd(file.Subject, file.SubjectId, file.Name), 1, cancellationToken)).IsRefused;
        MayWithdraw = MayChange && file.IsCurrent && (file.AddedById == Actor.PersonId || (file.Subject == FileSubject.Item && Access.ActsAsGiver));
        return Page();
    }

    private async Task<string?> ReadTextAsync(Attachment file, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(file.Hash, file.Size, cancellationToken);
        var bytes = new byte[Math.Min(file.Size, FileContent.MostText)];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return TextFile.Read(bytes);
    }
}
