using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Handovers;

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
