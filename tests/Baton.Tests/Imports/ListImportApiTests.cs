using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Imports;

/// <summary>Files into a list by a program.</summary>
public class ListImportApiTests
{
    private const string Purchases = "事项,截止日期,下一步\n答复投诉,2026-12-15,打电话\n盘点,下周三,\n";

    [Theory, Databases]
    public async Task A_program_previews_confirms_corrects_and_undoes(Database database)
    {
        using var story = await ApiStory.OpenAsync(await TestApp.SharedAsync(database));
        var giver = await story.AsAsync(story.Giver);

        var preview = (await giver.PostAsync($"{story.Path}/imports/preview", Body(Purchases))).Expect(HttpStatusCode.OK);
        Assert.Equal(["leftOut", "new", "new"], preview.Json!["rows"]!.AsArray().Select(r => (string)r!["fate"]!));
        Assert.Equal("B3", preview.Text("rows[2].errors[0].cell"));
        Assert.Equal("error.date", preview.Text("rows[2].errors[0].code"));
        Assert.Empty((await giver.GetAsync($"{story.Path}/items")).Json!["results"]!.AsArray());

        var corrected = Body(Purchases);
        corrected["sheets"] = new JsonArray(new JsonObject { ["take"] = true, ["category"] = "duties", ["header"] = 1, ["columns"] = new JsonArray("title", "", "description") });
        preview = (await giver.PostAsync($"{story.Path}/imports/preview", corrected.DeepClone())).Expect(HttpStatusCode.OK);
        corrected["id"] = Guid.CreateVersion7().ToString();
        (await giver.PostAsync($"{story.Path}/imports", corrected.DeepClone())).Refused("list-import.plan-changed");
        corrected["seen"] = preview.Text("fingerprint");
        corrected["skip"] = new JsonArray("0:3");
        var done = (await giver.PostAsync($"{story.Path}/imports", corrected.DeepClone())).Expect(HttpStatusCode.Created);
        Assert.Equal("1", done.Text("added"));
        (await giver.PostAsync($"{story.Path}/imports", corrected.DeepClone())).Expect(HttpStatusCode.Created);
        var items = await giver.GetAsync($"{story.Path}/items");
        Assert.Equal("打电话", Assert.Single(items.Json!["results"]!.AsArray())!["content"]!["description"]!.ToString());

        var imports = (await giver.GetAsync($"{story.Path}/imports")).Json!.AsArray();
        Assert.Equal("采购.csv", (string)Assert.Single(imports)!["fileName"]!);
        var undone = (await giver.PostAsync($"{story.Path}/imports/{corrected["id"]}/undo")).Expect(HttpStatusCode.OK);
        Assert.Equal("1", undone.Text("withdrawn"));
        (await giver.PostAsync($"{story.Path}/imports/{corrected["id"]}/undo")).Refused("list-import.undone");
        (await giver.PostAsync($"{story.Path}/imports/{Guid.CreateVersion7()}/undo")).Refused("list-import.not-found");
    }

    [Theory, Databases]
    public async Task The_list_goes_out_as_json_and_comes_back_unchanged_and_amended(Database database)
    {
        using var story = await ApiStory.OpenAsync(await TestApp.SharedAsync(database));
        var giver = await story.AsAsync(story.Giver);
        (await giver.PostAsync($"{story.Path}/items", JsonNode.Parse(
            """{"items": [{"category": "assets", "title": "电脑", "importance": "key", "fields": {"kind": "equipment", "quantity": "2"}}, {"category": "duties", "title": "月报"}]}""")))
            .Expect(HttpStatusCode.Created);
        var items = (await giver.GetAsync($"{story.Path}/items")).Json!["results"]!.AsArray();
        JsonObject Export() => new() { ["baton"] = 1, ["items"] = items.DeepClone() };

        var preview = (await giver.PostAsync($"{story.Path}/imports/preview", Body(Export().ToJsonString(), "list.json"))).Expect(HttpStatusCode.OK);
        Assert.Equal(["leftOut", "unchanged", "unchanged"], preview.Json!["rows"]!.AsArray().Select(r => (string)r!["fate"]!));

        var amended = Export();
        amended["items"]!.AsArray().Single(i => (string)i!["title"]! == "电脑")!["content"]!["fields"]!["quantity"] = "3";
        preview = (await giver.PostAsync($"{story.Path}/imports/preview", Body(amended.ToJsonString(), "list.json"))).Expect(HttpStatusCode.OK);
        var change = preview.Json!["rows"]!.AsArray().Single(r => (string)r!["fate"]! == "update")!["changes"]!.AsArray().Single()!;
        Assert.Equal(("field.quantity", "2", "3"), ((string)change["name"]!, (string)change["from"]!, (string)change["to"]!));
    }

    [Theory, Databases]
    public async Task What_was_linked_in_another_handover_is_linked_here(Database database)
    {
        using var story = await ApiStory.OpenAsync(await TestApp.SharedAsync(database));
        var giver = await story.AsAsync(story.Giver);
        var (report, form) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var file = Body($$"""
            {"baton": 1, "items": [
              {"id": "{{report}}", "version": 7, "category": "duties", "title": "月报", "content": {"links": [{"id": "{{form}}"}, {"id": "{{Guid.Empty}}"}, {"id": "{{report}}"}]} },
              {"id": "{{form}}", "version": 2, "category": "documents", "title": "月报模板", "content": {"links": []} }]}
            """, "list.json");
        file["seen"] = (await giver.PostAsync($"{story.Path}/imports/preview", file.DeepClone())).Expect(HttpStatusCode.OK).Text("fingerprint");
        file["id"] = Guid.CreateVersion7().ToString();

        (await giver.PostAsync($"{story.Path}/imports", file)).Expect(HttpStatusCode.Created);

        var items = (await giver.GetAsync($"{story.Path}/items")).Json!["results"]!.AsArray();
        var link = Assert.Single(items.Single(i => (string)i!["title"]! == "月报")!["content"]!["links"]!.AsArray())!;
        Assert.Equal((string)items.Single(i => (string)i!["title"]! == "月报模板")!["id"]!, (string)link["id"]!);
        Assert.NotEqual(form.ToString(), (string)link["id"]!);
    }

    /// <summary>Whom a name means: receivers, teams as lists write them, collectors. The list of one handover says it in the next one, too.</summary>
    [Theory, Databases]
    public async Task A_name_means_whoever_an_item_can_be_given_to(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (lead, collector) = (await app.AddPersonAsync("组长"), await app.AddPersonAsync("信息部"));
        var team = await app.AddTeamAsync("华东组", lead.Id, lead.Id);
        var name = await app.ReadAsync(db => db.Teams.Where(t => t.Id == team).Select(t => t.Name).SingleAsync());
        Dictionary<string, string> people = new() { ["Input.TeamIds"] = team.ToString(), ["Input.CollectorIds"] = collector.Id.ToString() };
        using var story = await HandoverStory.OpenAsync(app, people);
        using var giver = await app.CallerAsync(story.Giver);

        await TakeAsync(story, giver, Body($"事项,负责人\n甲,{name}\n乙,{name}（团队）\n丙,{collector.Name}\n丁,{story.Receiver.Name}\n戊,没有这个人\n"));

        IEnumerable<(Guid?, Guid?)> wanted = [(null, team), (null, team), (collector.Id, null), (story.Receiver.Id, null), (null, null)];
        Assert.Equal(wanted, await ReceiversAsync(story));
        using var next = await HandoverStory.OpenAsync(app, people);
        using var nextGiver = await app.CallerAsync(next.Giver);
        await TakeAsync(next, nextGiver, Body((await giver.GetAsync($"/handovers/{story.Number}/export")).Json!.ToJsonString(), "handover.json"));
        Assert.Equal(wanted.Select(w => w.Item1 == story.Receiver.Id ? (next.Receiver.Id, null) : w), await ReceiversAsync(next));

        async Task TakeAsync(HandoverStory into, ApiCaller program, JsonObject file)
        {
            file["seen"] = (await program.PostAsync($"/handovers/{into.Number}/imports/preview", file.DeepClone())).Expect(HttpStatusCode.OK).Text("fingerprint");
            file["id"] = Guid.CreateVersion7().ToString();
            (await program.PostAsync($"/handovers/{into.Number}/imports", file)).Expect(HttpStatusCode.Created);
        }

        async Task<IEnumerable<(Guid?, Guid?)>> ReceiversAsync(HandoverStory of) =>
            (await app.ReadAsync(db => db.Items.Where(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == of.Number)).OrderBy(i => i.Place).Select(i => new { i.ReceiverId, i.TeamId }).ToListAsync()))
                .Select(i => (i.ReceiverId, i.TeamId));
    }

    [Theory, Databases]
    public async Task What_is_no_file_or_not_theirs_is_refused(Database database)
    {
        using var story = await ApiStory.OpenAsync(await TestApp.SharedAsync(database));
        var giver = await story.AsAsync(story.Giver);

        (await giver.PostAsync($"{story.Path}/imports/preview", new JsonObject { ["content"] = "***" })).Refused("list-import.no-file");
        (await giver.PostAsync($"{story.Path}/imports/preview", new JsonObject { ["content"] = "" })).Refused("list-import.no-file");
        (await giver.PostAsync($"{story.Path}/imports", Body(Purchases))).Expect(HttpStatusCode.UnprocessableEntity);
        (await (await story.AsAsync(story.Receiver)).PostAsync($"{story.Path}/imports/preview", Body(Purchases))).Refused("shared.not-found");
        (await (await story.AsAsync(story.Receiver)).GetAsync($"{story.Path}/imports")).Refused("shared.not-found");
    }

    private static JsonObject Body(string text, string name = "采购.csv") => new()
    {
        ["fileName"] = name, ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), ["category"] = "pending",
    };
}
