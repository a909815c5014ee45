using Baton.Web.Data;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Web.Features.Letters;

/// <summary>One letter, as a Word document or a draft for a mail program.</summary>
public sealed class LetterFileModel(BatonDbContext db, LetterReader reader, TimeProvider time) : LetterPage(db, reader)
{
    public async Task<IActionResult> OnGetAsync(Guid itemId, string format, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken))?.FirstOrDefault(l => l.ItemId == itemId) is not { } letter ? NotFound()
        : format switch
        {
            "docx" => File(letter.ToWord(), Letter.WordType, letter.FileName(format)),
            "eml" => File(letter.ToMail(time.Now()), Letter.MailType, letter.FileName(format)),
            _ => NotFound(),
        };
}
