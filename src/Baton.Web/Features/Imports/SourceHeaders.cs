using Baton.Web.Import;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Imports;

/// <summary>A column as people read it: as the file calls it, and where no file does, in the reader's words.</summary>
internal static class SourceHeaders
{
    public static string Header(this IStringLocalizer<ListImportText> texts, IReadOnlyList<string> headers, int column) =>
        !headers.SequenceEqual(FileArchive.Headers) ? headers[column] : headers[column] switch
        {
            FileArchive.Folder => texts["files.folder"],
            FileArchive.Title => texts["files.title"],
            FileArchive.File => texts["files.file"],
            _ => texts["files.size"],
        };
}
