using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Baton.Tests.Export;
using Baton.Tests.Host;
using Baton.Tests.Import;
using Baton.Web.Events;
using Baton.Web.Features.People;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.People;

/// <summary>People and departments from tables, each test in a company of its own: whoever else has a number would be missing.</summary>
public sealed class PeopleImportTests
{
    private const string Form = "form[data-form=import]";
    private const string Take = "button[formaction$=Take]";

    private const string Company =
        "员工通讯录\n"
        + "工号\t姓名\t部门\t岗位\t直接上级\t邮箱\t手机\n"
        + "1003\t钱进\t采购部\t采购员\t1002\tqianjin@example.cn\t13800138003\n"
        + "1002\t孙丽\t采购部\t采购经理\t赵磊\t\t\n"
        + "1001\t赵磊\t总经办\t总经理\t\tzhaolei@example.cn\t\n";

    [Theory, Databases]
    public async Task A_pasted_list_is_shown_first_and_written_only_when_confirmed(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        await PreviewAsync(hr, Company);

        // Departments that nobody knows make their rows bad, unless somebody asks for them.
        Assert.Equal(3, Rows(hr, RowFate.Bad).Count);
        Assert.Contains("部门：没有「采购部」这个部门", Rows(hr, RowFate.Bad)[0].Details, StringComparison.Ordinal);
        Assert.Null(hr.Page.QuerySelector(Take));
        hr.Tick("[name='Input.CreateMissing']");
        await hr.SubmitAsync(Form);
        var added = Rows(hr, RowFate.New);
        Assert.Equal([("3", "1003"), ("4", "1002"), ("5", "1001")], added.Select(r => (r.Number, r.Key)));
        Assert.Contains("直属上级：孙丽 · 1002", added[0].Details, StringComparison.Ordinal);
        Assert.Contains("新建部门 2 个：采购部、总经办", hr.Text, StringComparison.Ordinal);
        Assert.Equal(1, await app.ReadAsync(db => db.People.CountAsync()));
        Assert.Equal(0, await app.ReadAsync(db => db.Departments.CountAsync()));

        await hr.SubmitAsync(Form, button: Take);

        Assert.Equal("/people", hr.Path);
        Assert.Contains("新增 3 人，修改 0 人，停用 0 人", hr.Page.QuerySelector(".flash")!.TextContent, StringComparison.Ordinal);
        var people = await app.ReadAsync(db => db.People.Include(p => p.Manager).Include(p => p.Department).Include(p => p.Position)
            .Where(p => p.EmployeeNumber != null).OrderBy(p => p.EmployeeNumber).ToListAsync());
        Assert.Equal(["总经办 总经理 ", "采购部 采购经理 赵磊", "采购部 采购员 孙丽"], people.Select(p => $"{p.Department!.Name} {p.Position!.Name} {p.Manager?.Name}"));
        Assert.Equal(("qianjin@example.cn", "13800138003"), (people[2].Email, people[2].Phone));
        Assert.Equal(people[2].DepartmentId, people[2].Position!.DepartmentId);
        Assert.Equal(
            [("department.added", 2), ("people.imported", 1), ("person.added", 3), ("position.added", 3)],
            (await app.ReadAsync(db => db.Events.GroupBy(e => e.Kind).Select(g => new { g.Key, Count = g.Count() }).OrderBy(g => g.Key).ToListAsync())).Select(g => (g.Key, g.Count)));
        Assert.Equal(0, await LogVerification.RunAsync(app.Services, TextWriter.Null));

        // The same again changes nothing; an empty cell leaves what is there.
        await PreviewAsync(hr, Company.Replace("\tqianjin@example.cn", "\t", StringComparison.Ordinal));
        Assert.Equal(3, Rows(hr, RowFate.Unchanged).Count);
        Assert.Contains("没有要导入的变化", hr.Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Known_numbers_are_updated_from_what_was_to_what_is(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        await ImportAsync(hr, Company);

        await PreviewAsync(hr, "姓名,工号,上级\n钱进,1003,赵磊\n孙立,1002,\n");
        Assert.Equal(["直属上级：孙丽 · 1002 → 赵磊 · 1001", "姓名：孙丽 → 孙立"], Rows(hr, RowFate.Changed).Select(r => r.Details));
        await hr.SubmitAsync(Form, button: Take);

        Assert.Equal("孙立", await app.ReadAsync(db => db.People.Where(p => p.EmployeeNumber == "1002").Select(p => p.Name).SingleAsync()));
        var fields = await app.ReadAsync(db => db.EventBodies
            .Where(b => db.Events.Any(e => e.StreamId == b.StreamId && e.Sequence == b.Sequence && e.Kind == "person.changed")).Select(b => b.Fields).ToListAsync());
        Assert.Equal(2, fields.Count);
        Assert.All(fields, body => Assert.DoesNotContain("department", body, StringComparison.Ordinal));
    }

    [Theory, Databases]
    public async Task Each_bad_row_is_named_with_its_column_and_the_others_are_imported(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await app.AddPersonAsync("王小明");
        await app.AddPersonAsync("张伟");
        await app.AddPersonAsync("张伟");
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        await ImportAsync(hr, Company);
        var left = await app.ReadAsync(db => db.People.Where(p => p.EmployeeNumber == "1003").Select(p => p.Id).SingleAsync());
        await hr.GetAsync($"/people/{left}");
        await hr.SubmitAsync("form[data-form=deactivate]");

        await PreviewAsync(
            hr,
            "工号\t姓名\t部门\t岗位\t直接上级\t邮箱\n"
            + "\t没有工号\t\t\t\t\n"
            + "2001\t重复甲\t\t\t\t\n"
            + "2001\t重复乙\t\t\t\t\n"
            + "2002\t邮箱不对\t\t\t\t不是邮箱\n"
            + "2003\t部门不对\t没有的部\t\t\t\n"
            + "2004\t岗位不对\t采购部\t没有的岗位\t\t\n"
            + "2005\t上级不明\t\t\t张伟\t\n"
            + "2006\t上级不在\t\t\t查无此人\t\n"
            + "2007\t上级停用\t\t\t1003\t\n"
            + "1003\t钱进\t\t\t\t\n"
            + "2008\t王小明\t\t\t\t\n"
            + "2009\t\t\t\t\t\n"
            + $"2010\t{new string('长', 101)}\t\t\t\t\n"
            + "2011\t下属的下属\t\t\t2012\t\n"
            + "2012\t下属\t\t\t2002\t\n"
            + "1001\t赵磊\t\t\t1002\t\n"
            + "2013\t好人\t采购部\t\t1001\t\n");

        Assert.Equal(
            [
                ("2", "工号：请填写这一项。"), ("3", "工号：第 4 行也是这个工号。"), ("4", "工号：第 3 行也是这个工号。"),
                ("5", "邮箱：邮箱地址写得不对，应该像 name@company.cn 这样。"), ("6", "部门：没有「没有的部」这个部门。请改正，或勾选新建。"),
                ("7", "岗位：没有「没有的岗位」这个岗位。请改正，或勾选新建。"), ("8", "直属上级：叫「张伟」的不止一位，请写工号。"),
                ("9", "直属上级：找不到「查无此人」。请写工号，或完整的姓名。"), ("10", "直属上级：「1003」已停用，请换一位。"), ("11", "工号：这个人已停用，请先恢复。"),
                ("12", "姓名：已有一位王小明还没有工号，可能是同一个人。请先在人员页给那一位填上工号，再导入。"), ("13", "姓名：请填写这一项。"),
                ("14", "姓名：最多 100 个字，现在有 101 个。"), ("15", "直属上级：这位上级在第 16 行，那一行有问题。"), ("16", "直属上级：这位上级在第 5 行，那一行有问题。"),
                ("17", "直属上级：这样会形成循环：对方的上级最终就是本人。请换一位。"),
            ],
            Rows(hr, RowFate.Bad).Select(r => (r.Number, r.Details)));
        await hr.SubmitAsync(Form, button: Take);

        Assert.Contains("新增 1 人，修改 0 人", hr.Page.QuerySelector(".flash")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["2013"], await app.ReadAsync(db => db.People.Where(p => p.EmployeeNumber!.StartsWith("2")).Select(p => p.EmployeeNumber!).ToListAsync()));
    }

    [Theory, Databases]
    public async Task Circles_are_refused_wherever_they_close(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        await ImportAsync(hr, "工号\t姓名\t上级\n1\t甲\t\n2\t乙\t1\n3\t丙\t2\n");

        // Turned round at once it is no circle; one of the rows left out, it would be.
        await PreviewAsync(hr, "工号\t姓名\t上级\t邮箱\n1\t甲\t2\t\n2\t乙\t3\t\n3\t丙\t4\t\n4\t丁\t\t\n");
        Assert.Empty(Rows(hr, RowFate.Bad));
        await PreviewAsync(hr, "工号\t姓名\t上级\t邮箱\n1\t甲\t2\t\n2\t乙\t3\t\n3\t丙\t4\t\n4\t丁\t\t不是邮箱\n");
        Assert.Equal(["2", "3", "4", "5"], Rows(hr, RowFate.Bad).Select(r => r.Number).Order(StringComparer.Ordinal));
        await PreviewAsync(hr, "工号\t姓名\t上级\n5\t戊\t5\n6\t己\t7\n7\t庚\t6\n8\t辛\t6\n9\t壬\t1\n");
        Assert.Equal(["2", "3", "4", "5"], Rows(hr, RowFate.Bad).Select(r => r.Number));
        await hr.SubmitAsync(Form, button: Take);

        Assert.Equal(4, await app.ReadAsync(db => db.People.CountAsync(p => p.EmployeeNumber != null)));
    }

    [Theory, Databases]
    public async Task Whoever_is_missing_is_deactivated_only_when_asked_and_never_oneself_or_an_administrator(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var me = await app.AddPersonAsync("王芳", SystemRoles.HumanResources);
        var administrator = await app.AddPersonAsync("管理员", SystemRoles.Administrator);
        await app.AddPersonAsync("没有工号的管理员", SystemRoles.Administrator);
        var leaver = await app.AddPersonAsync("离职的人");
        using var hr = await app.SignInAsync(me);
        foreach (var (person, number) in new[] { (me, "1"), (administrator, "2"), (leaver, "3") })
        {
            await hr.GetAsync($"/people/{person.Id}");
            await hr.SubmitAsync("form[data-form=person]", new() { ["EmployeeNumber"] = number });
        }

        await app.AddPersonAsync("没有工号的人");
        using var theirs = await app.SignInAsync(leaver);
        const string rows = "工号\t姓名\n4\t新人\n";
        await PreviewAsync(hr, rows + "5\t\n");
        Assert.Contains("说不准谁真的不在表格里", hr.Text, StringComparison.Ordinal);
        Assert.Null(hr.Page.QuerySelector("[name='Input.Deactivate']"));
        await hr.SubmitAsync(Form, new() { ["Input.Deactivate"] = "true" }, Take);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, hr.Status);

        await ImportAsync(hr, rows);
        Assert.Equal(0, await app.ReadAsync(db => db.People.CountAsync(p => !p.Active)));
        await PreviewAsync(hr, rows);
        var missing = hr.Page.QuerySelectorAll(".people-list li").Select(li => string.Join(' ', li.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(["王芳 1 不会停用：不能对自己这样做。", "管理员 2 不会停用：只有管理员可以这样做。", "离职的人 3"], missing);
        hr.Tick("[name='Input.Deactivate']");
        await hr.SubmitAsync(Form, button: Take);

        Assert.Contains("停用 1 人", hr.Page.QuerySelector(".flash")!.TextContent, StringComparison.Ordinal);
        Assert.Equal([leaver.Id], await app.ReadAsync(db => db.People.Where(p => !p.Active).Select(p => p.Id).ToListAsync()));
        await theirs.GetAsync("/");
        Assert.StartsWith("/sign-in", theirs.Path, StringComparison.Ordinal);
        Assert.Equal(1, await app.ReadAsync(db => db.Events.CountAsync(e => e.Kind == "account.deactivated" && e.SubjectId == leaver.Id)));

        using var admin = await app.SignInAsync(administrator);
        await PreviewAsync(admin, rows);
        Assert.Contains("管理员 2 不会停用：不能对自己这样做", admin.Text, StringComparison.Ordinal);
        await admin.GetAsync($"/people/{(await app.ReadAsync(db => db.People.Where(p => p.Name == "没有工号的管理员").Select(p => p.Id).SingleAsync()))}");
        await admin.SubmitAsync("form[data-form=deactivate]");
        await PreviewAsync(hr, rows);
        Assert.Contains("管理员 2 不会停用：这是最后一位管理员", hr.Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task What_is_confirmed_is_what_was_shown_or_nothing(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var one = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        using var other = await app.SignInAsync(await app.AddPersonAsync("周敏", SystemRoles.HumanResources));
        await PreviewAsync(one, "工号\t姓名\n1\t甲\n");
        await ImportAsync(other, "工号\t姓名\n1\t乙\n");

        await one.SubmitAsync(Form, button: Take);

        Assert.Equal(HttpStatusCode.Conflict, one.Status);
        Assert.Contains("预览之后有了变化，还没有导入", one.Text, StringComparison.Ordinal);
        Assert.Equal(["姓名：乙 → 甲"], Rows(one, RowFate.Changed).Select(r => r.Details));
        Assert.Equal("乙", await app.ReadAsync(db => db.People.Where(p => p.EmployeeNumber == "1").Select(p => p.Name).SingleAsync()));
        var again = one.FormRequest((IHtmlFormElement)one.Page.QuerySelector(Form)!, [], Take);
        await one.SubmitAsync(Form, button: Take);
        Assert.Equal("/people", one.Path);
        using var second = await one.Client.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);

        // A choice that was not looked at is no confirmation.
        await PreviewAsync(one, "工号\t姓名\t部门\n2\t丙\t新部门\n");
        await one.SubmitAsync(Form, new() { ["Input.CreateMissing"] = "true", ["Input.Seen"] = one.Page.QuerySelector("[name='Input.Seen']")!.GetAttribute("value")! }, "button[formaction$=Report]");
        await PreviewAsync(one, "工号\t姓名\t部门\n1\t丁\t\n2\t丙\t新部门\n");
        one.Tick("[name='Input.CreateMissing']");
        await one.SubmitAsync(Form, button: Take);
        Assert.Equal(HttpStatusCode.Conflict, one.Status);
        Assert.Equal(0, await app.ReadAsync(db => db.Departments.CountAsync()));
    }

    [Theory, Databases]
    public async Task Files_of_every_kind_and_encoding_bring_the_same_people(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        const string csv = "Employee number,Full name,Department\r\n007,\"𠮷野, 一郎\",采购部\r\n008,赵磊,采购部\r\n";
        var workbook = new RawWorkbook(
            "<row><c t=\"str\"><v>采购部花名册</v></c></row>"
            + "<row><c t=\"str\"><v>部门</v></c><c t=\"str\"><v>工号</v></c><c t=\"str\"><v>姓名</v></c></row>"
            + "<row><c t=\"str\"><v>采购部</v></c><c s=\"0\"><v>7</v></c><c t=\"str\"><v>𠮷野, 一郎</v></c></row>"
            + "<row><c/><c s=\"0\"><v>8</v></c><c t=\"str\"><v>赵磊</v></c></row>",
            "<mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A3:A4\"/></mergeCells>", styles: RawWorkbook.Formats("000"));
        foreach (var (name, file) in new (string, byte[])[]
        {
            ("人员.csv", Encoding.UTF8.GetBytes(csv)), ("people.csv", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv)]),
            ("人员.csv", Encoding.GetEncoding("gb18030").GetBytes(csv)), ("人员.txt", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(csv.Replace(',', '\t').Replace("\t 一", ", 一", StringComparison.Ordinal))]),
            ("人员.xlsx", workbook.ToFile()),
        })
        {
            await hr.GetAsync("/people/import");
            await hr.UploadAsync(Form, "Input.File", name, file);
            hr.Tick("[name='Input.CreateMissing']");
            await hr.SubmitAsync(Form);
            var rows = Rows(hr, RowFate.New).Select(r => (r.Key, r.Details)).ToList();
            Assert.True(rows.SequenceEqual([("007", "姓名：𠮷野, 一郎 部门：采购部"), ("008", "姓名：赵磊 部门：采购部")]), $"{name}: {hr.Text}");
            Assert.Contains(name, hr.Page.QuerySelectorAll("h2").Select(h => h.TextContent));
        }

        await hr.SubmitAsync(Form, button: Take);
        Assert.Equal(2, await app.ReadAsync(db => db.People.CountAsync(p => p.EmployeeNumber != null)));
    }

    [Theory, Databases]
    public async Task Another_sheet_or_header_row_is_chosen_and_columns_are_corrected(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        var workbook = new RawWorkbook("<row><c t=\"str\"><v>说明</v></c></row>");
        workbook.Put("xl/workbook.xml", workbook.Part("xl/workbook.xml").Replace(
            "</sheets>", "<sheet name=\"空\" sheetId=\"2\" r:id=\"r4\"/><sheet name=\"名单\" sheetId=\"3\" state=\"hidden\" r:id=\"r5\"/></sheets>", StringComparison.Ordinal));
        workbook.Put("xl/_rels/workbook.xml.rels", workbook.Part("xl/_rels/workbook.xml.rels").Replace(
            "</Relationships>", RawWorkbook.Relation("r4", "worksheet", "worksheets/sheet2.xml") + RawWorkbook.Relation("r5", "worksheet", "worksheets/sheet3.xml") + "</Relationships>", StringComparison.Ordinal));
        workbook.Put("xl/worksheets/sheet2.xml", workbook.Part("xl/worksheets/sheet1.xml").Replace("<row><c t=\"str\"><v>说明</v></c></row>", "", StringComparison.Ordinal));
        workbook.Put("xl/worksheets/sheet3.xml", workbook.Part("xl/worksheets/sheet1.xml").Replace(
            "<row><c t=\"str\"><v>说明</v></c></row>", "<row><c t=\"str\"><v>A1</v></c><c t=\"str\"><v>赵磊</v></c></row><row><c t=\"str\"><v>A2</v></c><c t=\"str\"><v>钱进</v></c></row>", StringComparison.Ordinal));
        await hr.GetAsync("/people/import");
        await hr.UploadAsync(Form, "Input.File", "人员.xlsx", workbook.ToFile());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, hr.Status);
        Assert.Contains("请指定哪一列是工号", hr.Text, StringComparison.Ordinal);
        Assert.Equal(["人员", "空", "名单（隐藏）"], hr.Page.QuerySelectorAll("[name='Input.Sheet'] option").Select(o => o.TextContent));

        hr.Fill("[name='Input.Sheet']", "1");
        await hr.SubmitAsync(Form);
        Assert.Contains("这个工作表里没有内容", hr.Page.QuerySelector("#Input-Sheet-error")!.TextContent, StringComparison.Ordinal);
        hr.Fill("[name='Input.Sheet']", "2");
        await hr.SubmitAsync(Form);
        var columns = hr.Page.QuerySelectorAll<IHtmlSelectElement>("[name='Input.Columns']").ToList();
        Assert.Equal(2, columns.Count);
        (columns[0].Value, columns[1].Value) = ("Name", "Name");
        await hr.SubmitAsync(Form);
        Assert.Contains("有两列指定成了同一个内容", hr.Text, StringComparison.Ordinal);
        hr.Fill("#column-0", "EmployeeNumber");
        await hr.SubmitAsync(Form);
        Assert.Equal(["A1", "A2"], Rows(hr, RowFate.New).Select(r => r.Key));
        hr.Fill("[name='Input.Header']", "1");
        await hr.SubmitAsync(Form);
        Assert.Contains("请指定哪一列是工号", hr.Text, StringComparison.Ordinal);
        hr.Fill("#column-0", "EmployeeNumber");
        hr.Fill("#column-1", "Name");
        await hr.SubmitAsync(Form);
        Assert.Equal(["A2"], Rows(hr, RowFate.New).Select(r => r.Key));
    }

    [Theory, Databases]
    public async Task What_is_no_table_is_refused_with_its_reason_and_nothing_is_written(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        foreach (var (file, because) in new[]
        {
            ("hostile/poi-poc-xmlbomb-empty.xlsx", "表格软件不会写入的定义"), ("xlsx/poi-protected_passtika.xlsx", "文件设了打开密码"),
            ("hostile/poi-xlsx-corrupted.xlsx", "文件损坏了"), ("hostile/zip-slip.zip", "这不是表格文件"), ("xlsx/poi-45430.xlsx", "文件里没有内容"),
        })
        {
            await hr.GetAsync("/people/import");
            await hr.UploadAsync(Form, "Input.File", Path.GetFileName(file), await File.ReadAllBytesAsync(RealFiles.Path(file), TestContext.Current.CancellationToken));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, hr.Status);
            Assert.Contains(because, hr.Page.QuerySelector("#Input-File-error")!.TextContent, StringComparison.Ordinal);
        }

        await hr.UploadAsync(Form, "Input.File", "big.csv", new byte[(5 * 1024 * 1024) + 1]);
        Assert.Contains("一次最多 5 MB", hr.Page.QuerySelector("#Input-File-error")!.TextContent, StringComparison.Ordinal);
        await hr.UploadAsync(Form, "Input.File", "many.csv", Encoding.UTF8.GetBytes("工号,姓名\n" + string.Concat(Enumerable.Range(0, 20_001).Select(i => $"{i},某\n"))));
        Assert.Contains("一次最多 20000 行", hr.Text, StringComparison.Ordinal);
        await hr.GetAsync("/people/import");
        await hr.SubmitAsync(Form);
        Assert.Contains("还没有粘贴内容", hr.Page.QuerySelector("#Input-Rows-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await app.ReadAsync(db => db.People.CountAsync()));
    }

    [Theory, Databases]
    public async Task Roles_are_never_taken_from_a_table_and_formulas_stay_words(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));

        await PreviewAsync(hr, "工号\t姓名\t角色\n1\t=HYPERLINK(\"http://x\",\"甲\")\t管理员\n2\t<script>alert(1)</script>\t管理员\n");

        Assert.Contains("系统角色由管理员在人员页上授予", hr.Text, StringComparison.Ordinal);
        using (var request = hr.FormRequest((IHtmlFormElement)hr.Page.QuerySelector(Form)!, [], "button[formaction$=Report]"))
        using (var report = await hr.Client.SendAsync(request, TestContext.Current.CancellationToken))
        {
            var sheet = Sheets.Read(await report.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))["导入预览"];
            Assert.Equal(["2", "新增", "1", "=HYPERLINK(\"http://x\",\"甲\")", "姓名：=HYPERLINK(\"http://x\",\"甲\")"], sheet[1]);
        }

        Assert.Empty(hr.Page.QuerySelectorAll("main script"));
        await hr.SubmitAsync(Form, button: Take);
        Assert.Equal(1, await app.ReadAsync(db => db.Users.CountAsync()));
        Assert.Equal("<script>alert(1)</script>", await app.ReadAsync(db => db.People.Where(p => p.EmployeeNumber == "2").Select(p => p.Name).SingleAsync()));
    }

    [Theory, Databases]
    public async Task The_templates_are_read_by_the_import_in_both_languages(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        foreach (var (language, kind, row, columns) in new[]
        {
            ("zh-CN", "people", "1,甲,部,岗,,a@example.cn,138\r\n", 7), ("en", "people", "1,甲,部,岗,,a@example.cn,138\r\n", 7),
            ("zh-CN", "departments", "采购部,\r\n", 2), ("en", "departments", "采购部,\r\n", 2),
        })
        {
            hr.Client.DefaultRequestHeaders.Remove("Accept-Language");
            hr.Client.DefaultRequestHeaders.Add("Accept-Language", language);
            await hr.GetAsync($"/{kind}/import");
            var template = await hr.Client.GetByteArrayAsync(hr.Page.QuerySelector("a[href$='.csv']")!.GetAttribute("href"), TestContext.Current.CancellationToken);
            Assert.Equal(Encoding.UTF8.Preamble, template.AsSpan(0, 3));
            await hr.UploadAsync(Form, "Input.File", "template.csv", [.. template, .. Encoding.UTF8.GetBytes(row)]);

            Assert.Equal(columns, hr.Page.QuerySelectorAll<IHtmlSelectElement>("[name='Input.Columns']").Select(s => s.Value).Where(v => v is not "").Distinct().Count());
            Assert.Equal("2", Assert.Single(hr.Page.QuerySelectorAll("td:first-child")).TextContent);
        }

        await hr.GetAsync("/people/import/others.csv");
        Assert.Equal(HttpStatusCode.NotFound, hr.Status);
    }

    [Theory, Databases]
    public async Task Departments_come_from_a_table_with_their_heads(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        await ImportAsync(hr, Company);

        await PreviewAsync(hr, "部门名称\t负责人\n采购部\t孙丽\n仓储部\t1003\n财务部\t\n仓储部\t\n法务部\t查无此人\n\t赵磊\n", "departments");
        Assert.Equal(
            [("3", "部门名称：第 5 行也是这个部门。"), ("5", "部门名称：第 3 行也是这个部门。"), ("6", "负责人：找不到「查无此人」。请写工号，或完整的姓名。"), ("7", "部门名称：请填写这一项。")],
            Rows(hr, RowFate.Bad).Select(r => (r.Number, r.Details)));
        Assert.Equal(["负责人：孙丽 · 1002"], Rows(hr, RowFate.Changed).Select(r => r.Details));
        await hr.SubmitAsync(Form, button: Take);

        Assert.Equal("/departments", hr.Path);
        Assert.Contains("新增 1 个部门，修改 1 个", hr.Page.QuerySelector(".flash")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["总经办 ", "财务部 ", "采购部 孙丽"],
            (await app.ReadAsync(db => db.Departments.Select(d => d.Name + " " + d.Head!.Name).ToListAsync())).Order(StringComparer.Ordinal));
        await PreviewAsync(hr, "部门名称\t负责人\n采购部\t1003\n", "departments");
        Assert.Equal(["负责人：孙丽 · 1002 → 钱进 · 1003"], Rows(hr, RowFate.Changed).Select(r => r.Details));
        await hr.SubmitAsync(Form, new() { ["Input.Seen"] = "0" }, Take);
        Assert.Equal(HttpStatusCode.Conflict, hr.Status);
    }

    [Theory, Databases]
    public async Task A_thousand_come_in_at_once(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("王芳", SystemRoles.HumanResources));
        const int people = 1_000;
        var csv = "工号,姓名,部门,上级\n" + string.Concat(Enumerable.Range(1, people).Select(i => $"{i},员工{i},部门{i % 40},{(i == 1 ? "" : (i / 8) + 1)}\n"));
        await hr.GetAsync("/people/import");
        await hr.UploadAsync(Form, "Input.File", "people.csv", Encoding.UTF8.GetBytes(csv));
        hr.Tick("[name='Input.CreateMissing']");
        await hr.SubmitAsync(Form);
        Assert.Equal(ImportPage.RowsShown, Rows(hr, RowFate.New).Count);
        Assert.Contains($"还有 {people - ImportPage.RowsShown} 条没有显示", hr.Text, StringComparison.Ordinal);

        await hr.SubmitAsync(Form, button: Take);

        Assert.Contains($"新增 {people} 人", hr.Page.QuerySelector(".flash")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(people + 40 + 1, await app.ReadAsync(db => db.Events.CountAsync()));
        Assert.Equal(0, await LogVerification.RunAsync(app.Services, TextWriter.Null));
    }

    private static async Task PreviewAsync(Visitor visitor, string rows, string kind = "people")
    {
        await visitor.GetAsync($"/{kind}/import");
        await visitor.SubmitAsync(Form, new() { ["Input.Rows"] = rows });
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
    }

    /// <summary>Previews with what is missing added, and confirms.</summary>
    private static async Task ImportAsync(Visitor visitor, string rows)
    {
        await PreviewAsync(visitor, rows);
        visitor.Tick("[name='Input.CreateMissing']");
        await visitor.SubmitAsync(Form);
        await visitor.SubmitAsync(Form, button: Take);
        Assert.Equal("/people", visitor.Path);
    }

    private static List<(string Number, string Key, string Details)> Rows(Visitor visitor, RowFate fate) =>
    [
        .. visitor.Page.QuerySelectorAll($"section[aria-labelledby=fate-{fate}] tbody tr").Select(row => row.QuerySelectorAll("td"))
            .Select(cells => (cells[0].TextContent, cells[1].TextContent, string.Join(' ', cells[^1].QuerySelectorAll("div").Select(d => d.TextContent)))),
    ];
}
