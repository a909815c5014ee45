using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;

namespace Baton.Web.Features.History;

/// <summary>Something that happened, as far as the caller may see it now.</summary>
/// <param name="Kind">As docs/audit-events.md lists them.</param>
/// <param name="Sentence">What the actor did, in the language of Accept-Language.</param>
public sealed record EventJson(
    long Sequence, DateTimeOffset At, string Kind, string Actor, string? OnBehalfOf, Guid? ItemId, string Sentence, IReadOnlyList<HistoryDetail> Details);

internal static class HistoryApi
{
    public static void MapHistory(this RouteGroupBuilder handover) =>
        handover.MapGet("/history", ReadAsync).WithTags("History")
            .Says("listHistory", "Who did what and when, newest first; of one person or one item where asked.").Gives<PageJson<EventJson>>();

    private static async Task<IResult> ReadAsync(
        string number, Call call, HandoverReader reader, HistoryReader history, Guid? person, Guid? item, int? limit, string? cursor)
    {
        if (Cursor.Read(cursor, limit, out long? before) is { } refusal)
        {
            return Answers.Refused(refusal);
        }

        if (await reader.LoadAsync(number, call.Actor, true, call.Aborted) is not var (handover, access))
        {
            return Answers.NotFound;
        }

        var part = await history.ReadAsync(handover, access, new HistoryFilter(person, item, before), limit ?? Cursor.UsualLimit, call.Aborted);
        return item is { } one && part.Items.All(i => i.Id != one) ? Answers.NotFound
            : Answers.Ok(new PageJson<EventJson>(
                [.. part.Entries.Select(e => new EventJson(e.Sequence, e.At, e.Kind, e.Actor, e.OnBehalfOf, e.ItemId, e.Sentence, e.Details))],
                part.Older ? Cursor.Of(part.Entries[^1].Sequence) : null));
    }
}
