using System.Diagnostics;
using System.Globalization;
using Baton.Web;
using Baton.Web.Data;
using Baton.Web.Events;
using Baton.Web.Features.Export;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Imports;
using Baton.Web.Features.Items;
using DocumentFormat.OpenXml.Packaging;
using Cell = DocumentFormat.OpenXml.Spreadsheet.Cell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Bench;

/// <summary>
/// A workbook taken into an empty list, from its bytes to the commit. Floor: reading every cell of it with
/// DocumentFormat.OpenXml, and writing the rows that the import wrote, for another handover, by prepared statements in one
/// transaction.
/// </summary>
public static class ImportBench
{
    private const int Rows = ListImportService.MostItems;

    public static async Task<IReadOnlyList<Line>> RunAsync(BenchOptions options)
    {
        await using var database = await BenchDatabase.CreateAsync();
        await using var server = await BatonServer.StartAsync(database);
        var cast = await Cast.EngageAsync(server);
        var request = new ListImportRequest(Workbook(), "清单.xlsx", new());
        var written = Written.None;
        var compared = await Rounds.CompareAsync(
            options.Rounds,
            async () =>
            {
                var handover = await cast.OpenAsync();
                var plan = await server.DoAsync<ListImportService, ListImportPlan>(s => s.PreviewAsync(handover.Number, cast.Giver.Actor, request, CancellationToken.None));
                var time = await TimeAsync(() => server.DoAsync<ListImportService, ListImported>(s => s.RunAsync(
                    handover.Number, cast.Giver.Actor, request, TimeProvider.System.NewId(), plan.Fingerprint, CancellationToken.None)));
                written = await Written.ReadAsync(server, handover.Id);
                return time;
            },
            async () =>
            {
                var rows = written.For(await cast.OpenAsync());
                return await TimeAsync(async () =>
                {
                    Read(request.File);
                    await rows.WriteAsync(server, database);
                });
            });
        return [Line.AtMost($"import of {Rows} Excel rows", Line.Milliseconds(compared.Figure), Line.Milliseconds(compared.Floor), compared.Ratio, 2.5)];
    }

    private static byte[] Workbook() => TextWorkbook.Write([new("待处理事项", Enumerable.Range(1, Rows).Select(i => (IReadOnlyList<string>)
        [
            string.Create(CultureInfo.InvariantCulture, $"第 {i} 项工作：渠道数据核对与月报"), "先从系统导出上月数据，再与渠道的对账单逐行核对；差异超过一百元的写进备注。",
            "2026-12-15", "等对方回函后录入台账", "进行中", "李娜",
        ]).Prepend(["事项", "备注", "截止日期", "下一步", "进度", "负责人"]))]);

    private static void Read(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file, writable: false), isEditable: false);
        var cells = 0;
        foreach (var part in document.WorkbookPart!.WorksheetParts)
        {
            using var reader = DocumentFormat.OpenXml.OpenXmlReader.Create(part);
            while (reader.Read())
            {
                if (reader.ElementType == typeof(Cell) && reader.IsStartElement)
                {
                    cells += ((Cell)reader.LoadCurrentElement()!).InnerText.Length > 0 ? 1 : 0;
                }
            }
        }

        if (cells < Rows)
        {
            throw new InvalidOperationException($"{cells} cells.");
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        // What the round before left behind is not this one's.
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>What an import wrote.</summary>
    private sealed record Written(List<SourceRow> Sources, List<Item> Items, List<ProofStep> Steps, List<StoredEvent> Events, List<EventBody> Bodies)
    {
        public static readonly Written None = new([], [], [], [], []);

        public static async Task<Written> ReadAsync(BatonServer server, Guid handover)
        {
            await using var scope = server.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
            return new(
                await db.SourceRows.AsNoTracking().Where(r => r.HandoverId == handover).ToListAsync(),
                await db.Items.AsNoTracking().Where(i => i.HandoverId == handover).ToListAsync(),
                await db.ProofSteps.AsNoTracking().Where(s => db.Items.Any(i => i.Id == s.ItemId && i.HandoverId == handover)).ToListAsync(),
                await db.Events.AsNoTracking().Where(e => e.StreamId == handover && e.Kind == "item.added").ToListAsync(),
                await db.EventBodies.AsNoTracking().Where(b => b.StreamId == handover && db.Events.Any(e => e.StreamId == handover && e.Sequence == b.Sequence && e.Kind == "item.added")).ToListAsync());
        }

        /// <summary>The same for another handover, with ids of their own.</summary>
        public Written For(Handover handover)
        {
            var ids = Sources.Select(r => r.Id).Concat(Items.Select(i => i.Id)).ToDictionary(id => id, _ => TimeProvider.System.NewId());
            return new(
                [.. Sources.Select(r => new SourceRow
                {
                    Id = ids[r.Id], HandoverId = handover.Id, BatchId = r.BatchId, Sheet = r.Sheet, Row = r.Row, Headers = r.Headers, Cells = r.Cells, Key = r.Key,
                    ItemId = r.ItemId, Said = r.Said, Replaced = r.Replaced,
                })],
                [.. Items.Select(i => new Item
                {
                    Id = ids[i.Id], HandoverId = handover.Id, Category = i.Category, Place = i.Place, Title = i.Title, Description = i.Description, Fields = i.Fields,
                    ReceiverId = i.ReceiverId, DueOn = i.DueOn, Gaps = i.Gaps, HasGap = i.HasGap, CreatedAt = i.CreatedAt, ChangedAt = i.ChangedAt, Version = i.Version,
                    SourceRowId = ids[i.SourceRowId!.Value],
                })],
                [.. Steps.Select(s => new ProofStep { Id = TimeProvider.System.NewId(), ItemId = ids[s.ItemId], Kind = s.Kind })],
                [.. Events.Select(e => new StoredEvent
                {
                    StreamId = handover.Id, Sequence = e.Sequence + 100, Header = e.Header, Hash = e.Hash, Kind = e.Kind, SubjectId = e.SubjectId, ActorId = e.ActorId,
                    Channel = e.Channel, At = e.At,
                })],
                [.. Bodies.Select(b => new EventBody { StreamId = handover.Id, Sequence = b.Sequence + 100, Fields = b.Fields })]);
        }

        public async Task WriteAsync(BatonServer server, BenchDatabase database)
        {
            await using var scope = server.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
            await using var connection = await database.OpenForWritingAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var insert = new BulkInsert(db, connection);
            await insert.WriteAsync(Sources);
            await insert.WriteAsync(Items);
            await insert.WriteAsync(Steps);
            await insert.WriteAsync(Events);
            await insert.WriteAsync(Bodies);
            await transaction.CommitAsync();
        }
    }
}
