using System.Globalization;
using System.Text;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Files;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Web.Features.Files;

/// <summary>
/// tus 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation, checksum, expiration and termination. The same for
/// pages, with cookie and antiforgery token, and for programs with theirs.
/// </summary>
internal static class Tus
{
    private const string Version = "1.0.0";
    private const string Resumable = "Tus-Resumable";
    private const string Length = "Upload-Length";
    private const string Offset = "Upload-Offset";
    private const string Part = "application/offset+octet-stream";

    public static async Task<IResult> BeginAsync(string number, Call call, UploadService uploads, HttpContext context)
    {
        if (Number(context, Length) is not { } length || Read(context.Request.Headers["Upload-Metadata"]) is not { } file)
        {
            return Answers.Refused(UploadRefusals.Unreadable);
        }

        var begun = await uploads.BeginAsync(number, call.Actor, file, length, call.Aborted);
        if (begun.IsRefused)
        {
            return Answers.Refused(begun.Refusals);
        }

        Expires(context, begun.Value);
        return new ApiResult(StatusCodes.Status201Created, null, $"{context.Request.PathBase}{context.Request.Path}/{begun.Value.Id:D}");
    }

    public static async Task<IResult> LookAsync(string number, Guid upload, Call call, UploadService uploads, HttpContext context) =>
        Answer(context, await uploads.LookAsync(number, call.Actor, upload, call.Aborted), StatusCodes.Status200OK);

    public static async Task<IResult> AppendAsync(string number, Guid upload, Call call, UploadService uploads, HttpContext context)
    {
        if (context.Request.ContentType != Part)
        {
            return Answers.Refused(UploadRefusals.WrongMedia);
        }

        CheckSum? checkSum = null;
        if (Number(context, Offset) is not { } offset
            || (context.Request.Headers["Upload-Checksum"] is [{ } header] && !CheckSum.TryParse(header, out checkSum)))
        {
            return Answers.Refused(UploadRefusals.Unreadable);
        }

        return Answer(context, await uploads.AppendAsync(number, call.Actor, upload, offset, checkSum, context.Request.Body, call.Aborted), StatusCodes.Status204NoContent);
    }

    public static Task<IResult> EndAsync(string number, Guid upload, Call call, UploadService uploads) =>
        uploads.EndAsync(number, call.Actor, upload, call.Aborted).DoneAsync();

    /// <summary>For clients that can send nothing but POST.</summary>
    public static Task<IResult> OverriddenAsync(string number, Guid upload, Call call, UploadService uploads, HttpContext context) =>
        (string?)context.Request.Headers["X-HTTP-Method-Override"] switch
        {
            "HEAD" => LookAsync(number, upload, call, uploads, context),
            "PATCH" => AppendAsync(number, upload, call, uploads, context),
            "DELETE" => EndAsync(number, upload, call, uploads),
            _ => Task.FromResult(Answers.Refused(UploadRefusals.Unreadable)),
        };

    /// <summary>What this server can do, said of a handover that one sees.</summary>
    public static async Task<IResult> OptionsAsync(string number, Call call, HandoverReader reader, HttpContext context, FileSettings settings)
    {
        if (await reader.LoadAsync(number, call.Actor, false, call.Aborted) is not { Handover.IsRequest: false })
        {
            return Answers.NotFound;
        }

        var headers = context.Response.Headers;
        headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = "creation,checksum,expiration,termination";
        headers["Tus-Max-Size"] = settings.MaxBytes.ToString(CultureInfo.InvariantCulture);
        headers["Tus-Checksum-Algorithm"] = CheckSum.Known;
        return Results.NoContent();
    }

    /// <summary>Every request but OPTIONS says which version it speaks; every answer does, too.</summary>
    public static async ValueTask<object?> VersionFilter(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers[Resumable] = Version;
        if (!HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers[Resumable] != Version)
        {
            context.Response.Headers["Tus-Version"] = Version;
            return Answers.Refused(UploadRefusals.VersionUnknown);
        }

        return await next(invocation);
    }

    /// <summary>With the cookie anybody's page could send: ours has the antiforgery token, and the browser says where it comes from.</summary>
    public static async ValueTask<object?> SamePageFilter(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers[Resumable] = Version;
        var isSafe = HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
        if (context.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site != "same-origin")
        {
            return Answers.Refused(UploadRefusals.NotFromHere);
        }

        return isSafe || await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context)
            ? await next(invocation) : Answers.Refused(UploadRefusals.NotFromHere);
    }

    /// <summary>A part may be as large as the largest file; how much really comes is counted.</summary>
    public static RequestSizeLimitAttribute Limit { get; } = new(long.MaxValue);

    private static IResult Answer(HttpContext context, Outcome<UploadState> outcome, int status)
    {
        if (outcome.IsRefused)
        {
            return Answers.Refused(outcome.Refusals);
        }

        var state = outcome.Value;
        Expires(context, state);
        context.Response.Headers[Offset] = state.Offset.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers[Length] = state.Length.ToString(CultureInfo.InvariantCulture);
        return Results.StatusCode(status);
    }

    private static void Expires(HttpContext context, UploadState state)
    {
        if (state.AttachmentId is null)
        {
            context.Response.Headers["Upload-Expires"] = state.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    private static long? Number(HttpContext context, string header) =>
        context.Request.Headers[header] is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Upload-Metadata: pairs of a key and Base64. Ours are filename, subject, id and, for a new version, replaces.</summary>
    private static FileToAdd? Read(string? metadata)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in (metadata ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (key, base64) = pair.Split(' ') is [var name, var value] ? (name, value) : (pair, "");
            try
            {
                values[key] = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            }
            catch (FormatException)
            {
                return null;
            }
        }

        return Enum.TryParse<FileSubject>(values.GetValueOrDefault("subject"), ignoreCase: true, out var subject) && Enum.IsDefined(subject)
            && Guid.TryParse(values.GetValueOrDefault("id"), out var id)
                ? new(subject, id, values.GetValueOrDefault("filename"), Guid.TryParse(values.GetValueOrDefault("replaces"), out var replaces) ? replaces : null)
                : null;
    }
}
