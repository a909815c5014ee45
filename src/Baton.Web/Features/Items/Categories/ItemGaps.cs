namespace Baton.Web.Features.Items.Categories;

/// <summary>What is missing in an item.</summary>
[Flags]
public enum ItemGaps
{
    None = 0,
    /// <summary>LIST-02: a bold field is empty where it must be filled.</summary>
    BoldField = 1,
    /// <summary>LIST-03</summary>
    Receiver = 2,
    /// <summary>LIST-06: neither due date nor a date to look again.</summary>
    Date = 4,
    /// <summary>LIST-07: neither file, link nor place.</summary>
    Place = 8,
    /// <summary>HINT-10: a bold field is empty where it is only suggested.</summary>
    BoldFieldSuggested = 16,
    /// <summary>HINT-03: a process with fewer than three steps.</summary>
    FewSteps = 32,
    /// <summary>HINT-08: a contact with neither phone nor e-mail.</summary>
    Unreachable = 64,
    /// <summary>HINT-02: a critical item with no file.</summary>
    NoFile = 128,
}

public static class Gaps
{
    /// <summary>Those that must be solved before the list is confirmed.</summary>
    public const ItemGaps MustBeSolved = ItemGaps.BoldField | ItemGaps.Receiver | ItemGaps.Date | ItemGaps.Place;

    public static ItemGaps Of(CategoryFields fields, Importance importance, bool hasReceiver, bool hasFile)
    {
        var gaps = ItemGaps.None;
        if (importance == Importance.Critical && !hasFile)
        {
            gaps |= ItemGaps.NoFile;
        }

        if (MissingBold(fields, hasFile).Count > 0)
        {
            gaps |= BoldMustBeFilled(fields, importance) ? ItemGaps.BoldField : ItemGaps.BoldFieldSuggested;
        }

        if (!hasReceiver)
        {
            gaps |= ItemGaps.Receiver;
        }

        return gaps | (fields switch
        {
            PendingFields { Due: null, LookAgain: null } => ItemGaps.Date,
            DocumentsFields { Place: null } when !hasFile => ItemGaps.Place,
            ProcessesFields when ProcessSteps.Of(fields).Count is > 0 and < 3 => ItemGaps.FewSteps,
            ContactsFields { Phone: null, Email: null } => ItemGaps.Unreachable,
            _ => ItemGaps.None,
        });
    }

    /// <summary>Key and critical items, counted assets and accounting items.</summary>
    public static bool BoldMustBeFilled(CategoryFields fields, Importance importance) =>
        importance >= Importance.Key || fields is FinanceFields || fields is AssetsFields { IsCounted: true };

    public static IReadOnlyList<FieldDefinition> MissingBold(Item item) => MissingBold(item.Fields, item.Files > 0);

    private static IReadOnlyList<FieldDefinition> MissingBold(CategoryFields fields, bool hasFile) =>
        [.. FieldsForm.Definition(fields).Fields.Where(f => f.Bold && Applies(f, fields, hasFile) && f.Get(fields) is null)];

    /// <summary>Some bold fields belong to some kinds only.</summary>
    private static bool Applies(FieldDefinition field, CategoryFields fields, bool hasFile) => (fields, field.Name) switch
    {
        // It is here.
        (DocumentsFields, "place") => !hasFile,
        (AssetsFields { IsCounted: true }, "how") => false,
        (AssetsFields { IsCounted: false }, "quantity" or "location") => false,
        (FinanceFields { IsExplained: true } or FinanceFields { Kind: FinanceKind.Software }, "book" or "actual" or "asAt") => false,
        // What is on the spot is found by counting, during the walkthrough.
        (FinanceFields, "actual") => false,
        _ => true,
    };
}
