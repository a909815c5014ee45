using Baton.Web.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Letters;

/// <summary>All letters that are shown, each as Word and as a draft.</summary>
public sealed class LettersZipModel(BatonDbContext db, LetterReader reader, TimeProvider time, IStringLocalizer<LetterText> texts) : LetterPage(db, reader)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { } letters
            ? File(Letter.ToZip(letters, time.Now(), Handover.Zone), "application/zip", texts["file-name-zip", Handover.Number]) : NotFound();
}
