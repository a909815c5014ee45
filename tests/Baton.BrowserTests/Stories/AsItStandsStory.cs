using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>现状交接: on the last working day what is settled passes, the rest goes to the caretaker, and nobody is stuck.</summary>
public sealed class AsItStandsStory(Chromium chromium) : Story(chromium)
{
    // Its clock moves to the last working day.
    protected override Task<TestApp> StartAsync() => TestApp.StartAsync(Database.Sqlite);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_giver_does_not_come_on_the_last_day()
    {
        var h = await SmallHandover.OpenAsync(App);
        await h.AddAsync(Category.Duties, "月度结账");
        await h.AddAsync(Category.Duties, "客户回访");
        await h.BeginWalkAsync();
        App.Time.Move(TimeSpan.FromDays(30));

        var giving = await SignInAsync(h.Giver);
        await giving.GotoAsync($"/handovers/{h.Number}/walk");
        await giving.OpenItemAsync("月度结账");
        await giving.Button("讲解完成").ClickAsync();
        await giving.StepDoneAsync("讲解");
        var receiving = await SignInAsync(h.Receiver);
        await receiving.GotoAsync($"/handovers/{h.Number}/walk");
        await receiving.OpenItemAsync("月度结账");
        await receiving.Button("接收这一项").ClickAsync();
        await receiving.StepDoneAsync("接收");

        var leading = await SignInAsync(h.Hr);
        await leading.GotoAsync($"/handovers/{h.Number}/sign");
        await leading.Locator("summary", new() { HasText = "按现状交接" }).ClickAsync();
        await leading.Field("为什么按现状交接 *").FillAsync("今天是最后工作日，移交人没有到。");
        await leading.Button("按现状交接").ClickAsync();
        await Expect(leading.Locator(".paper")).ToContainTextAsync("未接收");
        await Expect(leading.Locator(".paper")).ToContainTextAsync("孙丽");

        // The witness tried to reach the giver, and says so in place of the giver's signature.
        var witnessing = await SignInAsync(h.Witness);
        await witnessing.GotoAsync($"/handovers/{h.Number}/parties");
        var attempts = witnessing.Locator("#attempts");
        await attempts.GetByLabel("联系谁").SelectOptionAsync(new SelectOptionValue { Label = "张伟" });
        await attempts.GetByLabel("怎么联系").FillAsync("电话两次、微信一次");
        await attempts.GetByLabel("结果").FillAsync("没有接听，也没有回复");
        await attempts.GetByRole(AriaRole.Button, new() { Name = "记录" }).ClickAsync();
        await Expect(witnessing.Locator("#attempts")).ToContainTextAsync("电话两次");
        await witnessing.GotoAsync($"/handovers/{h.Number}/sign");
        await witnessing.Locator("summary", new() { HasText = "对方不签、不来" }).ClickAsync();
        var standIn = witnessing.Locator("form.qa").Filter(new() { HasText = "张伟" });
        await standIn.GetByLabel("怎么记录").SelectOptionAsync("未到场说明");
        await standIn.GetByLabel("说明").FillAsync("最后工作日未到场，三次联系没有回应。");
        await standIn.Locator("[name=password]").FillAsync(TestApp.Password);
        await standIn.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(witnessing.Locator(".paper")).ToContainTextAsync("未到场说明");

        await receiving.SignAsync(h.Number);
        await (await SignInAsync(await CaretakerAsync(h))).SignAsync(h.Number);
        await witnessing.SignAsync(h.Number);
        await Expect(witnessing.GetByText("交接已办结")).ToBeVisibleAsync();
    }

    private async Task<TestPerson> CaretakerAsync(SmallHandover h)
    {
        var id = await App.ReadAsync(db => db.Parties.Where(p => p.HandoverId == h.Id && p.Role == PartyRole.Caretaker).Select(p => p.PersonId!.Value).SingleAsync());
        return await App.ReadAsync(async db => new TestPerson(
            id, await db.People.Where(p => p.Id == id).Select(p => p.Name).SingleAsync(), await db.Users.Where(u => u.PersonId == id).Select(u => u.UserName!).SingleAsync()));
    }
}
