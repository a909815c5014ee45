using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Import;

namespace Baton.Web.Features.Imports;

/// <summary>What becomes of a row.</summary>
public enum ImportFate
{
    New,
    /// <summary>It brings an item up to date that an earlier import made, or that was exported.</summary>
    Update,
    Unchanged,
    /// <summary>It becomes no item, and says why.</summary>
    LeftOut,
}

/// <summary>A value of the item, by <see cref="ItemValues"/>: as it is, and as the row has it.</summary>
public sealed record ImportedValue(string Name, string? From, string? To);

/// <summary>A cell that does not fit its field; its text goes into the description.</summary>
/// <param name="Cell">As people find it: 采购!C7.</param>
public sealed record CellError(string Cell, string Text, Refusal Why);

/// <summary>A row and what will become of it.</summary>
/// <param name="Sheet">From 0.</param>
/// <param name="Number">From 1, as people count the rows of the sheet.</param>
/// <param name="Why">Why it is left out.</param>
/// <param name="Label">Of the item that it is about: 6.2.</param>
/// <param name="Unsettles">The item is accepted; changed, it must be accepted again.</param>
/// <param name="Conflicts">What somebody changed by hand since, and the row has otherwise: kept unless somebody says otherwise.</param>
public sealed record ImportRow(
    int Sheet, int Number, ImportFate Fate, Refusal? Why, Category Category, string? Title, Guid? ItemId, string? Label, bool Unsettles,
    IReadOnlyList<ImportedValue> Changes, IReadOnlyList<ImportedValue> Conflicts, IReadOnlyList<CellError> Errors)
{
    internal string? Key { get; init; }

    /// <summary>All that the row says.</summary>
    internal IReadOnlyDictionary<string, string?> Said { get; init; } = new Dictionary<string, string?>();

    /// <summary>How a form names it, and one value of it.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Sheet}:{Number}");

    public string IdOf(ImportedValue value) => $"{Id}:{value.Name}";
}

/// <summary>What somebody chose in the preview.</summary>
public sealed class ListImportChoices
{
    /// <summary>For what says no category itself.</summary>
    public Category? Category { get; set; }

    /// <summary>One for each sheet of the file; none where nobody has chosen yet.</summary>
    public List<SheetChoice> Sheets { get; set; } = [];

    /// <summary>Rows that are not taken, each SHEET:ROW.</summary>
    public List<string> Skip { get; set; } = [];

    /// <summary>Conflicts in which the file is right, each SHEET:ROW:VALUE.</summary>
    public List<string> Overwrite { get; set; } = [];

    /// <summary>「这不是密码」</summary>
    public bool NotAPassword { get; set; }
}

/// <summary>What an import would do, as the list is now. Nothing has been written.</summary>
public sealed class ListImportPlan(Guid handoverId, string fileName, ImportSource source, IReadOnlyList<SheetPlan> sheets, IReadOnlyList<ImportRow> rows, bool looksLikePassword)
{
    private string? fingerprint;

    public Guid HandoverId => handoverId;
    public string FileName => fileName;
    public ImportKind Kind => source.Kind;

    /// <summary>Files of an archive that have nothing in them: no rows.</summary>
    public int EmptyFiles => source.EmptyFiles;

    public IReadOnlyList<SheetPlan> Sheets => sheets;
    public IReadOnlyList<ImportRow> Rows => rows;

    /// <summary>Something that goes to the systems looks as if it held a password.</summary>
    public bool LooksLikePassword => looksLikePassword;

    /// <summary>Why it can't be carried out as the columns are chosen.</summary>
    public IReadOnlyList<Refusal> Refusals => [.. sheets.Select(sheet => sheet.Refusal).OfType<Refusal>()];

    /// <summary>SHA-256 over what was shown of every row, whatever is ticked: an import carries out what somebody has seen, or nothing.</summary>
    public string Fingerprint => fingerprint ??= Compute();

    /// <summary>The file of an archive that the row is about; null in anything else.</summary>
    public ArchivedFile? FileOf(ImportRow row) => source.Files.ElementAtOrDefault(row.Number - 2);

    public int Count(ImportFate fate) => rows.Count(row => row.Fate == fate);

    private string Compute()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(params IEnumerable<object?> parts) =>
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\u001F', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture))) + '\u001E'));
        Add(fileName, source.Kind);
        foreach (var row in rows)
        {
            Add(row.Sheet, row.Number, row.Fate, row.Why?.Code, row.Category, row.ItemId);
            Add(row.Said.SelectMany(value => new[] { value.Key, value.Value }));
            Add(row.Changes.Concat(row.Conflicts).SelectMany(value => new[] { value.Name, value.From, value.To }));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
