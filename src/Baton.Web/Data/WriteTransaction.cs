using Microsoft.EntityFrameworkCore.Storage;

namespace Baton.Web.Data;

/// <summary>The transaction of a change.</summary>
/// <param name="line">Where the next one waits until this is over; null where nobody does.</param>
public sealed class WriteTransaction(IDbContextTransaction transaction, SemaphoreSlim? line) : IAsyncDisposable
{
    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            line?.Release();
        }
    }
}
