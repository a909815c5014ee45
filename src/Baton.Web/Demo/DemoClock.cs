namespace Baton.Web.Demo;

/// <summary>The clock of a demo: the demo company's past is made by setting it back, then it tells the real time.</summary>
public sealed class DemoClock : TimeProvider
{
    private TimeSpan back;

    /// <summary>From now on the clock is this much behind.</summary>
    public void SetBack(TimeSpan by) => back = by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - back;
}
