using Baton.Evidence;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.History;
using Baton.Web.Features.Items;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.SignOff;

/// <summary>One box of the sheet: whose signature, and what stands there.</summary>
public sealed record SignatureBox(PartyRole Role, Guid PersonId, string Name, int Items, int Turn, Signature? Signature, IReadOnlyList<Guid> SignerIds);

/// <summary>移交签字: a sheet of paper that one would sign.</summary>
public sealed class SignModel(
    BatonDbContext db, TimeProvider time, SignService signing, HistoryWords words, IStringLocalizer<SignOffText> texts) : HandoverPage(db)
{
    [BindProperty]
    public SignForm Input { get; set; } = new();

    /// <summary>An earlier revision to look at; the current one without.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Revision { get; set; }

    public Revision? Shown { get; private set; }
    public Sheet? Sheet { get; private set; }
    public bool IsCurrent { get; private set; }
    public IReadOnlyList<SignatureBox> Boxes { get; private set; } = [];
    public int Turn { get; private set; }
    public Statement? Mine { get; private set; }
    public bool AgreementAccepted { get; private set; }
    public IReadOnlyList<Finding> MustBeSolved { get; private set; } = [];
    public IReadOnlyList<SigningRefused> Refusals { get; private set; } = [];
    public IReadOnlyList<(int Number, RevisionPurpose Purpose, DateTimeOffset FrozenAt, DateTimeOffset? ReopenedAt, string? Reason)> Revisions { get; private set; } = [];
    public IReadOnlyList<(Signature Signature, ContentDiff? Difference, IReadOnlyList<string> Items)> Voided { get; private set; } = [];
    public bool IsOnLastDay { get; private set; }

    public string Fingerprint => Shown is { } revision ? Evidence.Fingerprint.Short(revision.FreezingEventHash) : "";

    public IEnumerable<SheetRow> Rows => Sheet!.RowsFor(Access);

    public IEnumerable<SheetMatter> Matters => Sheet!.MattersFor(Access);

    public IEnumerable<SheetCheck> Checks => Access.IsOnlyCollector ? [] : Sheet!.Checks;

    public IEnumerable<SheetWaiver> SheetWaivers => Access.IsOnlyCollector ? [] : Sheet!.Waivers;

    /// <summary>简易交接: what is frozen as accepted will be so by the receiver's signature, which is still to come.</summary>
    public bool AcceptsBySigning(SheetRow row) => IsCurrent && Handover.Form == HandoverForm.Simple && row.State == ItemState.Accepted
        && Boxes.Any(b => b.Turn == Slot.ReceiverTurn && b.PersonId == row.ReceiverId && b.Signature is null);

    public bool SeesContent(SheetRow row) => Sheet.SeesContent(row, Access);

    /// <summary>An earlier revision is only looked at.</summary>
    public bool MayStart => Revision is null && Handover.Stage == Stage.HandingOver && (Access.ActsAsGiver || Access.IsWitness || Access.IsLead);
    public bool MayCloseAsItStands => IsOnLastDay && (Access.IsLead || Access.IsWitness) && !Handover.IsRequest
        && Handover.Stage is (Stage.Preparing or Stage.HandingOver or Stage.Signing) && Shown is not { Purpose: RevisionPurpose.AsItStands, ReopenedAt: null };

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostStartAsync(CancellationToken cancellationToken) =>
        DoAsync(signing.StartAsync(Number, Actor, cancellationToken), "sign.started", cancellationToken);

    public Task<IActionResult> OnPostAsItStandsAsync(string? reason, CancellationToken cancellationToken) =>
        DoAsync(signing.CloseAsItStandsAsync(Number, Actor, reason, cancellationToken), "sign.started", cancellationToken);

    public async Task<IActionResult> OnPostSignAsync(CancellationToken cancellationToken)
    {
        var outcome = await signing.SignAsync(Number, Actor, Input, cancellationToken);
        return await DoAsync(Task.FromResult(outcome.On("Input")), "sign.signed", cancellationToken);
    }

    public Task<IActionResult> OnPostRefuseAsync(string? reason, CancellationToken cancellationToken) =>
        DoAsync(signing.RefuseAsync(Number, Actor, reason, cancellationToken), "sign.refused-now", cancellationToken);

    public Task<IActionResult> OnPostReopenAsync(string? reason, CancellationToken cancellationToken) =>
        DoAsync(signing.ReopenAsync(Number, Actor, reason, cancellationToken), "sign.reopened-now", cancellationToken);

    public Task<IActionResult> OnPostStandInAsync(
        PartyRole role, Guid person, SignatureMethod method, string? words, string? password, CancellationToken cancellationToken) =>
        DoAsync(signing.StandInAsync(Number, Actor, role, person, method, words, password, cancellationToken), "sign.recorded", cancellationToken);

    private async Task<IActionResult> DoAsync<T>(Task<Outcome<T>> act, string flash, CancellationToken cancellationToken) =>
        await AnswerAsync(await act, _ =>
        {
            Flash = texts[flash];
            return RedirectToPage(new { number = Number });
        }, () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Handover.IsRequest)
        {
            return NotFound();
        }

        var now = time.Now();
        IsOnLastDay = Handover.DayAt(now) >= Handover.LastWorkingDay;
        // The sheet, which is long, only of those that may be the one to show.
        var revisions = await Db.Revisions.AsNoTracking().Where(r => r.HandoverId == Handover.Id).OrderByDescending(r => r.Number)
            .Select(r => new Revision
            {
                Id = r.Id, HandoverId = r.HandoverId, SupplementId = r.SupplementId, Number = r.Number, Purpose = r.Purpose, FrozenAt = r.FrozenAt,
                ReopenedAt = r.ReopenedAt, ClosedAt = r.ClosedAt, ReopenReason = r.ReopenReason, FreezingEventHash = r.FreezingEventHash,
                Matters = "", Sheet = (Revision == null ? r.ReopenedAt == null : r.Number == Revision) ? r.Sheet : "",
            }).ToListAsync(cancellationToken);
        Revisions = [.. revisions.Select(r => (r.Number, r.Purpose, r.FrozenAt, r.ReopenedAt, r.ReopenReason))];
        Shown = Revision is { } wanted ? revisions.Find(r => r.Number == wanted)
            : revisions.Find(r => r.ReopenedAt is null && r.ClosedAt is null) ?? revisions.Find(r => r.ReopenedAt is null);
        if (Revision is not null && Shown is null)
        {
            return NotFound();
        }

        var signatures = await Db.Signatures.AsNoTracking().Include(s => s.Person).Include(s => s.MadeBy)
            .Where(s => s.HandoverId == Handover.Id).ToListAsync(cancellationToken);
        var voided = signatures.Where(s => s.VoidedAt is not null).ToList();
        // A signature under the transfer is compared with the transfer's next revision, never with a supplement's.
        var nextOf = voided.Select(v => v.RevisionId).Distinct().ToDictionary(id => id, id =>
        {
            var signed = revisions.Single(r => r.Id == id);
            return revisions.FirstOrDefault(r => r.Number > signed.Number && r.SupplementId == signed.SupplementId
                && (r.Purpose == RevisionPurpose.Completion) == (signed.Purpose == RevisionPurpose.Completion))?.Id;
        });
        var compared = nextOf.SelectMany(n => new[] { n.Key, n.Value }).OfType<Guid>().Distinct().ToList();
        var ids = compared.Union(Shown is null ? [] : [Shown.Id]).ToList();
        var statements = ids.Count == 0 ? [] : await Db.Statements.AsNoTracking().Where(s => ids.Contains(s.RevisionId)).ToListAsync(cancellationToken);
        if (Shown is not null)
        {
            Shown.Statements.AddRange(statements.Where(s => s.RevisionId == Shown.Id));
            Sheet = SignOff.Sheet.FromJson(Shown.Sheet);
            IsCurrent = Shown is { ReopenedAt: null, ClosedAt: null } && Handover.Stage is (Stage.Signing or Stage.FollowUp);
            ShowBoxes(signatures);
            Refusals = await Db.SigningRefusals.AsNoTracking().Include(r => r.Person).Where(r => r.RevisionId == Shown.Id).OrderBy(r => r.At).ToListAsync(cancellationToken);
        }

        if (compared.Count > 0)
        {
            var frozen = await Db.RevisionItems.AsNoTracking().Where(i => compared.Contains(i.RevisionId)).ToListAsync(cancellationToken);
            ShowVoided(voided, nextOf, statements, frozen.ToLookup(i => i.RevisionId));
        }

        if (MayStart)
        {
            var facts = await FindingFacts.LoadAsync(Db, Handover, now, cancellationToken, inOneQuery: true);
            MustBeSolved = [.. Findings.ToSolve(facts).Where(f => f.Gate == FindingGate.Signing && f.IsVisibleTo(Access))];
        }

        AgreementAccepted = Mine is not null && await Db.AgreementAcceptances.AnyAsync(
            a => a.PersonId == Actor.PersonId && a.AgreementVersion == SignService.AgreementVersion, cancellationToken);
        return Page();
    }

    private void ShowBoxes(List<Signature> signatures)
    {
        var standing = SignService.Standing(Shown!, signatures).ToList();
        // An earlier revision shows what stood under it, void or not.
        var own = Shown!.ReopenedAt is null ? standing : signatures.Where(s => s.RevisionId == Shown.Id).ToList();
        Turn = SignService.Turn(Shown, standing);
        Boxes = [.. Shown.Statements.GroupBy(s => (s.Role, s.PersonId)).Select(g => new SignatureBox(
            g.Key.Role, g.Key.PersonId, NameOf(g.Key.PersonId), g.First().Items, g.First().Turn,
            own.Where(s => s.Role == g.Key.Role && s.PersonId == g.Key.PersonId).OrderBy(s => s.VoidedAt is not null).FirstOrDefault(),
            [.. g.Select(s => s.SignerId)])).OrderBy(b => b.Turn)];
        Mine = IsCurrent ? SignService.StatementsOpenTo(Shown, standing, Actor.PersonId).FirstOrDefault() : null;
    }

    /// <summary>Whoever is asked to sign is a party, or was one, or is of a team and receives something on the sheet.</summary>
    private string NameOf(Guid id) =>
        Handover.Parties.Find(p => p.PersonId == id)?.Person?.Name ?? Sheet!.Rows.First(r => r.ReceiverId == id).Receiver!;

    /// <summary>Void signatures stay on record, with what differs between what was signed and what stands now.</summary>
    private void ShowVoided(List<Signature> voided, Dictionary<Guid, Guid?> nextOf, List<Statement> statements, ILookup<Guid, RevisionItem> frozen)
    {
        Voided = [.. voided.Select(signature =>
        {
            var before = statements.Find(s => s.RevisionId == signature.RevisionId && s.Role == signature.Role && s.PersonId == signature.PersonId && s.Root.AsSpan().SequenceEqual(signature.ContentRoot));
            var after = statements.Find(s => s.RevisionId == nextOf[signature.RevisionId] && s.Role == signature.Role && s.PersonId == signature.PersonId && s.SignerId == before?.SignerId);
            var difference = before is null || after is null ? null
                : ContentDiff.Between(StatementContent.Decode(before.Content), StatementContent.Decode(after.Content));
            var items = difference is null ? []
                : difference.Items.Added.Concat(difference.Items.Changed).Concat(difference.Items.Removed)
                    .Select(id => Changed(frozen[before!.RevisionId].FirstOrDefault(i => i.ItemId == id), frozen[after!.RevisionId].FirstOrDefault(i => i.ItemId == id)))
                    .OfType<string>().ToList();
            return (signature, difference, (IReadOnlyList<string>)items);
        })];
    }

    /// <summary>One item that differs, as far as the reader may see it; null where they may not.</summary>
    private string? Changed(RevisionItem? before, RevisionItem? after)
    {
        var now = FieldSet.FromJson((after ?? before)!.Fields);
        var receiver = (after ?? before)!.ReceiverId;
        if (Access.IsOnlyCollector && receiver != Actor.PersonId)
        {
            return null;
        }

        var name = $"{now.Find("label")?.Value} {now.Find("title")?.Value}";
        var restricted = now.Find("restricted")?.Value?.GetValue<bool>() ?? false;
        if (before is null || after is null || !Access.SeesContentOf(restricted, receiver, null))
        {
            return name;
        }

        var changes = words.Differences(FieldSet.FromJson(before.Fields), now).ToList();
        return changes.Count == 0 ? name : $"{name}（{string.Join(texts["difference-separator"], changes)}）";
    }
}
