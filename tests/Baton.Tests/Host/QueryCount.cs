using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Host;

/// <summary>
/// The commands that the database is sent for one request, of whoever signs in, looks or writes. A request is known by a
/// header, so that what other tests do meanwhile doesn't count.
/// </summary>
public sealed class QueryCount : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Header = "X-Query-Count";

    private readonly IHttpContextAccessor accessor;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> commands = new();
    private readonly ConcurrentBag<IDisposable> subscriptions = [];

    public QueryCount(TestApp app)
    {
        accessor = app.Services.GetRequiredService<IHttpContextAccessor>();
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Opens a page, which must be there without a redirect.</summary>
    /// <returns>The commands' SQL, in their order.</returns>
    public async Task<IReadOnlyList<string>> OfPageAsync(Visitor visitor, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var sent = Of(request);
        using var response = await visitor.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(
            response.StatusCode == HttpStatusCode.OK && response.RequestMessage!.RequestUri!.PathAndQuery == path,
            $"{path}: {(int)response.StatusCode} {response.RequestMessage!.RequestUri}");
        return [.. sent];
    }

    /// <summary>What the database is sent for a request, as it is sent.</summary>
    public IReadOnlyCollection<string> Of(HttpRequestMessage request)
    {
        var id = Guid.CreateVersion7().ToString();
        request.Headers.Add(Header, id);
        return commands[id] = [];
    }

    public void OnNext(DiagnosticListener listener)
    {
        if (listener.Name == DbLoggerCategory.Name)
        {
            subscriptions.Add(listener.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name));
        }
    }

    public void OnNext(KeyValuePair<string, object?> written)
    {
        if (written.Value is CommandEventData data && accessor.HttpContext?.Request.Headers[Header] is [{ } id] && commands.TryGetValue(id, out var sent))
        {
            sent.Enqueue(data.Command.CommandText);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
        {
            subscription.Dispose();
        }
    }
}
