using Baton.Web.Data;
using Baton.Web.Features.People;
using Baton.Web.Features.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Handovers;

/// <summary>Opens a handover as HR or manager, or asks for one as the giver.</summary>
public sealed class NewModel(BatonDbContext db, OpenHandover open, IStringLocalizer<HandoverText> texts) : BatonPage
{
    [BindProperty]
    public NewForm Input { get; set; } = new();

    public List<Person> People { get; private set; } = [];
    public List<Person> Givers { get; private set; } = [];
    public List<Team> Teams { get; private set; } = [];

    /// <summary>Neither HR nor anybody's manager: one asks for one's own handover.</summary>
    public bool AsksForOwn => Givers is [var only] && only.Id == Actor.PersonId;

    public async Task<IActionResult> OnGetAsync(Guid? giver, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        // Chosen before the rest, so that the witness is preset: the giver's manager, or the head of their department.
        var chosen = Givers.Find(p => p.Id == giver) ?? (AsksForOwn ? Givers[0] : null);
        Input.GiverId = chosen?.Id;
        Input.WitnessId = chosen is null ? null : PresetWitness(chosen);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var request = await ParseAsync(cancellationToken);
        var outcome = request.IsRefused ? request.Refusals.ToList() : (await open.OpenAsync(request.Value, Actor, cancellationToken)).On("Input");
        return await AnswerAsync(outcome, handover =>
        {
            Flash = texts[handover.IsRequest ? "new.requested" : "new.opened", handover.Number];
            return RedirectToPage("Index", new { number = handover.Number });
        }, async () =>
        {
            await LoadAsync(cancellationToken);
            return Page();
        });
    }

    private async Task<Outcome<OpenRequest>> ParseAsync(CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var title = Typed.Text(Input.Title, 200, "Input.Title", refusals);
        var note = Typed.Lines(Input.ReasonNote, 1000, "Input.ReasonNote", refusals);
        var last = Typed.RequiredDay(Input.LastWorkingDay, "Input.LastWorkingDay", refusals);
        var returns = Typed.Day(Input.ReturnsOn, "Input.ReturnsOn", refusals);
        if (Input.GiverId is not { } giverId)
        {
            refusals.Add(Typed.Required.On("Input.GiverId"));
            return refusals;
        }

        if (Input.Reason is not { } reason)
        {
            refusals.Add(Typed.Required.On("Input.Reason"));
            return refusals;
        }

        if (refusals.Count > 0)
        {
            return refusals;
        }

        var giver = await db.People.AsNoTracking().Include(p => p.Position).SingleOrDefaultAsync(p => p.Id == giverId, cancellationToken);
        return new OpenRequest
        {
            GiverId = giverId, Reason = reason, ReasonNote = note, LastWorkingDay = last!.Value, ReturnsOn = returns, Form = Input.Form,
            GiverAbsent = Input.GiverAbsent,
            Title = title ?? texts["new.title-default", giver?.Position?.Name ?? giver?.Name ?? ""],
            ReceiverIds = [.. Input.ReceiverIds.OfType<Guid>()], TeamIds = [.. Input.TeamIds.OfType<Guid>()],
            CollectorIds = [.. Input.CollectorIds.OfType<Guid>()],
            WitnessId = Input.WitnessId, DeputyId = Input.DeputyId, CaretakerId = Input.CaretakerId,
        };
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        People = await PeopleChoices.LoadAsync(db, cancellationToken);
        Givers = [.. People.Where(p => p.Id == Actor.PersonId || OpenHandover.MayOpenFor(Actor, p))];
        Teams = await db.Teams.AsNoTracking().OrderBy(t => t.Name).ToListAsync(cancellationToken);
    }

    private static Guid? PresetWitness(Person giver) => giver.ManagerId ?? (giver.Department?.HeadId is { } head && head != giver.Id ? head : null);
}

public sealed class NewForm
{
    public Guid? GiverId { get; set; }
    public Reason? Reason { get; set; }
    public string? ReasonNote { get; set; }
    public string? Title { get; set; }
    public string? LastWorkingDay { get; set; }
    public string? ReturnsOn { get; set; }
    public HandoverForm Form { get; set; }
    public bool GiverAbsent { get; set; }
    public List<Guid?> ReceiverIds { get; set; } = [];
    public List<Guid?> TeamIds { get; set; } = [];
    public List<Guid?> CollectorIds { get; set; } = [];
    public Guid? WitnessId { get; set; }
    public Guid? DeputyId { get; set; }
    public Guid? CaretakerId { get; set; }
}
