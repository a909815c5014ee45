using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Items.Credentials;
using Microsoft.Extensions.Localization;

namespace Baton.Web.Features.Items;

/// <summary>An item's content as sent: what is left out is empty, but for what is preset with a new item.</summary>
public record ItemBody
{
    public string? Title { get; init; }
    public string? Description { get; init; }
    public Importance Importance { get; init; }
    public string? SpecialAttention { get; init; }

    /// <summary>Preset by the category.</summary>
    public bool? Restricted { get; init; }

    /// <summary>A person; preset with a new item where there is only one receiver.</summary>
    public Guid? ReceiverId { get; init; }

    /// <summary>A team, instead of a person.</summary>
    public Guid? TeamId { get; init; }
    public string? TransferAt { get; init; }
    public List<Guid>? Links { get; init; }

    /// <summary>The category's own fields, by name; amounts and days as text.</summary>
    public Dictionary<string, string?>? Fields { get; init; }

    /// <summary>The item's version that the caller saw: another one is refused.</summary>
    public int? Version { get; init; }

    /// <summary>「这不是密码」</summary>
    public bool NotAPassword { get; init; }

    internal List<Refusal> Unknown(Category category) =>
        [.. (Fields ?? []).Keys.Except(CategoryCatalog.Of(category).Fields.Select(f => f.Name)).Select(name => ItemRefusals.FieldUnknown.On($"Fields[{name}]"))];

    internal ItemForm ToForm(Category category) => new()
    {
        Title = Title, Description = Description, Importance = Importance, SpecialAttention = SpecialAttention,
        Restricted = Restricted ?? CategoryCatalog.Of(category).RestrictedByDefault, Receiver = Receivers.Value(ReceiverId, TeamId), TransferAt = TransferAt,
        Links = Links ?? [], Fields = Fields ?? [], Seen = Version, NotAPassword = NotAPassword,
    };
}

public sealed record NewItemBody : ItemBody
{
    public Category Category { get; init; } = Category.Duties;
}

public sealed record NewItemsBody(IReadOnlyList<NewItemBody>? Items);

public enum BulkWord
{
    Assign,
    SetImportance,
    Restrict,
    Unrestrict,
    Move,
    Withdraw,
}

/// <summary>One act on many items; it takes what it needs of the rest.</summary>
public sealed record BulkBody(IReadOnlyList<Guid>? Items, BulkWord Act, Guid? ReceiverId, Guid? TeamId, Importance Importance, Category Category = Category.Duties)
{
    internal BulkAct ToAct(Func<FieldDefinition, string> label) => Act switch
    {
        BulkWord.Assign => new BulkAct.Assign(ReceiverId, TeamId),
        BulkWord.SetImportance => new BulkAct.SetImportance(Importance),
        BulkWord.Restrict => new BulkAct.Restrict(true),
        BulkWord.Unrestrict => new BulkAct.Restrict(false),
        BulkWord.Move => new BulkAct.Move(Category, label),
        BulkWord.Withdraw => new BulkAct.Withdraw(),
        _ => throw new InvalidOperationException($"No act for {Act}."),
    };
}

public sealed record ItemsBody(IReadOnlyList<Guid>? Items);

/// <param name="Rows">What is left out of a row is empty; a row with nothing but its id is left out.</param>
public sealed record CountBody(IReadOnlyList<CountRow>? Rows);

public sealed record MoveBody(bool Up);

public sealed record CategoryBody(Category Category);

public sealed record StepBody(ProofKind Kind);

/// <param name="At">Which step of the process, from 0.</param>
/// <param name="Words">As it stands there.</param>
/// <param name="IsShown">False takes the tick back.</param>
public sealed record TickBody(int At, string? Words, bool IsShown);

public sealed record SecretBody(string? Secret);

public sealed record RemarkBody(string? Remark);

public sealed record TeachBackBody(string? Text, bool Spoken);

public sealed record TeachBackAnswerBody(bool IsRight, string? Correction);

public sealed record ApproveBody(bool Approve);

public sealed record DecisionBody(Decision Decision, string? Note, Guid? ReceiverId, Guid? TeamId, string? Due, Guid? Owner);

/// <summary>The list and the walkthrough.</summary>
internal static class ItemApi
{
    private static readonly Type[] Listing = [typeof(ItemRefusals), typeof(FieldRefusals)];
    private static readonly Type[] Walking = [typeof(ItemRefusals)];
    private static readonly Type[] Sealing = [typeof(ItemRefusals), typeof(HandoverRefusals)];

    public static void MapItems(this RouteGroupBuilder handover)
    {
        var list = handover.MapGroup("/items").WithTags("Items");
        list.MapGet("", ReadAsync).Says("listItems", "The items that the caller sees, in the order of the list.").Gives<PageJson<ItemJson>>();
        list.MapPost("", AddAsync).Says("addItems", "Adds items to the list, all or none of them.", Listing).Makes<PageJson<ItemJson>>()
            .Example("""
                {"items": [{"category": "duties", "title": "月度经营分析", "importance": "key", "fields": {"goal": "每月五号前发出", "frequency": "每月"}},
                           {"category": "assets", "title": "笔记本电脑", "fields": {"kind": "equipment", "quantity": "1", "location": "三楼工位"}}]}
                """);
        list.MapPost("/bulk", (string number, BulkBody body, Call call, ListService service, IStringLocalizer<CategoryText> texts) =>
                CountAsync(service.BulkAsync(number, call.Actor, body.Items ?? [], body.ToAct(f => texts[f.LabelKey]), call.Aborted)))
            .Says("changeManyItems", "One act on many items: assign, set importance, restrict, move to a category, withdraw.", Listing).Gives<CountJson>()
            .Example("""{"items": ["01980000-0000-7000-8000-00000000000a"], "act": "setImportance", "importance": "key"}""");
        list.MapPost("/steps/{kind}", (string number, Word<ProofKind> kind, ItemsBody body, Call call, WalkService walk) =>
                CountAsync(walk.DoManyAsync(number, call.Actor, body.Items ?? [], kind, call.Aborted)))
            .Says("doManySteps", "Records one proof step for many normal items.", Walking).Gives<CountJson>()
            .Example("""{"items": ["01980000-0000-7000-8000-00000000000a", "01980000-0000-7000-8000-00000000000b"]}""");
        list.MapPost("/accept", (string number, ItemsBody body, Call call, WalkService walk) =>
                CountAsync(walk.AcceptManyAsync(number, call.Actor, body.Items ?? [], call.Aborted)))
            .Says("acceptManyItems", "Accepts many normal items.", Walking).Gives<CountJson>()
            .Example("""{"items": ["01980000-0000-7000-8000-00000000000a", "01980000-0000-7000-8000-00000000000b"]}""");

        list.MapPost("/count", (string number, CountBody body, Call call, WalkService walk) =>
                CountAsync(walk.CountManyAsync(number, call.Actor, body.Rows ?? [], call.Aborted)))
            .Says("countManyItems", "点收单: what was counted of many things, all or none of them.", Walking).Gives<CountJson>()
            .Example("""{"rows": [{"id": "01980000-0000-7000-8000-00000000000a", "actual": "1", "condition": "完好"}]}""");

        var empty = handover.MapGroup("/empty-categories").WithTags("Items");
        empty.MapPost("", (string number, Call call, ListService service) => service.DeclareEmptyAsync(number, call.Actor, null, call.Aborted).DoneAsync())
            .Says("declareRestEmpty", "Declares 「无」 for all categories that are empty.", Listing).Does();
        empty.MapPut("/{category}", (string number, Word<Category> category, Call call, ListService service) =>
                service.DeclareEmptyAsync(number, call.Actor, category, call.Aborted).DoneAsync())
            .Says("declareEmpty", "Declares 「无」 for one category.", Listing).Does();
        empty.MapDelete("/{category}", (string number, Word<Category> category, Call call, ListService service) =>
                service.UndeclareEmptyAsync(number, call.Actor, category, call.Aborted).DoneAsync())
            .Says("undeclareEmpty", "Takes 「无」 back.", Listing).Does();

        MapOne(list.MapGroup("/{id:guid}"));
        MapWalk(list.MapGroup("/{id:guid}"));
    }

    private static void MapOne(RouteGroupBuilder item)
    {
        item.MapGet("", (string number, Guid id, ItemCall items) => items.ReadAsync(number, id))
            .Says("readItem", "One item, as far as the caller sees it.").Gives<ItemJson>();
        item.MapPut("", async (string number, Guid id, ItemBody body, ItemCall items, ListService service) =>
                await items.CategoryAsync(number, id) is not { } category ? Answers.NotFound
                : body.Unknown(category) is { Count: > 0 } unknown ? Answers.Refused(unknown)
                : await items.ThenAsync(number, service.SaveAsync(number, items.Actor, id, body.ToForm(category), items.Aborted)))
            .Says("saveItem", "Writes an item's content anew, all of it: what is left out is empty.", Listing).Gives<ItemJson>()
            .Example("""
                {"title": "月度经营分析", "importance": "key", "receiverId": "01980000-0000-7000-8000-000000000002",
                 "fields": {"goal": "每月五号前发出", "frequency": "每月"}, "version": 2}
                """);
        item.MapPost("/move", (string number, Guid id, MoveBody body, ItemCall items, ListService service) =>
                items.ThenAsync(number, service.MoveAsync(number, items.Actor, id, body.Up, items.Aborted)))
            .Says("moveItem", "Moves an item one place up or down in its category.", Listing).Gives<ItemJson>().Example("""{"up": true}""");
        item.MapPost("/duplicate", (string number, Guid id, ItemCall items, ListService service) =>
                items.ThenAsync(number, service.DuplicateAsync(number, items.Actor, id, items.Aborted)))
            .Says("duplicateItem", "Adds a copy of an item, and answers with the copy.", Listing).Gives<ItemJson>();
        item.MapPost("/category", (string number, Guid id, CategoryBody body, ItemCall items, ListService service, IStringLocalizer<CategoryText> texts) =>
                items.ThenAsync(number, service.ChangeCategoryAsync(number, items.Actor, id, body.Category, f => texts[f.LabelKey], items.Aborted)))
            .Says("changeItemCategory", "Moves an item to another category; what that lacks goes into the description.", Listing).Gives<ItemJson>()
            .Example("""{"category": "documents"}""");
        item.MapPost("/withdraw", (string number, Guid id, ItemCall items, ListService service) =>
                items.ThenAsync(number, service.WithdrawAsync(number, items.Actor, id, items.Aborted)))
            .Says("withdrawItem", "Takes an item off the list; the record keeps it.", Listing).Gives<ItemJson>();
        item.MapPost("/restore", (string number, Guid id, ItemCall items, ListService service) =>
                items.ThenAsync(number, service.RestoreAsync(number, items.Actor, id, items.Aborted)))
            .Says("restoreItem", "Puts a withdrawn item back on the list.", Listing).Gives<ItemJson>();
    }

    private static void MapWalk(RouteGroupBuilder item)
    {
        item.MapPut("/secret", (string number, Guid id, SecretBody body, Call call, CredentialService credentials) =>
                credentials.SealAsync(number, call.Actor, id, body.Secret, call.Aborted).DoneAsync())
            .Says("sealCredential", "The giver seals a credential for the item's receiver, who alone reads it, once, in person.", Sealing).Does()
            .Example("""{"secret": "…"}""");
        item.MapDelete("/secret", (string number, Guid id, Call call, CredentialService credentials) =>
                credentials.WithdrawAsync(number, call.Actor, id, call.Aborted).DoneAsync())
            .Says("withdrawCredential", "Destroys what is sealed.", Walking).Does();
        item.MapPost("/steps/{kind}", (string number, Guid id, Word<ProofKind> kind, StepForm body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.DoStepAsync(number, items.Actor, id, kind, body, items.Aborted)))
            .Says("doStep", "Says that a proof step was done; counting and reconciling with figures.", Walking).Gives<ItemJson>()
            .Example("""{"actual": "1", "condition": "完好"}""");
        item.MapPost("/steps/{kind}/undo", (string number, Guid id, Word<ProofKind> kind, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.UndoStepAsync(number, items.Actor, id, kind, items.Aborted)))
            .Says("undoStep", "Opens a step again that was ticked by mistake.", Walking).Gives<ItemJson>();
        item.MapPost("/ticks", (string number, Guid id, TickBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.TickAsync(number, items.Actor, id, body.At, body.Words, body.IsShown, items.Aborted)))
            .Says("tickProcessStep", "Says of one step of a process that it was shown, or takes that back.", Walking).Gives<ItemJson>()
            .Example("""{"at": 0, "words": "核对银行与现金余额", "isShown": true}""");
        item.MapPost("/remark", (string number, Guid id, RemarkBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.RemarkAsync(number, items.Actor, id, body.Remark, items.Aborted)))
            .Says("remarkOnDifference", "Explains a difference that was counted without a remark.", Walking).Gives<ItemJson>().Example("""{"remark": "一台在维修点。"}""");
        item.MapPost("/steps", (string number, Guid id, StepBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.AddStepAsync(number, items.Actor, id, body.Kind, items.Aborted)))
            .Says("addStep", "Giver or witness adds a step beyond the default.", Walking).Gives<ItemJson>().Example("""{"kind": "demonstrated"}""");
        item.MapPost("/steps/{kind}/leave-out", (string number, Guid id, Word<ProofKind> kind, ReasonBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.AskLeaveOutAsync(number, items.Actor, id, kind, body.Reason, items.Aborted)))
            .Says("askToLeaveStepOut", "Asks the witness to leave a step out.", Walking).Gives<ItemJson>().Example("""{"reason": "系统已停用，无法演示。"}""");
        item.MapPost("/steps/{kind}/leave-out/decide", (string number, Guid id, Word<ProofKind> kind, ApproveBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.DecideLeaveOutAsync(number, items.Actor, id, kind, body.Approve, items.Aborted)))
            .Says("decideLeaveOut", "The witness approves that a step is left out, or not.", Walking).Gives<ItemJson>().Example("""{"approve": true}""");
        item.MapPost("/allow-sample", (string number, Guid id, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.AllowSampleAsync(number, items.Actor, id, items.Aborted)))
            .Says("allowSample", "The witness allows that a folder is checked by samples (抽查).", Walking).Gives<ItemJson>();
        item.MapPost("/teach-backs", (string number, Guid id, TeachBackBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.TeachBackAsync(number, items.Actor, id, body.Text, body.Spoken, items.Aborted)))
            .Says("teachBack", "The receiver says it back in their own words (复述).", Walking).Gives<ItemJson>()
            .Example("""{"text": "我的理解：先对账，五号前发出。", "spoken": false}""");
        item.MapPost("/teach-backs/answer", (string number, Guid id, TeachBackAnswerBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.AnswerTeachBackAsync(number, items.Actor, id, body.IsRight, body.Correction, items.Aborted)))
            .Says("answerTeachBack", "The giver confirms what was said back, or corrects it.", Walking).Gives<ItemJson>()
            .Example("""{"isRight": false, "correction": "是三号前发给总监，五号前发出。"}""");
        item.MapPost("/accept", (string number, Guid id, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.AcceptAsync(number, items.Actor, id, items.Aborted)))
            .Says("acceptItem", "The receiver accepts an item whose steps are done.", Walking).Gives<ItemJson>();
        item.MapPost("/accept/undo", (string number, Guid id, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.UndoAcceptanceAsync(number, items.Actor, id, items.Aborted)))
            .Says("undoAcceptance", "The receiver takes an acceptance back that was a mistake.", Walking).Gives<ItemJson>();
        item.MapPost("/reserve", (string number, Guid id, ReservationForm body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.ReserveAsync(number, items.Actor, id, body, items.Aborted)))
            .Says("reserveItem", "The receiver accepts with reservation: what remains, by when, who.", Walking).Gives<ItemJson>()
            .Example("""{"text": "账号权限还没有开通。", "due": "2026-12-20", "owner": "01980000-0000-7000-8000-000000000001"}""");
        item.MapPost("/return", (string number, Guid id, ReasonBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.ReturnAsync(number, items.Actor, id, body.Reason, items.Aborted)))
            .Says("returnItem", "The receiver returns an item with a reason.", Walking).Gives<ItemJson>().Example("""{"reason": "缺最近三个月的报表。"}""");
        item.MapPost("/not-mine", (string number, Guid id, ReasonBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.NotMineAsync(number, items.Actor, id, body.Reason, items.Aborted)))
            .Says("disputeItem", "不属于我: the witness decides.", Walking).Gives<ItemJson>().Example("""{"reason": "这是财务部的工作。"}""");
        item.MapPost("/amend", (string number, Guid id, NoteBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.AmendAsync(number, items.Actor, id, body.Note, items.Aborted)))
            .Says("amendItem", "The giver has mended what was returned.", Walking).Gives<ItemJson>().Example("""{"note": "报表已补上。"}""");
        item.MapPost("/decide", (string number, Guid id, DecisionBody body, ItemCall items, WalkService walk) =>
                items.ThenAsync(number, walk.DecideAsync(
                    number, items.Actor, id,
                    new DecisionForm
                    {
                        Decision = body.Decision, Note = body.Note, Receiver = Receivers.Value(body.ReceiverId, body.TeamId), Due = body.Due, Owner = body.Owner,
                    },
                    items.Aborted)))
            .Says("decideItem", "The witness decides a second return or 不属于我: amend, reassign or reserve.", Walking).Gives<ItemJson>()
            .Example("""{"decision": "reassign", "note": "由财务部接收。", "receiverId": "01980000-0000-7000-8000-000000000002"}""");
    }

    private static async Task<IResult> ReadAsync(
        string number, Call call, HandoverReader reader, ItemJsonReader items, Word<Category>? category, Word<ItemState>? state, Guid? receiver, int? limit, string? cursor)
    {
        if (Cursor.Read(cursor, limit, out Guid? last) is { } refusal)
        {
            return Answers.Refused(refusal);
        }

        if (await reader.LoadAsync(number, call.Actor, true, call.Aborted) is not { } seen)
        {
            return Answers.NotFound;
        }

        var found = (await items.ReadAsync(seen, null, call.Aborted))
            .Where(i => (category is null || i.Category == category.Value) && (state is null || i.State == state.Value) && (receiver is null || i.Receiver?.Id == receiver)).ToList();
        var begins = last is { } before ? found.FindIndex(i => i.Id == before) + 1 : 0;
        return Answers.Ok(Cursor.Page(found.GetRange(begins, found.Count - begins), limit, i => i, i => Cursor.Of(i.Id)));
    }

    private static async Task<IResult> AddAsync(
        string number, NewItemsBody body, Call call, ListService service, HandoverReader reader, ItemJsonReader items)
    {
        var sent = body.Items ?? [];
        var unknown = sent.SelectMany((item, at) => item.Unknown(item.Category).Select(r => r.On($"Items[{at}].{r.Field}"))).ToList();
        return unknown.Count > 0 ? Answers.Refused(unknown)
            : await Named(await service.AddManyAsync(number, call.Actor, [.. sent.Select(i => (i.Category, i.ToForm(i.Category)))], call.Aborted))
                .ThenAsync(async added => new ApiResult(
                    StatusCodes.Status201Created,
                    new PageJson<ItemJson>(await items.ReadAsync(
                        await reader.LoadAsync(number, call.Actor, true, call.Aborted) ?? throw new InvalidOperationException($"{number} is gone."),
                        [.. added.Select(i => i.Id)], call.Aborted)),
                    $"{ApiRoutes.Root}/handovers/{number}/items"));
    }

    private static Task<IResult> CountAsync(Task<Outcome<int>> act) => act.ThenAsync(count => Task.FromResult(Answers.Ok(new CountJson(count))));

    /// <summary>What forms call Receiver is receiverId in JSON.</summary>
    internal static Task<Outcome<T>> Named<T>(Outcome<T> outcome) => Task.FromResult(!outcome.IsRefused ? outcome
        : outcome.Refusals.Select(r => r.Field is { } field && field.EndsWith(nameof(ItemForm.Receiver), StringComparison.OrdinalIgnoreCase) ? r.On(field + "Id") : r).ToList());
}

/// <summary>A call about one item: answers with the item as the caller sees it afterwards.</summary>
public sealed class ItemCall(HttpContext context)
{
    private readonly Call call = new(context);

    public Identity.Actor Actor => call.Actor;
    public CancellationToken Aborted => call.Aborted;

    public static ValueTask<ItemCall?> BindAsync(HttpContext context) => ValueTask.FromResult<ItemCall?>(new(context));

    public Task<IResult> ReadAsync(string number, Guid id) => LoadAsync(number, id).OrNotFoundAsync();

    public async Task<Category?> CategoryAsync(string number, Guid id) => (await LoadAsync(number, id))?.Category;

    public async Task<IResult> ThenAsync(string number, Task<Outcome<Item>> act) =>
        await ItemApi.Named(await act).ThenAsync(item => ReadAsync(number, item.Id));

    private async Task<ItemJson?> LoadAsync(string number, Guid id)
    {
        var services = context.RequestServices;
        return await services.GetRequiredService<HandoverReader>().LoadAsync(number, Actor, true, Aborted) is { } seen
            ? await services.GetRequiredService<ItemJsonReader>().OneAsync(seen, id, Aborted)
            : null;
    }
}
