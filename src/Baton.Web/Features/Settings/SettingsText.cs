namespace Baton.Web.Features.Settings;

/// <summary>Names the texts beside it.</summary>
public sealed class SettingsText;
