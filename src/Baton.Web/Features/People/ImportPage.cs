using System.Globalization;
using Baton.Web.Features.Export;
using Baton.Web.Features.Shared;
using Baton.Web.Import;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.People;

/// <summary>What the pages for importing people and departments send.</summary>
public sealed class ImportForm : TableForm
{
    public bool CreateMissing { get; set; }
    public bool Deactivate { get; set; }

    /// <summary>The fingerprint of the plan that was shown.</summary>
    public string? Seen { get; set; }
}

/// <summary>A table of people or departments: paste it or choose a file, look at what will happen and correct it, confirm.</summary>
[RequestFormLimits(ValueLengthLimit = 2 * MostBytes, MultipartBodyLengthLimit = 4 * MostBytes)]
public abstract class ImportPage(IStringLocalizer<PeopleText> texts, RefusalTexts refusalTexts) : PeoplePage
{
    /// <summary>So many rows of each fate the page shows; all of them are in the file to download.</summary>
    public const int RowsShown = 200;

    public const int NamesShown = 20;

    private const int MostBytes = 5 * 1024 * 1024;

    // Titles and headers stand above the rows.
    private static readonly TableLimits Limits = new(MostBytes, PeopleImport.MostRows + 50, 100);
    private static readonly string[] RoleHeaders = ["角色", "系统角色", "权限", "role", "roles", "system role", "system roles"];

    [BindProperty]
    public ImportForm Input { get; set; } = new();

    public TablePreview? Preview { get; private set; }

    /// <summary>Null while the columns are not clear.</summary>
    public ImportPlan? Plan { get; private set; }

    /// <summary>people or departments; part of text keys and addresses.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether rows may add departments and positions, and whoever is missing may be deactivated.</summary>
    public abstract bool IsOfPeople { get; }

    protected abstract IReadOnlyList<KnownColumn> Known { get; }

    /// <summary>The column without which nobody knows what a row is about, and the refusal where it is missing.</summary>
    protected abstract (string Column, Refusal Refusal) KeyColumn { get; }

    public string KeyColumnName => KeyColumn.Column;

    public bool HasRoleColumn => Preview is not null && Preview.Header.Headers.Any(header => RoleHeaders.Contains(header.Trim(), StringComparer.OrdinalIgnoreCase));

    public string Label(string column) => texts[$"column.{Kind}.{column}"];

    public IEnumerable<Choice> Targets() => Known.Select(column => new Choice(column.Target, Label(column.Target))).Prepend(new(TablePreview.Ignore, texts["import.ignore"]));

    public string Why(Refusal refusal) =>
        refusal.Field is { } column && Known.Any(k => k.Target == column) ? texts["import.why", Label(column), refusalTexts.Of(refusal)] : refusalTexts.Of(refusal);

    public string Says(PlannedValue value) => value switch
    {
        { From: null } => texts["import.value", Label(value.Column), value.To ?? ""],
        _ => texts["import.from-to", Label(value.Column), value.From, value.To ?? ""],
    };

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancellationToken)
    {
        var refusals = await ReadAsync(cancellationToken);
        return (refusals.Count > 0 ? Refused(refusals) : null) ?? Page();
    }

    public async Task<IActionResult> OnPostTakeAsync(CancellationToken cancellationToken)
    {
        var refusals = await ReadAsync(cancellationToken);
        return await AnswerAsync(
            refusals.Count > 0 ? refusals : await RunAsync(cancellationToken),
            Onward,
            async () =>
            {
                // What the rows would do by now, to look at before confirming again.
                Plan = refusals.Count > 0 ? null : (await PlanAsync(cancellationToken)).Value;
                return Page();
            });
    }

    /// <summary>Every row and what becomes of it, as a workbook.</summary>
    public async Task<IActionResult> OnPostReportAsync(CancellationToken cancellationToken)
    {
        var refusals = await ReadAsync(cancellationToken);
        return refusals.Count > 0 ? Refused(refusals) ?? Page() : File(
            TextWorkbook.Write([new(texts["import.report-sheet"], Report(Plan!))]),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", texts["import.report-file"]);
    }

    protected abstract Task<Outcome<ImportPlan>> PlanAsync(CancellationToken cancellationToken);

    protected abstract Task<Outcome<Imported>> RunAsync(CancellationToken cancellationToken);

    protected abstract IActionResult Onward(Imported imported);

    /// <summary>Back to the list, with a sentence.</summary>
    protected LocalRedirectResult To(string list, string said, params object[] arguments)
    {
        Flash = texts[said, arguments];
        return LocalRedirect(list);
    }

    /// <summary>Reads what was sent, and works out the plan where the columns are clear.</summary>
    private async Task<List<Refusal>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await TablePreview.ReadAsync(Input, Known, Limits, cancellationToken);
        if (read.IsRefused)
        {
            if (Input.Sheet == Input.SeenSheet)
            {
                return [.. read.Refusals];
            }

            // Another sheet was chosen, and is none: back to the one before.
            Input.Sheet = Input.SeenSheet;
            var before = await TablePreview.ReadAsync(Input, Known, Limits, cancellationToken);
            Preview = before.IsRefused ? null : before.Value;
            return [.. read.Refusals.Select(refusal => refusal.On("Input.Sheet"))];
        }

        Preview = read.Value;
        if (Preview.HasTargetTwice)
        {
            return [PeopleRefusals.TargetTwice];
        }

        if (!Preview.Columns.Contains(KeyColumn.Column))
        {
            return [KeyColumn.Refusal];
        }

        var plan = await PlanAsync(cancellationToken);
        Plan = plan.IsRefused ? null : plan.Value;
        return [.. plan.Refusals];
    }

    private IEnumerable<IReadOnlyList<string>> Report(ImportPlan plan) => plan.Rows
        .Select(row => (IReadOnlyList<string>)
        [
            row.Number.ToString(CultureInfo.InvariantCulture), texts.Word("fate", row.Fate), row.Key ?? "", row.Name ?? "",
            string.Join('\n', row.Refusals.Select(Why).Concat(row.Values.Select(Says))),
        ])
        .Concat(plan.Missing.Select(person => (IReadOnlyList<string>)
        [
            "", texts["import.missing-fate"], person.EmployeeNumber, person.Name, person.Stays is { } stays ? texts["import.stays", Why(stays)] : "",
        ]))
        .Prepend([texts["import.row"], texts["import.fate"], Label(KeyColumn.Column), Label("Name"), texts["import.what"]]);
}
