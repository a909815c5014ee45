using System.Net;
using AngleSharp.Dom;
using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Tests.Import;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Items;

/// <summary>Lists that people really have, pasted on the paste page.</summary>
public class PasteTests
{
    private const string Form = "form[data-form=paste]";

    [Theory, Databases]
    public async Task The_accounting_list_becomes_accounting_items_and_every_cell_is_kept(Database database)
    {
        var rows = RealLists.Accounting();
        var (story, visitor) = await PreviewAsync(database, RealLists.AsClipboard(rows));

        Assert.Equal(rows.Count(r => r.Any(c => c.Length > 0)), visitor.Page.QuerySelectorAll(".raw tbody tr").Count(r => r.QuerySelectorAll("td").Skip(2).Any(c => c.TextContent.Length > 0)));
        await visitor.SubmitAsync(Form);

        var items = await ItemsAsync(story);
        Assert.Equal(24, items.Count);
        var cash = Assert.Single(items, i => i.Title == "库存现金");
        Assert.Equal((Category.Finance, "cash"), (cash.Category, FieldsForm.ToInput(cash.Fields)["kind"]));
        Assert.Equal("books", FieldsForm.ToInput(Assert.Single(items, i => i.Title == "总账").Fields)["kind"]);
        Assert.Equal("openMatters", FieldsForm.ToInput(Assert.Single(items, i => i.Title == "遗留问题").Fields)["kind"]);
        await EveryCellIsThereAsync(story, rows);
    }

    [Theory, Databases]
    public async Task The_content_list_goes_into_the_categories_that_it_names(Database database)
    {
        var rows = RealLists.Content();
        var (story, visitor) = await PreviewAsync(database, RealLists.AsClipboard(rows));

        await visitor.SubmitAsync(Form);

        Assert.Equal(12, (await ItemsAsync(story)).Select(i => i.Category).Distinct().Count());
        await EveryCellIsThereAsync(story, rows);
    }

    [Theory, Databases]
    public async Task The_process_list_and_a_checklist_in_Markdown_keep_their_words(Database database)
    {
        var (story, visitor) = await PreviewAsync(database, RealLists.ProcessText());
        await visitor.SubmitAsync(Form);
        await EveryCellIsThereAsync(story, RealLists.Process());

        var markdown = File.ReadAllText(RealFiles.Path("real-lists/futurice-cl-code.md"));
        await visitor.GetAsync($"/handovers/{story.Number}/paste?category=Processes");
        await visitor.SubmitAsync(Form, new() { ["Input.Rows"] = markdown });
        await visitor.SubmitAsync(Form);

        var items = (await ItemsAsync(story)).Where(i => i.Category == Category.Processes).ToList();
        Assert.Equal(7, items.Count);
        Assert.Equal("Detailed diagrams created.", items[0].Title);
    }

    [Theory, Databases]
    public async Task A_correction_counts_columns_groups_header_and_rows(Database database)
    {
        var (story, visitor) = await PreviewAsync(database, "甲\t乙\t丙\n1\t报价\t客户\n2\t样品\t系统\n");
        // Nothing here is a known word: the first row may be a header or not.
        await visitor.SubmitAsync(Form, new() { ["Input.Header"] = "1" }, "button[formaction]");
        var selects = visitor.Page.QuerySelectorAll("select[name='Input.Columns']");
        Assert.Equal(3, selects.Length);
        Choose(selects[0], "");
        Choose(selects[1], ColumnGuess.Title);
        Choose(selects[2], ColumnGuess.CategoryColumn);
        await visitor.SubmitAsync(Form, [], "button[formaction]");
        Choose(visitor.Page.QuerySelectorAll("select[name='Input.Groups']")[1], nameof(Category.Assets));

        await visitor.SubmitAsync(Form, new() { ["Input.Skip"] = "2" });

        var item = Assert.Single(await ItemsAsync(story));
        Assert.Equal(("样品", Category.Assets), (item.Title, item.Category));
        await EveryCellIsThereAsync(story, [["甲", "乙", "丙"], ["1", "报价", "客户"], ["2", "样品", "系统"]]);
    }

    [Theory, Databases]
    public async Task What_does_not_fit_its_field_stands_in_the_description(Database database)
    {
        var (story, visitor) = await PreviewAsync(
            database, $"事项\t截止日期\t备注\n答复投诉\t下周三\t电话里说过\n{new string('长', 250)}\t2026-12-15\t\n", nameof(Category.Pending));

        await visitor.SubmitAsync(Form);

        var items = await ItemsAsync(story);
        Assert.Equal("电话里说过\n截止日期：下周三", items[0].Description);
        Assert.Equal(new string('长', 199) + "…", items[1].Title);
        Assert.Equal(new string('长', 250), items[1].Description);
        Assert.Equal("2026-12-15", FieldsForm.ToInput(items[1].Fields)["due"]);
    }

    [Theory, Databases]
    public async Task The_same_preview_confirmed_twice_adds_its_rows_once(Database database)
    {
        var (story, visitor) = await PreviewAsync(database, "事项\n写周报\n开例会\n");
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)visitor.Page.QuerySelector(Form)!;

        foreach (var request in new[] { visitor.FormRequest(form, []), visitor.FormRequest(form, []) })
        {
            using var answer = await visitor.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(2, (await ItemsAsync(story)).Count);
    }

    [Theory, Databases]
    public async Task What_cannot_be_taken_says_why_and_keeps_the_text(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var story = await SmallHandover.OpenAsync(app);
        using var visitor = await app.SignInAsync(story.Giver);
        async Task RefusedAsync(string rows, string because)
        {
            await visitor.GetAsync($"/handovers/{story.Number}/paste");
            await visitor.SubmitAsync(Form, new() { ["Input.Rows"] = rows });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
            Assert.Contains(because, visitor.Page.QuerySelector("#Input-Rows-error")!.TextContent, StringComparison.Ordinal);
            Assert.Equal(rows, visitor.Page.QuerySelector("#Input-Rows")!.TextContent.TrimStart('\n'));
        }

        await RefusedAsync("", "还没有粘贴内容");
        await RefusedAsync(string.Join('\n', Enumerable.Repeat("行", 5001)), "一次最多 5000 行");
        await RefusedAsync("名称\n" + string.Join('\t', Enumerable.Repeat("列", 101)), "第 2 行超过 100 列");

        await visitor.GetAsync($"/handovers/{story.Number}/paste?category=Systems");
        await visitor.SubmitAsync(Form, new() { ["Input.Rows"] = "系统\t账号\t密码\nERP\tzhangwei\thunter2\n" });
        await visitor.SubmitAsync(Form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Empty(await ItemsAsync(story));
    }

    [Theory, Databases]
    public async Task Nobody_but_the_giver_pastes(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var story = await SmallHandover.OpenAsync(app);
        using var giver = await app.SignInAsync(story.Giver);
        await giver.GetAsync($"/handovers/{story.Number}/paste");
        await giver.SubmitAsync(Form, new() { ["Input.Rows"] = "事项\n写周报\n" });

        foreach (var other in new[] { story.Receiver, story.Witness, await app.AddPersonAsync("路人") })
        {
            using var visitor = await app.SignInAsync(other);
            await visitor.GetAsync($"/handovers/{story.Number}/paste");
            Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        }
    }

    private static async Task<(SmallHandover Story, Visitor Giver)> PreviewAsync(Database database, string rows, string category = nameof(Category.Duties))
    {
        var app = await TestApp.SharedAsync(database);
        var story = await SmallHandover.OpenAsync(app);
        var visitor = await app.SignInAsync(story.Giver);
        await visitor.GetAsync($"/handovers/{story.Number}/paste?category={category}");
        await visitor.SubmitAsync(Form, new() { ["Input.Rows"] = rows });
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        return (story, visitor);
    }

    private static void Choose(IElement select, string value)
    {
        foreach (var option in select.QuerySelectorAll("option"))
        {
            option.RemoveAttribute("selected");
        }

        select.QuerySelector($"option[value='{value}']")!.SetAttribute("selected", "selected");
    }

    private static Task<List<Item>> ItemsAsync(SmallHandover story) => story.App.ReadAsync(db =>
        db.Items.Where(i => i.HandoverId == story.Id).OrderBy(i => i.Category).ThenBy(i => i.Place).ToListAsync());

    /// <summary>On the paste page, where tables pasted before are shown.</summary>
    private static async Task EveryCellIsThereAsync(SmallHandover story, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        using var visitor = await story.App.SignInAsync(story.Giver);
        await visitor.GetAsync($"/handovers/{story.Number}/paste");
        var shown = visitor.Page.QuerySelector("details table")!.QuerySelectorAll("tr")
            .Select(r => r.QuerySelectorAll("td").Skip(1).Select(c => c.TextContent).ToList()).ToList();
        var width = rows.Max(r => r.Count);
        var expected = rows.Reverse().SkipWhile(r => r.All(c => c.Length == 0)).Reverse().Select(r => Pad(r, width)).ToList();
        Assert.Equal(expected, shown.Select(r => Pad(r, width)));
    }

    private static List<string> Pad(IReadOnlyList<string> row, int width) => [.. row, .. Enumerable.Repeat("", width - row.Count)];
}
