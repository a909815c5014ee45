using System.Net;
using System.Text.Json.Nodes;
using Baton.Tests.Host;

namespace Baton.Tests.Hostile;

/// <summary>
/// Hostile text through the API: what goes in as JSON comes out of it equal, on the pages too. Which texts a body has is read
/// from the OpenAPI document.
/// </summary>
public sealed class HostileApiTests
{
    /// <summary>Texts with a form of their own: days, instants, amounts, codes. Anything else is free text.</summary>
    private static readonly string[] Shaped =
    [
        "lastWorkingDay", "returnsOn", "due", "fromDay", "toDay", "firstMeetingAt", "transferAt", "startsAt", "supportUntil", "until", "actual", "expected", "firstRunOn",
        "minutes", "timeZone", "email", "findingId", "form", "receiver", "seen",
    ];

    /// <summary>Operations whose texts go in below, each with the body that it needs beside them. Names as in StagedHandover.</summary>
    private static readonly (string Operation, Moment Moment, Relation Who, string Path, string Body)[] Calls =
    [
        ("saveBrief", Moment.Preparing, Relation.Giver, "/brief", """{"support": "notOffered"}"""),
        ("proposeTimes", Moment.Preparing, Relation.Giver, "/times", """{"fromDay": "{today}", "toDay": "{tomorrow}", "transferAt": "{today}T00:00:00+08:00"}"""),
        ("addParty", Moment.Preparing, Relation.HumanResources, "/parties", """{"role": "proxy", "personId": "{stranger}"}"""),
        ("logContactAttempt", Moment.Preparing, Relation.HumanResources, "/contact-attempts", """{"personId": "{giver}"}"""),
        ("changeDays", Moment.Preparing, Relation.HumanResources, "/days", """{"lastWorkingDay": "{tomorrow}"}"""),
        ("setGiverAbsence", Moment.Preparing, Relation.HumanResources, "/giver-absence", """{"absent": true}"""),
        ("saveItem", Moment.Preparing, Relation.Giver, "/items/{open}", """{"importance": "normal", "receiverId": "{receiver}"}"""),
        ("ask", Moment.Preparing, Relation.Receiver, "/questions", "{}"),
        ("answerQuestion", Moment.Preparing, Relation.Giver, "/questions/{question}/answers", "{}"),
        ("resolveQuestion", Moment.Preparing, Relation.Receiver, "/questions/{question-on-all}/resolve", "{}"),
        ("raiseMatter", Moment.Preparing, Relation.Giver, "/matters", """{"owner": "{giver}", "due": "{tomorrow}"}"""),
        ("closeMatter", Moment.Preparing, Relation.Witness, "/matters/{matter}/close", "{}"),
        ("planMeeting", Moment.Preparing, Relation.Witness, "/meetings", """{"attendees": ["{giver}", "{receiver}"]}"""),
        ("replaceParty", Moment.Preparing, Relation.HumanResources, "/parties/{party-of-other-receiver}/replace", """{"personId": "{spare}"}"""),
        ("removeParty", Moment.Preparing, Relation.HumanResources, "/parties/{party-of-deputy}/remove", "{}"),
        ("teachBack", Moment.HandingOver, Relation.Receiver, "/items/{key}/teach-backs", "{}"),
        ("answerTeachBack", Moment.HandingOver, Relation.Giver, "/items/{said}/teach-backs/answer", """{"isRight": true}"""),
        ("returnItem", Moment.HandingOver, Relation.Receiver, "/items/{critical}/return", "{}"),
        ("disputeItem", Moment.HandingOver, Relation.Receiver, "/items/{open}/not-mine", "{}"),
        ("amendItem", Moment.HandingOver, Relation.Giver, "/items/{returned}/amend", "{}"),
        ("reserveItem", Moment.HandingOver, Relation.Receiver, "/items/{ready}/reserve", """{"owner": "{giver}", "due": "{tomorrow}"}"""),
        ("decideItem", Moment.HandingOver, Relation.Witness, "/items/{disputed}/decide", """{"decision": "amend"}"""),
        ("sendListBack", Moment.Submitted, Relation.Witness, "/list/send-back", "{}"),
        ("cancelHandover", Moment.Submitted, Relation.HumanResources, "/cancel", "{}"),
    ];

    private const string Half = "HALF-A-CHARACTER";

    /// <summary>
    /// Operations with text that are called in Api/ alone: they take it through the same service as the form that
    /// <see cref="HostilePagesTests"/> fills in.
    /// </summary>
    private static readonly string[] NotCalled =
    [
        "/handovers", "/people", "/people/{}", "/departments", "/departments/{}", "/positions", "/positions/{}", "/teams", "/teams/{}", "/company", "/calendar/{}",
        "/templates", "/templates/{}", "/templates/{}/copy", "/handovers/{number}/items/{}/secret", "/handovers/{number}/template/questions/{}/answer",
        "/handovers/{number}/times/fix", "/handovers/{number}/continue", "/handovers/{number}/items/{}/steps/{}", "/handovers/{number}/items/{}/remark", "/handovers/{number}/items/{}/ticks",
        "/handovers/{number}/items/{}/steps/{}/leave-out", "/handovers/{number}/meetings/walkthroughs", "/handovers/{number}/meetings/{}/hold",
        "/handovers/{number}/checks/{}/fill", "/handovers/{number}/checks/{}/confirm", "/handovers/{number}/supplements", "/handovers/{number}/waivers",
        "/handovers/{number}/follow-up/extend", "/handovers/{number}/signing/as-it-stands", "/handovers/{number}/imports", "/handovers/{number}/imports/preview",
    ];

    [Theory, Databases]
    public async Task Text_of_every_call_comes_back_as_it_was_sent_and_what_no_database_stores_is_refused_on_its_field(Database database)
    {
        var cast = await Cast.GatherAsync(await TestApp.SharedAsync(database));
        using var reader = await cast.App.CallerAsync(cast[Relation.Giver]);
        using var visitor = await cast.App.SignInAsync(cast[Relation.Giver]);
        var document = JsonNode.Parse(await reader.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;
        var texts = Texts(document);
        var marks = new Marks();
        var wrong = new List<string>();
        var at = 0;
        var turn = 0;
        foreach (var moment in Calls.GroupBy(c => c.Moment))
        {
            var handover = await StagedHandover.AtAsync(cast, moment.Key);
            foreach (var (operation, _, who, path, body) in moment)
            {
                using var program = await cast.App.CallerAsync(cast[who]);
                var (method, names) = texts.GetValueOrDefault(Key(path)) is { } found ? found : throw new InvalidOperationException($"No operation has {path}");
                var address = $"/handovers/{handover.Number}{Fill(path)}";
                var plain = JsonNode.Parse(Fill(body))!.AsObject();
                foreach (var (text, code) in new[] { ("前\0后", "text.nul"), ($"前{Half}后", "api.unreadable") })
                {
                    foreach (var name in names)
                    {
                        var sent = With(_ => "甲");
                        sent[name] = text;
                        var refused = await SendRawAsync(program, method, address, sent);
                        if (!refused.Contains(code, StringComparison.Ordinal) || !refused.Contains($"\"{name}\"", StringComparison.OrdinalIgnoreCase))
                        {
                            wrong.Add($"{operation} {name}: {code} is answered with {refused}");
                        }
                    }
                }

                // One line or several is decided by the service: one line fits both.
                var answer = await program.SendAsync(method, address, With(name => marks.Put($"{operation} {name}", turn++ % 2 == 0 ? Naughty.One(at++, 80) : Naughty.All[at++ % 20], false)));
                if ((int)answer.Status >= 300)
                {
                    wrong.Add($"{operation}: {(int)answer.Status} {answer.Json?.ToJsonString()}");
                }

                marks.LookAt(answer.Json, operation);

                JsonObject With(Func<string, string> value)
                {
                    var all = plain.DeepClone().AsObject();
                    foreach (var name in names)
                    {
                        all[name] = value(name);
                    }

                    return all;
                }
            }

            foreach (var path in new[] { "", "/brief", "/times", "/parties", "/contact-attempts", "/items?limit=200", "/questions", "/matters", "/meetings", "/history?limit=200" })
            {
                marks.LookAt((await reader.GetAsync($"/handovers/{handover.Number}{path}")).Json, path);
            }

            string[] pages = ["", "/overview", "/times", "/parties", "/list?category=Duties", "/questions", "/meetings", "/follow-up", "/history", "/print", .. new[] { "open", "key", "ready", "returned", "disputed", "critical" }.Select(i => $"/walk/{handover.Item(i)}")];
            foreach (var page in pages)
            {
                await visitor.GetAsync($"/handovers/{handover.Number}{page}");
                marks.LookAt(visitor.Page.DocumentElement.OuterHtml, page);
            }

            string Fill(string text) => handover.Names.Aggregate(text, (all, name) => all.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(texts.Keys.Except(Calls.Select(c => Key(c.Path))).Select(p => p["/api/v1".Length..]).ToHashSet().SetEquals(NotCalled), string.Join("\n", texts.Keys.Except(Calls.Select(c => Key(c.Path)))));
        Assert.True(!marks.Wrong.Any(), string.Join("\n", marks.Wrong));
    }

    private static string Key(string path) =>
        string.Join('/', $"/api/v1/handovers/{{number}}{path}".Split('/').Select(p => p.StartsWith('{') && p != "{number}" ? "{}" : p));

    /// <summary>Method and free texts of each operation below a handover that has any, by its path.</summary>
    private static Dictionary<string, (HttpMethod Method, List<string> Names)?> Texts(JsonNode document)
    {
        var all = new Dictionary<string, (HttpMethod, List<string>)?>();
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                if (operation!["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"] is { } reference)
                {
                    var names = document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!["properties"]!.AsObject()
                        .Where(p => p.Value!["type"]?.ToJsonString().Contains("\"string\"", StringComparison.Ordinal) == true && p.Value["format"] is null && p.Value["enum"] is null && !Shaped.Contains(p.Key))
                        .Select(p => p.Key).ToList();
                    if (names.Count > 0)
                    {
                        all[string.Join('/', path.Split('/').Select(p => p.StartsWith('{') && p != "{number}" ? "{}" : p))] = (HttpMethod.Parse(method.ToUpperInvariant()), names);
                    }
                }
            }
        }

        return all;
    }

    /// <summary>Half a character can be written in JSON only as an escape; the reader of JSON refuses it by itself, on the field.</summary>
    private static async Task<string> SendRawAsync(ApiCaller program, HttpMethod method, string path, JsonObject body)
    {
        var text = body.ToJsonString().Replace(Half, "\\ud800", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(method, $"/api/v1{path}") { Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json") };
        using var response = await program.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }
}
