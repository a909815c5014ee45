using System.Globalization;
using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Meetings;

/// <param name="Minutes">How long it takes.</param>
/// <param name="Record">The minutes, once it was held.</param>
/// <param name="Items">Items covered, as far as the caller sees them.</param>
public sealed record MeetingJson(
    Guid Id, string Title, MeetingForm Form, MeetingState State, string? Place, string? Agenda, DateTimeOffset? StartsAt, int? Minutes, bool IsWalkthrough,
    string? Record, Guid PlannedById, DateTimeOffset? HeldAt, IReadOnlyList<AttendeeJson> Attendees, IReadOnlyList<LinkJson> Items, IReadOnlyList<MeetingTimeJson> Times)
{
    public static MeetingJson Of(Meeting m, HandoverAccess access) => new(
        m.Id, m.Title, m.Form, m.State, m.Place, m.Agenda, m.StartsAt, m.Minutes, m.IsWalkthrough, m.Record, m.PlannedById, m.HeldAt,
        [.. m.Attendees.Select(a => new AttendeeJson(new(a.PersonId, a.Person!.Name), a.Came))],
        [.. m.Items.Where(i => i.Item is { } item && access.SeesTitleOf(item)).Select(i => new LinkJson(i.ItemId, i.Item!.Label, i.Item.Title))],
        [.. m.Times.OrderBy(t => t.StartsAt).Select(t => new MeetingTimeJson(t.Id, t.StartsAt, new(t.ProposedById, t.ProposedBy!.Name), t.SuitsPersonIds))]);
}

/// <param name="Came">Null until the minutes say so.</param>
public sealed record AttendeeJson(NamedId Person, bool? Came);

/// <param name="Suits">Ids of the persons whom it suits.</param>
public sealed record MeetingTimeJson(Guid Id, DateTimeOffset StartsAt, NamedId ProposedBy, IReadOnlyList<Guid> Suits);

/// <summary>A meeting to plan. Without a time it is proposed, and times are proposed for it.</summary>
public record MeetingBody
{
    public string? Title { get; init; }
    public MeetingForm Form { get; init; }
    public string? Place { get; init; }
    public string? Agenda { get; init; }
    public string? StartsAt { get; init; }
    public int? Minutes { get; init; }
    public List<Guid> Attendees { get; init; } = [];
    public List<Guid> Items { get; init; } = [];

    internal MeetingInput ToInput() => new()
    {
        Title = Title, Form = Form, Place = Place, Agenda = Agenda, StartsAt = StartsAt, Minutes = Minutes?.ToString(CultureInfo.InvariantCulture),
        Attendees = Attendees, Items = Items,
    };
}

/// <summary>A walkthrough that was held together.</summary>
public sealed record WalkthroughBody : MeetingBody
{
    public string? Record { get; init; }
}

public sealed record StartsAtBody(string? StartsAt);

public sealed record SuitsBody(bool Suits);

internal static class MeetingApi
{
    public static void MapMeetings(this RouteGroupBuilder handover)
    {
        var meetings = handover.MapGroup("/meetings").WithTags("Meetings");
        meetings.MapGet("", ListAsync).Says("listMeetings", "Meetings planned and held, newest first.").Gives<IReadOnlyList<MeetingJson>>();
        meetings.MapPost("", (string number, MeetingBody body, Call call, MeetingService service) =>
                service.PlanAsync(number, call.Actor, body.ToInput(), call.Aborted).MadeAsync(m => m.Id, $"/handovers/{number}/meetings"))
            .Says("planMeeting", "Plans a meeting; without a time, times can be proposed for it.", typeof(MeetingRefusals)).Makes<MadeJson>()
            .Example("""
                {"title": "首次面谈", "form": "inPerson", "place": "三楼会议室", "startsAt": "2026-12-02T10:00:00+08:00", "minutes": 60,
                 "attendees": ["01980000-0000-7000-8000-000000000001", "01980000-0000-7000-8000-000000000002"]}
                """);
        meetings.MapPost("/walkthroughs", (string number, WalkthroughBody body, Call call, MeetingService service) =>
                service.RecordWalkthroughAsync(number, call.Actor, body.ToInput(), body.Record, call.Aborted).MadeAsync(m => m.Id, $"/handovers/{number}/meetings"))
            .Says("recordWalkthrough", "Records a walkthrough held together, which counts as a meeting.", typeof(MeetingRefusals)).Makes<MadeJson>()
            .Example("""
                {"title": "一起逐项走了一遍", "record": "逐项讲解，问题当场答复。",
                 "attendees": ["01980000-0000-7000-8000-000000000001", "01980000-0000-7000-8000-000000000002"]}
                """);
        var meeting = meetings.MapGroup("/{meeting:guid}");
        meeting.MapPost("/hold", (string number, Guid meeting, MeetingRecord body, Call call, MeetingService service) =>
                service.HoldAsync(number, call.Actor, meeting, body, call.Aborted).DoneAsync())
            .Says("holdMeeting", "Writes the minutes: who came, what was covered.", typeof(MeetingRefusals)).Does()
            .Example("""
                {"record": "确认了交接时间和清单。", "came": ["01980000-0000-7000-8000-000000000001", "01980000-0000-7000-8000-000000000002"]}
                """);
        meeting.MapPost("/times", (string number, Guid meeting, StartsAtBody body, Call call, MeetingService service) =>
                service.ProposeTimeAsync(number, call.Actor, meeting, body.StartsAt, call.Aborted)
                    .MadeAsync(m => m.Times[^1].Id, $"/handovers/{number}/meetings"))
            .Says("proposeMeetingTime", "Proposes a time for a meeting.", typeof(MeetingRefusals)).Makes<MadeJson>().Example("""{"startsAt": "2026-12-02T10:00:00+08:00"}""");
        meeting.MapPost("/times/{time:guid}/suits", (string number, Guid meeting, Guid time, SuitsBody body, Call call, MeetingService service) =>
                service.SuitsAsync(number, call.Actor, meeting, time, body.Suits, call.Aborted).DoneAsync())
            .Says("answerMeetingTime", "Says whether a proposed time suits.", typeof(MeetingRefusals)).Does().Example("""{"suits": true}""");
        meeting.MapPost("/times/{time:guid}/choose", (string number, Guid meeting, Guid time, Call call, MeetingService service) =>
                service.ChooseTimeAsync(number, call.Actor, meeting, time, call.Aborted).DoneAsync())
            .Says("chooseMeetingTime", "Chooses one of the proposed times.", typeof(MeetingRefusals)).Does();
        meeting.MapPost("/cancel", (string number, Guid meeting, Call call, MeetingService service) =>
                service.CancelAsync(number, call.Actor, meeting, call.Aborted).DoneAsync())
            .Says("cancelMeeting", "Cancels a meeting.", typeof(MeetingRefusals)).Does();
    }

    private static async Task<IResult> ListAsync(string number, Call call, BatonDbContext db, HandoverReader reader) =>
        await reader.LoadAsync(number, call.Actor, true, call.Aborted) is ({ IsRequest: false }, { IsOnlyCollector: false }) seen
            ? Answers.Ok(await ReadAsync(db, seen, call.Aborted)) : Answers.NotFound;

    /// <summary>The newest first.</summary>
    internal static async Task<IReadOnlyList<MeetingJson>> ReadAsync(BatonDbContext db, SeenHandover seen, CancellationToken cancellationToken) =>
        (await db.Meetings.AsNoTracking().Include(m => m.Attendees).ThenInclude(a => a.Person).Include(m => m.Items).ThenInclude(i => i.Item)
            .Include(m => m.Times).ThenInclude(t => t.ProposedBy).AsSplitQuery()
            .Where(m => m.HandoverId == seen.Handover.Id).OrderByDescending(m => m.Id).ToListAsync(cancellationToken)).ConvertAll(m => MeetingJson.Of(m, seen.Access));
}
