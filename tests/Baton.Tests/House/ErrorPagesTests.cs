using System.Net;
using System.Net.Http.Headers;
using Baton.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.House;

/// <summary>Whatever goes wrong, a page says so in the reader's language, says what to do, and leads home.</summary>
public sealed class ErrorPagesTests
{
    public static TheoryData<int, string, string> Pages => new()
    {
        { 400, "这个请求读不懂", "could not read" },
        { 401, "请先登录", "sign in first" },
        { 403, "这件事不由你来做", "not yours" },
        { 404, "这里没有你要找的内容", "nothing here" },
        { 409, "已经有人先一步", "faster" },
        { 413, "内容太大了", "too large" },
        { 429, "请稍等一会儿", "wait a moment" },
        { 500, "我们这边出了问题", "our side" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task Each_has_its_page_in_both_languages(int code, string chinese, string english)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var visitor = app.Stranger();
        using var foreigner = new Visitor(app.Address, "en");

        await visitor.GetAsync($"/error/{code}");
        await foreigner.GetAsync($"/error/{code}");

        Assert.Equal((HttpStatusCode)code, visitor.Status);
        Assert.Contains(chinese, visitor.Page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(english, foreigner.Page.QuerySelector("h1")!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(visitor.Page.QuerySelector("main a[href='/']"));
        Assert.Equal(code == 500, visitor.Text.Contains("编号", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(405, 404)]
    [InlineData(503, 500)]
    public async Task What_has_no_page_gets_the_nearest(int code, int shown)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var visitor = app.Stranger();

        await visitor.GetAsync($"/error/{code}");

        Assert.Equal((HttpStatusCode)shown, visitor.Status);
    }

    [Theory, Databases]
    public async Task A_form_without_its_token_a_page_that_is_not_there_and_our_own_mistake(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var visitor = await app.SignInAsync(await app.AddPersonAsync("李娜"));

        using var noToken = await visitor.Client.PostAsync("/account", new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);
        await ExpectAsync(noToken, HttpStatusCode.BadRequest, "这个请求读不懂");
        using var nowhere = await visitor.Client.GetAsync("/no/such/page", TestContext.Current.CancellationToken);
        await ExpectAsync(nowhere, HttpStatusCode.NotFound, "这里没有你要找的内容");
        await app.ReadAsync(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Handovers" RENAME TO "HandoversAway" """));
        using var broken = await visitor.Client.GetAsync("/handovers/JJ-2026-0001", TestContext.Current.CancellationToken);
        await ExpectAsync(broken, HttpStatusCode.InternalServerError, "我们这边出了问题");
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/no/such/page")]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_sent(string path)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        // The server says no while the client still asks whether to send.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[40_000_000]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Headers.ExpectContinue = true;

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        await ExpectAsync(answer, HttpStatusCode.RequestEntityTooLarge, "内容太大了");
    }

    private static async Task ExpectAsync(HttpResponseMessage answer, HttpStatusCode status, string title)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains($"<h1>{title}</h1>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
