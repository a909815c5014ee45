using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Export;
using Baton.Web.Features.People;
using Baton.Web.Features.Settings;
using Baton.Web.Features.Templates;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>What a handover waits for, and what is wrong in it, as JSON in the reader's language.</summary>
public sealed class HandoverJsonReader(
    BatonDbContext db, TimeProvider time, CompanyCalendar calendar, FindingTexts findings, IStringLocalizer<HandoverText> texts)
{
    public async Task<HandoverJson> HeadAsync(SeenHandover seen, CancellationToken cancellationToken) =>
        HandoverJson.Of(seen.Handover, await NextStepsAsync([seen.Handover], seen.Access.Actor, cancellationToken));

    /// <param name="handovers">With parties and persons.</param>
    public async Task<IReadOnlyList<NextStepJson>> NextStepsAsync(IReadOnlyList<Handover> handovers, Actor actor, CancellationToken cancellationToken)
    {
        var steps = await NextSteps.OfAsync(db, handovers, time.Now(), cancellationToken);
        var ids = steps.SelectMany(s => s.Owners).Distinct().ToList();
        var names = await db.People.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        return [.. steps.Select(s => new NextStepJson(
            s.Handover.Number, s.TextKey, texts[$"next.{s.TextKey}", s.Count],
            s.IsFor(actor.PersonId) || (s.Owners.Count == 0 && new HandoverAccess(s.Handover, actor).IsLead), s.Role,
            [.. s.Owners.Distinct().Select(id => new NamedId(id, names.GetValueOrDefault(id, "?")))], s.Count, s.Page, s.DueOn, s.Since))];
    }

    public async Task<IReadOnlyList<FindingJson>> FindingsAsync(SeenHandover seen, CancellationToken cancellationToken)
    {
        var facts = await FindingFacts.LoadAsync(db, seen.Handover, time.Now(), cancellationToken, await calendar.LoadAsync(cancellationToken));
        return [.. Findings.Of(facts).Where(f => f.IsVisibleTo(seen.Access)).Select(f => new FindingJson(
            f.Id, f.Gate, f.SubjectId, f.Item?.Id, findings.Of(f, seen.Access), f.MustBeSolved, f.IsWaivable, f.Page))];
    }
}

/// <summary>Naming the witness of a handover that its giver asked for.</summary>
public sealed record ConfirmRequestBody(Guid? WitnessId, Guid? DeputyId, Guid? CaretakerId);

public sealed record RemarksBody(string? Remarks);

/// <summary>Opening, preparing and reading handovers.</summary>
internal static class HandoverApi
{
    private static readonly Type[] Opening = [typeof(HandoverRefusals), typeof(PeopleRefusals), typeof(TemplateRefusals)];
    private static readonly Type[] Preparing = [typeof(HandoverRefusals)];

    /// <summary>All handovers.</summary>
    public static void MapHandovers(this RouteGroupBuilder api)
    {
        var handovers = api.MapGroup("/handovers").WithTags("Handovers");
        handovers.MapGet("", ListAsync).WithMetadata(new TokenLimits.ForEveryToken())
            .Says("listHandovers", "The handovers that the token's owner sees, newest first.").Gives<PageJson<HandoverRowJson>>();
        handovers.MapPost("", (NewForm body, Call call, OpenHandover open, HandoverReader reader, HandoverJsonReader json) =>
                open.OpenAsync(body, call.Actor, call.Aborted).ThenAsync(opened => OpenedAsync(opened, call, reader, json)))
            .Says("openHandover", "Opens a handover, as human resources or a manager; or asks for one, as its giver.", Opening).Makes<HandoverJson>()
            .Example("""
                {"giverId": "01980000-0000-7000-8000-000000000001", "reason": "transfer", "lastWorkingDay": "2026-12-31", "form": "full",
                 "receiverIds": ["01980000-0000-7000-8000-000000000002"], "witnessId": "01980000-0000-7000-8000-000000000003", "template": "accountant"}
                """);
        api.MapGet("/me/next-steps", MineAsync).WithTags("Me").WithMetadata(new TokenLimits.ForEveryToken())
            .Says("listMyNextSteps", "What waits for the token's owner, in all their handovers, most urgent first.").Gives<IReadOnlyList<NextStepJson>>();
    }

    /// <summary>One handover.</summary>
    public static void MapHandover(this RouteGroupBuilder handover)
    {
        var head = handover.MapGroup("").WithTags("Handovers");
        head.MapGet("", async (string number, Call call, HandoverReader reader, HandoverJsonReader json) =>
                await reader.LoadAsync(number, call.Actor, false, call.Aborted) is { } seen ? Answers.Ok(await json.HeadAsync(seen, call.Aborted)) : Answers.NotFound)
            .Says("readHandover", "One handover: its head, parties, numbers, and what it waits for.").Gives<HandoverJson>();
        head.MapGet("/export", async (string number, Call call, BatonDbContext db, HandoverReader reader, HandoverJsonReader json, Items.ItemJsonReader items, TimeProvider time) =>
                await reader.LoadAsync(number, call.Actor, true, call.Aborted) is { } seen
                    ? Answers.Ok(await HandoverFile.ReadAsync(db, seen, json, items, time.Now(), call.Aborted)) : Answers.NotFound)
            .Says("exportHandover", "Everything of a handover that the caller sees, in one document.").Gives<HandoverFile>();
        head.MapGet("/findings", async (string number, Call call, HandoverReader reader, HandoverJsonReader json) =>
                await reader.LoadAsync(number, call.Actor, true, call.Aborted) is { } seen ? Answers.Ok(await json.FindingsAsync(seen, call.Aborted)) : Answers.NotFound)
            .Says("listFindings", "What is missing or wrong before the next stage, and suggestions.").Gives<IReadOnlyList<FindingJson>>();
        head.MapPost("/confirm-request", (string number, ConfirmRequestBody body, Call call, PrepareService prepare) =>
                prepare.ConfirmRequestAsync(number, call.Actor, body.WitnessId, body.DeputyId, body.CaretakerId, call.Aborted).DoneAsync())
            .Says("confirmRequest", "Confirms a handover that its giver asked for, and names the witness.", Preparing).Does()
            .Example("""{"witnessId": "01980000-0000-7000-8000-000000000003", "deputyId": null, "caretakerId": null}""");
        head.MapPost("/cancel", (string number, ReasonBody body, Call call, PrepareService prepare) =>
                prepare.CancelAsync(number, call.Actor, body.Reason, call.Aborted).DoneAsync())
            .Says("cancelHandover", "Cancels it, from any stage before the follow-up.", Preparing).Does()
            .Example("""{"reason": "调动取消，继续在原岗位工作。"}""");
        head.MapPost("/make-full", (string number, Call call, PrepareService prepare) => prepare.MakeFullAsync(number, call.Actor, call.Aborted).DoneAsync())
            .Says("makeHandoverFull", "Turns the simple form into the full form.", Preparing).Does();

        head.MapGet("/brief", async (string number, Call call, HandoverReader reader) =>
                await reader.LoadAsync(number, call.Actor, true, call.Aborted) is ({ } seen, { IsOnlyCollector: false }) ? Answers.Ok(BriefJson.Of(seen)) : Answers.NotFound)
            .Says("readBrief", "The overview, the responsibility boundary and the support terms.").Gives<BriefJson>();
        head.MapPut("/brief", (string number, BriefForm body, Call call, PrepareService prepare) =>
                prepare.SaveBriefAsync(number, call.Actor, body, call.Aborted).DoneAsync())
            .Says("saveBrief", "Writes them anew, all of them: what is left out is empty.", Preparing).Does()
            .Example("""{"overview": "每月五号前出经营分析。", "support": "offered", "supportUntil": "2027-01-31", "supportTerms": "微信，当天答复。"}""");

        head.MapGet("/times", ListTimesAsync).Says("listTimes", "The proposals of times, newest first.").Gives<IReadOnlyList<TimeProposalJson>>();
        head.MapPost("/times", (string number, TimesForm body, Call call, PrepareService prepare) =>
                prepare.ProposeTimesAsync(number, call.Actor, body, call.Aborted).DoneAsync())
            .Says("proposeTimes", "Proposes times; the last open proposal is superseded.", Preparing).Does()
            .Example("""{"fromDay": "2026-12-01", "toDay": "2026-12-24", "firstMeetingAt": "2026-12-02T10:00:00+08:00", "transferAt": "2026-12-31T18:00:00+08:00"}""");
        head.MapPost("/times/{proposal:guid}/confirm", (string number, Guid proposal, Call call, PrepareService prepare) =>
                prepare.ConfirmTimesAsync(number, call.Actor, proposal, call.Aborted).DoneAsync())
            .Says("confirmTimes", "Confirms the open proposal.", Preparing).Does();
        head.MapPost("/times/fix", (string number, TimesForm body, Call call, PrepareService prepare) =>
                prepare.FixTimesAsync(number, call.Actor, body, call.Aborted).DoneAsync())
            .Says("fixTimes", "The initiator's side fixes times that stayed unanswered.", Preparing).Does()
            .Example("""{"fromDay": "2026-12-01", "toDay": "2026-12-24", "transferAt": "2026-12-31T18:00:00+08:00"}""");

        head.MapPost("/list/submit", (string number, Call call, PrepareService prepare) => prepare.SubmitListAsync(number, call.Actor, call.Aborted).DoneAsync())
            .Says("submitList", "The giver says that the list is complete.", Preparing).Does();
        head.MapPost("/list/confirm", (string number, Call call, PrepareService prepare) => prepare.ConfirmListAsync(number, call.Actor, null, call.Aborted).DoneAsync())
            .Says("confirmList", "The witness confirms the list.", Preparing).Does();
        head.MapPost("/list/send-back", (string number, RemarksBody body, Call call, PrepareService prepare) =>
                prepare.SendListBackAsync(number, call.Actor, body.Remarks, call.Aborted).DoneAsync())
            .Says("sendListBack", "The witness sends the list back with remarks.", Preparing).Does()
            .Example("""{"remarks": "请补上门禁卡和钥匙。"}""");
    }

    /// <summary>201 with the handover just opened, as its opener sees it.</summary>
    internal static async Task<IResult> OpenedAsync(Handover opened, Call call, HandoverReader reader, HandoverJsonReader json) =>
        new ApiResult(
            StatusCodes.Status201Created,
            // Whoever opens it for somebody else sees it as initiator.
            await reader.LoadAsync(opened.Number, call.Actor, false, call.Aborted) is { } seen ? await json.HeadAsync(seen, call.Aborted) : null,
            $"{ApiRoutes.Root}/handovers/{opened.Number}");

    private static async Task<IResult> ListAsync(
        Call call, BatonDbContext db, Word<Stage>? stage, Word<PartyRole>? role, Guid? department, string? text, int? limit, string? cursor)
    {
        if (Cursor.Read(cursor, limit, out Guid? last) is { } refusal)
        {
            return Answers.Refused(refusal);
        }

        var found = HandoverList.Find(db, call.Actor, stage?.Value, department, text).AsNoTracking();
        var me = call.Actor.PersonId;
        if (role?.Value is { } mine)
        {
            found = found.Where(h => h.Parties.Any(p => p.UntilAt == null && p.Role == mine && p.PersonId == me));
        }

        if (last is { } before)
        {
            found = found.Where(h => h.Id < before);
        }

        // Ids sort by when they were made.
        var rows = await found.Include(h => h.Department)
            .Include(h => h.Parties.Where(p => p.UntilAt == null)).ThenInclude(p => p.Person)
            .Include(h => h.Parties.Where(p => p.UntilAt == null)).ThenInclude(p => p.Team).AsSplitQuery()
            .OrderByDescending(h => h.Id).Take((limit ?? Cursor.UsualLimit) + 1).ToListAsync(call.Aborted);
        return Answers.Ok(Cursor.Page(rows, limit, HandoverRowJson.Of, h => Cursor.Of(h.Id)));
    }

    private static async Task<IResult> MineAsync(Call call, BatonDbContext db, HandoverJsonReader json)
    {
        var handovers = await HandoverList.Mine(db, call.Actor).AsNoTracking()
            .Include(h => h.Parties.Where(p => p.UntilAt == null)).ThenInclude(p => p.Person)
            .Include(h => h.Parties.Where(p => p.UntilAt == null)).ThenInclude(p => p.Team).AsSplitQuery()
            .OrderByDescending(h => h.Id).Take(Cursor.MostLimit).ToListAsync(call.Aborted);
        return Answers.Ok((await json.NextStepsAsync(handovers, call.Actor, call.Aborted)).Where(s => s.Mine).ToList());
    }

    private static async Task<IResult> ListTimesAsync(string number, Call call, BatonDbContext db, HandoverReader reader)
    {
        if (await reader.LoadAsync(number, call.Actor, false, call.Aborted) is not ({ } handover, { IsOnlyCollector: false }))
        {
            return Answers.NotFound;
        }

        var proposals = await db.TimeProposals.AsNoTracking().Include(p => p.By).Include(p => p.Confirmations).AsSplitQuery()
            .Where(p => p.HandoverId == handover.Id).OrderByDescending(p => p.At).ToListAsync(call.Aborted);
        return Answers.Ok(proposals.ConvertAll(TimeProposalJson.Of));
    }
}
