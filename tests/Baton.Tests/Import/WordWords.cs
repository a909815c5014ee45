using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Baton.Tests.Import;

/// <summary>What a Word document says, read with the library: the independent side of the comparison.</summary>
internal static class WordWords
{
    /// <summary>The text of each run in the body that is shown.</summary>
    public static IEnumerable<string> Of(string path)
    {
        using var document = WordprocessingDocument.Open(path, isEditable: false);
        var body = document.MainDocumentPart?.Document?.Body;
        return body is null ? [] :
        [
            .. body.Descendants<DocumentFormat.OpenXml.Wordprocessing.Text>()
                .Where(t => !t.Ancestors().Any(a => a.LocalName is "del" or "moveFrom" or "Fallback"))
                .Select(t => t.Text.Trim()).Where(t => t.Length > 0),
        ];
    }
}
