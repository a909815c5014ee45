namespace Baton.Web;

/// <summary>
/// An expected «no». Refusals are values: each feature declares its own closed list of them in one static class;
/// the unexpected throws.
/// </summary>
/// <param name="Code">
/// Dotted, for example "item.not-yours": also the problem type, and the key of its sentence. The first word says in
/// which feature's texts the sentence stands (<see cref="Features.Shared.RefusalTexts"/>).
/// </param>
/// <param name="Kind">What sort of «no» it is; decides the status code.</param>
public sealed record Refusal(string Code, RefusalKind Kind = RefusalKind.Invalid)
{
    /// <summary>What one may not see answers exactly like what does not exist.</summary>
    public static readonly Refusal NotFound = new("shared.not-found", RefusalKind.NotFound);

    /// <summary>The form field it concerns, or null where it concerns the whole act.</summary>
    public string? Field { get; init; }

    /// <summary>What fills {0}, {1} … of the sentence.</summary>
    public IReadOnlyList<object> Arguments { get; init; } = [];

    /// <summary>The status code of an answer that it makes.</summary>
    public int Status => (int)Kind;

    public Refusal With(params object[] arguments) => this with { Arguments = arguments };

    public Refusal On(string field) => this with { Field = field };
}

/// <summary>Each kind is its status code. Pages meet the first four; programs meet all.</summary>
public enum RefusalKind
{
    /// <summary>What was sent can't be accepted.</summary>
    Invalid = StatusCodes.Status422UnprocessableEntity,
    /// <summary>Somebody was faster, or the stage has moved on.</summary>
    Conflict = StatusCodes.Status409Conflict,
    /// <summary>One may see it but not do this.</summary>
    Forbidden = StatusCodes.Status403Forbidden,
    NotFound = StatusCodes.Status404NotFound,
    /// <summary>It can't even be read.</summary>
    Malformed = StatusCodes.Status400BadRequest,
    NobodySignedIn = StatusCodes.Status401Unauthorized,
    MethodNotAllowed = StatusCodes.Status405MethodNotAllowed,
    /// <summary>What the caller says they saw is no longer so.</summary>
    Outdated = StatusCodes.Status412PreconditionFailed,
    TooLarge = StatusCodes.Status413PayloadTooLarge,
    WrongMedia = StatusCodes.Status415UnsupportedMediaType,
    /// <summary>Another request is at it.</summary>
    Locked = StatusCodes.Status423Locked,
    TooMany = StatusCodes.Status429TooManyRequests,
    /// <summary>The bytes are not what their check sum says (tus 1.0).</summary>
    WrongCheckSum = 460,
    /// <summary>Not the caller's mistake but ours.</summary>
    Broken = StatusCodes.Status500InternalServerError,
    /// <summary>What it needs does not answer now.</summary>
    Unavailable = StatusCodes.Status503ServiceUnavailable,
}

/// <summary>A result, or the refusals that prevented it. Nothing was written if there is any.</summary>
public sealed class Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, IReadOnlyList<Refusal> refusals)
    {
        this.value = value;
        Refusals = refusals;
    }

    public IReadOnlyList<Refusal> Refusals { get; }
    public bool IsRefused => Refusals.Count > 0;
    public T Value => IsRefused ? throw new InvalidOperationException($"Refused: {Refusals[0].Code}") : value!;

    /// <summary>The same, its fields named as the form's property holds them.</summary>
    public Outcome<T> On(string form) => !IsRefused ? this : Refusals.Select(r => r.Field is null ? r : r.On($"{form}.{r.Field}")).ToList();

    public static implicit operator Outcome<T>(T value) => new(value, []);
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, [refusal]);
    public static implicit operator Outcome<T>(List<Refusal> refusals) => new(default, refusals);
}

/// <summary>The result of an act that has none of its own.</summary>
public readonly record struct Done
{
    public static readonly Done It;
}
