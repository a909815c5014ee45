using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.SignOff;

/// <summary>Content frozen for signing.</summary>
/// <param name="ClosedAt">All signatures are there.</param>
/// <param name="ReopenedAt">It was given up.</param>
public sealed record RevisionRowJson(int Number, RevisionPurpose Purpose, DateTimeOffset FrozenAt, DateTimeOffset? ClosedAt, DateTimeOffset? ReopenedAt, string? ReopenReason);

/// <param name="Fingerprint">As the sheet prints it, of the event that froze it.</param>
/// <param name="Turn">Whose signature is next: the boxes of that turn; null where none is missing.</param>
public sealed record RevisionJson(
    int Number, RevisionPurpose Purpose, DateTimeOffset FrozenAt, DateTimeOffset? ClosedAt, DateTimeOffset? ReopenedAt, string? ReopenReason, string Fingerprint,
    int? Turn, IReadOnlyList<SignatureBoxJson> Boxes, IReadOnlyList<SheetRowJson> Rows, IReadOnlyList<SheetMatterJson> Matters, IReadOnlyList<RefusedJson> Refusals);

/// <summary>One signature that is asked for, and what stands there.</summary>
/// <param name="Signers">Who could make it: the person, a deputy or a proxy.</param>
public sealed record SignatureBoxJson(PartyRole Role, NamedId Person, int Items, int Turn, IReadOnlyList<Guid> Signers, SignatureJson? Signature);

/// <param name="ContentRoot">SHA-256 in hex of what was signed.</param>
/// <param name="Statement">拒签说明, 未到场说明: what happened, in the witness's words.</param>
public sealed record SignatureJson(SignatureMethod Method, DateTimeOffset SignedAt, NamedId MadeBy, string ContentRoot, string? Statement, DateTimeOffset? VoidedAt, string? VoidReason);

/// <param name="Quantity">And the remarks: null where the caller sees title and state only.</param>
public sealed record SheetRowJson(
    Guid ItemId, Category Category, string Label, string Title, Importance Importance, bool Added, ItemState State, string? Receiver, DateTimeOffset? TransferAt,
    string? Quantity, string? Remark, DateOnly? RemarkDue, string? RemarkOwner);

public sealed record SheetMatterJson(Guid Id, string Title, string Owner, DateOnly DueOn, Guid? ItemId);

/// <summary>Somebody declined to sign and said why.</summary>
public sealed record RefusedJson(NamedId Person, DateTimeOffset At, string Reason);

/// <summary>The number of the revision that was frozen.</summary>
public sealed record FrozenJson(int Number);

/// <summary>Reading what is signed, and freezing it. Signing itself is for persons.</summary>
internal static class SignOffApi
{
    private static readonly Type[] Freezing = [typeof(SignRefusals), typeof(FollowUpRefusals), typeof(HandoverRefusals)];

    public static void MapSignOff(this RouteGroupBuilder handover)
    {
        var group = handover.MapGroup("").WithTags("Signing");
        group.MapGet("/revisions", ListAsync).Says("listRevisions", "Content frozen for signing, newest first.").Gives<IReadOnlyList<RevisionRowJson>>();
        group.MapGet("/revisions/{revision:int}", ReadAsync)
            .Says("readRevision", "One revision: the sheet as the caller sees it, whose signatures are asked for, and which are there.").Gives<RevisionJson>();
        group.MapPost("/signing/start", (string number, Call call, SignService service) => FrozenAsync(service.StartAsync(number, call.Actor, call.Aborted)))
            .Says("startSigning", "Freezes the content for the transfer signatures, once every finding before signing is solved.", Freezing).Gives<FrozenJson>();
        group.MapPost("/signing/as-it-stands", (string number, ReasonBody body, Call call, SignService service) =>
                FrozenAsync(service.CloseAsItStandsAsync(number, call.Actor, body.Reason, call.Aborted)))
            .Says("closeAsItStands", "现状交接, from the last working day on. Where content is frozen already only a person can.", Freezing).Also(ApiRefusals.PersonOnly).Gives<FrozenJson>()
            .Example("""{"reason": "最后工作日已到，其余由暂管人接收。"}""");
        group.MapPost("/supplements/{supplement:guid}/start-signing", (string number, Guid supplement, Call call, SignService service) =>
                FrozenAsync(service.StartSupplementAsync(number, call.Actor, supplement, call.Aborted)))
            .Says("startSigningSupplement", "Freezes a 补充清单 for its own signatures.", Freezing).Gives<FrozenJson>();
        group.MapPost("/follow-up/start-completion", (string number, Call call, SignService service) =>
                FrozenAsync(service.StartCompletionAsync(number, call.Actor, call.Aborted)))
            .Says("startCompletion", "Freezes what was reached for 跟进确认签字, once every finding before completion is solved or waived.", Freezing).Gives<FrozenJson>();
    }

    private static Task<IResult> FrozenAsync(Task<Outcome<Revision>> act) =>
        act.ThenAsync(revision => Task.FromResult(Answers.Ok(new FrozenJson(revision.Number))));

    private static async Task<IResult> ListAsync(string number, Call call, BatonDbContext db, HandoverReader reader) =>
        await reader.LoadAsync(number, call.Actor, true, call.Aborted) is not ({ IsRequest: false } handover, _) ? Answers.NotFound
            : Answers.Ok(await RowsAsync(db, handover.Id, call.Aborted));

    internal static async Task<IReadOnlyList<RevisionRowJson>> RowsAsync(BatonDbContext db, Guid handoverId, CancellationToken cancellationToken) =>
        await db.Revisions.AsNoTracking().Where(r => r.HandoverId == handoverId).OrderByDescending(r => r.Number)
            .Select(r => new RevisionRowJson(r.Number, r.Purpose, r.FrozenAt, r.ClosedAt, r.ReopenedAt, r.ReopenReason)).ToListAsync(cancellationToken);

    private static async Task<IResult> ReadAsync(string number, int revision, Call call, BatonDbContext db, HandoverReader reader)
    {
        if (await reader.LoadAsync(number, call.Actor, true, call.Aborted) is not ({ IsRequest: false } handover, { } access)
            || await db.Revisions.AsNoTracking().Include(r => r.Statements).SingleOrDefaultAsync(r => r.HandoverId == handover.Id && r.Number == revision, call.Aborted)
                is not { } frozen)
        {
            return Answers.NotFound;
        }

        var signatures = await db.Signatures.AsNoTracking().Include(s => s.MadeBy).Where(s => s.HandoverId == handover.Id).ToListAsync(call.Aborted);
        var standing = SignService.Standing(frozen, signatures).ToList();
        // An earlier revision shows what stood under it, void or not.
        var own = frozen.ReopenedAt is null ? standing : signatures.FindAll(s => s.RevisionId == frozen.Id);
        var ids = frozen.Statements.Select(s => s.PersonId).Distinct().ToList();
        var names = await db.People.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, call.Aborted);
        var sheet = Sheet.FromJson(frozen.Sheet);
        var refusals = await db.SigningRefusals.AsNoTracking().Where(r => r.RevisionId == frozen.Id).OrderBy(r => r.At)
            .Select(r => new RefusedJson(new(r.PersonId, r.Person!.Name), r.At, r.Reason)).ToListAsync(call.Aborted);
        return Answers.Ok(new RevisionJson(
            frozen.Number, frozen.Purpose, frozen.FrozenAt, frozen.ClosedAt, frozen.ReopenedAt, frozen.ReopenReason,
            Evidence.Fingerprint.Short(frozen.FreezingEventHash), SignService.Turn(frozen, standing) is var turn and < int.MaxValue ? turn : null,
            [.. frozen.Statements.GroupBy(s => (s.Role, s.PersonId)).OrderBy(g => g.First().Turn).ThenBy(g => g.Key.PersonId).Select(g => new SignatureBoxJson(
                g.Key.Role, new(g.Key.PersonId, names[g.Key.PersonId]), g.First().Items, g.First().Turn, [.. g.Select(s => s.SignerId)],
                own.Where(s => s.Role == g.Key.Role && s.PersonId == g.Key.PersonId).OrderBy(s => s.VoidedAt is not null).Select(Of).FirstOrDefault()))],
            [.. sheet.RowsFor(access).Select(r => Of(r, access))],
            [.. sheet.MattersFor(access).Select(m => new SheetMatterJson(m.Id, m.Title, m.Owner, m.DueOn, m.ItemId))],
            refusals));
    }

    private static SignatureJson Of(Signature s) => new(
        s.Method, s.SignedAt, new(s.MadeById, s.MadeBy!.Name), Convert.ToHexStringLower(s.ContentRoot), s.Statement, s.VoidedAt, s.VoidReason);

    private static SheetRowJson Of(SheetRow r, HandoverAccess access)
    {
        var sees = Sheet.SeesContent(r, access);
        return new(
            r.ItemId, r.Category, r.Label, r.Title, r.Importance, r.Added, r.State, r.Receiver, r.TransferAt,
            sees ? r.Quantity : null, sees ? r.Remark : null, sees ? r.RemarkDue : null, sees ? r.RemarkOwner : null);
    }
}
