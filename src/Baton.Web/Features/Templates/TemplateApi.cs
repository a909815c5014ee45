using Baton.Web.Data;
using Baton.Web.Features.Api;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.People;
using Microsoft.EntityFrameworkCore;

namespace Baton.Web.Features.Templates;

/// <param name="Version">Of one of the company's own; 0 of one that comes with Baton.</param>
public sealed record TemplateJson(string Key, int Version, bool IsRetired, TemplateContent Template);

public sealed record CopyBody(string? Name);

/// <summary>Who takes things back for the company.</summary>
public sealed record DesksBody(Guid? It, Guid? Facilities, Guid? Finance, Guid? Archive);

public sealed record DeskJson(DeskKind Kind, NamedId Person);

/// <summary>What a handover's template asks of its giver.</summary>
public sealed record HandoverTemplateJson(string Name, IReadOnlyList<ExpectedItemJson> Items, IReadOnlyList<TemplateQuestionJson> Questions)
{
    public static HandoverTemplateJson Of(TemplateContent template, Handover handover, IReadOnlyList<string> listed) => new(
        template.Name,
        [.. template.Items.Select(i => new ExpectedItemJson(i.Key, i.Category, i.Title, i.Prompt, i.Importance, listed.Contains(i.Key), handover.NotApplicable.Contains(i.Key)))],
        [.. template.Questions.Select(q => new TemplateQuestionJson(q.Key, q.Category, q.Text, q.Hint, handover.Answered.Contains(q.Key), handover.PutOff.Contains(q.Key)))]);
}

/// <param name="IsListed">An item of the list is what was expected.</param>
/// <param name="IsNotApplicable">「不适用」</param>
public sealed record ExpectedItemJson(string Key, Category Category, string Title, string? Prompt, Importance Importance, bool IsListed, bool IsNotApplicable);

public sealed record TemplateQuestionJson(string Key, Category Category, string Text, string? Hint, bool IsAnswered, bool IsPutOff);

/// <param name="Keys">Left out, in what adds: all that are missing.</param>
public sealed record KeysBody(IReadOnlyList<string>? Keys);

public sealed record InterviewAnswerBody(string? Answer, bool NotAPassword);

/// <param name="Later">It is asked again; else there is nothing to say.</param>
public sealed record SkipBody(bool Later);

/// <summary>Templates, and what a handover's template asks for.</summary>
internal static class TemplateApi
{
    private static readonly Type[] Keeping = [typeof(TemplateRefusals), typeof(FieldRefusals)];
    private static readonly Type[] Listing = [typeof(TemplateRefusals), typeof(ItemRefusals)];

    public static void MapTemplates(this RouteGroupBuilder api)
    {
        var templates = api.MapGroup("/templates").WithTags("Templates");
        templates.MapGet("", async (Call call, TemplateCatalog catalog) => Answers.Ok(await catalog.ListAsync(call.Aborted)))
            .Says("listTemplates", "The templates that a handover can begin with, the company's own and Baton's.").Gives<IReadOnlyList<TemplateChoice>>();
        templates.MapGet("/{key}", async (string key, Call call, TemplateCatalog catalog) =>
                await catalog.FindAsync(key, call.Aborted) is { } found ? Answers.Ok(new TemplateJson(key, found.Version, found.IsRetired, found.Content)) : Answers.NotFound)
            .Says("readTemplate", "One template with all it expects and asks.").Gives<TemplateJson>();
        templates.MapPost("", (TemplateForm body, Call call, TemplateService service) =>
                service.AddAsync(body, call.Actor, call.Aborted).MadeAsync(t => t.Id, "/templates/{id}"))
            .Says("addTemplate", "Makes a template of the company's own; for administrators.", Keeping).Makes<MadeJson>()
            .Example("""
                {"name": "门店店长", "followUpDays": "1, 7, 30",
                 "items": [{"key": "safe", "category": "assets", "title": "保险柜钥匙", "prompt": "备用钥匙在谁手里？", "importance": "key", "desk": "facilities", "fields": {"kind": "key"}}],
                 "questions": [{"category": "duties", "text": "每天开店前要做什么？", "fields": {"frequency": "每天"}}]}
                """);
        templates.MapPut("/{key}", (string key, TemplateForm body, Call call, TemplateService service) => service.SaveAsync(key, body, call.Actor, call.Aborted).DoneAsync())
            .Says("saveTemplate", "Writes one of the company's own anew, all of it. Handovers that have begun keep what they began with.", Keeping).Does()
            .Example("""{"name": "门店店长", "seen": 3, "items": [{"key": "safe", "category": "assets", "title": "保险柜钥匙"}]}""");
        templates.MapPost("/{key}/copy", (string key, CopyBody body, Call call, TemplateService service) =>
                service.CopyAsync(key, body.Name, call.Actor, call.Aborted).MadeAsync(t => t.Id, "/templates/{id}"))
            .Says("copyTemplate", "Copies a template, to be changed.", Keeping).Makes<MadeJson>().Example("""{"name": "会计（本公司）"}""");
        templates.MapPost("/{key}/retire", (string key, Call call, TemplateService service) => service.RetireAsync(key, true, call.Actor, call.Aborted).DoneAsync())
            .Says("retireTemplate", "It is no longer offered.", Keeping).Does();
        templates.MapPost("/{key}/restore", (string key, Call call, TemplateService service) => service.RetireAsync(key, false, call.Actor, call.Aborted).DoneAsync())
            .Says("restoreTemplate", "It is offered again.", Keeping).Does();

        var desks = api.MapGroup("/collector-desks").WithTags("Templates");
        desks.MapGet("", async (Call call, BatonDbContext db) => Answers.Ok(await db.Desks.OrderBy(d => d.Kind)
                .Select(d => new DeskJson(d.Kind, new NamedId(d.PersonId, d.Person!.Name))).ToListAsync(call.Aborted)))
            .Says("listCollectorDesks", "Who takes things back for the company.").Gives<IReadOnlyList<DeskJson>>();
        desks.MapPut("", (DesksBody body, Call call, TemplateService service) => service.SaveDesksAsync(
                new Dictionary<DeskKind, Guid?>
                {
                    [DeskKind.It] = body.It, [DeskKind.Facilities] = body.Facilities, [DeskKind.Finance] = body.Finance, [DeskKind.Archive] = body.Archive,
                }, call.Actor, call.Aborted).DoneAsync())
            .Says("saveCollectorDesks", "Says who takes things back, all desks at once; for administrators.", typeof(TemplateRefusals)).Does()
            .Example("""{"it": "01980000-0000-7000-8000-000000000001", "facilities": null, "finance": null, "archive": null}""");
    }

    public static void MapTemplate(this RouteGroupBuilder handover)
    {
        var template = handover.MapGroup("/template").WithTags("Items");
        template.MapGet("", async (string number, Call call, BatonDbContext db, HandoverReader reader) =>
            {
                if (await reader.LoadAsync(number, call.Actor, true, call.Aborted) is not ({ } seen, { IsOnlyCollector: false })
                    || await TemplateCatalog.OfAsync(db, seen.TemplateId, call.Aborted) is not { } content)
                {
                    return Answers.NotFound;
                }

                var listed = await db.Items.Where(i => i.HandoverId == seen.Id && i.ExpectedKey != null && i.State != ItemState.Withdrawn)
                    .Select(i => i.ExpectedKey!).ToListAsync(call.Aborted);
                return Answers.Ok(HandoverTemplateJson.Of(content, seen, listed));
            })
            .Says("readHandoverTemplate", "What the handover's template expects and asks, and how far the giver is.").Gives<HandoverTemplateJson>();
        template.MapPost("/add", (string number, KeysBody body, Call call, ExpectedService service) =>
                service.AddAsync(number, call.Actor, body.Keys, call.Aborted).ThenAsync(count => Task.FromResult(Answers.Ok(new CountJson(count)))))
            .Says("addExpectedItems", "Puts expected items into the list; those that stand there already are left alone.", Listing).Gives<CountJson>()
            .Example("""{"keys": ["computer", "badge"]}""");
        template.MapPost("/not-applicable", (string number, KeysBody body, Call call, ExpectedService service) =>
                service.SetApplicableAsync(number, call.Actor, body.Keys ?? [], false, call.Aborted).DoneAsync())
            .Says("markNotApplicable", "This job has nothing of the kind.", Listing).Does().Example("""{"keys": ["official-account"]}""");
        template.MapPost("/applicable", (string number, KeysBody body, Call call, ExpectedService service) =>
                service.SetApplicableAsync(number, call.Actor, body.Keys ?? [], true, call.Aborted).DoneAsync())
            .Says("markApplicable", "It has after all.", Listing).Does().Example("""{"keys": ["official-account"]}""");
        template.MapPost("/questions/{key}/answer", (string number, string key, InterviewAnswerBody body, Call call, ExpectedService service) =>
                service.AnswerAsync(number, call.Actor, key, body.Answer, body.NotAPassword, call.Aborted)
                    .ThenAsync(items => Task.FromResult(Answers.Ok(new CountJson(items.Count)))))
            .Says("answerInterview", "Answers a question of the interview; each line becomes an item.", Listing).Gives<CountJson>()
            .Example("""{"answer": "月度经营分析\n固定资产盘点"}""");
        template.MapPost("/questions/{key}/skip", (string number, string key, SkipBody body, Call call, ExpectedService service) =>
                service.SkipAsync(number, call.Actor, key, body.Later, call.Aborted).DoneAsync())
            .Says("skipInterviewQuestion", "Nothing to say, or not now.", Listing).Does().Example("""{"later": true}""");
    }
}
