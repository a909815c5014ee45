using System.Net;
using AngleSharp.Dom;
using Baton.Tests.Host;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;

namespace Baton.Tests.Items;

/// <summary>Labels: 3 × 8 on a sheet, each with a code that leads to its item.</summary>
public sealed class LabelsTests
{
    [Theory, Databases]
    public async Task Each_thing_has_a_label_and_some_can_be_chosen(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);

        var giver = await story.SeeAsync(story.Giver, "labels");
        Assert.Equal(["笔记本电脑", "<b>门禁卡</b>"], Labels(giver).Select(l => l.QuerySelector("b")!.TextContent));
        Assert.Contains("IT-2023-041", Labels(giver)[0].TextContent, StringComparison.Ordinal);
        Assert.Contains(story.Number, Labels(giver)[0].TextContent, StringComparison.Ordinal);
        Assert.Empty(giver.Page.QuerySelectorAll("[style]"));

        giver.Tick($"input[name=ids][value='{await story.ItemAsync("<b>门禁卡</b>")}']");
        await giver.SubmitAsync("main form", new() { ["first"] = "24" });
        Assert.Equal(24, giver.Page.QuerySelectorAll(".label-sheet")[0].Children.Length);
        Assert.Equal(["<b>门禁卡</b>"], Labels(giver).Select(l => l.QuerySelector("b")!.TextContent));
    }

    [Theory, Databases]
    public async Task The_code_opens_the_item_where_it_is_at_its_stage(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var story = await StoryAsync(app);
        var item = await story.ItemAsync("笔记本电脑");
        var giver = await story.SeeAsync(story.Giver, "labels");

        Assert.Equal(new Uri(giver.Client.BaseAddress!, $"/handovers/{story.Number}/items/{item}").ToString(), QrReader.Read(Labels(giver)[0].QuerySelector("svg.qr")!));
        Assert.StartsWith($"/handovers/{story.Number}/list", (await story.SeeAsync(story.Giver, $"items/{item}")).Path, StringComparison.Ordinal);
        await story.AgreeTimesAsync();
        await story.ConfirmListAsync();
        Assert.Equal($"/handovers/{story.Number}/walk/{item}", (await story.SeeAsync(story.Receiver, $"items/{item}")).Path);
        Assert.Equal(HttpStatusCode.NotFound, (await story.SeeAsync(story.Giver, $"items/{Guid.CreateVersion7()}")).Status);
    }

    private static List<IElement> Labels(Visitor visitor) => [.. visitor.Page.QuerySelectorAll(".label").Where(l => l.ChildElementCount > 0)];

    private static async Task<HandoverStory> StoryAsync(TestApp app)
    {
        var story = await HandoverStory.OpenAsync(app);
        await story.ListAsync(
            new(Category.Assets, "笔记本电脑", story.Receiver, Importance.Normal, ("kind", "equipment"), ("assetNumber", "IT-2023-041"), ("quantity", "1"), ("location", "三楼")),
            new(Category.Assets, "<b>门禁卡</b>", story.Receiver, Importance.Normal, ("kind", "card"), ("quantity", "1"), ("location", "前台")),
            new(Category.Assets, "领办公用品", story.Receiver, Importance.Normal, ("kind", "wayToObtain"), ("how", "找行政")));
        return story;
    }
}
