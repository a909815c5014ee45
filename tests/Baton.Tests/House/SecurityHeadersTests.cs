using System.Net;
using Baton.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.House;

/// <summary>Every kind of answer carries the headers that keep hostile text from running.</summary>
public sealed class SecurityHeadersTests
{
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["Content-Security-Policy"] =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ["X-Content-Type-Options"] = "nosniff",
        ["Referrer-Policy"] = "same-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()",
    };

    [Theory, Databases]
    public async Task Every_kind_of_answer_has_them(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var handover = await SmallHandover.OpenAsync(app);
        using var visitor = await app.SignInAsync(handover.Giver);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };

        await ExpectAsync(stranger, HttpMethod.Get, "/sign-in", HttpStatusCode.OK);
        await ExpectAsync(stranger, HttpMethod.Get, "/", HttpStatusCode.Found);
        await ExpectAsync(stranger, HttpMethod.Get, "/baton.css", HttpStatusCode.OK);
        await ExpectAsync(stranger, HttpMethod.Get, "/icons.svg", HttpStatusCode.OK);
        await ExpectAsync(stranger, HttpMethod.Get, "/healthz/live", HttpStatusCode.OK);
        await ExpectAsync(stranger, HttpMethod.Post, "/sign-in", HttpStatusCode.BadRequest);
        await ExpectAsync(visitor.Client, HttpMethod.Get, "/", HttpStatusCode.OK);
        await ExpectAsync(visitor.Client, HttpMethod.Get, "/no/such/page", HttpStatusCode.NotFound);
        await ExpectAsync(visitor.Client, HttpMethod.Get, "/handovers/JJ-1999-0001", HttpStatusCode.NotFound);
        await ExpectAsync(visitor.Client, HttpMethod.Get, $"/handovers/{handover.Number}", HttpStatusCode.OK);
    }

    /// <summary>The frame in which PDFs are drawn has no origin, so that its own files, and no others, are there for any.</summary>
    [Fact]
    public async Task Where_a_pdf_is_drawn_there_is_no_origin_and_only_its_files_are_answered_to_any()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var stranger = new HttpClient { BaseAddress = app.Address };

        using var frame = await stranger.GetAsync("/pdf-viewer", TestContext.Current.CancellationToken);
        var policy = Assert.Single(frame.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Equal("sandbox allow-scripts", policy[0]);
        Assert.Contains("frame-ancestors 'self'", policy);
        foreach (var (path, isAnswered) in new[] { ("/pdf/viewer.js", true), ("/lib/pdfjs/cmaps/GBK-EUC-H.bcmap", true), ("/js/app.js", false), ("/lib/htmx/htmx.min.js", false), ("/sign-in", false), ("/pdf-viewer", false) })
        {
            using var answer = await stranger.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, isAnswered), (answer.StatusCode, answer.Headers.Contains("Access-Control-Allow-Origin")));
        }
    }

    [Theory, Databases]
    public async Task An_answer_to_our_own_mistake_has_them_and_tells_nothing(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var person = await app.AddPersonAsync("李娜");
        using var visitor = await app.SignInAsync(person);
        await app.ReadAsync(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Handovers" RENAME TO "HandoversAway" """));

        var text = await ExpectAsync(visitor.Client, HttpMethod.Get, "/handovers/JJ-2026-0001", HttpStatusCode.InternalServerError);

        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("HandoversAway", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no such table", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, Databases]
    public async Task No_cache_keeps_a_page(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = new HttpClient { BaseAddress = app.Address };

        using var page = await client.GetAsync("/sign-in", TestContext.Current.CancellationToken);

        Assert.True(page.Headers.CacheControl!.NoStore);
    }

    private static async Task<string> ExpectAsync(HttpClient client, HttpMethod method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == status, $"{method} {path}: {(int)answer.StatusCode}");
        foreach (var (name, value) in Expected)
        {
            Assert.True(answer.Headers.TryGetValues(name, out var values), $"{method} {path} lacks {name}");
            Assert.Equal(value, Assert.Single(values));
        }

        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
