using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;

namespace Baton.Web.Features.Positions;

/// <param name="Whole">False where only its title goes along.</param>
/// <param name="Learned">What was asked and settled since it was listed; Markdown.</param>
/// <param name="Listed">The new list has one of that name already.</param>
public sealed record LastItemJson(Guid Id, Category Category, string Title, Importance Importance, bool Whole, string Learned, bool Listed, bool Offered);

/// <param name="Overview">岗位概述 and what changed after the signatures; Markdown.</param>
public sealed record LastListJson(string Handover, DateOnly SignedOn, string? Overview, IReadOnlyList<LastItemJson> Items);

/// <param name="Items">Ids of items of the last list.</param>
/// <param name="Overview">Take the overview, too.</param>
public sealed record LastListBody(IReadOnlyList<Guid>? Items, bool Overview);

/// <summary>The last signed list of the handover's position.</summary>
internal static class PositionApi
{
    public static void MapLastList(this RouteGroupBuilder handover)
    {
        var list = handover.MapGroup("/last-list").WithTags("Items");
        list.MapGet("", async (string number, Call call, HandoverReader reader, PositionMemory memory) =>
                await reader.LoadAsync(number, call.Actor, showsContent: true, call.Aborted) is { } seen
                && await memory.ReadAsync(seen.Handover, seen.Access, call.Aborted) is { } last
                    ? Answers.Ok(new LastListJson(last.From.Number, last.From.SignedOn, last.Overview, [.. last.Items.Select(i => new LastItemJson(
                        i.Item.Id, i.Item.Category, i.Item.Title, i.Item.Importance, i.IsWhole, i.Learned, i.IsListed, i.IsOffered))]))
                    : Answers.NotFound)
            .Says("readLastList", "The last signed list of the position, to begin the new one with; for whoever lists, while it is prepared.").Gives<LastListJson>();
        list.MapPost("", (string number, LastListBody body, Call call, PositionMemory memory) =>
                memory.TakeAsync(number, call.Actor, body.Items ?? [], body.Overview, call.Aborted).ThenAsync(count => Task.FromResult(Answers.Ok(new CountJson(count)))))
            .Says("takeLastList", "Puts items of the position's last signed list into the new one.", typeof(ItemRefusals)).Gives<CountJson>()
            .Example("""{"items": ["01980000-0000-7000-8000-000000000002"], "overview": true}""");
    }
}
