using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Shared;
using Baton.Web.Files;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Files;

/// <summary>All files of a handover that the reader sees; and where forms without script send theirs.</summary>
[RequestSizeLimit(Limit)]
[RequestFormLimits(MultipartBodyLengthLimit = Limit)]
public sealed class FilesModel(
    BatonDbContext db, FileService service, FileSettings settings, UploadFolder folder, RefusalTexts refusals, IStringLocalizer<FileText> texts) : HandoverPage(db)
{
    /// <summary>All files of one form; larger ones come in parts.</summary>
    public const long Limit = 100 * 1024 * 1024;

    public IReadOnlyList<Attachment> Files { get; private set; } = [];
    public long Taken { get; private set; }
    public long Quota => settings.QuotaBytes;

    /// <summary>The page on which the form stood.</summary>
    public string? Back { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAddAsync(
        FileSubject subject, Guid subjectId, Guid? replaces, string? then, List<IFormFile> files, CancellationToken cancellationToken)
    {
        Back = Url.IsLocalUrl(then) ? then : null;
        if (files.Count == 0)
        {
            var check = await service.CheckAsync(Number, Actor, new FileToAdd(subject, subjectId, null, replaces), 1, cancellationToken);
            return await AnswerAsync(check.IsRefused ? check : FileRefusals.NothingChosen, _ => Page(), () => ShowAsync(cancellationToken));
        }

        var added = 0;
        foreach (var file in files)
        {
            var temporary = folder.NewTemporary();
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await file.CopyToAsync(stream, cancellationToken);
            }

            var outcome = await service.AddAsync(Number, Actor, new FileToAdd(subject, subjectId, file.FileName, replaces), temporary, cancellationToken);
            if (!outcome.IsRefused)
            {
                added++;
                continue;
            }

            if (outcome.Refusals[0].Kind == RefusalKind.NotFound)
            {
                return NotFound();
            }

            Response.StatusCode = outcome.Refusals[0].Status;
            ModelState.AddModelError("", texts["refused-one", FileNames.Clean(file.FileName), refusals.Of(outcome.Refusals[0])]);
        }

        if (!ModelState.IsValid)
        {
            var status = Response.StatusCode;
            var page = await ShowAsync(cancellationToken);
            Response.StatusCode = page is PageResult ? status : Response.StatusCode;
            return page;
        }

        Flash = texts["added", added];
        return Back is null ? RedirectToPage(new { number = Number }) : LocalRedirect(Back);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Handover.IsRequest)
        {
            return NotFound();
        }

        Files = await AttachmentAccess.CurrentAsync(Db, Handover, Access, cancellationToken);
        Taken = await Db.Attachments.Where(f => f.HandoverId == Handover.Id).SumAsync(f => f.Size, cancellationToken);
        return Page();
    }
}
