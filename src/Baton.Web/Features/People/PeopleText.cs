namespace Baton.Web.Features.People;

/// <summary>Names the texts beside it.</summary>
public sealed class PeopleText;
