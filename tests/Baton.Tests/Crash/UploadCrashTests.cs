using Baton.Tests.Files;
using Baton.Tests.Host;

namespace Baton.Tests.Crash;

/// <summary>The server is killed while a file arrives, again and again: it goes on where it stood, and comes out whole.</summary>
public sealed class UploadCrashTests
{
    private const int Crashes = 5;

    [Theory, Databases]
    public async Task A_file_goes_on_after_each_kill_where_it_stood_and_is_the_same_in_the_end(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var cast = await Cast.GatherAsync(app);
        var handover = await StagedHandover.AtAsync(cast, Moment.HandingOver);
        var random = new Random(20_261_125);
        var bytes = new byte[3_000_017];
        random.NextBytes(bytes);
        using var upload = new ProgramUpload(await app.TokenAsync(cast[Relation.Giver]), handover.Number, handover.Item("open"), bytes);
        await app.StopServingAsync();
        var before = -1;
        for (var crash = 1; crash <= Crashes; crash++)
        {
            await using var server = await ServerProcess.StartAsync(app.Storage);
            if (before < 0)
            {
                await upload.BeginAsync(server.Address);
            }

            var offset = await upload.OffsetAsync(server.Address);
            Assert.True(offset >= before, $"Of {before} bytes {offset} are left.");
            before = offset;
            // The last time with its last byte, before anybody is told that it is there.
            await upload.SendUntilAsync(server.Address, offset, crash == Crashes ? bytes.Length : random.Next(offset, bytes.Length), server.KillAsync);
        }

        await using var last = await ServerProcess.StartAsync(app.Storage);
        if (await upload.OffsetAsync(last.Address) is var rest && rest < bytes.Length)
        {
            await upload.SendAsync(last.Address, rest);
        }

        Assert.Equal([Attaching.HashOf(bytes)], await upload.HashesAsync(last.Address));
    }
}
