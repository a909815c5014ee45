using Baton.Evidence;
using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Events;

/// <summary>verify-log: checks every stream from its first event to its last.</summary>
public static class LogVerification
{
    /// <returns>0 where every stream proves itself; 1 where one does not, with its first bad sequence named.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BatonDbContext>();
        var streams = await db.Events.Select(e => e.StreamId).Distinct().ToListAsync();
        var bad = 0;
        foreach (var stream in streams)
        {
            var verifier = new ChainVerifier(stream);
            await foreach (var e in db.Events.AsNoTracking().Include(e => e.Body)
                .Where(e => e.StreamId == stream).OrderBy(e => e.Sequence).AsAsyncEnumerable())
            {
                verifier.Add(new Evidence.StoredEvent(
                    e.StreamId, e.Sequence, e.Header, e.Hash, e.Body?.Fields,
                    new EventFacts(e.Kind, e.SubjectId, e.ActorId, e.OnBehalfOfId, e.Channel, e.At.ToUnixTimeMilliseconds())));
            }

            if (verifier.Finish().Fault is { } fault)
            {
                bad++;
                await output.WriteLineAsync($"{stream} BAD at {fault.Sequence}: {fault.Reason} {string.Join(", ", fault.Fields)}");
            }
        }

        await output.WriteLineAsync($"{streams.Count} streams, {bad} bad");
        return bad == 0 ? 0 : 1;
    }
}
