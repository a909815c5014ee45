using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Positions;
using Baton.Web.Features.Settings;
using Baton.Web.Features.Shared;
using Baton.Web.Features.Templates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>列出清单: the giver's workbench, one category at a time; to others, the list as it stands.</summary>
public sealed class ListModel(
    BatonDbContext db, TimeProvider time, ListService list, ExpectedService expected, PrepareService prepare, PositionMemory memory, CompanyCalendar calendar,
    IStringLocalizer<ItemText> texts, IStringLocalizer<CategoryText> categoryTexts) : HandoverPage(db)
{
    [BindProperty(SupportsGet = true)]
    public Category Category { get; set; } = Category.Duties;

    /// <summary>The item that is open for editing.</summary>
    [BindProperty(SupportsGet = true, Name = "item")]
    public Guid? ItemId { get; set; }

    [BindProperty]
    public ItemForm Input { get; set; } = new();

    public IReadOnlyList<(CategoryDefinition Definition, int Count, int Gaps, bool DeclaredEmpty)> Rail { get; private set; } = [];
    public IReadOnlyList<Item> Items { get; private set; } = [];
    public IReadOnlyList<Item> All { get; private set; } = [];
    public Item? Open { get; private set; }

    /// <summary>Of this category, for whoever may restore them.</summary>
    public IReadOnlyList<Item> Withdrawn { get; private set; } = [];

    /// <summary>Of the open item.</summary>
    public IReadOnlyList<Attachment> OpenFiles { get; private set; } = [];

    /// <summary>The pasted row that the open item was made from.</summary>
    public SourceRow? OpenSource { get; private set; }
    public IReadOnlyList<Finding> MustBeSolved { get; private set; } = [];
    public IReadOnlyList<Finding> Hints { get; private set; } = [];
    public IReadOnlyList<Choice> ReceiverChoices { get; private set; } = [];
    public CategoryDefinition Definition => CategoryCatalog.Of(Category);

    /// <summary>While preparing and handing over; afterwards only in an open 补充清单.</summary>
    public bool MayEdit => Supplement.OpenId is not null
        ? Access.ActsAsGiver || Access.IsReceiver || Access.IsWitness
        : Access.ActsAsGiver && Handover.Stage is (Stage.Preparing or Stage.HandingOver);

    public bool MayEditItem(Item item) => MayEdit && !item.HasPassed(Handover, time.Now())
        && (Handover.Stage is Stage.Preparing or Stage.HandingOver || item.SupplementId == Supplement.OpenId);

    public bool HasEmptyCategories => Rail.Any(r => r.Count == 0 && !r.DeclaredEmpty);
    public bool MaySubmit => Access.ActsAsGiver && Handover is { Stage: Stage.Preparing, IsRequest: false, ListSubmittedAt: null };
    public bool MayConfirm => Access.IsWitness && Handover is { Stage: Stage.Preparing, ListSubmittedAt: not null };
    /// <summary>What the template expects in this category and the list lacks.</summary>
    public IReadOnlyList<ExpectedItem> Missing { get; private set; } = [];

    /// <summary>Of this category, what was said to be none of this job's.</summary>
    public IReadOnlyList<ExpectedItem> NotApplicable { get; private set; } = [];

    /// <summary>In all categories.</summary>
    public int MissingInAll { get; private set; }

    /// <summary>The template has questions to ask.</summary>
    public bool HasInterview { get; private set; }

    /// <summary>The position's last signed list, to begin with; null where there is none.</summary>
    public LastHandover? Last { get; private set; }
    public Supplements Supplement { get; private set; } = new(null, 0);

    /// <summary>Of each category, and of all; null for whoever only fetches single items.</summary>
    public IReadOnlyList<(CategoryDefinition Definition, Completeness Is)>? Complete { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAddAsync(string? title, CancellationToken cancellationToken) =>
        await AnswerAsync(await list.AddAsync(Number, Actor, Category, title, cancellationToken), _ => Here(focus: "add"), () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostSaveAsync(Guid id, string? then, CancellationToken cancellationToken)
    {
        ItemId = id;
        return await AnswerAsync((await list.SaveAsync(Number, Actor, id, Input, cancellationToken)).On("Input"), saved =>
        {
            Flash = texts["list.saved", saved.Label];
            ItemId = then == "close" ? null : id;
            return Here();
        }, () => ShowAsync(cancellationToken));
    }

    public Task<IActionResult> OnPostMoveAsync(Guid id, bool up, CancellationToken cancellationToken) =>
        DoAsync(list.MoveAsync(Number, Actor, id, up, cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostDuplicateAsync(Guid id, CancellationToken cancellationToken) =>
        await AnswerAsync(await list.DuplicateAsync(Number, Actor, id, cancellationToken), copy =>
        {
            ItemId = copy.Id;
            return Here();
        }, () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostCategoryAsync(Guid id, Category to, CancellationToken cancellationToken) =>
        await AnswerAsync(await list.ChangeCategoryAsync(Number, Actor, id, to, f => categoryTexts[f.LabelKey], cancellationToken), _ =>
        {
            Category = to;
            ItemId = id;
            return Here();
        }, () => ShowAsync(cancellationToken));

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken cancellationToken)
    {
        ItemId = null;
        return DoAsync(list.WithdrawAsync(Number, Actor, id, cancellationToken), cancellationToken);
    }

    public Task<IActionResult> OnPostRestoreAsync(Guid id, CancellationToken cancellationToken) =>
        DoAsync(list.RestoreAsync(Number, Actor, id, cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostBulkAsync(BulkForm bulk, CancellationToken cancellationToken)
    {
        var act = bulk.Read(categoryTexts);
        return await AnswerAsync(act.IsRefused ? act.Refusals.ToList() : await list.BulkAsync(Number, Actor, bulk.Ids, act.Value, cancellationToken), count =>
        {
            Flash = bulk.Says(count, texts);
            return Here();
        }, () => ShowAsync(cancellationToken));
    }

    /// <param name="keys">Empty for all that are missing, in every category.</param>
    public async Task<IActionResult> OnPostExpectedAsync(List<string> keys, string? act, CancellationToken cancellationToken)
    {
        if (act is "none" or "again")
        {
            return await DoAsync(expected.SetApplicableAsync(Number, Actor, keys, act == "again", cancellationToken), cancellationToken);
        }

        return await AnswerAsync(await expected.AddAsync(Number, Actor, act == "all" ? null : keys, cancellationToken), count =>
        {
            Flash = texts["expected.added", count];
            return Here();
        }, () => ShowAsync(cancellationToken));
    }

    public Task<IActionResult> OnPostDeclareEmptyAsync(bool all, CancellationToken cancellationToken) =>
        DoAsync(list.DeclareEmptyAsync(Number, Actor, all ? null : Category, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostUndeclareAsync(CancellationToken cancellationToken) =>
        DoAsync(list.UndeclareEmptyAsync(Number, Actor, Category, cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostSubmitAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await prepare.SubmitListAsync(Number, Actor, cancellationToken), _ =>
        {
            Flash = texts["list.submitted-now"];
            return RedirectToPage("/Handovers/Index", new { number = Number });
        }, () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostConfirmAsync(long seen, CancellationToken cancellationToken) =>
        await AnswerAsync(await prepare.ConfirmListAsync(Number, Actor, seen, cancellationToken), _ =>
        {
            Flash = texts["list.confirmed-now"];
            return RedirectToPage("/Handovers/Index", new { number = Number });
        }, () => ShowAsync(cancellationToken));

    public async Task<IActionResult> OnPostSendBackAsync(string? remarks, CancellationToken cancellationToken) =>
        await AnswerAsync(await prepare.SendListBackAsync(Number, Actor, remarks, cancellationToken), _ =>
        {
            Flash = texts["list.sent-back-now"];
            return RedirectToPage("/Handovers/Index", new { number = Number });
        }, () => ShowAsync(cancellationToken));

    private async Task<IActionResult> DoAsync<T>(Task<Outcome<T>> act, CancellationToken cancellationToken) =>
        await AnswerAsync(await act, _ => Here(), () => ShowAsync(cancellationToken));

    private IActionResult Here(string? focus = null) =>
        RedirectToPage(null, null, new { number = Number, category = Category, item = ItemId, focus }, ItemId is { } id ? $"i-{id:N}" : null);

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var facts = await FindingFacts.LoadAsync(
            Db, Handover, time.Now(), cancellationToken,
            Handover.Stage == Stage.Preparing ? await calendar.LoadAsync(cancellationToken) : null,
            Handover.Stage == Stage.FollowUp ? [] : null);
        All = [.. facts.Items.Where(Access.SeesTitleOf)];
        if (ItemId is { } id && All.FirstOrDefault(i => i.Id == id) is { } chosen)
        {
            Category = chosen.Category;
            if (Access.SeesContentOf(chosen))
            {
                Open = chosen;
                var beside = await Db.Items.AsNoTracking().Where(i => i.Id == id).AsSingleQuery().Select(i => new
                {
                    i.SourceRow,
                    Links = i.Links.ToList(),
                    Files = Db.Attachments.Where(f => f.SubjectId == i.Id && f.ReplacedById == null && f.WithdrawnAt == null).OrderBy(f => f.Id).ToList(),
                }).SingleAsync(cancellationToken);
                (OpenSource, OpenFiles) = (beside.SourceRow, beside.Files);
                Open.Links.AddRange(beside.Links);
            }
        }

        Rail = [.. CategoryCatalog.All.Select(d => (
            d, All.Count(i => i.Category == d.Category), All.Count(i => i.Category == d.Category && i.HasGap),
            Handover.DeclaredEmpty.Contains(d.Category)))];
        Items = [.. All.Where(i => i.Category == Category)];
        Complete = Access.IsOnlyCollector ? null : [.. CategoryCatalog.All.Select(d => (d, Completeness.Of(facts, d.Category)))];
        var findings = Handover.Stage == Stage.FollowUp ? [] : Findings.Of(facts).Where(f => f.IsVisibleTo(Access)).ToList();
        MustBeSolved = [.. findings.Where(f => f.MustBeSolved)];
        Hints = [.. findings.Where(f => !f.MustBeSolved)];
        ReceiverChoices = Receivers.Choices(Handover, texts);
        Supplement = await Supplements.LoadAsync(Db, Handover, cancellationToken);
        if (MayEdit)
        {
            Missing = [.. facts.Missing.Where(e => e.Category == Category)];
            MissingInAll = facts.Missing.Count();
            NotApplicable = [.. (facts.Template?.Items ?? []).Where(e => e.Category == Category && Handover.NotApplicable.Contains(e.Key) && !facts.Items.Any(i => i.ExpectedKey == e.Key))];
            HasInterview = facts.Template is { Questions.Count: > 0 };
            Withdrawn = [.. facts.AllItems.Where(i => i.Category == Category && i.State == ItemState.Withdrawn && i.SupplementId == Supplement.OpenId)];
        }

        Last = PositionMemory.IsFor(Handover, Access) ? await memory.FindAsync(Handover, cancellationToken) : null;
        return Page();
    }

    public string ReceiverName(Item item) => Receivers.NameOf(item, Handover);
}

/// <summary>The supplement that is being listed, where there is one.</summary>
public sealed record Supplements(Guid? OpenId, int Number)
{
    public static async Task<Supplements> LoadAsync(BatonDbContext db, Handover handover, CancellationToken cancellationToken) =>
        handover.Stage != Stage.FollowUp ? new(null, 0)
        : await db.Supplements.Where(s => s.HandoverId == handover.Id && s.FrozenAt == null && s.SignedOffAt == null)
            .Select(s => new Supplements(s.Id, s.Number)).FirstOrDefaultAsync(cancellationToken) ?? new(null, 0);
}
