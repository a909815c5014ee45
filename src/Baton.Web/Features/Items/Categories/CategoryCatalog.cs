using System.Reflection;

namespace Baton.Web.Features.Items.Categories;

/// <summary>What a category is made of, and its proof (product.md section 3).</summary>
public sealed class CategoryDefinition
{
    internal CategoryDefinition(Category category, Type fieldsType)
    {
        Category = category;
        FieldsType = fieldsType;
        Fields = [.. fieldsType.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(p => (Property: p, Field: p.GetCustomAttribute<FieldAttribute>()))
            .Where(p => p.Field is not null)
            .Select(p => new FieldDefinition(category, p.Property, p.Field!))];
    }

    public Category Category { get; }
    public Type FieldsType { get; }
    public IReadOnlyList<FieldDefinition> Fields { get; }

    /// <summary>At most three short fields, shown as columns of the list.</summary>
    public IEnumerable<FieldDefinition> Columns => Fields.Where(f => f.IsColumn);

    public CategoryFields Empty => (CategoryFields)Activator.CreateInstance(FieldsType)!;

    /// <summary>仅接收人可见 unless somebody says otherwise.</summary>
    public bool RestrictedByDefault => Category is Category.Systems or Category.Finance;

    /// <summary>How many prompt questions it offers to receivers: prompt.{category}.1 ….</summary>
    public const int Prompts = 3;

    public string Word => FieldDefinition.Word(Category);
    public string NameKey => $"category.{Word}";
}

public static class CategoryCatalog
{
    public static readonly IReadOnlyList<CategoryDefinition> All =
    [
        new(Category.Duties, typeof(DutiesFields)),
        new(Category.Processes, typeof(ProcessesFields)),
        new(Category.Documents, typeof(DocumentsFields)),
        new(Category.Customers, typeof(CustomersFields)),
        new(Category.Suppliers, typeof(SuppliersFields)),
        new(Category.Systems, typeof(SystemsFields)),
        new(Category.Assets, typeof(AssetsFields)),
        new(Category.Contacts, typeof(ContactsFields)),
        new(Category.Pending, typeof(PendingFields)),
        new(Category.Experience, typeof(ExperienceFields)),
        new(Category.Finance, typeof(FinanceFields)),
        new(Category.History, typeof(HistoryFields)),
    ];

    public static CategoryDefinition Of(Category category) => All[(int)category - 1];

    /// <summary>The proof that the category asks for, and what key and critical add; in walking order, none twice.</summary>
    public static IReadOnlyList<ProofKind> DefaultSteps(CategoryFields fields, Importance importance)
    {
        var steps = new SortedSet<ProofKind>(OfCategory(fields));
        if (importance >= Importance.Key)
        {
            steps.Add(ProofKind.TaughtBack);
        }

        if (importance == Importance.Critical)
        {
            steps.Add(ProofKind.Demonstrated);
            steps.Add(ProofKind.Performed);
        }

        return [.. steps];
    }

    /// <summary>
    /// What a collector is asked for (docs/decisions/0014): to count, compare and see it ended, never to learn it. What is only
    /// told remains told.
    /// </summary>
    public static IReadOnlyList<ProofKind> StepsOfTakingBack(CategoryFields fields) =>
        OfCategory(fields).Where(k => k.IsTakingBack()).ToList() is { Count: > 0 } steps ? steps : [ProofKind.Explained];

    private static ProofKind[] OfCategory(CategoryFields fields) => fields switch
    {
        DutiesFields or HistoryFields => [ProofKind.Explained],
        ProcessesFields => [ProofKind.Explained, ProofKind.Demonstrated],
        DocumentsFields => [ProofKind.Explained, ProofKind.Checked],
        CustomersFields or SuppliersFields => [ProofKind.Explained, ProofKind.Introduced],
        SystemsFields system => system.RegisteredHolder is null
            ? [ProofKind.Demonstrated, ProofKind.SignedIn, ProofKind.PasswordChanged, ProofKind.AccessWithdrawn]
            : [ProofKind.Demonstrated, ProofKind.SignedIn, ProofKind.HolderChanged, ProofKind.PasswordChanged, ProofKind.AccessWithdrawn],
        AssetsFields asset => asset.IsCounted ? [ProofKind.Counted] : [ProofKind.Explained],
        ContactsFields => [ProofKind.Introduced],
        PendingFields => [ProofKind.Explained, ProofKind.NextStepAgreed],
        ExperienceFields => [ProofKind.Explained, ProofKind.TaughtBack],
        FinanceFields finance => finance.IsMoney ? [ProofKind.Reconciled]
            : finance.IsExplained || finance.Kind is null ? [ProofKind.Explained]
            : finance.Kind == FinanceKind.Software ? [ProofKind.Explained, ProofKind.Demonstrated] : [ProofKind.Counted],
        _ => throw new ArgumentException($"No proof is known for {fields.GetType().Name}.", nameof(fields)),
    };
}
