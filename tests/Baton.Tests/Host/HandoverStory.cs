using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Host;

/// <summary>What the giver writes into one item's form; without fields, what its category needs least.</summary>
public sealed record Listed(
    Category Category, string Title, TestPerson? Receiver = null, Importance Importance = Importance.Normal, params (string Field, string Value)[] Fields)
{
    public bool? Restricted { get; init; }
}

/// <summary>
/// One handover and its people, each with a browser of their own. Everything is done on the pages: open one, fill in a
/// form that stands on it, send it.
/// </summary>
public sealed class HandoverStory(TestApp app) : IDisposable
{
    private readonly Dictionary<Guid, Visitor> visitors = [];

    public TestApp App => app;
    public string Number { get; private set; } = "";
    public TestPerson Hr { get; private set; } = null!;
    public TestPerson Giver { get; private set; } = null!;
    public TestPerson Receiver { get; private set; } = null!;
    public TestPerson Second { get; private set; } = null!;
    public TestPerson Witness { get; private set; } = null!;
    public TestPerson Caretaker { get; private set; } = null!;

    /// <summary>The day in the company's zone.</summary>
    public DateOnly Today => DateOnly.FromDateTime(app.Time.GetUtcNow().AddHours(8).UtcDateTime);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>HR opens it: a giver, two receivers, a witness, a caretaker; the rest as the form presets it.</summary>
    /// <param name="more">Fields of the form that are to be something else.</param>
    public static async Task<HandoverStory> OpenAsync(
        TestApp app, Dictionary<string, string>? more = null, Guid? giverPosition = null, Guid? witnessPosition = null, bool twoReceivers = true)
    {
        var story = new HandoverStory(app)
        {
            Hr = await app.AddPersonAsync("李娜", SystemRoles.HumanResources),
            Giver = await app.AddPersonAsync("张伟", positionId: giverPosition),
            Receiver = await app.AddPersonAsync("王强"),
            Second = await app.AddPersonAsync("陈静"),
            Witness = await app.AddPersonAsync("周敏", positionId: witnessPosition),
            Caretaker = await app.AddPersonAsync("孙丽"),
        };
        var visitor = await story.AsAsync(story.Hr);
        await visitor.GetAsync("/handovers/new");
        if (twoReceivers)
        {
            visitor.Fill("#more1-Input-ReceiverIds", story.Second.Id.ToString());
        }

        visitor.Fill("#Input-ReceiverIds", story.Receiver.Id.ToString());
        var values = new Dictionary<string, string>
        {
            ["Input.GiverId"] = story.Giver.Id.ToString(), ["Input.WitnessId"] = story.Witness.Id.ToString(),
            ["Input.CaretakerId"] = story.Caretaker.Id.ToString(), ["Input.Reason"] = nameof(Reason.Resignation),
            ["Input.LastWorkingDay"] = Text(story.Today.AddDays(30)), ["Input.Title"] = "运营主管交接",
        };
        foreach (var (name, value) in more ?? [])
        {
            values[name] = value;
        }

        await visitor.SubmitAsync("form[data-form=new]", values);
        Accepted(visitor);
        story.Number = visitor.Path.Split('/')[^1];
        return story;
    }

    /// <summary>The same, brought to a stage with two plain duties, one for each receiver.</summary>
    public static async Task<HandoverStory> AtAsync(TestApp app, Stage stage, params Listed[] items)
    {
        var story = await OpenAsync(app);
        await story.GoToAsync(stage, items);
        return story;
    }

    public async Task GoToAsync(Stage stage, params Listed[] items)
    {
        if (stage == Stage.Preparing)
        {
            return;
        }

        await AgreeTimesAsync();
        await ListAsync(items.Length > 0 ? items : [new(Category.Duties, "月度经营分析", Receiver), new(Category.Duties, "渠道周会", Second)]);
        await ConfirmListAsync();
        if (stage == Stage.HandingOver)
        {
            return;
        }

        await WalkAsync();
        await MeetAsync();
        await ChooseSupportAsync();
        await DoAsync(Giver, "sign", "Start");
        if (stage == Stage.Signing)
        {
            return;
        }

        await SignAllAsync();
    }

    /// <summary>A person's browser, signed in.</summary>
    public async Task<Visitor> AsAsync(TestPerson person)
    {
        if (!visitors.TryGetValue(person.Id, out var visitor))
        {
            visitors[person.Id] = visitor = await app.SignInAsync(person);
        }

        return visitor;
    }

    /// <summary>Days go by; everybody has to sign in again.</summary>
    public void Wait(TimeSpan time)
    {
        app.Time.Move(time);
        Dispose();
    }

    public string Address(string page) => page.Length == 0 ? $"/handovers/{Number}" : $"/handovers/{Number}/{page}";

    public async Task<Visitor> SeeAsync(TestPerson person, string page)
    {
        var visitor = await AsAsync(person);
        await visitor.GetAsync(Address(page));
        return visitor;
    }

    /// <summary>Opens a page, fills in the form that does <paramref name="act"/> there and sends it; it must be accepted.</summary>
    public async Task<Visitor> DoAsync(TestPerson person, string page, string act, Dictionary<string, string>? values = null, string? button = null)
    {
        var visitor = await TryAsync(person, page, act, values, button);
        Accepted(visitor);
        return visitor;
    }

    /// <summary>The same, whatever the answer.</summary>
    public async Task<Visitor> TryAsync(TestPerson person, string page, string act, Dictionary<string, string>? values = null, string? button = null)
    {
        var visitor = await SeeAsync(person, page);
        await SendAsync(visitor, act, values, button);
        return visitor;
    }

    /// <summary>The same; it must be refused with these words, and change nothing.</summary>
    public async Task<Visitor> RefusedAsync(
        TestPerson person, string page, string act, string words, Dictionary<string, string>? values = null, string? button = null)
    {
        var visitor = await SeeAsync(person, page);
        var before = await VersionAsync();
        await SendAsync(visitor, act, values, button);
        Assert.Contains(words, Refusal(visitor), StringComparison.Ordinal);
        Assert.True((int)visitor.Status is 403 or 409 or 422, $"{visitor.Status} for a refusal");
        Assert.Equal(before, await VersionAsync());
        return visitor;
    }

    /// <summary>Sends the form of the open page that does <paramref name="act"/>, the one whose hidden fields are as wanted.</summary>
    public static async Task SendAsync(Visitor visitor, string act, Dictionary<string, string>? values = null, string? button = null)
    {
        var form = FindForm(visitor, act, values);
        Assert.True(form is not null, $"No form does «{act}» on {visitor.Path} ({(int)visitor.Status}): {visitor.Text}");
        form.SetAttribute("data-wanted", "");
        await visitor.SubmitAsync("form[data-wanted]", values, button);
    }

    public static bool Offers(Visitor visitor, string act, Dictionary<string, string>? values = null) => FindForm(visitor, act, values) is not null;

    /// <summary>The form of the open page that does <paramref name="act"/>, the one whose hidden fields are as wanted.</summary>
    public static IHtmlFormElement? FindForm(Visitor visitor, string act, Dictionary<string, string>? values) =>
        visitor.Page.QuerySelectorAll<IHtmlFormElement>("main form").FirstOrDefault(form =>
            Does(form, act) && form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").All(
                hidden => values is null || !values.TryGetValue(hidden.Name ?? "", out var wanted) || hidden.Value == wanted));

    /// <summary>A form's own handler, or that of one of its buttons.</summary>
    private static bool Does(IHtmlFormElement form, string act) =>
        Handler(form.GetAttribute("action")) == act || form.QuerySelectorAll("[formaction]").Any(b => Handler(b.GetAttribute("formaction")) == act);

    private static string Handler(string? action) =>
        action?.Split('?', '&').FirstOrDefault(p => p.StartsWith("handler=", StringComparison.Ordinal))?["handler=".Length..] ?? "";

    /// <summary>
    /// Posts to a handler without its form: what somebody sends who kept an old page, or makes one up. Antiforgery token and
    /// cookies are in order.
    /// </summary>
    public async Task<Visitor> ForgeAsync(TestPerson person, string page, string act, Dictionary<string, string>? values = null)
    {
        var visitor = await AsAsync(person);
        await visitor.GetAsync("/account");
        var separator = page.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        // The name of the forms that are only a button: whatever is refused is then shown at the top of the page.
        await visitor.ForgeAsync(Address(page) + (act.Length == 0 ? "" : $"{separator}handler={act}"), new(values ?? []) { ["form"] = "act" });
        return visitor;
    }

    public static void Accepted(Visitor visitor) => Assert.True(
        visitor.Status == HttpStatusCode.OK && Refusal(visitor).Length == 0, $"{visitor.Path} ({(int)visitor.Status}): {Refusal(visitor)} — {visitor.Text}");

    /// <summary>What the page says was refused.</summary>
    public static string Refusal(Visitor visitor) =>
        string.Join(' ', visitor.Page.QuerySelectorAll("main .errors, main .err").Select(e => e.TextContent.Trim()));

    public Task<long> VersionAsync() => app.ReadAsync(db => db.Handovers.Where(h => h.Number == Number).Select(h => h.Version).SingleAsync());

    public Task<Stage> StageAsync() => app.ReadAsync(db => db.Handovers.Where(h => h.Number == Number).Select(h => h.Stage).SingleAsync());

    public Task<Guid> ItemAsync(string title) => app.ReadAsync(db => db.Items.Where(i =>
        db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == Number) && i.Title == title).Select(i => i.Id).SingleAsync());

    public async Task<string> WalkPageAsync(string title) => $"walk/{await ItemAsync(title)}";

    /// <summary>The giver proposes, both receivers confirm. Responsibility passes as soon as both have signed.</summary>
    public async Task AgreeTimesAsync(string? transferAt = null)
    {
        await DoAsync(Giver, "times", "Propose", Times(transferAt));
        await DoAsync(Receiver, "times", "Confirm");
        var other = await SeeAsync(Second, "times");
        if (other.Status == HttpStatusCode.OK)
        {
            await DoAsync(Second, "times", "Confirm");
        }
    }

    public Dictionary<string, string> Times(string? transferAt = null) => new()
    {
        ["Input.FromDay"] = Text(Today), ["Input.ToDay"] = Text(Today.AddDays(20)), ["Input.TransferAt"] = transferAt ?? $"{Text(Today)}T00:00",
    };

    public async Task ListAsync(params Listed[] items)
    {
        foreach (var item in items)
        {
            await AddItemAsync(item);
        }
    }

    /// <summary>Adds by title, then fills in the category's form.</summary>
    public async Task<Guid> AddItemAsync(Listed item, TestPerson? by = null)
    {
        var page = $"list?category={item.Category}";
        var visitor = await DoAsync(by ?? Giver, page, "Add", new() { ["title"] = item.Title });
        var row = visitor.Page.QuerySelectorAll("tr[data-row]").Last();
        Assert.Contains(item.Title, row.TextContent, StringComparison.Ordinal);
        var id = Guid.ParseExact(row.Id!["i-".Length..], "N");
        var values = new Dictionary<string, string> { ["Input.Importance"] = item.Importance.ToString() };
        if (item.Receiver is { } receiver)
        {
            values["Input.Receiver"] = $"p:{receiver.Id}";
        }

        foreach (var (field, value) in item.Fields)
        {
            values[$"Input.Fields[{field}]"] = value;
        }

        await DoAsync(by ?? Giver, $"{page}&item={id}", "Save", values);
        if (item.Restricted is { } restricted)
        {
            await SelectAsync(by ?? Giver, page, id);
            await (await AsAsync(by ?? Giver)).SubmitAsync("form[data-form=bulk]", button: restricted ? "button[value=restrict]" : "button[value=unrestrict]");
            Accepted(await AsAsync(by ?? Giver));
        }

        return id;
    }

    /// <summary>Opens a page of the list and ticks these items.</summary>
    public async Task<Visitor> SelectAsync(TestPerson person, string page, params Guid[] ids)
    {
        var visitor = await SeeAsync(person, page);
        foreach (var id in ids)
        {
            visitor.Tick($"input[name=ids][value='{id}']");
        }

        return visitor;
    }

    /// <summary>其余类别均无; the giver submits, the witness confirms.</summary>
    public async Task ConfirmListAsync()
    {
        if (Offers(await SeeAsync(Giver, "list"), "DeclareEmpty"))
        {
            await DoAsync(Giver, "list", "DeclareEmpty", new() { ["all"] = "true" });
        }

        await DoAsync(Giver, "list", "Submit");
        await DoAsync(Witness, "list", "Confirm");
    }

    /// <summary>Every open step of every item is done by whom it belongs to, with the figures of the list; then it is accepted.</summary>
    public async Task WalkAsync()
    {
        var items = await app.ReadAsync(db => db.Items.AsNoTracking().Include(i => i.Steps)
            .Where(i => db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == Number)).ToListAsync());
        foreach (var item in items.Where(i => !i.IsSettled && i.State != Web.Features.Items.ItemState.Withdrawn))
        {
            await WalkAsync(item.Title, await PersonAsync(item.ReceiverId!.Value), [.. item.OpenSteps.Select(s => s.Kind)]);
        }
    }

    public async Task WalkAsync(string title, TestPerson receiver, params ProofKind[] steps)
    {
        foreach (var step in steps)
        {
            await StepAsync(title, step, receiver);
        }

        await DoAsync(receiver, await WalkPageAsync(title), "Accept");
    }

    public async Task StepAsync(string title, ProofKind kind, TestPerson receiver, Dictionary<string, string>? values = null)
    {
        var page = await WalkPageAsync(title);
        if (kind == ProofKind.TaughtBack)
        {
            await DoAsync(receiver, page, "TeachBack", new() { ["text"] = "我的理解：先核对，再发出。" });
            await DoAsync(Giver, page, "AnswerTeachBack", button: "button[value=true]");
            return;
        }

        var who = kind.IsGivers() ? Giver : receiver;
        if (kind.HasFigures() || kind == ProofKind.Performed)
        {
            var visitor = await SeeAsync(who, page);
            var form = $"form[data-form='step-{kind}']";
            var listed = (await app.ReadAsync(db => db.Items.SingleAsync(i => i.Title == title && db.Handovers.Any(h => h.Id == i.HandoverId && h.Number == Number)))).Listed;
            await visitor.SubmitAsync(form, values ?? (kind == ProofKind.Performed ? [] : new() { ["Step.Actual"] = listed!.Value.ToString(CultureInfo.InvariantCulture) }));
            Accepted(visitor);
            return;
        }

        var plain = await SeeAsync(who, page);
        for (var left = plain.Page.QuerySelectorAll(".ticks button[aria-pressed=false]").Length; kind == ProofKind.Demonstrated && values is null && left > 0; left--)
        {
            plain = await DoAsync(who, page, "Tick", new() { ["shown"] = "true" });
        }

        await plain.SubmitAsync("form[data-form=step]", values, $"button[value={kind}]");
        Accepted(plain);
    }

    /// <summary>A walkthrough held together counts as a meeting.</summary>
    public Task MeetAsync() => DoAsync(Witness, "meetings", "Walkthrough", new() { ["Input.Record"] = "一起逐项走了一遍。" });

    public Task ChooseSupportAsync() => DoAsync(Giver, "overview", "", new()
    {
        ["Input.Overview"] = "每月五号前出经营分析。", ["Input.Support"] = nameof(SupportChoice.Offered), ["Input.SupportUntil"] = Text(Today.AddDays(60)),
    });

    /// <summary>Giver, receivers, witness, in turn.</summary>
    public async Task SignAllAsync()
    {
        foreach (var person in new[] { Giver, Receiver, Second, Witness })
        {
            // A receiver without items is asked for no signature.
            if (person != Second || Offers(await SeeAsync(person, "sign"), "Sign"))
            {
                await SignAsync(person);
            }
        }
    }

    public async Task<Visitor> SignAsync(TestPerson person)
    {
        var visitor = await DoAsync(person, "sign", "Sign", SignWith());
        Assert.Contains("已签字。", visitor.Page.QuerySelector(".flash")!.TextContent, StringComparison.Ordinal);
        return visitor;
    }

    public static Dictionary<string, string> SignWith(string password = TestApp.Password) =>
        new() { ["Input.Password"] = password, ["Input.Agree"] = "true" };

    private async Task<TestPerson> PersonAsync(Guid id) =>
        new[] { Receiver, Second, Caretaker }.FirstOrDefault(p => p.Id == id)
        ?? await app.ReadAsync(db => db.Users.Where(u => u.PersonId == id).Select(u => new TestPerson(id, u.Person!.Name, u.UserName!)).SingleAsync());

    public void Dispose()
    {
        foreach (var visitor in visitors.Values)
        {
            visitor.Dispose();
        }

        visitors.Clear();
    }
}
