using System.Net;
using System.Text.Json.Nodes;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;

namespace Baton.Tests.Host;

/// <summary>One handover and its people, each with a program of their own. Everything but signing is done through the API.</summary>
public sealed class ApiStory(TestApp app) : IDisposable
{
    private readonly Dictionary<Guid, ApiCaller> callers = [];

    public string Number { get; private set; } = "";
    public TestPerson Hr { get; private set; } = null!;
    public TestPerson Giver { get; private set; } = null!;
    public TestPerson Receiver { get; private set; } = null!;
    public TestPerson Witness { get; private set; } = null!;
    public TestPerson Caretaker { get; private set; } = null!;
    public DateOnly Today => DateOnly.FromDateTime(app.Time.GetUtcNow().AddHours(8).UtcDateTime);
    public string Path => $"/handovers/{Number}";

    /// <summary>HR's program opens it: a giver, a receiver, a witness, a caretaker.</summary>
    public static async Task<ApiStory> OpenAsync(TestApp app, JsonObject? more = null)
    {
        var story = new ApiStory(app)
        {
            Hr = await app.AddPersonAsync("李娜", SystemRoles.HumanResources),
            Giver = await app.AddPersonAsync("张伟"),
            Receiver = await app.AddPersonAsync("王强"),
            Witness = await app.AddPersonAsync("周敏"),
            Caretaker = await app.AddPersonAsync("孙丽"),
        };
        var body = story.Opening();
        foreach (var (name, value) in more ?? [])
        {
            body[name] = value?.DeepClone();
        }

        var opened = (await (await story.AsAsync(story.Hr)).PostAsync("/handovers", body)).Expect(HttpStatusCode.Created);
        story.Number = opened.Text("number")!;
        Assert.Equal($"/api/v1{story.Path}", opened.Location);
        return story;
    }

    public JsonObject Opening() => new()
    {
        ["giverId"] = Giver.Id, ["reason"] = "transfer", ["title"] = "运营主管交接", ["lastWorkingDay"] = HandoverStory.Text(Today.AddDays(30)),
        ["receiverIds"] = new JsonArray(Receiver.Id), ["witnessId"] = Witness.Id, ["caretakerId"] = Caretaker.Id,
    };

    public async Task<ApiCaller> AsAsync(TestPerson person)
    {
        if (!callers.TryGetValue(person.Id, out var caller))
        {
            callers[person.Id] = caller = await app.CallerAsync(person);
        }

        return caller;
    }

    /// <summary>Posts below the handover; it must be accepted.</summary>
    public async Task<ApiAnswer> DoAsync(TestPerson person, string path, JsonNode? body = null)
    {
        var answer = await TryAsync(person, path, body);
        Assert.True((int)answer.Status is 200 or 201 or 204, $"{path}: {(int)answer.Status} {answer.Json?.ToJsonString()}");
        return answer;
    }

    public async Task<ApiAnswer> TryAsync(TestPerson person, string path, JsonNode? body = null) =>
        await (await AsAsync(person)).PostAsync($"{Path}/{path}", body);

    public async Task<ApiAnswer> PutAsync(TestPerson person, string path, JsonNode body) => await (await AsAsync(person)).PutAsync($"{Path}/{path}", body);

    public async Task<ApiAnswer> ReadAsync(TestPerson person, string path = "") =>
        await (await AsAsync(person)).GetAsync(path.Length == 0 ? Path : $"{Path}/{path}");

    public JsonObject Times => new()
    {
        ["fromDay"] = HandoverStory.Text(Today), ["toDay"] = HandoverStory.Text(Today.AddDays(20)), ["transferAt"] = $"{HandoverStory.Text(Today)}T00:00:00+08:00",
    };

    public async Task<Guid> AddAsync(string title, Category category = Category.Duties, string importance = "normal", JsonObject? fields = null)
    {
        var item = new JsonObject
        {
            ["category"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(category.ToString()), ["title"] = title, ["importance"] = importance, ["fields"] = fields,
        };
        var added = await DoAsync(Giver, "items", new JsonObject { ["items"] = new JsonArray(item) });
        return Guid.Parse(added.Text("results[0].id")!);
    }

    /// <summary>Times agreed, a key duty listed, the list confirmed.</summary>
    public async Task<Guid> WalkableAsync(string importance = "key")
    {
        await DoAsync(Giver, "times", Times);
        var proposal = (await ReadAsync(Receiver, "times")).Text("[0].id");
        await DoAsync(Receiver, $"times/{proposal}/confirm");
        var item = await AddAsync("月度经营分析", importance: importance, fields: new() { ["goal"] = "每月五号前发出" });
        await DoAsync(Giver, "empty-categories");
        await DoAsync(Giver, "list/submit");
        await DoAsync(Witness, "list/confirm");
        return item;
    }

    public void Dispose()
    {
        foreach (var caller in callers.Values)
        {
            caller.Dispose();
        }
    }
}
