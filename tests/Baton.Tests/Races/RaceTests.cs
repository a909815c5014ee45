using System.Globalization;
using System.Net;
using AngleSharp.Html.Parser;
using Baton.Tests.Host;
using Baton.Web;
using Baton.Web.Data;
using Baton.Web.Features.Accounts;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Shared;
using Baton.Web.Features.SignOff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Races;

/// <summary>
/// Sixty-four press at once, each over a connection of their own: one effect, to the others a «no» that says why, and
/// whoever came first, what must hold holds.
/// </summary>
public sealed class RaceTests
{
    private const int Many = 64;
    private const int Half = Many / 2;

    [Theory, Databases]
    public async Task One_signature_of_sixty_four(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.Signing);

        // Ten may try the password before one has signed; whoever comes then is told to wait.
        var signed = await race.RunAsync([await race.SignAsync(Relation.Giver, Many)], SignRefusals.AlreadySigned, AccountRefusals.TooManyTries);

        Assert.Equal([1], signed);
        Assert.Equal(1, await race.ReadAsync(db => db.Signatures.CountAsync(s => s.HandoverId == race.Handover.Id)));
        Assert.Equal(1, await race.EventsAsync("signature.made"));
    }

    [Theory, Databases]
    public async Task One_acceptance_of_sixty_four(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.HandingOver);
        var before = await race.EventsAsync("item.accepted");

        var accepted = await race.RunAsync([race.Accept(Relation.Receiver, "ready", Many)], ItemRefusals.AlreadySettled);

        Assert.Equal([1], accepted);
        Assert.Equal(before + 1, await race.EventsAsync("item.accepted"));
    }

    [Theory, Databases]
    public async Task One_return_of_sixty_four_which_is_the_first_and_not_the_second(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.HandingOver);

        var returned = await race.RunAsync([race.Return("open", Many)], ItemRefusals.AlreadyReturned);

        Assert.Equal([1], returned);
        var item = await race.ItemAsync("open");
        Assert.Equal((ItemState.Returned, 1, false), (item.State, item.Returns, item.AwaitsWitness));
    }

    [Theory, Databases]
    public async Task Witness_and_deputy_confirm_the_list_once(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.Submitted);
        var seen = (await race.HandoverAsync()).Version;

        var confirmed = await race.RunAsync([race.Confirm(Relation.Witness, seen, Half), race.Confirm(Relation.Deputy, seen, Half)], HandoverRefusals.WrongStage);

        Assert.Equal(1, confirmed.Sum());
        Assert.Equal(1, await race.EventsAsync("list.confirmed"));
    }

    [Theory, Databases]
    public async Task What_is_returned_is_not_frozen_and_what_is_frozen_not_returned(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.Simple);

        var done = await race.RunAsync(
            [race.Return("open", Half), race.Press(Relation.Giver, "sign", "Start", Half)],
            ItemRefusals.AlreadyReturned, ItemRefusals.WrongStage, SignRefusals.FindingsOpen.With(1), SignRefusals.WrongStage);

        Assert.Equal(1, done.Sum());
        Assert.Equal(done[0] == 1 ? ItemState.Returned : ItemState.Open, (await race.ItemAsync("open")).State);
        Assert.Equal(done[0] == 1 ? Stage.HandingOver : Stage.Signing, (await race.HandoverAsync()).Stage);
    }

    [Theory, Databases]
    public async Task The_last_signature_or_the_reopening(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.Signing);
        await race.Handover.SignAsync(but: Relation.Witness);

        var done = await race.RunAsync(
            [await race.SignAsync(Relation.Witness, Half), race.Press(Relation.Receiver, "sign", "Reopen", Half, ("reason", "漏了一项"))], SignRefusals.WrongStage);

        Assert.Equal(1, done.Sum());
        Assert.Equal(done[0] == 1 ? Stage.FollowUp : Stage.HandingOver, (await race.HandoverAsync()).Stage);
    }

    [Theory, Databases]
    public async Task What_the_old_receiver_accepts_the_new_one_accepts_anew(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.HandingOver);
        await race.Handover.ExplainAsync("others");

        // Who was replaced is human resources as well, and so is told that it is not theirs.
        var done = await race.RunAsync(
            [await race.ReplaceAsync(Relation.OtherReceiver, Half), race.Accept(Relation.OtherReceiver, "others", Half)],
            Refusal.NotFound, ItemRefusals.AlreadySettled, ItemRefusals.NotYours);

        Assert.Equal(1, done[0]);
        Assert.InRange(done[1], 0, 1);
        var item = await race.ItemAsync("others");
        Assert.Equal((ItemState.Open, race.Handover.Cast.Spare.Id), (item.State, item.ReceiverId));
        Assert.All(item.Steps, step => Assert.False(step.IsDone));
    }

    [Theory, Databases]
    public async Task What_is_accepted_before_the_closing_as_it_stands_is_accepted_and_the_rest_is_the_caretakers(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.HandingOver);

        var done = await race.RunAsync(
            [race.Press(Relation.Witness, "sign", "AsItStands", Half, ("reason", "最后工作日")), race.Accept(Relation.Receiver, "ready", Half)],
            SignRefusals.WrongStage, ItemRefusals.AlreadySettled, ItemRefusals.WrongStage);

        Assert.Equal(1, done[0]);
        Assert.InRange(done[1], 0, 1);
        var (state, holder) = done[1] == 1 ? (ItemState.Accepted, Relation.Receiver) : (ItemState.NotReceived, Relation.Caretaker);
        var item = await race.ItemAsync("ready");
        Assert.Equal((state, race.Handover.Cast[holder].Id), (item.State, item.ReceiverId!.Value));
    }

    [Theory, Databases]
    public async Task Two_receivers_on_different_items_are_never_in_each_others_way(Database database)
    {
        using var race = await Race.AtAsync(database, Moment.HandingOver);
        var mine = await race.Handover.ListManyAsync(Half, Relation.Receiver);
        var theirs = await race.Handover.ListManyAsync(Half, Relation.OtherReceiver);
        var version = (await race.HandoverAsync()).Version;
        var before = await race.EventsAsync("item.accepted");

        var done = await race.RunAsync([.. mine.Select(item => race.Accept(Relation.Receiver, item)), .. theirs.Select(item => race.Accept(Relation.OtherReceiver, item))]);

        Assert.All(done, one => Assert.Equal(1, one));
        Assert.Equal(version + Many, (await race.HandoverAsync()).Version);
        Assert.Equal(before + Many, await race.EventsAsync("item.accepted"));
    }

    [Theory, Databases]
    public async Task Sixty_four_handovers_opened_at_once_have_sixty_four_numbers_without_a_gap(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var race = await Race.AtAsync(app, Moment.Preparing);

        var opened = await race.RunAsync([race.Open(Many)]);

        Assert.Equal([Many], opened);
        // The position was handed over before, years ago.
        var numbers = await race.ReadAsync(db => db.Handovers.Where(h => h.Stage != Stage.Completed).Select(h => h.Number).ToListAsync());
        Assert.Equal(Enumerable.Range(1, Many + 1), numbers.Select(n => int.Parse(n[^4..], CultureInfo.InvariantCulture)).Order());
    }

    /// <summary>What somebody sends, and how often at once.</summary>
    private sealed record Press(Relation Who, string Path, int Times, (string Name, string Value)[] Fields);

    /// <summary>A handover, and a crowd that acts on it at once.</summary>
    private sealed class Race(StagedHandover handover) : IDisposable
    {
        private readonly Dictionary<Relation, Caller> callers = [];
        private int devices;

        public StagedHandover Handover => handover;

        public static async Task<Race> AtAsync(Database database, Moment moment) => await AtAsync(await TestApp.SharedAsync(database), moment);

        public static async Task<Race> AtAsync(TestApp app, Moment moment) => new(await StagedHandover.AtAsync(await Cast.GatherAsync(app), moment));

        public Press Press(Relation who, string page, string handler, int times, params (string Name, string Value)[] fields) =>
            new(who, $"/handovers/{handover.Number}/{page}?handler={handler}", times, fields);

        public Press Accept(Relation who, string item, int times) => Press(who, $"walk/{handover.Item(item)}", "Accept", times);

        public Press Accept(Relation who, Guid item) => Press(who, $"walk/{item}", "Accept", 1);

        public Press Return(string item, int times) => Press(Relation.Receiver, $"walk/{handover.Item(item)}", "Return", times, ("reason", "看不懂"));

        public Press Confirm(Relation who, long seen, int times) => Press(who, "list", "Confirm", times, ("seen", seen.ToString(CultureInfo.InvariantCulture)));

        public async Task<Press> SignAsync(Relation who, int times) => Press(
            who, "sign", "Sign", times, ("Input.Password", TestApp.Password), ("Input.Agree", "true"), ("Input.Root", await handover.RootAsync(who)));

        public async Task<Press> ReplaceAsync(Relation whom, int times)
        {
            var person = handover.Cast[whom].Id;
            var party = await ReadAsync(db => db.Parties.Where(p => p.HandoverId == handover.Id && p.PersonId == person && p.UntilAt == null).Select(p => p.Id).SingleAsync());
            return Press(
                Relation.HumanResources, "parties", "Replace", times,
                ("party", party.ToString()), ("personId", handover.Cast.Spare.Id.ToString()), ("reason", "调走了"));
        }

        public Press Open(int times) => new(Relation.HumanResources, "/handovers/new", times,
        [
            ("Input.GiverId", handover.Cast[Relation.Stranger].Id.ToString()), ("Input.Reason", nameof(Reason.Transfer)),
            ("Input.LastWorkingDay", handover.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("Input.ReceiverIds", handover.Cast.Spare.Id.ToString()), ("Input.WitnessId", handover.Cast[Relation.Witness].Id.ToString()),
        ]);

        /// <summary>
        /// How often each was done. Whoever did not do it was told so by one of <paramref name="refusals"/>, and what must hold
        /// holds.
        /// </summary>
        public async Task<int[]> RunAsync(Press[] presses, params Refusal[] refusals)
        {
            var requests = new List<(int Press, Func<Task<Answer>> Send)>();
            foreach (var (at, press) in presses.Index())
            {
                if (!callers.TryGetValue(press.Who, out var caller))
                {
                    callers[press.Who] = caller = await Caller.SignInAsync(handover.Cast.App, handover.Cast[press.Who]);
                }

                requests.AddRange(Enumerable.Range(0, press.Times).Select(_ => (at, (Func<Task<Answer>>)(() => SendAsync(caller, press)))));
            }

            var answers = await AtOnceAsync(requests);

            var texts = handover.Cast.App.Services.GetRequiredService<RefusalTexts>();
            var nos = refusals.Select(r => (Status: (HttpStatusCode)r.Status, Text: r.Kind == RefusalKind.NotFound ? "" : texts.Of(r))).ToList();
            Assert.All(answers.Select(a => a.Answer).Where(a => a.Status != HttpStatusCode.Found), answer => Assert.True(
                nos.Exists(no => no.Status == answer.Status && WebUtility.HtmlDecode(answer.Body).Contains(no.Text, StringComparison.Ordinal)),
                $"{(int)answer.Status} is none of the expected refusals: {new HtmlParser().ParseDocument(answer.Body).QuerySelector("main")?.TextContent.Trim()}"));
            await Invariants.HoldAsync(handover.Cast.App, handover.Id);
            return [.. presses.Select((_, at) => answers.Count(a => a.Press == at && a.Answer.Status == HttpStatusCode.Found))];
        }

        public Task<T> ReadAsync<T>(Func<BatonDbContext, Task<T>> read) => handover.Cast.App.ReadAsync(read);

        public Task<Handover> HandoverAsync() => ReadAsync(db => db.Handovers.AsNoTracking().SingleAsync(h => h.Id == handover.Id));

        public Task<int> EventsAsync(string kind) => ReadAsync(db => db.Events.CountAsync(e => e.StreamId == handover.Id && e.Kind == kind));

        public Task<Item> ItemAsync(string name)
        {
            var id = handover.Item(name);
            return ReadAsync(db => db.Items.AsNoTracking().Include(i => i.Steps).SingleAsync(i => i.Id == id));
        }

        private async Task<Answer> SendAsync(Caller caller, Press press)
        {
            using var device = caller.Again(Interlocked.Increment(ref devices));
            return await device.SendAsync(HttpMethod.Post, press.Path, press.Fields);
        }

        /// <summary>Mixed, and none before all are ready.</summary>
        private static async Task<(int Press, Answer Answer)[]> AtOnceAsync(List<(int Press, Func<Task<Answer>> Send)> requests)
        {
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var running = requests.Index().OrderBy(r => r.Index % Half).Select(async request =>
            {
                await go.Task;
                return (request.Item.Press, await request.Item.Send());
            }).ToList();
            go.SetResult();
            return await Task.WhenAll(running);
        }

        public void Dispose()
        {
            foreach (var caller in callers.Values)
            {
                caller.Dispose();
            }
        }
    }
}
