using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Items;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

public sealed record AddPartyBody(PartyRole Role, Guid? PersonId, Guid? TeamId, string? Reason, string? Approval);

public sealed record ReplacePartyBody(Guid? PersonId, string? Reason);

public sealed record AbsenceBody(bool Absent, string? Reason);

public sealed record AttemptBody(Guid? PersonId, string? How, string? Result);

public sealed record AssignBody(IReadOnlyList<Guid> Items, Guid? PersonId);

public sealed record DaysBody(string? LastWorkingDay, string? ReturnsOn, string? Reason);

/// <param name="Title">Without one, the title of the earlier handover with a word about what it is.</param>
public sealed record ContinueBody(Guid? FromId, Guid? ToId, Guid? WitnessId, string? LastWorkingDay, string? Title);

/// <summary>Who is in which role, and who comes instead.</summary>
internal static class PartyApi
{
    private static readonly Type[] Leading = [typeof(HandoverRefusals)];

    public static void MapParties(this RouteGroupBuilder handover)
    {
        var parties = handover.MapGroup("").WithTags("Parties");
        parties.MapGet("/parties", async (string number, Call call, HandoverReader reader) =>
                await reader.LoadAsync(number, call.Actor, false, call.Aborted) is ({ } seen, { } access)
                    ? Answers.Ok(seen.Parties.Where(p => p.IsCurrent || !access.IsOnlyCollector).OrderBy(p => p.FromAt).ThenBy(p => p.Role).ThenBy(p => p.Id).Select(PartyJson.Of).ToList()) : Answers.NotFound)
            .Says("listParties", "Everybody who is or was in a role, in order of time; to a collector, who is.").Gives<IReadOnlyList<PartyJson>>();
        parties.MapPost("/parties", (string number, AddPartyBody body, Call call, PartyService service) =>
                service.AddAsync(number, call.Actor, body.Role, body.PersonId, body.TeamId, body.Reason, body.Approval, call.Aborted).DoneAsync())
            .Says("addParty", "Adds a receiver (person or team), collector, caretaker, deputy, second witness or proxy.", Leading).Also(ApiRefusals.PersonOnly).Does()
            .Example("""{"role": "receiver", "personId": "01980000-0000-7000-8000-000000000002", "reason": "一部分工作由他接。"}""");
        parties.MapPost("/parties/{party:guid}/replace", (string number, Guid party, ReplacePartyBody body, Call call, PartyService service) =>
                service.ReplaceAsync(number, call.Actor, party, body.PersonId, body.Reason, call.Aborted).DoneAsync())
            .Says("replaceParty", "Replaces a party; their open items go to the new one. Where content is frozen only a person can.", Leading).Also(ApiRefusals.PersonOnly).Does()
            .Example("""{"personId": "01980000-0000-7000-8000-000000000002", "reason": "原接收人休假。"}""");
        parties.MapPost("/parties/{party:guid}/remove", (string number, Guid party, ReasonBody body, Call call, PartyService service) =>
                service.RemoveAsync(number, call.Actor, party, body.Reason, call.Aborted).DoneAsync())
            .Says("removeParty", "Ends a role that nothing hangs on.", Leading).Also(ApiRefusals.PersonOnly).Does().Example("""{"reason": "不再需要。"}""");
        parties.MapPost("/giver-absence", (string number, AbsenceBody body, Call call, PartyService service) =>
                service.SetAbsentAsync(number, call.Actor, body.Absent, body.Reason, call.Aborted).DoneAsync())
            .Says("setGiverAbsence", "Records that the giver is gone without contact, or is back.", Leading).Does()
            .Example("""{"absent": true, "reason": "突然离开，电话不接。"}""");
        parties.MapGet("/contact-attempts", ListAttemptsAsync)
            .Says("listContactAttempts", "Attempts to reach parties who did not act, newest first.")
            .Gives<IReadOnlyList<AttemptJson>>();
        parties.MapPost("/contact-attempts", (string number, AttemptBody body, Call call, PartyService service) =>
                service.LogAttemptAsync(number, call.Actor, body.PersonId, body.How, body.Result, call.Aborted).DoneAsync())
            .Says("logContactAttempt", "Logs an attempt to reach somebody.", Leading).Does()
            .Example("""{"personId": "01980000-0000-7000-8000-000000000001", "how": "电话", "result": "无人接听"}""");
        parties.MapPost("/assign", (string number, AssignBody body, Call call, PartyService service) =>
                service.AssignAsync(number, call.Actor, body.Items ?? [], body.PersonId, call.Aborted)
                    .ThenAsync(count => Task.FromResult(Answers.Ok(new CountJson(count)))))
            .Says("assignTeamItems", "The lead of a receiving team names who takes these items.", typeof(HandoverRefusals), typeof(ItemRefusals)).Gives<CountJson>()
            .Example("""{"items": ["01980000-0000-7000-8000-00000000000a"], "personId": "01980000-0000-7000-8000-000000000002"}""");
        parties.MapPost("/days", (string number, DaysBody body, Call call, PartyService service) =>
                service.ChangeDaysAsync(number, call.Actor, body.LastWorkingDay, body.ReturnsOn, body.Reason, call.Aborted).DoneAsync())
            .Says("changeDays", "Changes the last working day and the day of return.", Leading).Also(ApiRefusals.PersonOnly).Does()
            .Example("""{"lastWorkingDay": "2027-01-15", "reason": "离职日推迟。"}""");
        parties.MapPost("/continue", ContinueAsync)
            .Says("continueHandover", "转交 or hand-back: opens the next handover with the list filled.", typeof(HandoverRefusals)).Also(ApiRefusals.OneHandoverToken).Makes<HandoverJson>()
            .Example("""
                {"fromId": "01980000-0000-7000-8000-000000000002", "toId": "01980000-0000-7000-8000-000000000001", "lastWorkingDay": "2027-03-31"}
                """);
    }

    private static async Task<IResult> ListAttemptsAsync(string number, Call call, BatonDbContext db, HandoverReader reader)
    {
        if (await reader.LoadAsync(number, call.Actor, false, call.Aborted) is not ({ } handover, { IsOnlyCollector: false }))
        {
            return Answers.NotFound;
        }

        var attempts = await db.ContactAttempts.AsNoTracking().Where(a => a.HandoverId == handover.Id).OrderByDescending(a => a.At)
            .Select(a => new AttemptJson(a.Id, new(a.PersonId, a.Person!.Name), new(a.ById, a.By!.Name), a.At, a.How, a.Result)).ToListAsync(call.Aborted);
        return Answers.Ok(attempts);
    }

    private static async Task<IResult> ContinueAsync(
        string number, ContinueBody body, Call call, ContinueService service, HandoverReader reader, HandoverJsonReader json, IStringLocalizer<HandoverText> texts)
    {
        if (await reader.LoadAsync(number, call.Actor, false, call.Aborted) is not ({ } handover, _))
        {
            return Answers.NotFound;
        }

        var refusals = new List<Refusal>();
        var title = Typed.Text(body.Title, 200, nameof(body.Title), refusals) ?? ContinueService.Title(handover, texts);
        return refusals.Count > 0 ? Answers.Refused(refusals)
            : await service.ContinueAsync(number, call.Actor, body.FromId, body.ToId, body.WitnessId, body.LastWorkingDay, title, call.Aborted)
                .ThenAsync(opened => HandoverApi.OpenedAsync(opened, call, reader, json));
    }
}
