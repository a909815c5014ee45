using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Web.Data;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Baton.Web.Features.Api;

/// <summary>If-Match on the way in, ETag on the way out, for everything about one handover.</summary>
internal sealed class VersionFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var terms = context.RequestServices.GetRequiredService<WriteTerms>();
        if (context.Request.Headers.IfMatch is { Count: > 0 } seen)
        {
            if (!EntityTagHeaderValue.TryParseStrictList(seen!, out var tags))
            {
                return Answers.Refused(ApiRefusals.Unreadable.On("If-Match"));
            }

            if (!tags.Contains(EntityTagHeaderValue.Any))
            {
                // A weak tag, or several, is never the one version that the caller saw.
                terms.SeenVersion = tags is [{ IsWeak: false } tag] && long.TryParse(tag.Tag.AsSpan().Trim('"'), out var version) ? version : -1;
            }
        }

        var result = await next(invocation);
        // Of a part that is not there for the caller, nothing is said: not that its handover is.
        if (terms.Version is { } now && result is not RefusedResult { Refusals: [{ Kind: RefusalKind.NotFound }, ..] })
        {
            context.Response.Headers.ETag = Tag(now);
        }

        return result;
    }

    public static string Tag(long version) => $"\"{version}\"";
}

/// <summary>
/// Idempotency-Key: whoever sends a request again since they don't know whether it arrived gets the answer of the first
/// time, for a day. What was refused changed nothing and is done anew.
/// </summary>
internal sealed class OnceFilter(BatonDbContext db, WriteTerms terms, TimeProvider time, IOptions<JsonOptions> json) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Headers[Header] is not { Count: > 0 } sent)
        {
            return await next(invocation);
        }

        if (sent is not [{ Length: > 0 and <= OnceKey.MaxLength } key] || key.Any(c => c is < ' ' or > '~'))
        {
            return Answers.Refused(ApiRefusals.Unreadable.On(Header));
        }

        var wanted = new OnceKey
        {
            AccountId = context.Actor()!.AccountId, Key = key, RequestHash = await HashAsync(context.Request), At = time.Now(),
        };
        var limit = wanted.At - OnceKey.KeptFor;
        await db.OnceKeys.Where(k => k.At <= limit).ExecuteDeleteAsync(context.RequestAborted);
        if (await KeptAsync(wanted, context.RequestAborted) is { } before)
        {
            return before;
        }

        terms.Key = wanted;
        var result = await next(invocation);
        if (result is ApiResult answer)
        {
            await KeepAsync(wanted, answer, context.RequestAborted);
        }
        else if (result is RefusedResult { Refusals: [var refusal] } && refusal == ApiRefusals.KeyTaken)
        {
            // The same at the same moment; the other one was faster, and may have its answer by now.
            return await KeptAsync(wanted, context.RequestAborted) ?? result;
        }

        return result;
    }

    private async Task<IResult?> KeptAsync(OnceKey wanted, CancellationToken cancellationToken) =>
        await db.OnceKeys.AsNoTracking().SingleOrDefaultAsync(k => k.AccountId == wanted.AccountId && k.Key == wanted.Key, cancellationToken) switch
        {
            null => null,
            var kept when !kept.RequestHash.AsSpan().SequenceEqual(wanted.RequestHash) => Answers.Refused(ApiRefusals.KeyOfAnother.On(Header)),
            { Status: null } => Answers.Refused(ApiRefusals.KeyTaken),
            var kept => new KeptResult(kept),
        };

    private async Task KeepAsync(OnceKey key, ApiResult answer, CancellationToken cancellationToken)
    {
        var body = answer.Body is null ? null : JsonSerializer.Serialize(answer.Body, answer.Body.GetType(), json.Value.SerializerOptions);
        var tag = terms.Version is { } version ? VersionFilter.Tag(version) : null;
        await db.OnceKeys.Where(k => k.AccountId == key.AccountId && k.Key == key.Key).ExecuteUpdateAsync(
            k => k.SetProperty(x => x.Status, answer.Status).SetProperty(x => x.Body, body).SetProperty(x => x.Location, answer.Location).SetProperty(x => x.Tag, tag),
            cancellationToken);
    }

    private static async Task<byte[]> HashAsync(HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        request.Body.Position = 0;
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        return hash.GetHashAndReset();
    }

    private sealed class KeptResult(OnceKey kept) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = kept.Status!.Value;
            response.Headers.Location = kept.Location;
            response.Headers.ETag = kept.Tag;
            if (kept.Body is not null)
            {
                response.ContentType = "application/json; charset=utf-8";
                await response.WriteAsync(kept.Body, httpContext.RequestAborted);
            }
        }
    }
}
