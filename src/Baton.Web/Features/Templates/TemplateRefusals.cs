namespace Baton.Web.Features.Templates;

/// <summary>What keeping templates and choosing one may be refused for.</summary>
public static class TemplateRefusals
{
    public static readonly Refusal Unknown = new("template.unknown");
    public static readonly Refusal NameTaken = new("template.name-taken");
    public static readonly Refusal BuiltIn = new("template.built-in", RefusalKind.Conflict);
    public static readonly Refusal Stale = new("template.stale", RefusalKind.Conflict);
    public static readonly Refusal NotDays = new("template.not-days");
    public static readonly Refusal NotYears = new("template.not-years");
    /// <summary>Of a letter.</summary>
    public static readonly Refusal PlaceUnknown = new("template.place-unknown");
    public static readonly Refusal KeyTwice = new("template.key-twice");
    public static readonly Refusal NotAKey = new("template.not-a-key");
    public static readonly Refusal NotAStep = new("template.not-a-step");
    public static readonly Refusal FieldUnknown = new("template.field-unknown");
    public static readonly Refusal TooManyLines = new("template.too-many-lines");
    public static readonly Refusal UnknownPerson = new("template.unknown-person");

    /// <summary>A line that a template has not, or no longer.</summary>
    public static readonly Refusal LineUnknown = new("template.line-unknown", RefusalKind.Conflict);
}
