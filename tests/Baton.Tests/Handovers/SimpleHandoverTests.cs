using AngleSharp.Html.Dom;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Handovers;

/// <summary>简易交接: lighter than the Excel it replaces.</summary>
public sealed class SimpleHandoverTests
{
    private static readonly Dictionary<string, string> Simple = new() { ["Input.Form"] = nameof(HandoverForm.Simple) };

    [Theory, Databases]
    public async Task From_opening_to_its_end_without_times_list_confirmation_meeting_or_second_signature(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await HandoverStory.OpenAsync(app, Simple, twoReceivers: false);

        // The only receiver is preset; one press for all empty categories; submitted is confirmed.
        await story.ListAsync(new(Category.Duties, "收发快递"), new(Category.Contacts, "快递员", null, Importance.Normal, ("phone", "139 0000 0000")));
        await story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        await story.DoAsync(story.Giver, "list", "Submit");
        Assert.Equal(Stage.HandingOver, await story.StageAsync());

        // Accept and sign in one act.
        await story.ChooseSupportAsync();
        await story.DoAsync(story.Giver, "sign", "Start");
        await story.SignAsync(story.Giver);
        await story.SignAsync(story.Receiver);
        Assert.Equal([ItemState.Accepted, ItemState.Accepted], await StatesAsync(story));
        await story.SignAsync(story.Witness);
        Assert.Contains("交接已办结", (await story.SeeAsync(story.Hr, "")).Text, StringComparison.Ordinal);

        // One check on day 7; then the witness closes it.
        await story.RefusedAsync(story.Witness, "follow-up", "CloseSimple", "责任没有转移");
        story.Wait(TimeSpan.FromDays(100));
        await story.RefusedAsync(story.Witness, "follow-up", "CloseSimple", "处必须解决");
        var check = (await story.SeeAsync(story.Receiver, "follow-up")).Page.QuerySelectorAll("form[action*='handler=Fill']");
        Assert.Single(check);
        await story.DoAsync(story.Receiver, "follow-up", "Fill", new() { ["Input.Rating"] = "Well" });
        await story.DoAsync(story.Witness, "follow-up", "CloseSimple");
        Assert.Equal(Stage.Completed, await story.StageAsync());
        Assert.Equal(3, await story.App.ReadAsync(db => db.Signatures.CountAsync(s => db.Handovers.Any(h => h.Id == s.HandoverId && h.Number == story.Number))));
    }

    [Theory, Databases]
    public async Task The_witness_is_preset_to_the_givers_manager(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var manager = await app.AddPersonAsync("刘洋");
        var giver = await app.AddPersonAsync("张伟", managerId: manager.Id);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("李娜", SystemRoles.HumanResources));

        await visitor.GetAsync($"/handovers/new?giver={giver.Id}");

        Assert.Equal(manager.Id.ToString(), ((IHtmlSelectElement)visitor.Page.QuerySelector("#Input-WitnessId")!).Value);
    }

    [Theory, Databases]
    public async Task It_turns_into_the_full_form_without_loss_and_must_where_more_is_at_stake(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, Simple, twoReceivers: false);
        await story.ListAsync(new Listed(Category.Duties, "合同用印", story.Receiver, Importance.Critical, ("goal", "当天盖好")));
        await story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        await story.RefusedAsync(story.Giver, "list", "Submit", "请先转为完整交接");

        await story.DoAsync(story.Giver, "", "MakeFull");
        await story.RefusedAsync(story.Giver, "list", "Submit", "先确定交接时间");
        await story.AgreeTimesAsync();
        await story.DoAsync(story.Giver, "list", "Submit");
        await story.DoAsync(story.Witness, "list", "Confirm");
        Assert.Contains("合同用印", (await story.SeeAsync(story.Receiver, await story.WalkPageAsync("合同用印"))).Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task What_is_added_later_cannot_slip_into_the_simple_form(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app, Simple, twoReceivers: false);
        await story.ListAsync(new Listed(Category.Duties, "收发快递"));
        await story.DoAsync(story.Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        await story.DoAsync(story.Giver, "list", "Submit");
        await story.ChooseSupportAsync();
        await story.AddItemAsync(new(Category.Assets, "部门章", story.Receiver, Importance.Normal, ("kind", "seal"), ("quantity", "1"), ("location", "保险柜")));
        await story.WalkAsync("部门章", story.Receiver, ProofKind.Counted);

        await story.RefusedAsync(story.Giver, "sign", "Start", "请先转为完整交接");
    }

    private static Task<List<ItemState>> StatesAsync(HandoverStory story) => story.App.ReadAsync(db =>
        db.Items.Where(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == story.Number)).Select(i => i.State).ToListAsync());
}
