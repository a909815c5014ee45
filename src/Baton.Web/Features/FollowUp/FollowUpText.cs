namespace Baton.Web.Features.FollowUp;

/// <summary>Names the texts beside it.</summary>
public sealed class FollowUpText;
