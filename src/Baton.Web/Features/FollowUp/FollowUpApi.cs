using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.FollowUp;

/// <summary>遗留事项</summary>
public sealed record MatterJson(
    Guid Id, Guid? ItemId, string Title, NamedId Owner, DateOnly DueOn, Guid RaisedById, DateTimeOffset RaisedAt, DateTimeOffset? ClosedAt, string? Outcome);

/// <summary>跟进检查</summary>
/// <param name="Mastery">Of key and critical items, by item id, as far as the caller sees them.</param>
public sealed record CheckJson(
    Guid Id, NamedId Receiver, int DayNumber, DateOnly DueOn, DateTimeOffset? FilledAt, Rating? Rating, string? WhatHelps, DateTimeOffset? ConfirmedAt,
    string? WitnessNote, IReadOnlyDictionary<Guid, Mastery> Mastery);

/// <summary>What may be waived: asked by one, decided by the witness in person.</summary>
public sealed record WaiverJson(
    Guid Id, string FindingId, Guid SubjectId, NamedId AskedBy, DateTimeOffset AskedAt, string Reason, WaiverState State, NamedId? DecidedBy,
    DateTimeOffset? DecidedAt, string? DecisionNote);

/// <summary>补充清单</summary>
public sealed record SupplementJson(Guid Id, int Number, string Reason, Guid OpenedById, DateTimeOffset OpenedAt, DateTimeOffset? FrozenAt, DateTimeOffset? SignedOffAt);

/// <param name="ItemId">The item it is about, or nothing for the whole handover.</param>
public sealed record MatterBody(Guid? ItemId, string? Title, Guid? Owner, string? Due);

public sealed record OutcomeBody(string? Outcome);

public sealed record MasteryBody(Mastery Mastery);

public sealed record ExtendBody(string? Until, string? Reason);

/// <param name="FindingId">As the findings say it.</param>
/// <param name="SubjectId">As the findings say it.</param>
public sealed record WaiverBody(string? FindingId, Guid SubjectId, string? Reason);

internal static class FollowUpApi
{
    public static void MapFollowUp(this RouteGroupBuilder handover)
    {
        var group = handover.MapGroup("").WithTags("Follow-up");
        group.MapGet("/matters", ListMattersAsync).Says("listMatters", "Matters carried beyond signing that the caller sees, by their day.").Gives<IReadOnlyList<MatterJson>>();
        group.MapPost("/matters", (string number, MatterBody body, Call call, MatterService service) =>
                service.RaiseAsync(number, call.Actor, body.ItemId, new MatterForm { Title = body.Title, Owner = body.Owner, Due = body.Due }, call.Aborted)
                    .MadeAsync(m => m.Id, $"/handovers/{number}/matters"))
            .Says("raiseMatter", "Carries something beyond signing, with an owner and a day.", typeof(FollowUpRefusals)).Makes<MadeJson>()
            .Example("""{"title": "补办门禁卡", "owner": "01980000-0000-7000-8000-000000000002", "due": "2027-01-15"}""");
        group.MapPost("/matters/{matter:guid}/close", (string number, Guid matter, OutcomeBody body, Call call, MatterService service) =>
                service.CloseAsync(number, call.Actor, matter, body.Outcome, call.Aborted).DoneAsync())
            .Says("closeMatter", "Its owner, or the witness, closes a matter with its outcome.", typeof(FollowUpRefusals)).Does()
            .Example("""{"outcome": "门禁卡已办好。"}""");

        group.MapGet("/checks", ListChecksAsync).Says("listChecks", "The follow-up checks, by their day.").Gives<IReadOnlyList<CheckJson>>();
        group.MapPost("/checks/{check:guid}/fill", (string number, Guid check, CheckForm body, Call call, FollowUpService service) =>
                service.FillCheckAsync(number, call.Actor, check, body, call.Aborted).DoneAsync())
            .Says("fillCheck", "The receiver fills in a check: an overall rating, mastery of key and critical items, what helps.", typeof(FollowUpRefusals)).Does()
            .Example("""{"rating": "managing", "whatHelps": "再跟一次月结。", "mastery": {"01980000-0000-7000-8000-00000000000a": "withHelp"}}""");
        group.MapPost("/checks/{check:guid}/confirm", (string number, Guid check, NoteBody body, Call call, FollowUpService service) =>
                service.ConfirmCheckAsync(number, call.Actor, check, body.Note, call.Aborted).DoneAsync())
            .Says("confirmCheck", "The witness confirms a check that was filled in.", typeof(FollowUpRefusals)).Does().Example("""{"note": "情况属实。"}""");
        group.MapPost("/items/{id:guid}/mastery", (string number, Guid id, MasteryBody body, Call call, FollowUpService service) =>
                service.RateAsync(number, call.Actor, id, body.Mastery, call.Aborted).DoneAsync())
            .Says("rateMastery", "The receiver rates their mastery of an item.", typeof(FollowUpRefusals)).Does().Example("""{"mastery": "independent"}""");

        group.MapGet("/supplements", ListSupplementsAsync).Says("listSupplements", "补充清单: lists of items found after signing.").Gives<IReadOnlyList<SupplementJson>>();
        group.MapPost("/supplements", (string number, ReasonBody body, Call call, FollowUpService service) =>
                service.OpenSupplementAsync(number, call.Actor, body.Reason, call.Aborted).MadeAsync(s => s.Id, $"/handovers/{number}/supplements"))
            .Says("openSupplement", "Opens a 补充清单 for what was forgotten; items are then added as always.", typeof(FollowUpRefusals)).Makes<MadeJson>()
            .Example("""{"reason": "漏了供应商合同。"}""");

        group.MapGet("/waivers", ListWaiversAsync).Says("listWaivers", "What was asked to be waived, and what the witness decided.").Gives<IReadOnlyList<WaiverJson>>();
        group.MapPost("/waivers", (string number, WaiverBody body, Call call, FollowUpService service) =>
                service.AskWaiverAsync(number, call.Actor, body.FindingId, body.SubjectId, body.Reason, call.Aborted).MadeAsync(w => w.Id, $"/handovers/{number}/waivers"))
            .Says("askForWaiver", "Asks the witness to waive a finding; the witness decides in person.", typeof(FollowUpRefusals)).Makes<MadeJson>()
            .Example("""{"findingId": "DONE-01", "subjectId": "01980000-0000-7000-8000-00000000000a", "reason": "该系统一月下线。"}""");

        group.MapPost("/follow-up/extend", (string number, ExtendBody body, Call call, FollowUpService service) =>
                service.ExtendAsync(number, call.Actor, body.Until, body.Reason, call.Aborted).DoneAsync())
            .Says("extendFollowUp", "Extends the follow-up.", typeof(FollowUpRefusals)).Does().Example("""{"until": "2027-02-28", "reason": "还有一项未独立完成。"}""");
        group.MapPost("/follow-up/close-simple", (string number, Call call, FollowUpService service) =>
                service.CloseSimpleAsync(number, call.Actor, call.Aborted).DoneAsync())
            .Says("closeSimple", "The witness ends the follow-up of the simple form.", typeof(FollowUpRefusals)).Does();
    }

    private static async Task<IResult> ListMattersAsync(string number, Call call, BatonDbContext db, HandoverReader reader) =>
        await reader.LoadAsync(number, call.Actor, true, call.Aborted) is { Handover.IsRequest: false } seen
            ? Answers.Ok(await FollowUpJson.MattersAsync(db, seen, call.Aborted)) : Answers.NotFound;

    private static async Task<IResult> ListChecksAsync(string number, Call call, BatonDbContext db, HandoverReader reader) =>
        await LoadAsync(number, call, reader) is { } seen ? Answers.Ok(await FollowUpJson.ChecksAsync(db, seen, call.Aborted)) : Answers.NotFound;

    private static async Task<IResult> ListSupplementsAsync(string number, Call call, BatonDbContext db, HandoverReader reader) =>
        await LoadAsync(number, call, reader) is { } seen ? Answers.Ok(await FollowUpJson.SupplementsAsync(db, seen, call.Aborted)) : Answers.NotFound;

    private static async Task<IResult> ListWaiversAsync(string number, Call call, BatonDbContext db, HandoverReader reader) =>
        await LoadAsync(number, call, reader) is { } seen ? Answers.Ok(await FollowUpJson.WaiversAsync(db, seen, call.Aborted)) : Answers.NotFound;

    private static async Task<SeenHandover?> LoadAsync(string number, Call call, HandoverReader reader) =>
        await reader.LoadAsync(number, call.Actor, true, call.Aborted) is ({ IsRequest: false }, { IsOnlyCollector: false }) seen ? seen : null;
}

/// <summary>Reads what the follow-up holds, as far as somebody sees it; all but matters is nothing for a collector.</summary>
internal static class FollowUpJson
{
    public static async Task<IReadOnlyList<MatterJson>> MattersAsync(BatonDbContext db, SeenHandover seen, CancellationToken cancellationToken) =>
        [.. (await db.Matters.AsNoTracking().Include(m => m.Owner).Include(m => m.Item).Where(m => m.HandoverId == seen.Handover.Id)
            .OrderBy(m => m.DueOn).ThenBy(m => m.Id).ToListAsync(cancellationToken)).Where(m => m.IsSeenBy(seen.Access)).Select(m => new MatterJson(
            m.Id, m.ItemId, m.Title, new(m.OwnerId, m.Owner!.Name), m.DueOn, m.RaisedById, m.RaisedAt, m.ClosedAt, m.Outcome))];

    public static async Task<IReadOnlyList<CheckJson>> ChecksAsync(BatonDbContext db, SeenHandover seen, CancellationToken cancellationToken) =>
        (await db.FollowUpChecks.AsNoTracking().Include(c => c.Receiver).Include(c => c.Ratings).ThenInclude(r => r.Item).AsSplitQuery()
            .Where(c => c.HandoverId == seen.Handover.Id).OrderBy(c => c.DueOn).ThenBy(c => c.Id).ToListAsync(cancellationToken)).ConvertAll(c => new CheckJson(
            c.Id, new(c.ReceiverId, c.Receiver!.Name), c.DayNumber, c.DueOn, c.FilledAt, c.Rating, c.WhatHelps, c.ConfirmedAt, c.WitnessNote,
            c.Ratings.Where(r => seen.Access.SeesTitleOf(r.Item!)).ToDictionary(r => r.ItemId, r => r.Mastery)));

    public static async Task<IReadOnlyList<SupplementJson>> SupplementsAsync(BatonDbContext db, SeenHandover seen, CancellationToken cancellationToken) =>
        await db.Supplements.AsNoTracking().Where(s => s.HandoverId == seen.Handover.Id).OrderBy(s => s.Number)
            .Select(s => new SupplementJson(s.Id, s.Number, s.Reason, s.OpenedById, s.OpenedAt, s.FrozenAt, s.SignedOffAt)).ToListAsync(cancellationToken);

    public static async Task<IReadOnlyList<WaiverJson>> WaiversAsync(BatonDbContext db, SeenHandover seen, CancellationToken cancellationToken) =>
        (await db.Waivers.AsNoTracking().Include(w => w.AskedBy).Include(w => w.DecidedBy).Where(w => w.HandoverId == seen.Handover.Id)
            .OrderByDescending(w => w.AskedAt).ToListAsync(cancellationToken)).ConvertAll(w => new WaiverJson(
            w.Id, w.FindingId, w.SubjectId, new(w.AskedById, w.AskedBy!.Name), w.AskedAt, w.Reason, w.State,
            w.DecidedBy is { } by ? new(by.Id, by.Name) : null, w.DecidedAt, w.DecisionNote));
}
