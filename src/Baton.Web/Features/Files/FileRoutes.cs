using System.IO.Compression;
using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Files;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Baton.Web.Features.Files;

/// <summary>
/// Bytes that people sent, on their way to others. Nothing of it is ever a document of this site: what is downloaded is an
/// attachment of no type, what is shown is an image by its own bytes, and both are in a sandbox in which nothing runs.
/// </summary>
internal static class FileRoutes
{
    public const string Sandbox = "sandbox; default-src 'none'; frame-ancestors 'none'";

    public static void MapFiles(this WebApplication app)
    {
        var handover = app.MapGroup("/handovers/{number}");
        handover.MapGet("/files/{file:guid}/download", DownloadAsync);
        handover.MapGet("/files/{file:guid}/image", ImageAsync);
        handover.MapGet("/files.zip", ZipAsync);

        var uploads = handover.MapGroup("/uploads").AddEndpointFilter(Tus.SamePageFilter).AddEndpointFilter(Tus.VersionFilter);
        uploads.MapMethods("", [HttpMethods.Options], Tus.OptionsAsync);
        uploads.MapPost("", Tus.BeginAsync);
        uploads.MapMethods("/{upload:guid}", [HttpMethods.Head], Tus.LookAsync);
        uploads.MapMethods("/{upload:guid}", [HttpMethods.Patch], Tus.AppendAsync).WithMetadata(Tus.Limit);
        uploads.MapDelete("/{upload:guid}", Tus.EndAsync);
        uploads.MapPost("/{upload:guid}", Tus.OverriddenAsync).WithMetadata(Tus.Limit);
    }

    public static async Task<IResult> DownloadAsync(string number, Guid file, Call call, FileService files, FileStore store, HttpContext context)
    {
        var opened = await files.OpenAsync(number, call.Actor, [file], call.Aborted);
        if (opened.IsRefused)
        {
            return Refused(context, opened.Refusals);
        }

        var one = opened.Value[0];
        Harmless(context, one.Name);
        return Results.Stream(await store.OpenAsync(one.Hash, one.Size, call.Aborted), "application/octet-stream", enableRangeProcessing: true);
    }

    private static async Task<IResult> ImageAsync(string number, Guid file, Call call, FileService files, FileStore store, HttpContext context)
    {
        var opened = await files.OpenAsync(number, call.Actor, [file], call.Aborted);
        if (opened.IsRefused || opened.Value[0].Preview != Preview.Image)
        {
            return Results.NotFound();
        }

        var stream = await store.OpenAsync(opened.Value[0].Hash, opened.Value[0].Size, call.Aborted);
        var head = new byte[32];
        await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, call.Aborted);
        stream.Position = 0;
        context.Response.Headers.ContentSecurityPolicy = Sandbox;
        return Results.Stream(stream, FileContent.ImageType(head) ?? "application/octet-stream");
    }

    /// <summary>All files that one sees, or those of one item, question, meeting or matter.</summary>
    private static async Task<IResult> ZipAsync(
        string number, [FromQuery] Guid? of, Call call, BatonDbContext db, HandoverReader reader, FileService files, FileStore store, HttpContext context)
    {
        if (await reader.LoadAsync(number, call.Actor, true, call.Aborted) is not ({ IsRequest: false } handover, var access))
        {
            return Results.NotFound();
        }

        var all = (await AttachmentAccess.CurrentAsync(db, handover, access, call.Aborted)).Where(f => of is null || f.SubjectId == of).ToList();
        if (all.Count == 0 || (await files.OpenAsync(number, call.Actor, [.. all.Select(f => f.Id)], call.Aborted)).IsRefused)
        {
            return Results.NotFound();
        }

        Harmless(context, $"{handover.Number}.zip");
        // ZipArchive writes its directory at the end, and the head of each entry, without waiting.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        return Results.Stream(body => WriteAsync(body, all, store, call.Aborted), "application/octet-stream");
    }

    private static async Task WriteAsync(Stream body, List<Attachment> files, FileStore store, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, null, cancellationToken);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            var folder = file.Item is { } item ? FileNames.OnDisk($"{item.Label} {item.Title}".Replace("/", "_", StringComparison.Ordinal).Replace("\\", "_", StringComparison.Ordinal)) + "/" : "";
            // Mostly packed already: stored as it is, it costs no time.
            var entry = zip.CreateEntry(FileNames.Unique(folder + FileNames.OnDisk(file.Name), taken), CompressionLevel.NoCompression);
            entry.LastWriteTime = file.AddedAt;
            await using var from = await store.OpenAsync(file.Hash, file.Size, cancellationToken);
            await using var to = await entry.OpenAsync(cancellationToken);
            await from.CopyToAsync(to, cancellationToken);
        }
    }

    /// <summary>The name in both its forms (RFC 6266), the type of nothing, a sandbox for whoever shows it all the same.</summary>
    private static void Harmless(HttpContext context, string name)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.ContentSecurityPolicy = Sandbox;
    }

    private static IResult Refused(HttpContext context, IReadOnlyList<Refusal> refusals) =>
        context.Request.Path.StartsWithSegments(ApiAnswers.Root) ? Answers.Refused(refusals) : Results.StatusCode(refusals[0].Status);
}
