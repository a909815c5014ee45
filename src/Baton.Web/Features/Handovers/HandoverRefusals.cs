namespace Baton.Web.Features.Handovers;

/// <summary>What opening and leading a handover may be refused for.</summary>
public static class HandoverRefusals
{
    public static readonly Refusal NotYours = new("handover.not-yours", RefusalKind.Forbidden);
    public static readonly Refusal WrongStage = new("handover.wrong-stage", RefusalKind.Conflict);
    public static readonly Refusal UnknownPerson = new("handover.unknown-person");
    public static readonly Refusal GiverReceives = new("handover.giver-receives");
    /// <summary>LIST-04: never giver or receiver of the same handover.</summary>
    public static readonly Refusal WitnessTakesPart = new("handover.witness-takes-part");
    public static readonly Refusal CaretakerWitnesses = new("handover.caretaker-witnesses");
    public static readonly Refusal NobodyReceives = new("handover.nobody-receives");
    public static readonly Refusal ReturnDayNeeded = new("handover.return-day-needed");
    public static readonly Refusal AlreadyOpen = new("handover.already-open", RefusalKind.Conflict);
}
