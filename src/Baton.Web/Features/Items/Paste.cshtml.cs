using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Baton.Web.Import;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>Rows copied from Excel or WPS become items: paste, look at the preview and correct it, take over.</summary>
[RequestFormLimits(ValueLengthLimit = 4 * TableLimits.ListBytes, MultipartBodyLengthLimit = 4 * TableLimits.ListBytes)]
public sealed class PasteModel(
    BatonDbContext db, TimeProvider time, ListService list, IStringLocalizer<ItemText> texts, IStringLocalizer<CategoryText> categoryTexts) : HandoverPage(db)
{
    /// <summary>So many rows the preview shows; the others are treated alike.</summary>
    public const int RowsShown = 300;

    [BindProperty]
    public PasteForm Input { get; set; } = new();

    public PastePreview? Preview { get; private set; }

    /// <summary>What was pasted into this handover before, each paste with all of its rows.</summary>
    public IReadOnlyList<IReadOnlyList<SourceRow>> Pasted { get; private set; } = [];

    /// <summary>Whether a row that is going to be an account's looks as if it held a password.</summary>
    public bool LooksLikePassword { get; private set; }

    public async Task<IActionResult> OnGetAsync(Category? category, CancellationToken cancellationToken)
    {
        Input.Category = category ?? Category.Duties;
        return await ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancellationToken)
    {
        var refusals = Read();
        if (refusals.Count > 0)
        {
            return Refused(refusals) ?? await ShowAsync(cancellationToken);
        }

        return await ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostTakeAsync(CancellationToken cancellationToken)
    {
        var refusals = Read();
        if (refusals.Count == 0 && !Preview!.HasTitle)
        {
            refusals = [ItemRefusals.PasteWithoutTitle];
        }
        else if (refusals.Count == 0 && Preview!.HasTargetTwice)
        {
            refusals = [ItemRefusals.PasteTargetTwice];
        }
        else if (refusals.Count == 0 && LooksLikePassword && !Input.NotAPassword)
        {
            refusals = [ItemRefusals.LooksLikePassword];
        }

        var rows = refusals.Count == 0 ? Preview!.ToRows(Input) : null;
        Outcome<int> outcome = rows is null ? refusals
            : rows.Items.Count == 0 ? ItemRefusals.NothingSelected
            : await list.PasteAsync(Number, Actor, rows, cancellationToken);
        return await AnswerAsync(outcome, count =>
        {
            Flash = texts["paste.taken", count];
            return RedirectToPage("/Items/List", new { number = Number, category = rows!.Items[0].Category });
        }, () => ShowAsync(cancellationToken));
    }

    private List<Refusal> Read()
    {
        var table = PastedTable.Read(Input.Rows, TableLimits.OfAList);
        if (table.IsRefused)
        {
            return [.. table.Refusals.Select(r => r.On("Input.Rows"))];
        }

        if (Input.Batch == Guid.Empty)
        {
            Input.Batch = time.NewId();
        }

        Preview = PastePreview.Build(table.Value, Input, categoryTexts);
        LooksLikePassword = Preview.Rows.Any(r => r.Item?.Category == Category.Systems && !Input.Skip.Contains(r.Number)
            && (PasswordLook.Looks(r.Item)
                || r.Cells.Select((cell, at) => cell.Length > 0 && PasswordLook.IsHeading(Preview.Guess.Headers[at])).Any(looks => looks)));
        return [];
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || !(Access.ActsAsGiver || (Handover.Stage == Stage.FollowUp && (Access.IsReceiver || Access.IsWitness))))
        {
            return NotFound();
        }

        if (Access.ActsAsGiver)
        {
            Pasted = [.. (await Db.SourceRows.AsNoTracking().Where(r => r.HandoverId == Handover.Id && r.Sheet == null).OrderBy(r => r.Row).ToListAsync(cancellationToken))
                .GroupBy(r => r.BatchId).OrderByDescending(g => g.Key).Select(g => g.ToList())];
        }

        return Page();
    }

    /// <summary>What a column can be taken for: what all items have, and the fields of the chosen category.</summary>
    public IEnumerable<Choice> Targets()
    {
        yield return new(ColumnGuess.Ignore, texts["paste.target.none"]);
        foreach (var target in new[] { ColumnGuess.Title, ColumnGuess.CategoryColumn, ColumnGuess.Receiver, ColumnGuess.Importance, ColumnGuess.Attention, ColumnGuess.Description })
        {
            yield return new(target, texts[$"paste.target.{target}"]);
        }

        var fields = CategoryCatalog.Of(Input.Category).Fields.Concat(Preview!.Groups.SelectMany(g => CategoryCatalog.Of(g.Category).Fields));
        foreach (var field in fields.DistinctBy(f => f.Name))
        {
            yield return new(field.Name, categoryTexts[field.LabelKey]);
        }
    }
}
