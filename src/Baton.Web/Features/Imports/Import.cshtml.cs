using System.Globalization;
using Baton.Web.Data;
using Baton.Web.Features.Export;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Baton.Web.Files;
using Baton.Web.Import;
using Baton.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Imports;

/// <summary>What the import page sends. The server keeps nothing between preview and confirmation, so the file goes along.</summary>
public sealed class ImportFileForm
{
    public IFormFile? File { get; set; }

    /// <summary>A folder, or several files: their names say in which folders they lie.</summary>
    public List<IFormFile> Files { get; set; } = [];

    /// <summary>The file that was chosen before, in Base64.</summary>
    public string? Content { get; set; }

    /// <summary>What was chosen before, where it is too large for that.</summary>
    public Guid? Archive { get; set; }

    public string? FileName { get; set; }
    public Guid Batch { get; set; }

    /// <summary>The fingerprint of the plan that was shown.</summary>
    public string? Seen { get; set; }

    public Category? Category { get; set; }
    public List<SheetChoice> Sheets { get; set; } = [];
    public List<string> Skip { get; set; } = [];
    public List<string> Overwrite { get; set; } = [];
    public bool NotAPassword { get; set; }

    /// <summary>For each sheet, how many rows stand before those that are shown.</summary>
    public List<int> From { get; set; } = [];

    /// <summary>Rows that somebody turned to: the sheet and how many stand before them, 0:200.</summary>
    public string? Turn { get; set; }

    public ListImportChoices ToChoices() => new() { Category = Category, Sheets = Sheets, Skip = Skip, Overwrite = Overwrite, NotAPassword = NotAPassword };
}

/// <summary>A file becomes part of the list: choose it, look at what each row will do and correct it, confirm; and take it back as a whole.</summary>
[RequestSizeLimit(ImportArchives.MostBytes)]
[RequestFormLimits(ValueLengthLimit = 8 * 1024 * 1024, MultipartBodyLengthLimit = ImportArchives.MostBytes, ValueCountLimit = 20_000)]
public sealed class ImportModel(
    BatonDbContext db, TimeProvider time, ListImportService imports, ImportArchives archives, RefusalTexts refusalTexts, IStringLocalizer<ListImportText> texts,
    IStringLocalizer<ItemText> itemTexts, IStringLocalizer<CategoryText> categoryTexts) : HandoverPage(db)
{
    /// <summary>So many rows of a sheet the preview shows at once, and so many errors and conflicts above them; all of them are in the file to download.</summary>
    public const int RowsShown = 200;

    [BindProperty]
    public ImportFileForm Input { get; set; } = new();

    public ListImportPlan? Plan { get; private set; }
    public IReadOnlyList<ListImport> Before { get; private set; } = [];

    /// <summary>Signed, or about to be: nothing goes into the list any more.</summary>
    public bool IsFrozen => Handover.Stage is Stage.Signing or Stage.Completed or Stage.Cancelled;

    public Task<IActionResult> OnGetAsync(Category? category, CancellationToken cancellationToken)
    {
        Input.Category = category;
        return ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancellationToken)
    {
        var (_, refusals) = await ReadAsync(cancellationToken);
        if (Input.Turn?.Split(':') is [var sheet, var rows] && int.TryParse(sheet, CultureInfo.InvariantCulture, out var at) && int.TryParse(rows, CultureInfo.InvariantCulture, out var from)
            && at >= 0 && at < Plan?.Sheets.Count)
        {
            Input.From.AddRange(Enumerable.Repeat(0, Math.Max(0, at + 1 - Input.From.Count)));
            Input.From[at] = from;
        }

        return (refusals.Count > 0 ? Refused(refusals) : null) ?? await ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostTakeAsync(CancellationToken cancellationToken)
    {
        var (request, refusals) = await ReadAsync(cancellationToken);
        Outcome<ListImported> outcome = request is null || refusals.Count > 0 ? refusals
            : await imports.RunAsync(Number, Actor, request, Input.Batch, Input.Seen, cancellationToken);
        return await AnswerAsync(
            outcome.IsRefused ? outcome.Refusals.Select(r => r.Field == nameof(Input.NotAPassword) ? r.On("Input.NotAPassword") : r).ToList() : outcome,
            done =>
            {
                Flash = texts["done", done.Added, done.Changed];
                return RedirectToPage("/Items/List", new { number = Number, category = Plan!.Rows.FirstOrDefault(r => r.Fate is ImportFate.New or ImportFate.Update)?.Category });
            },
            () => ShowAsync(cancellationToken));
    }

    public async Task<IActionResult> OnPostUndoAsync(Guid batch, CancellationToken cancellationToken) => await AnswerAsync(
        await imports.UndoAsync(Number, Actor, batch, cancellationToken),
        undone =>
        {
            Flash = undone.Kept == 0 ? texts["undo.done", undone.Withdrawn, undone.Restored] : texts["undo.done-kept", undone.Withdrawn, undone.Restored, undone.Kept];
            return RedirectToPage("/Imports/Import", new { number = Number });
        },
        () => ShowAsync(cancellationToken));

    /// <summary>Every row and what becomes of it, as a workbook.</summary>
    public async Task<IActionResult> OnPostReportAsync(CancellationToken cancellationToken)
    {
        var (_, refusals) = await ReadAsync(cancellationToken);
        return Plan is null || refusals.Count > 0 ? Refused(refusals) ?? await ShowAsync(cancellationToken) : File(
            TextWorkbook.Write([new(texts["report.sheet"], Report(Plan))]),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", texts["report.file", Number]);
    }

    /// <summary>The rows of a sheet that are shown: how many stand before them, and how many there are up to their last.</summary>
    public (int From, int To) Shown(SheetPlan sheet)
    {
        var last = Math.Max(0, sheet.Table.Rows.Count - 1) / RowsShown * RowsShown;
        var from = Math.Clamp(Input.From.ElementAtOrDefault(sheet.Index) / RowsShown * RowsShown, 0, last);
        return (from, Math.Min(from + RowsShown, sheet.Table.Rows.Count));
    }

    /// <summary>Whether the row stands on the page, where somebody can leave it out.</summary>
    public bool IsShown(ImportRow row) => Shown(Plan!.Sheets[row.Sheet]) is var (from, to) && row.Number > from && row.Number <= to;

    public string NameOf(SourceSheet sheet) => sheet.Name.Length > 0 ? sheet.Name : texts.Word("purpose", sheet.Purpose);

    public string NameOf(string value) => value switch
    {
        ItemValues.Title => itemTexts["list.name"],
        ItemValues.Description => itemTexts["description"],
        ItemValues.Attention => itemTexts["attention"],
        ItemValues.Importance => itemTexts["paste.target.importance"],
        ItemValues.Restricted => texts["restricted"],
        ItemValues.Receiver => itemTexts["paste.target.receiver"],
        ItemValues.File => texts["file"],
        _ => value,
    };

    public string NameOf(ImportRow row, string value) =>
        value.StartsWith(ItemValues.Field, StringComparison.Ordinal)
        && CategoryCatalog.Of(row.Category).Fields.FirstOrDefault(f => f.Name == value[ItemValues.Field.Length..]) is { } field
            ? categoryTexts[field.LabelKey] : NameOf(value);

    /// <summary>As people read it.</summary>
    public string Shown(ImportRow row, string name, string? value) => value is null ? texts["empty"] : name switch
    {
        ItemValues.Importance => categoryTexts[$"importance.{value}"],
        ItemValues.Restricted => texts[$"restricted.{value}"],
        ItemValues.Receiver => Handover.Parties.Find(p => Receivers.Value(p.PersonId, p.PersonId is null ? p.TeamId : null) == value) is { } party ? party.Person?.Name ?? party.Team?.Name ?? "?" : "?",
        _ when name.StartsWith(ItemValues.Field, StringComparison.Ordinal)
            && CategoryCatalog.Of(row.Category).Fields.FirstOrDefault(f => f.Name == name[ItemValues.Field.Length..]) is { } field => categoryTexts.Shown(field, value),
        _ => value,
    };

    public string Why(Refusal refusal) => refusalTexts.Of(refusal);

    public string Says(ImportRow row, ImportedValue value) =>
        texts["from-to", NameOf(row, value.Name), Shown(row, value.Name, value.From), Shown(row, value.Name, value.To)];

    /// <summary>What a column of this sheet can be taken for.</summary>
    public IEnumerable<Choice> Targets(SheetPlan sheet)
    {
        yield return new(ColumnGuess.Ignore, itemTexts["paste.target.none"]);
        foreach (var target in new[] { ColumnGuess.Title, ColumnGuess.CategoryColumn, ColumnGuess.Receiver, ColumnGuess.Importance, ColumnGuess.Attention, ColumnGuess.Description })
        {
            yield return new(target, itemTexts[$"paste.target.{target}"]);
        }

        yield return new(ColumnGuess.Identity, texts["target.identity"]);
        if (sheet.Columns.Contains(ColumnGuess.Restricted))
        {
            yield return new(ColumnGuess.Restricted, texts["restricted"]);
        }

        var fields = sheet.Groups.Select(g => g.Category).Prepend(sheet.Category).Distinct().SelectMany(c => CategoryCatalog.Of(c).Fields);
        foreach (var field in fields.DistinctBy(f => f.Name))
        {
            yield return new(field.Name, categoryTexts[field.LabelKey]);
        }
    }

    /// <summary>Reads what was sent; a file just chosen goes into the form's content.</summary>
    private async Task<(ListImportRequest? Request, List<Refusal> Refusals)> ReadAsync(CancellationToken cancellationToken)
    {
        if (Input.Files.Count > 0 || (Input.File is { } large && large.Length > TableLimits.OfAFile.Bytes && ImportArchives.IsArchive(large)))
        {
            IReadOnlyList<IFormFile> sent = Input.Files.Count > 0 ? Input.Files : [Input.File!];
            var kept = await archives.KeepAsync(Number, Actor, sent, cancellationToken);
            if (kept.IsRefused)
            {
                return (null, [.. kept.Refusals.Select(r => r.Kind == RefusalKind.NotFound ? r : r.On("Input.File"))]);
            }

            // A folder gives its name to all that is in it.
            Input = new() { Archive = kept.Value, FileName = FileNames.Clean(sent[0].FileName.Split('/')[0]), Category = Input.Category };
        }
        else if (Input.File is { } file)
        {
            if (file.Length == 0)
            {
                return (null, [ImportRefusals.NothingInFile.On("Input.File")]);
            }

            if (file.Length > TableLimits.OfAFile.Bytes)
            {
                return (null, [ImportRefusals.TooBig.With(TableLimits.OfAFile.Megabytes).On("Input.File")]);
            }

            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, cancellationToken);
            Input = new()
            {
                Content = Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length), FileName = FileNames.Clean(file.FileName),
                Category = Input.Category,
            };
        }

        var content = new byte[Input.Content?.Length ?? 0];
        if ((!Convert.TryFromBase64String(Input.Content ?? "", content, out var length) || length == 0) && Input.Archive is null)
        {
            return (null, [ListImportRefusals.NoFile.On("Input.File")]);
        }

        if (Input.Batch == Guid.Empty)
        {
            Input.Batch = time.NewId();
        }

        var request = new ListImportRequest(content[..length], Input.FileName ?? "", Input.ToChoices()) { Archive = Input.Archive };
        var planned = await imports.PreviewAsync(Number, Actor, request, cancellationToken);
        if (planned.IsRefused)
        {
            (Input.Content, Input.Archive) = (null, null);
            return (null, [.. planned.Refusals.Select(r => r.Kind == RefusalKind.NotFound ? r : r.On("Input.File"))]);
        }

        Plan = planned.Value;
        return (request, [.. Plan.Refusals]);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || !ListImportService.MayImport(Handover, Access))
        {
            return NotFound();
        }

        Before = await imports.ReadAsync(Handover.Id, cancellationToken);
        return Page();
    }

    private IEnumerable<IReadOnlyList<string>> Report(ListImportPlan plan) => plan.Rows.Select(row => (IReadOnlyList<string>)
        [
            NameOf(plan.Sheets[row.Sheet].Source), row.Number.ToString(CultureInfo.InvariantCulture), texts.Word("fate", row.Fate), row.Label ?? "", row.Title ?? "",
            row.Why is { } why ? Why(why) : "",
            string.Join('\n', row.Errors.Select(e => texts["cell-error", e.Cell, Why(e.Why)].Value).Concat(row.Changes.Select(v => Says(row, v)))
                .Concat(row.Conflicts.Select(v => $"{texts["conflict"]}{Says(row, v)}"))),
        ])
        .Prepend([texts["report.in"], texts["row"], texts["fate"], itemTexts["list.no"], itemTexts["list.name"], texts["why"], texts["what"]]);
}
