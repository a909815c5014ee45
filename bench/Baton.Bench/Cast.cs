using System.Globalization;
using Baton.Web;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Baton.Web.Features.Questions;
using Baton.Web.Features.Settings;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Bench;

/// <param name="UserName">With which one signs in, by <see cref="Cast.Password"/>.</param>
public sealed record Member(Guid Id, string Name, string UserName, Actor Actor);

/// <summary>
/// A company and four people with accounts, and handovers that the product's own services bring into the middle of the
/// walkthrough, where pages have most to show.
/// </summary>
public sealed class Cast(BatonServer server)
{
    public const string Password = "青山绿水 2026 基准";

    public Member Hr { get; private set; } = null!;
    public Member Giver { get; private set; } = null!;
    public Member Receiver { get; private set; } = null!;
    public Member Witness { get; private set; } = null!;

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(8).UtcDateTime);

    public static async Task<Cast> EngageAsync(BatonServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
        if (!await db.Companies.AnyAsync())
        {
            db.Companies.Add(new Company { Name = "华东贸易有限公司", TimeZone = "Asia/Shanghai" });
            await db.SaveChangesAsync();
        }

        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        async Task<Member> AddAsync(string name, string userName, SystemRoles roles = SystemRoles.None)
        {
            var person = new Person { Id = TimeProvider.System.NewId(), Name = name };
            db.People.Add(person);
            await db.SaveChangesAsync();
            var result = await users.CreateAsync(
                new Account { Id = TimeProvider.System.NewId(), UserName = userName, PersonId = person.Id, Roles = roles }, Password);
            return result.Succeeded
                ? new Member(person.Id, name, userName, BatonServer.ActorOf(person.Id, name, roles))
                : throw new InvalidOperationException(string.Join(' ', result.Errors.Select(e => e.Description)));
        }

        return new Cast(server)
        {
            Hr = await AddAsync("周敏", "hr", SystemRoles.HumanResources), Giver = await AddAsync("张伟", "giver"),
            Receiver = await AddAsync("李娜", "receiver"), Witness = await AddAsync("孙丽", "witness"),
        };
    }

    /// <summary>A handover whose list is empty.</summary>
    public Task<Handover> OpenAsync() => server.DoAsync<OpenHandover, Handover>(open => open.OpenAsync(
        new OpenRequest
        {
            GiverId = Giver.Id, Reason = Reason.Resignation, Title = "运营主管交接", LastWorkingDay = Today.AddDays(30),
            ReceiverIds = [Receiver.Id], WitnessId = Witness.Id, CaretakerId = Hr.Id,
        }, Hr.Actor, CancellationToken.None));

    /// <summary>Listed, confirmed, and every other item explained and accepted; some questions wait for answers.</summary>
    public async Task<WalkedHandover> WalkAsync(int items)
    {
        var none = CancellationToken.None;
        var today = Today;
        var handover = await OpenAsync();
        var number = handover.Number;
        await server.DoAsync<PrepareService, Done>(p => p.ProposeTimesAsync(
            number, Giver.Actor, new TimesForm { FromDay = Text(today), ToDay = Text(today.AddDays(20)), TransferAt = $"{Text(today.AddDays(30))}T18:00" }, none));
        var proposal = await ReadAsync(db => db.TimeProposals.Where(p => p.HandoverId == handover.Id).Select(p => p.Id).SingleAsync());
        await server.DoAsync<PrepareService, Done>(p => p.ConfirmTimesAsync(number, Receiver.Actor, proposal, none));
        await server.DoAsync<PrepareService, Done>(p => p.SaveBriefAsync(
            number, Giver.Actor, new BriefForm { Overview = "每月五号前出经营分析，周一开渠道例会；其余见清单。", Support = SupportChoice.Offered, SupportUntil = Text(today.AddDays(60)) }, none));
        var titles = Enumerable.Range(1, items).Select(i => string.Create(CultureInfo.InvariantCulture, $"第 {i} 项工作：渠道数据核对与月报")).ToList();
        await server.DoAsync<ListService, int>(list => list.PasteAsync(
            number, Giver.Actor,
            new PastedRows(TimeProvider.System.NewId(), ["名称", "接收人"], [.. titles.Select(t => (IReadOnlyList<string>)[t, Receiver.Name])],
                [.. titles.Select((title, i) => Row(i, title, today))]),
            none));
        await server.DoAsync<ListService, Done>(list => list.DeclareEmptyAsync(number, Giver.Actor, null, none));
        await server.DoAsync<PrepareService, Done>(p => p.SubmitListAsync(number, Giver.Actor, none));
        await server.DoAsync<PrepareService, Done>(p => p.ConfirmListAsync(number, Witness.Actor, null, none));
        var ids = await ReadAsync(db => db.Items.Where(i => i.HandoverId == handover.Id).OrderBy(i => i.Id).Select(i => new { i.Id, i.Category }).ToListAsync());
        var done = ids.Where((item, i) => item.Category == Category.Duties && i % 8 == 0).Select(i => i.Id).ToList();
        foreach (var some in done.Chunk(ListService.MostAtOnce))
        {
            await server.DoAsync<WalkService, int>(walk => walk.DoManyAsync(number, Giver.Actor, some, ProofKind.Explained, none));
            await server.DoAsync<WalkService, int>(walk => walk.AcceptManyAsync(number, Receiver.Actor, some, none));
        }

        for (var i = 0; i < 5; i++)
        {
            await server.DoAsync<QuestionService, Question>(q => q.AskAsync(number, Receiver.Actor, ids[i].Id, "口径以哪张表为准？", QuestionKind.Question, none));
        }

        return new WalkedHandover(handover.Id, number, [.. ids.Select(i => i.Id).Except(done)]);
    }

    /// <summary>Four categories in turn, filled as people fill them.</summary>
    private PastedItem Row(int i, string title, DateOnly today)
    {
        CategoryFields fields = (i % 4) switch
        {
            0 => new DutiesFields { Goal = "每月五号前交出，数字与财务一致。", Frequency = "每月", Scope = "华东三省的渠道，不含电商。" },
            1 => new DocumentsFields { Kind = DocumentKind.Data, Place = "共享盘/运营/月报/2026", Version = "V3" },
            2 => new CustomersFields { Contact = "刘女士", Phone = "13800000000", Needs = "每季度对账一次。", Promises = "三天内回复报价。" },
            _ => new PendingFields { Kind = PendingKind.Unfinished, Due = today.AddDays(40 + i % 20), NextStep = "等对方回函后录入台账。", Progress = "进行中" },
        };
        return new PastedItem(
            i + 1, Categories[i % 4], title, "先从系统导出上月数据，再与渠道的对账单逐行核对；差异超过一百元的写进备注，并在周会上说明。", null, Receiver.Name, fields);
    }

    private static readonly Category[] Categories = [Category.Duties, Category.Documents, Category.Customers, Category.Pending];

    private async Task<T> ReadAsync<T>(Func<BatonDbContext, Task<T>> read)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<BatonDbContext>());
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <param name="OpenItemIds">Items of which no step is done yet; the first of each is that it is explained.</param>
public sealed record WalkedHandover(Guid Id, string Number, IReadOnlyList<Guid> OpenItemIds);
