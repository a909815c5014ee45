namespace Baton.Web.Features.Handovers;

/// <summary>The five stages of product.md section 2, and cancelled.</summary>
public enum Stage
{
    Preparing,
    HandingOver,
    Signing,
    FollowUp,
    Completed,
    Cancelled,
}

/// <summary>Ceremony grows with what is at stake: 简易交接 or the full form.</summary>
public enum HandoverForm
{
    Full,
    Simple,
}

public enum Reason
{
    Resignation,
    Transfer,
    Retirement,
    LongLeave,
    TemporaryCover,
    Reorganisation,
    Other,
}

public enum PartyRole
{
    Initiator,
    Giver,
    Receiver,
    Collector,
    Caretaker,
    Witness,
    /// <summary>监交代理人: acts where the witness can't.</summary>
    WitnessDeputy,
    /// <summary>会同监交: signs beside the witness.</summary>
    SecondWitness,
    /// <summary>委托代办: acts for the giver, who stays liable (会计基础工作规范 art. 33).</summary>
    Proxy,
}
