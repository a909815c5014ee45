using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Baton.Tests.Host;
using Baton.Web;
using Baton.Web.Features.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Access;

/// <summary>Lets the people of a cast act as the table says, and compares what comes back with what it expects.</summary>
public sealed partial class Performance : IDisposable
{
    private readonly ConcurrentDictionary<Relation, Caller> callers = [];
    private readonly ConcurrentDictionary<(string Act, Relation), Task<Answer>> nothing = [];
    private readonly ConcurrentDictionary<string, string[]> sentences = [];

    private Performance(Cast cast) => Cast = cast;

    public Cast Cast { get; }

    public static async Task<Performance> OfAsync(Cast cast)
    {
        var performance = new Performance(cast);
        foreach (var relation in Enum.GetValues<Relation>())
        {
            performance.callers[relation] = relation == Relation.Nobody
                ? await Caller.NobodyAsync(cast.App)
                : await Caller.SignInAsync(cast.App, cast[relation]);
        }

        return performance;
    }

    /// <summary>What somebody gets who does this.</summary>
    /// <param name="names">What stands for the names in the act; those of <paramref name="handover"/> where null.</param>
    public async Task<Answer> DoAsync(Act act, StagedHandover handover, Relation relation, IReadOnlyDictionary<string, string>? names = null)
    {
        // What a page shows at this moment, and is sent back with the form.
        var root = act.Fields.Any(f => f.Value == "{root}") ? await handover.RootAsync(relation) : "";
        var seen = act.Fields.Any(f => f.Value == "{seen}") ? await handover.VersionAsync() : 0;
        return await SendAsync(act, relation, name => name switch
        {
            "root" => root,
            "seen" => seen.ToString(CultureInfo.InvariantCulture),
            _ => (names ?? handover.Names)[name],
        });
    }

    public Task<Answer> SendAsync(Act act, Relation relation, Func<string, string> name) => SendAsync(act, callers[relation], name);

    public static Task<Answer> SendAsync(Act act, Caller caller, Func<string, string> name)
    {
        var (path, fields, json, headers) = act.Request(name);
        var method = new HttpMethod(act.Method);
        return headers.Length > 0 ? caller.PartAsync(method, path, act.Part, headers)
            : act.IsOfApi ? caller.CallAsync(method, path, json) : caller.SendAsync(method, path, fields);
    }

    /// <summary>Somebody who was signed out by what they did comes back.</summary>
    public async Task ComeBackAsync(Relation relation)
    {
        callers[relation].Dispose();
        callers[relation] = await Caller.SignInAsync(Cast.App, Cast[relation]);
    }

    /// <summary>What is wrong with an answer; null where it is as expected.</summary>
    public async Task<string?> WrongAsync(Act act, Relation relation, char expected, Answer answer, IReadOnlyDictionary<string, string> names)
    {
        var isAsExpected = expected switch
        {
            Act.May => answer.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent || (answer.Status == HttpStatusCode.Found && !LeadsToSignIn(answer)),
            Act.MayNotLikeThis => answer.Status == HttpStatusCode.UnprocessableEntity,
            Act.SignIn => act.IsOfApi ? answer.Status == HttpStatusCode.Unauthorized && (act.Method == "HEAD" || Says(answer, "api.token-needed")) : LeadsToSignIn(answer),
            Act.NotThere => await DiffersFromNothingAsync(act, relation, answer, names) is null,
            _ => answer.Status == StatusOf(act.Codes[expected]) && Says(answer, act.Codes[expected]),
        };
        return isAsExpected ? null
            : $"{relation}: {(int)answer.Status} {answer.Location} for {(act.Codes.TryGetValue(expected, out var code) ? code : expected)}"
                + $" {(expected == Act.NotThere ? await DiffersFromNothingAsync(act, relation, answer, names) : "")} {Refusal(answer)}";
    }

    /// <summary>What the answer has that the same request for what was never there has not; to an outsider, in its time too.</summary>
    private async Task<string?> DiffersFromNothingAsync(Act act, Relation relation, Answer answer, IReadOnlyDictionary<string, string> names)
    {
        var none = await nothing.GetOrAdd((act.Key, relation), _ => SendAsync(
            act.IsOfHandover ? act : act with { Method = "GET", Pattern = act.IsOfApi ? "/api/v1/nothing/is/here" : "/nothing/is/here", Handler = null },
            relation, name => name == "number" ? Never(names["number"]) : names.GetValueOrDefault(name, "0")));
        // Who is not signed in is led to sign in wherever that is needed, and so from an address of nothing. What is open to
        // everybody, and over, only has to be gone.
        var isGone = relation == Relation.Nobody && !act.IsOfHandover && answer.Status == HttpStatusCode.NotFound;
        // What somebody sees and a page that is not there for them is read from the handover; only the answer must be the same.
        var isOutsider = act.IsOfHandover && relation is Relation.Administrator or Relation.Former or Relation.Stranger or Relation.Nobody;
        return isGone ? null
            : none.Status != HttpStatusCode.NotFound ? $"nothing answers {none.Status}"
            : answer.Status != none.Status ? ""
            : answer.Headers != none.Headers ? string.Join(", ", answer.Headers.Split('\n').Except(none.Headers.Split('\n')).Append("≠").Concat(none.Headers.Split('\n').Except(answer.Headers.Split('\n'))))
            : answer.Body != none.Body || answer.Length != none.Length ? $"another {(act.IsOfApi ? answer.Body : "page")}"
            : isOutsider && answer.Queries != none.Queries ? $"{answer.Queries} ≠ {none.Queries} queries"
            : null;
    }

    /// <summary>A number of the same form that was never given.</summary>
    public static string Never(string number) => string.Concat(number.AsSpan(0, number.Length - 4), "9999");

    private static bool LeadsToSignIn(Answer answer) =>
        answer.Status == HttpStatusCode.Found && new Uri(new Uri("http://baton/"), answer.Location!).PathAndQuery.StartsWith("/sign-in?", StringComparison.Ordinal);

    /// <summary>The code itself in an answer of the API, its sentence on a page.</summary>
    private bool Says(Answer answer, string code)
    {
        var body = WebUtility.HtmlDecode(answer.Body);
        return body.Contains($"\"{code}\"", StringComparison.Ordinal) || body.Contains($"\"/problems/{code}\"", StringComparison.Ordinal)
            || sentences.GetOrAdd(code, SentenceOf).All(part => body.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>In the parts around what is filled in.</summary>
    private string[] SentenceOf(string code)
    {
        const string Filled = "\u0001";
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        return Cast.App.Services.GetRequiredService<RefusalTexts>().Of(new Refusal(code).With(Filled, Filled, Filled))
            .Split(Filled, StringSplitOptions.RemoveEmptyEntries);
    }

    private static HttpStatusCode StatusOf(string code) => code.Split('.')[1] switch
    {
        "not-yours" or "asker-resolves" or "own-waiver" or "person-only" => HttpStatusCode.Forbidden,
        "only-normal" => HttpStatusCode.UnprocessableEntity,
        _ => HttpStatusCode.Conflict,
    };

    /// <summary>What a page says was refused, for whoever reads a failure.</summary>
    private static string Refusal(Answer answer) => answer.Body.StartsWith('{') ? answer.Body : string.Join(' ', Errors().Matches(answer.Body).Select(m => Tag().Replace(m.Groups[1].Value, " ").Trim()));

    public void Dispose()
    {
        foreach (var caller in callers.Values)
        {
            caller.Dispose();
        }
    }

    [GeneratedRegex("""class="(?:errors|err)"[^>]*>(.*?)</(?:div|p|span)>""", RegexOptions.Singleline)]
    private static partial Regex Errors();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
