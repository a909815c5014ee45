namespace Baton.Web.Features.Settings;

/// <summary>What setting up and changing the company's settings may be refused for.</summary>
public static class SettingsRefusals
{
    public static readonly Refusal AlreadySetUp = new("settings.already-set-up", RefusalKind.Conflict);
    public static readonly Refusal UnknownZone = new("settings.unknown-zone");
}
