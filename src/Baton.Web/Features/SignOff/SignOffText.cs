namespace Baton.Web.Features.SignOff;

/// <summary>Names the texts beside it.</summary>
public sealed class SignOffText;
