using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Host;
using Baton.Web;
using Baton.Web.Features.Accounts;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.People;
using Baton.Web.Features.SignOff;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Api;

/// <summary>A token can do what its owner can, less what it was limited to and what only a person may.</summary>
public sealed class TokenLimitsTests
{
    [Theory, Databases]
    public async Task A_token_that_reads_changes_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        using var reader = await app.CallerAsync(story.Giver, TokenScope.Read);

        (await reader.GetAsync(story.Path)).Expect(HttpStatusCode.OK);
        (await reader.PostAsync($"{story.Path}/items", new JsonObject { ["items"] = new JsonArray(new JsonObject { ["title"] = "x" }) }))
            .Expect(HttpStatusCode.Forbidden).Refused("api.read-only-token");
        (await reader.PutAsync($"{story.Path}/brief", new JsonObject { ["nonsense"] = 1 })).Refused("api.read-only-token");
        (await reader.DeleteAsync($"{story.Path}/empty-categories/finance")).Refused("api.read-only-token");
        Assert.Equal("\"1\"", (await reader.GetAsync(story.Path)).Tag);
    }

    [Theory, Databases]
    public async Task A_token_for_one_handover_reaches_no_other_and_nothing_beside(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var hr = await story.AsAsync(story.Hr);
        var other = (await hr.PostAsync("/handovers", story.Opening())).Text("number")!;
        using var program = await app.CallerAsync(story.Hr, handover: story.Number);

        (await program.GetAsync(story.Path)).Expect(HttpStatusCode.OK);
        Assert.Equal([story.Number], (await program.GetAsync("/handovers")).Json!["results"]!.AsArray().Select(h => (string)h!["number"]!));
        (await program.GetAsync($"/handovers/{other}")).Expect(HttpStatusCode.NotFound).Refused("shared.not-found");
        (await program.PostAsync($"/handovers/{other}/cancel", new JsonObject { ["reason"] = "x" })).Expect(HttpStatusCode.NotFound);
        (await program.PostAsync("/handovers", story.Opening())).Expect(HttpStatusCode.Forbidden).Refused("api.one-handover-token");
        (await program.GetAsync("/people")).Refused("api.one-handover-token");
        (await program.GetAsync("/departments")).Refused("api.one-handover-token");
        (await program.GetAsync("/me")).Expect(HttpStatusCode.OK);
        Assert.All((await program.GetAsync("/me/next-steps")).Json!.AsArray(), step => Assert.Equal(story.Number, (string)step!["number"]!));
        (await program.PostAsync($"{story.Path}/cancel", new JsonObject { ["reason"] = "不再需要" })).Expect(HttpStatusCode.NoContent);
    }

    [Theory, Databases]
    public async Task Rights_are_the_owners_of_that_moment(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var receiver = await story.AsAsync(story.Receiver);
        (await receiver.GetAsync(story.Path)).Expect(HttpStatusCode.OK);
        var party = (await story.ReadAsync(story.Hr, "parties")).Json!.AsArray().Single(p => (string)p!["role"]! == "receiver")!["id"];
        var successor = await app.AddPersonAsync("陈静");

        await story.DoAsync(story.Hr, $"parties/{party}/replace", new JsonObject { ["personId"] = successor.Id, ["reason"] = "休假" });

        (await receiver.GetAsync(story.Path)).Expect(HttpStatusCode.NotFound);
        (await (await story.AsAsync(successor)).GetAsync(story.Path)).Expect(HttpStatusCode.OK);
    }

    /// <summary>There is no route for them; and even the services refuse a program.</summary>
    [Theory, Databases]
    public async Task What_only_a_person_may_do_no_program_can(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await ApiStory.OpenAsync(app);
        var administrator = await app.AddPersonAsync("管理员", SystemRoles.Administrator | SystemRoles.HumanResources);
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var cancellationToken = TestContext.Current.CancellationToken;
        var account = await app.ReadAsync(db => db.Users.SingleAsync(u => u.PersonId == administrator.Id));
        var program = new Actor(
            administrator.Id, administrator.Name, account.Id, Guid.CreateVersion7(), account.Roles, [], [], Channels.Api);
        var sign = services.GetRequiredService<SignService>();
        var people = services.GetRequiredService<PeopleService>();
        var invitations = services.GetRequiredService<InvitationService>();
        var tokens = services.GetRequiredService<TokenService>();

        Refused(await sign.SignAsync(story.Number, program, new SignForm(), cancellationToken));
        Refused(await sign.RefuseAsync(story.Number, program, "不同意", cancellationToken));
        Refused(await sign.ReopenAsync(story.Number, program, "要改", cancellationToken));
        Refused(await sign.StandInAsync(story.Number, program, PartyRole.Giver, story.Giver.Id, SignatureMethod.Paper, "纸质", TestApp.Password, cancellationToken));
        Refused(await services.GetRequiredService<FollowUpService>().DecideWaiverAsync(story.Number, program, Guid.CreateVersion7(), true, null, cancellationToken));
        Refused(await people.SetRolesAsync(story.Giver.Id, SystemRoles.Administrator, program, cancellationToken));
        Refused(await people.DeactivateAsync(story.Giver.Id, program, cancellationToken));
        Refused(await people.ReactivateAsync(story.Giver.Id, program, cancellationToken));
        Refused(await invitations.InviteAsync(story.Giver.Id, "x", null, program, cancellationToken));
        Refused(await invitations.RevokeAsync(story.Giver.Id, program, cancellationToken));
        Refused(await services.GetRequiredService<AccountService>().ChangePasswordAsync(program, TestApp.Password, "窗外有一棵 老槐树", "窗外有一棵 老槐树", cancellationToken));
        Refused(await tokens.RevokeAsync(program, Guid.CreateVersion7(), cancellationToken));
        Refused(await tokens.MakeAsync(program, new TokenForm { Name = "x", Days = "7", Password = TestApp.Password }, cancellationToken));

        static void Refused<T>(Outcome<T> outcome) => Assert.Equal("api.person-only", Assert.Single(outcome.Refusals).Code);
    }

    [Theory, Databases]
    public async Task Changing_people_while_content_is_frozen_would_reopen_it_and_is_for_persons(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var story = await HandoverStory.AtAsync(app, Stage.Signing);
        using var hr = await app.CallerAsync(story.Hr);
        var path = $"/handovers/{story.Number}";
        var party = (await hr.GetAsync($"{path}/parties")).Json!.AsArray().First(p => (string)p!["role"]! == "caretaker")!["id"];
        var reason = new JsonObject { ["personId"] = story.Second.Id, ["reason"] = "x", ["lastWorkingDay"] = HandoverStory.Text(story.Today.AddDays(9)) };
        var before = await story.VersionAsync();

        foreach (var (act, fields) in new[] { ($"parties/{party}/replace", "personId,reason"), ($"parties/{party}/remove", "reason"), ("days", "lastWorkingDay,reason") })
        {
            var body = new JsonObject(fields.Split(',').Select(f => KeyValuePair.Create(f, reason[f]?.DeepClone())));
            (await hr.PostAsync($"{path}/{act}", body)).Expect(HttpStatusCode.Forbidden).Refused("api.person-only");
        }

        (await hr.PostAsync($"{path}/parties", new JsonObject { ["role"] = "collector", ["personId"] = (await app.AddPersonAsync("信息部")).Id, ["reason"] = "x" }))
            .Refused("api.person-only");
        app.Time.Move(TimeSpan.FromDays(40));
        (await hr.PostAsync($"{path}/signing/as-it-stands", new JsonObject { ["reason"] = "x" })).Refused("api.person-only");
        Assert.Equal((Stage.Signing, before), (await story.StageAsync(), await story.VersionAsync()));
    }
}
