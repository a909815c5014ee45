using System.Globalization;
using System.Text;
using Baton.Web;
using Baton.Web.Data;
using Baton.Web.Features.Files;
using Baton.Web.Features.FollowUp;
using Baton.Web.Features.Handovers;
using Baton.Web.Features.Imports;
using Baton.Web.Features.Items;
using Baton.Web.Features.Items.Categories;
using Baton.Web.Features.Meetings;
using Baton.Web.Features.Questions;
using Baton.Web.Features.SignOff;
using Baton.Web.Features.Templates;
using Baton.Web.Files;
using Baton.Web.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Host;

// The way to each moment, act by act, as people would go it.
public sealed partial class StagedHandover
{
    /// <summary>What is sent of an upload that is under way: all of it.</summary>
    private static readonly byte[] Sample = "样张"u8.ToArray();

    private async Task GoAsync()
    {
        await OpenAsync();
        if (Moment == Moment.Request)
        {
            return;
        }

        await PeopleAsync();
        if (Moment != Moment.Simple)
        {
            await AgreeTimesAsync();
        }

        await ListAsync();
        await TalkAsync();
        if (Moment == Moment.Preparing)
        {
            await DoAsync<PrepareService, Done>((s, stop) => s.ProposeTimesAsync(Number, By(Relation.Giver), Times(), stop));
            return;
        }

        await DoAsync<PrepareService, Done>((s, stop) => s.SubmitListAsync(Number, By(Relation.Giver), stop));
        if (Moment is Moment.Submitted or Moment.Simple)
        {
            return;
        }

        await DoAsync<PrepareService, Done>((s, stop) => s.ConfirmListAsync(Number, By(Relation.Witness), null, stop));
        if (Moment is Moment.HandingOver or Moment.Cancelled)
        {
            await MeetHalfWayAsync();
            if (Moment == Moment.Cancelled)
            {
                await DoAsync<PrepareService, Done>((s, stop) => s.CancelAsync(Number, By(Relation.HumanResources), Mark("cancel·reason"), stop));
            }

            return;
        }

        await SettleAsync();
        if (Moment == Moment.Settled)
        {
            return;
        }

        await DoAsync<SignService, Revision>((s, stop) => s.StartAsync(Number, By(Relation.Giver), stop));
        if (Moment == Moment.Signing)
        {
            await AskOnItemAsync();
            return;
        }

        await SignAsync();
        await FollowAsync();
    }

    private async Task OpenAsync()
    {
        var cast = Cast;
        var isRequest = Moment == Moment.Request;
        var opened = await DoAsync<OpenHandover, Handover>((s, stop) => s.OpenAsync(
            new OpenRequest
            {
                GiverId = cast[Relation.Giver].Id, Reason = Reason.Resignation, Title = Mark("title"), LastWorkingDay = Today,
                Form = Moment == Moment.Simple ? HandoverForm.Simple : HandoverForm.Full,
                ReceiverIds = [cast[Relation.Receiver].Id, isRequest ? cast[Relation.OtherReceiver].Id : cast[Relation.Former].Id], TeamIds = [cast.TeamId],
                Template = BuiltInTemplates.Find("general", CultureInfo.GetCultureInfo("zh-CN")), CollectorIds = [cast[Relation.Collector].Id], CaretakerId = cast[Relation.Caretaker].Id,
                WitnessId = isRequest ? null : cast[Relation.Witness].Id, DeputyId = isRequest ? null : cast[Relation.Deputy].Id,
            },
            By(isRequest ? Relation.Giver : Relation.HumanResources), stop));
        (Id, Number) = (opened.Id, opened.Number);
    }

    /// <summary>Those whom the form does not ask for; and somebody who was a receiver, and one who initiated no longer.</summary>
    private async Task PeopleAsync()
    {
        foreach (var (role, relation) in new[] { (PartyRole.SecondWitness, Relation.SecondWitness), (PartyRole.Proxy, Relation.Proxy) })
        {
            await DoAsync<PartyService, Done>((s, stop) => s.AddAsync(
                Number, By(Relation.HumanResources), role, Cast[relation].Id, null, Mark("party·reason"), null, stop));
        }

        foreach (var (from, to) in new[] { (Relation.Former, Relation.OtherReceiver), (Relation.HumanResources, Relation.Initiator) })
        {
            var party = await PartyAsync(from);
            await DoAsync<PartyService, Done>((s, stop) => s.ReplaceAsync(
                Number, By(Relation.HumanResources), party, Cast[to].Id, Mark("party·reason"), stop));
        }

        await DoAsync<PartyService, Done>((s, stop) => s.LogAttemptAsync(
            Number, By(Relation.Witness), Cast[Relation.Former].Id, Mark("attempt·how"), Mark("attempt·result"), stop));
    }

    private async Task AgreeTimesAsync()
    {
        await DoAsync<PrepareService, Done>((s, stop) => s.ProposeTimesAsync(Number, By(Relation.Giver), Times(), stop));
        var proposal = await Cast.App.ReadAsync(db => db.TimeProposals.Where(p => p.HandoverId == Id).Select(p => p.Id).SingleAsync());
        foreach (var relation in new[] { Relation.Receiver, Relation.OtherReceiver })
        {
            await DoAsync<PrepareService, Done>((s, stop) => s.ConfirmTimesAsync(Number, By(relation), proposal, stop));
        }
    }

    private TimesForm Times() => new() { FromDay = Text(Today), ToDay = Text(Today), TransferAt = $"{Text(Today)}T00:00", Note = Mark("times·note") };

    /// <summary>Pasted, since that is one act; then what a pasted row does not say.</summary>
    private async Task ListAsync()
    {
        DutiesFields Duty(string name) => new() { Goal = Mark($"{name}·goal"), Scope = Mark($"{name}·scope") };
        var receiver = Cast[Relation.Receiver].Name;
        (string Name, Category Category, string? Receiver, CategoryFields Fields)[] rows =
        [
            .. ItemNames[..10].Select(name => (name, Category.Duties, (string?)receiver, (CategoryFields)Duty(name))),
            ("others", Category.Duties, Cast[Relation.OtherReceiver].Name, Duty("others")),
            ("secret", Category.Duties, Cast[Relation.OtherReceiver].Name, Duty("secret")),
            ("of-team", Category.Duties, null, Duty("of-team")),
            ("document", Category.Documents, receiver, new DocumentsFields { Kind = DocumentKind.Report, Place = Mark("document·place") }),
            ("process", Category.Processes, receiver, new ProcessesFields { Kind = ProcessKind.Daily, Steps = "收单\n核对\n付款", Regulation = Mark("process·regulation") }),
            ("customer", Category.Customers, receiver, new CustomersFields { Contact = Mark("customer·contact"), Email = "customer@example.com" }),
            ("account", Category.Systems, receiver, new SystemsFields { Address = Mark("account·address"), Account = Mark("account·account") }),
            ("card", Category.Assets, null, new AssetsFields { Kind = AssetKind.Card, Quantity = 1, Location = Mark("card·location") }),
            ("laptop", Category.Assets, null, new AssetsFields { Kind = AssetKind.Equipment, Quantity = 1, Location = Mark("laptop·location") }),
        ];
        if (Moment == Moment.Simple)
        {
            rows = [.. rows.Take(3)];
        }

        await DoAsync<ListService, int>((s, stop) => s.PasteAsync(
            Number, By(Relation.Giver),
            new PastedRows(
                Cast.App.Time.NewId(), ["事项", "备注"], [.. rows.Select(r => (IReadOnlyList<string>)[r.Name, Mark($"{r.Name}·pasted")])],
                [.. rows.Select((r, at) => new PastedItem(
                    at + 1, r.Category, $"{r.Name}{Mark($"{r.Name}·title")}", Mark($"{r.Name}·description"), Mark($"{r.Name}·attention"), r.Receiver, r.Fields))]),
            stop));
        foreach (var item in await Cast.App.ReadAsync(db => db.Items.Where(i => i.HandoverId == Id).Select(i => new { i.Id, i.Title }).ToListAsync()))
        {
            items[item.Title[..item.Title.IndexOf('「', StringComparison.Ordinal)]] = item.Id;
        }

        if (Moment != Moment.Simple)
        {
            await BulkAsync(new BulkAct.SetImportance(Importance.Key), "key", "said");
            await BulkAsync(new BulkAct.SetImportance(Importance.Critical), "critical");
            await BulkAsync(new BulkAct.Restrict(true), "secret");
            await BulkAsync(new BulkAct.Assign(Cast[Relation.Collector].Id, null), "card", "laptop");
            await BulkAsync(new BulkAct.Assign(null, Cast.TeamId), "of-team");
            await BulkAsync(new BulkAct.Withdraw(), "withdrawn");
            await ImportAsync();
        }

        await AttachAsync(Relation.Giver, FileSubject.Item, Item("open"), $"{Mark("open·file")}.txt", Encoding.UTF8.GetBytes(Mark("open·words")));
        await AttachAsync(Relation.Giver, FileSubject.Item, Item("open"), $"{Mark("open·photo")}.png", Convert.FromBase64String(OnePixel.Split(',')[1]));
        if (Moment != Moment.Simple)
        {
            await AttachAsync(Relation.Giver, FileSubject.Item, Item("secret"), $"{Mark("secret·file")}.txt", Encoding.UTF8.GetBytes(Mark("secret·words")));
        }

        foreach (var name in new[] { "upload", "other-upload" })
        {
            var upload = await DoAsync<UploadService, UploadState>((s, stop) => s.BeginAsync(Number, By(Relation.Giver), new(FileSubject.Item, Item("open"), name), Sample.Length, stop));
            names[name] = upload.Id.ToString();
        }

        await DoAsync<ListService, Done>((s, stop) => s.DeclareEmptyAsync(Number, By(Relation.Giver), null, stop));
        await DoAsync<PrepareService, Done>((s, stop) => s.SaveBriefAsync(Number, By(Relation.Giver), new BriefForm
        {
            Overview = Mark("overview"), BoundaryBefore = Mark("boundary"), Support = SupportChoice.Offered, SupportUntil = Text(Today.AddDays(30)),
            SupportTerms = Mark("support·terms"), SeenAt = long.MaxValue / 1_000_000,
        }, stop));
    }

    /// <summary>A file with one item, which is withdrawn again, so that nothing else here counts it.</summary>
    private async Task ImportAsync()
    {
        var request = new ListImportRequest("事项\n从文件来的"u8.ToArray(), "清单.csv", new() { Category = Category.Duties });
        var plan = await DoAsync<ListImportService, ListImportPlan>((s, stop) => s.PreviewAsync(Number, By(Relation.Giver), request, stop));
        var import = await DoAsync<ListImportService, ListImported>((s, stop) => s.RunAsync(Number, By(Relation.Giver), request, Cast.App.Time.NewId(), plan.Fingerprint, stop));
        items["imported"] = await Cast.App.ReadAsync(db => db.SourceRows.Where(r => r.BatchId == import.Id && r.ItemId != null).Select(r => r.ItemId!.Value).SingleAsync());
        await BulkAsync(new BulkAct.Withdraw(), "imported");
    }

    private async Task AttachAsync(Relation by, FileSubject subject, Guid id, string name, byte[] bytes)
    {
        var temporary = Cast.App.Services.GetRequiredService<UploadFolder>().NewTemporary();
        await File.WriteAllBytesAsync(temporary, bytes);
        await DoAsync<FileService, Attachment>((s, stop) => s.AddAsync(Number, By(by), new(subject, id, name), temporary, stop));
    }

    private Task<int> BulkAsync(BulkAct act, params string[] which) =>
        DoAsync<ListService, int>((s, stop) => s.BulkAsync(Number, By(Relation.Giver), [.. which.Select(Item)], act, stop));

    /// <summary>A question on an item and one on the whole, a matter, a meeting that is planned.</summary>
    private async Task TalkAsync()
    {
        var asked = await DoAsync<QuestionService, Question>((s, stop) => s.AskAsync(
            Number, By(Relation.Receiver), null, Mark("question-on-all·text"), QuestionKind.Question, stop));
        await AttachAsync(Relation.Receiver, FileSubject.Question, asked.Id, $"{Mark("question-on-all·file")}.txt", Encoding.UTF8.GetBytes(Mark("question-on-all·words")));
        await DoAsync<MatterService, Matter>((s, stop) => s.RaiseAsync(Number, By(Relation.Witness), null, MatterForm("matter·title"), stop));
        var meeting = await DoAsync<MeetingService, Meeting>((s, stop) => s.PlanAsync(Number, By(Relation.Witness), Meeting("planned"), stop));
        await DoAsync<MeetingService, Meeting>((s, stop) => s.ProposeTimeAsync(Number, By(Relation.Giver), meeting.Id, $"{Text(Today)}T09:00", stop));
        await AskOnItemAsync();
    }

    private Task AskOnItemAsync() => DoAsync<QuestionService, Question>((s, stop) => s.AskAsync(
        Number, By(Relation.Receiver), Item("open"), Mark("question·text"), QuestionKind.Question, stop));

    private MatterForm MatterForm(string mark) => new() { Title = Mark(mark), Owner = Cast[Relation.Giver].Id, Due = Text(Today) };

    private MeetingInput Meeting(string mark) => new()
    {
        Title = Mark($"{mark}·title"), Place = Mark($"{mark}·place"), Agenda = Mark($"{mark}·agenda"),
        Attendees = [Cast[Relation.Giver].Id, Cast[Relation.Receiver].Id, Cast[Relation.Witness].Id],
    };

    /// <summary>One item for each thing that can happen on the way; the rest are untouched.</summary>
    private async Task MeetHalfWayAsync()
    {
        var (giver, receiver) = (By(Relation.Giver), By(Relation.Receiver));
        await StepAsync(giver, "ready", ProofKind.Explained);
        await StepAsync(giver, "said", ProofKind.Explained);
        await DoAsync<WalkService, Item>((s, stop) => s.TeachBackAsync(Number, receiver, Item("said"), Mark("said·teach-back"), false, stop));
        await DoAsync<WalkService, Item>((s, stop) => s.ReturnAsync(Number, receiver, Item("returned"), Mark("returned·reason"), stop));
        await DoAsync<WalkService, Item>((s, stop) => s.NotMineAsync(Number, receiver, Item("disputed"), Mark("disputed·reason"), stop));
        await DoAsync<WalkService, Item>((s, stop) => s.AskLeaveOutAsync(
            Number, giver, Item("left-out"), ProofKind.Explained, Mark("left-out·reason"), stop));
        await StepAsync(giver, "taken", ProofKind.Explained);
        await AcceptAsync(receiver, "taken");
        await StepAsync(By(Relation.Collector), "card", ProofKind.Counted, new StepForm { Actual = "0" });
        await AskWaiverAsync("SIGN-03", Id);
    }

    /// <summary>Everything is walked and accepted, and a meeting was held.</summary>
    private async Task SettleAsync()
    {
        var (giver, receiver, witness) = (By(Relation.Giver), By(Relation.Receiver), By(Relation.Witness));
        await DoAsync<PartyService, int>((s, stop) => s.AssignAsync(Number, By(Relation.TeamLead), [Item("of-team")], receiver.PersonId, stop));
        string[] plain = ["open", "ready", "returned", "disputed", "left-out", "taken", "of-team"];
        await DoAsync<WalkService, int>((s, stop) => s.DoManyAsync(
            Number, giver, [.. plain.Concat(["others", "secret", "document", "customer", "process"]).Select(Item)], ProofKind.Explained, stop));
        await StepAsync(giver, "customer", ProofKind.Introduced);
        await StepAsync(giver, "process", ProofKind.Demonstrated);
        await StepAsync(receiver, "document", ProofKind.Checked);
        await DoAsync<WalkService, int>((s, stop) => s.AcceptManyAsync(Number, receiver, [.. plain.Concat(["document", "customer", "process"]).Select(Item)], stop));
        await DoAsync<WalkService, int>((s, stop) => s.AcceptManyAsync(Number, By(Relation.OtherReceiver), [Item("others"), Item("secret")], stop));
        await StepAsync(By(Relation.Collector), "card", ProofKind.Counted, new StepForm { Actual = "1", Condition = Mark("card·condition") });
        await AcceptAsync(By(Relation.Collector), "card");
        await StepAsync(By(Relation.Collector), "laptop", ProofKind.Counted, new StepForm { Actual = "1" });
        await AcceptAsync(By(Relation.Collector), "laptop");
        await StepAsync(giver, "account", ProofKind.Demonstrated, new StepForm { Note = Mark("account·note") });
        await StepAsync(receiver, "account", ProofKind.SignedIn);
        await StepAsync(giver, "critical", ProofKind.Demonstrated);
        foreach (var name in new[] { "key", "said", "critical" })
        {
            await StepAsync(giver, name, ProofKind.Explained);
            await DoAsync<WalkService, Item>((s, stop) => s.TeachBackAsync(Number, receiver, Item(name), Mark($"{name}·teach-back"), false, stop));
            await DoAsync<WalkService, Item>((s, stop) => s.AnswerTeachBackAsync(Number, giver, Item(name), true, Mark($"{name}·correction"), stop));
        }

        foreach (var name in new[] { "key", "said", "critical" })
        {
            await AcceptAsync(receiver, name);
        }

        await DoAsync<WalkService, Item>((s, stop) => s.ReserveAsync(
            Number, receiver, Item("account"), new ReservationForm { Text = Mark("account·reservation"), Due = Text(Today), Owner = giver.PersonId }, stop));
        await DoAsync<MeetingService, Meeting>((s, stop) => s.RecordWalkthroughAsync(Number, witness, Meeting("held"), Mark("held·record"), stop));
        var question = await FindAsync(db => db.Questions.Where(q => q.HandoverId == Id && q.ItemId != null).Select(q => q.Id));
        await DoAsync<QuestionService, Question>((s, stop) => s.AnswerAsync(Number, giver, question, Mark("question·answer"), stop));
        await DoAsync<QuestionService, Question>((s, stop) => s.ResolveAsync(Number, receiver, question, null, stop));
    }

    private Task StepAsync(Actor actor, string item, ProofKind kind, StepForm? form = null) =>
        DoAsync<WalkService, Item>((s, stop) => s.DoStepAsync(Number, actor, Item(item), kind, form ?? new StepForm(), stop));

    private Task AcceptAsync(Actor actor, string item) =>
        DoAsync<WalkService, Item>((s, stop) => s.AcceptAsync(Number, actor, Item(item), stop));

    private const string OnePixel =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private async Task OnPaperAsync(params (PartyRole Role, Relation Whose)[] signatures)
    {
        foreach (var (role, whose) in signatures)
        {
            await DoAsync<SignService, Signature>((s, stop) => s.StandInAsync(
                Number, By(Relation.Witness), role, Cast[whose].Id, SignatureMethod.Paper, Mark("paper·words"), TestApp.Password, stop));
        }
    }

    private async Task FollowAsync()
    {
        var receiver = By(Relation.Receiver);
        // The clock is everybody's here: instead of it, the days of the checks are moved, so that they can be filled in.
        await Cast.App.ReadAsync(db => db.FollowUpChecks.Where(c => c.HandoverId == Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.DueOn, Today)));
        await AskWaiverAsync("DONE-03", await FindAsync(db => db.Matters.Where(m => m.HandoverId == Id && m.ItemId == null).Select(m => m.Id)));
        if (Moment is Moment.FollowUp or Moment.Supplement)
        {
            await FillAsync(receiver, 7, Mastery.NotYet);
            await AskOnItemAsync();
            if (Moment == Moment.Supplement)
            {
                await DoAsync<FollowUpService, Supplement>((s, stop) => s.OpenSupplementAsync(Number, By(Relation.Giver), Mark("supplement·reason"), stop));
            }

            return;
        }

        var question = await FindAsync(db => db.Questions.Where(q => q.HandoverId == Id && q.ItemId == null).Select(q => q.Id));
        await DoAsync<QuestionService, Question>((s, stop) => s.ResolveAsync(Number, receiver, question, null, stop));
        var waiver = await FindAsync(db => db.Waivers.Where(w => w.HandoverId == Id).Select(w => w.Id));
        await DoAsync<FollowUpService, Waiver>((s, stop) => s.DecideWaiverAsync(Number, By(Relation.Witness), waiver, true, Mark("waiver·note"), stop));
        await StepAsync(receiver, "account", ProofKind.PasswordChanged);
        await StepAsync(By(Relation.Giver), "account", ProofKind.AccessWithdrawn);
        await StepAsync(receiver, "critical", ProofKind.Performed);
        var reservation = await FindAsync(db => db.Matters.Where(m => m.HandoverId == Id && m.ItemId == Item("account")).Select(m => m.Id));
        await DoAsync<MatterService, Matter>((s, stop) => s.CloseAsync(Number, By(Relation.Giver), reservation, Mark("account·outcome"), stop));
        foreach (var day in new[] { 1, 7, 30 })
        {
            await FillAsync(receiver, day, Mastery.Independent);
            await FillAsync(By(Relation.OtherReceiver), day, Mastery.Independent);
        }

        foreach (var check in await Cast.App.ReadAsync(db => db.FollowUpChecks.Where(c => c.HandoverId == Id).Select(c => c.Id).ToListAsync()))
        {
            await DoAsync<FollowUpService, FollowUpCheck>((s, stop) => s.ConfirmCheckAsync(Number, By(Relation.Witness), check, null, stop));
        }

        if (Moment == Moment.Done)
        {
            return;
        }

        await DoAsync<SignService, Revision>((s, stop) => s.StartCompletionAsync(Number, By(Relation.Witness), stop));
        if (Moment == Moment.Completed)
        {
            await OnPaperAsync(
                (PartyRole.Receiver, Relation.Receiver), (PartyRole.Receiver, Relation.OtherReceiver),
                (PartyRole.SecondWitness, Relation.SecondWitness), (PartyRole.Witness, Relation.Witness));
        }
    }

    private async Task FillAsync(Actor receiver, int day, Mastery mastery)
    {
        var check = await FindAsync(db => db.FollowUpChecks.Where(c => c.HandoverId == Id && c.ReceiverId == receiver.PersonId && c.DayNumber == day).Select(c => c.Id));
        await DoAsync<FollowUpService, FollowUpCheck>((s, stop) => s.FillCheckAsync(Number, receiver, check, new CheckForm
        {
            Rating = Rating.Well, WhatHelps = Mark("check·what-helps"),
            Mastery = new[] { "key", "said", "critical", "account" }.ToDictionary(Item, _ => (Mastery?)mastery),
        }, stop));
    }

    private Task AskWaiverAsync(string finding, Guid subject) =>
        DoAsync<FollowUpService, Waiver>((s, stop) => s.AskWaiverAsync(Number, By(Relation.Receiver), finding, subject, Mark("waiver·reason"), stop));
}
