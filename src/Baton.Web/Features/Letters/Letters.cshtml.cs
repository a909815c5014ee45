using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Letters;

/// <summary>What every page about introduction letters asks: in which language, to whom of which receiver. None is a collector's.</summary>
public abstract class LetterPage(BatonDbContext db, LetterReader reader) : HandoverPage(db)
{
    [BindProperty(SupportsGet = true)]
    public string? Language { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Receiver { get; set; }

    /// <returns>Null where the answer must be 404.</returns>
    protected async Task<IReadOnlyList<Letter>?> ReadAsync(CancellationToken cancellationToken)
    {
        Language = LetterReader.Language(Language);
        return await LoadHandoverAsync(cancellationToken) && !Access.IsOnlyCollector
            ? await reader.ReadAsync(new SeenHandover(Handover, Access), Language, Receiver, cancellationToken) : null;
    }
}

/// <summary>The letters to all customers and suppliers of a handover, to be looked at and taken along.</summary>
public sealed class LettersModel(BatonDbContext db, LetterReader reader) : LetterPage(db, reader)
{
    public IReadOnlyList<Letter> Letters { get; private set; } = [];

    /// <summary>Customers and suppliers that nobody takes yet.</summary>
    public int WithoutReceiver { get; private set; }

    public IEnumerable<Choice> Receivers => Parties.Takers(Handover).Where(p => p.Person is not null).DistinctBy(p => p.PersonId)
        .Select(p => new Choice(p.PersonId!.Value.ToString("D"), p.Person!.Name));

    /// <summary>What the addresses of the files carry on.</summary>
    public string Query => $"?language={Language}" + (Receiver is { } one ? $"&receiver={one:D}" : "");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } letters)
        {
            return NotFound();
        }

        Letters = letters;
        WithoutReceiver = (await Db.Items.AsNoTracking()
            .Where(i => i.HandoverId == Handover.Id && (i.Category == Category.Customers || i.Category == Category.Suppliers) && i.State != ItemState.Withdrawn && i.ReceiverId == null)
            .ToListAsync(cancellationToken)).Count(Access.SeesContentOf);
        return Page();
    }
}
