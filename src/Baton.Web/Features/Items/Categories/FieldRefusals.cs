namespace Baton.Web.Features.Items.Categories;

/// <summary>What is typed into a category's own field may be refused for.</summary>
public static class FieldRefusals
{
    public static readonly Refusal Choice = new("error.choice");
    public static readonly Refusal Date = new("error.date");
    public static readonly Refusal Amount = new("error.amount");
    public static readonly Refusal Numbers = new("error.numbers");
    public static readonly Refusal NumbersReversed = new("error.numbers-reversed");
    public static readonly Refusal NumbersOverlap = new("error.numbers-overlap");
    public static readonly Refusal Phone = new("error.phone");
    public static readonly Refusal Email = new("error.email");
}
