namespace Baton.Web.Features.People;

/// <summary>What changes of people, departments, positions and teams may be refused for.</summary>
public static class PeopleRefusals
{
    public static readonly Refusal NotAChoice = new("shared.not-a-choice");
    public static readonly Refusal NotAnEmail = new("people.not-an-email");
    public static readonly Refusal NumberTaken = new("people.number-taken");
    public static readonly Refusal NameTaken = new("people.name-taken", RefusalKind.Conflict);
    public static readonly Refusal ManagesThemself = new("people.manager-circle");
    public static readonly Refusal InUse = new("people.in-use", RefusalKind.Conflict);
    public static readonly Refusal Inactive = new("people.inactive", RefusalKind.Conflict);
    public static readonly Refusal NotOwnRoles = new("people.not-own-roles", RefusalKind.Forbidden);
    public static readonly Refusal NotYourself = new("people.not-yourself", RefusalKind.Forbidden);
    /// <summary>Heads and managers see handovers: whoever keeps people makes nobody of themself.</summary>
    public static readonly Refusal NotOwnReach = new("people.not-own-reach", RefusalKind.Forbidden);
    public static readonly Refusal LastAdministrator = new("people.last-administrator", RefusalKind.Conflict);

    /// <summary>Whoever lets somebody in may not reach further that way than they do themself.</summary>
    public static readonly Refusal AdministratorsOnly = new("people.administrators-only", RefusalKind.Forbidden);
}
