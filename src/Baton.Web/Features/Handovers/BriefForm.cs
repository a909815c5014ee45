using System.Text.Json.Serialization;

namespace Baton.Web.Features.Handovers;

/// <summary>What the page of overview, boundary and support terms sends.</summary>
public sealed class BriefForm
{
    public const int OverviewLength = 20_000;

    public string? Overview { get; set; }
    public string? BoundaryBefore { get; set; }
    public string? BoundaryAfter { get; set; }
    public string? BoundaryAcross { get; set; }
    public SupportChoice Support { get; set; }
    public string? SupportUntil { get; set; }
    public string? SupportTerms { get; set; }
    public List<AccountingDeclarations> Declared { get; set; } = [];

    /// <summary>The handover's version that the form was loaded with; null for programs, which may send If-Match.</summary>
    [JsonIgnore]
    public long? Seen { get; set; }

    /// <summary>When it was loaded, Unix milliseconds by the server's clock.</summary>
    [JsonIgnore]
    public long SeenAt { get; set; }
}
