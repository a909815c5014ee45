using System.Buffers.Text;
using System.Net;
using System.Text;
using Baton.Tests.Host;
using Baton.Web.Data;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Hostile;

/// <summary>
/// Secrets go in by every way there is; then whatever the installation keeps is searched for them: the database's files with
/// their journal, every column of every table, the keys, and what it answers with.
/// </summary>
public sealed class CanaryTests
{
    private const string FirstPassword = "金丝雀 first password 7613";
    private const string SecondPassword = "金丝雀 second password 8402";
    private const string WrongPassword = "金丝雀 wrong password 2291";

    [Theory, Databases]
    public async Task Passwords_tokens_and_links_are_nowhere_in_the_clear(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var hr = await app.SignInAsync(await app.AddPersonAsync("李娜", SystemRoles.HumanResources));
        var person = await app.ReadAsync(async db =>
        {
            var added = new Web.Features.People.Person { Id = Guid.CreateVersion7(), Name = "赵磊" };
            db.People.Add(added);
            await db.SaveChangesAsync();
            return added.Id;
        });

        // An invitation, a first password, a wrong one, another one, a token, a wrong token.
        await hr.GetAsync($"/people/{person}");
        await HandoverStory.SendAsync(hr, "Invite", new() { ["UserName"] = "zhaolei" });
        var link = new Uri(hr.Page.QuerySelector("#link")!.GetAttribute("value")!).AbsolutePath;
        using var visitor = app.Stranger();
        await visitor.GetAsync(link);
        await visitor.SubmitAsync("main form", new() { ["Password"] = FirstPassword, ["Repeated"] = FirstPassword });
        Assert.Equal("/", visitor.Path);
        await visitor.GetAsync("/account");
        foreach (var (current, next) in new[] { (WrongPassword, SecondPassword), (FirstPassword, SecondPassword) })
        {
            await visitor.SubmitAsync("form[data-form=password]", new() { ["Current"] = current, ["Password"] = next, ["Repeated"] = next });
            Assert.DoesNotContain("金丝雀", visitor.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }

        // A form that no page has: what was typed comes back, but never a secret.
        await visitor.ForgeAsync("/account?handler=Password", new() { ["form"] = "nobodys", ["Current"] = WrongPassword, ["Password"] = SecondPassword, ["Repeated"] = SecondPassword });
        Assert.DoesNotContain("金丝雀", visitor.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        await visitor.GetAsync("/account");
        await visitor.SubmitAsync("form[data-form=token]", new() { ["Token.Name"] = "脚本", ["Token.Days"] = "30", ["Token.Password"] = SecondPassword });
        var token = visitor.Page.QuerySelector("#made-token")!.GetAttribute("value")!;
        using var program = new ApiCaller(app, token);
        (await program.GetAsync("/me")).Expect(HttpStatusCode.OK);
        using var guess = new ApiCaller(app, "baton_canary-of-a-wrong-token");
        (await guess.GetAsync("/me")).Expect(HttpStatusCode.Unauthorized);
        await visitor.GetAsync("/sign-in");
        await visitor.SubmitAsync("main form", new() { ["UserName"] = "zhaolei", ["Password"] = WrongPassword });

        string[] texts = [FirstPassword, SecondPassword, WrongPassword, token, link.Split('/')[^1], "canary-of-a-wrong-token"];
        var canaries = texts.SelectMany(t => new[] { Encoding.UTF8.GetBytes(t), Encoding.Unicode.GetBytes(t) })
            .Concat([Base64Url.DecodeFromChars(token.AsSpan("baton_".Length)), Base64Url.DecodeFromChars(link.Split('/')[^1])]).ToList();
        var kept = await KeptAsync(app);
        Assert.True(kept.Sum(k => k.Bytes.Length) > 10_000, "Nothing was searched.");
        // What is kept in the clear is found, so that the search can find.
        Assert.Contains(kept, k => Holds(k.Bytes, Encoding.UTF8.GetBytes("赵磊")));
        Assert.Equal([], kept.SelectMany(k => canaries.Where(c => Holds(k.Bytes, c)).Select(c => $"{k.Place}: {Encoding.UTF8.GetString(c)}")));
    }

    /// <summary>What a restricted item says is for those alone who see it: it is in no answer to anybody else, as a page, file or JSON.</summary>
    [Theory, Databases]
    public async Task What_a_restricted_item_says_is_in_nothing_that_others_get(Database database)
    {
        const string Canary = "金丝雀机密内容";
        using var story = await HandoverStory.OpenAsync(await TestApp.SharedAsync(database));
        await story.AgreeTimesAsync();
        var item = await story.AddItemAsync(new(Category.Duties, "薪酬调整", story.Second, Importance.Key, ("goal", $"{Canary}目标")) { Restricted = true });
        await story.AddItemAsync(new(Category.Duties, "渠道周会", story.Receiver));
        await story.ConfirmListAsync();
        var walk = $"walk/{item}";
        await story.DoAsync(story.Second, walk, "Ask", new() { ["text"] = $"{Canary}问题" });
        await story.DoAsync(story.Second, walk, "TeachBack", new() { ["text"] = $"{Canary}复述" });
        await story.DoAsync(story.Giver, walk, "AnswerTeachBack", new() { ["correction"] = $"{Canary}更正" }, "button[value=true]");
        await story.DoAsync(story.Second, walk, "Return", new() { ["reason"] = $"{Canary}退回" });
        Assert.Contains(Canary, (await story.SeeAsync(story.Second, walk)).Text, StringComparison.Ordinal);

        using var program = await story.App.CallerAsync(story.Receiver);
        var visitor = await story.AsAsync(story.Receiver);
        foreach (var page in new[] { "", "list?category=Duties", $"list?item={item}", walk, "questions", "history", "print", "sign", "many", "follow-up" })
        {
            var answer = await story.SeeAsync(story.Receiver, page);
            Assert.DoesNotContain(Canary, answer.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }

        foreach (var path in new[] { "", "/items", $"/items/{item}", "/questions", "/history", "/findings", "/matters" })
        {
            Assert.DoesNotContain(Canary, (await program.GetAsync($"/handovers/{story.Number}{path}")).Json?.ToString() ?? "", StringComparison.Ordinal);
        }

        var cells = Export.Sheets.Read(await visitor.Client.GetByteArrayAsync(story.Address("list.xlsx"), TestContext.Current.CancellationToken)).Values;
        Assert.DoesNotContain(cells.SelectMany(rows => rows).SelectMany(row => row), cell => cell.Contains(Canary, StringComparison.Ordinal));
    }

    /// <summary>The installation's files, and for PostgreSQL every column of every row as text.</summary>
    private static async Task<List<(string Place, byte[] Bytes)>> KeptAsync(TestApp app)
    {
        var kept = new List<(string, byte[])>();
        foreach (var file in Directory.EnumerateFiles(app.Folder, "*", SearchOption.AllDirectories))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            await open.CopyToAsync(all, TestContext.Current.CancellationToken);
            kept.Add((Path.GetFileName(file), all.ToArray()));
        }

        await app.ReadAsync(async db =>
        {
            if (db is PostgresBatonDbContext)
            {
                foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()).Distinct().OfType<string>())
                {
                    var all = $"""SELECT t::text AS "Value" FROM "{table}" t""";
                    var rows = await db.Database.SqlQueryRaw<string>(all).ToListAsync();
                    kept.Add((table, Encoding.UTF8.GetBytes(string.Join('\n', rows))));
                    // Bytes are written as hexadecimal digits there.
                    kept.Add(($"{table} bytes", FromHex(string.Join('\n', rows))));
                }
            }

            return 0;
        });
        return kept;
    }

    private static byte[] FromHex(string text) =>
        [.. System.Text.RegularExpressions.Regex.Matches(text, @"\\x([0-9a-f]{2,})").Where(m => m.Groups[1].Length % 2 == 0).SelectMany(m => Convert.FromHexString(m.Groups[1].Value))];

    private static bool Holds(byte[] bytes, byte[] canary) => bytes.AsSpan().IndexOf(canary) >= 0;
}
