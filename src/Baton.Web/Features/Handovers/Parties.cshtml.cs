using Baton.Web.Data;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>相关人: who is in which role, who came instead, attempts to reach them, the team's assignment, 转交.</summary>
public sealed class PartiesModel(
    BatonDbContext db, PartyService parties, PrepareService prepare, ContinueService continuing, IStringLocalizer<HandoverText> texts) : HandoverPage(db)
{
    public IReadOnlyList<Person> People { get; private set; } = [];
    public IReadOnlyList<Team> Teams { get; private set; } = [];
    public IReadOnlyList<ContactAttempt> Attempts { get; private set; } = [];
    public IReadOnlyList<Item> TeamItems { get; private set; } = [];
    public IReadOnlyList<Choice> Members { get; private set; } = [];
    public IReadOnlyList<(string Number, string Title, string Giver)> Continued { get; private set; } = [];
    public (string Number, string Title)? Continues { get; private set; }
    public bool MayLead => Access.IsLead && Handover is { IsOpen: true, IsRequest: false };
    public bool MayRecord => (Access.IsLead || Access.IsWitness) && Handover is { IsOpen: true, IsRequest: false };
    public bool MayContinue => Handover.Stage is Stage.FollowUp or Stage.Completed && (Access.IsLead || Access.IsCaretaker || Access.IsReceiver);

    public IEnumerable<Choice> Holders => Handover.Current(PartyRole.Caretaker).Concat(Handover.Receivers).Where(p => p.Person is not null)
        .Where(p => Access.IsLead || p.PersonId == Actor.PersonId).DistinctBy(p => p.PersonId)
        .Select(p => new Choice(p.PersonId!.Value.ToString("D"), p.Person!.Name));

    protected override bool ShowsContent => false;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostConfirmRequestAsync(Guid? witnessId, Guid? deputyId, Guid? caretakerId, CancellationToken cancellationToken) =>
        DoAsync(prepare.ConfirmRequestAsync(Number, Actor, witnessId, deputyId, caretakerId, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostReplaceAsync(Guid party, Guid? personId, string? reason, CancellationToken cancellationToken) =>
        DoAsync(parties.ReplaceAsync(Number, Actor, party, personId, reason, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostRemoveAsync(Guid party, string? reason, CancellationToken cancellationToken) =>
        DoAsync(parties.RemoveAsync(Number, Actor, party, reason, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostAddAsync(PartyRole role, Guid? personId, Guid? teamId, string? reason, string? approval, CancellationToken cancellationToken) =>
        DoAsync(parties.AddAsync(Number, Actor, role, personId, teamId, reason, approval, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostAbsentAsync(bool absent, string? reason, CancellationToken cancellationToken) =>
        DoAsync(parties.SetAbsentAsync(Number, Actor, absent, reason, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostAttemptAsync(Guid? personId, string? how, string? result, CancellationToken cancellationToken) =>
        DoAsync(parties.LogAttemptAsync(Number, Actor, personId, how, result, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostAssignAsync(List<Guid> ids, Guid? personId, CancellationToken cancellationToken) =>
        DoAsync(parties.AssignAsync(Number, Actor, ids, personId, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostDaysAsync(string? lastWorkingDay, string? returnsOn, string? reason, CancellationToken cancellationToken) =>
        DoAsync(parties.ChangeDaysAsync(Number, Actor, lastWorkingDay, returnsOn, reason, cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostContinueAsync(Guid? fromId, Guid? toId, Guid? witnessId, string? lastWorkingDay, CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        var title = ContinueService.Title(Handover, texts);
        return await AnswerAsync(await continuing.ContinueAsync(Number, Actor, fromId, toId, witnessId, lastWorkingDay, title, cancellationToken), next =>
        {
            Flash = texts["new.opened", next.Number];
            return RedirectToPage("Index", new { number = next.Number });
        }, () => ShowAsync(cancellationToken));
    }

    private async Task<IActionResult> DoAsync<T>(Task<Outcome<T>> act, CancellationToken cancellationToken) =>
        await AnswerAsync(await act, _ =>
        {
            Flash = texts["saved-now"];
            return RedirectToPage(new { number = Number });
        }, () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken))
        {
            return NotFound();
        }

        if (MayLead || MayContinue || (Handover.IsRequest && Access.IsLead))
        {
            People = await PeopleChoices.LoadAsync(Db, cancellationToken);
            Teams = await Db.Teams.AsNoTracking().OrderBy(t => t.Name).ToListAsync(cancellationToken);
        }

        Attempts = await Db.ContactAttempts.AsNoTracking().Include(a => a.Person).Include(a => a.By).Where(a => a.HandoverId == Handover.Id)
            .OrderByDescending(a => a.At).ToListAsync(cancellationToken);
        if (Access.LeadsTeam)
        {
            var led = Actor.LedTeamIds;
            TeamItems = [.. (await Db.Items.AsNoTracking().Include(i => i.Receiver)
                .Where(i => i.HandoverId == Handover.Id && i.TeamId != null && led.Contains(i.TeamId.Value) && i.State != ItemState.Withdrawn)
                .ToListAsync(cancellationToken)).OrderBy(i => i.Category).ThenBy(i => i.Place)];
            Members = [.. (await Db.TeamMembers.AsNoTracking().Include(m => m.Person).Where(m => led.Contains(m.TeamId) && m.Person!.Active).ToListAsync(cancellationToken))
                .DistinctBy(m => m.PersonId).Select(m => new Choice(m.PersonId.ToString("D"), m.Person!.Name))];
        }

        // Only what the reader may see in its own right.
        var related = await Db.Handovers.Where(HandoverAccess.Visible(Actor)).Where(h => h.ContinuesId == Handover.Id || h.Id == Handover.ContinuesId)
            .OrderBy(h => h.OpenedAt)
            .Select(h => new { h.Id, h.Number, h.Title, Giver = h.Parties.Where(p => p.Role == PartyRole.Giver).Select(p => p.Person!.Name).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        Continued = [.. related.Where(h => h.Id != Handover.ContinuesId).Select(h => (h.Number, h.Title, h.Giver ?? ""))];
        Continues = related.Where(h => h.Id == Handover.ContinuesId).Select(h => ((string, string)?)(h.Number, h.Title)).FirstOrDefault();
        return Page();
    }
}
