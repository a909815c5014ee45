using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Import;
using Baton.Web.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Imports;

/// <summary>
/// Works out what each row of a file does to a list. A row is known again by the item's own id (Baton's workbook and JSON),
/// by the id that its maker gave it (vCard, iCalendar, a column that somebody names), else by file, sheet, group and name.
/// </summary>
public sealed partial class ListImportPlanner(BatonDbContext db, TimeProvider time, IStringLocalizer<CategoryText> categoryTexts, IStringLocalizer<ListImportText> texts)
{
    public async Task<ListImportPlan> PlanAsync(
        ImportSource source, string fileName, ListImportChoices choices, Handover handover, HandoverAccess access, CancellationToken cancellationToken)
    {
        var isChosen = choices.Sheets.Count == source.Sheets.Count;
        var allHidden = source.Sheets.All(sheet => sheet.IsHidden);
        var sheets = source.Sheets.Select((sheet, at) => SheetPlan.Build(
            sheet, at, fileName, choices.Category, sheet.Table is not null && (!sheet.IsHidden || allHidden), isChosen ? choices.Sheets[at] : null)).ToList();
        var list = await ReadListAsync(handover, access, cancellationToken);
        var reader = new RowReader(fileName, source.Files, list, handover, categoryTexts, texts);
        var rows = sheets.Where(sheet => sheet is { IsTaken: true, Refusal: null }).SelectMany(reader.Read).ToList();
        return new(handover.Id, fileName, source, sheets, rows, LooksLikePassword(sheets, rows, [.. choices.Skip]));
    }

    /// <summary>What there is, and what earlier imports said.</summary>
    private async Task<KnownList> ReadListAsync(Handover handover, HandoverAccess access, CancellationToken cancellationToken)
    {
        var items = await db.Items.AsNoTracking().Include(i => i.Links).Where(i => i.HandoverId == handover.Id).ToListAsync(cancellationToken);
        var said = await db.SourceRows.AsNoTracking()
            .Where(r => r.HandoverId == handover.Id && r.Key != null && r.ItemId != null && !db.ListImports.Any(i => i.Id == r.BatchId && i.UndoneAt != null))
            .Select(r => new KnownRow(r.BatchId, r.Key!, r.ItemId!.Value, r.Said)).ToListAsync(cancellationToken);
        var supplement = handover.Stage == Stage.FollowUp
            ? await db.Supplements.Where(s => s.HandoverId == handover.Id && s.FrozenAt == null && s.SignedOffAt == null).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancellationToken)
            : null;
        var now = time.GetUtcNow();
        return new(
            items.Where(access.SeesContentOf).ToDictionary(i => i.Id),
            // Ids grow with time: the last import counts.
            said.OrderBy(r => r.Batch).GroupBy(r => r.Key).ToDictionary(g => g.Key, g => g.Last()),
            item => item.HasPassed(handover, now) || (handover.Stage == Stage.FollowUp && item.SupplementId != supplement));
    }

    private static bool LooksLikePassword(IReadOnlyList<SheetPlan> sheets, IReadOnlyList<ImportRow> rows, HashSet<string> skipped)
    {
        var bySheet = rows.Where(row => row is { Fate: ImportFate.New or ImportFate.Update, Category: Category.Systems } && !skipped.Contains(row.Id)).ToLookup(row => row.Sheet);
        return sheets.Any(sheet => sheet.IsTaken && bySheet[sheet.Index].Any(row =>
            PasswordLook.Looks(row.Said.Values)
            || Enumerable.Range(0, sheet.Columns.Count).Any(c => PasswordLook.IsHeading(sheet.Header.Headers[c]) && sheet.Cell(row.Number - 1, c).Length > 0)));
    }

    private sealed record KnownRow(Guid Batch, string Key, Guid ItemId, Dictionary<string, string?>? Said);

    /// <param name="Items">Those whose content the reader sees.</param>
    /// <param name="Rows">Of earlier imports that were not undone, by key.</param>
    /// <param name="IsClosed">An item that can't be changed any more.</param>
    private sealed record KnownList(IReadOnlyDictionary<Guid, Item> Items, IReadOnlyDictionary<string, KnownRow> Rows, Func<Item, bool> IsClosed);

    private sealed partial class RowReader(
        string fileName, IReadOnlyList<ArchivedFile> files, KnownList list, Handover handover, IStringLocalizer<CategoryText> categoryTexts, IStringLocalizer<ListImportText> texts)
    {
        private readonly IReadOnlyDictionary<string, string> receivers = Receivers.ByName(handover);
        private readonly Dictionary<string, int> times = [];
        private readonly HashSet<Guid> taken = [];
        private readonly string stem = Copy().Replace(Path.GetFileNameWithoutExtension(fileName), "").Trim();

        public IEnumerable<ImportRow> Read(SheetPlan sheet)
        {
            for (var row = 0; row < sheet.Table.Rows.Count; row++)
            {
                var isBlank = sheet.Table.Rows[row].All(string.IsNullOrWhiteSpace);
                yield return row < sheet.Header.FirstDataRow ? LeftOut(sheet, row, isBlank ? ListImportRefusals.Blank : ListImportRefusals.AboveTable)
                    : isBlank ? LeftOut(sheet, row, ListImportRefusals.Blank)
                    : row >= sheet.Header.EndRow ? LeftOut(sheet, row, ListImportRefusals.BelowTable)
                    : Read(sheet, row);
            }
        }

        private ImportRow Read(SheetPlan sheet, int row)
        {
            var group = sheet.Group(row);
            var category = group.Length > 0 ? sheet.Groups.First(g => g.Text == group).Category : sheet.Category;
            var content = Content(sheet, row, category, group);
            if (content.Title is null || (sheet.Table.Rows[row].Count(c => c.Length > 0) == 1 && RowContent.IsMarkdownHeading(content.Title)))
            {
                return LeftOut(sheet, row, ListImportRefusals.NoName);
            }

            var (key, known, own, version) = Know(sheet, content, group);
            var item = own ?? (known is not null && list.Items.TryGetValue(known.ItemId, out var made) && !taken.Contains(made.Id) ? made : null);
            if (item is null)
            {
                var says = Said(sheet, row, content, category);
                if (content.Receiver is not null)
                {
                    // A name that says nobody stays open.
                    says.TryAdd(ItemValues.Receiver, null);
                }

                return Row(sheet, row, content, category, ImportFate.New) with { Key = key, Said = says };
            }

            taken.Add(item.Id);
            // An item that was moved to another category is read by that category's fields.
            content = item.Category == category ? content : Content(sheet, row, item.Category, group);
            var said = Said(sheet, row, content, item.Category);
            var (changes, conflicts) = Compare(ItemValues.Of(item), said, own is null ? known?.Said : null, isAsExported: own is not null && version == item.Version);
            var isClosed = list.IsClosed(item) && changes.Count + conflicts.Count > 0;
            return item.State == ItemState.Withdrawn || isClosed
                ? LeftOut(sheet, row, (isClosed ? ListImportRefusals.ItemPassed : ListImportRefusals.ItemWithdrawn).With(item.Label)) with { Title = content.Title, Label = item.Label }
                : Row(sheet, row, content, item.Category, changes.Count + conflicts.Count > 0 ? ImportFate.Update : ImportFate.Unchanged) with
                {
                    Key = key,
                    Said = said,
                    ItemId = item.Id,
                    Label = item.Label,
                    Unsettles = item.IsSettled,
                    Changes = changes,
                    Conflicts = conflicts,
                };
        }

        private RowContent Content(SheetPlan sheet, int row, Category category, string group)
        {
            var content = RowContent.Read(
                column => sheet.Source.Purpose == SheetPurpose.Recurring && sheet.Header.Headers[column] == CalendarFile.Rule
                    ? RecurrenceWords.Of(sheet.Cell(row, column), texts) : sheet.Cell(row, column),
                sheet.ColumnsOf(category), sheet.Header.Headers, category, group, categoryTexts);
            if (content.Title is null && sheet.Source.Purpose == SheetPurpose.Cards)
            {
                // A firm without a person's name, or a person without a firm's.
                var other = content.Fields.GetValueOrDefault("contact") ?? content.Fields.GetValueOrDefault("organisation") ?? content.Fields.GetValueOrDefault("email") ?? content.Fields.GetValueOrDefault("phone");
                content = content with { Title = other };
            }

            return content;
        }

        private Dictionary<string, string?> Said(SheetPlan sheet, int row, RowContent content, Category category)
        {
            var said = ItemValues.Of(content, category, sheet.ColumnsOf(category), content.Receiver is { } name ? receivers.GetValueOrDefault(Receivers.PlainName(name)) : null);
            // The first row is the table's head.
            if (files.ElementAtOrDefault(row - 1) is { } file)
            {
                said[ItemValues.File] = ItemValues.Of(file);
            }

            return said;
        }

        /// <summary>By what the row is known again, what an earlier import said, and the item that the row itself names.</summary>
        private (string Key, KnownRow? Known, Item? Own, int? Version) Know(SheetPlan sheet, RowContent content, string group)
        {
            Item? own = null;
            int? version = null;
            var identity = content.Identity;
            if (identity is not null && sheet.Source.Purpose is SheetPurpose.Table or SheetPurpose.Items && OwnId().Match(identity) is { Success: true } match)
            {
                identity = match.Groups[1].Value;
                version = int.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out var said) ? said : null;
                own = list.Items.TryGetValue(Guid.Parse(identity), out var named) && !taken.Contains(named.Id) ? named : null;
            }

            var name = identity is not null
                ? $"i\u001F{identity}"
                : $"t\u001F{stem}\u001F{sheet.Source.Name}\u001F{sheet.Source.Purpose}\u001F{Plain(group)}\u001F{Plain(content.Title!)}";
            // The same name twice in a file is two things.
            var time = times[name] = times.GetValueOrDefault(name) + 1;
            var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}\u001F{time}"))))[..40];
            return (key, list.Rows.GetValueOrDefault(key), own, version);
        }

        /// <summary>
        /// What the row changes, and where somebody was there before. Only what the file has otherwise than last time counts:
        /// a value that the file left alone stays as people have it.
        /// </summary>
        private static (List<ImportedValue> Changes, List<ImportedValue> Conflicts) Compare(
            Dictionary<string, string?> now, Dictionary<string, string?> said, Dictionary<string, string?>? before, bool isAsExported)
        {
            var (changes, conflicts) = (new List<ImportedValue>(), new List<ImportedValue>());
            foreach (var (name, value) in said)
            {
                // Another file is the next version beside the one that is there: nothing is lost.
                var current = name == ItemValues.File ? before?.GetValueOrDefault(name) : now.GetValueOrDefault(name);
                if (current == value)
                {
                    continue;
                }

                var last = before?.GetValueOrDefault(name);
                if (before?.ContainsKey(name) == true && last == value)
                {
                    continue;
                }

                var isFree = isAsExported || (before?.ContainsKey(name) == true ? current == last : current is null);
                (isFree ? changes : conflicts).Add(new(name, current, value));
            }

            return (changes, conflicts);
        }

        private static ImportRow Row(SheetPlan sheet, int row, RowContent content, Category category, ImportFate fate) => new(
            sheet.Index, row + 1, fate, null, category, content.Title, null, null, false, [], [],
            [.. content.Unread.Select(cell => new CellError(sheet.CellName(row, cell.Column), sheet.Cell(row, cell.Column), cell.Why))]);

        private static ImportRow LeftOut(SheetPlan sheet, int row, Refusal why) =>
            new(sheet.Index, row + 1, ImportFate.LeftOut, why, sheet.Category, null, null, null, false, [], [], []);

        private static string Plain(string text) => Blanks().Replace(IncomingText.Compatible(text), "").ToUpperInvariant();

        [GeneratedRegex(@"\s+")]
        private static partial Regex Blanks();

        // 清单 (2), 清单 - 副本, list copy, 清单_v3: the same file once more.
        [GeneratedRegex(@"(\s*[(（]\d+[)）]|\s*[-_ ]*(副本|copy)(\s*\d+)?|[-_ ]+v?\d{1,8})+$", RegexOptions.IgnoreCase)]
        private static partial Regex Copy();

        [GeneratedRegex(@"^([0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12})(?:\.(\d{1,9}))?$")]
        private static partial Regex OwnId();
    }
}
