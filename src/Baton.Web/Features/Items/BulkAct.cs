using Baton.Web.Features.Items.Categories;

namespace Baton.Web.Features.Items;

/// <summary>What can be done to many items at once.</summary>
public abstract record BulkAct
{
    public sealed record Assign(Guid? PersonId, Guid? TeamId) : BulkAct;
    public sealed record SetImportance(Importance Importance) : BulkAct;
    public sealed record Restrict(bool Restricted) : BulkAct;
    public sealed record Move(Category Category, Func<FieldDefinition, string> Label) : BulkAct;
    public sealed record Withdraw : BulkAct;
}
