using System.Net;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Handovers;

/// <summary>What was proven holds for those between whom it was proven, and for what was proven; no longer and no wider.</summary>
public sealed class ProofAnewTests
{
    [Theory, Databases]
    public async Task A_receiver_replaced_in_the_follow_up_leaves_their_items_to_a_supplement(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.AtAsync(app, Stage.FollowUp);
        var next = await app.AddPersonAsync("新接收人");
        var party = await app.ReadAsync(db => db.Parties.Where(p => p.PersonId == story.Receiver.Id && p.Role == PartyRole.Receiver).Select(p => p.Id).SingleAsync());
        await story.DoAsync(story.Hr, "parties", "Replace", new() { ["party"] = party.ToString(), ["personId"] = next.Id.ToString(), ["reason"] = "调岗了" });

        // Neither accepted nor passed for the new one: explained, accepted and signed as a supplement.
        await story.RefusedAsync(story.Witness, "follow-up", "Complete", "补充清单还没有签完");
        await story.WalkAsync("月度经营分析", next, ProofKind.Explained);
        await story.DoAsync(story.Giver, "follow-up", "SignSupplement");
        foreach (var person in new[] { story.Giver, next, story.Witness })
        {
            await story.SignAsync(person);
        }

        var item = await app.ReadAsync(async db => await db.Items.SingleAsync(i => i.Title == "月度经营分析" && i.ReceiverId == next.Id));
        Assert.Equal(ItemState.Accepted, item.State);
        Assert.NotNull(item.BothSignedAt);
    }

    [Theory, Databases]
    public async Task A_difference_to_the_list_can_neither_be_typed_nor_edited_away(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        await story.AddItemAsync(new(Category.Assets, "门禁卡", story.Receiver, Importance.Normal, ("kind", "card"), ("quantity", "3"), ("location", "前台")));
        var page = await story.WalkPageAsync("门禁卡");
        await story.ForgeAsync(story.Receiver, page, "Step", new() { ["kind"] = nameof(ProofKind.Counted), ["Step.Expected"] = "2", ["Step.Actual"] = "2" });
        Assert.Contains("应有 3，实有 2，请注明差异", (await story.SeeAsync(story.Giver, "sign")).Text, StringComparison.Ordinal);

        // Another figure on the list is counted again.
        await story.DoAsync(story.Receiver, page, "Accept");
        var item = await story.ItemAsync("门禁卡");
        await story.DoAsync(story.Giver, $"list?category=Assets&item={item}", "Save", new() { ["Input.Fields[quantity]"] = "2" });
        await story.ForgeAsync(story.Receiver, page, "Accept");
        Assert.Contains("还有 1 个步骤没有完成", HandoverStory.Refusal(await story.AsAsync(story.Receiver)), StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task What_must_be_known_is_not_reserved_away(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        await story.AddItemAsync(new(Category.Assets, "门禁卡", story.Receiver, Importance.Normal, ("kind", "card"), ("quantity", "3"), ("location", "前台")));
        await story.RefusedAsync(story.Receiver, await story.WalkPageAsync("门禁卡"), "Reserve", "还有 1 个步骤没有完成", new()
        {
            ["Reservation.Text"] = "以后再点", ["Reservation.Due"] = HandoverStory.Text(story.Today), ["Reservation.Owner"] = story.Giver.Id.ToString(),
        });
    }

    [Theory, Databases]
    public async Task A_step_that_is_due_later_opens_nothing_else_while_the_content_is_frozen(Database database)
    {
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        await story.GoToAsync(Stage.Signing, new Listed(Category.Systems, "网上银行", story.Receiver, Importance.Normal, ("address", "bank")));
        var page = await story.WalkPageAsync("网上银行");
        var version = await story.VersionAsync();
        foreach (var (act, values) in new (string, Dictionary<string, string>)[]
        {
            ("Return", new() { ["reason"] = "不对" }), ("NotMine", new() { ["reason"] = "不对" }), ("UndoAccept", []), ("Undo", new() { ["kind"] = nameof(ProofKind.SignedIn) }),
        })
        {
            Assert.Equal(HttpStatusCode.Conflict, (await story.ForgeAsync(story.Receiver, page, act, values)).Status);
        }

        Assert.Equal(version, await story.VersionAsync());
        await story.ForgeAsync(story.Receiver, page, "Step", new() { ["kind"] = nameof(ProofKind.PasswordChanged) });
        Assert.Equal(version + 1, await story.VersionAsync());
    }

    [Theory, Databases]
    public async Task Accepted_or_withdrawn_by_mistake_is_taken_back(Database database)
    {
        using var story = await HandoverStory.AtAsync(await TestApp.SharedAsync(database), Stage.HandingOver);
        var page = await story.WalkPageAsync("月度经营分析");
        await story.WalkAsync("月度经营分析", story.Receiver, ProofKind.Explained);
        await story.DoAsync(story.Receiver, page, "UndoAccept");
        await story.DoAsync(story.Receiver, page, "Accept");

        var item = await story.ItemAsync("月度经营分析");
        await story.DoAsync(story.Giver, $"list?category=Duties&item={item}", "Withdraw");
        Assert.Equal(HttpStatusCode.NotFound, (await story.SeeAsync(story.Receiver, page)).Status);
        await story.DoAsync(story.Giver, "list?category=Duties", "Restore");
        // Its proof still stands; it is accepted again.
        await story.DoAsync(story.Receiver, page, "Accept");
    }

    [Theory, Databases]
    public async Task Reopened_as_it_stands_gives_everybody_back_what_was_meant_for_them(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        await story.GoToAsync(Stage.HandingOver);
        await story.DoAsync(story.Hr, "parties", "Days", new() { ["lastWorkingDay"] = HandoverStory.Text(story.Today), ["reason"] = "提前离开" });
        await story.DoAsync(story.Witness, "sign", "AsItStands", new() { ["reason"] = "人今天就走" });
        Assert.Contains("人今天就走", (await story.SeeAsync(story.Hr, "sign")).Page.QuerySelector(".paper")!.TextContent, StringComparison.Ordinal);
        await story.DoAsync(story.Witness, "sign", "Reopen", new() { ["reason"] = "他又来了" });

        await story.WalkAsync("月度经营分析", story.Receiver, ProofKind.Explained);
        await story.WalkAsync("渠道周会", story.Second, ProofKind.Explained);
    }

    [Theory, Databases]
    public async Task One_person_is_not_two_in_a_handover(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await HandoverStory.OpenAsync(app);
        var lead = await app.AddPersonAsync("组长");
        var team = await FindingsTests.AddTeamAsync(app, story.Witness, lead);
        var opening = await story.AsAsync(story.Hr);
        foreach (var (field, value, words) in new[]
        {
            ("Input.DeputyId", story.Witness.Id, "已经在这次交接里"), ("Input.CaretakerId", story.Giver.Id, "移交人不能接收自己的工作"),
            ("Input.TeamIds", team, "监交人不能同时是移交人"),
        })
        {
            await opening.GetAsync("/handovers/new");
            await opening.SubmitAsync("form[data-form=new]", new()
            {
                ["Input.GiverId"] = story.Giver.Id.ToString(), ["Input.WitnessId"] = story.Witness.Id.ToString(), ["Input.Reason"] = nameof(Reason.Resignation),
                ["Input.LastWorkingDay"] = HandoverStory.Text(story.Today.AddDays(30)), ["Input.CaretakerId"] = story.Caretaker.Id.ToString(), [field] = value.ToString(),
            });
            Assert.Contains(words, HandoverStory.Refusal(opening), StringComparison.Ordinal);
        }

        await story.RefusedAsync(story.Hr, "parties", "Add", "不能由你自己代移交人签字", new()
        {
            ["role"] = nameof(PartyRole.Proxy), ["personId"] = story.Hr.Id.ToString(), ["reason"] = "委托书",
        });
    }
}
