namespace Baton.Web.Features.Items.Categories;

/// <summary>Guesses from words in other people's lists; the person corrects.</summary>
public static class CategoryGuess
{
    // Longer words first, so that 联系人 in 供应商联系人 does not win over 供应商.
    private static readonly (string Word, Category Category)[] Words =
    [
        ("供应商", Category.Suppliers), ("客户", Category.Customers), ("历史", Category.History), ("决策", Category.History),
        ("待处理", Category.Pending), ("待办", Category.Pending), ("未完成", Category.Pending), ("遗留", Category.Pending),
        ("经验", Category.Experience), ("注意事项", Category.Experience), ("流程", Category.Processes), ("规范", Category.Processes),
        ("财务", Category.Finance), ("会计", Category.Finance), ("文档", Category.Documents), ("资料", Category.Documents), ("文件", Category.Documents),
        ("现金", Category.Finance), ("支票", Category.Finance), ("票据", Category.Finance),
        ("发票", Category.Finance), ("证券", Category.Finance), ("印章", Category.Finance), ("账簿", Category.Finance), ("凭证", Category.Finance), ("报表", Category.Finance),
        ("系统", Category.Systems), ("工具", Category.Systems), ("账号", Category.Systems), ("软件", Category.Systems),
        ("资产", Category.Assets), ("资源", Category.Assets), ("设备", Category.Assets), ("物品", Category.Assets),
        ("联系人", Category.Contacts), ("通讯录", Category.Contacts), ("职责", Category.Duties), ("任务", Category.Duties), ("项目", Category.Duties),
        ("supplier", Category.Suppliers), ("vendor", Category.Suppliers), ("customer", Category.Customers), ("client", Category.Customers),
        ("history", Category.History), ("pending", Category.Pending), ("todo", Category.Pending), ("experience", Category.Experience),
        ("process", Category.Processes), ("document", Category.Documents), ("finance", Category.Finance), ("account", Category.Systems),
        ("system", Category.Systems), ("tool", Category.Systems), ("asset", Category.Assets), ("contact", Category.Contacts), ("dut", Category.Duties),
    ];

    private static readonly (string Word, FinanceKind Kind)[] FinanceWords =
    [
        ("凭证", FinanceKind.Vouchers), ("账簿", FinanceKind.Books), ("报表", FinanceKind.Statements), ("现金", FinanceKind.Cash),
        ("银行", FinanceKind.BankAccount), ("证券", FinanceKind.Securities), ("支票", FinanceKind.Cheques), ("发票", FinanceKind.Invoices),
        ("票据", FinanceKind.Receipts), ("印章", FinanceKind.FinanceSeal), ("软件", FinanceKind.Software), ("电算化", FinanceKind.Software), ("电子数据", FinanceKind.Software),
        ("预算", FinanceKind.Budget), ("应收", FinanceKind.ReceivablePayable), ("应付", FinanceKind.ReceivablePayable),
        ("报销", FinanceKind.Reimbursement), ("未了", FinanceKind.OpenMatters),
    ];

    public static Category? From(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : Words.Where(w => text.Contains(w.Word, StringComparison.OrdinalIgnoreCase)).Select(w => (Category?)w.Category).FirstOrDefault();

    /// <summary>The kind that a group of an accounting list names, for example 会计凭证.</summary>
    public static FinanceKind? FinanceKindFrom(string? text) =>
        text is null ? null : FinanceWords.Where(w => text.Contains(w.Word, StringComparison.Ordinal)).Select(w => (FinanceKind?)w.Kind).FirstOrDefault();
}

/// <summary>What a pasted column means.</summary>
public static class ColumnGuess
{
    public const string Ignore = "";
    public const string Title = "title";
    public const string CategoryColumn = "category";
    public const string Description = "description";
    public const string Receiver = "receiver";
    public const string Attention = "attention";
    public const string Importance = "importance";

    /// <summary>仅接收人可见; only Baton's own files have it.</summary>
    public const string Restricted = "restricted";

    /// <summary>What the row's maker calls it by, so that it is known again.</summary>
    public const string Identity = "identity";

    /// <summary>Whatever the category; else a field of its own, or nothing.</summary>
    public static bool IsOfEachItem(string target) =>
        target is Title or CategoryColumn or Description or Receiver or Attention or Importance or Restricted or Identity;

    /// <summary>The only field that two columns may fill: 起号 and 止号.</summary>
    public const string Numbers = "numbers";

    private static readonly (string Target, string[] Words)[] Common =
    [
        (Title, ["交接事项", "事项", "名称", "标题", "内容", "项目名称", "工作内容", "title", "name", "item"]),
        (CategoryColumn, ["类别", "分类", "大类", "阶段", "category", "type"]),
        (Receiver, ["接收人", "接手人", "接替人员", "接管人", "交接人", "负责人", "receiver", "owner"]),
        (Importance, ["重要程度", "重要性", "importance"]),
        (Attention, ["特别注意", "注意", "attention"]),
        (Description, ["备注", "说明", "描述", "详情", "remark", "note", "description"]),
    ];

    /// <summary>
    /// A target a column: one of the constants, a field's name of <paramref name="category"/>, or <see cref="Ignore"/>:
    /// such a cell stays in the source row only. No target but <see cref="Numbers"/> is given twice.
    /// </summary>
    public static IReadOnlyList<string> From(IReadOnlyList<string> headers, Category category)
    {
        var targets = new string[headers.Count];
        Array.Fill(targets, Ignore);
        var given = new HashSet<string>();
        void Give(int column, string target)
        {
            if (targets[column].Length == 0 && (given.Add(target) || target == Numbers))
            {
                targets[column] = target;
            }
        }

        for (var column = 0; column < headers.Count; column++)
        {
            if (FieldLabels.FieldOf(category, headers[column]) is { } own)
            {
                Give(column, own);
            }
        }

        foreach (var exact in new[] { true, false })
        {
            for (var column = 0; column < headers.Count; column++)
            {
                var header = headers[column].Trim();
                bool Fits(string word) => header.Length > 0 && (exact
                    ? header.Equals(word, StringComparison.OrdinalIgnoreCase)
                    : header.Contains(word, StringComparison.OrdinalIgnoreCase));
                foreach (var field in CategoryCatalog.Of(category).Fields.Where(f => f.Aliases.Any(Fits)))
                {
                    Give(column, field.Name);
                }

                foreach (var (target, words) in Common)
                {
                    // 接管人签章 is a box to sign in, not a person.
                    if (words.Any(Fits) && !header.Contains("签", StringComparison.Ordinal))
                    {
                        Give(column, target);
                    }
                }
            }
        }

        return targets;
    }
}
