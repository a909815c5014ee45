using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Web.Features.Items.Categories;

namespace Baton.Web.Features.Templates;

/// <summary>交接模板: what a kind of job is expected to hand over, what helps to remember it, and what follows from the kind.</summary>
public sealed record TemplateContent
{
    public const int NameLength = 100;
    public const int DescriptionLength = 500;
    public const int TitleLength = 200;
    public const int PromptLength = 500;

    /// <summary>A template asks for less than a person can list.</summary>
    public const int MostLines = 300;

    /// <summary>Days after the transfer on which a check falls due, where a template says nothing else.</summary>
    public static readonly IReadOnlyList<int> DefaultDays = [1, 7, 30];

    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>The accounting rules apply: LIST-05, LIST-08, three copies (会计基础工作规范 art. 25–35).</summary>
    public bool IsAccounting { get; init; }

    /// <summary>Days after the transfer on which a check falls due, rising.</summary>
    public IReadOnlyList<int> FollowUpDays { get; init; } = DefaultDays;

    /// <summary>How many years the record is kept; null where the template does not say.</summary>
    public int? RetentionYears { get; init; }

    /// <summary>The letter to customers and suppliers, in either language; null for Baton's own (<see cref="Letters.LetterWords"/>).</summary>
    public string? LetterChinese { get; init; }
    public string? LetterEnglish { get; init; }

    /// <summary>In the order of the categories; within one, as they are asked for.</summary>
    public IReadOnlyList<ExpectedItem> Items { get; init; } = [];

    /// <summary>What the interview asks; in the order of the categories.</summary>
    public IReadOnlyList<TemplateQuestion> Questions { get; init; } = [];

    public ExpectedItem? Item(string key) => Items.FirstOrDefault(i => i.Key == key);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static TemplateContent FromJson(string json) =>
        JsonSerializer.Deserialize<TemplateContent>(json, Json) ?? throw new FormatException("The template is empty.");

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}

/// <summary>Something that such a job hands over as a rule (HINT-09 where it is missing).</summary>
public sealed record ExpectedItem
{
    /// <summary>What it is known by, also in a copy of the template: letters, digits and dashes.</summary>
    public required string Key { get; init; }

    public required Category Category { get; init; }
    public required string Title { get; init; }

    /// <summary>What jogs the memory.</summary>
    public string? Prompt { get; init; }

    public Importance Importance { get; init; }

    /// <summary>仅接收人可见, also where the category does not ask for it.</summary>
    public bool Restricted { get; init; }

    /// <summary>Proof beyond what category and importance ask for.</summary>
    public IReadOnlyList<ProofKind> Steps { get; init; } = [];

    /// <summary>Who takes it back; null where a receiver takes it on.</summary>
    public DeskKind? Desk { get; init; }

    /// <summary>What the category's fields begin with, by name.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
}

/// <summary>A question of the interview; each line of its answer becomes an item.</summary>
public sealed record TemplateQuestion
{
    public required string Key { get; init; }
    public required Category Category { get; init; }
    public required string Text { get; init; }
    public string? Hint { get; init; }

    /// <summary>What the fields of an item begin with that comes from an answer.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
}

/// <summary>点收: who takes things back for the company.</summary>
public enum DeskKind
{
    /// <summary>Computer and accounts.</summary>
    It,
    /// <summary>Badge, key, access card.</summary>
    Facilities,
    /// <summary>Advances and loans.</summary>
    Finance,
    /// <summary>Files and books.</summary>
    Archive,
}
