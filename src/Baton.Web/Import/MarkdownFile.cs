using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Baton.Web.Import;

/// <summary>Headings, lists and paragraphs of Markdown as one table, and each of its tables as one more.</summary>
internal static class MarkdownFile
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseTaskLists().UsePreciseSourceLocation().Build();

    public static Outcome<ImportSource> Read(string text, TableLimits limits)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig gives up on what is nested too deeply.
            return ImportRefusals.Damaged;
        }

        var outline = new Outline();
        var tables = new List<(SheetPurpose, string, IEnumerable<IReadOnlyList<string>>)>();
        var lines = new Lines(text);
        foreach (var block in document)
        {
            Add(block, 0, outline, tables, lines);
        }

        return ImportSource.Of(ImportKind.Markdown, limits, tables.Prepend((SheetPurpose.Outline, "", outline.Rows())));
    }

    private static void Add(
        Block block, int depth, Outline outline, List<(SheetPurpose, string, IEnumerable<IReadOnlyList<string>>)> tables, Lines lines)
    {
        switch (block)
        {
            case HeadingBlock heading:
                outline.AddHeading(heading.Level, Plain(heading.Inline));
                break;
            case ListBlock list:
                foreach (var point in list.OfType<ListItemBlock>())
                {
                    var first = point.FirstOrDefault() as ParagraphBlock;
                    outline.AddPoint(depth, first is null ? "" : Plain(first.Inline));
                    foreach (var below in point.Where(child => child != first))
                    {
                        Add(below, depth + 1, outline, tables, lines);
                    }
                }

                break;
            case Table table:
                tables.Add((SheetPurpose.Table, outline.Subject, [.. table.OfType<TableRow>().Select(row =>
                    (IReadOnlyList<string>)[.. row.OfType<TableCell>().Select(cell => string.Join('\n', cell.OfType<ParagraphBlock>().Select(p => Plain(p.Inline))))])]));
                outline.Interrupt();
                break;
            case ThematicBreakBlock or LinkReferenceDefinitionGroup:
                break;
            default:
                // As it is written: descriptions are Markdown themselves.
                outline.AddParagraph(lines.Of(block.Span));
                break;
        }
    }

    /// <summary>The words without their marks; of a link that says something else than where it leads, both.</summary>
    private static string Plain(ContainerInline? inline)
    {
        var words = new StringBuilder();
        foreach (var part in inline?.Descendants() ?? [])
        {
            switch (part)
            {
                case LiteralInline literal:
                    words.Append(literal.Content);
                    break;
                case CodeInline code:
                    words.Append(code.Content);
                    break;
                case LineBreakInline:
                    words.Append(' ');
                    break;
                case AutolinkInline link:
                    words.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    words.Append(entity.Transcoded);
                    break;
                case HtmlInline html:
                    words.Append(html.Tag);
                    break;
                case LinkInline { Url.Length: > 0 } link when link.LastChild is null:
                    words.Append(link.Url);
                    break;
            }

            if (part is Inline { Parent: LinkInline { Url: { Length: > 0 } url } parent } and not LinkInline && parent.LastChild == part && !words.ToString().EndsWith(url, StringComparison.Ordinal))
            {
                words.Append(" (").Append(url).Append(')');
            }
        }

        return words.ToString().Trim();
    }

    private sealed class Lines(string text)
    {
        public string Of(SourceSpan span) => span.IsEmpty || span.Start >= text.Length ? "" : text[span.Start..Math.Min(text.Length, span.End + 1)].Trim();
    }
}
