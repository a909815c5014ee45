using Baton.Tests.Host;
using Baton.Tests.House;
using Baton.Web;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.SignOff;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.SignOff;

/// <summary>A signature that reopening left standing, since its statement did not change.</summary>
public sealed class CarriedSignatureTests
{
    [Theory, Databases]
    public async Task It_stands_when_a_supplement_is_frozen_later(Database database)
    {
        var story = await Story.BeginAsync(database);
        await story.DoAsync<SignService, Revision>((s, stop) => s.StartAsync(story.Number, story.Giver, stop));
        await story.SignOnPaperAsync(PartyRole.Giver, story.Giver);
        await story.DoAsync<SignService, Done>((s, stop) => s.ReopenAsync(story.Number, story.Receiver, "先核对一遍。", stop));
        await story.DoAsync<SignService, Revision>((s, stop) => s.StartAsync(story.Number, story.Giver, stop));
        await story.SignOnPaperAsync(PartyRole.Receiver, story.Receiver);
        await story.SignOnPaperAsync(PartyRole.Witness, story.Witness);

        var supplement = await story.DoAsync<FollowUpService, Supplement>((s, stop) => s.OpenSupplementAsync(story.Number, story.Giver, "漏了一项。", stop));
        var item = await story.DoAsync<ListService, Item>((s, stop) => s.AddAsync(story.Number, story.Giver, Category.History, "仓库选址的经过", stop));
        await story.DoAsync<WalkService, Item>((s, stop) => s.DoStepAsync(story.Number, story.Giver, item.Id, ProofKind.Explained, new StepForm(), stop));
        await story.DoAsync<WalkService, Item>((s, stop) => s.AcceptAsync(story.Number, story.Receiver, item.Id, stop));
        await story.DoAsync<SignService, Revision>((s, stop) => s.StartSupplementAsync(story.Number, story.Giver, supplement.Id, stop));

        var signatures = await story.App.ReadAsync(db => db.Signatures.Where(s => db.Handovers.Any(h => h.Id == s.HandoverId && h.Number == story.Number)).ToListAsync());
        Assert.Equal(3, signatures.Count);
        Assert.All(signatures, s => Assert.Null(s.VoidReason));
        Assert.NotNull(await story.App.ReadAsync(db => db.Items.Where(i => i.Id == story.ItemId).Select(i => i.BothSignedAt).SingleAsync()));
    }

    /// <summary>A simple handover of one item, listed and ready to be signed.</summary>
    private sealed record Story(TestApp App, string Number, Guid ItemId, Actor Giver, Actor Receiver, Actor Witness)
    {
        public static async Task<Story> BeginAsync(Database database)
        {
            var app = await TestApp.SharedAsync(database);
            var giver = SmallHandover.ActorOf(await app.AddPersonAsync("张伟"));
            var receiver = SmallHandover.ActorOf(await app.AddPersonAsync("李娜"));
            var witness = SmallHandover.ActorOf(await app.AddPersonAsync("赵敏"));
            var hr = SmallHandover.ActorOf(await app.AddPersonAsync("周静", SystemRoles.HumanResources), SystemRoles.HumanResources);
            var begun = new Story(app, "", Guid.Empty, giver, receiver, witness);
            var opened = await begun.DoAsync<OpenHandover, Handover>((s, stop) => s.OpenAsync(
                new OpenRequest
                {
                    GiverId = giver.PersonId, Reason = Reason.Transfer, Title = "展会物料交接", Form = HandoverForm.Simple,
                    LastWorkingDay = DateOnly.FromDateTime(app.Time.GetUtcNow().UtcDateTime).AddDays(30),
                    ReceiverIds = [receiver.PersonId], WitnessId = witness.PersonId,
                },
                hr, stop));
            var story = begun with { Number = opened.Number };
            var item = await story.DoAsync<ListService, Item>((s, stop) => s.AddAsync(story.Number, giver, Category.History, "展会供应商的由来", stop));
            await story.DoAsync<ListService, Done>((s, stop) => s.DeclareEmptyAsync(story.Number, giver, null, stop));
            await story.DoAsync<PrepareService, Done>((s, stop) => s.SaveBriefAsync(
                story.Number, giver,
                new BriefForm { Support = SupportChoice.NotOffered, Seen = long.MaxValue, SeenAt = app.Time.GetUtcNow().ToUnixTimeMilliseconds() }, stop));
            await story.DoAsync<PrepareService, Done>((s, stop) => s.SubmitListAsync(story.Number, giver, stop));
            return story with { ItemId = item.Id };
        }

        public async Task<Signature> SignOnPaperAsync(PartyRole role, Actor whose)
        {
            var witness = Witness with { AccountId = await App.ReadAsync(db => db.Users.Where(u => u.PersonId == Witness.PersonId).Select(u => u.Id).SingleAsync()) };
            return await DoAsync<SignService, Signature>((s, stop) => s.StandInAsync(
                Number, witness, role, whose.PersonId, SignatureMethod.Paper, "原件存人力资源部。", TestApp.Password, stop));
        }

        /// <summary>Does something through a service of the product, in a scope of its own as a request would.</summary>
        public async Task<T> DoAsync<TService, T>(Func<TService, CancellationToken, Task<Outcome<T>>> act)
            where TService : notnull
        {
            await using var scope = App.Services.CreateAsyncScope();
            var outcome = await act(scope.ServiceProvider.GetRequiredService<TService>(), TestContext.Current.CancellationToken);
            Assert.True(!outcome.IsRefused, string.Join(", ", outcome.Refusals.Select(r => r.Code)));
            return outcome.Value;
        }
    }
}
