using Baton.Web.Identity;

namespace Baton.Web.Features.Api;

/// <summary>Who calls; a parameter of every handler below /api.</summary>
public sealed class Call(HttpContext context)
{
    public Actor Actor { get; } = context.Actor() ?? throw new InvalidOperationException("Below /api a token is needed.");
    public CancellationToken Aborted => context.RequestAborted;

    public static ValueTask<Call?> BindAsync(HttpContext context) => ValueTask.FromResult<Call?>(new(context));
}

/// <summary>An answer that was not refused.</summary>
/// <param name="Body">As JSON; null for none.</param>
/// <param name="Location">Where what was made can be read.</param>
public sealed record ApiResult(int Status, object? Body = null, string? Location = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (Location is not null)
        {
            httpContext.Response.Headers.Location = Location;
        }

        return Body is null ? Task.CompletedTask : httpContext.Response.WriteAsJsonAsync(Body, Body.GetType(), httpContext.RequestAborted);
    }
}

/// <summary>From what a service says to what the caller is answered.</summary>
internal static class Answers
{
    public static readonly IResult NotFound = new RefusedResult([Refusal.NotFound]);

    public static IResult Refused(params IReadOnlyList<Refusal> refusals) => new RefusedResult(refusals);

    public static IResult Ok(object body) => new ApiResult(StatusCodes.Status200OK, body);

    /// <summary>200 with the body; where there is none to see, 404.</summary>
    public static async Task<IResult> OrNotFoundAsync<T>(this Task<T?> read) where T : class => await read is { } body ? Ok(body) : NotFound;

    public static async Task<IResult> DoneAsync<T>(this Task<Outcome<T>> act) =>
        await act is { IsRefused: true } refused ? Refused(refused.Refusals) : new ApiResult(StatusCodes.Status204NoContent);

    /// <summary>200 with what is there now.</summary>
    public static async Task<IResult> ThenAsync<T>(this Task<Outcome<T>> act, Func<T, Task<IResult>> answer) =>
        await act is var outcome && outcome.IsRefused ? Refused(outcome.Refusals) : await answer(outcome.Value);

    /// <summary>201 with its id, and where it can be read.</summary>
    /// <param name="location">Below /api/v1: its own address, with {id} for its id, or that of the list it stands in.</param>
    public static async Task<IResult> MadeAsync<T>(this Task<Outcome<T>> act, Func<T, Guid> id, string location) =>
        await act is var outcome && outcome.IsRefused
            ? Refused(outcome.Refusals)
            : new ApiResult(
                StatusCodes.Status201Created, new MadeJson(id(outcome.Value)),
                ApiRoutes.Root + location.Replace("{id}", id(outcome.Value).ToString(), StringComparison.Ordinal));
}
