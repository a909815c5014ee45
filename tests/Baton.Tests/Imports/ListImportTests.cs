using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Imports;

/// <summary>Files into a list, on the import page: looked at, confirmed, imported again, taken back.</summary>
public class ListImportTests
{
    private const string Purchases = "事项,截止日期,下一步,负责人\n答复投诉,2026-12-15,打电话,李娜\n续签合同,46022,寄出,王芳\n盘点,下周三,,\n";

    [Theory, Databases]
    public async Task The_accounting_workbook_is_read_below_its_two_header_rows_and_every_cell_is_kept(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var items = await import.ImportAsync("会计工作移交清册.xlsx", await RealAsync("会计工作移交清册.xlsx"));

        Assert.Equal(24, items.Count);
        var cash = Assert.Single(items, i => i.Title == "库存现金");
        Assert.Equal((Category.Finance, "cash"), (cash.Category, ImportFile.Fields(cash)["kind"]));
        var rows = await import.Story.App.ReadAsync(db => db.SourceRows.Where(r => r.HandoverId == import.Story.Id).OrderBy(r => r.Row).ToListAsync());
        Assert.Equal(Baton.Tests.Import.RealLists.Accounting().Select(r => string.Join('|', r).TrimEnd('|')), rows.Select(r => string.Join('|', r.Cells).TrimEnd('|')));
    }

    [Theory, Databases]
    public async Task Csv_in_gb18030_and_in_utf16_goes_into_the_categories_that_it_names(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var items = await import.ImportAsync("交接内容.csv", await RealAsync("交接内容.gb18030.csv"));
        var more = await import.ImportAsync("交接流程.tsv", await RealAsync("交接流程.tsv"));

        Assert.Equal(12, items.Select(i => i.Category).Distinct().Count());
        Assert.True(more.Count > items.Count);
    }

    [Theory, Databases]
    public async Task Nothing_is_written_before_it_is_confirmed_and_errors_name_their_cell(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        var page = await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);

        Assert.Empty(await import.ItemsAsync());
        Assert.Equal(["表头或标题", "新增", "新增", "新增"], import.Fates());
        Assert.Contains("B4：", page.Text, StringComparison.Ordinal);
        await import.TakeAsync();
        var items = await import.ItemsAsync();
        Assert.Equal(["2026-12-15", "2025-12-31", null], items.Select(i => ImportFile.Fields(i)["due"]));
        Assert.Equal("截止日期：下周三", items[2].Description);
        Assert.Equal([import.Story.Receiver.Id, import.Story.SecondReceiver.Id, null], items.Select(i => i.ReceiverId));
    }

    [Theory, Databases]
    public async Task The_same_file_again_changes_nothing_and_an_amended_one_updates(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        await import.ImportAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);

        await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        Assert.Equal(["表头或标题", "9.1 没有变化", "9.2 没有变化", "9.3 没有变化"], import.Fates());

        var amended = Purchases.Replace("打电话", "登门拜访", StringComparison.Ordinal) + "新的一项,2027-01-01,,\n";
        await import.PreviewAsync("采购 (2).csv", Encoding.UTF8.GetBytes(amended), Category.Pending);
        Assert.Equal(["表头或标题", "更新 9.1", "9.2 没有变化", "9.3 没有变化", "新增"], import.Fates());
        await import.TakeAsync();

        var items = await import.ItemsAsync();
        Assert.Equal(4, items.Count);
        Assert.Equal("登门拜访", ImportFile.Fields(items[0])["nextStep"]);
    }

    [Theory, Databases]
    public async Task What_was_changed_by_hand_stays_unless_the_file_is_said_to_be_right(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var items = await import.ImportAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        await SaveAsync(import, items[0], "亲自去一趟");
        await SaveAsync(import, items[1], "等对方回信");
        var amended = Encoding.UTF8.GetBytes(Purchases.Replace("打电话", "发邮件", StringComparison.Ordinal));

        await import.PreviewAsync("采购.csv", amended, Category.Pending);
        // The file left the second one alone: no conflict.
        Assert.Equal(["表头或标题", "更新 9.1", "9.2 没有变化", "9.3 没有变化"], import.Fates());
        await import.TakeAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, import.Giver.Status);
        Assert.Contains("没有可以导入的内容", import.Giver.Text, StringComparison.Ordinal);

        import.Giver.Tick("input[name='Input.Overwrite']");
        await import.TakeAsync();
        var now = await import.ItemsAsync();
        Assert.Equal(["发邮件", "等对方回信"], now.Take(2).Select(i => ImportFile.Fields(i)["nextStep"]));
    }

    [Theory, Databases]
    public async Task A_whole_import_is_taken_back_and_what_was_changed_since_stays(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var items = await import.ImportAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        var amended = Purchases.Replace("打电话", "登门拜访", StringComparison.Ordinal).Replace("寄出", "快递", StringComparison.Ordinal) + "新的一项,2027-01-01,,\n";
        await import.ImportAsync("采购.csv", Encoding.UTF8.GetBytes(amended), Category.Pending);
        await SaveAsync(import, items[1], "自己送");

        var page = await import.UndoAsync();

        Assert.Contains("撤销 1 项，恢复 1 项；1 处后来手工改过", page.Page.QuerySelector("#flash")!.TextContent, StringComparison.Ordinal);
        var now = await import.ItemsAsync();
        Assert.Equal(["打电话", "自己送", null], now.Select(i => ImportFile.Fields(i)["nextStep"]));
        Assert.Contains("已撤回", page.Text, StringComparison.Ordinal);
        // The first import can be taken back, too, and the file comes back as new.
        await import.UndoAsync();
        Assert.Empty(await import.ItemsAsync());
        await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        Assert.Equal(["表头或标题", "新增", "新增", "新增"], import.Fates());
    }

    [Theory, Databases]
    public async Task An_import_confirmed_twice_is_one_and_one_that_shows_something_else_by_now_is_shown_again(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var page = await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector(ImportFile.Form)!;
        foreach (var request in new[] { page.FormRequest(form, [], "button[formaction*=Take]"), page.FormRequest(form, [], "button[formaction*=Take]") })
        {
            using var answer = await page.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(3, (await import.ItemsAsync()).Count);

        await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases + "再来一项,,,\n"), Category.Pending);
        await import.TakeAsync(new() { ["Input.Sheets[0].Category"] = nameof(Category.Assets) });
        Assert.Equal(HttpStatusCode.Conflict, import.Giver.Status);
        Assert.Contains("请再看一遍预览", import.Giver.Text, StringComparison.Ordinal);
        await import.TakeAsync();
        Assert.Contains(await import.ItemsAsync(), i => i is { Title: "再来一项", Category: Category.Assets });
    }

    [Theory, Databases]
    public async Task Columns_groups_header_sheets_and_rows_are_corrected(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        await import.PreviewAsync("甲.csv", "甲,乙,丙\n1,报价,客户\n2,样品,系统\n"u8.ToArray());
        await import.Giver.SubmitAsync(ImportFile.Form, new() { ["Input.Sheets[0].Header"] = "1" }, "button:not([formaction])");
        import.Giver.Page.QuerySelectorAll("select[name='Input.Sheets[0].Columns']").Select((s, at) => (s, at)).ToList()
            .ForEach(x => x.s.SetAttribute("data-at", $"{x.at}"));
        import.Giver.Fill("select[data-at='0']", ColumnGuess.Ignore);
        import.Giver.Fill("select[data-at='1']", ColumnGuess.Title);
        import.Giver.Fill("select[data-at='2']", ColumnGuess.CategoryColumn);
        await import.Giver.SubmitAsync(ImportFile.Form, [], "button:not([formaction])");
        import.Giver.Fill("select[id='group-0-1']", nameof(Category.Assets));
        await import.Giver.SubmitAsync(ImportFile.Form, [], "button:not([formaction])");
        import.Giver.Tick("input[name='Input.Skip'][value='0:2']");

        await import.TakeAsync();

        var item = Assert.Single(await import.ItemsAsync());
        Assert.Equal(("样品", Category.Assets), (item.Title, item.Category));
    }

    [Theory, Databases]
    public async Task What_cannot_be_taken_says_why(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        async Task RefusedAsync(string name, byte[] file, string because)
        {
            await import.PreviewAsync(name, file);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, import.Giver.Status);
            Assert.Contains(because, import.Giver.Text, StringComparison.Ordinal);
        }

        // list-import.no-file, list-import.not-a-list, import.not-baton, import.other-baton
        await import.Giver.GetAsync($"/handovers/{import.Story.Number}/import");
        await import.Giver.SubmitAsync(ImportFile.Form);
        Assert.Contains("请选择一个文件", import.Giver.Text, StringComparison.Ordinal);
        await RefusedAsync("空.csv", [], "文件里没有内容");
        await RefusedAsync("扫描件.pdf", "%PDF-1.7\n%\u00e2\n"u8.ToArray(), "选择它所在的文件夹，或装进 zip");
        await RefusedAsync("别的.json", "{\"a\":1}"u8.ToArray(), "不是接力导出的");
        await RefusedAsync("以后.json", "{\"baton\":7,\"items\":[]}"u8.ToArray(), "只能读版本 1");
        // list-import.target-twice, list-import.without-title
        await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        import.Giver.Page.QuerySelectorAll("select[name='Input.Sheets[0].Columns']")[1].SetAttribute("data-at", "1");
        import.Giver.Fill("select[data-at='1']", ColumnGuess.Title);
        await import.TakeAsync();
        Assert.Contains("有两列指定成了同一个内容", import.Giver.Text, StringComparison.Ordinal);
        // A sheet without a name of its own is called by its file.
        await RefusedAsync("没有标题.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"u8.ToArray(), "请指定「没有标题.ics」里哪一列是名称");
        // item.looks-like-password
        await import.PreviewAsync("系统.csv", Encoding.UTF8.GetBytes("系统,账号,密码\nERP,zhangwei,hunter2\n"), Category.Systems);
        await import.TakeAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, import.Giver.Status);
        Assert.Empty(await import.ItemsAsync());
        await import.TakeAsync(new() { ["Input.NotAPassword"] = "true" });
        Assert.Single(await import.ItemsAsync());
    }

    [Theory, Databases]
    public async Task What_is_accepted_stops_undoing_and_what_was_withdrawn_stays_away(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var items = await import.ImportAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        await import.Story.DoAsync<ListService, Item>((list, cancel) => list.WithdrawAsync(import.Story.Number, SmallHandover.ActorOf(import.Story.Giver), items[2].Id, cancel));

        await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        Assert.Equal("事项 9.3 已撤销，不再加回。", import.Fates()[3]);

        await import.Story.App.ReadAsync(db => db.Items.Where(i => i.Id == items[0].Id).ExecuteUpdateAsync(i => i.SetProperty(x => x.State, ItemState.Accepted)));
        await import.UndoAsync();
        Assert.Equal(HttpStatusCode.Conflict, import.Giver.Status);
        Assert.Contains("9.1 已经接收或签字", import.Giver.Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Nobody_but_who_lists_imports(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);

        foreach (var other in new[] { import.Story.Receiver, import.Story.Witness, await import.Story.App.AddPersonAsync("路人") })
        {
            using var visitor = await import.Story.App.SignInAsync(other);
            foreach (var page in new[] { "import", "import/template.xlsx" })
            {
                await visitor.GetAsync($"/handovers/{import.Story.Number}/{page}");
                Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
            }
        }
    }

    [Theory, Databases]
    public async Task The_workbook_goes_out_with_the_list_and_comes_back_as_changes(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        await import.ImportAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        foreach (var language in new[] { "zh-CN", "en" })
        {
            var template = await import.Giver.Client.SendAsync(
                new(HttpMethod.Get, $"/handovers/{import.Story.Number}/import/template.xlsx") { Headers = { { "Accept-Language", language } } }, TestContext.Current.CancellationToken);
            var bytes = await template.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

            await import.PreviewAsync("列表.xlsx", bytes);
            Assert.Equal(12, import.Giver.Page.QuerySelectorAll("input[name$='.Take'][checked]").Length);
            Assert.Contains($"没有变化：{(await import.ItemsAsync()).Count} 行", import.Giver.Text, StringComparison.Ordinal);

            var edited = Workbooks.Edit(bytes, language == "en" ? "Pending" : "待处理事项", sheet =>
            {
                Workbooks.Set(sheet, 2, language == "en" ? "Next step" : "下一步", $"改好了 {language}");
                Workbooks.Append(sheet, language == "en" ? "Name" : "名称", $"新的一项 {language}");
            });
            var items = await import.ImportAsync("列表.xlsx", edited);
            Assert.Equal($"改好了 {language}", ImportFile.Fields(items[0])["nextStep"]);
            Assert.Single(items, i => i.Title == $"新的一项 {language}");
        }

        Assert.Equal(5, (await import.ItemsAsync()).Count);
    }

    /// <summary>The list as an Excel file, which people filter and work in: what they change in it comes back, and nothing else.</summary>
    [Theory, Databases]
    public async Task The_list_as_it_was_downloaded_comes_back_as_changes(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        foreach (var category in CategoryCatalog.All)
        {
            await FillAsync(import, category);
        }

        var before = (await import.ItemsAsync()).Select(ImportFile.Fields).ToList();
        foreach (var language in new[] { "zh-CN", "en" })
        {
            var answer = await import.Giver.Client.SendAsync(
                new(HttpMethod.Get, $"/handovers/{import.Story.Number}/list.xlsx") { Headers = { { "Accept-Language", language } } }, TestContext.Current.CancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

            await import.PreviewAsync("清单.xlsx", bytes);
            Assert.Contains($"没有变化：{before.Count} 行", import.Giver.Text, StringComparison.Ordinal);

            var edited = Workbooks.Edit(bytes, language == "en" ? "List" : "清单", sheet => Workbooks.Set(sheet, before.Count + 1, language == "en" ? "Name" : "名称", $"改名 {language}"));
            Assert.Equal($"改名 {language}", (await import.ImportAsync("清单.xlsx", edited))[^1].Title);
        }

        Assert.Equal(before, (await import.ItemsAsync()).Select(ImportFile.Fields));
    }

    /// <summary>An item with every field filled.</summary>
    private static async Task FillAsync(ImportFile import, CategoryDefinition category)
    {
        var actor = SmallHandover.ActorOf(import.Story.Giver);
        var item = await import.Story.DoAsync<ListService, Item>((list, stop) => list.AddAsync(import.Story.Number, actor, category.Category, category.Word, stop));
        await import.Story.DoAsync<ListService, Item>((list, stop) => list.SaveAsync(
            import.Story.Number, actor, item.Id,
            new ItemForm
            {
                Title = category.Word, Description = "第一行\n第二行", SpecialAttention = "小心", Importance = Importance.Key, Receiver = Receivers.Value(import.Story.Receiver.Id, null),
                Fields = category.Fields.ToDictionary(f => f.Name, f => (string?)Sample(f)),
            }, stop));
    }

    private static string Sample(FieldDefinition field) => field.Input switch
    {
        FieldInput.Choice => field.Choices[^1],
        FieldInput.Date => "2026-12-31",
        FieldInput.Amount => "12.5",
        FieldInput.Email => "a@example.com",
        FieldInput.Phone => "021-5550 1234",
        FieldInput.Numbers => "A0001-A0010\nB0021",
        FieldInput.Steps or FieldInput.Lines => $"{field.Name} 一\n{field.Name} 二",
        _ => $"{field.Name} 的内容",
    };

    [Theory, Databases]
    public async Task A_long_list_is_written_in_bulk_and_its_events_prove_themselves(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var file = Encoding.UTF8.GetBytes("事项,类别,数量\n" + string.Concat(Enumerable.Range(1, 400).Select(i => $"第 {i} 台,资产,{i}\n")));

        var items = await import.ImportAsync("资产.csv", file);

        Assert.Equal(Enumerable.Range(1, 400).Select(i => ($"第 {i} 台", i, $"{i}")), items.Select(i => (i.Title, i.Place, ImportFile.Fields(i)["quantity"]!)));
        Assert.Equal(400, await import.Story.App.ReadAsync(db => db.ProofSteps.CountAsync(s => db.Items.Any(i => i.Id == s.ItemId && i.HandoverId == import.Story.Id))));
        var events = await import.Story.App.ReadAsync(db => db.Events.AsNoTracking().Where(e => e.StreamId == import.Story.Id).OrderBy(e => e.Sequence).ToListAsync());
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.Equal("list.imported", events[^1].Kind);
        await import.PreviewAsync("资产.csv", file);
        Assert.Contains("没有变化：400 行", import.Giver.Text, StringComparison.Ordinal);
        await import.UndoAsync();
        Assert.Empty(await import.ItemsAsync());
    }

    [Theory, Databases]
    public async Task Each_row_of_a_long_file_can_be_looked_at_and_left_out(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var file = Encoding.UTF8.GetBytes("事项\n" + string.Concat(Enumerable.Range(1, 450).Select(i => $"第 {i} 项\n")));
        await import.PreviewAsync("很长.csv", file, Category.History);
        import.Giver.Tick("input[name='Input.Skip'][value='0:3']");
        await TurnAsync("0:200");
        Assert.Contains("第 201 至 400 行，共 451 行", import.Giver.Text, StringComparison.Ordinal);
        import.Giver.Tick("input[name='Input.Skip'][value='0:301']");
        await TurnAsync("0:400");
        Assert.Equal(51, import.Giver.Page.QuerySelectorAll(".raw tbody tr").Length);
        await TurnAsync("0:200");
        Assert.True(import.Giver.Page.QuerySelector<IHtmlInputElement>("input[name='Input.Skip'][value='0:301']")!.IsChecked);

        await import.TakeAsync();

        Assert.Equal(Enumerable.Range(1, 450).Except([2, 300]).Select(i => $"第 {i} 项"), (await import.ItemsAsync()).Select(i => i.Title));

        Task TurnAsync(string to) => import.Giver.SubmitAsync(ImportFile.Form, null, $"button[name='Input.Turn'][value='{to}']");
    }

    [Theory, Databases]
    public async Task Of_many_conflicts_each_is_decided(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        string Rows(string step) => "事项,下一步\n" + string.Concat(Enumerable.Range(1, 230).Select(i => $"第 {i} 项,{step}\n"));
        var items = await import.ImportAsync("很长.csv", Encoding.UTF8.GetBytes(Rows("打电话")), Category.Pending);
        foreach (var item in items)
        {
            await SaveAsync(import, item, "上门");
        }

        await import.PreviewAsync("很长.csv", Encoding.UTF8.GetBytes(Rows("发邮件")), Category.Pending);
        Assert.Contains("还有 30 行有冲突", import.Giver.Text, StringComparison.Ordinal);
        import.Giver.Tick("input[name='Input.Overwrite'][value^='0:2:']");
        await import.Giver.SubmitAsync(ImportFile.Form, null, "button[name='Input.Turn'][value='0:200']");
        import.Giver.Tick("input[name='Input.Overwrite'][value^='0:231:']");
        await import.TakeAsync();

        Assert.Equal([items[0].Id, items[^1].Id], (await import.ItemsAsync()).Where(i => ImportFile.Fields(i)["nextStep"] == "发邮件").Select(i => i.Id));
    }

    [Theory, Databases]
    public async Task When_the_list_is_frozen_nothing_is_offered_that_would_be_refused(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        await import.ImportAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        await import.PreviewAsync("另一份.csv", "事项\n迟到的"u8.ToArray(), Category.Pending);
        await import.Story.App.ReadAsync(db => db.Handovers.Where(h => h.Id == import.Story.Id).ExecuteUpdateAsync(h => h.SetProperty(x => x.Stage, Stage.Signing)));

        await import.TakeAsync();
        Assert.NotEmpty(HandoverStory.Refusal(import.Giver));
        await import.Giver.GetAsync($"/handovers/{import.Story.Number}/import");

        Assert.Contains("清单已经定稿，不能再导入。", import.Giver.Text, StringComparison.Ordinal);
        Assert.Contains("采购.csv", import.Giver.Text, StringComparison.Ordinal);
        Assert.Empty(import.Giver.Page.QuerySelectorAll("main form"));
    }

    /// <summary>list-import.above-table, .blank, .no-name, .below-table</summary>
    [Theory, Databases]
    public async Task A_row_that_becomes_no_item_says_why(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        const string List = "办公室交接清单,,\n截止日期,事项,下一步\n2026-12-15,续签合同,寄出\n,,\n2026-12-16,,\n2026-12-17,盘点,数一数\n移交人：,接收人：,监交人：\n";

        await import.PreviewAsync("清单.csv", Encoding.UTF8.GetBytes(List), Category.Pending);

        Assert.Equal(["表头或标题", "表头或标题", "新增", "空行", "没有名称", "新增", "表后的说明或签字栏"], import.Fates());
        await import.TakeAsync();
        Assert.Equal(["续签合同", "盘点"], (await import.ItemsAsync()).Select(i => i.Title));
    }

    /// <summary>list-import.item-passed</summary>
    [Theory, Databases]
    public async Task What_is_signed_and_passed_is_not_changed_by_a_file(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);
        var items = await import.ImportAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases), Category.Pending);
        await import.Story.App.ReadAsync(db => db.Items.Where(i => i.Id == items[0].Id).ExecuteUpdateAsync(i => i
            .SetProperty(x => x.BothSignedAt, import.Story.App.Time.GetUtcNow()).SetProperty(x => x.TransferAt, import.Story.App.Time.GetUtcNow())));

        await import.PreviewAsync("采购.csv", Encoding.UTF8.GetBytes(Purchases.Replace("打电话", "发邮件", StringComparison.Ordinal)), Category.Pending);

        Assert.Equal("事项 9.1 已经签字或责任已转移，不再更改。", import.Fates()[1]);
    }

    /// <summary>list-import.too-many</summary>
    [Theory, Databases]
    public async Task More_items_than_one_import_takes_are_refused_and_nothing_is_written(Database database)
    {
        using var import = await ImportFile.OpenAsync(database);

        await import.PreviewAsync("太多.csv", Encoding.UTF8.GetBytes("事项\n" + string.Concat(Enumerable.Range(0, 10_001).Select(i => $"第 {i} 项\n"))), Category.Duties);
        await import.TakeAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, import.Giver.Status);
        Assert.Contains("一次最多导入 10000 项", import.Giver.Text, StringComparison.Ordinal);
        Assert.Empty(await import.ItemsAsync());
    }

    private static Task<Item> SaveAsync(ImportFile import, Item item, string nextStep) =>
        import.Story.DoAsync<ListService, Item>((list, cancel) => list.SaveAsync(
            import.Story.Number, SmallHandover.ActorOf(import.Story.Giver), item.Id,
            new ItemForm
            {
                Title = item.Title, Description = item.Description, Receiver = Receivers.Value(item.ReceiverId, null),
                Fields = new(ImportFile.Fields(item)) { ["nextStep"] = nextStep },
            }, cancel));

    private static Task<byte[]> RealAsync(string name) => File.ReadAllBytesAsync(RealFiles.Path($"real-lists/{name}"), TestContext.Current.CancellationToken);
}
