using Baton.Web.Calendar;
using Baton.Web.Data;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Baton.Web.Features.Templates;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>What the findings are computed from, read in three queries whatever the number of items.</summary>
public sealed class FindingFacts
{
    /// <summary>With its parties, their persons and positions.</summary>
    public required Handover Handover { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>In the order of the list, with their steps; withdrawn ones, too.</summary>
    public required IReadOnlyList<Item> AllItems { get; init; }

    /// <summary>All that are not withdrawn.</summary>
    public required IReadOnlyList<Item> Items { get; init; }

    /// <summary>Of a handover that is being prepared, none are needed.</summary>
    public required IReadOnlyList<OpenPoint> Points { get; init; }

    /// <summary>For HINT-07; null where working days don't matter.</summary>
    public WorkCalendar? Calendar { get; init; }

    /// <summary>The template that it began with; null for none.</summary>
    public TemplateContent? Template { get; init; }

    /// <summary>What the template expects and neither stands in the list nor was said to be none of this job's (HINT-09).</summary>
    public IEnumerable<ExpectedItem> Missing => (Template?.Items ?? [])
        .Where(e => !Handover.NotApplicable.Contains(e.Key) && !Items.Any(i => i.ExpectedKey == e.Key));

    public DateOnly Today => Handover.DayAt(Now);

    public IEnumerable<OpenPoint> OpenQuestions => Points.Where(p => p.IsQuestion);
    public IEnumerable<OpenPoint> OpenMatters => Points.Where(p => p.Kind == OpenKind.Matter);

    /// <summary>Checks that nobody filled in yet.</summary>
    public IEnumerable<OpenPoint> OpenChecks => Points.Where(p => p.Kind == OpenKind.Check);

    public bool IsWaived(string findingId, Guid subjectId) =>
        Points.Any(p => p.Kind == OpenKind.WaiverGranted && p.Text == findingId && p.Id == subjectId);

    /// <summary>会计人员 by position or template, or holding cash, bank, cheques, finance seals or books.</summary>
    public bool IsAccounting => IsAccountant(Handover) || Template is { IsAccounting: true } || Items.Any(i => i.Fields is FinanceFields { IsAccounting: true });

    /// <summary>What 简易交接 is not offered for.</summary>
    public bool NeedsFullForm => Items.Count > SimpleForm.MostItems || IsAccounting
        || Items.Any(i => i.Importance == Importance.Critical || i.Fields is FinanceFields or AssetsFields { Kind: AssetKind.Seal });

    public AccountingRank RankOf(Guid? personId) => RankOf(Handover, personId);

    /// <param name="handover">With its parties, their persons and positions.</param>
    /// <param name="points">Where the caller has them already.</param>
    /// <param name="inOneQuery">The list comes with each item once for each of its steps: for a page with many other queries.</param>
    public static async Task<FindingFacts> LoadAsync(
        BatonDbContext db, Handover handover, DateTimeOffset now, CancellationToken cancellationToken,
        WorkCalendar? calendar = null, IReadOnlyList<OpenPoint>? points = null, bool inOneQuery = false)
    {
        var list = db.Items.Where(i => i.HandoverId == handover.Id);
        var all = inOneQuery
            ? await list.AsNoTracking().Include(i => i.Steps).AsSingleQuery().ToListAsync(cancellationToken)
            : await list.ToListWithStepsAsync(db, cancellationToken);
        await NameReceiversAsync(db, handover, all, cancellationToken);
        points ??= handover.Stage == Stage.Preparing ? [] : await OpenPoint.LoadAsync(db, [handover.Id], cancellationToken);
        foreach (var point in points.Where(p => p.ItemId is not null))
        {
            point.Item = all.Find(i => i.Id == point.ItemId);
        }

        // The category is stored as its word; people number it.
        var items = all.OrderBy(i => i.Category).ThenBy(i => i.Place).ThenBy(i => i.Id).ToList();
        return new FindingFacts
        {
            Handover = handover, Now = now, Calendar = calendar, AllItems = items,
            Items = [.. items.Where(i => i.State != ItemState.Withdrawn)], Points = points,
            Template = await TemplateCatalog.OfAsync(db, handover.TemplateId, cancellationToken),
        };
    }

    /// <summary>
    /// Nearly all receivers are parties, whose persons are there already: joined to hundreds of items, the same few would be
    /// read hundreds of times. Whom a team's lead named is looked up.
    /// </summary>
    private static async Task NameReceiversAsync(BatonDbContext db, Handover handover, List<Item> items, CancellationToken cancellationToken)
    {
        var people = handover.Parties.Select(p => p.Person).OfType<Person>().DistinctBy(p => p.Id).ToDictionary(p => p.Id);
        var others = items.Select(i => i.ReceiverId).OfType<Guid>().Where(id => !people.ContainsKey(id)).Distinct().ToList();
        if (others.Count > 0)
        {
            foreach (var person in await db.People.AsNoTracking().Where(p => others.Contains(p.Id)).ToListAsync(cancellationToken))
            {
                people[person.Id] = person;
            }
        }

        foreach (var item in items)
        {
            item.Receiver = item.ReceiverId is { } id ? people.GetValueOrDefault(id) : null;
        }
    }

    /// <summary><see cref="IsAccounting"/>, where nothing else of the list is needed.</summary>
    public static async Task<bool> IsAccountingAsync(BatonDbContext db, Handover handover, CancellationToken cancellationToken) =>
        IsAccountant(handover)
        || await TemplateCatalog.OfAsync(db, handover.TemplateId, cancellationToken) is { IsAccounting: true }
        || (await db.Items.Where(i => i.HandoverId == handover.Id && i.State != ItemState.Withdrawn && i.Category == Category.Finance)
            .Select(i => i.Fields).ToListAsync(cancellationToken)).Exists(f => f is FinanceFields { IsAccounting: true });

    private static bool IsAccountant(Handover handover) =>
        RankOf(handover, handover.Giver?.PersonId) is not AccountingRank.None and not AccountingRank.UnitHead;

    private static AccountingRank RankOf(Handover handover, Guid? personId) => personId is null ? AccountingRank.None
        : handover.Parties.Find(p => p.PersonId == personId)?.Person?.Position?.AccountingRank ?? AccountingRank.None;
}
