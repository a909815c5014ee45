namespace Baton.Web.Features.Api;

/// <summary>Names the texts beside it.</summary>
public sealed class ApiText;
