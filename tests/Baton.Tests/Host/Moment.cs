
namespace Baton.Tests.Host;

/// <summary>The stages, and what lies between them where somebody may do something there only.</summary>
public enum Moment
{
    Preparing,
    HandingOver,
    Signing,
    FollowUp,
    Completed,
    Cancelled,

    /// <summary>Asked for by the giver, and nobody has confirmed it.</summary>
    Request,
    /// <summary>简易交接, being walked through.</summary>
    Simple,
    /// <summary>The list waits for the witness.</summary>
    Submitted,
    /// <summary>Everything before signing is done.</summary>
    Settled,
    /// <summary>In the follow-up, with an open 补充清单.</summary>
    Supplement,
    /// <summary>Everything before completion is done.</summary>
    Done,
    /// <summary>跟进确认签字 is under way.</summary>
    Ending,
}
