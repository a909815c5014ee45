using Baton.Web.Calendar;
using Baton.Web.Data;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Baton.Web.Features.Templates;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

/// <summary>Before which step a finding must be solved.</summary>
public enum FindingGate
{
    List,
    Signing,
    Completion,
    /// <summary>Before none: it is a suggestion (建议).</summary>
    None,
}

/// <summary>检查提示: something missing or wrong, in one sentence that says what to do.</summary>
/// <param name="Id">Stable: LIST-01 … HINT-12.</param>
/// <param name="SubjectId">What it points at; the handover where that is nothing smaller.</param>
/// <param name="TextKey">In HandoverText; {0} is the item's label and title where there is an item.</param>
/// <param name="Page">Where it is solved, below /handovers/{number}/.</param>
public sealed record Finding(string Id, FindingGate Gate, Guid SubjectId, Item? Item, string TextKey, IReadOnlyList<object> Arguments, string Page)
{
    public bool MustBeSolved => Gate != FindingGate.None;

    /// <summary>Whether the witness may waive it, asked by another party.</summary>
    public bool IsWaivable => Gate == FindingGate.Completion || Id == "SIGN-03";

    /// <summary>Whether somebody may know of it: of an item by its title; a collector of nothing that is no item of theirs.</summary>
    public bool IsVisibleTo(HandoverAccess access) => Item is null ? !access.IsOnlyCollector : access.SeesTitleOf(Item);
}

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

/// <summary>Every finding of product.md section 4, computed live.</summary>
public static class Findings
{
    /// <summary>A list shorter than this says nothing about what is key (HINT-01).</summary>
    private const int ItemsWithoutKey = 10;

    /// <summary>HINT-04</summary>
    private const int MostForOne = 80;

    /// <summary>HINT-07</summary>
    private const int WorkingDaysForList = 3;

    /// <summary>All that stand now, for the handover's stage, suggestions too; waived ones left out.</summary>
    public static IReadOnlyList<Finding> Of(FindingFacts facts) =>
        [.. ToSolve(facts), .. facts.Handover.Stage is Stage.Preparing or Stage.HandingOver or Stage.Signing ? Hints(facts) : []];

    /// <summary>What must be solved: without the suggestions, for which every item is compared with every other.</summary>
    public static IReadOnlyList<Finding> ToSolve(FindingFacts facts) =>
        [.. Standing(facts).Where(f => !facts.IsWaived(f.Id, f.SubjectId)).OrderBy(f => f.Gate)];

    /// <summary>The same, with those that were waived.</summary>
    public static IEnumerable<Finding> Standing(FindingFacts facts) =>
        facts.Handover.Stage switch
        {
            Stage.Preparing => OfList(facts),
            Stage.HandingOver or Stage.Signing => OfSigning(facts)
                .Concat(facts.Today >= facts.Handover.LastWorkingDay ? facts.Items.SelectMany(OfAccounts) : []),
            Stage.FollowUp => OfCompletion(facts),
            _ => [],
        };

    /// <summary>Before a 补充清单 is signed: what holds for its items as for those of the list.</summary>
    public static IEnumerable<Finding> OfSupplement(FindingFacts facts, Guid supplementId)
    {
        var items = facts.Items.Where(i => i.SupplementId == supplementId).ToList();
        return OfItems(items, FindingGate.Signing).Concat(items.SelectMany(i => OfFigures(facts, i)));
    }

    /// <summary>
    /// LIST-04 and LIST-05 stand again before signing: witnesses are replaced and cash is added meanwhile, and art. 28 asks
    /// for the rank at the handover itself.
    /// </summary>
    private static IEnumerable<Finding> OfWitness(FindingFacts facts, FindingGate gate)
    {
        var handover = facts.Handover;
        if (handover.IsRequest)
        {
            // HR or a manager names the witness when they confirm the request.
        }
        else if (handover.Witness?.PersonId is not { } witness || Parties.TakesPart(handover, witness))
        {
            yield return Whole(facts, "LIST-04", gate, "parties");
        }
        else if (facts.IsAccounting && !MayWitnessAccounting(facts))
        {
            yield return Whole(facts, "LIST-05", gate, "parties") with { TextKey = NeedsUnitHead(facts) ? "finding.LIST-05.head" : "finding.LIST-05" };
        }
    }

    /// <summary>Before the list is confirmed.</summary>
    public static IEnumerable<Finding> OfList(FindingFacts facts)
    {
        var handover = facts.Handover;
        foreach (var finding in OfWitness(facts, FindingGate.List))
        {
            yield return finding;
        }

        var used = facts.Items.Select(i => i.Category).ToHashSet();
        foreach (var category in CategoryCatalog.All.Select(c => c.Category)
            .Where(c => !used.Contains(c) && !handover.DeclaredEmpty.Contains(c)))
        {
            yield return Whole(facts, "LIST-01", FindingGate.List, $"list?category={category}") with { Arguments = [category] };
        }

        if (facts.IsAccounting && handover.AccountingDeclared != AccountingDeclarations.All)
        {
            yield return Whole(facts, "LIST-08", FindingGate.List, "overview#accounting");
        }

        foreach (var finding in OfItems(facts.Items, FindingGate.List))
        {
            yield return finding;
        }
    }

    /// <summary>LIST-02, 03, 06 and 07 stand again before signing, for items added since.</summary>
    private static IEnumerable<Finding> OfItems(IEnumerable<Item> items, FindingGate gate)
    {
        foreach (var item in items)
        {
            if (item.Gaps.HasFlag(ItemGaps.BoldField))
            {
                yield return OnList("LIST-02", gate, item) with { Arguments = [item, Gaps.MissingBold(item)] };
            }

            if (item.Gaps.HasFlag(ItemGaps.Receiver))
            {
                yield return OnList("LIST-03", gate, item);
            }

            if (item.Gaps.HasFlag(ItemGaps.Date))
            {
                yield return OnList("LIST-06", gate, item);
            }

            if (item.Gaps.HasFlag(ItemGaps.Place))
            {
                yield return OnList("LIST-07", gate, item);
            }
        }
    }

    /// <summary>Before signing.</summary>
    public static IEnumerable<Finding> OfSigning(FindingFacts facts)
    {
        var handover = facts.Handover;
        if (handover.Form == HandoverForm.Full && handover.Numbers.MeetingsHeld == 0)
        {
            yield return Whole(facts, "SIGN-03", FindingGate.Signing, "meetings");
        }

        if (handover.Support == SupportChoice.NotChosen)
        {
            yield return Whole(facts, "SIGN-08", FindingGate.Signing, "overview#support");
        }

        foreach (var finding in OfItems(facts.Items, FindingGate.Signing).Concat(OfWitness(facts, FindingGate.Signing)))
        {
            yield return finding;
        }

        var openOn = facts.OpenQuestions.Where(q => q.ItemId is not null && q.MatterId is null).Select(q => q.ItemId!.Value).ToHashSet();
        foreach (var item in facts.Items.Where(i => i.BothSignedAt is null))
        {
            if (!item.IsSettled && !(handover.Form == HandoverForm.Simple && item.CanBeAcceptedBySigning))
            {
                yield return OnWalk("SIGN-01", FindingGate.Signing, item);
            }

            if (item is { TeamId: not null, ReceiverId: null })
            {
                yield return OnItem("SIGN-02", FindingGate.Signing, item, "parties");
            }

            if (item.IsSettled && openOn.Contains(item.Id))
            {
                yield return OnWalk("SIGN-04", FindingGate.Signing, item);
            }

            foreach (var finding in OfFigures(facts, item))
            {
                yield return finding;
            }

            if (PendingDue.Of(item, handover, null) is { NeedsFinisher: true, Due: { } due })
            {
                yield return OnList("SIGN-07", FindingGate.Signing, item) with { Arguments = [item, due] };
            }
        }
    }

    /// <summary>What was counted or reconciled and differs (SIGN-05, SIGN-06).</summary>
    private static IEnumerable<Finding> OfFigures(FindingFacts facts, Item item)
    {
        var figures = item.Steps.Find(s => s.IsDone && s.Kind.HasFigures() && s.Expected is not null && s.Actual is not null && s.Expected != s.Actual);
        if (figures is null)
        {
            yield break;
        }

        switch (item.Fields)
        {
            // The reconciliation of a bank account must balance; no date excuses that it does not (art. 28).
            case FinanceFields { Kind: FinanceKind.BankAccount }:
                yield return OnWalk("SIGN-05", FindingGate.Signing, item) with { TextKey = "finding.SIGN-05.bank", Arguments = [item, figures.Expected!.Value, figures.Actual!.Value] };
                break;
            case FinanceFields { IsMoney: true } when !facts.OpenMatters.Any(m => m.ItemId == item.Id && m.PersonId == facts.Handover.Giver?.PersonId):
                yield return OnWalk("SIGN-05", FindingGate.Signing, item) with { Arguments = [item, figures.Expected!.Value, figures.Actual!.Value] };
                break;
            case FinanceFields { Kind: FinanceKind.Vouchers } when figures.Actual < figures.Expected && figures.Note is null:
                yield return OnWalk("SIGN-05", FindingGate.Signing, item) with { TextKey = "finding.SIGN-05.vouchers", Arguments = [item, figures.Expected!.Value, figures.Actual!.Value] };
                break;
            case AssetsFields when figures.Note is null:
                yield return OnWalk("SIGN-06", FindingGate.Signing, item) with { Arguments = [item, figures.Expected!.Value, figures.Actual!.Value] };
                break;
        }
    }

    /// <summary>Before completion.</summary>
    public static IEnumerable<Finding> OfCompletion(FindingFacts facts)
    {
        foreach (var item in facts.Items)
        {
            if (item is { State: not ItemState.NotReceived, ReceiverId: { } receiver } && Parties.IsFollowed(facts.Handover, receiver) && !IsMastered(item))
            {
                yield return OnItem("DONE-01", FindingGate.Completion, item, "follow-up#mastery") with
                {
                    TextKey = item.Mastery is not null && item.Step(ProofKind.Performed) is { IsDone: false, IsLeftOut: false } ? "finding.DONE-01.performed" : "finding.DONE-01",
                };
            }

            foreach (var finding in OfAccounts(item))
            {
                yield return finding;
            }
        }

        foreach (var matter in facts.OpenMatters)
        {
            yield return new Finding("DONE-03", FindingGate.Completion, matter.Id, null, "finding.DONE-03", [matter, matter.DueOn!.Value], "follow-up#matters");
        }

        foreach (var check in facts.OpenChecks.Where(c => c.DueOn < facts.Today))
        {
            yield return new Finding("DONE-04", FindingGate.Completion, check.Id, null, "finding.DONE-04", [check.PersonName!, check.Number, check.DueOn!.Value], $"follow-up#check-{check.Id:N}");
        }

        foreach (var question in facts.OpenQuestions)
        {
            yield return new Finding("DONE-05", FindingGate.Completion, question.Id, null, "finding.DONE-05", [question], "follow-up#questions");
        }
    }

    /// <summary>DONE-02: due at the end of the last working day, and shown from that day on.</summary>
    private static IEnumerable<Finding> OfAccounts(Item item)
    {
        if (item.HasOpenAccount)
        {
            yield return OnWalk("DONE-02", FindingGate.Completion, item);
        }
    }

    /// <summary>独立完成 and performed for critical, at least 需协助 for key.</summary>
    public static bool IsMastered(Item item) => item.Importance switch
    {
        Importance.Critical => item.Mastery == Mastery.Independent && item.Step(ProofKind.Performed) is null or { IsDone: true } or { IsLeftOut: true },
        Importance.Key => item.Mastery is Mastery.WithHelp or Mastery.Independent,
        _ => true,
    };

    /// <summary>Suggestions; they never stop anybody.</summary>
    public static IEnumerable<Finding> Hints(FindingFacts facts)
    {
        var handover = facts.Handover;
        if (facts.Items.Count >= ItemsWithoutKey && facts.Items.All(i => i.Importance == Importance.Normal))
        {
            yield return Whole(facts, "HINT-01", FindingGate.None, "list");
        }

        foreach (var receiver in facts.Items.Where(i => i.ReceiverId is not null).GroupBy(i => i.ReceiverId!.Value).Where(g => g.Count() > MostForOne))
        {
            var name = handover.Parties.Find(p => p.PersonId == receiver.Key)?.Person?.Name ?? "";
            yield return Whole(facts, "HINT-04", FindingGate.None, "list") with { Arguments = [name, receiver.Count()] };
        }

        if (handover.Stage == Stage.Preparing && facts.Calendar is { } calendar
            && calendar.WorkingDaysBetween(facts.Today, handover.LastWorkingDay) < WorkingDaysForList)
        {
            yield return Whole(facts, "HINT-07", FindingGate.None, "times") with { Arguments = [handover.LastWorkingDay] };
        }

        if (handover.Overview is null)
        {
            yield return Whole(facts, "HINT-11", FindingGate.None, "overview");
        }

        if (handover.Stage is Stage.Preparing or Stage.HandingOver)
        {
            foreach (var expected in facts.Missing)
            {
                yield return Whole(facts, "HINT-09", FindingGate.None, $"list?category={expected.Category}#expected") with { Arguments = [expected] };
            }
        }

        if (handover.Stage is Stage.Preparing or Stage.HandingOver)
        {
            foreach (var (item, other) in LookAlikes.Of(facts.Items))
            {
                yield return OnList("HINT-06", FindingGate.None, item) with { Arguments = [item, other] };
            }
        }

        foreach (var meet in NumberSeries.Of(facts.Items))
        {
            yield return OnList("HINT-12", FindingGate.None, meet.Item) with { TextKey = meet.IsGap ? "finding.HINT-12.between" : "finding.HINT-12.both", Arguments = [meet.Item, meet.Before, meet.Numbers] };
        }

        foreach (var item in facts.Items)
        {
            if (item.Fields is FinanceFields { Ranges: { } ranges } finance)
            {
                if (ranges.Gaps is { Count: > 0 } gaps)
                {
                    yield return OnList("HINT-12", FindingGate.None, item) with { Arguments = [item, gaps] };
                }
                else if (finance.NumberedPieces is { } pieces && finance.Book is { } book && book != pieces)
                {
                    yield return OnList("HINT-12", FindingGate.None, item) with { TextKey = "finding.HINT-12.count", Arguments = [item, (decimal)pieces, book] };
                }
            }

            if (item.Gaps.HasFlag(ItemGaps.NoFile))
            {
                yield return OnList("HINT-02", FindingGate.None, item);
            }

            if (item.Gaps.HasFlag(ItemGaps.FewSteps))
            {
                yield return OnList("HINT-03", FindingGate.None, item);
            }

            if (item.SourceRowId is not null && item.Version == 1)
            {
                yield return OnList("HINT-05", FindingGate.None, item);
            }

            if (item.Gaps.HasFlag(ItemGaps.Unreachable))
            {
                yield return OnList("HINT-08", FindingGate.None, item);
            }

            if (item.Gaps.HasFlag(ItemGaps.BoldFieldSuggested))
            {
                yield return OnList("HINT-10", FindingGate.None, item) with { Arguments = [item, Gaps.MissingBold(item)] };
            }
        }
    }

    /// <summary>会计基础工作规范 art. 28: a head is witnessed by the head of the unit, others by an accounting head or supervisor.</summary>
    private static bool MayWitnessAccounting(FindingFacts facts) =>
        facts.Handover.Current(PartyRole.Witness).Concat(facts.Handover.Current(PartyRole.WitnessDeputy)).All(p =>
            facts.RankOf(p.PersonId) >= (NeedsUnitHead(facts) ? AccountingRank.UnitHead : AccountingRank.AccountingSupervisor));

    private static bool NeedsUnitHead(FindingFacts facts) =>
        facts.RankOf(facts.Handover.Giver?.PersonId) is AccountingRank.AccountingSupervisor or AccountingRank.AccountingHead;

    private static Finding Whole(FindingFacts facts, string id, FindingGate gate, string page) =>
        new(id, gate, facts.Handover.Id, null, $"finding.{id}", [], page);

    private static Finding OnList(string id, FindingGate gate, Item item) => OnItem(id, gate, item, $"list?category={item.Category}&item={item.Id:D}");

    private static Finding OnWalk(string id, FindingGate gate, Item item) => OnItem(id, gate, item, $"walk/{item.Id:D}");

    private static Finding OnItem(string id, FindingGate gate, Item item, string page) =>
        new(id, gate, item.Id, item, $"finding.{id}", [item], page);
}
