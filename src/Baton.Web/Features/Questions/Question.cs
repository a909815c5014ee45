using Baton.Web.Features.Items;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Questions;

/// <summary>提问: asked on an item or on the handover; the asker resolves it.</summary>
public sealed class Question
{
    public Guid Id { get; init; }
    public Guid HandoverId { get; init; }
    public Guid? ItemId { get; init; }
    public Item? Item { get; set; }
    public QuestionKind Kind { get; init; }
    public Guid AskedById { get; init; }
    public Person? AskedBy { get; set; }
    public DateTimeOffset AskedAt { get; init; }
    public required string Text { get; init; }
    public List<Answer> Answers { get; init; } = [];
    public DateTimeOffset? ResolvedAt { get; set; }
    public Guid? ResolvedById { get; set; }
    public Person? ResolvedBy { get; set; }
    public string? ResolvedNote { get; set; }

    /// <summary>The matter into which it was carried over beyond signing.</summary>
    public Guid? MatterId { get; set; }

    public bool IsOpen => ResolvedAt is null;
}

public enum QuestionKind
{
    Question,
    /// <summary>A problem met in the follow-up.</summary>
    Problem,
}

public sealed class Answer
{
    public Guid Id { get; init; }
    public Guid QuestionId { get; init; }
    public Guid ById { get; init; }
    public Person? By { get; set; }
    public DateTimeOffset At { get; init; }
    public required string Text { get; init; }
}

public static class QuestionQueries
{
    /// <summary>
    /// To read: with who asked and about what, the answers and who gave them, in one query of plain joins, so that both
    /// databases find each row by its key.
    /// </summary>
    public static async Task<List<Question>> WithAnswersAsync(this IQueryable<Question> questions, CancellationToken cancellationToken)
    {
        var rows = await questions.AsNoTrackingWithIdentityResolution()
            .SelectMany(q => q.Answers.DefaultIfEmpty(), (q, a) => new { Question = q, q.AskedBy, q.Item, Answer = a, a!.By })
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            (row.Question.AskedBy, row.Question.Item) = (row.AskedBy, row.Item);
            if (row.Answer is { } answer)
            {
                answer.By = row.By;
                // EF Core puts it there itself where it resolves identities.
                if (!row.Question.Answers.Contains(answer))
                {
                    row.Question.Answers.Add(answer);
                }
            }
        }

        return [.. rows.Select(r => r.Question).Distinct()];
    }
}
