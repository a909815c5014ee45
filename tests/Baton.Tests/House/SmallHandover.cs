using Baton.Tests.Host;
using Baton.Web;
using Baton.Web.Features.Handovers;
using Baton.Web.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.House;

/// <summary>A handover with its people, opened through the service; what a test needs more, it adds through services too.</summary>
public sealed record SmallHandover(
    TestApp App, Guid Id, string Number, TestPerson Giver, TestPerson Receiver, TestPerson SecondReceiver, TestPerson Witness, TestPerson Hr)
{
    public static async Task<SmallHandover> OpenAsync(TestApp app, string title = "会计岗位交接", TestPerson? collector = null)
    {
        var giver = await app.AddPersonAsync("张伟");
        var receiver = await app.AddPersonAsync("李娜");
        var second = await app.AddPersonAsync("王芳");
        var witness = await app.AddPersonAsync("赵敏");
        var caretaker = await app.AddPersonAsync("孙丽");
        var hr = await app.AddPersonAsync("周静", SystemRoles.HumanResources);
        var day = DateOnly.FromDateTime(app.Time.GetUtcNow().UtcDateTime);
        await using var scope = app.Services.CreateAsyncScope();
        var opened = await scope.ServiceProvider.GetRequiredService<OpenHandover>().OpenAsync(
            new OpenRequest
            {
                GiverId = giver.Id, Reason = Reason.Resignation, Title = title, LastWorkingDay = day.AddDays(30),
                ReceiverIds = [receiver.Id, second.Id], WitnessId = witness.Id, CaretakerId = caretaker.Id,
                CollectorIds = collector is null ? [] : [collector.Id],
            },
            ActorOf(hr, SystemRoles.HumanResources), TestContext.Current.CancellationToken);
        return new SmallHandover(app, opened.Value.Id, opened.Value.Number, giver, receiver, second, witness, hr);
    }

    public static Actor ActorOf(TestPerson person, SystemRoles roles = SystemRoles.None) =>
        new(person.Id, person.Name, Guid.Empty, Guid.Empty, roles, [], [], Channels.Web);

    /// <summary>Does something through a service of the product.</summary>
    public async Task<T> DoAsync<TService, T>(Func<TService, CancellationToken, Task<Outcome<T>>> act)
        where TService : notnull
    {
        await using var scope = App.Services.CreateAsyncScope();
        var outcome = await act(scope.ServiceProvider.GetRequiredService<TService>(), TestContext.Current.CancellationToken);
        return outcome.Value;
    }
}
