using System.Globalization;
using Baton.Web.Events;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Letters;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Templates;

/// <summary>A template as sent: all of it, since a template is read and written as one.</summary>
public sealed record TemplateForm
{
    public string? Name { get; init; }
    public string? Description { get; init; }
    public bool IsAccounting { get; init; }

    /// <summary>Days after the transfer, for example 「1, 7, 30」; empty for those.</summary>
    public string? FollowUpDays { get; init; }

    public string? RetentionYears { get; init; }

    /// <summary>The introduction letter, its first line the subject; empty for the one that comes with Baton.</summary>
    public string? LetterChinese { get; init; }
    public string? LetterEnglish { get; init; }
    public IReadOnlyList<ExpectedItemForm> Items { get; init; } = [];
    public IReadOnlyList<TemplateQuestionForm> Questions { get; init; } = [];

    /// <summary>The version that was seen; another one is refused. Null: whichever stands.</summary>
    public int? Seen { get; init; }

    public static TemplateForm Of(TemplateContent content) => new()
    {
        Name = content.Name, Description = content.Description, IsAccounting = content.IsAccounting,
        FollowUpDays = string.Join(", ", content.FollowUpDays.Select(d => d.ToString(CultureInfo.InvariantCulture))),
        RetentionYears = content.RetentionYears?.ToString(CultureInfo.InvariantCulture), LetterChinese = content.LetterChinese, LetterEnglish = content.LetterEnglish,
        Items = [.. content.Items.Select(ExpectedItemForm.Of)], Questions = [.. content.Questions.Select(TemplateQuestionForm.Of)],
    };
}

public sealed record ExpectedItemForm
{
    /// <summary>Null: one is made.</summary>
    public string? Key { get; init; }

    public Category Category { get; init; } = Category.Duties;
    public string? Title { get; init; }
    public string? Prompt { get; init; }
    public Importance Importance { get; init; }
    public bool Restricted { get; init; }
    public List<ProofKind> Steps { get; init; } = [];
    public DeskKind? Desk { get; init; }
    public Dictionary<string, string?> Fields { get; init; } = [];

    public static ExpectedItemForm Of(ExpectedItem item) => new()
    {
        Key = item.Key, Category = item.Category, Title = item.Title, Prompt = item.Prompt, Importance = item.Importance, Restricted = item.Restricted, Steps = [.. item.Steps],
        Desk = item.Desk, Fields = item.Fields.ToDictionary(f => f.Key, f => (string?)f.Value),
    };
}

public sealed record TemplateQuestionForm
{
    public string? Key { get; init; }
    public Category Category { get; init; } = Category.Duties;
    public string? Text { get; init; }
    public string? Hint { get; init; }
    public Dictionary<string, string?> Fields { get; init; } = [];

    public static TemplateQuestionForm Of(TemplateQuestion question) => new()
    {
        Key = question.Key, Category = question.Category, Text = question.Text, Hint = question.Hint,
        Fields = question.Fields.ToDictionary(f => f.Key, f => (string?)f.Value),
    };
}

/// <summary>The company's templates and who takes things back for it; for administrators.</summary>
public sealed class TemplateService(InstallationWrite write, TemplateCatalog catalog)
{
    private const int MostDays = 10;
    private const int MostYears = 100;

    /// <summary>A copy of another template, to be changed.</summary>
    public async Task<Outcome<Template>> CopyAsync(string key, string? name, Actor actor, CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        var title = Typed.RequiredText(name, TemplateContent.NameLength, nameof(name), refusals);
        return await write.RunAsync<Template>(actor, SystemRoles.Administrator, async change =>
        {
            if (await catalog.FindAsync(key, change.CancellationToken) is not { } found)
            {
                return Refusal.NotFound;
            }

            return refusals.Count > 0 ? refusals : await AddAsync(change, found.Content with { Name = title! });
        }, cancellationToken);
    }

    public Task<Outcome<Template>> AddAsync(TemplateForm form, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Template>(actor, SystemRoles.Administrator, async change =>
            Parse(form) is var parsed && parsed.IsRefused ? parsed.Refusals.ToList() : await AddAsync(change, parsed.Value), cancellationToken);

    private static async Task<Outcome<Template>> AddAsync(InstallationChange change, TemplateContent content)
    {
        if (await IsTakenAsync(change, content.Name, null))
        {
            return TemplateRefusals.NameTaken.On(nameof(TemplateForm.Name));
        }

        var template = new Template { Id = change.NewId(), Content = content };
        change.Db.Templates.Add(template);
        await change.RecordAsync("template.added", template.Id, ("name", content.Name), ("items", content.Items.Count), ("questions", content.Questions.Count));
        return template;
    }

    /// <summary>Writes a template anew. Handovers that have begun keep what they began with.</summary>
    public Task<Outcome<Template>> SaveAsync(string key, TemplateForm form, Actor actor, CancellationToken cancellationToken) =>
        WithOwnAsync(key, actor, async (change, template) =>
        {
            if (form.Seen is { } seen && seen != template.Version)
            {
                return TemplateRefusals.Stale;
            }

            var parsed = Parse(form);
            if (parsed.IsRefused)
            {
                return parsed.Refusals.ToList();
            }

            var (before, after) = (template.Content, parsed.Value);
            if (await IsTakenAsync(change, after.Name, template.Id))
            {
                return TemplateRefusals.NameTaken.On(nameof(form.Name));
            }

            if (before.ToJson() != after.ToJson())
            {
                template.Content = after;
                template.Version++;
                await RecordAsync(change, template.Id, before, after);
            }

            return template;
        }, cancellationToken);

    /// <summary>No longer offered, or offered again.</summary>
    public async Task<Outcome<Done>> RetireAsync(string key, bool isRetired, Actor actor, CancellationToken cancellationToken) =>
        await write.RunAsync<Done>(actor, SystemRoles.Administrator, async change =>
        {
            if (await catalog.FindAsync(key, change.CancellationToken) is not { } found)
            {
                return Refusal.NotFound;
            }

            if (found.IsRetired == isRetired)
            {
                return Done.It;
            }

            Guid subject;
            if (Guid.TryParseExact(key, "D", out var id))
            {
                var own = await change.Db.Templates.SingleAsync(t => t.Id == id, change.CancellationToken);
                own.RetiredAt = isRetired ? change.Now : null;
                subject = id;
            }
            else
            {
                subject = Streams.Installation;
                if (isRetired)
                {
                    change.Db.RetiredBuiltIns.Add(new RetiredBuiltIn { Key = key });
                }
                else
                {
                    await change.Db.RetiredBuiltIns.Where(r => r.Key == key).ExecuteDeleteAsync(change.CancellationToken);
                }
            }

            await change.RecordAsync(isRetired ? "template.retired" : "template.restored", subject, ("name", found.Content.Name));
            return Done.It;
        }, cancellationToken);

    /// <summary>Who takes things back: a person for each desk, or nobody.</summary>
    public Task<Outcome<Done>> SaveDesksAsync(IReadOnlyDictionary<DeskKind, Guid?> people, Actor actor, CancellationToken cancellationToken) =>
        write.RunAsync<Done>(actor, SystemRoles.Administrator, async change =>
        {
            var ids = people.Values.OfType<Guid>().ToList();
            var known = await change.Db.People.Where(p => p.Active && ids.Contains(p.Id)).Select(p => p.Id).ToListAsync(change.CancellationToken);
            var desks = await change.Db.Desks.ToDictionaryAsync(d => d.Kind, change.CancellationToken);
            var refusals = people.Where(p => p.Value is { } id && id != desks.GetValueOrDefault(p.Key)?.PersonId && !known.Contains(id))
                .Select(p => TemplateRefusals.UnknownPerson.On($"Desks[{p.Key}]")).ToList();
            if (refusals.Count > 0)
            {
                return refusals;
            }

            (object?, object?) Of(DeskKind kind) => (desks.GetValueOrDefault(kind)?.PersonId, people.GetValueOrDefault(kind));
            var (it, facilities, finance, archive) = (Of(DeskKind.It), Of(DeskKind.Facilities), Of(DeskKind.Finance), Of(DeskKind.Archive));
            await change.RecordChangesAsync(
                "desks.changed", Streams.Installation, ("it", it.Item1, it.Item2), ("facilities", facilities.Item1, facilities.Item2),
                ("finance", finance.Item1, finance.Item2), ("archive", archive.Item1, archive.Item2));
            foreach (var (kind, person) in people)
            {
                var desk = desks.GetValueOrDefault(kind);
                if (person is not { } id)
                {
                    change.Db.RemoveRange(new[] { desk }.OfType<Desk>());
                }
                else if (desk is not null)
                {
                    desk.PersonId = id;
                }
                else
                {
                    change.Db.Desks.Add(new Desk { Kind = kind, PersonId = id });
                }
            }

            return Done.It;
        }, cancellationToken);

    private Task<Outcome<Template>> WithOwnAsync(
        string key, Actor actor, Func<InstallationChange, Template, Task<Outcome<Template>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<Template>(actor, SystemRoles.Administrator, async change =>
        {
            if (Guid.TryParseExact(key, "D", out var id))
            {
                return await change.Db.Templates.SingleOrDefaultAsync(t => t.Id == id, change.CancellationToken) is { } own
                    ? await act(change, own) : Refusal.NotFound;
            }

            return BuiltInTemplates.Keys.Contains(key) ? TemplateRefusals.BuiltIn : Refusal.NotFound;
        }, cancellationToken);

    private static async Task<bool> IsTakenAsync(InstallationChange change, string name, Guid? own) =>
        (await change.Db.Templates.AsNoTracking().Where(t => t.Id != own && t.RetiredAt == null).ToListAsync(change.CancellationToken)).Exists(t => t.Content.Name == name);

    /// <summary>What was sent as a template, or everything in it that can't be.</summary>
    private static Outcome<TemplateContent> Parse(TemplateForm form)
    {
        var refusals = new List<Refusal>();
        var name = Typed.RequiredText(form.Name, TemplateContent.NameLength, nameof(form.Name), refusals);
        var description = Typed.Text(form.Description, TemplateContent.DescriptionLength, nameof(form.Description), refusals);
        var days = Days(form.FollowUpDays, refusals);
        var years = Years(form.RetentionYears, refusals);
        var chinese = Letter(form.LetterChinese, nameof(form.LetterChinese), refusals);
        var english = Letter(form.LetterEnglish, nameof(form.LetterEnglish), refusals);
        if (form.Items.Count + form.Questions.Count > TemplateContent.MostLines)
        {
            refusals.Add(TemplateRefusals.TooManyLines.With(TemplateContent.MostLines));
        }

        var keys = new HashSet<string>();
        var items = form.Items.Select((item, at) => Parse(item, $"{nameof(form.Items)}[{at}]", keys, refusals)).ToList();
        keys.Clear();
        var questions = form.Questions.Select((question, at) => Parse(question, $"{nameof(form.Questions)}[{at}]", keys, refusals)).ToList();
        return refusals.Count > 0 ? refusals : new TemplateContent
        {
            Name = name!, Description = description, IsAccounting = form.IsAccounting, FollowUpDays = days, RetentionYears = years, LetterChinese = chinese, LetterEnglish = english,
            Items = [.. items.OrderBy(i => i.Category)], Questions = [.. questions.OrderBy(q => q.Category)],
        };
    }

    private static ExpectedItem Parse(ExpectedItemForm form, string at, HashSet<string> keys, List<Refusal> refusals)
    {
        var title = Typed.RequiredText(form.Title, TemplateContent.TitleLength, $"{at}.{nameof(form.Title)}", refusals);
        var prompt = Typed.Text(form.Prompt, TemplateContent.PromptLength, $"{at}.{nameof(form.Prompt)}", refusals);
        // What is counted or reconciled has figures to be counted against, which only its own category has.
        if (form.Steps.Any(s => !ExtraSteps.Contains(s)))
        {
            refusals.Add(TemplateRefusals.NotAStep.On($"{at}.{nameof(form.Steps)}"));
        }

        return new ExpectedItem
        {
            Key = Key(form.Key, at, keys, refusals), Category = form.Category, Title = title ?? "", Prompt = prompt, Importance = form.Importance, Restricted = form.Restricted,
            Steps = [.. form.Steps.Distinct().Order()], Desk = form.Desk, Fields = Fields(form.Category, form.Fields, at, refusals),
        };
    }

    private static TemplateQuestion Parse(TemplateQuestionForm form, string at, HashSet<string> keys, List<Refusal> refusals) => new()
    {
        Key = Key(form.Key, at, keys, refusals), Category = form.Category,
        Text = Typed.RequiredText(form.Text, TemplateContent.PromptLength, $"{at}.{nameof(form.Text)}", refusals) ?? "",
        Hint = Typed.Text(form.Hint, TemplateContent.PromptLength, $"{at}.{nameof(form.Hint)}", refusals),
        Fields = Fields(form.Category, form.Fields, at, refusals),
    };

    /// <summary>What a template may add to the proof of an item.</summary>
    public static readonly IReadOnlyList<ProofKind> ExtraSteps =
    [
        ProofKind.Explained, ProofKind.Demonstrated, ProofKind.Checked, ProofKind.Introduced, ProofKind.SignedIn, ProofKind.TaughtBack, ProofKind.Performed,
    ];

    private static string Key(string? typed, string at, HashSet<string> keys, List<Refusal> refusals)
    {
        var key = string.IsNullOrEmpty(typed) ? Guid.CreateVersion7().ToString("N") : typed;
        if (key.Length > 60 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            refusals.Add(TemplateRefusals.NotAKey.On($"{at}.Key"));
        }
        else if (!keys.Add(key))
        {
            refusals.Add(TemplateRefusals.KeyTwice.On($"{at}.Key"));
        }

        return key;
    }

    private static Dictionary<string, string> Fields(Category category, Dictionary<string, string?> typed, string at, List<Refusal> refusals)
    {
        var known = CategoryCatalog.Of(category).Fields.Select(f => f.Name).ToList();
        refusals.AddRange(typed.Keys.Except(known).Select(name => TemplateRefusals.FieldUnknown.On($"{at}.Fields[{name}]")));
        var (fields, errors) = FieldsForm.Parse(category, typed);
        refusals.AddRange(errors.Select(e => new Refusal(e.Code).On($"{at}.Fields[{e.Field}]").With([.. e.Arguments])));
        return FieldsForm.ToInput(fields).Where(f => f.Value is not null).ToDictionary(f => f.Key, f => f.Value!);
    }

    private static IReadOnlyList<int> Days(string? typed, List<Refusal> refusals)
    {
        var words = (typed ?? "").Split([',', '，', '、', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var days = words.Select(w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= 366 ? day : 0).ToList();
        if (days.Contains(0) || days.Count > MostDays)
        {
            refusals.Add(TemplateRefusals.NotDays.On(nameof(TemplateForm.FollowUpDays)).With(MostDays));
        }

        return days.Count == 0 ? TemplateContent.DefaultDays : [.. days.Distinct().Order()];
    }

    private static int? Years(string? typed, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        if (int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var years) && years is >= 1 and <= MostYears)
        {
            return years;
        }

        refusals.Add(TemplateRefusals.NotYears.On(nameof(TemplateForm.RetentionYears)).With(MostYears));
        return null;
    }

    private static string? Letter(string? typed, string field, List<Refusal> refusals)
    {
        var text = Typed.Lines(typed, LetterWords.Length, field, refusals);
        if (text is not null && LetterWords.Unknown(text) is { } unknown)
        {
            refusals.Add(TemplateRefusals.PlaceUnknown.On(field).With(unknown));
        }

        return text;
    }

    /// <summary>The head field by field, lines by their titles.</summary>
    private static Task RecordAsync(InstallationChange change, Guid id, TemplateContent before, TemplateContent after)
    {
        var items = Lines(before.Items, after.Items, i => i.Key, i => i.Title);
        var questions = Lines(before.Questions, after.Questions, q => q.Key, q => q.Text);
        return change.RecordChangesAsync(
            "template.changed", id, ("name", before.Name, after.Name), ("description", before.Description, after.Description),
            ("isAccounting", before.IsAccounting, after.IsAccounting),
            ("followUpDays", string.Join(", ", before.FollowUpDays), string.Join(", ", after.FollowUpDays)),
            ("retentionYears", before.RetentionYears, after.RetentionYears),
            ("letterChinese", before.LetterChinese, after.LetterChinese), ("letterEnglish", before.LetterEnglish, after.LetterEnglish),
            ("itemsAdded", null, items.Added), ("itemsChanged", null, items.Changed), ("itemsRemoved", null, items.Removed),
            ("questionsAdded", null, questions.Added), ("questionsChanged", null, questions.Changed), ("questionsRemoved", null, questions.Removed),
            ("isReordered", false, items.IsReordered || questions.IsReordered));
    }

    private static (string? Added, string? Changed, string? Removed, bool IsReordered) Lines<T>(
        IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> key, Func<T, string> title)
    {
        var (old, now) = (before.ToDictionary(key), after.ToDictionary(key));
        static string Word(T line) => System.Text.Json.JsonSerializer.Serialize(line, TemplateContent.Json);
        string? Titles(IEnumerable<T> lines) => string.Join('\n', lines.Select(title)) is { Length: > 0 } some ? some : null;
        return (
            Titles(after.Where(n => !old.ContainsKey(key(n)))),
            Titles(after.Where(n => old.TryGetValue(key(n), out var was) && Word(was) != Word(n))),
            Titles(before.Where(o => !now.ContainsKey(key(o)))),
            !before.Select(key).Where(now.ContainsKey).SequenceEqual(after.Select(key).Where(old.ContainsKey)));
    }
}
