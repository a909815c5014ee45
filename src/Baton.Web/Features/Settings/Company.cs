namespace Baton.Web.Features.Settings;

/// <summary>One installation is one company: this is its only row.</summary>
public sealed class Company
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;
    public required string Name { get; set; }

    /// <summary>IANA name; copied into each handover at its opening.</summary>
    public required string TimeZone { get; set; }
}

/// <summary>A day that the company set by hand; it overrides the calendar that comes with Baton.</summary>
public sealed class CompanyDay
{
    public DateOnly Day { get; init; }
    public bool IsWorkingDay { get; set; }
    public required string Name { get; set; }
}
