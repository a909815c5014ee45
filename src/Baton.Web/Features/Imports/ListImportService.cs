using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Files;
using Baton.Web.Identity;
using Baton.Web.Import;
using Baton.Web.Text;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Imports;

/// <summary>A file that somebody wants in a list, and what they chose in the preview.</summary>
public sealed record ListImportRequest(byte[] File, string FileName, ListImportChoices Choices)
{
    /// <summary>One that <see cref="ImportArchives"/> keeps, instead of the file itself.</summary>
    public Guid? Archive { get; init; }
}

/// <summary>What an import has done.</summary>
public sealed record ListImported(Guid Id, int Added, int Changed);

/// <summary>What was taken back: items withdrawn, items restored, and values that somebody changed since and that stay.</summary>
public sealed record ImportUndone(int Withdrawn, int Restored, int Kept);

/// <summary>
/// A list from a file: worked out first, then carried out as it was shown, all of it or nothing; and taken back as a whole.
/// The page and the API call the same methods.
/// </summary>
public sealed class ListImportService(
    BatonDbContext db, HandoverWrite write, HandoverReader reader, ListImportPlanner planner, ImportArchives archives, FileService files)
{
    /// <summary>Items that one import adds or changes.</summary>
    public const int MostItems = 10_000;

    /// <summary>What the file would do now; writes nothing.</summary>
    public async Task<Outcome<ListImportPlan>> PreviewAsync(string number, Actor actor, ListImportRequest request, CancellationToken cancellationToken) =>
        await reader.LoadAsync(number, actor, showsContent: true, cancellationToken) is not { } seen || !MayImport(seen.Handover, seen.Access)
            ? Refusal.NotFound
            : await PlanAsync(request, seen.Handover, seen.Access, cancellationToken);

    /// <summary>Who may look at what an import would do: whoever may list.</summary>
    public static bool MayImport(Handover handover, HandoverAccess access) =>
        access.ActsAsGiver || (handover.Stage == Stage.FollowUp && (access.IsReceiver || access.IsWitness));

    /// <summary>Carries it out. The same batch sent again does nothing more.</summary>
    /// <param name="batch">Made with the preview, so that a confirmation sent twice is one.</param>
    /// <param name="fingerprint">Of the plan that was shown. Where the file would do something else by now, nothing is done:
    /// <see cref="ListImportRefusals.PlanChanged"/>.</param>
    public async Task<Outcome<ListImported>> RunAsync(
        string number, Actor actor, ListImportRequest request, Guid batch, string? fingerprint, CancellationToken cancellationToken)
    {
        var unpacked = await UnpackAsync(number, actor, request, fingerprint, cancellationToken);
        var outcome = unpacked.IsRefused ? unpacked.Refusals.ToList()
            : await RunAsync(number, actor, request, batch, fingerprint, unpacked.Value, cancellationToken);
        if (!outcome.IsRefused && request.Archive is { } archive)
        {
            await archives.ForgetAsync(archive);
        }

        return outcome;
    }

    /// <summary>
    /// The bytes of an archive's files are kept before the lock is taken. Where nothing could be attached, or something else
    /// than was shown, nothing is: the rest says so.
    /// </summary>
    private async Task<Outcome<Dictionary<int, FileContent>>> UnpackAsync(
        string number, Actor actor, ListImportRequest request, string? fingerprint, CancellationToken cancellationToken)
    {
        // What is no archive is not planned twice.
        if (request.Archive is null && !FileArchive.IsOne(new MemoryStream(request.File, writable: false)))
        {
            return new Dictionary<int, FileContent>();
        }

        var planned = await PreviewAsync(number, actor, request, cancellationToken);
        if (planned.IsRefused || planned.Value.Kind != ImportKind.Files || planned.Value.Fingerprint != fingerprint)
        {
            return new Dictionary<int, FileContent>();
        }

        var wanted = Wanted(planned.Value, request.Choices).Where(w => w.Values.ContainsKey(ItemValues.File)).Select(w => planned.Value.FileOf(w.Row)!).ToList();
        var room = await write.RunAsync<Done>(number, actor, async change =>
            (await ListService.ClosedAsync(change) ?? await files.FullAsync(change, wanted.Sum(f => f.Size), request.Archive)) is { } refusal ? refusal : Done.It, cancellationToken);
        if (room.IsRefused)
        {
            return room.Refusals.ToList();
        }

        await using var archive = await OpenAsync(request, planned.Value.HandoverId, actor, cancellationToken);
        return archive is null ? ListImportRefusals.NoFile : await archives.UnpackAsync(archive, wanted, cancellationToken);
    }

    private Task<Outcome<ListImported>> RunAsync(
        string number, Actor actor, ListImportRequest request, Guid batch, string? fingerprint, Dictionary<int, FileContent> unpacked, CancellationToken cancellationToken) =>
        write.RunAsync<ListImported>(number, actor, async change =>
        {
            if (await ListService.ClosedAsync(change) is { } closed)
            {
                return closed;
            }

            if (await change.Db.ListImports.SingleOrDefaultAsync(i => i.Id == batch, cancellationToken) is { } done)
            {
                return done.HandoverId == change.Handover.Id ? new ListImported(done.Id, done.Added, done.Changed) : Refusal.NotFound;
            }

            var planned = await PlanAsync(request, change.Handover, change.Access, cancellationToken);
            if (planned.IsRefused || planned.Value.Refusals.Count > 0)
            {
                return planned.IsRefused ? planned.Refusals.ToList() : planned.Value.Refusals.ToList();
            }

            var (plan, choices) = (planned.Value, request.Choices);
            if (plan.Fingerprint != fingerprint)
            {
                return ListImportRefusals.PlanChanged;
            }

            if (plan.LooksLikePassword && !choices.NotAPassword)
            {
                return ItemRefusals.LooksLikePassword.On(nameof(choices.NotAPassword));
            }

            var rows = Wanted(plan, choices);
            if (rows.Count is 0 or > MostItems)
            {
                return rows.Count == 0 ? ListImportRefusals.NothingToDo : ListImportRefusals.TooMany.With(MostItems);
            }

            return await CarryOutAsync(change, plan, rows, batch, unpacked);
        }, cancellationToken);

    /// <summary>
    /// Takes a whole import back, as events: what it added is withdrawn, what it changed is as it was before, but for what
    /// somebody changed since. Refused as soon as something of it is accepted or signed.
    /// </summary>
    public Task<Outcome<ImportUndone>> UndoAsync(string number, Actor actor, Guid batch, CancellationToken cancellationToken) =>
        write.RunAsync<ImportUndone>(number, actor, async change =>
        {
            if (await ListService.ClosedAsync(change) is { } closed)
            {
                return closed;
            }

            var import = await change.Db.ListImports.SingleOrDefaultAsync(i => i.Id == batch && i.HandoverId == change.Handover.Id, cancellationToken);
            if (import is null || import.UndoneAt is not null)
            {
                return import is null ? ListImportRefusals.NotFound : ListImportRefusals.Undone;
            }

            var rows = await change.Db.SourceRows.AsNoTracking().Where(r => r.BatchId == batch && r.ItemId != null).OrderBy(r => r.Id).ToListAsync(cancellationToken);
            var items = await ListService.ItemsOf(change)
                .Where(i => change.Db.SourceRows.Any(r => r.BatchId == batch && r.ItemId == i.Id)).ToDictionaryAsync(i => i.Id, cancellationToken);
            if (items.Values.Where(i => i.IsSettled || i.BothSignedAt is not null).ToList() is { Count: > 0 } settled)
            {
                return ListImportRefusals.Settled.With(string.Join(' ', settled.Take(10).Select(i => i.Label)));
            }

            change.Db.ChangeTracker.AutoDetectChangesEnabled = false;
            var undone = new ImportUndone(0, 0, 0);
            foreach (var row in rows)
            {
                undone = await UndoAsync(change, import, row, items[row.ItemId!.Value], undone);
            }

            (import.UndoneAt, import.UndoneById) = (change.Now, actor.PersonId);
            await change.RecordForAsync(
                change.Access.OnBehalfOfGiver, "list.import-undone", change.Handover.Id,
                ("file", import.FileName), ("withdrawn", undone.Withdrawn), ("restored", undone.Restored), ("kept", undone.Kept));
            change.Db.ChangeTracker.AutoDetectChangesEnabled = true;
            return undone;
        }, cancellationToken);

    /// <summary>Imports into a handover, the last one first.</summary>
    public async Task<IReadOnlyList<ListImport>> ReadAsync(Guid handoverId, CancellationToken cancellationToken) =>
        await db.ListImports.AsNoTracking().Include(i => i.By).Where(i => i.HandoverId == handoverId).OrderByDescending(i => i.Id).ToListAsync(cancellationToken);

    private async Task<Outcome<ListImportPlan>> PlanAsync(ListImportRequest request, Handover handover, HandoverAccess access, CancellationToken cancellationToken)
    {
        await using var archive = request.Archive is null ? null : await OpenAsync(request, handover.Id, access.Actor, cancellationToken);
        if (archive is null && request.File.Length == 0)
        {
            return ListImportRefusals.NoFile;
        }

        var name = FileNames.Clean(request.FileName);
        var source = archive is null ? ImportSource.Read(request.File, name, TableLimits.OfAFile, handover.Zone) : FileArchive.Read(archive);
        return source.IsRefused
            ? source.Refusals.Select(refusal => refusal == ImportRefusals.NotATable ? ListImportRefusals.NotAList : refusal).ToList()
            : await planner.PlanAsync(source.Value, name, request.Choices, handover, access, cancellationToken);
    }

    /// <summary>The archive's bytes; null where they are no longer there.</summary>
    private async Task<Stream?> OpenAsync(ListImportRequest request, Guid handoverId, Actor actor, CancellationToken cancellationToken) =>
        request.Archive is { } id ? await archives.OpenAsync(handoverId, actor, id, cancellationToken) : new MemoryStream(request.File, writable: false);

    /// <summary>The rows that do something, each with the values it changes.</summary>
    private static List<(ImportRow Row, Dictionary<string, string?> Values)> Wanted(ListImportPlan plan, ListImportChoices choices)
    {
        var (skipped, overwritten) = (choices.Skip.ToHashSet(), choices.Overwrite.ToHashSet());
        return [.. plan.Rows.Where(row => row.Fate is ImportFate.New or ImportFate.Update && !skipped.Contains(row.Id))
            .Select(row => (row, row.Fate == ImportFate.New ? new Dictionary<string, string?>(row.Said)
                : row.Changes.Concat(row.Conflicts.Where(value => overwritten.Contains(row.IdOf(value)))).ToDictionary(value => value.Name, value => value.To)))
            .Where(wanted => wanted.row.Fate == ImportFate.New || wanted.Item2.Count > 0)];
    }

    private static async Task<ListImported> CarryOutAsync(
        HandoverChange change, ListImportPlan plan, List<(ImportRow Row, Dictionary<string, string?> Values)> rows, Guid batch, Dictionary<int, FileContent> unpacked)
    {
        // Looking for changes at every event would take the square of their number; saving looks once.
        change.Db.ChangeTracker.AutoDetectChangesEnabled = false;
        var work = await Work.BeginAsync(change, rows.Any(wanted => wanted.Row.Fate == ImportFate.Update));
        var wanted = rows.ToDictionary(r => (r.Row.Sheet, r.Row.Number), r => r.Values);
        var bySheet = plan.Rows.ToLookup(row => row.Sheet);
        var made = new Dictionary<(int Sheet, int Row), Guid>();
        foreach (var sheet in plan.Sheets.Where(sheet => sheet.IsTaken))
        {
            List<string> headers = [.. sheet.Header.Headers];
            foreach (var row in bySheet[sheet.Index])
            {
                var values = wanted.GetValueOrDefault((row.Sheet, row.Number));
                var itemId = row.ItemId ?? (values is null ? null : change.NewId());
                var source = new SourceRow
                {
                    Id = change.NewId(), HandoverId = change.Handover.Id, BatchId = batch, Sheet = IncomingText.Cut(sheet.Source.Name, 200), Row = row.Number,
                    Headers = headers, Cells = [.. sheet.Table.Rows[row.Number - 1]],
                    Key = itemId is null ? null : row.Key, ItemId = itemId, Said = itemId is null ? null : new(row.Said),
                    Replaced = row.Fate switch
                    {
                        ImportFate.New => null,
                        ImportFate.Update when values is not null => row.Changes.Concat(row.Conflicts).Where(v => values.ContainsKey(v.Name)).ToDictionary(v => v.Name, v => v.From),
                        _ => [],
                    },
                };
                change.Db.SourceRows.Add(source);
                if (itemId is { } id)
                {
                    made[(row.Sheet, row.Number)] = id;
                }

                if (values is not null)
                {
                    await (row.Fate == ImportFate.New ? work.AddAsync(row, itemId!.Value, source.Id, batch, plan.FileOf(row), unpacked) : work.ChangeAsync(row, values, plan.FileOf(row), unpacked));
                }
            }
        }

        Link(change, plan, made);
        var imported = new ListImported(batch, rows.Count(r => r.Row.Fate == ImportFate.New), rows.Count(r => r.Row.Fate == ImportFate.Update));
        change.Db.ListImports.Add(new ListImport
        {
            Id = batch, HandoverId = change.Handover.Id, FileName = plan.FileName, At = change.Now, ById = change.Actor.PersonId,
            Added = imported.Added, Changed = imported.Changed,
        });
        await change.RecordForAsync(
            change.Access.OnBehalfOfGiver, "list.imported", change.Handover.Id, ("file", plan.FileName), ("added", imported.Added), ("changed", imported.Changed), ("imported", batch));
        change.Db.ChangeTracker.AutoDetectChangesEnabled = true;
        return imported;
    }

    /// <summary>Links between what came in one of Baton's own files, which calls items by the ids that they had.</summary>
    /// <param name="made">The item of each row that has one.</param>
    private static void Link(HandoverChange change, ListImportPlan plan, Dictionary<(int Sheet, int Row), Guid> made)
    {
        foreach (var sheet in plan.Sheets.Where(s => s is { IsTaken: true, Source.Purpose: SheetPurpose.Items }))
        {
            var (ids, links) = (sheet.Header.Headers.ToList().IndexOf("id"), sheet.Header.Headers.ToList().IndexOf(BatonJson.Links));
            var rows = plan.Rows.Where(row => row.Sheet == sheet.Index && made.ContainsKey((row.Sheet, row.Number))).ToList();
            var itemOf = rows.DistinctBy(row => Id(row)).ToDictionary(Id, row => made[(row.Sheet, row.Number)]);
            string Id(ImportRow row) => sheet.Cell(row.Number - 1, ids).Split('.')[0];
            foreach (var row in rows.Where(row => row.Fate == ImportFate.New && links >= 0))
            {
                var from = made[(row.Sheet, row.Number)];
                change.Db.ItemLinks.AddRange(sheet.Cell(row.Number - 1, links).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()
                    .Where(itemOf.ContainsKey).Select(id => itemOf[id]).Where(to => to != from).Select(to => new ItemLink { FromId = from, ToId = to }));
            }
        }
    }

    private static async Task<ImportUndone> UndoAsync(HandoverChange change, ListImport import, SourceRow row, Item item, ImportUndone undone)
    {
        if (item.State == ItemState.Withdrawn)
        {
            return undone;
        }

        if (row.Replaced is not { } before)
        {
            await ListService.WithdrawAsync(change, item);
            return undone with { Withdrawn = undone.Withdrawn + 1 };
        }

        if (before.ContainsKey(ItemValues.File))
        {
            undone = await FileService.TakeBackAsync(change, item, import.At) ? undone with { Restored = undone.Restored + 1 } : undone with { Kept = undone.Kept + 1 };
            before = before.Where(value => value.Key != ItemValues.File).ToDictionary();
        }

        var now = ItemValues.Of(item);
        var own = before.Where(value => now.GetValueOrDefault(value.Key) == row.Said?.GetValueOrDefault(value.Key)).ToDictionary();
        var input = ItemValues.Apply(item, own);
        // Whoever stopped being a receiver since takes nothing back.
        if (own.ContainsKey(ItemValues.Receiver) && !ListService.MayReceive(change.Handover, input.ReceiverId, input.TeamId))
        {
            own.Remove(ItemValues.Receiver);
            input = ItemValues.Apply(item, own);
        }

        if (own.Count > 0 && await ListService.ApplyAsync(change, item, input) is { Count: > 0 } changes)
        {
            await ListService.TouchAsync(change, item, changes);
            undone = undone with { Restored = undone.Restored + 1 };
        }

        return undone with { Kept = undone.Kept + before.Count - own.Count };
    }

    /// <summary>The list while rows become items.</summary>
    private sealed class Work(HandoverChange change, Dictionary<Category, int> places, Guid? supplementId, Dictionary<Guid, Item> items)
    {
        public static async Task<Work> BeginAsync(HandoverChange change, bool changesItems) => new(
            change,
            await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id).GroupBy(i => i.Category)
                .Select(g => new { g.Key, Last = g.Max(i => i.Place) }).ToDictionaryAsync(g => g.Key, g => g.Last, change.CancellationToken),
            change.Handover.Stage == Stage.FollowUp ? await FollowUpService.OpenSupplementIdAsync(change) : null,
            changesItems ? await ListService.ItemsOf(change).ToDictionaryAsync(i => i.Id, change.CancellationToken) : []);

        public async Task AddAsync(ImportRow row, Guid id, Guid sourceId, Guid batch, ArchivedFile? file, Dictionary<int, FileContent> unpacked)
        {
            await ListService.UndeclareAsync(change, row.Category);
            var last = places.GetValueOrDefault(row.Category);
            places[row.Category] = last + 1;
            var item = ListService.Make(change, row.Category, last + 1, row.Title!, null, supplementId, sourceId, id: id);
            Fill(item, ItemValues.Apply(item, row.Said));
            item.Files = file is null ? 0 : 1;
            item.Settle(change.Handover, change.NewId);
            change.Db.Items.Add(item);
            await change.RecordForAsync(
                change.Access.OnBehalfOfGiver, "item.added", item.Id, ("category", item.Category), ("title", item.Title), ("imported", batch));
            if (file is not null)
            {
                await FileService.AttachNewAsync(change, item, file.Name, unpacked[file.Entry]);
            }
        }

        public async Task ChangeAsync(ImportRow row, Dictionary<string, string?> values, ArchivedFile? file, Dictionary<int, FileContent> unpacked)
        {
            var item = items[row.ItemId!.Value];
            if (file is not null && values.ContainsKey(ItemValues.File))
            {
                await FileService.AttachAsync(change, item, file.Name, unpacked[file.Entry]);
            }

            if (await ListService.ApplyAsync(change, item, ItemValues.Apply(item, values)) is { Count: > 0 } changes)
            {
                await ListService.TouchAsync(change, item, changes);
            }
        }

        private static void Fill(Item item, ItemInput input)
        {
            item.Description = input.Description;
            item.SpecialAttention = input.SpecialAttention;
            item.Importance = input.Importance;
            item.Restricted = input.Restricted;
            (item.ReceiverId, item.TeamId) = (input.ReceiverId, input.TeamId);
            item.Fields = input.Fields;
        }
    }
}
