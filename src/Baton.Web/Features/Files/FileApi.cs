using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Baton.Web.Files;

namespace Baton.Web.Features.Files;

/// <summary>A file, its newest version.</summary>
/// <param name="ItemId">The item that it belongs to, itself or through its question or matter.</param>
/// <param name="SeriesId">The same for all its versions.</param>
public sealed record FileJson(
    Guid Id, FileSubject Subject, Guid SubjectId, Guid? ItemId, string Name, long Size, string Sha256, int Version, Guid SeriesId, NamedId AddedBy, DateTimeOffset AddedAt)
{
    public static FileJson Of(Attachment f) => new(
        f.Id, f.Subject, f.SubjectId, f.ItemId, f.Name, f.Size, f.Hash, f.Version, f.SeriesId, new(f.AddedById, f.AddedBy!.Name), f.AddedAt);
}

/// <summary>Files for programs: sent by tus as from a page, with the token in place of cookie and antiforgery.</summary>
internal static class FileApi
{
    private static readonly Type[] Sending = [typeof(FileRefusals), typeof(UploadRefusals), typeof(ItemRefusals)];

    public static void MapFiles(this RouteGroupBuilder handover)
    {
        var files = handover.MapGroup("/files").WithTags("Files");
        files.MapGet("", async (string number, Call call, BatonDbContext db, HandoverReader reader) =>
                await reader.LoadAsync(number, call.Actor, true, call.Aborted) is ({ IsRequest: false } seen, { } access)
                    ? Answers.Ok((await AttachmentAccess.CurrentAsync(db, seen, access, call.Aborted)).ConvertAll(FileJson.Of)) : Answers.NotFound)
            .Says("listFiles", "The files that the caller sees, in the order of the list.").Gives<IReadOnlyList<FileJson>>();
        files.MapGet("/{file:guid}", FileRoutes.DownloadAsync)
            .Says("downloadFile", "A file's bytes. That the caller opened it is recorded.").Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");
        files.MapDelete("/{file:guid}", (string number, Guid file, Call call, FileService service) => service.WithdrawAsync(number, call.Actor, file, call.Aborted).DoneAsync())
            .Says("removeFile", "Takes a file off; the record keeps it.", typeof(FileRefusals), typeof(ItemRefusals)).Does();

        var uploads = handover.MapGroup("/uploads").WithTags("Files").AddEndpointFilter(Tus.VersionFilter);
        uploads.MapPost("", Tus.BeginAsync)
            .Says("beginUpload", "Begins an upload (tus 1.0). Upload-Metadata holds filename, subject (item, question, meeting, matter, waiver), its id, and replaces for a new version.", Sending)
            .Produces(StatusCodes.Status201Created);
        uploads.MapMethods("/{upload:guid}", [HttpMethods.Head], Tus.LookAsync)
            .Says("lookAtUpload", "How much of an upload has arrived (tus 1.0).", Sending).Produces(StatusCodes.Status200OK);
        uploads.MapMethods("/{upload:guid}", [HttpMethods.Patch], Tus.AppendAsync).WithMetadata(Tus.Limit)
            .Says("sendPart", "The next bytes of an upload (tus 1.0), as application/offset+octet-stream; with its last byte the file is attached.", Sending).Does();
        uploads.MapDelete("/{upload:guid}", Tus.EndAsync)
            .Says("endUpload", "Gives an upload up (tus 1.0).", typeof(UploadRefusals)).Does();
    }
}
