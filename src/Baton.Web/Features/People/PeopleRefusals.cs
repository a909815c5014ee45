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

    /// <summary>The rows {0} have this employee number, too.</summary>
    public static readonly Refusal NumberTwice = new("people.number-twice");

    /// <summary>Somebody of this name has no employee number: they could be the same.</summary>
    public static readonly Refusal NamesakeWithoutNumber = new("people.namesake-without-number");

    public static readonly Refusal NoSuchDepartment = new("people.no-such-department");
    public static readonly Refusal NoSuchPosition = new("people.no-such-position");
    public static readonly Refusal NoSuchPerson = new("people.no-such-person");
    public static readonly Refusal SeveralOfThatName = new("people.several-of-that-name");
    public static readonly Refusal NamedInactive = new("people.named-inactive");

    /// <summary>The row {0} that was to add the manager is bad.</summary>
    public static readonly Refusal ManagerRowIsBad = new("people.manager-row-is-bad");

    /// <summary>The rows {0} name this department, too.</summary>
    public static readonly Refusal NameTwice = new("people.name-twice");

    /// <summary>No column says who or what the rows are about.</summary>
    public static readonly Refusal WithoutNumber = new("people.without-number");
    public static readonly Refusal WithoutName = new("people.without-name");
    public static readonly Refusal TargetTwice = new("people.target-twice");

    /// <summary>What was confirmed is not what would happen now.</summary>
    public static readonly Refusal PlanChanged = new("people.plan-changed", RefusalKind.Conflict);
    public static readonly Refusal NothingToImport = new("people.nothing-to-import");

    /// <summary>Nobody is missing for sure while there are bad rows.</summary>
    public static readonly Refusal BadRowsFirst = new("people.bad-rows-first");

    /// <summary>Whoever lets somebody in may not reach further that way than they do themself.</summary>
    public static readonly Refusal AdministratorsOnly = new("people.administrators-only", RefusalKind.Forbidden);
}
