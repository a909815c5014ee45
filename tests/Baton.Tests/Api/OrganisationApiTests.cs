using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web.Identity;

namespace Baton.Tests.Api;

public sealed class OrganisationApiTests
{
    [Theory, Databases]
    public async Task Human_resources_keep_people_departments_positions_and_teams(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var hr = await app.CallerAsync(await app.AddPersonAsync("周静", SystemRoles.HumanResources));
        var name = $"何晓 {Guid.CreateVersion7():N}";
        var person = (await hr.PostAsync("/people", new JsonObject { ["name"] = name, ["email"] = "hexiao@example.com" })).Expect(HttpStatusCode.Created).Text("id")!;
        var department = (await hr.PostAsync("/departments", new JsonObject { ["name"] = $"市场部 {name}", ["headId"] = person })).Expect(HttpStatusCode.Created).Text("id")!;
        var position = (await hr.PostAsync("/positions", new JsonObject { ["name"] = $"出纳 {name}", ["departmentId"] = department, ["accountingRank"] = "accountant" }))
            .Expect(HttpStatusCode.Created).Text("id")!;
        (await hr.PutAsync($"/people/{person}", new JsonObject { ["name"] = name, ["departmentId"] = department, ["positionId"] = position, ["phone"] = "13800000000" }))
            .Expect(HttpStatusCode.NoContent);
        var team = (await hr.PostAsync("/teams", new JsonObject { ["name"] = $"运维组 {name}", ["leadId"] = person })).Expect(HttpStatusCode.Created).Text("id")!;
        (await hr.PostAsync($"/teams/{team}/members", new JsonObject { ["personId"] = person })).Expect(HttpStatusCode.NoContent);

        var read = (await hr.GetAsync($"/people/{person}")).Expect(HttpStatusCode.OK);
        Assert.Equal((name, "13800000000", $"市场部 {name}"), (read.Text("name"), read.Text("details.phone"), read.Text("department.name")));
        Assert.Null(read.Json!["details"]!["email"]);
        Assert.Equal(person, (await hr.GetAsync($"/people?text={Uri.EscapeDataString(name.ToUpperInvariant())}")).Text("results[0].id"));
        var members = (await hr.GetAsync("/teams")).Json!.AsArray().Single(t => (string)t!["id"]! == team)!["members"]!.AsArray();
        Assert.Equal(person, (string)Assert.Single(members)!["id"]!);
        Assert.Contains((await hr.GetAsync("/departments")).Json!.AsArray(), d => (string)d!["id"]! == department && (string)d["head"]!["id"]! == person);
        Assert.Contains((await hr.GetAsync("/positions")).Json!.AsArray(), p => (string)p!["id"]! == position && (string)p["accountingRank"]! == "accountant");
        (await hr.DeleteAsync($"/departments/{department}")).Expect(HttpStatusCode.Conflict).Refused("people.in-use");
        (await hr.PutAsync($"/departments/{department}", new JsonObject { ["name"] = "" })).Refused("shared.required");
        (await hr.DeleteAsync($"/teams/{team}/members/{person}")).Expect(HttpStatusCode.NoContent);
        (await hr.DeleteAsync($"/teams/{team}")).Expect(HttpStatusCode.NoContent);
    }

    [Theory, Databases]
    public async Task Others_see_whom_they_may_choose_and_keep_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var person = await app.AddPersonAsync("李娜");
        using var program = await app.CallerAsync(person);

        var seen = (await program.GetAsync($"/people/{person.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("李娜", seen.Text("name"));
        Assert.Null(seen.Json!["details"]);
        Assert.Empty((await program.GetAsync("/people?active=false")).Json!["results"]!.AsArray());
        foreach (var path in new[] { "/departments", "/positions", "/company", "/calendar/2026" })
        {
            (await program.GetAsync(path)).Expect(HttpStatusCode.NotFound).Refused("shared.not-found");
        }

        (await program.PostAsync("/people", new JsonObject { ["name"] = "x" })).Expect(HttpStatusCode.NotFound);
        (await program.PostAsync("/departments", new JsonObject { ["name"] = "x" })).Expect(HttpStatusCode.NotFound);
        (await program.PutAsync("/company", new JsonObject { ["companyName"] = "x", ["timeZone"] = "Asia/Shanghai" })).Expect(HttpStatusCode.NotFound);
    }

    [Theory, Databases]
    public async Task Administrators_keep_the_company_and_its_days(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var admin = await app.CallerAsync(await app.AddPersonAsync("管理员", SystemRoles.Administrator));

        (await admin.PutAsync("/company", new JsonObject { ["companyName"] = "华东贸易", ["timeZone"] = "Asia/Nowhere" })).Refused("settings.unknown-zone");
        (await admin.PutAsync("/company", new JsonObject { ["companyName"] = "华东贸易", ["timeZone"] = "Asia/Shanghai" })).Expect(HttpStatusCode.NoContent);
        Assert.Equal("华东贸易", (await admin.GetAsync("/company")).Text("name"));
        (await admin.PutAsync("/calendar/2026-08-03", new JsonObject { ["name"] = "厂庆", ["isWorkingDay"] = false })).Expect(HttpStatusCode.NoContent);
        var own = Assert.Single((await admin.GetAsync("/calendar/2026")).Json!.AsArray(), d => (bool)d!["isOwn"]!)!;
        Assert.Equal(("2026-08-03", "厂庆"), ((string)own["day"]!, (string)own["name"]!));
        (await admin.DeleteAsync("/calendar/2026-08-03")).Expect(HttpStatusCode.NoContent);
        Assert.DoesNotContain((await admin.GetAsync("/calendar/2026")).Json!.AsArray(), d => (bool)d!["isOwn"]!);
    }
}
