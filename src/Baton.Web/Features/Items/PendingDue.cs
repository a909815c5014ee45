using System.Text.Json.Serialization;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Shared;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>When a 待处理事项 falls due, and who is there for it then.</summary>
/// <param name="IsBefore">Before the day on which responsibility passes (SIGN-07); null where either day is not known.</param>
public sealed record PendingDue(DateOnly? Due, DateOnly? LookAgain, bool? IsBefore, string? Finisher, string? Receiver)
{
    /// <returns>Null where it is another kind of item.</returns>
    /// <param name="receiver">Who takes it, as people call them.</param>
    public static PendingDue? Of(Item item, Handover handover, string? receiver) => item.Fields is not PendingFields pending ? null : new(
        pending.Due, pending.LookAgain,
        pending.Due is { } due && (item.TransferAt ?? handover.TransferAt) is { } transfer ? due < handover.DayAt(transfer) : null,
        pending.Finisher, receiver);

    [JsonIgnore]
    public bool NeedsFinisher => IsBefore == true && Finisher is null;
}

/// <summary>The same as a sentence.</summary>
public static class PendingWords
{
    public static string Of(this IStringLocalizer<ItemText> texts, PendingDue pending) => (pending, pending.Finisher ?? pending.Receiver) switch
    {
        ({ Due: null, LookAgain: { } again }, _) => texts["pending.look-again", Clock.Day(again)],
        ({ Due: null }, _) => "",
        ({ Due: { } due, IsBefore: null }, _) => texts["pending.due", Clock.Day(due)],
        ({ Due: { } due, IsBefore: true, Finisher: { } finisher }, _) => texts["pending.before", Clock.Day(due), finisher],
        ({ Due: { } due, IsBefore: true }, _) => texts["pending.before-nobody", Clock.Day(due)],
        ({ Due: { } due }, { } owner) => texts["pending.after", Clock.Day(due), owner],
        ({ Due: { } due }, _) => texts["pending.after-nobody", Clock.Day(due)],
    };
}
