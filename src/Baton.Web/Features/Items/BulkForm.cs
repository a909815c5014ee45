using Baton.Web.Features.Items.Categories;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>What a person chose to do with the items they ticked.</summary>
public sealed class BulkForm
{
    public List<Guid> Ids { get; set; } = [];

    /// <summary>assign, normal, key, critical, restrict, unrestrict, move or withdraw.</summary>
    public string? Act { get; set; }

    /// <summary>For assign: see <see cref="Receivers"/>.</summary>
    public string? Receiver { get; set; }

    /// <summary>For move.</summary>
    public Category? To { get; set; }

    /// <summary>What became of them: somebody else may have withdrawn or signed some meanwhile.</summary>
    public string Says(int changed, IStringLocalizer<ItemText> texts) => Ids.Distinct().Count() - changed is > 0 and var left
        ? texts["list.bulk-left", changed, left] : texts["list.bulk-done", changed];

    public Outcome<BulkAct> Read(IStringLocalizer<CategoryText> categoryTexts)
    {
        var refusals = new List<Refusal>();
        var (person, team) = Act == "assign" ? Receivers.Parse(Receiver, refusals) : (null, null);
        BulkAct? act = Act switch
        {
            "assign" when refusals.Count == 0 => new BulkAct.Assign(person, team),
            "normal" => new BulkAct.SetImportance(Importance.Normal),
            "key" => new BulkAct.SetImportance(Importance.Key),
            "critical" => new BulkAct.SetImportance(Importance.Critical),
            "restrict" => new BulkAct.Restrict(true),
            "unrestrict" => new BulkAct.Restrict(false),
            "move" when To is { } category => new BulkAct.Move(category, f => categoryTexts[f.LabelKey]),
            "withdraw" => new BulkAct.Withdraw(),
            _ => null,
        };
        return act is not null ? act : refusals.Count > 0 ? refusals : new Refusal("shared.not-a-choice");
    }
}
