using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.BrowserTests;

/// <summary>Brings a handover by the product's services to where a story begins.</summary>
internal static class Prepared
{
    /// <summary>An item for the first receiver.</summary>
    public static async Task<Item> AddAsync(this SmallHandover h, Category category, string title, Importance importance = Importance.Normal)
    {
        var giver = SmallHandover.ActorOf(h.Giver);
        var item = await h.DoAsync<ListService, Item>((s, stop) => s.AddAsync(h.Number, giver, category, title, stop));
        return await h.DoAsync<ListService, Item>((s, stop) => s.SaveAsync(
            h.Number, giver, item.Id,
            new ItemForm
            {
                Title = title, Receiver = Receivers.Value(h.Receiver.Id, null), Importance = importance, Seen = item.Version,
                Fields = importance == Importance.Normal ? [] : new() { ["goal"] = "每月五日前结清" },
            },
            stop));
    }

    /// <summary>Times agreed, the list confirmed: ready to be walked through.</summary>
    public static async Task BeginWalkAsync(this SmallHandover h)
    {
        var giver = SmallHandover.ActorOf(h.Giver);
        var today = h.App.Today();
        await h.DoAsync<ListService, Done>((s, stop) => s.DeclareEmptyAsync(h.Number, giver, null, stop));
        await h.DoAsync<PrepareService, Done>((s, stop) => s.ProposeTimesAsync(
            h.Number, giver,
            new TimesForm { FromDay = Acts.Day(today), ToDay = Acts.Day(today.AddDays(20)), TransferAt = $"{Acts.Day(today.AddDays(20))}T18:00" },
            stop));
        var proposal = await h.App.ReadAsync(db => db.TimeProposals.Where(p => p.HandoverId == h.Id).Select(p => p.Id).SingleAsync());
        foreach (var receiver in new[] { h.Receiver, h.SecondReceiver })
        {
            await h.DoAsync<PrepareService, Done>((s, stop) => s.ConfirmTimesAsync(h.Number, SmallHandover.ActorOf(receiver), proposal, stop));
        }

        await h.DoAsync<PrepareService, Done>((s, stop) => s.SubmitListAsync(h.Number, giver, stop));
        await h.DoAsync<PrepareService, Done>((s, stop) => s.ConfirmListAsync(h.Number, SmallHandover.ActorOf(h.Witness), null, stop));
    }
}
