using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Letters;
using Baton.Web.Features.Settings;
using Baton.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Templates;

/// <summary>The head of a template as typed.</summary>
public sealed record TemplateHeadForm(string? Name, string? Description, bool IsAccounting, string? FollowUpDays, string? RetentionYears, string? LetterChinese, string? LetterEnglish);

/// <summary>
/// One template: one that comes with Baton to be looked at and copied, one of the company's own to be changed, a line at a
/// time.
/// </summary>
public sealed class TemplateModel(TemplateCatalog catalog, TemplateService service, IStringLocalizer<TemplateText> texts, IStringLocalizer<LetterText> letters) : SettingsPage
{
    [BindProperty(SupportsGet = true)]
    public string Key { get; set; } = "";

    /// <summary>The item that is open for editing.</summary>
    [BindProperty(SupportsGet = true, Name = "item")]
    public string? ItemKey { get; set; }

    /// <summary>The question that is open for editing.</summary>
    [BindProperty(SupportsGet = true, Name = "question")]
    public string? QuestionKey { get; set; }

    public TemplateContent Shown { get; private set; } = null!;
    public int Version { get; private set; }
    public bool IsRetired { get; private set; }
    public bool IsOwn => Version > 0;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostCopyAsync(string? name, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await service.CopyAsync(Key, name, Actor, cancellationToken),
            copy => To($"/settings/templates/{copy.Id:D}", "copied", copy.Content.Name),
            () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostRetireAsync(bool retire, CancellationToken cancellationToken) =>
        await AnswerAsync(
            await service.RetireAsync(Key, retire, Actor, cancellationToken),
            _ => To("/settings/templates", retire ? "retired-now" : "restored-now"),
            () => ShowAsync(cancellationToken));

    public Task<IActionResult> OnPostHeadAsync([FromForm] TemplateHeadForm typed, int seen, CancellationToken cancellationToken) =>
        SaveAsync(seen, form => form with
        {
            Name = typed.Name,
            Description = typed.Description,
            IsAccounting = typed.IsAccounting,
            FollowUpDays = typed.FollowUpDays,
            RetentionYears = typed.RetentionYears,
            LetterChinese = Own(typed.LetterChinese, LetterReader.Chinese),
            LetterEnglish = Own(typed.LetterEnglish, LetterReader.English),
        }, null, cancellationToken);

    /// <summary>The letter as it stands: the form begins with Baton's own where the template has none.</summary>
    public string LetterIn(string language) => (language == LetterReader.Chinese ? Shown.LetterChinese : Shown.LetterEnglish) ?? LetterReader.Default(letters, language);

    /// <summary>Baton's own, unchanged, stays Baton's.</summary>
    private string? Own(string? typed, string language) =>
        typed is not null && IncomingText.ToLf(typed).Trim() == LetterReader.Default(letters, language).Trim() ? null : typed;

    /// <param name="line">Null for a new one.</param>
    public Task<IActionResult> OnPostItemAsync([FromForm] ExpectedItemForm typed, string? line, int seen, CancellationToken cancellationToken) =>
        SaveAsync(seen, form => form with { Items = Put(form.Items, i => i.Key == line, typed with { Key = line, Fields = Known(typed.Category, typed.Fields) }) }, nameof(TemplateForm.Items), cancellationToken);

    public Task<IActionResult> OnPostRemoveItemAsync(string? line, int seen, CancellationToken cancellationToken) =>
        SaveAsync(seen, form => form with { Items = [.. form.Items.Where(i => i.Key != line)] }, null, cancellationToken);

    public Task<IActionResult> OnPostMoveItemAsync(string? line, bool up, int seen, CancellationToken cancellationToken)
    {
        ItemKey = line;
        return SaveAsync(seen, form => form with { Items = Move(form.Items, i => i.Key == line, i => i.Category, up) }, null, cancellationToken);
    }

    /// <param name="line">Null for a new one.</param>
    public Task<IActionResult> OnPostQuestionAsync([FromForm] TemplateQuestionForm typed, string? line, int seen, CancellationToken cancellationToken) =>
        SaveAsync(seen, form => form with { Questions = Put(form.Questions, q => q.Key == line, typed with { Key = line, Fields = Known(typed.Category, typed.Fields) }) }, nameof(TemplateForm.Questions), cancellationToken);

    public Task<IActionResult> OnPostRemoveQuestionAsync(string? line, int seen, CancellationToken cancellationToken) =>
        SaveAsync(seen, form => form with { Questions = [.. form.Questions.Where(q => q.Key != line)] }, null, cancellationToken);

    public Task<IActionResult> OnPostMoveQuestionAsync(string? line, bool up, int seen, CancellationToken cancellationToken)
    {
        QuestionKey = line;
        return SaveAsync(seen, form => form with { Questions = Move(form.Questions, q => q.Key == line, q => q.Category, up) }, null, cancellationToken);
    }

    /// <param name="list">The line's list, whose refusals stand on the fields of the form that was sent.</param>
    private async Task<IActionResult> SaveAsync(int seen, Func<TemplateForm, TemplateForm> change, string? list, CancellationToken cancellationToken)
    {
        if (await catalog.FindAsync(Key, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        var outcome = await service.SaveAsync(Key, change(TemplateForm.Of(found.Content) with { Seen = seen }), Actor, cancellationToken);
        if (outcome.IsRefused && list is not null)
        {
            outcome = outcome.Refusals.Select(r => r.Field is { } field && field.StartsWith(list, StringComparison.Ordinal)
                ? r.On(field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..]) : r).ToList();
        }

        return await AnswerAsync(
            outcome,
            _ => To($"/settings/templates/{Key}{(ItemKey is null ? "" : $"?item={ItemKey}#line-{ItemKey}")}{(QuestionKey is null ? "" : $"?question={QuestionKey}#line-q-{QuestionKey}")}", "saved"),
            () => ShowAsync(cancellationToken));
    }

    private LocalRedirectResult To(string page, string said, params object[] arguments)
    {
        Flash = texts[said, arguments];
        return LocalRedirect(page);
    }

    /// <summary>Where the category was changed, too, the form had the fields of the one before.</summary>
    private static Dictionary<string, string?> Known(Category category, Dictionary<string, string?> typed) =>
        typed.Where(f => CategoryCatalog.Of(category).Fields.Any(d => d.Name == f.Key)).ToDictionary(f => f.Key, f => f.Value);

    /// <summary>The line in its place; a new one at the end.</summary>
    private static IReadOnlyList<T> Put<T>(IReadOnlyList<T> lines, Func<T, bool> isIt, T line) =>
        lines.Any(isIt) ? [.. lines.Select(l => isIt(l) ? line : l)] : [.. lines, line];

    /// <summary>Changes places with the next of its category.</summary>
    private static IReadOnlyList<T> Move<T>(IReadOnlyList<T> lines, Func<T, bool> isIt, Func<T, Category> category, bool up)
    {
        var moved = lines.ToList();
        var at = moved.FindIndex(l => isIt(l));
        var other = at < 0 ? -1 : up
            ? moved.FindLastIndex(Math.Max(at - 1, 0), at, l => category(l) == category(moved[at]))
            : moved.FindIndex(at + 1, l => category(l) == category(moved[at]));
        if (other >= 0)
        {
            (moved[at], moved[other]) = (moved[other], moved[at]);
        }

        return moved;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (await catalog.FindAsync(Key, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        (Shown, Version, IsRetired) = found;
        return Page();
    }
}
