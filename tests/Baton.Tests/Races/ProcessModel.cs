using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;

namespace Baton.Tests.Races;

public enum Does
{
    Add,
    Change,
    Reassign,
    Withdraw,
    Restore,
    Submit,
    SendBack,
    Confirm,
    Explain,
    TeachBack,
    SayRight,
    SayWrong,
    Accept,
    Reserve,
    UndoAccept,
    Return,
    NotMine,
    Amend,
    DecideAmend,
    DecideReassign,
    Start,
    Sign,
    Refuse,
    Reopen,
    CloseAsItStands,
    Replace,
    Cancel,
}

/// <summary>One act in a history.</summary>
/// <param name="Item">Place of the item in the order of adding; 0 where it is about the whole.</param>
/// <param name="Other">Whom the act names: the receiver of an item, who is replaced.</param>
public sealed record Step(Does Does, string Who, int Item = 0, string Other = "")
{
    public override string ToString() => $"{Who} {Does}{(Item > 0 ? $" {Item}" : "")}{(Other.Length > 0 ? $" → {Other}" : "")}";
}

public sealed class ModelItem
{
    public string Receiver { get; set; } = "";

    /// <summary>Whom 现状交接 passed over.</summary>
    public string PassedOver { get; set; } = "";

    public bool IsKey { get; init; }
    public ItemState State { get; set; }
    public bool IsExplained { get; set; }
    public bool IsWaiting { get; set; }
    public bool IsTaughtBack { get; set; }
    public int Returns { get; set; }
    public bool AwaitsWitness { get; set; }

    /// <summary>How often its words were changed, it was explained, and its teach-back was answered.</summary>
    public int Edits { get; set; }
    public int Explanations { get; set; }
    public int Sayings { get; set; }

    public bool IsSettled => State is ItemState.Accepted or ItemState.Reserved;
    public bool IsReady => IsExplained && (!IsKey || IsTaughtBack);

    /// <summary>What of it is signed.</summary>
    public string Content => $"{State} {Receiver} {Edits} {(IsExplained ? Explanations : 0)} {(IsTaughtBack ? Sayings : 0)}";
}

/// <summary>
/// The process of product.md section 2 in small, by hand: the full form, a giver, receivers, a caretaker, a witness, human
/// resources; duties that are normal or key; on the last working day, and responsibility passes later. It says of each act
/// whether it is refused and why, and what comes of it.
/// </summary>
public sealed class ProcessModel
{
    public static readonly string[] People = ["giver", "anna", "ben", "witness", "hr", "caretaker", "carla"];

    private readonly HashSet<string> receivers = ["anna", "ben"];
    private readonly Dictionary<string, string> signed = [];
    private Dictionary<string, string>? frozen;
    private bool isAsItStands;

    public Stage Stage { get; private set; }
    public bool IsSubmitted { get; private set; }
    public List<ModelItem> Items { get; } = [];
    public IEnumerable<string> Receivers => receivers;

    /// <summary>Whose signatures stand under what is being signed, or was.</summary>
    public IEnumerable<string> Signers => frozen is null ? [] : frozen.Keys.Where(HasSigned).Order(StringComparer.Ordinal);

    private IEnumerable<ModelItem> Listed => Items.Where(i => i.State != ItemState.Withdrawn);

    /// <summary>The code of the refusal, or null where it is done.</summary>
    public string? Refusal(Step step)
    {
        var item = step.Item > 0 ? Items[step.Item - 1] : null;
        var isReceiver = item?.Receiver == step.Who;
        if (!IsParty(step.Who))
        {
            return "shared.not-found";
        }

        return step.Does switch
        {
            Does.Add or Does.Change or Does.Reassign or Does.Withdraw or Does.Restore when step.Who != "giver" => "item.not-yours",
            Does.Add or Does.Change or Does.Reassign or Does.Withdraw or Does.Restore when Stage is not (Stage.Preparing or Stage.HandingOver) => "item.wrong-stage",
            Does.Change or Does.Withdraw or Does.Restore when item!.State == ItemState.Withdrawn != (step.Does == Does.Restore) => "item.withdrawn",
            Does.Reassign when !receivers.Contains(step.Other) => "item.not-a-receiver",
            Does.Add or Does.Change or Does.Reassign or Does.Withdraw or Does.Restore => null,

            Does.Submit when step.Who != "giver" => "handover.not-yours",
            Does.SendBack or Does.Confirm when step.Who != "witness" => "handover.not-yours",
            Does.Submit or Does.SendBack or Does.Confirm when Stage != Stage.Preparing || IsSubmitted != (step.Does != Does.Submit) => "handover.wrong-stage",
            Does.Submit when !Listed.Any() => "handover.list-empty",
            Does.Submit or Does.Confirm when !Listed.Any() || Listed.Any(i => i.Receiver.Length == 0) => "handover.findings-open",
            Does.Submit or Does.SendBack or Does.Confirm => null,

            Does.Start when step.Who is not ("giver" or "witness" or "hr") => "sign.not-yours",
            Does.Start when Stage != Stage.HandingOver => "sign.wrong-stage",
            Does.Start => Listed.All(i => i.IsSettled) ? null : "sign.findings-open",
            Does.Sign or Does.Refuse when Stage != Stage.Signing => "sign.wrong-stage",
            Does.Sign or Does.Refuse when !frozen!.ContainsKey(step.Who) => "sign.not-yours",
            Does.Sign or Does.Refuse when HasSigned(step.Who) => "sign.already-signed",
            Does.Sign => frozen!.Keys.Any(other => !HasSigned(other) && Turn(other) < Turn(step.Who)) ? "sign.not-your-turn" : null,
            Does.Refuse => null,
            Does.Reopen => Stage == Stage.Signing ? null : "sign.wrong-stage",
            Does.CloseAsItStands when step.Who is not ("witness" or "hr") => "sign.not-yours",
            Does.CloseAsItStands => Stage is Stage.FollowUp or Stage.Cancelled || isAsItStands ? "sign.wrong-stage" : null,

            Does.Replace or Does.Cancel when step.Who != "hr" => "handover.not-yours",
            Does.Replace or Does.Cancel when Stage is Stage.FollowUp or Stage.Cancelled => "handover.wrong-stage",
            Does.Replace when !receivers.Contains(step.Other) => "shared.not-found",
            Does.Replace when receivers.Contains("carla") => "handover.already-in-role",
            Does.Replace or Does.Cancel => null,

            _ when item!.State == ItemState.Withdrawn => "item.withdrawn",
            _ when Stage != Stage.HandingOver => "item.wrong-stage",
            Does.Explain => step.Who != "giver" ? "item.not-yours" : item.IsExplained ? "item.step-done" : item.IsSettled ? "item.already-settled" : null,
            Does.TeachBack when !item.IsKey => "item.step-unknown",
            Does.TeachBack => !isReceiver ? "item.not-yours" : item.IsTaughtBack ? "item.step-done" : item.IsWaiting ? "item.teach-back-waiting" : null,
            Does.SayRight or Does.SayWrong => !item.IsWaiting ? "item.no-teach-back"
                : step.Who == "giver" ? null : step.Who == "witness" ? "item.giver-has-time" : "item.not-yours",
            Does.UndoAccept => !isReceiver ? "item.not-yours" : item.IsSettled ? null : "item.not-yet",
            Does.Accept or Does.Reserve or Does.Return or Does.NotMine =>
                item.Receiver.Length == 0 ? "item.no-receiver"
                : !isReceiver ? "item.not-yours"
                : item.AwaitsWitness ? "item.awaits-witness"
                : item.IsSettled ? "item.already-settled"
                : item.State == ItemState.Returned ? "item.already-returned"
                : step.Does == Does.Accept && !item.IsReady ? "item.steps-missing"
                : null,
            Does.Amend => step.Who != "giver" ? "item.not-yours" : item.AwaitsWitness ? "item.awaits-witness"
                : item.State != ItemState.Returned ? "item.not-yet" : null,
            Does.DecideAmend or Does.DecideReassign when step.Who != "witness" => "item.not-yours",
            Does.DecideAmend or Does.DecideReassign when !item.AwaitsWitness => "item.nothing-to-decide",
            Does.DecideReassign => receivers.Contains(step.Other) && step.Other != item.Receiver ? null : "item.not-a-receiver",
            Does.DecideAmend => null,
            _ => throw new ArgumentException($"Nothing is known of {step.Does}.", nameof(step)),
        };
    }

    /// <summary>What comes of an act that is not refused.</summary>
    public void Do(Step step)
    {
        var item = step.Item > 0 ? Items[step.Item - 1] : null;
        switch (step.Does)
        {
            case Does.Add:
                Items.Add(new ModelItem { Receiver = step.Other, IsKey = Items.Count % 2 == 1 });
                break;
            case Does.Change:
                item!.Edits++;
                Unsettle(item);
                break;
            case Does.Reassign when item!.State != ItemState.Withdrawn && item.Receiver != step.Other:
                Give(item, step.Other);
                break;
            case Does.Withdraw:
                item!.State = ItemState.Withdrawn;
                break;
            case Does.Restore:
                item!.State = ItemState.Open;
                Unsettle(item);
                if (item.Receiver.Length > 0 && !receivers.Contains(item.Receiver))
                {
                    Give(item, "");
                }

                break;
            case Does.Submit or Does.SendBack:
                IsSubmitted = step.Does == Does.Submit;
                break;
            case Does.Confirm:
                Stage = Stage.HandingOver;
                break;
            case Does.Explain:
                item!.IsExplained = true;
                item.Explanations++;
                break;
            case Does.TeachBack:
                item!.IsWaiting = true;
                break;
            case Does.SayRight or Does.SayWrong:
                item!.IsWaiting = false;
                item.IsTaughtBack = step.Does == Does.SayRight;
                item.Sayings++;
                break;
            case Does.Accept or Does.Reserve:
                item!.State = step.Does == Does.Accept ? ItemState.Accepted : ItemState.Reserved;
                break;
            case Does.UndoAccept:
                item!.State = ItemState.Open;
                break;
            case Does.Return or Does.NotMine:
                item!.State = ItemState.Returned;
                item.Returns++;
                item.AwaitsWitness = step.Does == Does.NotMine || item.Returns >= 2;
                break;
            case Does.Amend:
                item!.State = ItemState.Open;
                break;
            case Does.DecideAmend:
                (item!.State, item.AwaitsWitness) = (ItemState.Returned, false);
                break;
            case Does.DecideReassign:
                item!.State = ItemState.Open;
                Give(item, step.Other);
                break;
            case Does.Start:
                Freeze();
                break;
            case Does.Sign:
                signed[step.Who] = frozen![step.Who];
                Stage = frozen.Keys.All(HasSigned) ? Stage.FollowUp : Stage;
                break;
            case Does.Reopen:
                Reopen();
                break;
            case Does.CloseAsItStands:
                CloseAsItStands();
                break;
            case Does.Replace:
                ReplaceByCarla(step.Other);
                break;
            case Does.Cancel:
                Stage = Stage.Cancelled;
                break;
        }
    }

    /// <summary>Everybody's content as it stands; a signature under the same content stands, another is void.</summary>
    private void Freeze()
    {
        string Content(Func<ModelItem, bool> whose) =>
            $"{isAsItStands} {string.Join(' ', receivers)}; " + string.Join("; ", Items.Index().Where(i => Listed.Contains(i.Item) && whose(i.Item)).Select(i => $"{i.Index}: {i.Item.Content}"));
        frozen = Listed.Select(i => i.Receiver).Distinct().ToDictionary(r => r, r => Content(i => i.Receiver == r));
        frozen["giver"] = frozen["witness"] = Content(_ => true);
        foreach (var who in signed.Keys.Where(who => !HasSigned(who)).ToList())
        {
            signed.Remove(who);
        }

        Stage = Stage.Signing;
    }

    private void Reopen()
    {
        frozen = null;
        isAsItStands = false;
        signed.Remove("witness");
        Stage = Stage.HandingOver;
        foreach (var item in Items.Where(i => i.State == ItemState.NotReceived))
        {
            (item.State, item.Receiver) = (ItemState.Open, item.PassedOver);
        }
    }

    private void CloseAsItStands()
    {
        if (Stage == Stage.Signing)
        {
            Reopen();
        }

        foreach (var item in Listed.Where(i => !i.IsSettled))
        {
            (item.State, item.PassedOver, item.Receiver, item.AwaitsWitness) = (ItemState.NotReceived, item.Receiver, "caretaker", false);
        }

        isAsItStands = true;
        Freeze();
    }

    private void ReplaceByCarla(string who)
    {
        if (Stage == Stage.Signing)
        {
            Reopen();
        }

        receivers.Remove(who);
        receivers.Add("carla");
        foreach (var item in Listed.Where(i => i.Receiver == who))
        {
            Give(item, "carla");
        }
    }

    /// <summary>What the one before was told and did is no proof for another.</summary>
    private static void Give(ModelItem item, string receiver)
    {
        item.IsExplained &= item.Receiver.Length == 0;
        (item.Receiver, item.AwaitsWitness, item.Returns) = (receiver, false, 0);
        item.State = item.State == ItemState.Returned ? ItemState.Open : item.State;
        Unsettle(item);
    }

    /// <summary>A change: what was accepted is open again, and what was said back counts no more.</summary>
    private static void Unsettle(ModelItem item)
    {
        item.State = item.IsSettled ? ItemState.Open : item.State;
        item.IsWaiting = item.IsTaughtBack = false;
    }

    private bool IsParty(string who) => who is "giver" or "witness" or "hr" or "caretaker" || receivers.Contains(who);

    private bool HasSigned(string who) => frozen!.TryGetValue(who, out var content) && signed.GetValueOrDefault(who) == content;

    private static int Turn(string who) => who switch { "giver" => 0, "witness" => 2, _ => 1 };
}
