using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Tests.Access;
using Baton.Tests.Host;
using Baton.Web.Features.Items.Categories;

namespace Baton.Tests.Hostile;

/// <summary>
/// Hostile text through the API: what goes in as JSON comes out of it equal, on the pages too. Which texts a body has is read
/// from the OpenAPI document.
/// </summary>
public sealed class HostileApiTests
{
    /// <summary>Texts with a form of their own: days, instants, amounts, codes, what is chosen by its name. Anything else is free text.</summary>
    private static readonly string[] Shaped =
    [
        "lastWorkingDay", "returnsOn", "due", "fromDay", "toDay", "firstMeetingAt", "transferAt", "startsAt", "supportUntil", "until", "actual", "expected", "firstRunOn",
        "timeZone", "email", "findingId", "seen", "template", "key", "keys", "declared", "followUpDays", "retentionYears", "lines", "columns", "skip", "overwrite", "words",
    ];

    /// <summary>Texts whose field takes fewer characters than most.</summary>
    private static readonly Dictionary<string, int> Short = new() { ["employeeNumber"] = 30, ["phone"] = 30 };

    /// <summary>
    /// Operations whose texts go in below, in this order, each with what its body needs beside them; "*" in it is a text, too.
    /// Names as in StagedHandover and in <see cref="AccessTests"/>.
    /// </summary>
    private static readonly (Moment Moment, Relation Who, string Operation, string Body)[] Calls =
    [
        (Moment.Preparing, Relation.Giver, "PUT /handovers/{number}/brief", """{"support": "notOffered"}"""),
        (Moment.Preparing, Relation.Giver, "POST /handovers/{number}/times", """{"fromDay": "{today}", "toDay": "{tomorrow}", "transferAt": "{today}T00:00:00+08:00"}"""),
        (Moment.Preparing, Relation.HumanResources, "POST /handovers/{number}/parties", """{"role": "proxy", "personId": "{stranger}"}"""),
        (Moment.Preparing, Relation.HumanResources, "POST /handovers/{number}/contact-attempts", """{"personId": "{giver}"}"""),
        (Moment.Preparing, Relation.HumanResources, "POST /handovers/{number}/days", """{"lastWorkingDay": "{tomorrow}"}"""),
        (Moment.Preparing, Relation.HumanResources, "POST /handovers/{number}/giver-absence", """{"absent": true}"""),
        (Moment.Preparing, Relation.Giver, "POST /handovers/{number}/items", "{items}"),
        (Moment.Preparing, Relation.Giver, "PUT /handovers/{number}/items/{open}", """{"importance": "normal", "receiverId": "{receiver}", "fields": {"goal": "*", "scope": "*"}}"""),
        (Moment.Preparing, Relation.Giver, "PUT /handovers/{number}/items/{account}/secret", "{}"),
        (Moment.Preparing, Relation.Giver, "POST /handovers/{number}/template/questions/{question-key}/answer", "{}"),
        (Moment.Preparing, Relation.Receiver, "POST /handovers/{number}/questions", "{}"),
        (Moment.Preparing, Relation.Giver, "POST /handovers/{number}/questions/{question}/answers", "{}"),
        (Moment.Preparing, Relation.Receiver, "POST /handovers/{number}/questions/{question-on-all}/resolve", "{}"),
        (Moment.Preparing, Relation.Giver, "POST /handovers/{number}/matters", """{"owner": "{giver}", "due": "{tomorrow}"}"""),
        (Moment.Preparing, Relation.Witness, "POST /handovers/{number}/matters/{matter}/close", "{}"),
        (Moment.Preparing, Relation.Witness, "POST /handovers/{number}/meetings", """{"attendees": ["{giver}", "{receiver}"]}"""),
        (Moment.Preparing, Relation.Witness, "POST /handovers/{number}/meetings/{meeting}/hold", """{"came": ["{giver}", "{receiver}"]}"""),
        (Moment.Preparing, Relation.HumanResources, "POST /handovers/{number}/parties/{party-of-other-receiver}/replace", """{"personId": "{spare}"}"""),
        (Moment.Preparing, Relation.HumanResources, "POST /handovers/{number}/parties/{party-of-deputy}/remove", "{}"),
        (Moment.HandingOver, Relation.HumanResources, "POST /handovers/{number}/times/fix", """{"fromDay": "{today}", "toDay": "{tomorrow}", "transferAt": "{today}T00:00:00+08:00"}"""),
        (Moment.HandingOver, Relation.Witness, "POST /handovers/{number}/meetings/walkthroughs", """{"attendees": ["{giver}", "{receiver}"]}"""),
        (Moment.HandingOver, Relation.Giver, "POST /handovers/{number}/items/{open}/steps/{explained}", "{}"),
        (Moment.HandingOver, Relation.Collector, "POST /handovers/{number}/items/count", """{"rows": [{"id": "{laptop}", "actual": "1"}]}"""),
        (Moment.HandingOver, Relation.Giver, "POST /handovers/{number}/items/{card}/remark", "{}"),
        (Moment.HandingOver, Relation.Giver, "POST /handovers/{number}/items/{critical}/steps/{demonstrated}/leave-out", "{}"),
        (Moment.HandingOver, Relation.Receiver, "POST /handovers/{number}/items/{key}/teach-backs", "{}"),
        (Moment.HandingOver, Relation.Giver, "POST /handovers/{number}/items/{said}/teach-backs/answer", """{"isRight": true}"""),
        (Moment.HandingOver, Relation.Receiver, "POST /handovers/{number}/items/{critical}/return", "{}"),
        (Moment.HandingOver, Relation.Receiver, "POST /handovers/{number}/items/{open}/not-mine", "{}"),
        (Moment.HandingOver, Relation.Giver, "POST /handovers/{number}/items/{returned}/amend", "{}"),
        (Moment.HandingOver, Relation.Receiver, "POST /handovers/{number}/items/{ready}/reserve", """{"owner": "{giver}", "due": "{tomorrow}"}"""),
        (Moment.HandingOver, Relation.Witness, "POST /handovers/{number}/items/{disputed}/decide", """{"decision": "amend"}"""),
        (Moment.HandingOver, Relation.Witness, "POST /handovers/{number}/signing/as-it-stands", "{}"),
        (Moment.Submitted, Relation.Witness, "POST /handovers/{number}/list/send-back", "{}"),
        (Moment.Submitted, Relation.HumanResources, "POST /handovers/{number}/cancel", "{}"),
        (Moment.FollowUp, Relation.Receiver, "POST /handovers/{number}/waivers", """{"findingId": "DONE-01", "subjectId": "{key}"}"""),
        (Moment.FollowUp, Relation.Receiver, "POST /handovers/{number}/checks/{check}/fill", """{"rating": "well", "mastery": {"{key}": "independent", "{said}": "independent", "{critical}": "independent"}}"""),
        (Moment.FollowUp, Relation.Witness, "POST /handovers/{number}/checks/{filled}/confirm", "{}"),
        (Moment.FollowUp, Relation.HumanResources, "POST /handovers/{number}/follow-up/extend", """{"until": "{later}"}"""),
        (Moment.FollowUp, Relation.Giver, "POST /handovers/{number}/supplements", "{}"),
        (Moment.FollowUp, Relation.HumanResources, "POST /handovers/{number}/continue", """{"fromId": "{receiver}", "toId": "{spare}", "lastWorkingDay": "{tomorrow}"}"""),
        (Moment.Preparing, Relation.OtherReceiver, "POST /handovers", """{"giverId": "{stranger}", "reason": "other", "lastWorkingDay": "{tomorrow}", "receiverIds": ["{spare}"], "witnessId": "{witness}"}"""),
        (Moment.Preparing, Relation.OtherReceiver, "POST /people", "{}"),
        (Moment.Preparing, Relation.OtherReceiver, "PUT /people/{person}", "{}"),
        (Moment.Preparing, Relation.OtherReceiver, "POST /departments", "{}"),
        (Moment.Preparing, Relation.OtherReceiver, "PUT /departments/{department}", "{}"),
        (Moment.Preparing, Relation.OtherReceiver, "POST /positions", """{"accountingRank": "none"}"""),
        (Moment.Preparing, Relation.OtherReceiver, "PUT /positions/{position}", """{"accountingRank": "none"}"""),
        (Moment.Preparing, Relation.OtherReceiver, "POST /teams", """{"leadId": "{spare}"}"""),
        (Moment.Preparing, Relation.OtherReceiver, "PUT /teams/{team}", """{"leadId": "{spare}"}"""),
        (Moment.Preparing, Relation.OtherReceiver, "PUT /company", """{"timeZone": "Asia/Shanghai"}"""),
        (Moment.Preparing, Relation.OtherReceiver, "PUT /calendar/{day}", """{"isWorkingDay": false}"""),
        (Moment.Preparing, Relation.OtherReceiver, "POST /templates", """{"items": [{"key": "till", "category": "assets", "fields": {"location": "*"}}], "questions": [{"key": "what-else", "category": "duties", "fields": {"goal": "*"}}]}"""),
        (Moment.Preparing, Relation.OtherReceiver, "PUT /templates/{template}", """{"items": [{"key": "till", "category": "assets"}], "questions": [{"key": "what-else", "category": "duties"}]}"""),
        (Moment.Preparing, Relation.OtherReceiver, "POST /templates/{template}/copy", "{}"),
    ];

    /// <summary>A file and its name: below, since an import is confirmed with what its preview said.</summary>
    private static readonly string[] Files = ["POST /handovers/{number}/imports/preview", "POST /handovers/{number}/imports"];

    private static readonly string[] Read =
    [
        "", "/brief", "/times", "/parties", "/contact-attempts", "/items?limit=200", "/questions", "/matters", "/meetings", "/checks", "/supplements", "/waivers", "/template", "/imports", "/export", "/history?limit=200",
    ];

    private static readonly string[] ReadBeside = ["/handovers", "/people", "/departments", "/positions", "/teams", "/company", "/calendar/2031", "/templates"];

    private const string Half = "HALF-A-CHARACTER";

    [Theory, Databases]
    public async Task Text_of_every_call_comes_back_as_it_was_sent_and_what_no_database_stores_is_refused_on_its_field(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var cast = await Cast.GatherAsync(app);
        using var reader = await app.CallerAsync(cast[Relation.Giver]);
        using var visitor = await app.SignInAsync(cast[Relation.Giver]);
        var document = JsonNode.Parse(await reader.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;
        var texts = Texts(document);
        var marks = new Marks();
        var wrong = new List<string>();
        var turn = 0;
        foreach (var moment in Calls.GroupBy(c => c.Moment))
        {
            var handover = await StagedHandover.AtAsync(cast, moment.Key);
            foreach (var (_, who, operation, body) in moment)
            {
                using var program = await app.CallerAsync(cast[who]);
                var act = ActsTable.Acts.First(a => a.IsOfApi && ActsTable.Key(a.Method, a.Pattern, null) == Key(operation));
                var names = await AccessTests.NamesAsync(handover, act, who);
                var (method, path) = (HttpMethod.Parse(act.Method), Fill(operation.Split(' ')[1]));
                var plain = JsonNode.Parse(Fill(body.Replace("{items}", OneOfEachCategory, StringComparison.Ordinal)))!;
                var places = Places(plain, texts[Key(operation)], "").ToList();
                foreach (var (text, code) in new[] { ("前\0后", "text.nul"), ($"前{Half}后", "api.unreadable") })
                {
                    foreach (var place in places)
                    {
                        var refused = await SendRawAsync(program, method, path, With(p => p == place ? text : "甲"));
                        if (!refused.Contains(code, StringComparison.Ordinal) || !refused.Contains($"\"{place}\"", StringComparison.OrdinalIgnoreCase))
                        {
                            wrong.Add($"{operation} {place}: {code} is answered with {refused}");
                        }
                    }
                }

                // One line or several is decided by the service: one line fits both.
                var answer = await program.SendAsync(method, path, With(p => marks.Put($"{operation} {p}", Naughty.One(turn++, Short.GetValueOrDefault(p, 80)), false)));
                if ((int)answer.Status >= 300)
                {
                    wrong.Add($"{operation}: {(int)answer.Status} {answer.Json?.ToJsonString()}");
                }

                marks.LookAt(answer.Json, operation);
                foreach (var made in new[] { path, answer.Location?["/api/v1".Length..] }.OfType<string>())
                {
                    marks.LookAt((await reader.GetAsync(made)).Json, operation);
                }

                JsonNode With(Func<string, string> value) => places.Aggregate(plain.DeepClone(), (all, place) => Put(all, place, value(place)));

                string Fill(string text) => names.Concat(handover.Names).Aggregate(text, (all, name) => all.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));
            }

            foreach (var path in Read.Select(p => $"/handovers/{handover.Number}{p}").Concat(ReadBeside))
            {
                marks.LookAt((await reader.GetAsync(path)).Json, path);
            }

            string[] pages = ["", "/overview", "/times", "/parties", "/list?category=Duties", "/items", "/questions", "/meetings", "/follow-up", "/waivers", "/history", "/print", .. new[] { "open", "key", "ready", "returned", "disputed", "critical", "card", "laptop" }.Select(i => $"/walk/{handover.Item(i)}")];
            foreach (var page in pages)
            {
                await visitor.GetAsync($"/handovers/{handover.Number}{page}");
                marks.LookAt(visitor.Page.DocumentElement.OuterHtml, page);
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal("", string.Join("\n", texts.Keys.Except(Calls.Select(c => Key(c.Operation))).Except(Files.Select(Key))));
        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong));
        // Only what is counted has a condition; what is sealed is read once, by whom it is for.
        Assert.True(
            marks.Unseen.SequenceEqual(["POST /handovers/{number}/items/{open}/steps/{explained} condition", "PUT /handovers/{number}/items/{account}/secret secret"]),
            string.Join("\n", marks.Unseen));
    }

    [Theory, Databases]
    public async Task A_file_and_its_name_come_back_as_they_were_sent(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        var handover = await StagedHandover.AtAsync(cast, Moment.Preparing);
        using var giver = await cast.App.CallerAsync(cast[Relation.Giver]);
        var marks = new Marks();
        var lines = Enumerable.Range(0, 150).Select(turn => $"\"{marks.Put($"row {turn}", Naughty.One(turn, 180), false).Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        var body = new JsonObject
        {
            ["fileName"] = $"{marks.Put("fileName", "清单'\"><img src=x onerror=alert(1)>=1+1", false)}.csv", ["category"] = "history",
            ["content"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"事项\n{string.Join('\n', lines)}\n")),
        };
        var path = $"/handovers/{handover.Number}/imports";
        var preview = (await giver.PostAsync($"{path}/preview", body)).Expect(HttpStatusCode.OK);
        marks.LookAt(preview.Json, "preview");
        (body["id"], body["seen"]) = (Guid.CreateVersion7(), preview.Text("fingerprint"));
        marks.LookAt((await giver.PostAsync(path, body)).Expect(HttpStatusCode.Created).Json, "import");
        // A name is made harmless, not refused.
        body = new JsonObject { ["fileName"] = "../清\0单\u202E.csv", ["category"] = "history", ["content"] = Convert.ToBase64String("事项\n一项"u8) };
        (body["id"], body["seen"]) = (Guid.CreateVersion7(), (await giver.PostAsync($"{path}/preview", body)).Expect(HttpStatusCode.OK).Text("fingerprint"));
        (await giver.PostAsync(path, body)).Expect(HttpStatusCode.Created);
        Assert.Equal("清单.csv", (await giver.GetAsync(path)).Text("[0].fileName"));
        foreach (var read in new[] { path, $"/handovers/{handover.Number}/items?limit=200", $"/handovers/{handover.Number}/history?limit=200" })
        {
            marks.LookAt((await giver.GetAsync(read)).Expect(HttpStatusCode.OK).Json, read);
        }

        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong));
        Assert.Empty(marks.Unseen);
    }

    /// <summary>An item of each category with all that is free text in it.</summary>
    private static string OneOfEachCategory => new JsonObject
    {
        ["items"] = new JsonArray([.. CategoryCatalog.All.Select(c => new JsonObject
        {
            ["category"] = JsonNamingPolicy.CamelCase.ConvertName(c.Category.ToString()),
            ["fields"] = new JsonObject(c.Fields.Where(f => f.Input is FieldInput.Text or FieldInput.Lines or FieldInput.Steps).Select(f => KeyValuePair.Create(f.Name, (JsonNode?)"*"))),
            ["notAPassword"] = true,
        })]),
    }.ToJsonString();

    /// <summary>As in <see cref="ActsTable.Key"/>.</summary>
    private static string Key(string operation) => operation.Split(' ') is [var method, var path] ? ActsTable.Key(method, $"api/v1{path}", null) : throw new FormatException(operation);

    /// <summary>Where free texts go in a body: the names that its schema has, in each of its lines, and wherever it says "*".</summary>
    private static IEnumerable<string> Places(JsonNode? body, IReadOnlyCollection<string> names, string at)
    {
        switch (body)
        {
            case JsonObject all:
                var texts = names.Where(n => !n.Contains('[', StringComparison.Ordinal)).Select(n => $"{at}{n}");
                var written = all.Where(p => p.Value is JsonValue text && text.TryGetValue<string>(out var value) && value == "*").Select(p => $"{at}{p.Key}");
                return texts.Union(written).Concat(all.SelectMany(p => Places(p.Value, [.. names.Where(n => n.StartsWith($"{p.Key}[].", StringComparison.Ordinal)).Select(n => n[(p.Key.Length + 3)..])], p.Value is JsonArray ? $"{at}{p.Key}" : $"{at}{p.Key}.")));
            case JsonArray all:
                return all.SelectMany((line, i) => Places(line, names, $"{at}[{i}]."));
            default:
                return [];
        }
    }

    private static JsonNode Put(JsonNode body, string place, string value)
    {
        var way = place.Split('.').SelectMany(part => part.TrimEnd(']').Split('[')).ToList();
        var last = way[..^1].Aggregate(body, (node, part) => int.TryParse(part, out var at) ? node[at]! : node[part]!);
        last[way[^1]] = value;
        return body;
    }

    /// <summary>Free texts of each operation that has any, such as title or items[].title.</summary>
    private static Dictionary<string, List<string>> Texts(JsonNode document)
    {
        var all = new Dictionary<string, List<string>>();
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                if (operation!["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema && Of(schema, "").ToList() is { Count: > 0 } names)
                {
                    all[ActsTable.Key(method.ToUpperInvariant(), path, null)] = names;
                }
            }
        }

        return all;

        IEnumerable<string> Of(JsonNode schema, string at)
        {
            var real = schema["$ref"] is { } reference ? document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]! : schema;
            var isText = real["type"]?.ToJsonString().Contains("\"string\"", StringComparison.Ordinal) == true && real["format"] is null && real["enum"] is null;
            return isText ? [at]
                : real["items"] is { } line ? Of(line, $"{at}[]")
                : real["properties"]?.AsObject().Where(p => !Shaped.Contains(p.Key)).SelectMany(p => Of(p.Value!, at.Length > 0 ? $"{at}.{p.Key}" : p.Key)) ?? [];
        }
    }

    /// <summary>Half a character can be written in JSON only as an escape; the reader of JSON refuses it by itself, on the field.</summary>
    private static async Task<string> SendRawAsync(ApiCaller program, HttpMethod method, string path, JsonNode body)
    {
        var text = body.ToJsonString().Replace(Half, "\\ud800", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(method, $"/api/v1{path}") { Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json") };
        using var response = await program.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }
}
