using System.Globalization;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>All items of every category: find some, tick them, and change, move, withdraw or export what is ticked.</summary>
public sealed class ItemsModel(BatonDbContext db, ListService list, IStringLocalizer<ItemText> texts, IStringLocalizer<CategoryText> categoryTexts) : HandoverPage(db)
{
    /// <summary>Rows of one page.</summary>
    private const int PageSize = 200;

    /// <summary>A filter's choice: no receiver yet.</summary>
    public const string Nobody = "none";

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public Category? Category { get; set; }

    /// <summary>See <see cref="Receivers"/>; or <see cref="Nobody"/>.</summary>
    [BindProperty(SupportsGet = true, Name = "of")]
    public string? Of { get; set; }

    [BindProperty(SupportsGet = true)]
    public Importance? Importance { get; set; }

    [BindProperty(SupportsGet = true)]
    public ItemState? State { get; set; }

    /// <summary>Only what something is missing of.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Gaps { get; set; }

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Item> Shown { get; private set; } = [];
    public int Total { get; private set; }
    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);
    public IReadOnlyList<Choice> ReceiverChoices { get; private set; } = [];
    public bool MayEdit { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostBulkAsync(BulkForm bulk, CancellationToken cancellationToken)
    {
        var act = bulk.Read(categoryTexts);
        return await AnswerAsync(act.IsRefused ? act.Refusals.ToList() : await list.BulkAsync(Number, Actor, bulk.Ids, act.Value, cancellationToken), count =>
        {
            Flash = bulk.Says(count, texts);
            return Redirect(Link(PageNumber));
        }, () => ShowAsync(cancellationToken));
    }

    /// <summary>What is asked for, as the address says it.</summary>
    public bool IsFiltered => Filter(1).Count > 0;

    public Dictionary<string, string> Filter(int page) => new Dictionary<string, string?>
    {
        ["q"] = Q, ["category"] = Category?.ToString(), ["of"] = Of, ["importance"] = Importance?.ToString(), ["state"] = State?.ToString(),
        ["gaps"] = Gaps ? "true" : null, ["page-number"] = page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null,
    }.Where(f => !string.IsNullOrEmpty(f.Value)).ToDictionary(f => f.Key, f => f.Value!);

    public string Link(int page) => QueryHelpers.AddQueryString($"/handovers/{Number}/items", Filter(page)!);

    public string ReceiverName(Item item) => Receivers.NameOf(item, Handover);

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var all = await Db.Items.AsNoTracking().Include(i => i.Receiver).Where(i => i.HandoverId == Handover.Id && i.State != ItemState.Withdrawn).ToListAsync(cancellationToken);
        var found = all.Where(i => Access.SeesTitleOf(i) && Fits(i)).OrderBy(i => i.Category).ThenBy(i => i.Place).ToList();
        Total = found.Count;
        PageNumber = Math.Clamp(PageNumber, 1, Pages);
        Shown = [.. found.Skip((PageNumber - 1) * PageSize).Take(PageSize)];
        ReceiverChoices = Receivers.Choices(Handover, texts);
        MayEdit = Access.ActsAsGiver && Handover.Stage is Stage.Preparing or Stage.HandingOver;
        return Page();
    }

    private bool Fits(Item item) =>
        (Category is null || item.Category == Category)
        && (Importance is null || item.Importance == Importance)
        && (State is null || item.State == State)
        && (!Gaps || item.HasGap)
        && (string.IsNullOrEmpty(Of) || (Of == Nobody ? !item.HasReceiver : Receivers.Value(item.ReceiverId, item.ReceiverId is null ? item.TeamId : null) == Of))
        && (string.IsNullOrWhiteSpace(Q) || Has(item.Title) || (Access.SeesContentOf(item)
            && (Has(item.Description) || Has(item.SpecialAttention) || FieldsForm.ToInput(item.Fields).Values.Any(Has))));

    private bool Has(string? text) => text?.Contains(Q!.Trim(), StringComparison.OrdinalIgnoreCase) == true;
}
