namespace Baton.Web.Features.Items.Categories;

/// <summary>Names the texts beside it.</summary>
public sealed class CategoryText;
