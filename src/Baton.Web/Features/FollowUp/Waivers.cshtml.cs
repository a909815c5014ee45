using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.Handovers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.FollowUp;

/// <summary>What may be waived: asked by one, granted by another, with the reason in the record.</summary>
public sealed class WaiversModel(BatonDbContext db, TimeProvider time, FollowUpService followUp, IStringLocalizer<FollowUpText> texts) : HandoverPage(db)
{
    public IReadOnlyList<Finding> Waivable { get; private set; } = [];
    public IReadOnlyList<Waiver> Waivers { get; private set; } = [];

    /// <summary>Of the waivers whose finding the reader sees.</summary>
    public ILookup<Guid, Attachment> Files { get; private set; } = AttachmentAccess.None;

    /// <summary>What stands, waived or not, so that who decides reads what it is about.</summary>
    public IReadOnlyDictionary<(string Id, Guid SubjectId), Finding> Asked { get; private set; } = new Dictionary<(string, Guid), Finding>();

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public Task<IActionResult> OnPostAskAsync(string? finding, Guid subject, string? reason, CancellationToken cancellationToken) =>
        DoAsync(followUp.AskWaiverAsync(Number, Actor, finding, subject, reason, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostDecideAsync(Guid waiver, bool grant, string? note, CancellationToken cancellationToken) =>
        DoAsync(followUp.DecideWaiverAsync(Number, Actor, waiver, grant, note, cancellationToken), cancellationToken);

    private async Task<IActionResult> DoAsync<T>(Task<Outcome<T>> act, CancellationToken cancellationToken) =>
        await AnswerAsync(await act, _ =>
        {
            Flash = texts["recorded"];
            return RedirectToPage(new { number = Number });
        }, () => ShowAsync(cancellationToken));

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadHandoverAsync(cancellationToken) || Handover.Stage == Stage.Preparing || Access.IsOnlyCollector)
        {
            return NotFound();
        }

        var facts = await FindingFacts.LoadAsync(Db, Handover, time.Now(), cancellationToken);
        Waivers = await Db.Waivers.AsNoTracking().Include(w => w.AskedBy).Include(w => w.DecidedBy).Where(w => w.HandoverId == Handover.Id)
            .OrderByDescending(w => w.AskedAt).ToListAsync(cancellationToken);
        Files = (await AttachmentAccess.CurrentAsync(Db, Handover, Access, cancellationToken)).Where(f => f.Subject == FileSubject.Waiver).ToLookup(f => f.SubjectId);
        Asked = Findings.Standing(facts).Where(f => f.IsVisibleTo(Access)).DistinctBy(f => (f.Id, f.SubjectId)).ToDictionary(f => (f.Id, f.SubjectId));
        var asked = Waivers.Where(w => w.State == WaiverState.Asked).Select(w => (w.FindingId, w.SubjectId)).ToHashSet();
        Waivable = [.. Findings.ToSolve(facts).Where(f => f.IsWaivable && !asked.Contains((f.Id, f.SubjectId)) && f.IsVisibleTo(Access))];
        return Page();
    }
}
