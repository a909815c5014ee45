using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;

namespace Baton.Web.Features.Letters;

/// <param name="To">The contact's name.</param>
/// <param name="From">The day from which the receiver is there for them.</param>
public sealed record LetterJson(Guid ItemId, string Label, string Name, string? To, string? Email, Guid ReceiverId, DateOnly? From, string Subject, string Body);

/// <summary>Introduction letters as text; their files are on the pages.</summary>
internal static class LetterApi
{
    public static void MapLetters(this RouteGroupBuilder handover) =>
        handover.MapGroup("/letters").WithTags("Items").MapGet("", async (string number, string? language, Guid? receiver, Call call, HandoverReader reader, LetterReader letters) =>
                await reader.LoadAsync(number, call.Actor, true, call.Aborted) is not { Access.IsOnlyCollector: false } seen ? Answers.NotFound
                : Answers.Ok((await letters.ReadAsync(seen, language, receiver, call.Aborted))
                    .Select(l => new LetterJson(l.ItemId, l.Label, l.Name, l.Contact, l.Email, l.ReceiverId, l.From, l.Subject, l.Body)).ToList()))
            .Says("listLetters", "The introduction letters to customers and suppliers whose items have a receiver, in zh-CN or en.").Gives<IReadOnlyList<LetterJson>>();
}
