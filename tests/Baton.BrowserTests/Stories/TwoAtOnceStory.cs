using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>Two people on two screens in the same walkthrough.</summary>
public sealed class TwoAtOnceStory(Chromium chromium) : Story(chromium)
{
    private const float Soon = 3000;

    [Fact]
    public async Task One_sees_the_others_step_within_three_seconds_and_keeps_what_one_types()
    {
        var h = await SmallHandover.OpenAsync(App);
        var item = await h.AddAsync(Category.Experience, "月底发票高峰");
        await h.BeginWalkAsync();
        var giving = await SignInAsync(h.Giver);
        var receiving = await SignInAsync(h.Receiver);
        await giving.GotoAsync($"/handovers/{h.Number}/walk/{item.Id}");
        await receiving.GotoAsync($"/handovers/{h.Number}/walk/{item.Id}");
        await receiving.Form("teach-back").Locator("textarea").FillAsync("高峰前两天先对一遍");
        await receiving.Form("ask").Locator("textarea").PressSequentiallyAsync("红字发票");

        await giving.Button("讲解完成").ClickAsync();
        await receiving.StepDoneAsync("讲解", Soon);
        await Expect(receiving.Form("teach-back").Locator("textarea")).ToHaveValueAsync("高峰前两天先对一遍");
        await Expect(receiving.Form("ask").Locator("textarea")).ToHaveValueAsync("红字发票");
        await Expect(receiving.Form("ask").Locator("textarea")).ToBeFocusedAsync();

        // Sent by one, answered on the other's screen; what is typed beside it stays.
        await receiving.Form("ask").Locator("textarea").PressSequentiallyAsync("怎么处理？");
        await receiving.Form("ask").Locator("textarea").PressAsync("Control+Enter");
        await Expect(giving.Locator(".qa").GetByText("红字发票怎么处理？")).ToBeVisibleAsync(new() { Timeout = Soon });
        await Expect(receiving.Form("ask").Locator("textarea")).ToHaveValueAsync("");
        await Expect(receiving.Form("teach-back").Locator("textarea")).ToHaveValueAsync("高峰前两天先对一遍");
        await receiving.Form("teach-back").Locator("textarea").PressAsync("Control+Enter");
        await Expect(giving.GetByText("李娜说得对吗")).ToBeVisibleAsync(new() { Timeout = Soon });
    }

    [Fact]
    public async Task Two_at_once_on_one_item_one_wins_and_the_other_is_told()
    {
        var h = await SmallHandover.OpenAsync(App);
        var item = await h.AddAsync(Category.Duties, "月度结账");
        await h.BeginWalkAsync();
        var one = await SignInAsync(h.Giver);
        var other = await SignInAsync(h.Giver);
        foreach (var page in new[] { one, other })
        {
            // Both look at the item as it is now: no screen hears of the other before it has pressed.
            await page.Context.RouteAsync("**/walk/*?v=*", route => route.FulfillAsync(new() { Status = 204 }));
            await page.GotoAsync($"/handovers/{h.Number}/walk/{item.Id}");
        }

        await Task.WhenAll(one.Button("讲解完成").ClickAsync(), other.Button("讲解完成").ClickAsync());
        await one.StepDoneAsync("讲解");
        await other.StepDoneAsync("讲解");
        Assert.Equal(1, await one.Locator("main .errors").CountAsync() + await other.Locator("main .errors").CountAsync());
        Assert.Equal(1, await App.ReadAsync(db => Task.FromResult(db.Events.Count(e => e.StreamId == h.Id && e.Kind == "step.done"))));
    }

    [Fact]
    public async Task Two_windows_of_the_list_on_one_item_the_later_is_refused_and_keeps_its_text()
    {
        var h = await SmallHandover.OpenAsync(App);
        var item = await h.AddAsync(Category.Duties, "客户回访");
        var one = await SignInAsync(h.Giver);
        var other = await SignInAsync(h.Giver);
        foreach (var page in new[] { one, other })
        {
            await page.GotoAsync($"/handovers/{h.Number}/list?category=Duties&item={item.Id}");
        }

        await other.Form("item").GetByLabel("工作范围").FillAsync("华东全部客户");
        await one.Form("item").GetByLabel("频率").FillAsync("每季度");
        await one.Form("item").GetByRole(AriaRole.Button, new() { Name = "保存" }).First.ClickAsync();
        await Expect(one.Locator(".flash")).ToContainTextAsync("已保存");
        await other.Form("item").GetByRole(AriaRole.Button, new() { Name = "保存" }).First.ClickAsync();
        await Expect(other.Locator("main .errors")).ToBeVisibleAsync();
        await Expect(other.Form("item").GetByLabel("工作范围")).ToHaveValueAsync("华东全部客户");
        await Expect(other.GetByText("现在的内容")).ToBeVisibleAsync();
    }
}
