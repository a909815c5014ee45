using System.Globalization;
using System.Text.Json;
using Baton.Tests.Files;
using Baton.Web;
using Baton.Web.Data;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.SignOff;
using Baton.Web.Files;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Baton.Tests.Host;

/// <summary>
/// One small handover between the people of the <see cref="Cast"/>, brought to a moment of the process through the
/// product's services, with one of everything that can be acted on. Each text in it holds a mark, 「open·goal」, by which
/// whoever reads it is found out.
/// </summary>
public sealed partial class StagedHandover
{
    private static readonly string[] ItemNames =
    [
        "open", "ready", "returned", "disputed", "left-out", "withdrawn", "key", "said", "critical", "taken", "others", "secret", "of-team", "document", "customer", "process", "account", "card", "laptop",
    ];

    private readonly Dictionary<string, string> names = [];
    private readonly Dictionary<string, Guid> items = [];

    private StagedHandover(Cast cast, Moment moment)
    {
        Cast = cast;
        Moment = moment;
    }

    public Cast Cast { get; }
    public Moment Moment { get; }
    public Guid Id { get; private set; }
    public string Number { get; private set; } = "";
    public DateOnly Today => DateOnly.FromDateTime(Cast.App.Time.GetUtcNow().AddHours(8).UtcDateTime);

    /// <summary>What {name} stands for in an address or form of the table.</summary>
    public IReadOnlyDictionary<string, string> Names => names;

    /// <summary>Names whose value is the id of something in this handover.</summary>
    public IEnumerable<string> Own => names.Where(n => Guid.TryParse(n.Value, out _)).Select(n => n.Key).Except(Enum.GetValues<Relation>().Select(Name)).Except(["spare"]);

    public Guid Item(string name) => items[name];

    public static string Mark(string place) => $"「{place}」";

    public static string Name(Relation relation) => string.Concat(relation.ToString().Select((letter, at) =>
        char.IsUpper(letter) ? (at > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    public static async Task<StagedHandover> AtAsync(Cast cast, Moment moment)
    {
        var handover = new StagedHandover(cast, moment);
        await handover.GoAsync();
        await handover.NameAsync();
        return handover;
    }

    public Task ExplainAsync(string item) => StepAsync(By(Relation.Giver), item, ProofKind.Explained);

    /// <summary>So many more items of one receiver, each explained.</summary>
    public async Task<IReadOnlyList<Guid>> ListManyAsync(int count, Relation receiver)
    {
        var batch = Cast.App.Time.NewId();
        await DoAsync<ListService, int>((s, stop) => s.PasteAsync(
            Number, By(Relation.Giver),
            new PastedRows(
                batch, ["事项"], [.. Enumerable.Range(1, count).Select(n => (IReadOnlyList<string>)[$"第 {n} 项"])],
                [.. Enumerable.Range(1, count).Select(n => new PastedItem(n, Category.Duties, $"第 {n} 项", null, null, Cast[receiver].Name, new DutiesFields()))]),
            stop));
        var added = await Cast.App.ReadAsync(db => db.Items.Where(i => i.SourceRow!.BatchId == batch).Select(i => i.Id).ToListAsync());
        await DoAsync<WalkService, int>((s, stop) => s.DoManyAsync(Number, By(Relation.Giver), added, ProofKind.Explained, stop));
        return added;
    }

    /// <summary>The giver with a drawn signature, the others on paper; in their turns, all but one.</summary>
    public async Task SignAsync(Relation? but = null)
    {
        var root = await RootAsync(Relation.Giver);
        await DoAsync<SignService, Signature>((s, stop) => s.SignAsync(
            Number, By(Relation.Giver), new SignForm { Password = TestApp.Password, Agree = true, Root = root, Drawn = OnePixel }, stop));
        await OnPaperAsync([.. new[]
        {
            (PartyRole.Receiver, Relation.Receiver), (PartyRole.Receiver, Relation.OtherReceiver), (PartyRole.Collector, Relation.Collector),
            (PartyRole.SecondWitness, Relation.SecondWitness), (PartyRole.Witness, Relation.Witness),
        }.Where(s => s.Item2 != but)]);
    }

    /// <summary>What the table calls by name. What is not there at this moment gets the id of nothing.</summary>
    private async Task NameAsync()
    {
        foreach (var relation in Enum.GetValues<Relation>().Where(r => r != Relation.Nobody))
        {
            names[Name(relation)] = Cast[relation].Id.ToString();
        }

        names["number"] = Number;
        names["handover"] = Id.ToString();
        (names["question-key"], names["other-question-key"]) = ("monthly", "weekly");
        names["spare"] = Cast.Spare.Id.ToString();
        names["today"] = Text(Today);
        names["tomorrow"] = Text(Today.AddDays(1));
        names["later"] = Text(Today.AddDays(100));
        names["password"] = TestApp.Password;
        names["revision"] = "1";
        // Words of an address of the API.
        foreach (var word in Enum.GetNames<ProofKind>().Concat(Enum.GetNames<Category>()))
        {
            names.Add(JsonNamingPolicy.CamelCase.ConvertName(word), JsonNamingPolicy.CamelCase.ConvertName(word));
        }

        names["eml"] = "eml";
        foreach (var name in ItemNames)
        {
            names[name] = (items.TryGetValue(name, out var id) ? id : Cast.App.Time.NewId()).ToString();
        }

        async Task AddAsync(string name, Func<BatonDbContext, IQueryable<Guid>> find) =>
            names[name] = ((await Cast.App.ReadAsync(db => find(db).ToListAsync())) is [.., var last] ? last : Cast.App.Time.NewId()).ToString();
        await AddAsync("proposal", db => db.TimeProposals.Where(p => p.HandoverId == Id).OrderBy(p => p.At).ThenBy(p => p.Id).Select(p => p.Id));
        await AddAsync("question", db => db.Questions.Where(q => q.HandoverId == Id && q.ItemId != null).OrderBy(q => q.Id).Select(q => q.Id));
        await AddAsync("question-on-all", db => db.Questions.Where(q => q.HandoverId == Id && q.ItemId == null).Select(q => q.Id));
        await AddAsync("meeting", db => db.Meetings.Where(m => m.HandoverId == Id && !m.IsWalkthrough).Select(m => m.Id));
        await AddAsync("time", db => db.Meetings.Where(m => m.HandoverId == Id).SelectMany(m => m.Times).Select(t => t.Id));
        await AddAsync("import", db => db.ListImports.Where(i => i.HandoverId == Id).Select(i => i.Id));
        await AddAsync("matter", db => db.Matters.Where(m => m.HandoverId == Id && m.ItemId == null).Select(m => m.Id));
        await AddAsync("waiver", db => db.Waivers.Where(w => w.HandoverId == Id).Select(w => w.Id));
        await AddAsync("supplement", db => db.Supplements.Where(s => s.HandoverId == Id).Select(s => s.Id));
        await AddAsync("file", db => db.Attachments.Where(f => f.SubjectId == items.GetValueOrDefault("open") && f.Preview == Preview.Text).Select(f => f.Id));
        await AddAsync("photo", db => db.Attachments.Where(f => f.SubjectId == items.GetValueOrDefault("open") && f.Preview == Preview.Image).Select(f => f.Id));
        foreach (var name in new[] { "upload", "other-upload" })
        {
            names.TryAdd(name, Cast.App.Time.NewId().ToString());
        }

        names["upload-to-open"] = TusClient.Metadata("sample.txt", Guid.Parse(names["open"]));
        await AddAsync("drawn", db => db.Signatures.Where(s => s.HandoverId == Id && s.Drawn != null).Select(s => s.Id));
        var receiver = Cast[Relation.Receiver].Id;
        await AddAsync("check", db => db.FollowUpChecks.Where(c => c.HandoverId == Id && c.ReceiverId == receiver && c.DayNumber == 1).Select(c => c.Id));
        await AddAsync("filled", db => db.FollowUpChecks.Where(c => c.HandoverId == Id && c.ReceiverId == receiver && c.DayNumber == 7).Select(c => c.Id));
        foreach (var relation in new[] { Relation.OtherReceiver, Relation.Deputy })
        {
            await AddAsync($"party-of-{Name(relation)}", db => Party(db, Cast[relation].Id));
        }

        var version = items.TryGetValue("open", out var open) ? await FindAsync(db => db.Items.Where(i => i.Id == open).Select(i => i.Version)) : 0;
        names["version"] = version.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The content root that a signer is shown; of nothing where none is asked of them.</summary>
    public async Task<string> RootAsync(Relation signer)
    {
        var person = signer == Relation.Nobody ? Guid.Empty : Cast[signer].Id;
        var roots = await Cast.App.ReadAsync(db => db.Statements
            .Where(s => s.SignerId == person && db.Revisions.Any(r => r.Id == s.RevisionId && r.HandoverId == Id && r.ClosedAt == null && r.ReopenedAt == null))
            .Select(s => s.Root).ToListAsync());
        return Convert.ToHexStringLower(roots is [var root, ..] ? root : new byte[32]);
    }

    public Task<long> VersionAsync() => FindAsync(db => db.Handovers.Where(h => h.Id == Id).Select(h => h.Version));

    /// <summary>How far the handover's version and its events have come.</summary>
    public Task<string> HeadAsync() => Cast.App.ReadAsync(async db =>
    {
        var version = await db.Handovers.Where(h => h.Id == Id).Select(h => h.Version).SingleAsync();
        var last = await db.Events.Where(e => e.StreamId == Id).OrderByDescending(e => e.Sequence).Select(e => new { e.Sequence, e.Kind }).FirstAsync();
        return $"version {version}, event {last.Sequence} {last.Kind}";
    });

    private Task<Guid> PartyAsync(Relation relation) => FindAsync(db => Party(db, Cast[relation].Id));

    private IQueryable<Guid> Party(BatonDbContext db, Guid person) =>
        db.Parties.Where(p => p.HandoverId == Id && p.PersonId == person && p.UntilAt == null).Select(p => p.Id);

    private Task<T> FindAsync<T>(Func<BatonDbContext, IQueryable<T>> find) => Cast.App.ReadAsync(db => find(db).SingleAsync());

    private Actor By(Relation relation) => Cast.As(relation);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Through a service of the product; it must be done.</summary>
    public async Task<T> DoAsync<TService, T>(Func<TService, CancellationToken, Task<Outcome<T>>> act)
        where TService : notnull
    {
        var outcome = await Services.AskAsync(Cast.App, act);
        Assert.True(!outcome.IsRefused, $"{Moment}: {typeof(TService).Name} refused {string.Join(", ", outcome.Refusals.Select(r => $"{r.Code} {r.Field}"))}");
        return outcome.Value;
    }
}
