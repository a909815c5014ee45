namespace Baton.Web.Features.Items;

/// <summary>Names the texts beside it.</summary>
public sealed class ItemText;
