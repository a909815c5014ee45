using System.Net;
using System.Text.RegularExpressions;
using Baton.Tests.Access;
using Baton.Tests.Host;
using Baton.Web;
using Baton.Web.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Parsing;

namespace Baton.Tests.House;

/// <summary>
/// Requirements of the OWASP ASVS 5.0 that no other test holds, each named after its number; docs/asvs.md has them all. On
/// SQLite: none of it depends on the database.
/// </summary>
public sealed partial class AsvsTests
{
    /// <summary>As behind a proxy that ends HTTPS: no certificate is needed here.</summary>
    private static readonly string[] BehindProxy = ["--ForwardedHeaders_Enabled", "true"];

    [Fact]
    public async Task Asvs_3_3_1_3_3_2_3_3_3_3_3_4_and_3_4_1_over_https_cookies_are_of_this_host_alone_and_browsers_remember_it()
    {
        await using var app = await TestApp.StartAsync(Database.Sqlite, more: BehindProxy);
        var person = await app.AddPersonAsync("李娜");
        var browser = new HttpsBrowser(app, "baton.example.com");

        await browser.SendAsync(HttpMethod.Get, "/sign-in");
        await browser.SendAsync(HttpMethod.Post, "/sign-in", ("UserName", person.UserName), ("Password", TestApp.Password));
        await browser.SendAsync(HttpMethod.Get, "/account");
        await browser.SendAsync(HttpMethod.Post, "/language", ("language", "en"));
        await browser.SendAsync(HttpMethod.Get, "/account");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        await browser.SendAsync(HttpMethod.Post, "/account?handler=End", ("device", Guid.Empty.ToString()));
        await browser.SendAsync(HttpMethod.Get, "/account");

        Assert.Equal(["__Host-baton", "__Host-baton-form", "__Host-baton-known", "__Host-baton-language", "__Host-baton-said"], browser.Set.Keys.Order(StringComparer.Ordinal));
        Assert.All(browser.Set.Values, set =>
        {
            Assert.Contains("; secure", set, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/;", set + ";", StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", set, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("(?i); samesite=(lax|strict)", set);
            Assert.DoesNotContain("domain=", set, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal("max-age=31536000; includeSubDomains", browser.Header("Strict-Transport-Security"));

        // What another host of the domain may have planted counts nothing.
        browser.Send = browser.Send.ToDictionary(c => c.Key["__Host-".Length..], c => c.Value);
        await browser.SendAsync(HttpMethod.Get, "/account");
        Assert.Equal(HttpStatusCode.Found, browser.Status);

        // This very machine stays reachable without a certificate.
        var local = new HttpsBrowser(app, "localhost");
        await local.SendAsync(HttpMethod.Get, "/sign-in");
        Assert.Null(local.Header("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Asvs_3_5_1_no_act_of_any_page_is_done_without_the_token_of_a_form()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("李娜", SystemRoles.Administrator | SystemRoles.HumanResources));
        var acts = ActsTable.Acts.Where(a => a.Method == "POST" && !a.Pattern.StartsWith("/api/", StringComparison.Ordinal) && !a.Pattern.StartsWith("/error", StringComparison.Ordinal))
            .Select(a => Parameter().Replace(a.Pattern, Guid.Empty.ToString()) + (a.Handler is null ? "" : $"?handler={a.Handler}")).Distinct().ToList();
        Assert.True(acts.Count > 60, "The acts were not found.");
        foreach (var act in acts.Where(a => a != "/setup"))
        {
            using var answer = await visitor.Client.PostAsync(act, new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{act}: {(int)answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Asvs_3_7_2_no_address_of_ours_leads_elsewhere(string then)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var person = await app.AddPersonAsync("李娜");
        using var caller = await Caller.NobodyAsync(app);

        var language = await caller.SendAsync(HttpMethod.Post, "/language", [("language", "en"), ("then", then)]);
        var signIn = await caller.SendAsync(HttpMethod.Post, $"/sign-in?then={Uri.EscapeDataString(then)}", [("UserName", person.UserName), ("Password", TestApp.Password)]);

        Assert.Equal("/", language.Location);
        Assert.Equal("/", signIn.Location);
    }

    [Fact]
    public async Task Asvs_4_1_1_every_answer_says_what_it_is_and_in_which_encoding()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("李娜"));
        foreach (var (path, type) in new[]
        {
            ("/", "text/html; charset=utf-8"), ("/no/such/page", "text/html; charset=utf-8"), ("/openapi/v1.json", "application/json"),
            ("/api/v1/me", "application/problem+json"), ("/baton.css", "text/css"), ("/js/app.js", "text/javascript"), ("/icons.svg", "image/svg+xml"),
        })
        {
            using var answer = await visitor.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.StartsWith(type, answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Asvs_4_1_3_who_says_over_plain_http_that_they_came_from_elsewhere_is_not_believed()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var client = new HttpClient { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in") { Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.9" }, { "X-Forwarded-Host", "evil.example" } } };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.All(answer.Headers.GetValues("Set-Cookie"), set => Assert.DoesNotContain("secure", set, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("evil.example", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_ours_is_refused_where_the_operator_has_named_ours()
    {
        await using var app = await TestApp.StartAsync(Database.Sqlite, more: ["--AllowedHosts", "baton.example.com"]);
        using var client = new HttpClient { BaseAddress = app.Address };
        foreach (var (host, status) in new[] { ("baton.example.com", HttpStatusCode.OK), ("evil.example", HttpStatusCode.BadRequest) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in") { Headers = { Host = host } };
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Asvs_6_2_1_6_2_5_6_2_8_and_6_2_9_a_password_is_long_of_any_kind_and_taken_exactly()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var person = await app.AddPersonAsync("李娜");
        using var visitor = await app.SignInAsync(person);
        var current = TestApp.Password;
        foreach (var (next, taken) in new[]
        {
            ("青山绿水 2026 接", false), (" two blanks  inside and around ", true), ("只用小写汉字也可以的一句话", true), (string.Concat(Enumerable.Range(1, 200))[..256], true), (new string('x', 257), false),
        })
        {
            await visitor.GetAsync("/account");
            await visitor.SubmitAsync("form[data-form=password]", new() { ["Current"] = current, ["Password"] = next, ["Repeated"] = next });
            Assert.True(taken == (visitor.Status == HttpStatusCode.OK), $"«{next}»: {HandoverStory.Refusal(visitor)}");
            current = taken ? next : current;
            if (!next.StartsWith(' '))
            {
                continue;
            }

            using var again = app.Stranger();
            foreach (var (typed, opens) in new[] { (next.Trim(), false), (next.ToUpperInvariant(), false), (next, true) })
            {
                await again.GetAsync("/sign-in");
                await again.SubmitAsync("main form", new() { ["UserName"] = person.UserName, ["Password"] = typed });
                Assert.Equal(opens, again.Path == "/");
            }
        }
    }

    [Fact]
    public async Task Asvs_7_2_4_and_7_4_1_signing_in_again_and_signing_out_end_what_was_before()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var person = await app.AddPersonAsync("李娜");
        using var visitor = await app.SignInAsync(person);
        var first = await SignInsAsync();

        await visitor.GetAsync("/sign-in");
        await visitor.SubmitAsync("main form", new() { ["UserName"] = person.UserName, ["Password"] = TestApp.Password });
        var second = (await SignInsAsync()).Except(first);
        Assert.Single(second);
        Assert.Equal(second, await SignInsAsync());

        await visitor.SubmitAsync("form[action='/sign-out']");
        Assert.Empty(await SignInsAsync());

        Task<List<Guid>> SignInsAsync() => app.ReadAsync(db => db.SignIns.Where(s => s.Account!.PersonId == person.Id && s.EndedAt == null).Select(s => s.Id).ToListAsync());
    }

    [Fact]
    public async Task Asvs_7_3_1_and_7_3_2_a_sign_in_ends_unused_after_14_days_and_in_any_case_after_30()
    {
        await using var app = await TestApp.StartAsync(Database.Sqlite);
        var person = await app.AddPersonAsync("李娜");
        using var idle = await app.SignInAsync(person);
        using var busy = await app.SignInAsync(person);
        for (var day = 0; day < 15; day++)
        {
            app.Time.Move(TimeSpan.FromDays(1));
            await busy.GetAsync("/account");
            Assert.Equal("/account", busy.Path);
        }

        await idle.GetAsync("/account");
        Assert.StartsWith("/sign-in", idle.Path, StringComparison.Ordinal);
        for (var day = 0; day < 16; day++)
        {
            app.Time.Move(TimeSpan.FromDays(1));
            await busy.GetAsync("/account");
        }

        Assert.StartsWith("/sign-in", busy.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asvs_11_4_2_passwords_are_hashed_as_slowly_as_is_asked_for_today()
    {
        var folder = Directory.CreateTempSubdirectory("baton-test-").FullName;
        await using var app = BatonApp.Build(BatonOptions.Parse(["--data", folder, "--keys", folder]));

        // OWASP Password Storage Cheat Sheet: PBKDF2 with HMAC-SHA-512.
        Assert.InRange(app.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount, 210_000, int.MaxValue);
        var hash = Convert.FromBase64String(new PasswordHasher<Account>().HashPassword(new Account { PersonId = Guid.Empty }, "x"));
        Assert.Equal((1, 2), (hash[0], hash[4]));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Asvs_13_4_4_and_13_4_6_nothing_is_echoed_and_nobody_learns_what_runs_here()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("李娜"));
        foreach (var path in new[] { "/", "/account", "/sign-in", "/api/v1/me", "/baton.css", "/healthz/live" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Trace, path) { Headers = { { "X-Echo", "canary-of-trace" } } };
            using var answer = await visitor.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode >= 400 || path.StartsWith("/healthz/", StringComparison.Ordinal), $"TRACE {path}: {(int)answer.StatusCode}");
            Assert.DoesNotContain("canary-of-trace", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Server") || answer.Headers.Contains("X-Powered-By"), path);
        }
    }

    [Fact]
    public void Asvs_16_2_2_and_16_4_1_a_line_of_the_log_has_its_offset_and_nothing_begins_another()
    {
        var at = new DateTimeOffset(2026, 11, 25, 9, 30, 0, TimeSpan.FromHours(8));
        var template = new MessageTemplateParser().Parse("{Method} {Path} failed");
        var line = new LogEvent(at, LogEventLevel.Error, null, template, [new("Method", new ScalarValue("GET")), new("Path", new ScalarValue("/x\r\n[2026-11-25 INF] Signed in\u2028\u001B[31m"))]);
        using var output = new StringWriter();

        new MessageTemplateTextFormatter(BatonApp.LogLine, System.Globalization.CultureInfo.InvariantCulture).Format(line, output);

        Assert.StartsWith("[2026-11-25T09:30:00.000+08:00 ERR]", output.ToString(), StringComparison.Ordinal);
        Assert.Single(output.ToString().TrimEnd().Split('\r', '\n'));
        Assert.DoesNotContain('\u001B', output.ToString());
    }

    [Fact]
    public async Task Asvs_16_3_1_16_3_2_and_16_2_5_who_signs_in_fails_to_or_is_refused_is_logged_without_what_they_typed()
    {
        var lines = new Lines();
        await using var app = await TestApp.StartAsync(
            Database.Sqlite, services: s => s.Replace(ServiceDescriptor.Singleton(p => new SecurityLog(lines, p.GetRequiredService<IHttpContextAccessor>()))));
        var person = await app.AddPersonAsync("李娜");
        var account = await app.ReadAsync(db => db.Users.Select(u => u.Id).SingleAsync());
        using var visitor = app.Stranger();
        foreach (var (name, password) in new[] { ("typed-in-the-wrong-field", "guess-one"), (person.UserName, "guess-two"), (person.UserName, TestApp.Password) })
        {
            await visitor.GetAsync("/sign-in");
            await visitor.SubmitAsync("main form", new() { ["UserName"] = name, ["Password"] = password });
        }

        await visitor.GetAsync("/handovers/JJ-2026-9999");
        using var noToken = await visitor.Client.PostAsync("/account", new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);
        using var program = new ApiCaller(app, "baton_made-up");
        await program.GetAsync("/me");
        await visitor.GetAsync("/");
        await visitor.SubmitAsync("form[action='/sign-out']");

        Assert.Equal(
            [
                "Unknown user name, from 127.0.0.1", $"Wrong password: account {account}, from 127.0.0.1", "Signed in: account", $"Refused with 404: GET /handovers/{{number}}, account {account}, from 127.0.0.1",
                $"Refused with 400: POST /account, account {account}, from 127.0.0.1", "Refused with 401: GET /api/v1/me, account (null), from 127.0.0.1", $"Signed out: account {account}, from 127.0.0.1",
            ],
            lines.Select(l => l.StartsWith("Signed in", StringComparison.Ordinal) ? l[..18] : l.Replace("GET handovers", "GET /handovers", StringComparison.Ordinal).Replace("POST account", "POST /account", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, l => l.Contains("guess", StringComparison.Ordinal) || l.Contains("typed", StringComparison.Ordinal) || l.Contains(person.UserName, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    /// <summary>Keeps cookies by their names and sends them as told, whatever their attributes say.</summary>
    private sealed class HttpsBrowser(TestApp app, string host)
    {
        private readonly HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = app.Address };
        private string token = "";
        private HttpResponseMessage? answer;

        public Dictionary<string, string> Send { get; set; } = [];
        public Dictionary<string, string> Set { get; } = [];
        public HttpStatusCode Status => answer!.StatusCode;

        public string? Header(string name) => answer!.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

        public async Task SendAsync(HttpMethod method, string path, params (string Name, string Value)[] fields)
        {
            using var request = new HttpRequestMessage(method, path) { Headers = { Host = host } };
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Send.Select(c => $"{c.Key}={c.Value}")));
            if (method == HttpMethod.Post)
            {
                request.Content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => new KeyValuePair<string, string>(f.Item1, f.Item2)));
            }

            answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var sets) ? sets : [])
            {
                var name = set[..set.IndexOf('=', StringComparison.Ordinal)];
                Set[name] = set;
                Send[name] = set[(name.Length + 1)..].Split(';')[0];
            }

            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            token = Regex.Match(page, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]*)") is { Success: true } match ? match.Groups[1].Value : token;
        }
    }

    /// <summary>The lines of the log, as written.</summary>
    private sealed class Lines : List<string>, ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
