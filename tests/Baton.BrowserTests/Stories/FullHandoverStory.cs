using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Baton.Web.Identity;
using Microsoft.Playwright;

namespace Baton.BrowserTests.Stories;

/// <summary>The full form at desks: giver, two receivers and witness, from opening to 跟进已结束.</summary>
public sealed class FullHandoverStory(Chromium chromium) : Story(chromium)
{
    // Its clock moves over the follow-up.
    protected override Task<TestApp> StartAsync() => TestApp.StartAsync(Database.Sqlite);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Four_people_carry_a_job_over()
    {
        var giver = await App.AddPersonAsync("张伟");
        var li = await App.AddPersonAsync("李娜");
        var wang = await App.AddPersonAsync("王芳");
        var witness = await App.AddPersonAsync("赵敏");
        var caretaker = await App.AddPersonAsync("孙丽");
        var hr = await App.AddPersonAsync("周静", SystemRoles.HumanResources);
        var number = await OpenAsync(hr, giver, li, wang, witness, caretaker);
        var head = $"/handovers/{number}";

        // Times: the giver proposes, both receivers confirm.
        var giving = await SignInAsync(giver);
        await giving.GotoAsync($"{head}/times");
        await giving.Field("开始日期 *").FillAsync(Acts.Day(App.Today()));
        await giving.Field("第一次面谈").FillAsync($"{Acts.Day(App.Today())}T23:30");
        await giving.Button("提出").ClickAsync();
        await Expect(giving.Locator(".flash")).ToContainTextAsync("等对方确认");
        var first = await SignInAsync(li);
        var second = await SignInAsync(wang);
        foreach (var page in new[] { first, second })
        {
            await page.GotoAsync($"{head}/times");
            await page.Button("确认这个时间").ClickAsync();
            await Expect(page.Locator(".flash")).ToContainTextAsync("已确认");
        }

        await WriteOverviewAsync(giving, head);
        await ListAsync(giving, head, li, wang);
        await giving.Button("请监交人确认清单").ClickAsync();
        await Expect(giving.Locator(".flash")).ToContainTextAsync("清单已提交");

        var witnessing = await SignInAsync(witness);
        await witnessing.Link("去处理").First.ClickAsync();
        await witnessing.Button("确认清单完整").ClickAsync();
        await Expect(witnessing.Locator("h1 .chip")).ToHaveTextAsync("逐项交接");

        await MeetAsync(witnessing, head);
        await WalkAsync(giving, first, second, head);

        // Signing in turn: the giver first, the witness last.
        await giving.GotoAsync($"{head}/sign");
        await giving.Button("生成清单，开始签字").ClickAsync();
        await Expect(giving.Locator(".paper")).ToContainTextAsync("月度结账");
        await witnessing.GotoAsync($"{head}/sign");
        await Expect(witnessing.Form("sign")).ToHaveCountAsync(0);
        await giving.SignAsync(number, draw: true);
        await first.SignAsync(number);
        await second.SignAsync(number, draw: true);
        await witnessing.SignAsync(number);
        await Expect(witnessing.GetByText("交接已办结")).ToBeVisibleAsync();
        await Expect(witnessing.GetByAltText("张伟的手写签名")).ToBeVisibleAsync();

        await FollowUpAsync(number, li, wang, witness);
    }

    private async Task<string> OpenAsync(TestPerson hr, TestPerson giver, TestPerson li, TestPerson wang, TestPerson witness, TestPerson caretaker)
    {
        var page = await SignInAsync(hr);
        await page.Link("发起交接").ClickAsync();
        await page.Field("移交人 *").SelectOptionAsync(giver.Id.ToString("D"));
        await page.Field("接收人").SelectOptionAsync(li.Id.ToString("D"));
        await page.Field("监交人").SelectOptionAsync(witness.Id.ToString("D"));
        await page.GetByText("更多接收人、团队、点收人和暂管人").ClickAsync();
        await page.Field("接收人 2").SelectOptionAsync(wang.Id.ToString("D"));
        await page.Field("暂管人").SelectOptionAsync(caretaker.Id.ToString("D"));
        await page.Field("原因 *").SelectOptionAsync("离职");
        await page.Field("最后工作日 *").FillAsync(Acts.Day(App.Today().AddDays(14)));
        await page.Button("发起交接").ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("已经发起");
        return new Uri(page.Url).Segments[^1];
    }

    private static async Task WriteOverviewAsync(IPage page, string head)
    {
        await page.GotoAsync($"{head}/overview");
        await page.Field("先讲什么：背景、目标、每周每月每年的节奏").FillAsync("负责华东区销售。\n\n- 每周一例会\n- 每月五日前结账");
        await page.Field("责任转移之前做的事由谁负责").FillAsync("此前的客户承诺由移交人负责");
        await page.Field("交接后是否提供支持").SelectOptionAsync("不提供");
        await page.Button("保存").ClickAsync();
        await Expect(page.Locator(".flash")).ToBeVisibleAsync();
    }

    /// <summary>One item in each of four categories; one key, one counted, two receivers.</summary>
    private async Task ListAsync(IPage page, string head, TestPerson li, TestPerson wang)
    {
        await page.GotoAsync($"{head}/list");
        await page.AddItemAsync("月度结账");
        await EditAsync(page, "月度结账", li, async () =>
        {
            await page.Field("重要程度").SelectOptionAsync("重点");
            await page.Field("目标").FillAsync("每月五日前结清上月账款");
        });

        await CategoryAsync(page, "待处理事项");
        await page.AddItemAsync("华东客户续约");
        await EditAsync(page, "华东客户续约", li, async () =>
        {
            await page.Field("事项类型").SelectOptionAsync("未完成的工作");
            await page.Field("截止日期").FillAsync(Acts.Day(App.Today().AddDays(40)));
            await page.Field("下一步").FillAsync("约客户面谈");
        });

        await CategoryAsync(page, "资产与资源");
        await page.AddItemAsync("笔记本电脑");
        await EditAsync(page, "笔记本电脑", wang, async () =>
        {
            await page.GetByLabel(new Regex("^资产类型")).SelectOptionAsync("设备");
            await page.GetByLabel(new Regex("^数量")).FillAsync("1");
            await page.GetByLabel(new Regex("^存放地点")).FillAsync("三楼 302");
        });

        await CategoryAsync(page, "联系人");
        await page.AddItemAsync("物业小刘");
        await EditAsync(page, "物业小刘", wang, async () => await page.GetByLabel("电话").FillAsync("021-5555 0101"));
        await page.Button("其余类别均无").ClickAsync();
        await Expect(page.GetByText("没有必须解决")).ToBeVisibleAsync();
    }

    private static async Task CategoryAsync(IPage page, string name)
    {
        await page.Locator(".rail").GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(page.Locator(".card h2").First).ToContainTextAsync(name);
    }

    private static async Task EditAsync(IPage page, string title, TestPerson receiver, Func<Task> fill)
    {
        await page.Link(title).First.ClickAsync();
        var form = page.Form("item");
        await Expect(form).ToBeVisibleAsync();
        await form.GetByLabel("接收人", new() { Exact = true }).SelectOptionAsync($"p:{receiver.Id:D}");
        await fill();
        await form.GetByRole(AriaRole.Button, new() { Name = "保存" }).First.ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("已保存");
        await Expect(form).ToHaveCountAsync(0);
    }

    private static async Task MeetAsync(IPage page, string head)
    {
        await page.GotoAsync($"{head}/meetings");
        await page.GetByText("把一起走查记为一次面谈").First.ClickAsync();
        var form = page.Form("walkthrough");
        await form.GetByLabel("纪要").FillAsync("当面讲了背景、节奏和重点客户。");
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("面谈已记录");
    }

    private static async Task WalkAsync(IPage giving, IPage first, IPage second, string head)
    {
        // A key duty: explained, asked about, said back, corrected, said back again, confirmed, accepted.
        await giving.GotoAsync($"{head}/walk");
        await giving.OpenItemAsync("月度结账");
        await giving.Button("讲解完成").ClickAsync();
        await giving.StepDoneAsync("讲解");
        await first.GotoAsync($"{head}/walk");
        await first.OpenItemAsync("月度结账");
        await first.Form("ask").Locator("textarea").FillAsync("节假日怎么顺延？");
        await first.Form("ask").GetByRole(AriaRole.Button, new() { Name = "提问" }).ClickAsync();
        await Expect(first.Locator(".qa").GetByText("节假日怎么顺延？")).ToBeVisibleAsync();
        await first.SayBackAsync("每月底结账。");

        await Expect(giving.GetByText("李娜说得对吗")).ToBeVisibleAsync();
        await giving.Field("补充或纠正").FillAsync("是每月五日前。");
        await giving.Button("不对，请再说一遍").ClickAsync();
        await Expect(giving.GetByText("李娜说得对吗")).ToHaveCountAsync(0);
        await giving.Locator("aside").GetByLabel("回答").First.FillAsync("顺延到下一个工作日。");
        await giving.Locator("aside").GetByRole(AriaRole.Button, new() { Name = "回答" }).ClickAsync();
        await Expect(giving.Locator(".answer").GetByText("顺延到下一个工作日。")).ToBeVisibleAsync();

        await Expect(first.GetByText("是每月五日前。")).ToBeVisibleAsync();
        await first.SayBackAsync("每月五日前结账，遇节假日顺延。");
        await Expect(giving.GetByText("李娜说得对吗")).ToBeVisibleAsync();
        await giving.Button("说得对，确认").ClickAsync();
        await giving.StepDoneAsync("复述");
        await Expect(first.Locator(".answer").GetByText("顺延到下一个工作日。")).ToBeVisibleAsync();
        await first.Button("已解决").ClickAsync();
        await Expect(first.Locator("aside .chip.r")).ToHaveTextAsync("已解决");
        await first.Button("接收这一项").ClickAsync();
        await first.StepDoneAsync("接收");

        await giving.OpenItemAsync("华东客户续约");
        await giving.Button("讲解完成").ClickAsync();
        await giving.StepDoneAsync("讲解");
        await first.OpenItemAsync("华东客户续约");
        await first.Button("约定下一步完成").ClickAsync();
        await first.StepDoneAsync("约定下一步");
        await first.Button("接收这一项").ClickAsync();
        await first.StepDoneAsync("接收");

        await giving.OpenItemAsync("物业小刘");
        await giving.Button("引荐完成").ClickAsync();
        await giving.StepDoneAsync("引荐");
        await second.GotoAsync($"{head}/walk");
        await second.OpenItemAsync("物业小刘");
        await second.Button("接收这一项").ClickAsync();
        await second.StepDoneAsync("接收");

        // An asset is counted.
        await second.OpenItemAsync("笔记本电脑");
        await second.Field("实点 *").FillAsync("1");
        await second.Button("清点完成").ClickAsync();
        await second.StepDoneAsync("清点");
        await second.Button("接收这一项").ClickAsync();
        await second.StepDoneAsync("接收");
    }

    private async Task FollowUpAsync(string number, TestPerson li, TestPerson wang, TestPerson witness)
    {
        foreach (var (day, moved) in new[] { (1, 15), (7, 6), (30, 23) })
        {
            // Nobody stays signed in for days.
            await GoHomeAsync();
            App.Time.Move(TimeSpan.FromDays(moved));
            var confirming = await SignInAsync(witness);
            foreach (var person in new[] { li, wang })
            {
                var page = await SignInAsync(person);
                await page.GotoAsync($"/handovers/{number}/follow-up");
                var check = page.Locator($".qa:has(b:text('第 {day} 天'))").Filter(new() { Has = page.Locator("form") });
                if (await check.Locator("details").GetAttributeAsync("open") is null)
                {
                    await check.Locator("summary").ClickAsync();
                }

                await check.GetByLabel("总体怎么样").SelectOptionAsync("顺利");
                if (await check.GetByLabel("月度结账").CountAsync() > 0)
                {
                    await check.GetByLabel("月度结账").SelectOptionAsync(day == 1 ? "需协助" : "独立完成");
                }

                await check.GetByRole(AriaRole.Button, new() { Name = "提交检查" }).ClickAsync();
                await Expect(page.Locator(".flash")).ToContainTextAsync("检查已提交");
                await confirming.GotoAsync($"/handovers/{number}/follow-up");
                await confirming.Button("确认这次检查").ClickAsync();
                await Expect(confirming.Locator(".flash")).ToContainTextAsync("检查已确认");
            }
        }

        var witnessing = await SignInAsync(witness);
        await witnessing.GotoAsync($"/handovers/{number}/follow-up");
        await witnessing.Button("结束跟进，进入确认签字").ClickAsync();
        await Expect(witnessing.Locator(".paper h1")).ToHaveTextAsync("跟进确认单");
        await (await SignInAsync(li)).SignAsync(number);
        await (await SignInAsync(wang)).SignAsync(number);
        await witnessing.SignAsync(number);
        await witnessing.GotoAsync($"/handovers/{number}");
        await Expect(witnessing.Locator("h1 .chip")).ToHaveTextAsync("跟进已结束");
    }
}
