namespace Baton.Web.Features.Files;

/// <summary>The files of one thing on a page, and where more can be added: the model of _Files.</summary>
public sealed record FilesBlock(string Number, FileSubject Subject, Guid SubjectId, IEnumerable<Attachment> Files, bool MayAdd)
{
    public string Page => $"/handovers/{Number}/files";
}
