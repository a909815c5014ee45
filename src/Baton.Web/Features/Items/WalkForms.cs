namespace Baton.Web.Features.Items;

/// <summary>What comes with a step: a note, and for counting and reconciling what was found.</summary>
public sealed class StepForm
{
    public string? Note { get; set; }
    public string? Expected { get; set; }
    public string? Actual { get; set; }
    public string? Condition { get; set; }

    /// <summary>模拟演练, then with the date of the first independent run.</summary>
    public bool Simulated { get; set; }
    public string? FirstRunOn { get; set; }

    /// <summary>Cash by denomination: how many pieces of each.</summary>
    public Dictionary<string, string?> Pieces { get; set; } = [];

    /// <summary>银行存款余额调节表: what one side has and the other not yet, one a line, the amount at its end.</summary>
    public Dictionary<BankSide, string?> Lines { get; set; } = [];
}

/// <summary>One line of a 点收单, as typed.</summary>
public sealed class CountRow
{
    public Guid Id { get; set; }
    public string? Actual { get; set; }
    public string? Condition { get; set; }
    public string? Note { get; set; }

    internal bool IsTyped => new[] { Actual, Condition, Note }.Any(text => !string.IsNullOrWhiteSpace(text));

    internal StepForm ToForm() => new() { Actual = Actual, Condition = Condition, Note = Note };
}

/// <summary>保留意见: what remains, by when, who.</summary>
public sealed class ReservationForm
{
    public string? Text { get; set; }
    public string? Due { get; set; }
    public Guid? Owner { get; set; }
}

public enum Decision
{
    Amend,
    Reassign,
    Reserve,
}

/// <summary>What the witness decides about a second return or 不属于我.</summary>
public sealed class DecisionForm
{
    public Decision Decision { get; set; }
    public string? Note { get; set; }
    public string? Receiver { get; set; }
    public string? Due { get; set; }
    public Guid? Owner { get; set; }
}
