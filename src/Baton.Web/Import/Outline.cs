namespace Baton.Web.Import;

/// <summary>
/// Headings, lists and paragraphs as rows: the heading above, what it is called, what is said about it. A point of a list
/// is a row, with what is nested in it or follows it as its text; so is a heading with text of its own, or with nothing
/// below it. No text of the document is lost.
/// </summary>
internal sealed class Outline
{
    public const string Heading = "HEADING";
    public const string Title = "TITLE";
    public const string Text = "TEXT";

    private readonly List<(int Level, string Text)> path = [];
    private readonly List<(string Heading, string Title, List<string> Text)> rows = [];
    private bool isInList;
    private bool headingIsTold = true;

    // Whether the last row stands below the nearest heading.
    private bool hasRow;

    /// <summary>The nearest heading.</summary>
    public string Subject => path.Count == 0 ? "" : path[^1].Text;

    private string Path => string.Join(" / ", path.Select(heading => heading.Text));

    public void AddHeading(int level, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        // A heading with nothing below it is a point itself; one with headings below it is their subject.
        if (!headingIsTold && path.Count > 0 && path[^1].Level >= level)
        {
            Tell();
        }

        path.RemoveAll(heading => heading.Level >= level);
        path.Add((level, text));
        (headingIsTold, isInList, hasRow) = (false, false, false);
    }

    /// <param name="level">Of the list, from 0.</param>
    public void AddPoint(int level, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (level > 0 && isInList)
        {
            rows[^1].Text.Add($"{new string(' ', 2 * (level - 1))}- {text}");
            return;
        }

        rows.Add((Path, text, []));
        (headingIsTold, isInList, hasRow) = (true, true, true);
    }

    public void AddParagraph(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (isInList)
        {
            rows[^1].Text.Add(text);
        }
        else if (path.Count == 0)
        {
            // No heading says what it is about.
            rows.Add(("", text, []));
        }
        else
        {
            if (!hasRow)
            {
                Tell();
            }

            rows[^1].Text.Add(text);
        }
    }

    /// <summary>A table came: it is what stands below the heading, and what follows does not belong to the point before it.</summary>
    public void Interrupt() => (headingIsTold, isInList, hasRow) = (true, false, false);

    public IEnumerable<IReadOnlyList<string>> Rows()
    {
        if (!headingIsTold)
        {
            Tell();
        }

        return rows.Count == 0 ? [] : rows.Select(row => (IReadOnlyList<string>)[row.Heading, row.Title, string.Join('\n', row.Text)]).Prepend([Heading, Title, Text]);
    }

    private void Tell()
    {
        rows.Add((Path, path[^1].Text, []));
        (headingIsTold, hasRow) = (true, true);
    }
}
