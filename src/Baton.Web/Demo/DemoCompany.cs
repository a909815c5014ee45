using System.Globalization;
using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Meetings;
using Baton.Web.Features.People;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Settings;
using Baton.Web.Features.SignOff;
using Baton.Web.Features.Templates;
using Baton.Web.Files;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Demo;

/// <summary>
/// The company that --demo fills: three departments, fourteen people, a handover in every stage. Made by the same service
/// methods that people use, with the clock set back, so that its record is as true as any other.
/// </summary>
public sealed class DemoCompany(IServiceProvider services, DemoClock clock)
{
    /// <summary>Everybody's in the demo; shown on the sign-in page, since signing asks for it again.</summary>
    public const string Password = "接力 demo 2026";

    private readonly Dictionary<string, Actor> actors = [];

    public static async Task FillAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<BatonDbContext>().Companies.AnyAsync(cancellationToken))
        {
            return;
        }

        // Signing asks for the password as in a request from this machine.
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext =
            new DefaultHttpContext { RequestServices = scope.ServiceProvider, Connection = { RemoteIpAddress = System.Net.IPAddress.Loopback } };
        var clock = (DemoClock)services.GetRequiredService<TimeProvider>();
        var demo = new DemoCompany(scope.ServiceProvider, clock);
        await demo.AddPeopleAsync(cancellationToken);
        await demo.AddCompletedAsync(cancellationToken);
        await demo.AddFollowUpAsync(cancellationToken);
        await demo.AddSigningAsync(cancellationToken);
        await demo.AddHandingOverAsync(cancellationToken);
        await demo.AddPreparingAsync(cancellationToken);
        clock.SetBack(TimeSpan.Zero);
    }

    private BatonDbContext Db => Get<BatonDbContext>();

    private DateOnly Day(int days) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(days);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    private static T Must<T>(Outcome<T> outcome) => outcome.IsRefused
        ? throw new InvalidOperationException($"The demo was refused: {string.Join(", ", outcome.Refusals.Select(r => $"{r.Code} {r.Field} {string.Join(' ', r.Arguments)}"))}")
        : outcome.Value;

    private async Task AddPeopleAsync(CancellationToken cancellationToken)
    {
        clock.SetBack(TimeSpan.FromDays(120));
        var db = Db;
        db.Companies.Add(new Company { Name = "华东贸易有限公司", TimeZone = "Asia/Shanghai" });
        var departments = new[] { "财务部", "销售部", "技术部" }.ToDictionary(n => n, n => new Department { Id = clock.NewId(), Name = n });
        db.Departments.AddRange(departments.Values);
        (string Name, string UserName, string? Department, string Post, AccountingRank Rank, SystemRoles Roles)[] people =
        [
            ("王强", "wangqiang", null, "总经理", AccountingRank.UnitHead, SystemRoles.None),
            ("周敏", "zhoumin", null, "人力资源经理", AccountingRank.None, SystemRoles.HumanResources),
            ("刘洋", "liuyang", null, "内部审计", AccountingRank.None, SystemRoles.Auditor),
            ("孙丽", "sunli", "财务部", "财务部经理", AccountingRank.AccountingHead, SystemRoles.None),
            ("张伟", "zhangwei", "财务部", "财务主管", AccountingRank.AccountingSupervisor, SystemRoles.None),
            ("李娜", "lina", "财务部", "会计", AccountingRank.Accountant, SystemRoles.None),
            ("赵敏", "zhaomin", "财务部", "出纳", AccountingRank.Accountant, SystemRoles.None),
            ("黄海", "huanghai", "销售部", "销售总监", AccountingRank.None, SystemRoles.None),
            ("陈静", "chenjing", "销售部", "华南销售经理", AccountingRank.None, SystemRoles.None),
            ("杨帆", "yangfan", "销售部", "销售代表", AccountingRank.None, SystemRoles.None),
            ("马超", "machao", "技术部", "技术部经理", AccountingRank.None, SystemRoles.None),
            ("徐明", "xuming", "技术部", "后端工程师", AccountingRank.None, SystemRoles.None),
            ("何晓", "hexiao", "技术部", "后端工程师", AccountingRank.None, SystemRoles.None),
            ("林涛", "lintao", "技术部", "系统管理员", AccountingRank.None, SystemRoles.Administrator),
        ];
        var persons = new Dictionary<string, Person>();
        foreach (var p in people)
        {
            var department = p.Department is null ? null : departments[p.Department];
            var position = new Position { Id = clock.NewId(), Name = p.Post, DepartmentId = department?.Id, AccountingRank = p.Rank };
            var person = new Person
            {
                Id = clock.NewId(), Name = p.Name, DepartmentId = department?.Id, PositionId = position.Id,
                EmployeeNumber = string.Create(CultureInfo.InvariantCulture, $"HD{persons.Count + 1:000}"), Email = $"{p.UserName}@example.com",
            };
            db.Positions.Add(position);
            db.People.Add(person);
            persons.Add(p.Name, person);
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var (department, head) in new[] { ("财务部", "孙丽"), ("销售部", "黄海"), ("技术部", "马超") })
        {
            departments[department].HeadId = persons[head].Id;
            foreach (var member in persons.Values.Where(p => p.DepartmentId == departments[department].Id && p.Name != head))
            {
                member.ManagerId = persons[head].Id;
            }

            persons[head].ManagerId = persons["王强"].Id;
        }

        db.Teams.Add(new Team
        {
            Id = clock.NewId(), Name = "技术支持组", LeadId = persons["马超"].Id,
            Members = { new TeamMember { PersonId = persons["何晓"].Id }, new TeamMember { PersonId = persons["徐明"].Id } },
        });
        db.Desks.Add(new Desk { Kind = DeskKind.It, PersonId = persons["林涛"].Id });
        await db.SaveChangesAsync(cancellationToken);
        var users = Get<UserManager<Account>>();
        foreach (var p in people)
        {
            var account = new Account { Id = clock.NewId(), UserName = p.UserName, PersonId = persons[p.Name].Id, Roles = p.Roles };
            var result = await users.CreateAsync(account, Password);
            if (!result.Succeeded)
            {
                throw new InvalidOperationException(string.Join(" ", result.Errors.Select(e => e.Description)));
            }

            actors.Add(p.Name, new Actor(
                account.PersonId, p.Name, account.Id, Guid.Empty, p.Roles,
                [.. departments.Values.Where(d => d.HeadId == account.PersonId).Select(d => d.Id)], [], Channels.CommandLine));
        }
    }

    private async Task<string> OpenAsync(
        string by, string giver, string title, Reason reason, int lastDay, string witness, string[] receivers, CancellationToken cancellationToken,
        HandoverForm form = HandoverForm.Full, string[]? collectors = null, int? returns = null, string? caretaker = null, string? template = null)
    {
        Guid Id(string name) => actors[name].PersonId;
        var handover = Must(await Get<OpenHandover>().OpenAsync(new OpenRequest
        {
            GiverId = Id(giver), Reason = reason, Title = title, LastWorkingDay = Day(lastDay), Form = form,
            ReceiverIds = [.. receivers.Select(Id)], WitnessId = giver == by ? null : Id(witness), CollectorIds = [.. (collectors ?? []).Select(Id)],
            ReturnsOn = returns is { } days ? Day(days) : null, CaretakerId = caretaker is null ? null : Id(caretaker),
            Template = template is null ? null : BuiltInTemplates.Find(template, CultureInfo.GetCultureInfo("zh-CN")),
        }, actors[by], cancellationToken));
        return handover.Number;
    }

    private async Task ListAsync(string number, string giver, string list, CancellationToken cancellationToken)
    {
        var items = Get<ListService>();
        using var stream = typeof(DemoCompany).Assembly.GetManifestResourceStream("Baton.Web.Demo.lists.txt")!;
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.StartsWith(list + "|", StringComparison.Ordinal))
            {
                continue;
            }

            var parts = line.Split('|');
            var category = Enum.Parse<Category>(parts[1]);
            var item = Must(await items.AddAsync(number, actors[giver], category, parts[2], cancellationToken));
            Must(await items.SaveAsync(number, actors[giver], item.Id, new ItemForm
            {
                Title = parts[2], Importance = Enum.Parse<Importance>(parts[3]), Receiver = Receivers.Value(actors[parts[4]].PersonId, null),
                SpecialAttention = parts[5], Restricted = item.Restricted, Seen = item.Version,
                Fields = parts[6..].Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => (string?)FieldValue(f[0], f[1])),
            }, cancellationToken));
        }

        Must(await items.DeclareEmptyAsync(number, actors[giver], null, cancellationToken));
    }

    /// <summary>Days count from today: +14.</summary>
    private string FieldValue(string field, string value) => field is "due" or "asAt"
        ? Text(Day(int.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)))
        : value.Replace("\\n", "\n", StringComparison.Ordinal);

    private async Task AttachAsync(string number, string giver, string title, string name, string file, CancellationToken cancellationToken)
    {
        var item = await Db.Items.Where(i => i.Title == title && Db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == number)).Select(i => i.Id).SingleAsync(cancellationToken);
        var temporary = Get<UploadFolder>().NewTemporary();
        await using (var from = typeof(DemoCompany).Assembly.GetManifestResourceStream($"Baton.Web.Demo.files.{file}")!)
        await using (var to = File.Create(temporary))
        {
            await from.CopyToAsync(to, cancellationToken);
        }

        Must(await Get<FileService>().AddAsync(number, actors[giver], new FileToAdd(FileSubject.Item, item, name), temporary, cancellationToken));
    }

    private async Task AgreeTimesAsync(string number, string giver, string[] receivers, int from, int lastDay, CancellationToken cancellationToken)
    {
        var prepare = Get<PrepareService>();
        var last = Text(Day(lastDay));
        Must(await prepare.ProposeTimesAsync(number, actors[giver], new TimesForm
        {
            FromDay = Text(Day(from)), ToDay = last, FirstMeetingAt = Text(Day(from)) + "T10:00", TransferAt = last + "T18:00",
        }, cancellationToken));
        var proposal = await Db.TimeProposals.Where(p => p.State == ProposalState.Open && Db.Handovers.Any(h => h.Id == p.HandoverId && h.Number == number))
            .Select(p => p.Id).SingleAsync(cancellationToken);
        foreach (var receiver in receivers)
        {
            Must(await prepare.ConfirmTimesAsync(number, actors[receiver], proposal, cancellationToken));
        }
    }

    private async Task BriefAsync(string number, string giver, int supportDays, string overview, bool accounting, CancellationToken cancellationToken) =>
        Must(await Get<PrepareService>().SaveBriefAsync(number, actors[giver], new BriefForm
        {
            Overview = overview,
            BoundaryBefore = $"此前的工作由{giver}负责，保证真实、合法、完整。",
            BoundaryAcross = "跨期的事项按清单约定由谁完成。",
            Support = SupportChoice.Offered, SupportUntil = Text(Day(supportDays)), SupportTerms = "电话、微信，工作日 4 小时内回复",
            Declared = accounting ? [AccountingDeclarations.VouchersComplete, AccountingDeclarations.EntriesPosted, AccountingDeclarations.BalancesStamped, AccountingDeclarations.MattersWritten] : [],
            SeenAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        }, cancellationToken));

    /// <summary>Walks the first items of the list: explained, shown, said back, checked, accepted.</summary>
    private async Task WalkAsync(string number, string giver, int count, bool leaveLastHalfDone, CancellationToken cancellationToken)
    {
        var walk = Get<WalkService>();
        var items = (await Db.Items.AsNoTracking().Include(i => i.Steps)
            .Where(i => Db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == number)).AsSplitQuery().ToListAsync(cancellationToken))
            .OrderBy(i => i.Category).ThenBy(i => i.Place).Take(count).ToList();
        foreach (var (item, index) in items.Select((item, index) => (item, index)))
        {
            var receiver = actors.Values.First(a => a.PersonId == item.ReceiverId);
            foreach (var step in item.OpenSteps.ToList())
            {
                if (leaveLastHalfDone && index >= count - 4 && !step.Kind.IsGivers())
                {
                    continue;
                }

                if (step.Kind == ProofKind.TaughtBack)
                {
                    Must(await walk.TeachBackAsync(number, receiver, item.Id, $"我的理解：{item.Title}要按约定的时间做，拿不准先问{giver}，出错马上说。", false, cancellationToken));
                    Must(await walk.AnswerTeachBackAsync(number, actors[giver], item.Id, true, null, cancellationToken));
                }
                else
                {
                    foreach (var (at, words) in step.Kind == ProofKind.Demonstrated ? ProcessSteps.Of(item.Fields).Index() : [])
                    {
                        Must(await walk.TickAsync(number, actors[giver], item.Id, at, words, true, cancellationToken));
                    }

                    var figure = item.Listed?.ToString(CultureInfo.InvariantCulture);
                    Must(await walk.DoStepAsync(
                        number, step.Kind.IsGivers() ? actors[giver] : receiver, item.Id, step.Kind,
                        new StepForm { Actual = step.Kind.HasFigures() ? figure ?? "1" : null }, cancellationToken));
                }
            }

            if (!(leaveLastHalfDone && index >= count - 4))
            {
                Must(await walk.AcceptAsync(number, receiver, item.Id, cancellationToken));
            }
        }
    }

    private async Task SignAsync(string number, string name, CancellationToken cancellationToken)
    {
        var me = actors[name];
        var statement = await Db.Revisions.Where(r => r.ReopenedAt == null && r.ClosedAt == null && Db.Handovers.Any(h => h.Id == r.HandoverId && h.Number == number))
            .SelectMany(r => r.Statements).Where(s => s.SignerId == me.PersonId).OrderBy(s => s.Turn).FirstAsync(cancellationToken);
        Must(await Get<SignService>().SignAsync(
            number, me, new SignForm { Password = Password, Agree = true, Root = Convert.ToHexStringLower(statement.Root) }, cancellationToken));
    }

    private async Task HoldMeetingAsync(string number, string by, string[] who, string title, CancellationToken cancellationToken)
    {
        var meetings = Get<MeetingService>();
        var meeting = Must(await meetings.PlanAsync(number, actors[by], new MeetingInput
        {
            Title = title, Agenda = "先讲背景和节奏，再看重点事项。", Place = "3 楼小会议室", StartsAt = Text(Day(0)) + "T10:00", Minutes = "60",
            Attendees = [.. who.Select(n => actors[n].PersonId)],
        }, cancellationToken));
        Must(await meetings.HoldAsync(number, actors[by], meeting.Id, new MeetingRecord
        {
            Record = "过了一遍岗位概述和重点事项，约定每天下午四点走查。", Came = [.. who.Select(n => actors[n].PersonId)],
        }, cancellationToken));
    }

    /// <summary>简易交接, finished long ago.</summary>
    private async Task AddCompletedAsync(CancellationToken cancellationToken)
    {
        clock.SetBack(TimeSpan.FromDays(60));
        var number = await OpenAsync("黄海", "杨帆", "展会物料交接", Reason.Reorganisation, 2, "黄海", ["陈静"], cancellationToken, HandoverForm.Simple, caretaker: "周敏");
        await ListAsync(number, "杨帆", "fair", cancellationToken);
        await BriefAsync(number, "杨帆", 30, "每季一次展会，展前两周备齐物料。", false, cancellationToken);
        Must(await Get<PrepareService>().SubmitListAsync(number, actors["杨帆"], cancellationToken));
        Must(await Get<SignService>().StartAsync(number, actors["杨帆"], cancellationToken));
        foreach (var name in new[] { "杨帆", "陈静", "黄海" })
        {
            await SignAsync(number, name, cancellationToken);
        }

        clock.SetBack(TimeSpan.FromDays(50));
        await FillNextCheckAsync(number, "陈静", "黄海", cancellationToken);
        Must(await Get<FollowUpService>().CloseSimpleAsync(number, actors["黄海"], cancellationToken));
    }

    private async Task FillNextCheckAsync(string number, string receiver, string witness, CancellationToken cancellationToken)
    {
        var me = actors[receiver].PersonId;
        var check = await Db.FollowUpChecks.AsNoTracking().Where(c => c.ReceiverId == me && c.FilledAt == null && Db.Handovers.Any(h => h.Id == c.HandoverId && h.Number == number))
            .OrderBy(c => c.DueOn).FirstAsync(cancellationToken);
        var items = await Db.Items.Where(i => i.HandoverId == check.HandoverId && i.ReceiverId == me && i.Importance != Importance.Normal)
            .Select(i => i.Id).ToListAsync(cancellationToken);
        Must(await Get<FollowUpService>().FillCheckAsync(number, actors[receiver], check.Id, new CheckForm
        {
            Rating = Rating.Managing, WhatHelps = "希望再走一遍月末的高峰。", Mastery = items.ToDictionary(i => i, _ => (Mastery?)Mastery.WithHelp),
        }, cancellationToken));
        Must(await Get<FollowUpService>().ConfirmCheckAsync(number, actors[witness], check.Id, "继续观察。", cancellationToken));
    }

    /// <summary>Temporary cover, signed off eight days ago: a check is due, a password is still unchanged.</summary>
    private async Task AddFollowUpAsync(CancellationToken cancellationToken)
    {
        clock.SetBack(TimeSpan.FromDays(12));
        var number = await OpenAsync("马超", "林涛", "系统管理员临时代岗", Reason.TemporaryCover, 4, "马超", ["何晓"], cancellationToken, returns: 60, caretaker: "王强");
        await AgreeTimesAsync(number, "林涛", ["何晓"], 0, 4, cancellationToken);
        await ListAsync(number, "林涛", "cover", cancellationToken);
        await BriefAsync(number, "林涛", 60, "每天先看告警，再处理工单；每月 1 日备份检查。", false, cancellationToken);
        Must(await Get<PrepareService>().SubmitListAsync(number, actors["林涛"], cancellationToken));
        Must(await Get<PrepareService>().ConfirmListAsync(number, actors["马超"], null, cancellationToken));
        await HoldMeetingAsync(number, "林涛", ["林涛", "何晓", "马超"], "代岗交接面谈", cancellationToken);
        await WalkAsync(number, "林涛", 100, false, cancellationToken);
        clock.SetBack(TimeSpan.FromDays(8));
        Must(await Get<SignService>().StartAsync(number, actors["林涛"], cancellationToken));
        foreach (var name in new[] { "林涛", "何晓", "马超" })
        {
            await SignAsync(number, name, cancellationToken);
        }

        clock.SetBack(TimeSpan.FromDays(6));
        await FillNextCheckAsync(number, "何晓", "马超", cancellationToken);
        Must(await Get<QuestionService>().AskAsync(number, actors["何晓"], null, "机房空调告警找谁处理？", QuestionKind.Problem, cancellationToken));
    }

    /// <summary>All accepted and frozen; the giver has signed, the receiver's turn.</summary>
    private async Task AddSigningAsync(CancellationToken cancellationToken)
    {
        clock.SetBack(TimeSpan.FromDays(9));
        var number = await OpenAsync("马超", "徐明", "后端工程师岗位交接", Reason.Transfer, 11, "马超", ["何晓"], cancellationToken, caretaker: "王强");
        await AgreeTimesAsync(number, "徐明", ["何晓"], 1, 11, cancellationToken);
        await ListAsync(number, "徐明", "tech", cancellationToken);
        await BriefAsync(number, "徐明", 40, "订单服务的开发与值班。每周二、四发布，月初对账高峰。", false, cancellationToken);
        Must(await Get<PrepareService>().SubmitListAsync(number, actors["徐明"], cancellationToken));
        Must(await Get<PrepareService>().ConfirmListAsync(number, actors["马超"], null, cancellationToken));
        clock.SetBack(TimeSpan.FromDays(4));
        await HoldMeetingAsync(number, "徐明", ["徐明", "何晓"], "架构与值班讲解", cancellationToken);
        await WalkAsync(number, "徐明", 100, false, cancellationToken);
        clock.SetBack(TimeSpan.FromHours(20));
        Must(await Get<SignService>().StartAsync(number, actors["徐明"], cancellationToken));
        await SignAsync(number, "徐明", cancellationToken);
    }

    /// <summary>The finance supervisor's: in the middle of the walkthrough.</summary>
    private async Task AddHandingOverAsync(CancellationToken cancellationToken)
    {
        clock.SetBack(TimeSpan.FromDays(6));
        var number = await OpenAsync("周敏", "张伟", "财务主管岗位交接", Reason.Resignation, 27, "王强", ["李娜", "赵敏"], cancellationToken, collectors: ["林涛"]);
        await AgreeTimesAsync(number, "张伟", ["李娜", "赵敏"], 1, 27, cancellationToken);
        await ListAsync(number, "张伟", "finance", cancellationToken);
        await AttachAsync(number, "张伟", "增值税申报", "增值税申报步骤.txt", "vat-steps.txt", cancellationToken);
        await AttachAsync(number, "张伟", "增值税申报", "10 月审批单.pdf", "vat-approval.pdf", cancellationToken);
        await AttachAsync(number, "张伟", "网银 U 盾（制单、复核）", "两只 U 盾.png", "keys.png", cancellationToken);
        await BriefAsync(number, "张伟", 57, "财务主管管总账、报表、税务和资金。\n\n- 每周一：资金计划\n- 每月 3 日前：结账出报表\n- 每月 15 日前：增值税申报\n- 每年 1–4 月：年审与汇算清缴", true, cancellationToken);
        clock.SetBack(TimeSpan.FromDays(5));
        Must(await Get<PrepareService>().SubmitListAsync(number, actors["张伟"], cancellationToken));
        Must(await Get<PrepareService>().ConfirmListAsync(number, actors["王强"], null, cancellationToken));
        clock.SetBack(TimeSpan.FromDays(3));
        await HoldMeetingAsync(number, "张伟", ["张伟", "李娜", "赵敏", "王强"], "第一次面谈", cancellationToken);
        clock.SetBack(TimeSpan.FromHours(4));
        await WalkAsync(number, "张伟", 15, true, cancellationToken);
        var questions = Get<QuestionService>();
        var vat = await Db.Items.Where(i => i.Title == "增值税申报").Select(i => i.Id).SingleAsync(cancellationToken);
        var first = Must(await questions.AskAsync(number, actors["李娜"], vat, "申报后发现错误可以改吗？", QuestionKind.Question, cancellationToken));
        Must(await questions.AnswerAsync(number, actors["张伟"], first.Id, "申报期内可作废重报；过期走更正申报，操作手册第 12 页。", cancellationToken));
        Must(await questions.ResolveAsync(number, actors["李娜"], first.Id, null, cancellationToken));
        clock.SetBack(TimeSpan.FromMinutes(25));
        Must(await questions.AskAsync(number, actors["李娜"], vat, "红字发票当月怎么处理？", QuestionKind.Question, cancellationToken));
    }

    /// <summary>One being listed, one only asked for, one cancelled.</summary>
    private async Task AddPreparingAsync(CancellationToken cancellationToken)
    {
        clock.SetBack(TimeSpan.FromDays(2));
        var cancelled = await OpenAsync("马超", "何晓", "何晓转岗交接", Reason.Transfer, 20, "马超", ["徐明"], cancellationToken, caretaker: "王强");
        Must(await Get<PrepareService>().CancelAsync(cancelled, actors["马超"], "转岗推迟到明年，到时重新发起。", cancellationToken));
        clock.SetBack(TimeSpan.FromDays(1));
        var number = await OpenAsync("周敏", "陈静", "华南销售经理岗位交接（产假）", Reason.LongLeave, 16, "黄海", ["杨帆"], cancellationToken, caretaker: "周敏", template: "sales");
        await ListAsync(number, "陈静", "sales", cancellationToken);
        Must(await Get<PrepareService>().ProposeTimesAsync(number, actors["陈静"], new TimesForm
        {
            FromDay = Text(Day(3)), ToDay = Text(Day(16)), FirstMeetingAt = Text(Day(3)) + "T14:00", TransferAt = Text(Day(16)) + "T18:00", Note = "预产期在下月底，希望提前一周结束。",
        }, cancellationToken));
        clock.SetBack(TimeSpan.FromHours(2));
        await OpenAsync("赵敏", "赵敏", "出纳岗位交接", Reason.Resignation, 30, "孙丽", [], cancellationToken, template: "cashier");
    }
}
