using Baton.Web.Data;
using Baton.Web.Features.Handovers;

namespace Baton.Web.Features.Questions;

/// <summary>The questions of a handover that somebody may see: the same on the page and for programs.</summary>
public static class QuestionList
{
    /// <returns>Open ones first, each newest first.</returns>
    public static async Task<List<Question>> LoadAsync(BatonDbContext db, Handover handover, HandoverAccess access, CancellationToken cancellationToken)
    {
        var all = await db.Questions.Where(q => q.HandoverId == handover.Id).WithAnswersAsync(cancellationToken);
        return [.. all.Where(q => q.Item is null ? !access.IsOnlyCollector : access.SeesContentOf(q.Item))
            .OrderBy(q => !q.IsOpen).ThenByDescending(q => q.AskedAt)];
    }
}
