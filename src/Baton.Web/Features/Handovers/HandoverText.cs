namespace Baton.Web.Features.Handovers;

/// <summary>Names the texts beside it.</summary>
public sealed class HandoverText;
