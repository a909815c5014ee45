using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Baton.Web.Import;

/// <summary>Where the table in some rows begins and ends. All indexes are zero-based.</summary>
/// <param name="Row">The header's first row; null where the rows carry no header.</param>
/// <param name="Headers">One text per column, on one line; of two header rows joined by a space (「数量 账面」); empty for
/// a column without one.</param>
/// <param name="FirstDataRow">The first row of data.</param>
/// <param name="EndRow">The row after the last row of data: a closing sentence or a line for signatures is left out.</param>
/// <param name="FillDown">Columns in which a merged group cell leaves the cells below it empty, so that an empty cell
/// there means the one above.</param>
public sealed record HeaderGuess(
    int? Row, IReadOnlyList<string> Headers, int FirstDataRow, int EndRow, IReadOnlyList<int> FillDown)
{
    /// <summary>For each column to fill down, the row whose text each row of data shows.</summary>
    internal IReadOnlyDictionary<int, int[]> Sources { get; init; } = new Dictionary<int, int[]>();

    /// <summary>The text that people see in the row: the cell's own, that of the merged cell it is part of, or in a column to
    /// fill down the nearest one above it within the data.</summary>
    public string Cell(TextTable table, int row, int column)
    {
        var shown = table.Shown(row, column);
        return shown.Length == 0 && row >= FirstDataRow && row < EndRow && Sources.TryGetValue(column, out var sources)
            ? table.Cell(sources[row - FirstDataRow], column)
            : shown;
    }
}

/// <summary>
/// Guesses which of the first rows is the header. Lists as offices make them carry a title and a block of parties above
/// the table, sometimes a second header row, groups in merged cells, and a closing line. A guess: people see it and can
/// change it before anything is kept.
/// </summary>
public static partial class HeaderRow
{
    private const int RowsLookedAt = 20;
    private const int LongestHeader = 20;

    // Headers seen in handover lists, asset lists and contact lists. Longer ones mostly end in one of the endings.
    private static readonly FrozenSet<string> Words = new[]
    {
        "序号", "编号", "类别", "分类", "类型", "大类", "小类", "阶段", "步骤", "模块", "项目", "事项", "交接事项", "内容", "交接内容",
        "工作内容", "名称", "品名", "标题", "说明", "描述", "备注", "数量", "账面", "实点", "账面数", "实点数", "差异", "单位", "规格", "型号",
        "金额", "币种", "起止号码", "负责人", "经办人", "移交人", "接收人", "接管人", "接手人", "接替人员", "交接人", "监交人", "联系人",
        "姓名", "工号", "部门", "岗位", "职务", "上级", "直接上级", "直属上级", "汇报对象", "电话", "手机", "邮箱", "微信", "地址", "网址", "账号", "权限", "用途", "位置", "存放位置", "地点",
        "截止日期", "截止时间", "到期日", "完成时间", "日期", "时间", "频率", "周期", "目标", "进度", "进展", "状态", "下一步", "风险",
        "重要程度", "优先级", "版本", "密级", "客户", "供应商", "系统", "资产编号", "文件", "附件", "链接", "方法", "原因", "结果",
        "no", "no.", "#", "id", "item", "items", "name", "title", "category", "type", "group", "task", "description", "details",
        "remark", "remarks", "note", "notes", "comment", "comments", "quantity", "qty", "unit", "amount", "currency", "owner",
        "responsible", "assignee", "giver", "receiver", "witness", "contact", "organisation", "organization", "role", "phone",
        "employee number", "employee id", "employee no.", "full name", "department", "position", "job title", "manager", "head", "mobile",
        "email", "e-mail", "address", "url", "link", "location", "due", "due date", "deadline", "date", "status", "priority",
        "frequency", "progress", "next step", "step", "stage", "version", "account", "customer", "supplier", "system",
    }.Select(word => Decoration().Replace(word, "")).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Endings =
    [
        "名称", "编号", "日期", "时间", "情况", "说明", "备注", "内容", "数量", "金额", "单位", "方式", "电话", "地址", "签字", "签章", "签名",
        "状态", "程度", "类别", "类型", "事项", "要求", "人",
    ];

    public static HeaderGuess Guess(TextTable table)
    {
        var header = Enumerable.Range(0, Math.Min(RowsLookedAt, table.Rows.Count))
            .Select(row => (Row: row, Score: Score(table, row)))
            .Where(candidate => candidate.Score > 0)
            .OrderByDescending(candidate => candidate.Score)
            .ThenBy(candidate => candidate.Row)
            .Select(candidate => (int?)candidate.Row)
            .FirstOrDefault();
        return At(table, header);
    }

    /// <summary>The table below a header row that a person named; null where the rows carry none.</summary>
    public static HeaderGuess At(TextTable table, int? header)
    {
        if (header is not { } top)
        {
            var end = EndOfData(table, 0);
            return Filled(table, new(null, [.. Enumerable.Repeat("", table.Columns)], 0, end, FillDownColumns(table, 0, end)));
        }

        var two = HasSecondRow(table, top);
        var first = top + (two ? 2 : 1);
        while (first < table.Rows.Count && IsBlank(table.Rows[first]))
        {
            first++;
        }

        var last = EndOfData(table, first);
        return Filled(table, new(top, Headers(table, top, two), first, last, FillDownColumns(table, first, last)));
    }

    private static HeaderGuess Filled(TextTable table, HeaderGuess guess) => guess with
    {
        Sources = guess.FillDown.ToDictionary(column => column, column =>
        {
            var source = guess.FirstDataRow;
            return Enumerable.Range(guess.FirstDataRow, guess.EndRow - guess.FirstDataRow)
                .Select(row => source = table.Cell(row, column).Length > 0 ? row : source).ToArray();
        }),
    };

    /// <summary>How much a row looks like a header; 0 when it does not. Known words tell most, then how full it is.</summary>
    private static double Score(TextTable table, int row)
    {
        var cells = table.Rows[row].Select(OneLine).Where(cell => cell.Length > 0).ToList();
        var known = cells.Count(IsKnown);

        // Where parties stand above the table, every other cell is a value: less than half are header words. And a
        // label with its value behind a colon (移交人：林悦) is no header.
        if (known * 2 <= cells.Count || cells.Any(cell => cell.Length > LongestHeader || LabelWithValue().IsMatch(cell)))
        {
            return 0;
        }

        if (row + 1 >= table.Rows.Count || (cells.Count == 1 && table.Columns > 1))
        {
            return 0;
        }

        var distinct = cells.Distinct(StringComparer.OrdinalIgnoreCase).Count() == cells.Count ? 1 : 0;
        return (2.0 * known) + (3.0 * cells.Count / table.Columns) + distinct;
    }

    private static bool IsKnown(string cell)
    {
        var word = Decoration().Replace(cell, "");
        return Words.Contains(word)
            || (word.Length is > 1 and <= 8 && Endings.Any(ending => word.EndsWith(ending, StringComparison.Ordinal)));
    }

    /// <summary>
    /// Whether the next row splits groups of this one: it has text only under a header that spans several columns, which
    /// in text is a cell followed by empty ones, and under the others nothing, since those are merged downwards.
    /// </summary>
    private static bool HasSecondRow(TextTable table, int top)
    {
        var next = top + 1;
        if (next + 1 >= table.Rows.Count)
        {
            return false;
        }

        var splits = false;
        for (var column = 0; column < table.Columns; column++)
        {
            var text = OneLine(table.Cell(next, column));
            if (text.Length == 0)
            {
                continue;
            }

            var continues = column > 0 && table.Cell(top, column).Length == 0 && table.Cell(next, column - 1).Length > 0;
            var starts = column + 1 < table.Columns && table.Cell(top, column).Length > 0
                && table.Cell(top, column + 1).Length == 0 && table.Cell(next, column + 1).Length > 0;
            if (text.Length > LongestHeader || !(continues || starts))
            {
                return false;
            }

            splits |= continues;
        }

        return splits;
    }

    private static string[] Headers(TextTable table, int top, bool two)
    {
        var headers = new string[table.Columns];
        var group = "";
        for (var column = 0; column < headers.Length; column++)
        {
            var upper = OneLine(table.Cell(top, column));
            var lower = two ? OneLine(table.Cell(top + 1, column)) : "";
            group = upper.Length > 0 ? upper : lower.Length > 0 ? group : "";
            headers[column] = $"{group} {lower}".Trim();
        }

        return headers;
    }

    private static int EndOfData(TextTable table, int first)
    {
        var end = table.Rows.Count;
        var oneCellRows = table.Rows.Skip(first).Count(row => row.Count(cell => cell.Length > 0) == 1);
        var oneCellIsRare = oneCellRows * 2 < end - first;
        while (end > first + 1 && (IsBlank(table.Rows[end - 1]) || IsClosing(table, end - 1, oneCellIsRare)))
        {
            end--;
        }

        return end;
    }

    /// <summary>A sentence alone in the first cell of a wide table, or a line of labels to sign at (移交人：　监交人：).</summary>
    private static bool IsClosing(TextTable table, int row, bool oneCellIsRare)
    {
        var cells = table.Rows[row].Where(cell => cell.Length > 0).ToList();
        return table.Columns > 2
            && ((cells.Count == 1 && oneCellIsRare && table.Cell(row, 0).Length > 0 && SentenceEnd().IsMatch(cells[0]))
                || cells.TrueForAll(cell => SignLabel().IsMatch(cell)));
    }

    /// <summary>
    /// The leading columns with gaps, where a later column is full: groups in merged cells. Columns of numbers (序号) are
    /// passed over; the first full column of text ends the groups, so that gaps in remarks mean nothing.
    /// </summary>
    private static List<int> FillDownColumns(TextTable table, int first, int end)
    {
        var rows = Enumerable.Range(first, end - first).Where(row => !IsBlank(table.Rows[row])).ToList();
        var gaps = new List<int>();
        for (var column = 0; column < table.Columns && rows.Count > 0; column++)
        {
            var filled = rows.Where(row => table.Cell(row, column).Length > 0).ToList();
            if (filled.Count == rows.Count && filled.TrueForAll(row => Number().IsMatch(table.Cell(row, column))))
            {
                continue;
            }

            if (filled.Count == rows.Count)
            {
                return gaps;
            }

            // A group starts with the first row, and one cell stands for it: the same text twice running is typed.
            var isGroup = filled.Count > 0 && filled[0] == rows[0]
                && filled.Zip(filled.Skip(1)).All(two => table.Cell(two.First, column) != table.Cell(two.Second, column));
            if (isGroup)
            {
                gaps.Add(column);
            }
        }

        // No full column of text: the gaps are just gaps.
        return [];
    }

    private static bool IsBlank(IReadOnlyList<string> row) => row.All(string.IsNullOrWhiteSpace);

    private static string OneLine(string cell) => Blanks().Replace(cell, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[\s*＊:：]|[(（].*[)）]")]
    private static partial Regex Decoration();

    [GeneratedRegex("[:：].")]
    private static partial Regex LabelWithValue();

    [GeneratedRegex(@"[。；;!！]\s*$|.{12}")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("^[^:：]{1,12}[:：]")]
    private static partial Regex SignLabel();

    [GeneratedRegex(@"^\s*[\d.、\-()（）]+\s*$")]
    private static partial Regex Number();
}
