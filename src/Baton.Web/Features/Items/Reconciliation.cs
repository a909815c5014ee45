using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Text;

namespace Baton.Web.Features.Items;

/// <summary>How the figures of 账实核对 came about; kept beside them, signed with them.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CashCount), "cash")]
[JsonDerivedType(typeof(BankReconciliation), "bank")]
[JsonDerivedType(typeof(NumberCount), "numbers")]
public abstract record Reconciliation
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // Amounts are text, so that nobody's reader rounds them.
        NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static Reconciliation FromJson(string json) =>
        JsonSerializer.Deserialize<Reconciliation>(json, Json) ?? throw new FormatException("The reconciliation is empty.");

    /// <summary>How an item's figures came about; null where only a total was typed.</summary>
    /// <param name="book">What the books say.</param>
    /// <param name="typed">The total on the spot, or the bank statement's balance.</param>
    public static Reconciliation? Parse(CategoryFields fields, StepForm form, decimal? book, decimal? typed, List<Refusal> refusals) => fields switch
    {
        FinanceFields { Kind: FinanceKind.Cash } => CashCount.Parse(form, refusals),
        FinanceFields { Kind: FinanceKind.BankAccount } => BankReconciliation.Parse(form, book, typed, refusals),
        FinanceFields { Ranges: { } ranges } finance => NumberCount.Of(finance, ranges, form, typed, refusals),
        _ => null,
    };
}

/// <summary>库存现金 by denomination.</summary>
/// <param name="Pieces">How many of each: 100 → 12.</param>
public sealed record CashCount(IReadOnlyDictionary<string, int> Pieces) : Reconciliation
{
    /// <summary>人民币, notes and coins in use.</summary>
    public static readonly IReadOnlyList<string> Denominations = ["100", "50", "20", "10", "5", "1", "0.5", "0.1"];

    [JsonIgnore]
    public decimal Total => Pieces.Sum(p => p.Value * decimal.Parse(p.Key, CultureInfo.InvariantCulture));

    /// <summary>Other money than 人民币 has other notes: there the total is typed.</summary>
    public static bool IsFor(CategoryFields fields) => fields is FinanceFields { Kind: FinanceKind.Cash } cash
        && (cash.Currency is null || new[] { "CNY", "RMB", "人民币", "元" }.Contains(cash.Currency.Trim(), StringComparer.OrdinalIgnoreCase));

    internal static CashCount? Parse(StepForm form, List<Refusal> refusals)
    {
        var pieces = new Dictionary<string, int>();
        foreach (var (denomination, text) in form.Pieces.Where(p => !string.IsNullOrWhiteSpace(p.Value)))
        {
            if (!Denominations.Contains(denomination)
                || !int.TryParse(text!.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 10_000_000)
            {
                refusals.Add(ItemRefusals.NotACount.On($"{nameof(form.Pieces)}[{denomination}]"));
            }
            else
            {
                pieces[denomination] = count;
            }
        }

        return pieces.Count == 0 ? null : new CashCount(pieces);
    }
}

/// <summary>银行存款余额调节表: the statement and the books, each with what the other has already.</summary>
/// <param name="Statement">The bank statement's balance.</param>
/// <param name="Book">The books' balance.</param>
public sealed record BankReconciliation(decimal Statement, decimal Book, IReadOnlyList<BankLine> Lines) : Reconciliation
{
    [JsonIgnore]
    public decimal AdjustedStatement => Statement + Sum(BankSide.ReceivedNotAtBank) - Sum(BankSide.PaidNotAtBank);

    [JsonIgnore]
    public decimal AdjustedBook => Book + Sum(BankSide.ReceivedNotInBooks) - Sum(BankSide.PaidNotInBooks);

    private decimal Sum(BankSide side) => Lines.Where(l => l.Side == side).Sum(l => l.Amount);

    internal static BankReconciliation? Parse(StepForm form, decimal? book, decimal? statement, List<Refusal> refusals)
    {
        var lines = new List<BankLine>();
        foreach (var (side, text) in form.Lines)
        {
            var field = $"{nameof(form.Lines)}[{side}]";
            foreach (var (at, line) in (Typed.Lines(text, 10_000, field, refusals) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Index())
            {
                var cut = line.LastIndexOfAny([' ', '\t', '　', ':', '：']) + 1;
                if (cut > 0 && FieldsForm.Amount(line[cut..]) is { } amount and > 0)
                {
                    lines.Add(new BankLine(side, IncomingText.Cut(line[..(cut - 1)].Trim(), 200), amount));
                }
                else
                {
                    refusals.Add(ItemRefusals.LineWithoutAmount.On(field).With(at + 1));
                    break;
                }
            }
        }

        if (lines.Count > 0 && book is null)
        {
            refusals.Add(Typed.Required.On(nameof(form.Expected)));
        }

        return lines.Count == 0 || statement is null || book is null ? null : new BankReconciliation(statement.Value, book.Value, lines);
    }
}

/// <summary>起止号码 of what was counted.</summary>
/// <param name="Numbers">As on the list.</param>
/// <param name="Count">How many numbers that is.</param>
/// <param name="Gaps">Those missing between them; why stands in the step's note.</param>
public sealed record NumberCount(string Numbers, long Count, IReadOnlyList<string> Gaps) : Reconciliation
{
    internal static NumberCount Of(FinanceFields fields, NumberRanges ranges, StepForm form, decimal? actual, List<Refusal> refusals)
    {
        var gaps = ranges.Gaps;
        if (string.IsNullOrWhiteSpace(form.Note))
        {
            if (gaps.Count > 0)
            {
                refusals.Add(ItemRefusals.NumbersMissing.On(nameof(form.Note)).With(NumberRanges.Shown(gaps)));
            }
            else if (fields.NumberedPieces is { } pieces && actual is { } found && found != pieces)
            {
                refusals.Add(ItemRefusals.NumbersDiffer.On(nameof(form.Note)).With(pieces, found));
            }
        }

        return new NumberCount(fields.Numbers!, ranges.Count, [.. gaps.Select(g => g.ToString())]);
    }
}

/// <param name="Amount">Above zero.</param>
public sealed record BankLine(BankSide Side, string What, decimal Amount);

/// <summary>Who has booked what the other has not yet.</summary>
public enum BankSide
{
    /// <summary>企业已收，银行未收</summary>
    ReceivedNotAtBank,
    /// <summary>企业已付，银行未付</summary>
    PaidNotAtBank,
    /// <summary>银行已收，企业未收</summary>
    ReceivedNotInBooks,
    /// <summary>银行已付，企业未付</summary>
    PaidNotInBooks,
}
