using Baton.Tests.House;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>The walkthrough in English on two phones.</summary>
public sealed class EnglishPhoneStory(Chromium chromium) : Story(chromium)
{
    private static readonly Look EnglishPhone = new("en", 360);

    [Fact]
    public async Task A_key_item_is_explained_said_back_returned_amended_and_accepted()
    {
        var h = await SmallHandover.OpenAsync(App, "Accounting");
        await h.AddAsync(Category.Duties, "Monthly closing", Importance.Key);
        await h.AddAsync(Category.Duties, "Customer visits");
        await h.BeginWalkAsync();
        var giving = await SignInAsync(h.Giver, EnglishPhone);
        await giving.GotoAsync($"/handovers/{h.Number}/walk");
        await Expect(giving.Locator("h1")).ToHaveTextAsync("Monthly closing");
        await giving.Button("Mark done: Explained").ClickAsync();
        await giving.StepDoneAsync("Explained");

        var receiving = await SignInAsync(h.Receiver, EnglishPhone);
        await receiving.GotoAsync($"/handovers/{h.Number}/walk");
        await receiving.Locator("summary", new() { HasText = "Return with a reason" }).ClickAsync();
        await receiving.Form("return").Locator("textarea").FillAsync("Who signs the report?");
        await receiving.Form("return").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(receiving.Locator(".note.d")).ToContainTextAsync("Who signs the report?");

        await Expect(giving.Form("amend")).ToBeVisibleAsync();
        await giving.Form("amend").Locator("textarea").FillAsync("The head of finance signs.");
        await giving.Form("amend").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(giving.Form("amend")).ToHaveCountAsync(0);
        if (await giving.Button("Mark done: Explained").CountAsync() > 0)
        {
            await giving.Button("Mark done: Explained").ClickAsync();
            await giving.StepDoneAsync("Explained");
        }

        await receiving.SayBackAsync("By the fifth of each month, signed by the head of finance.");
        await giving.Button("It is right: confirm").ClickAsync();
        await receiving.Button("Accept").First.ClickAsync();
        await Expect(receiving.Locator(".flash")).ToContainTextAsync("Monthly closing");

        // The list of items is folded on a phone; opened, it leads on.
        await receiving.Locator(".only-narrow summary").ClickAsync();
        await receiving.OpenItemAsync("Customer visits");
        await Expect(receiving.Locator(".walk-list")).ToBeHiddenAsync();
    }
}
