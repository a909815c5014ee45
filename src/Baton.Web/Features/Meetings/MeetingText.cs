namespace Baton.Web.Features.Meetings;

/// <summary>Names the texts beside it.</summary>
public sealed class MeetingText;
