using Baton.Tests.Host;
using Baton.Web.Identity;

namespace Baton.BrowserTests.Stories;

/// <summary>简易交接 on phones, from opening to 交接已办结.</summary>
public sealed class SimpleHandoverStory(Chromium chromium) : Story(chromium)
{
    [Fact]
    public async Task A_person_with_three_items_is_done_on_phones()
    {
        var manager = await App.AddPersonAsync("王强");
        var giver = await App.AddPersonAsync("陈晨", managerId: manager.Id);
        var receiver = await App.AddPersonAsync("林静");
        var hr = await App.AddPersonAsync("周敏", SystemRoles.HumanResources);

        var opening = await SignInAsync(hr, Look.Phone);
        await opening.Link("发起交接").ClickAsync();
        await opening.Field("移交人 *").SelectOptionAsync(giver.Id.ToString("D"));
        await opening.Field("接收人").SelectOptionAsync(receiver.Id.ToString("D"));
        await opening.Field("监交人").SelectOptionAsync(manager.Id.ToString("D"));
        await opening.Field("原因 *").SelectOptionAsync("离职");
        await opening.Field("最后工作日 *").FillAsync(Acts.Day(App.Today().AddDays(20)));
        await opening.Field("怎么办理").SelectOptionAsync("简易交接");
        await opening.Button("发起交接").ClickAsync();
        await Expect(opening.Locator(".flash")).ToContainTextAsync("已经发起");
        var number = new Uri(opening.Url).Segments[^1];

        var giving = await SignInAsync(giver, Look.Phone);
        await giving.Link("去处理").First.ClickAsync();
        await giving.AddItemAsync("每周销售周报");
        await giving.AddItemAsync("维护客户通讯录");
        await giving.AddItemAsync("月底对账提醒");
        await giving.Button("其余类别均无").ClickAsync();
        await Expect(giving.GetByText("没有必须解决")).ToBeVisibleAsync();
        await giving.Button("清单列好了").ClickAsync();
        await Expect(giving.Locator("h1 .chip")).ToHaveTextAsync("逐项交接");
        await giving.Link("签字").First.ClickAsync();
        await giving.Link("去处理：请选择交接后是否提供支持").ClickAsync();
        await giving.Field("交接后是否提供支持").SelectOptionAsync("不提供");
        await giving.Button("保存").ClickAsync();
        await Expect(giving.Locator(".flash")).ToBeVisibleAsync();
        await giving.Link("签字").First.ClickAsync();
        await giving.Button("生成清单，开始签字").ClickAsync();
        await giving.SignAsync(number);

        var receiving = await SignInAsync(receiver, Look.Phone);
        await Expect(receiving.GetByText("签字，共 3 项")).ToBeVisibleAsync();
        await receiving.SignAsync(number);

        var witnessing = await SignInAsync(manager, Look.Phone);
        await witnessing.SignAsync(number);
        await Expect(witnessing.GetByText("交接已办结")).ToBeVisibleAsync();
        await giving.GotoAsync($"/handovers/{number}");
        await Expect(giving.GetByText("交接已办结", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(giving.Locator("h1 .chip")).ToHaveTextAsync("跟进期");
    }
}
