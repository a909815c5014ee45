using System.Globalization;
using Baton.Evidence;
using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Baton.Web.Identity;
using Microsoft.Extensions.DependencyInjection;
using StoredEvent = Baton.Web.Events.StoredEvent;

namespace Baton.Bench;

/// <summary>
/// Fills a database with many handovers of many people in every stage but signing, which needs frozen statements. It writes
/// rows in bulk, not by the product's services: items have their steps, numbers are right, and each handover has a valid
/// chain, but of one event, its opening. The same seed makes the same company, apart from salts (and so hashes), and with
/// days counted from the day of the run.
/// </summary>
public sealed class Generator
{
    private const int Departments = 20;
    private const int HandoversForEachPerson = 20;

    private readonly Random random;
    private readonly DateTimeOffset now = TimeProvider.System.Now();
    private readonly List<Person> people = [];
    private int ids;

    private Generator(int seed) => random = new Random(seed);

    /// <summary>Adds handovers after those that are there.</summary>
    /// <param name="own">In the first so many of them, the cast's giver and receiver take part.</param>
    /// <param name="items">Of each, on average.</param>
    public static async Task FillAsync(BatonServer server, BenchDatabase database, Cast cast, int handovers, int own, int items, int seed = 1)
    {
        await using var scope = server.Services.CreateAsyncScope();
        await using var connection = await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var bulk = new BulkInsert(scope.ServiceProvider.GetRequiredService<BatonDbContext>(), connection);
        var generator = new Generator(seed);
        generator.AddPeople(Math.Max(50, handovers / HandoversForEachPerson), out var departments);
        await bulk.WriteAsync(departments);
        await bulk.WriteAsync(generator.people);
        var made = Enumerable.Range(1, handovers).Select(n => generator.Handover(n, cast, n <= own, items)).ToList();
        await bulk.WriteAsync(made.Select(m => m.Handover));
        await bulk.WriteAsync(made.SelectMany(m => m.Handover.Parties));
        await bulk.WriteAsync(made.SelectMany(m => m.Items));
        await bulk.WriteAsync(made.SelectMany(m => m.Items).SelectMany(i => i.Steps));
        await bulk.WriteAsync(made.SelectMany(m => m.Checks));
        await bulk.WriteAsync(made.Select(m => m.Opened));
        await bulk.WriteAsync(made.Select(m => m.Opened.Body!));
        await transaction.CommitAsync();
        if (BenchDatabase.IsPostgres)
        {
            // As its autovacuum does some time later. Nobody does it for SQLite.
            await using var analyze = connection.CreateCommand();
            analyze.CommandText = "ANALYZE";
            await analyze.ExecuteNonQueryAsync();
        }
    }

    private void AddPeople(int count, out List<Department> departments)
    {
        departments = [.. Enumerable.Range(1, Departments).Select(i => new Department { Id = NewId(now), Name = $"第 {i} 部" })];
        const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗", Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平";
        for (var i = 0; i < count; i++)
        {
            people.Add(new Person
            {
                Id = NewId(now), Name = $"{Pick(Surnames)}{Pick(Given)}{(i % 2 == 0 ? Pick(Given) : "")}", DepartmentId = departments[i % Departments].Id,
                EmployeeNumber = string.Create(CultureInfo.InvariantCulture, $"G{i:00000}"),
            });
        }
    }

    private (Handover Handover, List<Item> Items, List<FollowUpCheck> Checks, StoredEvent Opened) Handover(int n, Cast cast, bool isOwn, int items)
    {
        var stage = (n % 20) switch { 0 => Stage.Cancelled, < 3 => Stage.Preparing, < 6 => Stage.HandingOver, < 8 => Stage.FollowUp, _ => Stage.Completed };
        // Ended ones years ago, the others these weeks.
        var opened = now.AddDays(stage is Stage.Completed or Stage.Cancelled ? -random.Next(60, 2000) : -random.Next(1, 30));
        var giver = isOwn && n % 2 == 0 ? cast.Giver.Id : Someone().Id;
        var receiver = isOwn && n % 2 == 1 ? cast.Giver.Id : Someone(giver).Id;
        var witness = Someone(giver, receiver).Id;
        var lastDay = DateOnly.FromDateTime(opened.UtcDateTime).AddDays(45);
        var id = NewId(opened);
        var signedOff = stage is Stage.FollowUp or Stage.Completed ? opened.AddDays(40) : (DateTimeOffset?)null;
        var handover = new Handover
        {
            Id = id, Number = string.Create(CultureInfo.InvariantCulture, $"JJ-2020-{n:000000}"), Version = 1, Title = $"{Pick(Posts)}交接", Stage = stage,
            Form = HandoverForm.Full, Reason = (Reason)(n % 4), DepartmentId = people[n % people.Count].DepartmentId, LastWorkingDay = lastDay,
            TimeZone = "Asia/Shanghai", OpenedAt = opened, TransferAt = stage == Stage.Preparing ? null : opened.AddDays(45), Overview = "节奏见清单；月初最忙。",
            ListConfirmedAt = stage is Stage.Preparing or Stage.Cancelled ? null : opened.AddDays(5), SignedOffAt = signedOff,
            FollowUpEndsOn = signedOff is null ? null : lastDay.AddDays(30), CompletedAt = stage == Stage.Completed ? opened.AddDays(80) : null,
            CancelledAt = stage == Stage.Cancelled ? opened.AddDays(3) : null, CancelReason = stage == Stage.Cancelled ? "留任" : null,
            Support = SupportChoice.Offered, SupportUntil = lastDay.AddDays(30),
            Parties =
            [
                NewParty(id, PartyRole.Initiator, cast.Hr.Id, opened), NewParty(id, PartyRole.Giver, giver, opened), NewParty(id, PartyRole.Receiver, receiver, opened),
                NewParty(id, PartyRole.Witness, witness, opened), NewParty(id, PartyRole.Caretaker, Someone(giver, receiver, witness).Id, opened),
            ],
        };
        var list = Enumerable.Range(1, Math.Max(1, items + random.Next(-items / 2, items / 2 + 1))).Select(place => NewItem(handover, place, receiver, opened)).ToList();
        handover.Numbers = new HandoverNumbers { Items = list.Count, Settled = list.Count(i => i.IsSettled), WithGaps = list.Count(i => i.HasGap) };
        List<FollowUpCheck> checks = stage != Stage.FollowUp ? [] :
            [.. new[] { 1, 7, 30 }.Select(day => new FollowUpCheck { Id = NewId(opened), HandoverId = id, ReceiverId = receiver, DayNumber = day, DueOn = lastDay.AddDays(day) })];
        return (handover, list, checks, Opening(handover, cast));
    }

    private Item NewItem(Handover handover, int place, Guid receiver, DateTimeOffset at)
    {
        var stage = handover.Stage;
        var isSettled = stage is Stage.FollowUp or Stage.Completed || stage == Stage.HandingOver && random.Next(2) == 0;
        var item = new Item
        {
            Id = NewId(at), HandoverId = handover.Id, Category = Category.Duties, Place = place, Title = $"{Pick(Posts)}的{Pick(Tasks)}",
            Description = "先导出上月数据，再逐行核对。", Fields = new DutiesFields { Goal = "按时交出，数字一致。", Frequency = "每月" }, ReceiverId = receiver,
            State = isSettled ? ItemState.Accepted : ItemState.Open, SettledAt = isSettled ? at.AddDays(20) : null,
            BothSignedAt = stage is Stage.FollowUp or Stage.Completed ? at.AddDays(40) : null, CreatedAt = at, ChangedAt = at.AddDays(2), Version = 1,
        };
        item.Settle(handover, () => NewId(at));
        if (isSettled)
        {
            item.Steps.ForEach(s => s.Do(at.AddDays(20), receiver, null));
        }

        return item;
    }

    private StoredEvent Opening(Handover handover, Cast cast)
    {
        var made = EventChain.Append(
            ChainHead.Empty, handover.Id,
            new EventFacts("handover.opened", handover.Id, cast.Hr.Id, null, Channels.CommandLine, handover.OpenedAt.ToUnixTimeMilliseconds()),
            FieldSet.Commit([("number", handover.Number), ("title", handover.Title)]));
        return new StoredEvent
        {
            StreamId = handover.Id, Sequence = made.Header.Sequence, Header = made.HeaderBytes, Hash = made.Hash, Kind = "handover.opened", SubjectId = handover.Id,
            ActorId = cast.Hr.Id, Channel = Channels.CommandLine, At = handover.OpenedAt,
            Body = new EventBody { StreamId = handover.Id, Sequence = made.Header.Sequence, Fields = made.Body.ToJson() },
        };
    }

    private Party NewParty(Guid handoverId, PartyRole role, Guid personId, DateTimeOffset at) =>
        new() { Id = NewId(at), HandoverId = handoverId, Role = role, PersonId = personId, FromAt = at };

    private static readonly string[] Posts = ["运营主管", "销售代表", "会计", "出纳", "采购专员", "后端工程师", "客服组长", "仓库主管"];
    private static readonly string[] Tasks = ["月报", "周会", "对账", "合同台账", "客户回访", "库存盘点", "系统巡检", "预算跟踪"];

    private T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private char Pick(string of) => of[random.Next(of.Length)];

    private Person Someone(params Guid[] but)
    {
        Person found;
        do
        {
            found = people[random.Next(people.Count)];
        }
        while (but.Contains(found.Id));
        return found;
    }

    /// <summary>Sorts by time like the product's (UUIDv7), the rest from the seed.</summary>
    private Guid NewId(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, (at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (long)(++ids & 0xFFF));
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
