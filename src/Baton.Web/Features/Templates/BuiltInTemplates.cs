using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Baton.Web.Features.Items.Categories;

namespace Baton.Web.Features.Templates;

/// <summary>
/// The templates that come with Baton, in both languages: one file each in BuiltIn/. What everybody forgets
/// (everyone.json) is part of each.
/// </summary>
public static class BuiltInTemplates
{
    private const string Folder = "Baton.Web.Features.Templates.BuiltIn.";
    private const string Everyone = "everyone";

    /// <summary>What a template is known by, in the order in which people choose.</summary>
    public static readonly IReadOnlyList<string> Keys =
    [
        "general", "department-head", "accountant", "cashier", "finance-head", "sales", "purchasing", "customer-service", "software-engineer",
        "system-administrator", "project-manager", "human-resources", "administration", "warehouse", "teacher", "nurse-lead",
    ];

    private static readonly Dictionary<(string Key, bool IsChinese), TemplateContent> Read = Keys
        .SelectMany(key => new[] { true, false }.Select(isChinese => (Key: (key, isChinese), Content: Join(File(key), File(Everyone), isChinese))))
        .ToDictionary(t => t.Key, t => t.Content);

    /// <returns>Null where none is called so.</returns>
    public static TemplateContent? Find(string key, CultureInfo language) =>
        Read.GetValueOrDefault((key, language.TwoLetterISOLanguageName == "zh"));

    private static TemplateContent Join(TemplateFile own, TemplateFile everyone, bool isChinese)
    {
        var head = isChinese ? own.Zh : own.En;
        return new TemplateContent
        {
            Name = head.Name, Description = head.Description, IsAccounting = own.Accounting, RetentionYears = own.RetentionYears,
            FollowUpDays = own.FollowUpDays ?? TemplateContent.DefaultDays,
            // The job's own comes before what everybody has.
            Items = [.. own.Items.Concat(everyone.Items).Select(i => i.In(isChinese)).OrderBy(i => i.Category)],
            Questions = [.. everyone.Questions.Concat(own.Questions).Select(q => q.In(isChinese)).OrderBy(q => q.Category)],
        };
    }

    private static TemplateFile File(string key)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + key + ".json")
            ?? throw new InvalidOperationException($"BuiltIn/{key}.json is not part of the assembly.");
        return JsonSerializer.Deserialize<TemplateFile>(stream, TemplateContent.Json) ?? throw new FormatException($"BuiltIn/{key}.json is empty.");
    }

    private sealed record TemplateFile
    {
        public required Head Zh { get; init; }
        public required Head En { get; init; }
        public bool Accounting { get; init; }
        public IReadOnlyList<int>? FollowUpDays { get; init; }
        public int? RetentionYears { get; init; }
        public IReadOnlyList<ItemLine> Items { get; init; } = [];
        public IReadOnlyList<QuestionLine> Questions { get; init; } = [];
    }

    private sealed record Head(string Name, string? Description);

    private abstract record Line
    {
        public required string Key { get; init; }
        public required Category Category { get; init; }

        /// <summary>Those that are the same in both languages.</summary>
        public Dictionary<string, string> Fields { get; init; } = [];

        protected Dictionary<string, string> With(Dictionary<string, string>? worded) => new(Fields.Concat(worded ?? []));
    }

    private sealed record ItemLine : Line
    {
        public Importance Importance { get; init; }
        public bool Restricted { get; init; }
        public IReadOnlyList<ProofKind> Steps { get; init; } = [];
        public DeskKind? Desk { get; init; }
        public required ItemWords Zh { get; init; }
        public required ItemWords En { get; init; }

        public ExpectedItem In(bool isChinese)
        {
            var words = isChinese ? Zh : En;
            return new ExpectedItem
            {
                Key = Key, Category = Category, Title = words.Title, Prompt = words.Prompt, Importance = Importance, Restricted = Restricted, Steps = Steps, Desk = Desk,
                Fields = With(words.Fields),
            };
        }
    }

    private sealed record ItemWords(string Title, string? Prompt, Dictionary<string, string>? Fields);

    private sealed record QuestionLine : Line
    {
        public required QuestionWords Zh { get; init; }
        public required QuestionWords En { get; init; }

        public TemplateQuestion In(bool isChinese)
        {
            var words = isChinese ? Zh : En;
            return new TemplateQuestion { Key = Key, Category = Category, Text = words.Text, Hint = words.Hint, Fields = With(words.Fields) };
        }
    }

    private sealed record QuestionWords(string Text, string? Hint, Dictionary<string, string>? Fields);
}
