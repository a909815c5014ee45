using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Templates;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Items;

/// <summary>What the template asks of the giver: expected items, and the questions of the interview.</summary>
public sealed class ExpectedService(HandoverWrite write)
{
    private const int AnswerLength = 20_000;

    /// <summary>Puts expected items into the list, with what the template knows of them.</summary>
    /// <param name="keys">Null for all that are missing; what stands in the list already is not added again.</param>
    public Task<Outcome<int>> AddAsync(string number, Actor actor, IReadOnlyList<string>? keys, CancellationToken cancellationToken) =>
        WithTemplateAsync<int>(number, actor, async (change, template) =>
        {
            var wanted = keys is null ? null : Lines(template, keys);
            if (wanted is { IsRefused: true })
            {
                return wanted.Refusals.ToList();
            }

            var present = await change.Db.Items.Where(i => i.HandoverId == change.Handover.Id && i.ExpectedKey != null && i.State != ItemState.Withdrawn)
                .Select(i => i.ExpectedKey!).ToListAsync(change.CancellationToken);
            var missing = (wanted?.Value ?? template.Items.Where(e => !change.Handover.NotApplicable.Contains(e.Key)))
                .Where(e => !present.Contains(e.Key)).ToList();
            var desks = missing.Exists(e => e.Desk is not null) ? await change.Db.Desks.ToDictionaryAsync(d => d.Kind, d => d.PersonId, change.CancellationToken) : [];
            foreach (var expected in missing)
            {
                await AddAsync(change, expected, desks);
            }

            return missing.Count;
        }, cancellationToken);

    /// <summary>「不适用」: this job has nothing of the kind; or it has after all.</summary>
    public Task<Outcome<Done>> SetApplicableAsync(
        string number, Actor actor, IReadOnlyList<string> keys, bool isApplicable, CancellationToken cancellationToken) =>
        WithTemplateAsync<Done>(number, actor, async (change, template) =>
        {
            var lines = Lines(template, keys);
            if (lines.IsRefused)
            {
                return lines.Refusals.ToList();
            }

            foreach (var expected in lines.Value)
            {
                await SetApplicableAsync(change, expected, isApplicable);
            }

            return Done.It;
        }, cancellationToken);

    /// <summary>Takes an answer of the interview: each of its lines becomes an item of the question's category.</summary>
    /// <returns>The items.</returns>
    public Task<Outcome<List<Item>>> AnswerAsync(
        string number, Actor actor, string key, string? answer, bool notAPassword, CancellationToken cancellationToken) =>
        WithQuestionAsync<List<Item>>(number, actor, key, async (change, question) =>
        {
            var refusals = new List<Refusal>();
            var text = Typed.RequiredLines(answer, AnswerLength, nameof(answer), refusals);
            if (refusals.Count > 0)
            {
                return refusals;
            }

            var lines = text!.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (lines.Length > ListService.MostAtOnce)
            {
                return ItemRefusals.TooMany.With(ListService.MostAtOnce).On(nameof(answer));
            }

            var items = new List<Item>();
            foreach (var line in lines)
            {
                if (!notAPassword && PasswordLook.FindIn(new ItemForm { Title = line }, question.Category) is not null)
                {
                    return ItemRefusals.LooksLikePassword.On(nameof(answer));
                }

                var item = await ListService.NewAsync(
                    change, question.Category, Text.IncomingText.Cut(line, ItemInput.TitleLength), FieldsOf(question.Category, question.Fields));
                item.Description = line.Length > ItemInput.TitleLength ? line : null;
                await change.RecordForAsync(
                    change.Access.OnBehalfOfGiver, "item.added", item.Id, ("category", item.Category), ("title", item.Title), ("question", question.Text));
                items.Add(item);
            }

            change.Handover.PutOff.Remove(key);
            if (!change.Handover.Answered.Contains(key))
            {
                change.Handover.Answered.Add(key);
            }

            return items;
        }, cancellationToken);

    /// <summary>Goes on without an answer: nothing to say, or not now.</summary>
    /// <param name="isForLater">It is asked again at the end.</param>
    public Task<Outcome<Done>> SkipAsync(string number, Actor actor, string key, bool isForLater, CancellationToken cancellationToken) =>
        WithQuestionAsync<Done>(number, actor, key, async (change, question) =>
        {
            var (from, to) = isForLater ? (change.Handover.Answered, change.Handover.PutOff) : (change.Handover.PutOff, change.Handover.Answered);
            from.Remove(key);
            if (!to.Contains(key))
            {
                to.Add(key);
                await change.RecordForAsync(
                    change.Access.OnBehalfOfGiver, isForLater ? "interview.put-off" : "interview.nothing", change.Handover.Id, ("question", question.Text));
            }

            return Done.It;
        }, cancellationToken);

    private static async Task AddAsync(HandoverChange change, ExpectedItem expected, Dictionary<DeskKind, Guid> desks)
    {
        var item = await ListService.NewAsync(
            change, expected.Category, expected.Title, FieldsOf(expected.Category, expected.Fields), expectedKey: expected.Key);
        item.Importance = expected.Importance;
        item.Restricted |= expected.Restricted;
        if (expected.Desk is { } kind && desks.TryGetValue(kind, out var person) && change.Handover.Is(person, PartyRole.Collector))
        {
            item.ReceiverId = person;
        }

        item.Settle(change.Handover, change.NewId);
        item.Steps.AddRange(expected.Steps.Where(s => item.Step(s) is null)
            .Select(s => new ProofStep { Id = change.NewId(), ItemId = item.Id, Kind = s, Extra = true }));
        await SetApplicableAsync(change, expected, true);
        await change.RecordForAsync(
            change.Access.OnBehalfOfGiver, "item.added", item.Id, ("category", item.Category), ("title", item.Title), ("expected", expected.Key));
    }

    private static async Task SetApplicableAsync(HandoverChange change, ExpectedItem expected, bool isApplicable)
    {
        if (change.Handover.NotApplicable.Contains(expected.Key) == !isApplicable)
        {
            return;
        }

        if (isApplicable)
        {
            change.Handover.NotApplicable.Remove(expected.Key);
        }
        else
        {
            change.Handover.NotApplicable.Add(expected.Key);
        }

        await change.RecordForAsync(
            change.Access.OnBehalfOfGiver, isApplicable ? "expected.applicable" : "expected.not-applicable", change.Handover.Id, ("title", expected.Title));
    }

    private static CategoryFields FieldsOf(Category category, IReadOnlyDictionary<string, string> fields) =>
        FieldsForm.Parse(category, fields.ToDictionary(f => f.Key, f => (string?)f.Value)).Fields;

    private static Outcome<List<ExpectedItem>> Lines(TemplateContent template, IReadOnlyList<string> keys)
    {
        var lines = keys.Distinct().Select(template.Item).ToList();
        return lines.Contains(null) ? TemplateRefusals.LineUnknown
            : lines.Count == 0 ? ItemRefusals.NothingSelected
            : lines.OfType<ExpectedItem>().ToList();
    }

    private Task<Outcome<T>> WithQuestionAsync<T>(
        string number, Actor actor, string key, Func<HandoverChange, TemplateQuestion, Task<Outcome<T>>> act, CancellationToken cancellationToken) =>
        WithTemplateAsync<T>(number, actor, async (change, template) =>
            !change.Access.ActsAsGiver ? ItemRefusals.NotYours
            : template.Questions.FirstOrDefault(q => q.Key == key) is { } question ? await act(change, question) : TemplateRefusals.LineUnknown, cancellationToken);

    private Task<Outcome<T>> WithTemplateAsync<T>(
        string number, Actor actor, Func<HandoverChange, TemplateContent, Task<Outcome<T>>> act, CancellationToken cancellationToken) =>
        write.RunAsync<T>(number, actor, async change =>
        {
            if (await ListService.ClosedAsync(change) is { } refusal)
            {
                return refusal;
            }

            return await TemplateCatalog.OfAsync(change.Db, change.Handover.TemplateId, change.CancellationToken) is { } template
                ? await act(change, template) : TemplateRefusals.LineUnknown;
        }, cancellationToken);
}
