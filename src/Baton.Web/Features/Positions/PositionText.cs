namespace Baton.Web.Features.Positions;

/// <summary>Names the texts beside it.</summary>
public sealed class PositionText;
