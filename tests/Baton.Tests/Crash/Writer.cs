using System.Net;
using Baton.Tests.Host;
using Baton.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Crash;

/// <summary>One thing that is done again and again.</summary>
/// <param name="Kind">The event that it leaves behind.</param>
/// <param name="SendAsync">Sends it to the server; with how many were done before it.</param>
internal sealed record Act(string Kind, Func<Uri, int, Task<HttpStatusCode>> SendAsync);

/// <summary>
/// Does its acts in their order, over and over, until the server is gone. Each is possible only after the one before, so that
/// it goes on only where what stands is what was said to be done.
/// </summary>
internal sealed class Writer(Guid handover, Guid subject, params Act[] acts)
{
    private int before;
    private int done;
    private bool isWaiting;

    public async Task BeginAsync(BatonDbContext db) => before = await EventsAsync(db);

    public async Task RunAsync(Uri server, Action answered, CancellationToken killed)
    {
        while (!killed.IsCancellationRequested)
        {
            isWaiting = true;
            HttpStatusCode status;
            try
            {
                status = await acts[done % acts.Length].SendAsync(server, done);
            }
            catch (HttpRequestException)
            {
                // Nobody answers any more, or not to the end.
                return;
            }

            if (status == HttpStatusCode.InternalServerError && killed.IsCancellationRequested)
            {
                // The server lives on, and its database was killed.
                return;
            }

            Assert.True(status is HttpStatusCode.Found or HttpStatusCode.Created, $"{(int)status} to {acts[done % acts.Length].Kind} after {done} were done");
            isWaiting = false;
            done++;
            answered();
        }
    }

    /// <summary>Whatever was answered is there; of what was sent and not answered, all or nothing.</summary>
    public async Task NothingIsLostAsync(BatonDbContext db)
    {
        var found = await EventsAsync(db) - before;
        Assert.True(found == done || (isWaiting && found == done + 1), $"{found} events of {string.Join(", ", acts.Select(a => a.Kind))}: {done} were answered{(isWaiting ? ", one was sent" : "")}");
        done = found;
        isWaiting = false;
    }

    private Task<int> EventsAsync(BatonDbContext db)
    {
        var kinds = acts.Select(a => a.Kind).ToList();
        return db.Events.CountAsync(e => e.StreamId == handover && e.SubjectId == subject && kinds.Contains(e.Kind));
    }
}
