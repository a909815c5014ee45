using System.Globalization;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Questions;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Meetings;

/// <summary>What planning a meeting sends. Without a time it is proposed, and times are proposed for it.</summary>
public sealed class MeetingInput
{
    public string? Title { get; set; }
    public MeetingForm Form { get; set; }
    public string? Place { get; set; }
    public string? Agenda { get; set; }
    public string? StartsAt { get; set; }
    public string? Minutes { get; set; }
    public List<Guid> Attendees { get; set; } = [];
    public List<Guid> Items { get; set; } = [];
}

/// <summary>What the minutes of a meeting send.</summary>
public sealed class MeetingRecord
{
    public string? Record { get; set; }
    public List<Guid> Came { get; set; } = [];
    public List<Guid> Items { get; set; } = [];
}

/// <summary>面谈: planned, its times proposed and chosen, held, with who came, what was covered and the minutes.</summary>
public sealed class MeetingService(HandoverWrite write)
{
    public Task<Outcome<Meeting>> PlanAsync(string number, Actor actor, MeetingInput input, CancellationToken cancellationToken) =>
        write.RunAsync<Meeting>(number, actor, async change =>
        {
            if (Closed(change) is { } refusal)
            {
                return refusal;
            }

            var meeting = await ReadAsync(change, input, isWalkthrough: false);
            if (!meeting.IsRefused)
            {
                change.Db.Meetings.Add(meeting.Value);
                await change.RecordAsync(
                    "meeting.planned", meeting.Value.Id, ("title", meeting.Value.Title), ("startsAt", meeting.Value.StartsAt), ("place", meeting.Value.Place),
                    ("agenda", meeting.Value.Agenda), ("attendees", meeting.Value.Attendees.Select(a => a.PersonId)));
            }

            return meeting;
        }, cancellationToken);

    /// <summary>A walkthrough held together counts as a meeting: planned and held in one act.</summary>
    public Task<Outcome<Meeting>> RecordWalkthroughAsync(
        string number, Actor actor, MeetingInput input, string? record, CancellationToken cancellationToken) =>
        write.RunAsync<Meeting>(number, actor, async change =>
        {
            if (Closed(change) is { } refusal)
            {
                return refusal;
            }

            var meeting = await ReadAsync(change, input, isWalkthrough: true);
            return meeting.IsRefused
                ? meeting
                : await HoldAsync(change, meeting.Value, new MeetingRecord { Record = record, Came = input.Attendees, Items = input.Items }, isNew: true);
        }, cancellationToken);

    public Task<Outcome<Meeting>> HoldAsync(string number, Actor actor, Guid meetingId, MeetingRecord record, CancellationToken cancellationToken) =>
        WithMeetingAsync(number, actor, meetingId, (change, meeting) => HoldAsync(change, meeting, record, isNew: false), cancellationToken);

    public Task<Outcome<Meeting>> ProposeTimeAsync(string number, Actor actor, Guid meetingId, string? startsAt, CancellationToken cancellationToken) =>
        WithMeetingAsync(number, actor, meetingId, async (change, meeting) =>
        {
            var refusals = new List<Refusal>();
            var at = Typed.Instant(startsAt, change.Handover.Zone, nameof(startsAt), refusals);
            if (at is null && refusals.Count == 0)
            {
                refusals.Add(Typed.Required.On(nameof(startsAt)));
            }

            if (refusals.Count > 0)
            {
                return refusals;
            }

            var time = new MeetingTime
            {
                Id = change.NewId(), MeetingId = meeting.Id, StartsAt = at!.Value, ProposedById = actor.PersonId, SuitsPersonIds = [actor.PersonId],
            };
            meeting.Times.Add(time);
            change.Db.Add(time);
            await change.RecordAsync("meeting.time-proposed", meeting.Id, ("title", meeting.Title), ("startsAt", at));
            return meeting;
        }, cancellationToken);

    /// <summary>It suits me, or no longer.</summary>
    public Task<Outcome<Meeting>> SuitsAsync(string number, Actor actor, Guid meetingId, Guid timeId, bool suits, CancellationToken cancellationToken) =>
        WithMeetingAsync(number, actor, meetingId, async (change, meeting) =>
        {
            if (meeting.Times.Find(t => t.Id == timeId) is not { } time)
            {
                return Refusal.NotFound;
            }

            if (time.SuitsPersonIds.Contains(actor.PersonId) != suits)
            {
                time.SuitsPersonIds = suits ? [.. time.SuitsPersonIds, actor.PersonId] : [.. time.SuitsPersonIds.Where(id => id != actor.PersonId)];
                await change.RecordAsync("meeting.time-answered", meeting.Id, ("title", meeting.Title), ("startsAt", time.StartsAt), ("suits", suits));
            }

            return meeting;
        }, cancellationToken);

    public Task<Outcome<Meeting>> ChooseTimeAsync(string number, Actor actor, Guid meetingId, Guid timeId, CancellationToken cancellationToken) =>
        WithMeetingAsync(number, actor, meetingId, async (change, meeting) =>
        {
            if (meeting.Times.Find(t => t.Id == timeId) is not { } time)
            {
                return Refusal.NotFound;
            }

            var before = meeting.StartsAt;
            meeting.StartsAt = time.StartsAt;
            meeting.State = MeetingState.Planned;
            await change.RecordAsync("meeting.time-chosen", meeting.Id, ("title", meeting.Title), ("startsAt", new Events.Change(before, time.StartsAt)));
            return meeting;
        }, cancellationToken);

    public Task<Outcome<Meeting>> CancelAsync(string number, Actor actor, Guid meetingId, CancellationToken cancellationToken) =>
        WithMeetingAsync(number, actor, meetingId, async (change, meeting) =>
        {
            meeting.State = MeetingState.Cancelled;
            await change.RecordAsync("meeting.cancelled", meeting.Id, ("title", meeting.Title));
            return meeting;
        }, cancellationToken);

    private static async Task<Outcome<Meeting>> HoldAsync(HandoverChange change, Meeting meeting, MeetingRecord record, bool isNew)
    {
        var refusals = new List<Refusal>();
        var text = Typed.RequiredLines(record.Record, 20_000, nameof(record.Record), refusals);
        if (meeting.Attendees.Count(a => record.Came.Contains(a.PersonId)) < 2)
        {
            refusals.Add(MeetingRefusals.TwoMustMeet.On(nameof(record.Came)));
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        meeting.State = MeetingState.Held;
        meeting.HeldAt = change.Now;
        // Held before the time that was planned.
        meeting.StartsAt = meeting.StartsAt > change.Now ? change.Now : meeting.StartsAt;
        meeting.Record = text;
        foreach (var attendee in meeting.Attendees)
        {
            attendee.Came = record.Came.Contains(attendee.PersonId);
        }

        foreach (var itemId in (await OfHandoverAsync(change, record.Items)).Where(id => !meeting.Items.Exists(i => i.ItemId == id)))
        {
            meeting.Items.Add(new MeetingItem { MeetingId = meeting.Id, ItemId = itemId });
        }

        if (isNew)
        {
            change.Db.Meetings.Add(meeting);
        }

        await change.RecordAsync(
            "meeting.held", meeting.Id, ("title", meeting.Title), ("record", text), ("walkthrough", meeting.IsWalkthrough),
            ("came", meeting.Attendees.Where(a => a.Came == true).Select(a => a.PersonId)), ("items", meeting.Items.Select(i => i.ItemId)));
        return meeting;
    }

    private static async Task<Outcome<Meeting>> ReadAsync(HandoverChange change, MeetingInput input, bool isWalkthrough)
    {
        var refusals = new List<Refusal>();
        var title = Typed.RequiredText(input.Title, 200, nameof(input.Title), refusals);
        var place = Typed.Text(input.Place, 500, nameof(input.Place), refusals);
        var agenda = Typed.Lines(input.Agenda, 4000, nameof(input.Agenda), refusals);
        var starts = Typed.Instant(input.StartsAt, change.Handover.Zone, nameof(input.StartsAt), refusals);
        var minutes = Typed.Text(input.Minutes, 4, nameof(input.Minutes), refusals);
        int? length = int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        if (minutes is not null && length is null or 0 or > 1440)
        {
            refusals.Add(MeetingRefusals.NotMinutes.On(nameof(input.Minutes)));
        }

        var people = change.Handover.Parties.Where(p => p.IsCurrent).Select(p => p.PersonId).OfType<Guid>().ToHashSet();
        var attendees = input.Attendees.Distinct().Where(people.Contains).ToList();
        if (attendees.Count < 2)
        {
            refusals.Add(MeetingRefusals.TwoMustMeet.On(nameof(input.Attendees)));
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        var meeting = new Meeting
        {
            Id = change.NewId(), HandoverId = change.Handover.Id, Title = title!, Form = input.Form, Place = place, Agenda = agenda, StartsAt = starts,
            Minutes = length, PlannedById = change.Actor.PersonId, IsWalkthrough = isWalkthrough,
            State = starts is null ? MeetingState.Proposed : MeetingState.Planned,
        };
        meeting.Attendees.AddRange(attendees.Select(id => new MeetingAttendee { MeetingId = meeting.Id, PersonId = id }));
        meeting.Items.AddRange((await OfHandoverAsync(change, input.Items)).Select(id => new MeetingItem { MeetingId = meeting.Id, ItemId = id }));
        return meeting;
    }

    private static async Task<List<Guid>> OfHandoverAsync(HandoverChange change, List<Guid> itemIds) =>
        itemIds.Count == 0 ? [] : await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id && itemIds.Contains(i.Id))
            .Select(i => i.Id).ToListAsync(change.CancellationToken);

    private static Refusal? Closed(HandoverChange change) =>
        !QuestionService.MayTalk(change.Access) || change.Access.IsOnlyCollector ? MeetingRefusals.NotYours
        : change.Handover is { IsOpen: true, IsRequest: false } ? null : MeetingRefusals.WrongStage;

    private Task<Outcome<Meeting>> WithMeetingAsync(
        string number, Actor actor, Guid meetingId, Func<HandoverChange, Meeting, Task<Outcome<Meeting>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<Meeting>(number, actor, async change =>
        {
            if (Closed(change) is { } refusal)
            {
                return refusal;
            }

            var meeting = await change.Db.Meetings.Include(m => m.Attendees).Include(m => m.Items).Include(m => m.Times).AsSplitQuery()
                .SingleOrDefaultAsync(m => m.Id == meetingId && m.HandoverId == change.Handover.Id, change.CancellationToken);
            return meeting is null ? Refusal.NotFound
                : meeting.State is MeetingState.Held or MeetingState.Cancelled ? MeetingRefusals.WrongStage
                : await act(change, meeting);
        }, cancellationToken);
}

/// <summary>What meetings may be refused for.</summary>
public static class MeetingRefusals
{
    public static readonly Refusal NotYours = new("meeting.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal WrongStage = new("meeting.wrong-stage", RefusalKind.Conflict);
    public static readonly Refusal TwoMustMeet = new("meeting.two-must-meet");
    public static readonly Refusal NotMinutes = new("meeting.not-minutes");
}
