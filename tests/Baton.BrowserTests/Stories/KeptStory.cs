using System.Text.RegularExpressions;
using Baton.Tests.House;
using Baton.Web.Features.Items.Categories;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>What was typed is there again; so are the language and the theme.</summary>
public sealed class KeptStory(Chromium chromium) : Story(chromium)
{
    [Fact]
    public async Task A_draft_comes_back_until_it_is_sent()
    {
        var h = await SmallHandover.OpenAsync(App);
        var item = await h.AddAsync(Category.Duties, "月度结账");
        await h.AddAsync(Category.Duties, "客户回访");
        await h.BeginWalkAsync();
        var page = await SignInAsync(h.Receiver);
        await page.GotoAsync($"/handovers/{h.Number}/walk/{item.Id}");
        var question = page.Form("ask").Locator("textarea");
        await question.FillAsync("报表给谁看？");
        await Expect(page.Form("ask").Locator("[data-draft-status]")).ToContainTextAsync("已保存");
        await page.ReloadAsync();
        await Expect(question).ToHaveValueAsync("报表给谁看？");

        // Left in the middle of a word, for another item: each keeps its own.
        await question.FillAsync("报表给谁看？几号之前");
        await page.OpenItemAsync("客户回访");
        await Expect(question).ToHaveValueAsync("");
        await page.OpenItemAsync("月度结账");
        await Expect(question).ToHaveValueAsync("报表给谁看？几号之前");

        await question.PressAsync("Control+Enter");
        await Expect(page.Locator(".qa").GetByText("报表给谁看？几号之前")).ToBeVisibleAsync();
        await Expect(question).ToHaveValueAsync("");
        await page.ReloadAsync();
        await Expect(page.Locator(".qa").GetByText("报表给谁看？几号之前")).ToBeVisibleAsync();
        Assert.Equal(0, await App.ReadAsync(db => Task.FromResult(db.Drafts.Count(d => d.PersonId == h.Receiver.Id && d.Key == $"ask-{item.Id:N}"))));
        await Expect(question).ToHaveValueAsync("");
    }

    [Fact]
    public async Task The_connection_is_lost_and_comes_back()
    {
        var h = await SmallHandover.OpenAsync(App);
        var page = await SignInAsync(h.Giver);
        await page.GotoAsync($"/handovers/{h.Number}/overview");
        var overview = page.Locator("[name='Input.Overview']");
        await page.Context.SetOfflineAsync(true);
        await overview.FillAsync("每周一例会");
        await Expect(page.Locator(".lost")).ToContainTextAsync("你填的内容还在");
        await page.Context.SetOfflineAsync(false);
        await Expect(page.Locator(".lost")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(overview).ToHaveValueAsync("每周一例会");
    }

    [Fact]
    public async Task Language_and_theme_stick()
    {
        var person = await App.AddPersonAsync("陈晨");
        var page = await SignInAsync(person);
        await page.Button("English").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await page.Locator(".menu summary").First.ClickAsync();
        await page.Button("Dark").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        await page.GotoAsync("/account");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        await page.Button("中文").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/account$"));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
    }
}
