using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Home;

/// <summary>我的交接: what waits for me, most urgent first, and my handovers by role.</summary>
public sealed class HomeModel(BatonDbContext db, Clock clock) : BatonPage
{
    private const int MostShown = 100;

    public IReadOnlyList<NextStep> Mine { get; private set; } = [];
    public IReadOnlyList<(string Tab, int Count)> Tabs { get; private set; } = [];
    public string Tab { get; private set; } = "";
    public IReadOnlyList<Handover> Shown { get; private set; } = [];
    public bool MayOpenForOthers { get; private set; }

    /// <summary>morning, afternoon or evening where the company is.</summary>
    public string PartOfDay { get; private set; } = "";

    public async Task OnGetAsync(string? tab, CancellationToken cancellationToken)
    {
        var me = Actor.PersonId;
        var handovers = await HandoverList.Mine(db, Actor).AsNoTracking().Include(h => h.Department)
            .Include(h => h.Parties.Where(p => p.UntilAt == null)).ThenInclude(p => p.Person)
            .Include(h => h.Parties.Where(p => p.UntilAt == null)).ThenInclude(p => p.Team).AsSplitQuery()
            .OrderBy(h => h.Stage == Stage.Completed || h.Stage == Stage.Cancelled).ThenByDescending(h => h.OpenedAt).Take(MostShown).ToListAsync(cancellationToken);
        var steps = await NextSteps.OfAsync(db, handovers, clock.Now, cancellationToken);
        Mine = [.. steps.Where(s => s.IsFor(me) || (s.Owners.Count == 0 && new HandoverAccess(s.Handover, Actor).IsLead))];
        var tabs = new (string Name, Func<Handover, bool> Has)[]
        {
            ("receive", h => IsOpen(h) && (h.Is(me, PartyRole.Receiver) || h.Is(me, PartyRole.Caretaker) || h.Is(me, PartyRole.Collector) || h.Parties.Exists(p => p.TeamId is { } t && Actor.LedTeamIds.Contains(t)))),
            ("give", h => IsOpen(h) && (h.Is(me, PartyRole.Giver) || h.Is(me, PartyRole.Proxy))),
            ("witness", h => IsOpen(h) && (h.Is(me, PartyRole.Witness) || h.Is(me, PartyRole.WitnessDeputy) || h.Is(me, PartyRole.SecondWitness))),
            ("initiate", h => IsOpen(h) && (h.Is(me, PartyRole.Initiator) || (h.IsRequest && !h.Is(me, PartyRole.Giver)))),
            ("follow-up", h => h.Stage == Stage.FollowUp),
            ("ended", h => !h.IsOpen),
        };
        Tabs = [.. tabs.Select(t => (t.Name, handovers.Count(t.Has))).Where(t => t.Item2 > 0)];
        Tab = Tabs.Any(t => t.Tab == tab) ? tab! : Tabs.Select(t => t.Tab).FirstOrDefault() ?? "";
        var chosen = tabs.FirstOrDefault(t => t.Name == Tab).Has;
        Shown = chosen is null ? [] : [.. handovers.Where(chosen)];
        var zone = handovers.FirstOrDefault()?.Zone ?? TimeZoneInfo.FindSystemTimeZoneById(await db.Companies.Select(c => c.TimeZone).SingleAsync(cancellationToken));
        PartOfDay = TimeZoneInfo.ConvertTime(clock.Now, zone).Hour switch { >= 5 and < 12 => "morning", >= 12 and < 18 => "afternoon", _ => "evening" };
        MayOpenForOthers = Actor.IsHumanResources || Actor.HeadedDepartmentIds.Count > 0
            || await db.People.AnyAsync(p => p.ManagerId == me && p.Active, cancellationToken);
    }

    private static bool IsOpen(Handover handover) => handover.Stage is Stage.Preparing or Stage.HandingOver or Stage.Signing;
}
