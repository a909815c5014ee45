using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Templates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>One step of the interview: a question, or what the template expects in a category and the list lacks.</summary>
/// <param name="Key">Of the question; of what is expected in a category, in- and its word.</param>
public sealed record InterviewStep(string Key, Category Category, TemplateQuestion? Question, IReadOnlyList<ExpectedItem> Missing, bool IsDone, bool IsPutOff);

/// <summary>
/// Asks the giver one thing at a time through the twelve categories; each answer becomes items. Skipped questions come again
/// at the end.
/// </summary>
public sealed class InterviewModel(BatonDbContext db, ExpectedService expected, IStringLocalizer<ItemText> texts) : HandoverPage(db)
{
    /// <summary>The step that somebody chose; null for the next that is open.</summary>
    [BindProperty(SupportsGet = true, Name = "step")]
    public string? StepKey { get; set; }

    public IReadOnlyList<InterviewStep> Steps { get; private set; } = [];

    /// <summary>Null where everything was asked.</summary>
    public InterviewStep? Step { get; private set; }

    /// <summary>What stands in the list of this step's category.</summary>
    public IReadOnlyList<Item> Listed { get; private set; } = [];
    public int Done => Steps.Count(s => s.IsDone);
    public InterviewStep? Before => Step is null ? Steps.LastOrDefault() : Steps.TakeWhile(s => s != Step).LastOrDefault();
    public InterviewStep? After => Step is null ? null : Steps.SkipWhile(s => s != Step).Skip(1).FirstOrDefault();

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAnswerAsync(string? step, string? answer, bool notAPassword, CancellationToken cancellationToken) =>
        await AnswerAsync(await expected.AnswerAsync(Number, Actor, step ?? "", answer, notAPassword, cancellationToken), items =>
        {
            Flash = texts["interview.noted", items.Count];
            return Onward();
        }, () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostSkipAsync(string? step, bool later, CancellationToken cancellationToken) =>
        await AnswerAsync(await expected.SkipAsync(Number, Actor, step ?? "", later, cancellationToken), _ => Onward(), () => ShowAsync(cancellationToken));

    /// <summary>The ticked ones go into the list; of the others this job has none.</summary>
    public async Task<IActionResult> OnPostExpectedAsync(List<string> keys, List<string> asked, CancellationToken cancellationToken)
    {
        // With none asked about, nothing is done but to say whether it could be.
        var outcome = keys.Count == 0 && asked.Count > 0 ? 0 : await expected.AddAsync(Number, Actor, keys, cancellationToken);
        if (!outcome.IsRefused && asked.Except(keys).ToList() is { Count: > 0 } others
            && await expected.SetApplicableAsync(Number, Actor, others, false, cancellationToken) is { IsRefused: true } refused)
        {
            outcome = refused.Refusals.ToList();
        }

        return await AnswerAsync(outcome, count =>
        {
            Flash = texts["interview.noted", count];
            return Onward();
        }, () => ShowAsync(cancellationToken));
    }

    private RedirectToPageResult Onward() => RedirectToPage(new { number = Number, step = (string?)null });

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || !Access.ActsAsGiver
            || await TemplateCatalog.OfAsync(Db, Handover.TemplateId, cancellationToken) is not { } template)
        {
            return NotFound();
        }

        var items = await Db.Items.AsNoTracking().Where(i => i.HandoverId == Handover.Id && i.State != ItemState.Withdrawn).ToListAsync(cancellationToken);
        var missing = template.Items.Where(e => !Handover.NotApplicable.Contains(e.Key) && !items.Exists(i => i.ExpectedKey == e.Key)).ToLookup(e => e.Category);
        Steps =
        [
            .. CategoryCatalog.All.SelectMany(c => template.Questions.Where(q => q.Category == c.Category)
                .Select(q => new InterviewStep(q.Key, c.Category, q, [], Handover.Answered.Contains(q.Key), Handover.PutOff.Contains(q.Key)))
                .Concat(template.Items.Any(e => e.Category == c.Category)
                    ? [new InterviewStep($"in-{c.Word}", c.Category, null, [.. missing[c.Category]], !missing[c.Category].Any(), false)] : [])),
        ];
        Step = Steps.FirstOrDefault(s => s.Key == StepKey) ?? Steps.FirstOrDefault(s => s is { IsDone: false, IsPutOff: false }) ?? Steps.FirstOrDefault(s => !s.IsDone);
        Listed = [.. items.Where(i => i.Category == Step?.Category).OrderBy(i => i.Place)];
        return Page();
    }
}
