using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Baton.Web.Features.Shared;
using Baton.Web.Import;
using Baton.Web.Text;

namespace Baton.Web.Features.Imports;

/// <summary>What is chosen for a sheet of the file; what is left out is guessed.</summary>
/// <param name="Columns">For each column title, category, description, receiver, attention, importance, identity, a field's name, or empty for none.</param>
/// <param name="Header">The header's row, from 1; 0 where there is none.</param>
/// <param name="Groups">A category for each text of the category column, in the order of the preview.</param>
public sealed record SheetBody(bool Take, int? Header, Category? Category, IReadOnlyList<string?>? Columns, IReadOnlyList<Category?>? Groups);

/// <summary>A file, and what was chosen in its preview.</summary>
/// <param name="Content">Base64.</param>
/// <param name="Category">For what names no category itself.</param>
/// <param name="Sheets">One for each sheet of the file, as the preview lists them; none to take it as guessed.</param>
/// <param name="Skip">Ids of rows that are not taken.</param>
/// <param name="Overwrite">Ids of conflicts in which the file is right.</param>
/// <param name="NotAPassword">「这不是密码」</param>
public record ImportPreviewBody(
    string? FileName, string? Content, Category? Category, IReadOnlyList<SheetBody>? Sheets, IReadOnlyList<string>? Skip, IReadOnlyList<string>? Overwrite, bool NotAPassword)
{
    /// <returns>Null where the content can't be read.</returns>
    internal ListImportRequest? ToRequest(ListImportPlan? guess)
    {
        var bytes = new byte[Content?.Length ?? 0];
        return !Convert.TryFromBase64String(Content ?? "", bytes, out var length) ? null : new(bytes[..length], FileName ?? "", new()
        {
            Category = Category, Skip = [.. Skip ?? []], Overwrite = [.. Overwrite ?? []], NotAPassword = NotAPassword,
            Sheets = guess is null || Sheets is null ? [] : [.. guess.Sheets.Select((sheet, at) => ToChoice(sheet, Sheets.ElementAtOrDefault(at)))],
        });
    }

    private static SheetChoice ToChoice(SheetPlan guess, SheetBody? body)
    {
        var header = body?.Header ?? (guess.Header.Row ?? -1) + 1;
        var category = body?.Category ?? guess.Category;
        return new()
        {
            Take = body?.Take ?? guess.IsTaken, Header = header, Category = category, SeenHeader = body?.Columns is null ? null : header,
            SeenCategory = body?.Columns is null ? null : category, Columns = [.. body?.Columns ?? []], Groups = [.. body?.Groups ?? []],
            SeenGroupColumn = body?.Columns?.ToList().IndexOf(ColumnGuess.CategoryColumn),
        };
    }
}

/// <param name="Id">Of the import, made by the caller: sent again, the import is done once.</param>
/// <param name="Seen">The fingerprint of the preview that is confirmed.</param>
public sealed record ImportBody(
    string? FileName, string? Content, Category? Category, IReadOnlyList<SheetBody>? Sheets, IReadOnlyList<string>? Skip, IReadOnlyList<string>? Overwrite, bool NotAPassword,
    Guid Id, string? Seen)
    : ImportPreviewBody(FileName, Content, Category, Sheets, Skip, Overwrite, NotAPassword);

public sealed record ImportSheetJson(
    string Name, bool Hidden, bool Taken, int Header, Category Category, IReadOnlyList<string> Headers, IReadOnlyList<string> Columns, IReadOnlyList<GroupJson> Groups, string? Why);

public sealed record GroupJson(string Text, Category Category);

/// <param name="Id">For skip.</param>
/// <param name="Why">Why the row becomes no item.</param>
public sealed record ImportRowJson(
    string Id, int Sheet, int Row, ImportFate Fate, string? Why, Category Category, string? Title, Guid? ItemId, string? Label,
    IReadOnlyList<ImportValueJson> Changes, IReadOnlyList<ImportValueJson> Conflicts, IReadOnlyList<CellErrorJson> Errors);

/// <param name="Id">For overwrite, where it is a conflict.</param>
public sealed record ImportValueJson(string Id, string Name, string? From, string? To);

/// <param name="Cell">Such as 采购!C7.</param>
public sealed record CellErrorJson(string Cell, string Text, string Code, string Message);

/// <param name="Fingerprint">Send it as seen to confirm.</param>
public sealed record ImportPreviewJson(
    ImportKind Kind, string Fingerprint, bool LooksLikePassword, IReadOnlyList<ImportSheetJson> Sheets, IReadOnlyList<ImportRowJson> Rows);

public sealed record ImportedJson(Guid Id, int Added, int Changed);

public sealed record ImportUndoneJson(int Withdrawn, int Restored, int Kept);

public sealed record ListImportJson(Guid Id, string FileName, DateTimeOffset At, NamedId By, int Added, int Changed, DateTimeOffset? UndoneAt);

/// <summary>Files into the list.</summary>
internal static class ListImportApi
{
    private static readonly Type[] Importing = [typeof(ListImportRefusals), typeof(ImportRefusals), typeof(ItemRefusals)];

    public static void MapImports(this RouteGroupBuilder handover)
    {
        var imports = handover.MapGroup("/imports").WithTags("Imports");
        imports.MapGet("", ListAsync).Says("listImports", "Files that were taken into the list, the last one first.").Gives<IReadOnlyList<ListImportJson>>();
        imports.MapPost("/preview", PreviewAsync).Says("previewImport", "What a file would do to the list, row by row; writes nothing.", Importing).Gives<ImportPreviewJson>()
            .Example("""{"fileName": "清单.csv", "content": "5LqL6aG5CuWGmeWRqOaKpQo=", "category": "duties"}""");
        imports.MapPost("", RunAsync).Says("importFile", "Takes a file into the list as its preview showed it, all of it or nothing.", Importing).Makes<ImportedJson>()
            .Example("""
                {"fileName": "清单.csv", "content": "5LqL6aG5CuWGmeWRqOaKpQo=", "category": "duties", "id": "01980000-0000-7000-8000-00000000000c",
                 "seen": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
                """);
        imports.MapPost("/{import:guid}/undo", (string number, Guid import, Call call, ListImportService service) =>
                service.UndoAsync(number, call.Actor, import, call.Aborted)
                    .ThenAsync(undone => Task.FromResult(Answers.Ok(new ImportUndoneJson(undone.Withdrawn, undone.Restored, undone.Kept)))))
            .Says("undoImport", "Takes a whole import back, as long as nothing of it is accepted or signed.", Importing).Gives<ImportUndoneJson>();
    }

    private static async Task<IResult> ListAsync(string number, Call call, HandoverReader reader, ListImportService service) =>
        await reader.LoadAsync(number, call.Actor, showsContent: true, call.Aborted) is not { } seen || !ListImportService.MayImport(seen.Handover, seen.Access)
            ? Answers.NotFound
            : Answers.Ok((await service.ReadAsync(seen.Handover.Id, call.Aborted))
                .Select(i => new ListImportJson(i.Id, i.FileName, i.At, new(i.ById, i.By!.Name), i.Added, i.Changed, i.UndoneAt)).ToList());

    private static async Task<IResult> PreviewAsync(string number, ImportPreviewBody body, Call call, ListImportService service, RefusalTexts texts)
    {
        var (request, refusals) = await RequestAsync(number, body, call, service);
        return request is null ? Answers.Refused(refusals)
            : await service.PreviewAsync(number, call.Actor, request, call.Aborted).ThenAsync(plan => Task.FromResult(Answers.Ok(Json(plan, texts))));
    }

    private static async Task<IResult> RunAsync(string number, ImportBody body, Call call, ListImportService service)
    {
        var (request, refusals) = await RequestAsync(number, body, call, service);
        if (request is null || body.Id == Guid.Empty)
        {
            return request is null ? Answers.Refused(refusals) : Answers.Refused(Typed.Required.On(nameof(body.Id)));
        }

        return await service.RunAsync(number, call.Actor, request, body.Id, body.Seen, call.Aborted).ThenAsync(done => Task.FromResult<IResult>(
            new ApiResult(StatusCodes.Status201Created, new ImportedJson(done.Id, done.Added, done.Changed), $"{ApiRoutes.Root}/handovers/{number}/imports")));
    }

    /// <summary>What is not chosen is guessed, so that a first look must tell which sheets there are.</summary>
    private static async Task<(ListImportRequest? Request, IReadOnlyList<Refusal> Refusals)> RequestAsync(string number, ImportPreviewBody body, Call call, ListImportService service)
    {
        if (body.ToRequest(null) is not { } guessed)
        {
            return (null, [ListImportRefusals.NoFile.On(nameof(body.Content))]);
        }

        if (body.Sheets is null)
        {
            return (guessed, []);
        }

        var first = await service.PreviewAsync(number, call.Actor, guessed, call.Aborted);
        return first.IsRefused ? (null, first.Refusals) : (body.ToRequest(first.Value), []);
    }

    private static ImportPreviewJson Json(ListImportPlan plan, RefusalTexts texts) => new(
        plan.Kind, plan.Fingerprint, plan.LooksLikePassword,
        [.. plan.Sheets.Select(s => new ImportSheetJson(
            s.Source.Name, s.Source.IsHidden, s.IsTaken, (s.Header.Row ?? -1) + 1, s.Category, s.Header.Headers, s.Columns,
            [.. s.Groups.Select(g => new GroupJson(g.Text, g.Category))], (s.Refusal ?? s.Source.Refusal) is { } why ? texts.Of(why) : null))],
        [.. plan.Rows.Select(r => new ImportRowJson(
            r.Id, r.Sheet, r.Number, r.Fate, r.Why is { } why ? texts.Of(why) : null, r.Category, r.Title, r.ItemId, r.Label,
            [.. r.Changes.Select(v => new ImportValueJson(r.IdOf(v), v.Name, v.From, v.To))], [.. r.Conflicts.Select(v => new ImportValueJson(r.IdOf(v), v.Name, v.From, v.To))],
            [.. r.Errors.Select(e => new CellErrorJson(e.Cell, IncomingText.Cut(e.Text, 200), e.Why.Code, texts.Of(e.Why)))]))]);
}
